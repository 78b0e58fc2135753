"""One folder of answers as it is read: its files, the seals of those that passed, and the batches that were cut."""

from __future__ import annotations

import os

from msgspec import Struct, field

from sstc_survey.problems import Problem
from sstc_survey.storage.batches import BatchMarker, read_markers
from sstc_survey.storage.ids import file_name, id_within, is_file_name
from sstc_survey.storage.outcomes import Counted, Erased, Refused, Unfinished, refused
from sstc_survey.storage.responses import BriefResponse, brief_in, read_brief
from sstc_survey.storage.seals import Seals


class AnswersFolder(Struct):
    """A folder as it was named, and the names found in it, each with the name that its response should have."""

    path: str
    # What it is below of what was named.
    top: str = ""
    names: dict[str, str] = field(default_factory=dict)
    # Files in a pack have no names here.
    packed: int = 0
    scanned: bool = False
    seals: Seals | None = None
    believes_seals: bool = True
    unfinished: dict[str, BatchMarker] | None = None
    damaged: list[Refused] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Add a file; one that this program did not name is looked into, and if that is refused, its name has to do."""
        proper = name
        if not is_file_name(name):
            match self.read(os.path.join(self.path, name)):
                case Counted(_, response) | Unfinished(_, response):
                    proper = file_name(response.id)
                case Erased(_, response_id):
                    proper = file_name(response_id)
                case Refused():
                    own_id = id_within(name)
                    proper = file_name(own_id) if own_id else ""
        self.names[name] = proper

    def read(self, path: str, data: bytes | None = None) -> Counted | Unfinished | Erased | Refused:
        """Read a file of this folder, unless its bytes are there already."""
        seals = self.own_seals()
        response = read_brief(path, seals) if data is None else brief_in(data, path, seals)
        if isinstance(response, Problem):
            return refused(path, response)
        return self.counted(path, response)

    def counted(self, path: str, response: BriefResponse) -> Counted | Unfinished:
        """Say of a response that is sound whether it counts, or is of a batch that was cut."""
        batch = self.batches().get(response.id)
        return Counted(path, response) if batch is None else Unfinished(path, response, batch)

    def own_seals(self) -> Seals | None:
        """Return the seals of this folder, None where they are not believed."""
        if self.seals is None and self.believes_seals:
            self.seals = Seals(self.path or os.curdir)
        return self.seals

    def batches(self) -> dict[str, BatchMarker]:
        """Return the batches that were cut, by the ids of their responses."""
        if self.unfinished is None:
            self.unfinished = {}
            for path, marker in read_markers(self.path or os.curdir).items():
                if isinstance(marker, BatchMarker):
                    self.unfinished |= dict.fromkeys(marker.rows, marker)
                else:
                    self.damaged.append(Refused(path, marker))
        return self.unfinished
