"""What minutes say of one question: points with their counts, statements, and the base.

Two rules keep what is hidden from being worked out. A point carries names only where some of the unnamed panellists
who answered chose it, and some did not: else the names would tell what each of the unnamed said. And what unnamed
panellists said in their own words comes in an order that tells nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sstc_survey.engine.answer_text import answer_text, labels
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.route import Step
from sstc_survey.questionnaire import Question, SelectMultiple, SelectOne, other_name
from sstc_survey.response import Missing
from sstc_survey.session.minutes import Base, Point, QuestionMinutes, Statement, StatementKind
from sstc_survey.session.panellists import Panel, Panellist
from sstc_survey.session.parts import ALL
from sstc_survey.session.state import PartRound


class _Said(NamedTuple):
    who: Panellist
    kind: StatementKind
    text: str


def question_minutes(panel: Panel, node: FormNode, asked: PartRound) -> QuestionMinutes:
    """Return what was said to a question, which was put last as part of what is `asked`."""
    question = node.entry
    heard = [(who, _steps(who, node.name)) for who in panel.in_order_of_speech(asked)]
    answered = [(who, steps) for who, steps in heard if _values(who, steps)]
    open_ = [(who, steps) for who, steps in answered if node.name not in who.hidden]
    points: tuple[Point, ...] = ()
    if isinstance(question, SelectOne | SelectMultiple):
        chosen = {who: frozenset(_codes(who, steps)) for who, steps in open_}
        points = tuple(_points(panel, question, chosen))
    said = [each for who, _ in heard for each in _said(panel, who, node)]
    named, unnamed = statements(panel, said, node.name)
    return QuestionMinutes(
        label=panel.plain(question.label) or node.name,
        base=_base(panel, node, asked),
        counted=len(open_),
        points=points,
        named=named,
        unnamed=unnamed,
        withheld=len(answered) - len(open_),
    )


def statements(
    panel: Panel, said: Iterable[tuple[Panellist, StatementKind, str]], salt: str
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """Return statements of named panellists, in their order, and those of the others, in one that tells nothing."""
    named, unnamed = list[Statement](), list[Statement]()
    for who, kind, text in said:
        if who.name:
            named.append(Statement(text, kind, panel.name(who), standing=panel.standing(who.label)))
        else:
            unnamed.append(Statement(text, kind, shows=who.shows))
    unnamed.sort(key=lambda each: panel.hashed(salt, each.kind, each.text, each.shows))
    return tuple(named), tuple(unnamed)


def _steps(who: Panellist, name: str) -> list[Step]:
    """Return the steps of a question: one, or one for each instance of its repeat."""
    return [step for step in who.steps if step.node.name == name]


def _values(who: Panellist, steps: Iterable[Step]) -> list[object]:
    return [value for step in steps if (value := who.state.values.get(step.path)) is not None]


def _codes(who: Panellist, steps: Iterable[Step]) -> Iterator[str]:
    for value in _values(who, steps):
        yield from value if isinstance(value, list) else [str(value)]


def _points(
    panel: Panel, question: SelectOne | SelectMultiple, chosen: Mapping[Panellist, frozenset[str]]
) -> Iterator[Point]:
    unnamed = sum(not who.name for who in chosen)
    for code, label in labels(question, panel.plain).items():
        those = [who for who, codes in chosen.items() if code in codes]
        others = sum(not who.name for who in those)
        is_all = len(those) == len(chosen) > 1
        may_name = not is_all and (not unnamed or 0 < others < unnamed)
        names = tuple(panel.name(who) for who in those if who.name) if may_name else ()
        yield Point(label, len(those), names, others if names else 0, is_all)


def _said(panel: Panel, who: Panellist, node: FormNode) -> Iterator[_Said]:
    """Yield what a panellist said in their own words, and values that are no choices."""
    question = node.entry
    if isinstance(question, SelectOne | SelectMultiple):
        texts = _texts(who, other_name(question)) if question.or_other else ()
        kind = StatementKind.OTHER
    elif node.name in who.hidden:
        texts, kind = (), StatementKind.ANSWER
    else:
        values = ((step, who.state.values.get(step.path)) for step in _steps(who, node.name))
        texts = [answer_text(step.node.entry, value, panel.plain) for step, value in values if value is not None]
        kind = StatementKind.ANSWER
    yield from (_Said(who, kind, text) for text in texts)
    if who.known is not None and node.name not in who.hidden:
        comments = who.known.response.comments
        found = (comments.get(step.path, "") for step in _steps(who, node.name))
        yield from (_Said(who, StatementKind.COMMENT, comment) for comment in found if comment)


def _texts(who: Panellist, name: str) -> list[str]:
    if name in who.hidden:
        return []
    return [str(value) for value in _values(who, _steps(who, name))]


def _base(panel: Panel, node: FormNode, asked: PartRound) -> Base:
    counts = Counter(_state(panel, who, node, asked) for who in panel.panellists)
    return Base(put=len(panel.panellists), **counts)


def _state(panel: Panel, who: Panellist, node: FormNode, asked: PartRound) -> str:
    """Return which of the fields of a base a panellist counts in."""
    if who.known is None:
        return "lost" if panel.is_lost(who) else "absent"
    steps = _steps(who, node.name)
    if _values(who, steps):
        return "answered"
    if has_passed(panel, who, asked):
        return "passed"
    if not steps:
        return "not_asked"
    missing = {who.known.response.missing.get(step.path) for step in steps}
    for state in (Missing.DONT_KNOW, Missing.REFUSED, Missing.BLANK):
        if state in missing:
            return state.value
    return "absent" if who.label in panel.state.absent else "not_reached"


def has_passed(panel: Panel, who: Panellist, asked: PartRound) -> bool:
    """Tell whether a panellist passed on a part in the round in which it was put last."""
    keys = (asked, PartRound(ALL, asked.round))
    return any(who.label in panel.state.passed.get(key, ()) for key in keys)


def questions_of(panel: Panel, part: str) -> list[FormNode]:
    """Return the questions of a part, without the texts of their "Other"."""
    return [
        node
        for node in panel.rules.form.nodes.values()
        if isinstance(node.entry, Question) and node.shown and node.other_of is None and _is_in(node, part)
    ]


def _is_in(node: FormNode, part: str) -> bool:
    return (node.ancestors or (node,))[-1].name == part
