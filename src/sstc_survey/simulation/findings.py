"""What a run of simulated interviews found: what came up, what never did, and where it stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import median

from sstc_survey.engine.form import Form, FormNode
from sstc_survey.engine.interview import Interview
from sstc_survey.engine.paths import split_path
from sstc_survey.engine.route import Step
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import Note, Question, Value
from sstc_survey.reports.paper.conditions import in_words
from sstc_survey.reports.paper.names import Names
from sstc_survey.response import QuestionnaireRef, Status
from sstc_survey.simulation.prompter import Stuck
from sstc_survey.simulation.report import Route, Row, Simulation, StuckAt, Unreached, Untaken


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
        self._taken: set[tuple[str, str]] = set()
        self._offered: set[tuple[str, str]] = set()
        self._stuck: Counter[tuple[str, str]] = Counter()
        self._given_up: Counter[tuple[str, str]] = Counter()
        self._reasons: dict[tuple[str, str], str] = {}

    def add(self, interview: Interview, stuck: Stuck | None, given_up: Iterable[Stuck]) -> None:
        """Take one more interview in."""
        self._complete += interview.status is Status.COMPLETE
        reached = list(_reached(interview))
        self._lengths.append(sum(step.askable for step in reached))
        for step in reached:
            self._asked[step.node.name] += 1
            offered = interview.state.choices(step.node, step.at) if step.node.choice_filter else step.node.choices
            self._offered.update((step.node.name, choice.code) for choice in offered)
            value = interview.sheet.answer(step.path)
            if value is not None:
                self._answered[step.node.name] += 1
                self._take(step.node, value)
        if stuck is not None:
            self._count(self._stuck, stuck)
        for each in given_up:
            self._count(self._given_up, each)

    def _take(self, node: FormNode, value: Value) -> None:
        if node.choices:
            codes = value if isinstance(value, list) else [str(value)]
            self._taken.update((node.name, code) for code in codes)

    def _count(self, counts: Counter[tuple[str, str]], stuck: Stuck) -> None:
        code = "" if stuck.problem is None else stuck.problem.code
        place = (split_path(stuck.path)[0], code)
        counts[place] += 1
        if place not in self._reasons and stuck.problem is not None:
            # As the first one of its kind reads.
            self._reasons[place] = stuck.problem.fault

    def report(self, questionnaire: QuestionnaireRef, seed: int) -> Simulation:
        """Return what was found."""
        paper = self._form.questionnaire
        lengths = self._lengths
        return Simulation(
            title=self._words(paper.title).strip() or paper.id,
            questionnaire=questionnaire,
            seed=seed,
            interviews=len(lengths),
            complete=self._complete,
            route=Route(min(lengths), float(median(lengths)), max(lengths)),
            stuck=tuple(self._stuck_at(self._stuck)),
            never_answered=tuple(each for each in self._stuck_at(self._given_up) if not self._answered[each.name]),
            never_reached=tuple(self._never_reached()),
            never_taken=tuple(self._never_taken()),
            questions=tuple(self._rows()),
        )

    def _stuck_at(self, counts: Counter[tuple[str, str]]) -> Iterator[StuckAt]:
        for (name, code), count in counts.most_common():
            node = self._form.nodes.get(name)
            constraint = node.entry.constraint if node is not None and isinstance(node.entry, Question) else None
            yield StuckAt(name, self._label(name), count, code, self._reasons.get((name, code), ""), constraint)

    def _never_reached(self) -> Iterator[Unreached]:
        for node in self._form.nodes.values():
            if not self._asked[node.name] and (isinstance(node.entry, Question | Note) or node.is_open_repeat):
                yield Unreached(node.name, self._label(node.name), tuple(self._conditions(node)))

    def _conditions(self, node: FormNode) -> Iterator[str]:
        """Yield what must hold for an entry to be asked, the outermost first."""
        around: list[FormNode] = [node]
        while around[0].parent is not None:
            around.insert(0, around[0].parent)
        for each in around:
            if each.relevant is not None:
                yield in_words(each.relevant, each, self._names)

    def _never_taken(self) -> Iterator[Untaken]:
        for node in self._form.nodes.values():
            if self._asked[node.name]:
                for choice in node.choices:
                    if (node.name, choice.code) not in self._taken and self._is_meant(node, choice.code):
                        label = self._names.text(choice.label)
                        yield Untaken(node.name, self._label(node.name), choice.code, label)

    def _is_meant(self, node: FormNode, code: str) -> bool:
        """Tell whether a choice is there to be chosen: one of a shared list may be offered at another question."""
        if (node.name, code) in self._offered:
            return True
        shared = (each for each in self._form.nodes.values() if each is not node and each.choices == node.choices)
        return not any((each.name, code) in self._offered for each in shared)

    def _rows(self) -> Iterator[Row]:
        for node in self._form.nodes.values():
            if isinstance(node.entry, Question):
                kind = str(node.entry.__struct_config__.tag)
                yield Row(node.name, kind, self._label(node.name), self._asked[node.name], self._answered[node.name])

    def _label(self, name: str) -> str:
        node = self._form.nodes.get(name)
        return "" if node is None else " ".join(self._names.text(node.entry.label).split())


def _reached(interview: Interview) -> Iterator[Step]:
    """Yield the steps that an interview came to: all of them once it was at review."""
    index = interview.index
    if index is None or interview.reviewing:
        yield from interview.steps
    else:
        yield from interview.steps[: index + 1]
