"""Collect the responses of one pass in a tally, and what may be shown of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from msgspec import Struct

from sstc_survey.attribution import Attributions
from sstc_survey.commands.shared.account import Account, AccountPart, Kind, OneSession
from sstc_survey.commands.shared.locate import LoadedQuestionnaire, load_copy
from sstc_survey.commands.shared.tables import TableOptions
from sstc_survey.engine.form import Form
from sstc_survey.problems import SurveyError
from sstc_survey.reports.report.held import Held
from sstc_survey.response import Mode, QuestionnaireRef
from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.responses import BriefResponse
from sstc_survey.tally import Tally
from sstc_survey.tally.counts import TallyCounts
from sstc_survey.tally.quotations import MOST_QUOTES


class Collecting(Struct, frozen=True, kw_only=True):
    """What is collected: the tally of the questions in `only`, or of all, by the options of tables.

    Without a questionnaire nothing is tallied. With `strict`, responses to another questionnaire are refused.
    """

    loaded: LoadedQuestionnaire | None
    only: Collection[str]
    options: TableOptions
    include_partial: bool
    strict: bool
    most_quotes: int = MOST_QUOTES

    def new_tally(self) -> Tally | None:
        """Return an empty tally, or raise what is wrong with the options."""
        if self.loaded is None:
            return None
        questionnaire = self.loaded.questionnaire
        return Tally(questionnaire, self.only, self.options.plan(questionnaire), self.most_quotes)


class Collected(Struct, frozen=True):
    """What was collected of some of the files: their account, what was tallied, and how many versions are lost."""

    account: AccountPart
    given: TallyCounts | None
    invented: TallyCounts | None
    lost: int
    held: Mapping[bool, Held]


class Collector(Account[Collected]):
    """Tallies the responses of one pass.

    Without a questionnaire nothing is tallied. Invented answers have a tally of their own.
    """

    def __init__(self, collecting: Collecting, session: OneSession | None = None) -> None:
        loaded = collecting.loaded
        super().__init__(
            None if loaded is None else loaded.questionnaire.id,
            include_partial=collecting.include_partial,
            strict=collecting.strict,
            session=session,
        )
        self._collecting = collecting
        self._tallies = {simulated: collecting.new_tally() for simulated in (False, True)}
        self._held = {False: Held(), True: Held()}
        self._confidentiality = None if loaded is None else Confidentiality(loaded)
        tally = self._tallies[False]
        if loaded is not None and tally is not None:
            # What a respondent hides is an answer; and where a draft stopped follows from its answers.
            hides = loaded.questionnaire.attribution is not None
            self.reads_answers = tally.reads_answers or hides or collecting.include_partial

    def tally(self, *, include_simulated: bool) -> tuple[Tally | None, bool]:
        """Return the tally, and whether invented answers are in it: if they are asked for, or are all there is."""
        given, invented = self._tallies[False], self._tallies[True]
        if given is None or invented is None or not (invented.interviews or invented.left_out):
            return given, False
        if not self.has_others:
            return invented, True
        return (given + invented, True) if include_simulated else (given, False)

    def held(self, *, include_simulated: bool) -> Held:
        """Return how the interviews of the tally were held."""
        if not self.has_others:
            return self._held[True]
        return self._held[False] + self._held[True] if include_simulated else self._held[False]

    @property
    def lost(self) -> int:
        """Return how many interviews are tallied of whose own version of the questionnaire there is no copy."""
        return 0 if self._confidentiality is None else self._confidentiality.lost

    def collected(self) -> Collected:
        """Return what was collected, to be merged elsewhere."""
        given, invented = (self._tallies[simulated] for simulated in (False, True))
        return Collected(
            self.account(),
            None if given is None else given.counts(),
            None if invented is None else invented.counts(),
            self.lost,
            self._held,
        )

    def merge(self, part: Collected) -> None:
        """Add what was collected of other files."""
        self.merge_account(part.account)
        for simulated, counts in ((False, part.given), (True, part.invented)):
            tally = self._tallies[simulated]
            if tally is not None and counts is not None:
                tally.merge(counts)
            self._held[simulated] += part.held[simulated]
        if self._confidentiality is not None:
            self._confidentiality.lost += part.lost

    def _job(self) -> Callable[[Inventory], Collected]:
        return partial(_collect, self._collecting, self._session)

    def _taker(self, kind: Kind) -> Callable[[BriefResponse], None]:
        folder, reference, _, mode = kind
        is_simulated = mode is Mode.SIMULATED
        tally, rules, held = self._tallies[is_simulated], self._confidentiality, self._held[is_simulated]
        if tally is None or rules is None or reference.id != self._questionnaire_id:
            return lambda _: None

        def take(response: BriefResponse) -> None:
            hidden, version = rules.read(response, folder)
            # A condition may leave it out.
            if tally.add(response, hidden, version, is_lost=version is None):
                held.add(response.started, response.language, mode)

        return take


def _collect(collecting: Collecting, session: OneSession | None, part: Inventory) -> Collected:
    """Collect a part of the files, in a process of its own."""
    collector = Collector(collecting, session)
    collector.read_part(part)
    return collector.collected()


class Confidentiality:
    """What responses hide: what the questionnaire of the summary says, and what their own version of it says.

    A version of which there is no copy with the response hides everything, as nobody knows what it promised;
    `lost` counts the responses to such versions.
    """

    def __init__(self, loaded: LoadedQuestionnaire) -> None:
        self._rules = Attributions(loaded.questionnaire)
        self._everything = frozenset(self._rules.names)
        self._versions = {loaded.reference.sha256: self._rules}
        # Of a version that is in no folder, only the folders that were looked into.
        self._without: set[tuple[str, str]] = set()
        self.lost = 0

    def read(self, response: BriefResponse, folder: str) -> tuple[frozenset[str], Form | None]:
        """Return the names of the questions that a response in a folder hides, and its own version if there is one."""
        rules = self._rules
        own = self._versions.get(response.questionnaire.sha256) or self._rules_of(response.questionnaire, folder)
        if own is None:
            self.lost += 1
            return self._everything, None
        hidden = rules.hidden(response.answers)
        return (hidden if own is rules else hidden | own.hidden(response.answers)), own.form

    def _rules_of(self, reference: QuestionnaireRef, folder: str) -> Attributions | None:
        if (reference.sha256, folder) in self._without:
            return None
        try:
            rules = Attributions(load_copy(folder, reference).questionnaire)
        except SurveyError:
            self._without.add((reference.sha256, folder))
            return None
        self._versions[reference.sha256] = rules
        return rules
