"""Count over simulated interviews: what was asked and chosen, what never was, and where they stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Final

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.interview import Interview
from sstc_survey.engine.paths import split_path
from sstc_survey.i18n import Words
from sstc_survey.problems import codes
from sstc_survey.questionnaire import Question, type_name
from sstc_survey.reports.paper.conditions import in_words
from sstc_survey.reports.paper.names import Names
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.simulation.prompter import DeadEnd
from sstc_survey.simulation.report import (
    InterviewLengths,
    QuestionCount,
    Simulation,
    StuckQuestion,
    UnaskedQuestion,
    UnchosenChoice,
)

# Of one question that had nothing to choose from.
_MAX_REASONS: Final = 3


class Findings:
    """Counts over interviews; in a repeat every instance counts."""

    def __init__(self, form: Form) -> None:
        self._form = form
        language = form.questionnaire.default_language
        self._words = Words(language, language)
        self._names = Names(form, self._words)
        self._complete = 0
        self._lengths: list[int] = []
        self._asked: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        # By question and code.
        self._chosen: set[tuple[str, str]] = set()
        self._offered: set[tuple[str, str]] = set()
        # By question and code of the problem.
        self._stuck: Counter[tuple[str, str]] = Counter()
        self._given_up: Counter[tuple[str, str]] = Counter()
        self._reasons: dict[tuple[str, str], dict[str, None]] = {}

    def add(self, interview: Interview, stuck: DeadEnd | None, given_up: Iterable[DeadEnd]) -> None:
        """Count one more interview."""
        self._complete += interview.status is Status.COMPLETE
        # All steps are reached once the interview is at review.
        index = interview.index
        reached = interview.steps if index is None or interview.reviewing else interview.steps[: index + 1]
        self._lengths.append(sum(step.askable for step in reached))
        for step in reached:
            node = step.node
            self._asked[node.name] += 1
            offered = interview.state.choices(node, step.at) if node.choice_filter else node.choices
            self._offered.update((node.name, choice.code) for choice in offered)
            value = interview.sheet.answer(step.path)
            if value is not None:
                self._answered[node.name] += 1
                if node.choices:
                    codes = value if isinstance(value, list) else [str(value)]
                    self._chosen.update((node.name, code) for code in codes)
        if stuck is not None:
            self._count(self._stuck, stuck)
        for each in given_up:
            self._count(self._given_up, each)

    def _count(self, counts: Counter[tuple[str, str]], dead_end: DeadEnd) -> None:
        problem = dead_end.problem
        key = (split_path(dead_end.path)[0], "" if problem is None else problem.code)
        counts[key] += 1
        if problem is not None:
            # As the first one of its kind reads; where nothing could be chosen, the answers differ.
            reasons = self._reasons.setdefault(key, {})
            if len(reasons) < (_MAX_REASONS if problem.code == codes.SIMULATION_NO_CHOICE else 1):
                reasons[problem.fault] = None

    def report(self, questionnaire: QuestionnaireRef, seed: int) -> Simulation:
        """Return what was found."""
        lengths = self._lengths
        return Simulation(
            title=self._words(self._form.questionnaire.title).strip() or self._form.questionnaire.id,
            questionnaire=questionnaire,
            seed=seed,
            interviews=len(lengths),
            complete=self._complete,
            route=InterviewLengths(min(lengths), float(median(lengths)), max(lengths)),
            stuck=tuple(self._stuck_questions(self._stuck)),
            never_answered=tuple(
                each for each in self._stuck_questions(self._given_up) if not self._answered[each.name]
            ),
            never_reached=tuple(
                UnaskedQuestion(node.name, self._label(node), tuple(self._conditions(node)), self._number(node))
                for node in self._form.nodes.values()
                if not self._asked[node.name] and (node.shown is not None or node.is_open_repeat)
            ),
            never_taken=tuple(
                UnchosenChoice(
                    node.name, self._label(node), choice.code, self._names.text(choice.label), self._number(node)
                )
                for node in self._form.nodes.values()
                if self._asked[node.name]
                for choice in node.choices
                if (node.name, choice.code) not in self._chosen and self._can_be_chosen(node, choice.code)
            ),
            questions=tuple(
                QuestionCount(
                    node.name,
                    type_name(node.entry),
                    self._label(node),
                    self._asked[node.name],
                    self._answered[node.name],
                    self._number(node),
                )
                for node in self._form.nodes.values()
                if isinstance(node.entry, Question)
            ),
        )

    def _stuck_questions(self, counts: Counter[tuple[str, str]]) -> Iterator[StuckQuestion]:
        for (name, code), count in counts.most_common():
            node = self._form.nodes.get(name)
            constraint = node.entry.constraint if node is not None and isinstance(node.entry, Question) else None
            yield StuckQuestion(
                name,
                self._label(node),
                count,
                code,
                "; ".join(self._reasons.get((name, code), ())),
                constraint,
                self._number(node),
            )

    def _conditions(self, node: FormNode) -> Iterator[str]:
        """Yield the conditions for an entry to be asked, the outermost first."""
        for each in reversed((node, *node.ancestors)):
            if each.relevant is not None:
                yield in_words(each.relevant, each, self._names)

    def _can_be_chosen(self, node: FormNode, code: str) -> bool:
        """Tell whether a choice is one of this question: a shared list may have choices for others alone."""
        if (node.name, code) in self._offered:
            return True
        shared = (each for each in self._form.nodes.values() if each is not node and each.choices == node.choices)
        return not any((each.name, code) in self._offered for each in shared)

    def _number(self, node: FormNode | None) -> int | None:
        """Return the number that a question has in a preview; the text of "Other" has that of its question."""
        asking = node.other_of or node if node is not None else None
        return None if asking is None else self._names.numbers.get(asking.name)

    def _label(self, node: FormNode | None) -> str:
        return "" if node is None else " ".join(self._names.text(node.entry.label).split())
