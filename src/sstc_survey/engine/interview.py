"""An interview in one state, and how it comes to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.engine.answers import AnswerSheet
from sstc_survey.engine.environment import EPOCH, Environment
from sstc_survey.engine.form import Form, form_of
from sstc_survey.engine.form_node import END, Order
from sstc_survey.engine.layered import History
from sstc_survey.engine.paths import Instances, instance_of, name_of, shifted
from sstc_survey.engine.recalculation import Recalculated, initial, recalculated, restored
from sstc_survey.engine.repeats import gate_before
from sstc_survey.engine.route import Step, changed_route, index_of, place_of, route, step_at
from sstc_survey.engine.state import State
from sstc_survey.engine.validation import ReplyContext, validate_reply
from sstc_survey.engine.values import BLANK, as_text
from sstc_survey.i18n import Words, gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import Question, Questionnaire, Value
from sstc_survey.response import REVIEW, Event, EventKind, Missing, Response, Status

# How many questions a problem names, and how many characters of each label.
_MAX_NAMED: Final = 3
_MAX_LABEL: Final = 60


class Interview(Struct, frozen=True):
    """An interview after so many events; `epoch` is the time at which no time had elapsed, in the local zone."""

    form: Form
    language: str
    sheet: AnswerSheet
    state: State
    steps: tuple[Step, ...]
    position: str
    events: History
    epoch: dt.datetime
    seed: int
    username: str = ""
    status: Status = Status.PARTIAL
    reviewing: bool = False
    # Every step of the route before this one needs nothing more; None is not known.
    done_before: Order | None = None
    # The notes that came onto the route behind the person and were not shown yet: they are read before review.
    unread: frozenset[str] = frozenset()
    # Of a finished response that is edited: how many events there were before.
    reopened: int | None = None

    @property
    def questionnaire(self) -> Questionnaire:
        """Return the questionnaire."""
        return self.form.questionnaire

    @property
    def words(self) -> Words:
        """Return the reader of texts in the language of the interview."""
        return Words(self.language, self.questionnaire.default_language)

    @property
    def step(self) -> Step | None:
        """Return the step on the screen, or None at review."""
        index = self.index
        return None if index is None else self.steps[index]

    @property
    def index(self) -> int | None:
        """Return how many steps come before the one on the screen, or None at review."""
        return self.index_of(self.position)

    def index_of(self, path: str) -> int | None:
        """Return how many steps come before the one with this path, or None where there is none."""
        return index_of(self.form, self.steps, path)

    def value_of(self, step: Step) -> Value | None:
        """Return the value in a question: its answer, else its preset."""
        return self.state.value(step.node, step.at)

    def environment(self, elapsed: int) -> Environment:
        """Return what an evaluation takes from outside, so many ms after the start."""
        now = _moved(self.epoch, elapsed)
        return Environment(now, self.seed, self.words, self.username)


def _moved(moment: dt.datetime, elapsed: int) -> dt.datetime:
    """Return the moment so many ms later, by the clocks of its zone, which may have changed meanwhile."""
    return (moment.astimezone(dt.UTC) + dt.timedelta(milliseconds=elapsed)).astimezone(moment.tzinfo)


def record(interview: Interview, elapsed: int, kind: EventKind, data: dict[str, Any]) -> Interview:
    """Add an event and apply it to the answers."""
    sheet = interview.sheet.copy()
    sheet.apply(kind, data)
    events = _with_event(interview.events, elapsed, kind, data)
    unread = interview.unread and _unread_after(interview.form, [events[-1]], interview.unread)
    return replace(interview, sheet=sheet, events=events, unread=unread)


def recalculate(
    interview: Interview,
    elapsed: int,
    changed: Iterable[tuple[str, Instances]],
    *,
    added: str | None = None,
    before: State | None = None,
    anew: bool = False,
) -> Interview:
    """Recalculate what depends on the entries changed in these instances, and with it the route."""
    environment, sheet = interview.environment(elapsed), interview.sheet.copy()
    found = recalculated(interview.form, sheet, environment, before or interview.state, changed, added, anew=anew)
    return with_recalculated(interview, elapsed, found)


def with_recalculated(interview: Interview, elapsed: int, found: Recalculated) -> Interview:
    """Take over what a recalculation found, with its changes as events."""
    events, state = interview.events, found.state
    for kind, data in found.changes:
        events = _with_event(events, elapsed, kind, data)
    is_other = found.affected is None or found.is_renumbered
    steps = route(state) if is_other else changed_route(interview.steps, state, found.affected or {})
    unread, behind = interview.unread, _notes_behind(interview, found, steps)
    if behind:
        events, unread = _with_event(events, elapsed, EventKind.ON_ROUTE, {"names": behind}), unread.union(behind)
    recalculated = replace(interview, sheet=found.sheet, state=state, steps=steps, events=events, unread=unread)
    if interview.done_before is None:
        return recalculated
    return replace(recalculated, done_before=_still_done_before(recalculated, found.affected))


def _notes_behind(interview: Interview, found: Recalculated, steps: tuple[Step, ...]) -> list[str]:
    """Return the notes that come onto the route behind the person when it becomes these steps."""
    if steps is interview.steps or not interview.steps:
        return []
    here = interview.step
    before = END if interview.reviewing or here is None else here.order
    behind = {step.path for step in _changed_notes(interview, found, steps) if step.order < before}
    return sorted(behind - interview.unread)


def with_note_shown(interview: Interview, elapsed: int) -> Interview:
    """Record that a note that was still to be read is on the screen, if one is."""
    if interview.position not in interview.unread:
        return interview
    return record(interview, elapsed, EventKind.GO_TO, {"name": interview.position})


def _unread_after(form: Form, events: Iterable[Event], before: Iterable[str] = ()) -> frozenset[str]:
    """Return the notes that are still to be read after these events."""
    unread = dict.fromkeys(before)
    for event in events:
        match event.kind:
            case EventKind.ON_ROUTE:
                unread |= dict.fromkeys(path for path in event.data["names"] if name_of(path) in form.notes)
            case EventKind.GO_TO | EventKind.BACK:
                unread.pop(event.data["name"], None)
            case EventKind.REMOVE:
                unread = shifted(unread, *instance_of(event.data["name"]))
            case _:
                pass
    return frozenset(unread)


def _changed_notes(interview: Interview, found: Recalculated, steps: tuple[Step, ...]) -> Iterator[Step]:
    """Yield the notes that came onto the route."""
    affected = dict.fromkeys(interview.form.notes, ()) if found.affected is None else found.affected
    for name in interview.form.notes & affected.keys():
        node = interview.form.nodes[name]
        for at in found.state.ever(node, affected[name]):
            order = node.order(at)
            if (step := step_at(steps, order)) is not None and step_at(interview.steps, order) is None:
                yield step


def _still_done_before(interview: Interview, affected: Mapping[str, Instances] | None) -> Order | None:
    """Return up to where every step needs nothing more, after entries were affected."""
    done_before, steps = interview.done_before, interview.steps
    if affected is None or done_before is None:
        return None
    for name, outer in interview.form.rechecked(affected):
        node = interview.form.nodes[name]
        for at in interview.state.ever(node, outer) if node.is_step else ():
            order = node.order(at)
            if order < done_before and (step := step_at(steps, order)) and not is_done(interview, step):
                done_before = order
    return done_before


def _with_event(events: History, elapsed: int, kind: EventKind, data: dict[str, Any]) -> History:
    return events.with_event(Event(len(events) + 1, elapsed, kind, data))


def first_unanswered(interview: Interview) -> str | None:
    """Return the path of the first step of the route without a state, or with one that is no longer valid."""
    first = 0 if interview.done_before is None else place_of(interview.steps, interview.done_before)
    steps = islice(interview.steps, first, None)
    return next((step.path for step in steps if not is_done(interview, step)), None)


def next_to_read(interview: Interview) -> str | None:
    """Return the path of the first note that is still to be read before the first step without a state, if any."""
    if not interview.unread:
        return None
    unanswered = first_unanswered(interview)
    place = len(interview.steps) if unanswered is None else interview.index_of(unanswered) or 0
    first = min((index for path in interview.unread if (index := interview.index_of(path)) is not None), default=place)
    return interview.steps[first].path if first < place else None


def first_open(interview: Interview) -> str | None:
    """Return the path of the first step of the route that is to be read or answered, None where there is none."""
    return next_to_read(interview) or first_unanswered(interview)


def at_first_open(interview: Interview) -> Interview:
    """Go to the first step of the route that needs something, wherever the interview was, or to review."""
    path = first_open(interview)
    index = None if path is None else interview.index_of(path)
    position = REVIEW if index is None else gate_before(interview, interview.steps[index]).path
    return replace(interview, position=position)


def is_done(interview: Interview, step: Step) -> bool:
    """Tell whether a step needs nothing more."""
    if step.is_repeat_end:
        return step.path in interview.sheet.enough
    return not step.askable or (interview.sheet.has(step.path) and objection(interview, step) is None)


def objection(interview: Interview, step: Step) -> Problem | None:
    """Return why the state of a question is no longer valid, now that others have changed; None where it is."""
    sheet = interview.sheet
    if not step.askable or not sheet.has(step.path):
        return None
    if (missing := sheet.missing.get(step.path)) is not None:
        return blank_objection(interview, step) if missing is Missing.BLANK else None
    value = sheet.answer(step.path)
    # A value that nobody can change need only meet the constraint.
    is_fixed = interview.state.read_only(step.node, step.at)
    return (None if is_fixed else _type_objection(interview, step, value)) or constraint_objection(
        interview, step, value
    )


def _type_objection(interview: Interview, step: Step, value: Value | None) -> Problem | None:
    """Return why an answer is none that its question takes, with the choices that are offered now."""
    question = step.node.entry
    if not isinstance(question, Question):
        return None
    offered = interview.state.choices(step.node, step.at)
    outcome = validate_reply(
        question, value, ReplyContext(interview.state.reader(step.node, step.at), offered, is_whole=True)
    )
    return outcome if isinstance(outcome, Problem) else None


def blank_objection(interview: Interview, step: Step) -> Problem | None:
    """Return why a question may not be left blank, or None where it may."""
    state, entry = interview.state, step.node.entry
    if not state.required(step.node, step.at, BLANK) or state.read_only(step.node, step.at):
        return None
    message = ""
    if isinstance(entry, Question):
        message = state.interpolated(entry.required_message, step.node, step.at, answer=BLANK)
    return Problem(codes.REPLY_REQUIRED_HERE, {"message": message}) if message else Problem(codes.REPLY_REQUIRED)


def constraint_objection(interview: Interview, step: Step, value: Value | None) -> Problem | None:
    """Return why an answer does not meet the constraint of its question, or None where it does."""
    state, entry = interview.state, step.node.entry
    if state.meets_constraint(step.node, step.at, value) or not isinstance(entry, Question):
        return None
    message = state.interpolated(entry.constraint_message, step.node, step.at, answer=as_text(value))
    if message:
        return Problem(codes.REPLY_CONSTRAINT, {"message": message})
    details = {"constraint": entry.constraint}
    if labels := _compared_with(interview, step):
        details["questions"] = gettext("; ").join(labels)
    return Problem(codes.REPLY_CONSTRAINT_UNWORDED, details)


def _compared_with(interview: Interview, step: Step) -> list[str]:
    """Return the labels of the questions before one that its constraint reads, or after it and answered: the last."""
    node, at, state = step.node, step.at, interview.state
    questions = [
        other
        for other in interview.form.compared_with(node)
        if other.place < node.place
        or (
            node.shared_depth(other) == len(other.repeats) and interview.sheet.has(other.path(at[: len(other.repeats)]))
        )
    ]
    labels = (" ".join(state.interpolated(other.entry.label, node, at).split()) for other in questions[-_MAX_NAMED:])
    return [label if len(label) <= _MAX_LABEL else f"{label[: _MAX_LABEL - 1].rstrip()}…" for label in labels if label]


def cut_repeats(interview: Interview, before: Interview | None = None) -> Iterator[Problem]:
    """Yield what is to be said of repeats that have fewer instances than are wanted, unless it was so before."""
    state, known = interview.state, set[tuple[str, int]]()
    if before is not None:
        known = {(node.path(at), wanted) for node, at, wanted in before.state.cut()}
    for node, at, wanted in state.cut():
        if (node.path(at), wanted) not in known:
            count, label = state.count(node, at), state.interpolated(node.entry.label, node, at)
            details = {"label": label or node.name, "count": f"{count:,}", "wanted": f"{wanted:,}"}
            yield Problem(codes.REPEAT_CUT, {**details, "maximum": f"{count:,}"})


def begin(
    questionnaire: Questionnaire, language: str, *, started: dt.datetime = EPOCH, seed: int = 0, username: str = ""
) -> Interview:
    """Open an interview at its first step; what is random follows from the seed.

    Local times are those of the zone of `started`.
    """
    form = form_of(questionnaire)
    start = Event(1, 0, EventKind.START, {"seed": seed})
    environment = Environment(started, seed, Words(language, questionnaire.default_language), username)
    found = initial(form, environment)
    blank = Interview(form, language, AnswerSheet(), found.state, (), REVIEW, History([start]), started, seed, username)
    interview = with_recalculated(blank, 0, found)
    return replace(interview, position=gate_before(interview, interview.steps[0]).path if interview.steps else REVIEW)


def resume(questionnaire: Questionnaire, response: Response, at: str, zone: dt.tzinfo | None = None) -> Interview:
    """Open a draft at the step where it stopped; `at` is the time of day, RFC 3339.

    Local times are those of the zone, else of the offset of `at`.
    """
    now = dt.datetime.fromisoformat(at)
    interview = opened_again(questionnaire, response, now if zone is None else now.astimezone(zone))
    elapsed, form = response.events[-1].elapsed if response.events else 0, interview.form
    interview = record(interview, elapsed, EventKind.RESUME, {"at": at})
    if form.volatile:
        # Conditions that read the clock read it again.
        interview = recalculate(interview, elapsed, [(name, ()) for name in form.volatile], anew=True)
    unanswered = first_unanswered(interview)
    if interview.step is None:
        interview = at_first_open(interview)
    all_done = unanswered is None
    opened = replace(interview, reviewing=all_done, done_before=END if all_done else interview.done_before)
    return with_note_shown(opened, elapsed)


def opened_again(questionnaire: Questionnaire, response: Response, now: dt.datetime) -> Interview:
    """Return the interview that a response was saved of, as it was: it goes on at this time."""
    form = form_of(questionnaire)
    sheet = AnswerSheet.of(response.events)
    elapsed = response.events[-1].elapsed if response.events else 0
    seed = next((event.data.get("seed", 0) for event in response.events if event.kind is EventKind.START), 0)
    words = Words(response.language, questionnaire.default_language)
    username = response.interviewer or ""
    state = restored(form, sheet, Environment(now, seed, words, username))
    return Interview(
        form,
        response.language,
        sheet,
        state,
        route(state),
        response.position or REVIEW,
        History(response.events),
        _moved(now, -elapsed),
        seed,
        username,
        unread=_unread_after(form, response.events),
    )
