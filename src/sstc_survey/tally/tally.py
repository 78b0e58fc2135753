"""The tally of a questionnaire: interviews go in one by one, and tallies add up.

A complete interview has a state for every question on its route, so a question without one was not asked. A partial
one stopped somewhere: a question that is on its route and has no state was not reached. In a repeat each instance
has its states, so there the instances are the base. A repeat without instances has no state: it was asked about and
is empty if it is on the route.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from sstc_survey.engine.form import Form, form_of
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import flattened, name_of, schema_path
from sstc_survey.questionnaire import OTHER, DataType, Questionnaire, Repeat, Stored
from sstc_survey.response import Status
from sstc_survey.tally.banners.cells import Banner, BannerTally, Rows
from sstc_survey.tally.banners.plan import Plan, PlannedResponse
from sstc_survey.tally.banners.units import Level, Offer, level_of, units_of
from sstc_survey.tally.input import TallyInput
from sstc_survey.tally.questions import QuestionTally, RepeatTally, Scope, ValuesTally, has_filter, tally_of

if TYPE_CHECKING:
    from sstc_survey.tally.clusters import Clusters
    from sstc_survey.tally.empty_repeats import EmptyRepeats
    from sstc_survey.tally.offered import Offers

# Only the questions are counted, of every interview.
NO_PLAN: Final = Plan()


class Quotation(Struct, frozen=True, gc=False):
    """The texts of one response; `answers` also has the answers that tell who the respondent is.

    `inside` and `comments_inside` are those in repeats, by name; `hidden` are the names of the questions that the
    respondent hides.
    """

    id: str
    hidden: frozenset[str]
    answers: Mapping[str, Stored]
    comments: Mapping[str, str]
    inside: Mapping[str, list[str]]
    comments_inside: Mapping[str, list[str]]


class QuotationCollector:
    """Collects the texts of responses to the questions of some names.

    A response without comments, and without answers to any of `text_names`, has none.
    """

    def __init__(self, form: Form, names: Iterable[str]) -> None:
        nodes = [form.nodes[name] for name in names]
        self._places = frozenset(node.schema_path for node in nodes)
        texts = [node for node in nodes if node.entry.data_type is DataType.TEXT]
        self._texts = frozenset(node.name for node in texts if not node.repeats)
        self._texts_inside = frozenset(node.schema_path for node in texts if node.repeats)
        self._repeats = frozenset(node.repeat_names[0] for node in texts if node.repeats)
        self.text_names = self._texts | self._repeats
        # The answers that may tell who the respondent is, or how they may be quoted.
        speaker = {name for asked in form.questionnaire.respondent for name in (asked, f"{asked}_{OTHER}")}
        attribution = form.questionnaire.attribution
        self._collected = self._texts | speaker | ({attribution.question} if attribution else set())

    def collect(self, response: TallyInput, hidden: frozenset[str]) -> Quotation | None:
        """Return the texts of a response, None if there are none."""
        answers = {name: value for name, value in response.answers.items() if name in self._collected}
        inside: dict[str, list[str]] = {}
        for repeat in self._repeats & response.answers.keys():
            for path, value in flattened({repeat: response.answers[repeat]}):
                if schema_path(path) in self._texts_inside and isinstance(value, str):
                    inside.setdefault(name_of(path), []).append(value)
        comments: dict[str, str] = {}
        comments_inside: dict[str, list[str]] = {}
        for path, text in response.comments.items():
            place = schema_path(path)
            if place == path in self._places:
                comments[path] = text
            elif place in self._places:
                comments_inside.setdefault(name_of(path), []).append(text)
        if not (comments or inside or comments_inside) and self._texts.isdisjoint(answers):
            return None
        return Quotation(response.id, hidden, answers, comments, inside, comments_inside)


class Tally:
    """What the interviews of one questionnaire add up to; the sum of two tallies is the tally of all their interviews.

    `questions` has the tally of each question, or of each one named in `only`; `repeats` that of each repeat;
    `quotations` the texts, the one part that grows with the interviews; `removed` and `removed_comments` how many
    answers and comments there are to questions that the questionnaire does not have; `versions` how many interviews
    there are by the SHA-256 of the questionnaire that they used; `hidden_names` the names that any respondent hides.
    With a plan, `banners` has the columns of each variable, `left_out` how many interviews its condition leaves out,
    `unclear` those of which it cannot be told, and `guarded` those whose respondent hides a question that the plan
    reads.
    """

    def __init__(self, questionnaire: Questionnaire, only: Collection[str] = (), plan: Plan = NO_PLAN) -> None:
        self.plan = plan
        self._own_form = form_of(questionnaire)
        self.questionnaire = plan.extended(questionnaire) if plan.conditions else questionnaire
        self.only = frozenset(only) | plan.added_names if only else frozenset()
        self.form = form_of(self.questionnaire)
        self.interviews = 0
        self.left_out = 0
        self.unclear = 0
        self.guarded = 0
        self.questions: dict[str, QuestionTally] = {}
        self.repeats: dict[str, RepeatTally] = {}
        self.quotations: list[Quotation] = []
        self.removed: defaultdict[str, int] = defaultdict(int)
        self.removed_comments: defaultdict[str, int] = defaultdict(int)
        self.versions: defaultdict[str, int] = defaultdict(int)
        self.hidden_names: set[str] = set()
        self._scope = Scope("", self.removed)
        # By the place of a question: its tally, or None where it is left out or has no figures.
        self._places: dict[str, QuestionTally | None] = {}
        for node in self.form.nodes.values():
            self._add_entry(node)
        self._collector = QuotationCollector(self.form, self.questions)
        shown_repeats = [name for name in self.repeats if not self.only or name in self.only]
        self._empty: EmptyRepeats | None = None
        if shown_repeats:
            from sstc_survey.tally.empty_repeats import EmptyRepeats

            self._empty = EmptyRepeats(self.form, shown_repeats)
        self._offers: Offers | None = None
        filtered = [name for name, each in self.questions.items() if has_filter(each.question)]
        if filtered:
            from sstc_survey.tally.offered import Offers

            self._offers = Offers(self.form, filtered)
        self._banner = Banner(plan.variables, self._rows()) if plan.variables else None
        self.clusters: Clusters | None = None
        if plan.clusters:
            from sstc_survey.tally.clusters import Clusters

            self.clusters = Clusters(plan.variables, [self.form.nodes[name] for name in self.questions])

    @property
    def banners(self) -> tuple[BannerTally, ...]:
        """Return the columns of each variable."""
        return () if self._banner is None else self._banner.variables

    def _rows(self) -> Rows:
        """Return the questions that have figures, by what they are asked in."""
        rows: dict[Level, list[FormNode]] = {}
        for name in self.questions:
            node = self.form.nodes[name]
            rows.setdefault(level_of(node), []).append(node)
        return rows

    def _add_entry(self, node: FormNode) -> None:
        """Make the tally of an entry, and put it where its answers are."""
        parent = self.repeat_around(node)
        scope = self._scope if parent is None else parent.scope
        if isinstance(node.entry, Repeat):
            repeat = RepeatTally(node.entry, parent, Scope(f"{node.schema_path}/", self.removed))
            self.repeats[node.name] = repeat
            scope.counters[node.name] = repeat.add
        elif node.leaf is None or node.leaf.data_type is DataType.NONE:
            return
        else:
            tally = tally_of(node.leaf) if not self.only or node.name in self.only else None
            self._places[node.schema_path] = tally
            if tally is not None:
                self.questions[node.name] = tally
                scope.counters[node.name] = tally.add
        scope.known.add(node.name)

    def repeat_around(self, node: FormNode) -> RepeatTally | None:
        """Return the repeat whose instances are the base of an entry, None where interviews are."""
        return self.repeats[node.repeat_names[-1]] if node.repeats else None

    @property
    def names(self) -> list[str]:
        """Return the names that have figures, in the order of the questionnaire."""
        return [name for name in self.form.nodes if name in self.questions or name in self.repeats]

    def add(
        self,
        response: TallyInput,
        hidden: frozenset[str] = frozenset(),
        version: Form | None = None,
        *,
        is_lost: bool = False,
    ) -> None:
        """Add one interview; `hidden` are the names of the questions that its respondent hides.

        `version` is the form of the questionnaire that it was made with, as far as that is known. Where `is_lost`
        nobody knows what the respondent hides, and everything is hidden.
        """
        form = version or self._own_form
        not_reached: Collection[str] = ()
        if response.status is Status.PARTIAL:
            # Only a partial interview needs its route.
            from sstc_survey.tally.not_reached import not_reached as paths_not_reached
            from sstc_survey.tally.not_reached import without_unopened

            response = without_unopened(form, response)
            not_reached = [*paths_not_reached(self._own_form, response)]
        if self.plan is NO_PLAN:
            self._add(response, hidden, form, not_reached)
        else:
            self._add_planned(response, hidden, form, not_reached, is_lost=is_lost)

    def _add_planned(
        self,
        given: TallyInput,
        hidden: frozenset[str],
        form: Form,
        not_reached: Collection[str],
        *,
        is_lost: bool,
    ) -> None:
        """Add one interview, if it meets the condition, to the columns of each variable too."""
        planned = PlannedResponse(self.plan, self._own_form, given, not_reached)
        holds = planned.holds()
        self.left_out += not holds
        self.unclear += holds is None
        if not holds:
            return
        own_hidden = hidden
        if not hidden.isdisjoint(self.plan.names):
            # What tells who is in a column, or is counted at all, could tell the answer that is hidden.
            self.guarded += not is_lost
            hidden = frozenset(self.form.nodes)
        response, not_reached = planned.extended()
        offered = self._add(response, hidden, form, not_reached)
        if self._banner is not None or self.clusters is not None:
            interview = units_of(self.form, response, not_reached, offered)
            if self._banner is not None:
                self._banner.add(interview, hidden, own_hidden)
            if self.clusters is not None:
                self.clusters.add(interview, hidden, own_hidden)

    def _add(
        self, response: TallyInput, hidden: frozenset[str], form: Form, not_reached: Collection[str]
    ) -> Sequence[Offer]:
        """Count one interview, and return what choices it was offered where a filter leaves some out."""
        self.interviews += 1
        self.versions[response.questionnaire.sha256] += 1
        self.hidden_names |= hidden
        found = (self.questions.get(name) for name in hidden)
        withheld = [question for question in found if isinstance(question, ValuesTally)]
        for question in withheld:
            question.hidden = True
        self._scope.add(response.answers)
        for question in withheld:
            question.hidden = False
        places = self._places
        for path, state in response.missing.items():
            tally = places[path] if path in places else places.get(schema_path(path))
            if tally is not None:
                tally.missing[state] += 1
        if response.comments or not self._collector.text_names.isdisjoint(response.answers):
            self._collect_texts(response, hidden)
        if self._empty is not None:
            for name, _, is_reached in self._empty.of(form, response):
                if is_reached:
                    self.repeats[name].sizes[0] += 1
                else:
                    self.repeats[name].not_reached += 1
        for path in not_reached:
            if name_of(path) in self.questions:
                self.questions[name_of(path)].not_reached += 1
        offered = () if self._offers is None else [*self._offers.of(form, response)]
        for name, _, codes in offered:
            self.questions[name].offer(codes)
        return offered

    def _collect_texts(self, response: TallyInput, hidden: frozenset[str]) -> None:
        for path in response.comments:
            if path not in self._places and (place := schema_path(path)) not in self._places:
                self.removed_comments[place] += 1
        quotation = self._collector.collect(response, hidden)
        if quotation is not None:
            self.quotations.append(quotation)

    def __add__(self, other: Tally) -> Tally:
        """Return the tally of the interviews of both."""
        if self.questionnaire != other.questionnaire or self.only != other.only:
            raise ValueError("tallies of different questions do not add up")
        both = Tally(self._own_form.questionnaire, self.only, self.plan)
        for part in (self, other):
            both.interviews += part.interviews
            both.quotations += part.quotations
            both.hidden_names |= part.hidden_names
            both.left_out += part.left_out
            both.unclear += part.unclear
            both.guarded += part.guarded
            if both.clusters is not None and part.clusters is not None:
                both.clusters.merge(part.clusters)
            if both._banner is not None and part._banner is not None:
                both._banner.merge(part._banner)
            for name, question in both.questions.items():
                question.merge(part.questions[name])
            for name, repeat in both.repeats.items():
                repeat.merge(part.repeats[name])
            for mine, theirs in (
                (both.removed, part.removed),
                (both.removed_comments, part.removed_comments),
                (both.versions, part.versions),
            ):
                for key, count in theirs.items():
                    mine[key] += count
        return both
