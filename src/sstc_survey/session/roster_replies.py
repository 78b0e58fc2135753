"""The answers in a row of a roster: given to an interview one by one, which takes or refuses them as from a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.interview import Interview, is_done, objection
from sstc_survey.engine.replies import Answer, Comment, GoTo, Leave, Reply
from sstc_survey.engine.transitions import advance
from sstc_survey.engine.validation import (
    Candidate,
    Unclear,
    matches,
    several_matches,
    takes_lines,
    tidied_reply,
)
from sstc_survey.folding import folded
from sstc_survey.problems import Problem, codes
from sstc_survey.problems.closest import closest
from sstc_survey.questionnaire import MAX_TEXT, OTHER, DataType, Question, Value
from sstc_survey.response import Missing
from sstc_survey.session.parts import parts_of
from sstc_survey.session.standing import who_is

if TYPE_CHECKING:
    from sstc_survey.session.roster import Cell

_MAX_LISTED: Final = 12
# With longer texts it takes too long to look for what was meant.
_MAX_COMPARED: Final = 100
_MAX_GUESSES: Final = 50


class Judged(Struct, frozen=True):
    """What an interview took of a row: the replies in order, the answers then, and what it refused.

    `asked` names the questions before the first part that are still open.
    """

    replies: Mapping[str, Reply]
    answers: Mapping[str, Value]
    who: str
    asked: tuple[str, ...]
    problems: list[Problem]


class Judge:
    """Judges the rows of one roster."""

    def __init__(self, blank: Interview) -> None:
        self._blank = blank
        self._guesses = 0
        self._parts = {part.name for part in parts_of(blank.questionnaire)}

    def judged(self, cells: Mapping[str, Cell]) -> Judged:
        """Give the cells of a row to an interview, in the order of the questionnaire; none of them is empty."""
        interview = self._blank
        wrong: dict[str, Problem] = {}
        warnings: list[Problem] = []
        left = sorted(cells, key=lambda name: interview.form.nodes[name].place)
        # Whether a question is asked may depend on answers that come after it.
        while ready := [name for name in left if name not in wrong and interview.index_of(name) is not None]:
            for name in ready:
                left.remove(name)
                cell, node = cells[name], interview.form.nodes[name]
                said = self._said(interview, node, cell)
                if isinstance(said, Problem):
                    wrong[name] = said._replace(place=cell.place)
                    continue
                interview = said
                warnings += _tidied(node, cell)
        wrong |= self._not_asked(interview, [name for name in left if name not in wrong], cells, wrong)
        for step in interview.steps:
            if step.path in cells and step.path not in wrong and (problem := objection(interview, step)):
                wrong[step.path] = problem._replace(place=cells[step.path].place)
        return Judged(
            {name: _as_taken(interview, name) for name in cells if name not in wrong},
            {name: value for name, value in interview.sheet.answers.items() if name in cells},
            who_is(interview),
            tuple(
                step.path
                for step in interview.steps
                if step.askable and step.node.top.name not in self._parts and not is_done(interview, step)
            ),
            [*wrong.values(), *warnings],
        )

    def _said(self, interview: Interview, node: FormNode, cell: Cell) -> Interview | Problem:
        """Return the interview after the reply in a cell, or why it was refused."""
        elapsed = interview.events[-1].elapsed
        at = advance(interview, GoTo(node.name), elapsed)
        if isinstance(at, Problem):
            return at
        if cell.missing is not None:
            return advance(at, Leave(Missing(cell.missing), cell.comment), elapsed)
        raw = self._raw(at, node, cell.raw)
        if isinstance(raw, Problem):
            return raw
        if raw is None:
            return advance(at, Comment(cell.comment or ""), elapsed)
        return advance(at, Answer(raw, cell.comment), elapsed)

    def _raw(self, interview: Interview, node: FormNode, raw: object) -> object:
        """Return codes for the choices that a text or a list of texts means, whatever is no choice as it is."""
        if not node.choices or not isinstance(raw, str | list):
            return raw
        if isinstance(raw, str) and len(raw) > MAX_TEXT:
            return Problem(codes.REPLY_TOO_LONG, {"length": len(raw), "maximum": MAX_TEXT})
        candidates = self._candidates(interview, node)
        is_list = isinstance(node.entry, Question) and node.entry.data_type is DataType.CODES
        if isinstance(raw, list):
            return [_code(each, candidates) for each in raw] if is_list else raw
        if not is_list:
            found = list(dict.fromkeys(matches(raw, candidates)))
            return found[0] if len(found) == 1 else self._unclear(raw, found, node, candidates)
        chosen = several_matches(raw, candidates)
        return self._unclear(chosen.typed, chosen.found, node, candidates) if isinstance(chosen, Unclear) else chosen

    def _candidates(self, interview: Interview, node: FormNode) -> list[Candidate[str]]:
        """Return the choices with their labels, first in the language of the session, then in all others."""
        read = interview.state.reader(node, ())
        found: list[Candidate[str]] = []
        for choice in node.choices:
            found.append(Candidate(choice.code, choice.code, read(choice.label)))
            # What reads the same as the code or another label is no other choice.
            known = {folded(choice.code), folded(read(choice.label).strip())}
            for text in choice.label.values() if isinstance(choice.label, dict) else ():
                if "${" not in text and folded(text.strip()) not in known:
                    known.add(folded(text.strip()))
                    found.append(Candidate(choice.code, "", text))
        return found

    def _not_asked(
        self, interview: Interview, names: list[str], cells: Mapping[str, Cell], wrong: Mapping[str, Problem]
    ) -> dict[str, Problem]:
        """Return the problems of replies to what is not asked, unless they may only follow from another."""
        followers = interview.form.affected([(name, ()) for name in wrong]).keys() if wrong else frozenset[str]()
        found: dict[str, Problem] = {}
        for name in names:
            question = interview.form.nodes[name].other_of
            if question is None:
                problem = Problem(codes.REPLY_OFF_ROUTE, {"name": name})
            else:
                problem = Problem(codes.ROSTER_OTHER_NOT_CHOSEN, {"name": name, "question": question.name})
            if name not in followers and (question is None or question.name not in followers):
                found[name] = problem._replace(place=cells[name].place)
        return found

    def _unclear(self, typed: str, found: list[str], node: FormNode, candidates: list[Candidate[str]]) -> Problem:
        """Return the problem of a text that means no choice, or several."""
        if found:
            return Problem(codes.REPLY_AMBIGUOUS_CHOICE, {"reply": typed, "choices": ", ".join(found)})
        known = [choice.code for choice in node.choices]
        self._guesses += 1
        if self._guesses <= _MAX_GUESSES and len(typed) <= _MAX_COMPARED:
            meant = closest(typed, [*known, *(each.label for each in candidates)], fold=str.casefold)
            if meant:
                return Problem(codes.REPLY_NO_SUCH_CHOICE, {"reply": typed, "suggestion": f'"{meant[0]}"'})
        listed = ", ".join(known[:_MAX_LISTED])
        if OTHER in known[_MAX_LISTED:]:
            listed += f", ..., {OTHER}"
        return Problem(codes.REPLY_NO_SUCH_CHOICE, {"reply": typed[:_MAX_COMPARED], "choices": listed})


def _as_taken(interview: Interview, name: str) -> Reply:
    """Return the reply that gives a question what it has, in whatever language it is given."""
    comment = interview.sheet.comments.get(name)
    if name in interview.sheet.missing:
        return Leave(Missing(interview.sheet.missing[name]), comment)
    if name in interview.sheet.answers:
        return Answer(interview.sheet.answers[name], comment)
    return Comment(comment or "")


def _tidied(node: FormNode, cell: Cell) -> Iterator[Problem]:
    """Yield a warning if a reply had characters that are left out."""
    _, changes = tidied_reply(cell.raw, multiline=takes_lines(node.entry))
    if changes:
        yield Problem(codes.REPLY_TIDIED, {"name": node.name, "changes": "; ".join(changes)}, cell.place)


def _code(raw: object, candidates: list[Candidate[str]]) -> object:
    """Return the code that an item of a list means, or the item if it is none."""
    found = list(dict.fromkeys(matches(raw, candidates))) if isinstance(raw, str) else []
    return found[0] if len(found) == 1 else raw
