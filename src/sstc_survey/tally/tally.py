"""The tally of a questionnaire: interviews go in one by one, and tallies add up.

A complete interview has a state for every question on its route, so a question without one was not asked. A partial
one stopped somewhere: a question that is on its route and has no state was not reached. In a repeat each instance
has its states, so there the instances are the base. A repeat without instances has no state: it was asked about and
is empty if it is on the route.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sstc_survey.engine.form import Form, form_of
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import name_of, schema_path
from sstc_survey.questionnaire import DataType, Questionnaire, Repeat, Stored
from sstc_survey.response import Status, UnreadAnswers
from sstc_survey.tally.banners.cells import Banner, BannerTally, Rows
from sstc_survey.tally.banners.plan import Plan, PlannedResponse
from sstc_survey.tally.banners.units import Level, Offer, level_of, units_of
from sstc_survey.tally.counts import TallyCounts, add_up
from sstc_survey.tally.input import TallyInput
from sstc_survey.tally.questions import QuestionTally, ValuesTally, has_filter, tally_of
from sstc_survey.tally.quotations import MOST_QUOTES, QuotationCollector, Quotations
from sstc_survey.tally.scope import RepeatTally, Scope

if TYPE_CHECKING:
    from sstc_survey.tally.clusters import Clusters
    from sstc_survey.tally.empty_repeats import EmptyRepeats
    from sstc_survey.tally.offered import Offers

# Only the questions are counted, of every interview.
NO_PLAN: Final = Plan()


class Tally:
    """What the interviews of one questionnaire add up to; the sum of two tallies is the tally of all their interviews.

    `questions` has the tally of each question, or of each one named in `only`; `repeats` that of each repeat;
    `quotations` the texts, of each question those of the `most_quotes` first interviews; `removed` and
    `removed_comments` how many answers and comments there are to questions that the questionnaire does not have;
    `versions` how many interviews there are by the SHA-256 of the questionnaire that they used; `hidden_names` the
    names that any respondent hides. With a plan, `banners` has the columns of each variable, `left_out` how many
    interviews its condition leaves out, `unclear` those of which it cannot be told, and `guarded` those whose
    respondent hides a question that the plan reads.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        only: Collection[str] = (),
        plan: Plan = NO_PLAN,
        most_quotes: int = MOST_QUOTES,
    ) -> None:
        self.plan = plan
        self._most_quotes = most_quotes
        self._own_form = form_of(questionnaire)
        self.questionnaire = plan.extended(questionnaire) if plan.conditions else questionnaire
        self.only = frozenset(only) | plan.added_names if only else frozenset()
        self.form = form_of(self.questionnaire)
        self.interviews = 0
        self.left_out = 0
        self.unclear = 0
        self.guarded = 0
        self._questions: dict[str, QuestionTally] = {}
        self.repeats: dict[str, RepeatTally] = {}
        self._removed: defaultdict[str, int] = defaultdict(int)
        self.removed_comments: defaultdict[str, int] = defaultdict(int)
        self.versions: defaultdict[str, int] = defaultdict(int)
        self.hidden_names: set[str] = set()
        self._scope = Scope("", self._removed)
        # By the name of a question: where its answers are counted.
        self._scopes: dict[str, Scope] = {}
        self._is_settled = True
        # By the place of a question: its tally, or None where it is left out or has no figures.
        self._places: dict[str, QuestionTally | None] = {}
        for node in self.form.nodes.values():
            self._add_entry(node)
        self._collector = QuotationCollector(self.form, self._questions)
        self.quotations = Quotations(self._collector.texts, most_quotes)
        shown_repeats = [name for name in self.repeats if not self.only or name in self.only]
        self._empty: EmptyRepeats | None = None
        if shown_repeats:
            from sstc_survey.tally.empty_repeats import EmptyRepeats

            self._empty = EmptyRepeats(self.form, shown_repeats)
        self._offers: Offers | None = None
        filtered = [name for name, each in self._questions.items() if has_filter(each.question)]
        if filtered:
            from sstc_survey.tally.offered import Offers

            self._offers = Offers(self.form, filtered)
        self._banner = Banner(plan.variables, self._rows()) if plan.variables else None
        # More is needed of the answers of each interview than how many are equal.
        self.reads_answers = bool(self._collector.text_names or self.repeats or filtered or plan is not NO_PLAN)
        self.clusters: Clusters | None = None
        if plan.clusters:
            from sstc_survey.tally.clusters import Clusters

            self.clusters = Clusters(plan.variables, [self.form.nodes[name] for name in self._questions])

    @property
    def questions(self) -> Mapping[str, QuestionTally]:
        """Return the tally of each question, by name."""
        self._settle()
        return self._questions

    @property
    def removed(self) -> Mapping[str, int]:
        """Return how many answers there are to questions that the questionnaire does not have, by place."""
        self._settle()
        return self._removed

    def _settle(self) -> None:
        if not self._is_settled:
            for scope in (self._scope, *(repeat.scope for repeat in self.repeats.values())):
                scope.settle()
            self._is_settled = True

    @property
    def banners(self) -> tuple[BannerTally, ...]:
        """Return the columns of each variable."""
        return () if self._banner is None else self._banner.variables

    def _rows(self) -> Rows:
        """Return the questions that have figures, by what they are asked in."""
        rows: dict[Level, list[FormNode]] = {}
        for name in self._questions:
            node = self.form.nodes[name]
            rows.setdefault(level_of(node), []).append(node)
        return rows

    def _add_entry(self, node: FormNode) -> None:
        """Make the tally of an entry, and put it where its answers are."""
        parent = self.repeat_around(node)
        scope = self._scope if parent is None else parent.scope
        if isinstance(node.entry, Repeat):
            repeat = RepeatTally(node.entry, parent, Scope(f"{node.schema_path}/", self._removed))
            self.repeats[node.name] = repeat
            scope.add_repeat(node.name, repeat)
        elif node.leaf is None or node.leaf.data_type is DataType.NONE:
            return
        else:
            tally = tally_of(node.leaf) if not self.only or node.name in self.only else None
            self._places[node.schema_path] = tally
            if tally is not None:
                self._questions[node.name] = tally
                scope.add_question(node.name, tally)
                self._scopes[node.name] = scope
        scope.known.add(node.name)

    def repeat_around(self, node: FormNode) -> RepeatTally | None:
        """Return the repeat whose instances are the base of an entry, None where interviews are."""
        return self.repeats[node.repeat_names[-1]] if node.repeats else None

    @property
    def names(self) -> list[str]:
        """Return the names that have figures, in the order of the questionnaire."""
        return [name for name in self.form.nodes if name in self._questions or name in self.repeats]

    def add(
        self,
        response: TallyInput,
        hidden: frozenset[str] = frozenset(),
        version: Form | None = None,
        *,
        is_lost: bool = False,
    ) -> bool:
        """Add one interview; tell whether it counts.

        `hidden` are the names of the questions that its respondent hides.
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
        if self.plan is not NO_PLAN:
            return self._add_planned(response, hidden, form, not_reached, is_lost=is_lost)
        self._add(response, hidden, form, not_reached)
        return True

    def _add_planned(
        self,
        given: TallyInput,
        hidden: frozenset[str],
        form: Form,
        not_reached: Collection[str],
        *,
        is_lost: bool,
    ) -> bool:
        """Add one interview, if it meets the condition, to the columns of each variable too."""
        planned = PlannedResponse(self.plan, self._own_form, given, not_reached)
        holds = planned.holds()
        self.left_out += not holds
        self.unclear += holds is None
        if not holds:
            return False
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
        return True

    def _add(
        self, response: TallyInput, hidden: frozenset[str], form: Form, not_reached: Collection[str]
    ) -> Sequence[Offer]:
        """Count one interview, and return what choices it was offered where a filter leaves some out."""
        self.interviews += 1
        self._is_settled = False
        self.versions[response.questionnaire.sha256] += 1
        answers = response.answers
        if hidden:
            self._add_hidden(answers, hidden)
        elif self.reads_answers or not isinstance(answers, UnreadAnswers):
            self._scope.add(answers)
        else:
            self._scope.add_unread(answers)
        places = self._places
        for path, state in response.missing.items():
            tally = places[path] if path in places else places.get(schema_path(path))
            if tally is not None:
                tally.missing[state] += 1
        texts = self._collector.text_names
        if response.comments or (texts and not texts.isdisjoint(response.answers)):
            self._collect_texts(response, hidden)
        if self._empty is not None:
            for name, _, is_reached in self._empty.of(form, response):
                if is_reached:
                    self.repeats[name].sizes[0] += 1
                else:
                    self.repeats[name].not_reached += 1
        for path in not_reached:
            if name_of(path) in self._questions:
                self._questions[name_of(path)].not_reached += 1
        offered = () if self._offers is None else [*self._offers.of(form, response)]
        for name, _, codes in offered:
            self._questions[name].offer(codes)
        return offered

    def _add_hidden(self, answers: Mapping[str, Stored], hidden: frozenset[str]) -> None:
        """Count the answers of a respondent who hides some; of numbers and the like only that they are hidden."""
        self.hidden_names |= hidden
        withheld = [name for name in hidden if isinstance(self._questions.get(name), ValuesTally)]
        for name in withheld:
            self._scopes[name].hide(name)
        self._scope.add(answers)
        for name in withheld:
            self._scopes[name].show(name)

    def _collect_texts(self, response: TallyInput, hidden: frozenset[str]) -> None:
        for path in response.comments:
            if path not in self._places and (place := schema_path(path)) not in self._places:
                self.removed_comments[place] += 1
        quotation = self._collector.collect(response, hidden)
        if quotation is not None:
            self.quotations.add(quotation)

    def counts(self) -> TallyCounts:
        """Return what was counted, without the questionnaire."""
        return TallyCounts(
            interviews=self.interviews,
            left_out=self.left_out,
            unclear=self.unclear,
            guarded=self.guarded,
            hidden_names=frozenset(self.hidden_names),
            versions=dict(self.versions),
            removed=dict(self.removed),
            removed_comments=dict(self.removed_comments),
            questions={name: question.alone() for name, question in self.questions.items()},
            repeats={name: repeat.alone() for name, repeat in self.repeats.items()},
            quotations=self.quotations,
            banner=None if self._banner is None else self._banner.counts(),
            clusters=None if self.clusters is None else self.clusters.columns,
        )

    def merge(self, counts: TallyCounts) -> None:
        """Add what another tally of the same questions by the same plan counted."""
        if counts.questions.keys() != self.questions.keys() or counts.repeats.keys() != self.repeats.keys():
            raise ValueError("tallies of different questions do not add up")
        self.interviews += counts.interviews
        self.left_out += counts.left_out
        self.unclear += counts.unclear
        self.guarded += counts.guarded
        self.hidden_names |= counts.hidden_names
        add_up(self.versions, counts.versions)
        add_up(self._removed, counts.removed)
        add_up(self.removed_comments, counts.removed_comments)
        for name, question in self.questions.items():
            question.merge(counts.questions[name])
        for name, repeat in self.repeats.items():
            repeat.merge(counts.repeats[name])
        self.quotations.merge(counts.quotations)
        if self._banner is not None and counts.banner is not None:
            self._banner.merge(counts.banner)
        if self.clusters is not None and counts.clusters is not None:
            self.clusters.merge(counts.clusters)

    def __add__(self, other: Tally) -> Tally:
        """Return the tally of the interviews of both."""
        both = Tally(self._own_form.questionnaire, self.only, self.plan, self._most_quotes)
        for part in (self, other):
            both.merge(part.counts())
        return both
