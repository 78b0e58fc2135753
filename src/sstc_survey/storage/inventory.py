"""The files in folders that may be responses, and what becomes of each: counted, a duplicate, in conflict, or refused.

Those of a batch that was cut are unfinished, and what stays of erased responses is apart.

In a folder and those below it, every entry named `*.json` is a file found, unless it is a folder; links are not
followed. Hidden entries, the copies of questionnaires and saved summaries are passed over, and so are the sessions in
`sessions`, which are counted apart; everything else is ignored, but named.
Duplicates of a response are recognised by their id. In one folder, files that this program named cannot share
one, so that nothing about them needs to be remembered.

A pack that is named has the files that were packed, as if they lay in a folder of its name.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec import structs

from sstc_survey.problems import Place, Problem, SurveyError, codes
from sstc_survey.questionnaire import COPIES_FOLDER, RESPONSE_SUFFIX, SESSIONS_FOLDER, SUMMARIES_FILE
from sstc_survey.storage.answers_folder import AnswersFolder
from sstc_survey.storage.bounded import reason
from sstc_survey.storage.copies import is_copy
from sstc_survey.storage.ids import file_name
from sstc_survey.storage.outcomes import Counted, Outcome, Refused, Unfinished, outcomes_of
from sstc_survey.storage.packs import places
from sstc_survey.storage.packs.checked import CheckedPacks
from sstc_survey.storage.packs.groups import Packs
from sstc_survey.storage.packs.lines import is_pack_name
from sstc_survey.storage.packs.paths import split_packed
from sstc_survey.storage.urls import is_url, missing


def _is_session(path: str) -> bool:
    # Most folders have none.
    from sstc_survey.storage.sessions import is_session_file

    return is_session_file(path)


def _damaged(problem: Problem) -> Refused:
    return Refused(problem.place.file if problem.place else "", problem)


class Inventory:
    """The files under some paths; iterating reads them in order and says what becomes of each.

    Unless it `reads_answers`, those of a packed response that passed every check before are read when they are asked
    for.

    `len` is the number of files, `sessions` the paths of panel sessions, which are not among them, and `ignored` the
    paths of what is neither hidden nor JSON.
    """

    def __init__(self, paths: Iterable[str], *, believes_seals: bool = True) -> None:
        """Look at what is there; paths that lead nowhere raise SurveyError, all of them at once.

        Without `believes_seals`, every file is checked as if it had never been seen.
        """
        self._believes_seals = believes_seals
        self.reads_answers = True
        self.ignored: list[str] = []
        self.sessions: list[str] = []
        self._unreadable: list[Refused] = []
        # In a part, copies are found with the first of their response.
        self._named_once = 0
        # By their real paths: a folder that is named twice, or within another one, is one folder.
        self._folders: dict[str, AnswersFolder] = {}
        self._packs = Packs()
        self._packed_folders: dict[str, AnswersFolder] = {}
        self._checked = CheckedPacks(believes_seals=believes_seals)
        self._is_part = False
        wrong = [problem for path in paths if (problem := self._look_at(path)) is not None]
        if wrong:
            raise SurveyError(*wrong)
        self._copied = self._find_copied()
        self._add_folders_of_packs()

    def __len__(self) -> int:
        found = len(self._unreadable) + self._named_once + len(self._packs)
        return found + sum(len(folder.names) for folder in self._folders.values())

    def __iter__(self) -> Iterator[Outcome]:
        return self.outcomes()

    def outcomes(self, id_prefix: str = "") -> Iterator[Outcome]:
        """Read the files, or those whose id begins so, and say what becomes of each."""
        if not id_prefix and not self._is_part:
            yield from self.rest()[0]
        seen: set[str] = set()
        yield from self._packed(id_prefix, seen)
        for folder, path, proper in self._files():
            if not proper.startswith(id_prefix):
                continue
            if proper not in self._copied:
                if proper not in seen:
                    yield folder.read(path)
            elif proper not in seen:
                seen.add(proper)
                yield from self._outcomes_of_copies(self._copied[proper])
        if not id_prefix and not self._is_part:
            yield from self.rest()[1]
        self._packs.check()
        if not id_prefix and not self._is_part:
            self.save_seals()

    def parts(self, size: int) -> list[Inventory]:
        """Divide it into inventories of about so many files, in order; files of one response are in one part.

        They can be sent to other processes. What is no response, such as a folder that cannot be listed, is in none,
        and comes from `rest`.
        """
        # What is in packs too is read with these.
        seen = self._packs.also_in(proper for _, _, proper in self._files()) if len(self._packs) else set()
        parts = self._parts_of_packs(size, seen)
        left = 0
        for real, folder in self._in_order():
            for name in sorted(folder.names):
                proper = folder.names[name]
                paths = self._copied.get(proper, ())
                if proper in seen:
                    continue
                if not left:
                    parts.append(self._new_part())
                    left = size
                left -= 1
                part = parts[-1]
                part._share(real, folder, proper).names[name] = proper  # noqa: SLF001 its own kind
                if paths:
                    seen.add(proper)
                    part._copied[proper] = [*paths]  # noqa: SLF001 its own kind
                    part._named_once += len(paths) - 1  # noqa: SLF001 its own kind
                    for path in paths:
                        other = os.path.realpath(os.path.dirname(path))
                        part._share(other, self._folders[other], proper)  # noqa: SLF001 its own kind
        return parts

    def _new_part(self) -> Inventory:
        part = Inventory((), believes_seals=self._believes_seals)
        part._is_part = True
        return part

    def _parts_of_packs(self, size: int, shared: set[str]) -> list[Inventory]:
        """Return parts of the packs by ranges of ids, with the files in folders whose proper names are `shared`."""
        in_folders: dict[str, list[tuple[str, str]]] = {}
        for real, folder in self._in_order():
            for name, proper in sorted(folder.names.items()):
                if proper in shared:
                    in_folders.setdefault(proper, []).append((real, name))
        parts = []
        for packs in self._packs.parts(size):
            part = self._new_part()
            part._packs = packs  # noqa: SLF001 its own kind
            for proper in filter(packs.spans, sorted(in_folders)):
                for real, name in in_folders[proper]:
                    part._share(real, self._folders[real], proper).names[name] = proper  # noqa: SLF001 its own kind
            parts.append(part)
        return parts

    def _share(self, real: str, folder: AnswersFolder, proper: str) -> AnswersFolder:
        """Return a folder of this part for a folder of the whole, with the batch of a response if it has one."""
        own = self._folder(real, folder.path)
        if own.unfinished is None:
            own.unfinished = {}
        response_id = proper.removesuffix(RESPONSE_SUFFIX)
        batch = folder.batches().get(response_id)
        if batch is not None:
            # Which responses it has besides may be much to send.
            own.unfinished[response_id] = structs.replace(batch, rows={})
        return own

    @property
    def first_path(self) -> str:
        """Return the path of the first file, empty where there is none."""
        return self._packs.first_path or next((path for _, path, _ in self._files()), "")

    @property
    def first_local(self) -> str:
        """Return the path of the first file or pack of this machine, empty where there is none."""
        return self._packs.first_local or next((path for _, path, _ in self._files()), "")

    @property
    def last_path(self) -> str:
        """Return the path of the last file, empty where there is none."""
        last = max(((folder.path, path) for folder, path, _ in self._files()), default=("", ""))[1]
        return last if not self._packs.first_path or last > self._packs.last_path else self._packs.last_path

    def rest(self) -> tuple[list[Refused], list[Refused]]:
        """Return what is in no part: what comes before the files, and what comes after them."""
        for folder in self._folders.values():
            folder.batches()
        before = [*self._unreadable, *(_damaged(problem) for problem in self._packs.damage)]
        return before, [refused for folder in self._folders.values() for refused in folder.damaged]

    def take_seals(self) -> Mapping[str, tuple[bytes, int]]:
        """Return by folder or pack the seals of what passed every check, for the inventory of which this is a part."""
        found = {real: folder.seals.take() for real, folder in self._folders.items() if folder.seals is not None}
        return found | {real: seals.take() for real, seals in self._checked.seals}

    def give_seals(self, found: Mapping[str, tuple[bytes, int]]) -> None:
        """Remember the seals that a part found."""
        for real, (new, met) in found.items():
            pack = self._packs.pack_at(real)
            seals = self._folders[real].own_seals() if pack is None else self._checked.blocks(pack).seals
            if seals is not None:
                seals.give(new, met)

    def save_seals(self) -> None:
        """Save the seals of the folders that were looked through whole."""
        for folder in self._folders.values():
            if folder.scanned and folder.seals is not None:
                folder.seals.save()
        for _, seals in self._checked.seals:
            seals.save()

    def _packed(self, id_prefix: str, seen: set[str]) -> Iterator[Outcome]:
        """Read the files of packs, each with those of its id in folders, whose names are added to `seen`."""
        in_folders = self._by_name() if len(self._packs) else {}
        reading = partial(self._checked.lines, reads_answers=self.reads_answers)
        for group in self._packs.groups(id_prefix, reading):
            if isinstance(group, Problem):
                yield _damaged(group)
                continue
            found = group[0]
            others: Sequence[str] = ()
            if in_folders and found.file.id and (name := file_name(found.file.id)) in in_folders:
                others = in_folders[name]
                seen.add(name)
            if len(group) == 1 and not others:
                above = found.path.rpartition(os.sep)[0]
                yield self._checked.read(found, self._packed_folders.get(above) or self._packed_folder(above))
            else:
                yield from self._outcomes_of_copies([*(each.path for each in group), *others])

    def _by_name(self) -> dict[str, list[str]]:
        """Return the paths of the files in folders by the name that each should have."""
        paths: dict[str, list[str]] = {}
        for _, path, proper in self._files():
            if proper:
                paths.setdefault(proper, []).append(path)
        return paths

    def _add_folders_of_packs(self) -> None:
        self._unreadable += map(_damaged, self._packs.unreadable)
        for path, files in self._packs.folders:
            self._packed_folder(path).packed = files
        self.sessions += self._packs.sessions

    def _packed_folder(self, path: str) -> AnswersFolder:
        folder = self._packed_folders.get(path)
        if folder is None:
            folder = self._packed_folders[path] = AnswersFolder(path, believes_seals=False)
            self._folders[places.real(path)] = folder
        return folder

    def _outcomes_of_copies(self, paths: Sequence[str]) -> Iterator[Outcome]:
        for outcome in outcomes_of(paths):
            if isinstance(outcome, Counted):
                # Where it is complete in one folder, another one in which its batch was cut takes nothing away.
                folders = {places.real(os.path.dirname(path)): os.path.dirname(path) for path in paths}
                batches = [
                    (self._folders.get(real) or self._packed_folder(path)).batches().get(outcome.response.id)
                    for real, path in folders.items()
                ]
                if all(batches) and (batch := batches[0]) is not None:
                    yield Unfinished(outcome.path, outcome.response, batch)
                    continue
            yield outcome

    def _files(self) -> Iterator[tuple[AnswersFolder, str, str]]:
        """Yield each file with its folder and the name that its response should have, in order of the paths."""
        for _, folder in self._in_order():
            start = os.path.join(folder.path, "")
            for name in sorted(folder.names):
                yield folder, start + name, folder.names[name]

    def _in_order(self) -> list[tuple[str, AnswersFolder]]:
        return sorted(self._folders.items(), key=lambda item: item[1].path)

    def _find_copied(self) -> dict[str, list[str]]:
        """Return the paths of each response that is in more than one file, by the name it should have."""
        folders = [folder for folder in self._folders.values() if folder.names]
        if len(folders) == 1 and all(name == proper for name, proper in folders[0].names.items()):
            return {}
        seen: set[str] = set()
        copied: dict[str, list[str]] = {}
        for _, _, proper in self._files():
            if proper in seen:
                copied[proper] = []
            elif proper:
                seen.add(proper)
        for _, path, proper in self._files():
            if proper in copied:
                copied[proper].append(path)
        return copied

    @property
    def names(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield each folder, what was named of those above it, and by the name of each file its proper one."""
        for folder in self._folders.values():
            if folder.scanned:
                yield folder.path, folder.top, folder.names

    @property
    def unreadable(self) -> list[Problem]:
        """Return why folders, or packs, cannot be read."""
        return [refused.problem for refused in self._unreadable]

    @property
    def ids(self) -> set[str]:
        """Return the ids of the responses, which the names of the files tell before any of them is read."""
        names = (name for folder in self._folders.values() for name in folder.names.values())
        return {name.removesuffix(RESPONSE_SUFFIX) for name in names if name} | set(self._packs.ids)

    @property
    def folders(self) -> list[str]:
        """Return the folders that files were found in."""
        return sorted(folder.path or os.curdir for folder in self._folders.values() if folder.names or folder.packed)

    @property
    def looked_into(self) -> list[str]:
        """Return all folders there are, those of the copies of questionnaires left out."""
        paths = (folder.path or os.curdir for folder in self._folders.values())
        return sorted(path for path in paths if os.path.basename(os.path.abspath(path)) != COPIES_FOLDER)

    def _folder(self, real: str, path: str, top: str = "") -> AnswersFolder:
        return self._folders.setdefault(real, AnswersFolder(path, top, believes_seals=self._believes_seals))

    def _look_at(self, path: str) -> Problem | None:
        if is_url(path):
            parts = split_packed(path)
            return missing(path) if parts is None else self._packs.add(*parts)
        try:
            mode = os.stat(path).st_mode
        except FileNotFoundError:
            return Problem(codes.NO_SUCH_FILE, {}, Place(path))
        except OSError as error:
            if (parts := split_packed(path)) is not None:
                return self._packs.add(*parts)
            return Problem(codes.UNREADABLE, {"reason": reason(error)}, Place(path))
        if stat.S_ISDIR(mode):
            self._scan(path)
        elif stat.S_ISREG(mode) and is_pack_name(path):
            self._packs.add(path)
        else:
            # On the command line a link is meant: it is what it points to.
            parent, name = os.path.split(os.path.realpath(path) if os.path.islink(path) else path)
            self._folder(os.path.realpath(parent), parent).add(name)
        return None

    def _scan(self, top: str) -> None:
        waiting = [(top, os.path.realpath(top))]
        while waiting:
            path, real = waiting.pop()
            folder = self._folder(real, path, top)
            if folder.scanned:
                continue
            folder.scanned = True
            try:
                below = self._list(path, folder)
            except OSError as error:
                problem = Problem(codes.UNREADABLE, {"reason": reason(error)}, Place(path))
                self._unreadable.append(Refused(path, problem))
            else:
                waiting += [(os.path.join(path, name), os.path.join(real, name)) for name in below]

    def _list(self, path: str, folder: AnswersFolder) -> list[str]:
        """Note the files of a folder, and return the names of the folders in it."""
        below = []
        own_name = os.path.basename(os.path.realpath(path))
        with os.scandir(path) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    below.append(name)
                elif own_name == SESSIONS_FOLDER and _is_session(entry.path):
                    self.sessions.append(entry.path)
                elif name.lower().endswith(RESPONSE_SUFFIX):
                    folder.add(name)
                elif name != SUMMARIES_FILE and not is_copy(own_name, name):
                    self.ignored.append(entry.path)
        return below
