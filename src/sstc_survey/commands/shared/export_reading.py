"""Read the responses of an export in one pass, and turn them into its tables, by all versions of the questionnaire."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.attribution import Attributions
from sstc_survey.commands.shared.account import Account, AccountPart, Kind
from sstc_survey.commands.shared.collect import Confidentiality
from sstc_survey.commands.shared.jobs.workers import Workers
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, chosen_language, load
from sstc_survey.commands.shared.output import terminal
from sstc_survey.commands.shared.tables import TableOptions, advice_on_codes, nobody_met
from sstc_survey.commands.shared.versions import load_version, main_version, other_versions
from sstc_survey.engine.form import Form, form_of
from sstc_survey.engine.paths import schema_path
from sstc_survey.exports.fields import FieldOptions, plan_tables
from sstc_survey.exports.model import Export
from sstc_survey.exports.rows import RowWriter
from sstc_survey.exports.spool import SpoolFile
from sstc_survey.i18n import Words, set_language
from sstc_survey.problems import ExitCode, Problem, SurveyError, codes
from sstc_survey.questionnaire import DataType
from sstc_survey.reports.progress import Progress
from sstc_survey.reports.summary.model import Files
from sstc_survey.response import Mode, Status
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.responses import BriefResponse, UnfinishedEdit
from sstc_survey.tally.banners.plan import Plan

# So many bytes of responses are written at a time.
_PIECE: Final = 1 << 18


class ExportOptions(Struct, frozen=True, kw_only=True):
    """What was asked for: in which language, of which interviews, and what of them is shown."""

    language: str | None = None
    where: str | None = None
    include: Sequence[str] = ()
    anonymous: bool = False
    full: bool = False
    wide: bool = False


class VersionNote(Struct, frozen=True, kw_only=True):
    """What is different in another version of the questionnaire; one that `is_lost` has no copy."""

    version: str
    count: int
    is_lost: bool = False
    lacking: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class ExportReading(Struct, frozen=True, kw_only=True):
    """An export, and what was read for it.

    `responses` are exported, `drafts` of them are not finished; `left_out` do not meet the condition, for `unclear` of
    which it cannot be told; `guarded` hide an answer that the condition reads, `hiding` hide anything, and of the
    version of those that are `lost` there is no copy.
    """

    export: Export
    files: Files
    is_whole: bool
    loaded: LoadedQuestionnaire
    forms: tuple[Form, ...]
    versions: tuple[VersionNote, ...]
    advice: tuple[Problem, ...]
    responses: int
    drafts: int
    left_out: int
    unclear: int
    guarded: int
    hiding: int
    lost: int
    has_simulated: bool

    @property
    def exit_code(self) -> ExitCode:
        """Return whether every file could be read, and exported or left out by the rules."""
        return ExitCode.DONE if self.is_whole else ExitCode.PROBLEMS


class _Kept(Struct, frozen=True, array_like=True):
    """A response as it waits until the version to export by is known, with the number of its folder."""

    folder: int
    response: BriefResponse


class _Piece(Struct, frozen=True):
    """Some responses that follow one another, as they wait; the numbers of their folders are those of `folders`."""

    data: bytes
    folders: tuple[str, ...]


class _SpoolPart(Struct, frozen=True):
    """What was read of some of the files: their account, the places with comments, and the responses."""

    account: AccountPart
    commented: set[str]
    spooled: int
    pieces: list[_Piece]


class _Spooling(Account[_SpoolPart]):
    """Hands the responses of one pass on in pieces, each of which is added to the end of what waits."""

    def __init__(
        self, questionnaire_id: str | None, add_piece: Callable[[_Piece], None], *, include_partial: bool
    ) -> None:
        super().__init__(questionnaire_id, include_partial=include_partial, strict=questionnaire_id is not None)
        self._add_piece = add_piece
        self._again = partial(_spool, questionnaire_id, include_partial)
        # The places of the questions with comments.
        self.commented: set[str] = set()
        self.spooled = 0
        self._folders: dict[str, int] = {}
        self._waiting: list[bytes] = []
        self._size = 0

    def flush(self) -> None:
        """Hand on what waits."""
        if self._waiting:
            self._add_piece(_Piece(msgspec.msgpack.encode(self._waiting), tuple(self._folders)))
            self._waiting, self._size = [], 0

    def _job(self) -> Callable[[Inventory], _SpoolPart]:
        return self._again

    def merge(self, part: _SpoolPart) -> None:
        """Add the responses of other files, which come after those of this one."""
        self.flush()
        self.merge_account(part.account)
        self.commented |= part.commented
        self.spooled += part.spooled
        for piece in part.pieces:
            self._add_piece(piece)

    def _taker(self, kind: Kind) -> Callable[[BriefResponse], None]:
        return partial(self._keep, kind[0])

    def _keep(self, folder: str, response: BriefResponse) -> None:
        if response.edit is not None:
            response = replace(response, unfinished=UnfinishedEdit())
        self.commented.update(map(schema_path, response.comments))
        number = self._folders.setdefault(folder, len(self._folders))
        self._waiting.append(msgspec.msgpack.encode(_Kept(number, response)))
        self._size += len(self._waiting[-1])
        self.spooled += 1
        if self._size > _PIECE:
            self.flush()


def _spool(questionnaire_id: str | None, include_partial: bool, part: Inventory) -> _SpoolPart:
    """Read a part of the files, in a process of its own."""
    pieces: list[_Piece] = []
    spooling = _Spooling(questionnaire_id, pieces.append, include_partial=include_partial)
    spooling.read_part(part)
    spooling.flush()
    return _SpoolPart(spooling.account(), spooling.commented, spooling.spooled, pieces)


class _Spool:
    """The pieces of all responses, in a temporary file in which they are read again in the same order."""

    def __init__(self, file: SpoolFile) -> None:
        self._file = file
        self._pieces: list[tuple[tuple[int, int], tuple[str, ...]]] = []

    def add(self, piece: _Piece) -> None:
        """Add a piece."""
        self._pieces.append((self._file.append(piece.data), piece.folders))

    def responses(self, *, include_simulated: bool) -> Iterator[tuple[BriefResponse, str, int]]:
        """Yield each response with its folder and its size."""
        pieces, decoder = msgspec.msgpack.Decoder(list[bytes]), msgspec.msgpack.Decoder(_Kept)
        for at, folders in self._pieces:
            for data in pieces.decode(self._file.read(at)):
                kept = decoder.decode(data)
                if include_simulated or kept.response.mode is not Mode.SIMULATED:
                    yield kept.response, folders[kept.folder], len(data)


def read_export(
    inventory: Inventory,
    paths: Sequence[str],
    questionnaire: str | None,
    wanted: ExportOptions,
    file: SpoolFile,
    workers: Workers | None = None,
) -> ExportReading | Files:
    """Read the responses and make the tables, in the language of the export, which becomes the language of the words.

    Each file is opened once; the rows are in `file` as long as that is open. What is wrong with the options is raised.
    Where no file is a response, there is only the account of them.
    """
    loaded = None if questionnaire is None else load(questionnaire)
    questionnaire_id = None if loaded is None else loaded.questionnaire.id
    spool = _Spool(file)
    spooling = _Spooling(questionnaire_id, spool.add, include_partial="partial" in wanted.include)
    spooling.read(inventory, workers)
    spooling.flush()
    if not spooling.counts:
        if spooling.refused or spooling.apart:
            return spooling.files(inventory.ignored)
        problem = Problem(codes.SUMMARY_NOTHING_FOUND, {"paths": ", ".join(paths)})
        raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
    if loaded is None:
        loaded = load_version(main_version(spooling, paths, "export"))
    return _Maker(inventory, spooling, spool, loaded, wanted).reading(file)


class _Maker:
    """Makes the tables of responses that were read."""

    def __init__(
        self,
        inventory: Inventory,
        spooling: _Spooling,
        spool: _Spool,
        loaded: LoadedQuestionnaire,
        wanted: ExportOptions,
    ) -> None:
        self._inventory = inventory
        self._spooling = spooling
        self._spool = spool
        self._loaded = loaded
        self._wanted = wanted
        self._form = form_of(loaded.questionnaire)
        self._plan: Plan = TableOptions(where=wanted.where).plan(loaded.questionnaire)
        self._language = chosen_language(loaded.questionnaire, wanted.language)
        self._rules = Confidentiality(loaded)
        self._has_simulated = "simulated" in wanted.include or not spooling.has_others
        self._left_out = self._unclear = self._guarded = self._hiding = self._count = self._drafts = self._lost = 0

    def reading(self, file: SpoolFile) -> ExportReading:
        set_language(self._language)
        forms, notes = self._versions()
        words = Words(self._language, self._loaded.questionnaire.default_language)
        options = FieldOptions(
            words=words,
            left_out=_identifying(forms) if self._wanted.anonymous else (),
            commented=self._spooling.commented,
            is_anonymous=self._wanted.anonymous,
        )
        writer = RowWriter(plan_tables(forms, options), forms, file, is_anonymous=self._wanted.anonymous)
        self._write(writer)
        first, *others = writer.tables()
        title = words(self._loaded.questionnaire.title).strip()
        export = Export(
            questionnaire=self._loaded.reference,
            title=title,
            language=self._language,
            tables=(replace(first, label=title), *others),
        )
        if self._wanted.wide:
            from sstc_survey.exports.wide import joined_wide

            export = joined_wide(export, file)
        return ExportReading(
            export=export,
            files=self._spooling.files(self._inventory.ignored),
            is_whole=self._spooling.is_whole,
            loaded=self._loaded,
            forms=forms,
            versions=notes,
            advice=tuple(advice_on_codes(self._plan, self._form)),
            responses=self._count,
            drafts=self._drafts,
            left_out=self._left_out,
            unclear=self._unclear,
            guarded=self._guarded,
            hiding=self._hiding,
            lost=self._lost,
            has_simulated=self._has_simulated,
        )

    def _write(self, writer: RowWriter) -> None:
        progress = Progress(self._spooling.spooled, terminal(), time.monotonic, what="responses exported")
        try:
            for response, folder, size in self._spool.responses(include_simulated=self._has_simulated):
                self._add(writer, response, folder, size)
                progress.step()
        finally:
            progress.close()
        if not self._count and (self._left_out or self._guarded):
            raise nobody_met(
                self._plan, self._form, left_out=self._left_out, unclear=self._unclear, guarded=self._guarded
            )

    def _add(self, writer: RowWriter, response: BriefResponse, folder: str, size: int) -> None:
        """Add a response, unless it is left out."""
        hidden, version = self._rules.read(response, folder)
        if version is None:
            hidden = writer.everything
        if self._wanted.full:
            hidden = frozenset()
        given = _as_tallied(response, version or self._form)
        if self._plan.where is not None:
            from sstc_survey.engine.saved_state import saved_state

            if not hidden.isdisjoint(self._plan.where.names):
                # That it is there, or is not, could tell the answer that is hidden.
                self._guarded += 1
                return
            holds = self._plan.where.holds(saved_state(self._form, given))
            if not holds:
                self._left_out += 1
                self._unclear += holds is None
                return
        self._count += 1
        self._drafts += response.status is Status.PARTIAL
        self._lost += version is None
        self._hiding += bool(hidden)
        writer.add(given, hidden, version, size)

    def _versions(self) -> tuple[tuple[Form, ...], tuple[VersionNote, ...]]:
        """Return the forms of all versions of which there are responses, and what is different in the others."""
        forms, notes = [self._form], []
        for other in other_versions(self._spooling, self._loaded, has_simulated=self._has_simulated):
            if other.form is None:
                notes.append(VersionNote(version=other.name, count=other.count, is_lost=True))
            else:
                forms.append(other.form)
                notes.append(_differences(self._form, other.form, other.name, other.count))
        return tuple(forms), tuple(notes)


def _as_tallied(response: BriefResponse, form: Form) -> BriefResponse:
    """Return a draft without instances that nobody said anything in, any other response as it is."""
    if response.status is not Status.PARTIAL:
        return response
    from sstc_survey.tally.not_reached import without_unopened

    answers = without_unopened(form, response).answers
    return response if answers is response.answers else replace(response, answers=dict(answers))


def _differences(form: Form, other: Form, version: str, count: int) -> VersionNote:
    mine, theirs = _types(form), _types(other)
    return VersionNote(
        version=version,
        count=count,
        lacking=tuple(place for place in mine if place not in theirs),
        added=tuple(place for place in theirs if place not in mine),
        changed=tuple(place for place, kind in theirs.items() if mine.get(place, kind) is not kind),
    )


def _types(form: Form) -> dict[str, DataType]:
    """Return the kind of the values of each entry that has one, by its place."""
    found = {node.schema_path: node.entry.data_type for node in form.nodes.values()}
    return {place: kind for place, kind in found.items() if kind is not DataType.NONE}


def _identifying(forms: Sequence[Form]) -> frozenset[str]:
    """Return the names of the questions that tell who a respondent is, or that some choice hides, in any version."""
    return frozenset().union(*(Attributions(form.questionnaire).identifying for form in forms))
