"""Every transition of an interview from one moment to the next.

Rule 1. An interview is its questionnaire and its events; what was said is the fold of the events.
Rule 2. The route follows from what was said. What falls off the route is set aside, and back when it returns.
Rule 3. A reply that does not fit changes nothing: it gives a problem.
Rule 4. After a reply comes the next step of the route; after one that review asked for, the first step that
        is still open, with the notes right before it, else review.
Rule 5. Review comes when every step was passed, and only from review can an interview finish.
Rule 6. A question that is passed has a state: an answer, blank, don't know, or refused; the gate of a repeat,
        that there are enough instances.
Rule 7. What follows from a reply (calculations, instances, narrowed answers) is recorded as events like the reply.
"""

from __future__ import annotations

from typing import Any, assert_never

from msgspec.structs import replace

from sstc_survey.engine.environment import closing_value
from sstc_survey.engine.interview import (
    AddInstance,
    Answer,
    Back,
    ChangeLanguage,
    Comment,
    Continue,
    Enough,
    Finish,
    GoTo,
    Interview,
    Leave,
    RemoveInstance,
    Reply,
    blank_objection,
    constraint_objection,
    first_unanswered,
    is_done,
    recalculate,
    record,
)
from sstc_survey.engine.paths import MAX_INSTANCES, instance_path
from sstc_survey.engine.route import Step, first_of
from sstc_survey.engine.state import State
from sstc_survey.engine.validation import ReplyContext, check, is_blank, validate_comment, validate_missing
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import Question, Value
from sstc_survey.response import REVIEW, EventKind, Missing, Status


def advance(interview: Interview, reply: Reply, elapsed: int) -> Interview | Problem:
    """Return the interview after a reply, or the problem with it; `elapsed` is in ms since the start."""
    # Time never runs backwards in a history, whatever the clock that was read.
    elapsed = max(elapsed, interview.events[-1].elapsed)
    match reply:
        case Answer(raw, comment):
            commented = interview if comment is None else _comment(interview, comment, interview.position, elapsed)
            return commented if isinstance(commented, Problem) else _answer(commented, raw, elapsed)
        case Leave(state, comment):
            commented = interview if comment is None else _comment(interview, comment, interview.position, elapsed)
            return commented if isinstance(commented, Problem) else _leave(commented, state, elapsed)
        case Comment(text, name):
            return _comment(interview, text, name or interview.position, elapsed)
        case Continue():
            return _onward(interview, elapsed)
        case AddInstance() | Enough() | RemoveInstance():
            return _at_gate(interview, reply, elapsed)
        case Back(name):
            return _back(interview, name, elapsed)
        case GoTo(name):
            return _go_to(interview, name, elapsed)
        case ChangeLanguage(language):
            return _speak(interview, language, elapsed)
        case Finish():
            return _finish(interview, elapsed)
        case _:
            assert_never(reply)


def _answer(interview: Interview, raw: object, elapsed: int) -> Interview | Problem:
    step = interview.step
    if step is None or not step.askable:
        return Problem(codes.REPLY_NOT_ASKABLE, {"name": interview.position})
    if interview.state.read_only(step.node, step.at):
        return Problem(codes.REPLY_READ_ONLY)
    if is_blank(raw):
        return _leave(interview, Missing.BLANK, elapsed)
    value = _checked(interview, step, raw, elapsed)
    if isinstance(value, Problem):
        return value
    return _passed(interview, elapsed, EventKind.ANSWER, {"name": step.path, "value": value})


def _checked(interview: Interview, step: Step, raw: object, elapsed: int) -> Value | Problem:
    """Return the value of a reply that the question on the screen takes now."""
    question, offered = step.node.entry, interview.state.choices(step.node, step.at)
    if not isinstance(question, Question):
        return Problem(codes.REPLY_NOT_ASKABLE, {"name": step.path})
    value = check(question, raw, ReplyContext(interview.words, offered, interview.environment(elapsed).now))
    if isinstance(value, Problem):
        return value
    return constraint_objection(interview, step, value) or value


def _leave(interview: Interview, state: Missing, elapsed: int) -> Interview | Problem:
    step = interview.step
    question = None if step is None else step.node.entry
    if step is None or not isinstance(question, Question):
        return Problem(codes.REPLY_NOT_ASKABLE, {"name": interview.position})
    if interview.state.read_only(step.node, step.at) and interview.value_of(step) is not None:
        return Problem(codes.REPLY_READ_ONLY)
    problem = (
        blank_objection(interview, step)
        if state is Missing.BLANK
        else validate_missing(interview.questionnaire, question, state, required=False)
    )
    return problem or _passed(interview, elapsed, EventKind.MISSING, {"name": step.path, "state": state.value})


def _passed(interview: Interview, elapsed: int, kind: EventKind, data: dict[str, Any]) -> Interview:
    step = interview.step
    if step is not None and not _says_the_same(interview, kind, data):
        interview = recalculate(record(interview, elapsed, kind, data), elapsed, {step.node.name})
    return _next(interview)


def _says_the_same(interview: Interview, kind: EventKind, data: dict[str, Any]) -> bool:
    sheet = interview.sheet
    if kind is EventKind.ANSWER:
        # An answer that was narrowed to this one is another one.
        return data["name"] not in sheet.narrowed and sheet.answers.get(data["name"]) == data["value"]
    return bool(sheet.missing.get(data["name"]) == data["state"])


def _next(interview: Interview) -> Interview:
    index = interview.index
    following = len(interview.steps) if index is None else index + 1
    if not interview.reviewing and following < len(interview.steps):
        return replace(interview, position=interview.steps[following].path)
    unanswered = first_unanswered(interview)
    if unanswered is None:
        return replace(interview, position=REVIEW, reviewing=True)
    between = interview.steps[following : interview.index_of(unanswered)]
    # Notes on the way to what is open are read, those elsewhere have been.
    notes = between and not any(step.askable or step.is_repeat_end for step in between)
    return replace(interview, position=between[0].path if notes else unanswered, reviewing=True)


def _comment(interview: Interview, text: str, name: str, elapsed: int) -> Interview | Problem:
    if all(step.path != name or not step.askable for step in interview.steps):
        return Problem(codes.REPLY_NO_COMMENT, {"name": name})
    comment = validate_comment(text)
    if isinstance(comment, Problem):
        return comment
    if interview.sheet.comments.get(name, "") == comment:
        return interview
    return record(interview, elapsed, EventKind.COMMENT, {"name": name, "text": comment})


def _onward(interview: Interview, elapsed: int) -> Interview | Problem:
    """Go on; what stands in a question that was not passed yet becomes its answer."""
    step = interview.step
    if step is None or is_done(interview, step):
        return _next(interview)
    if step.is_repeat_end:
        return Problem(codes.REPLY_GATE)
    preset, read_only = interview.value_of(step), interview.state.read_only(step.node, step.at)
    if preset is None:
        problem = None if read_only else blank_objection(interview, step) or Problem(codes.REPLY_REQUIRED)
        data = {"name": step.path, "state": Missing.BLANK.value}
        return problem or _passed(interview, elapsed, EventKind.MISSING, data)
    # A value that nobody can change need only meet the constraint.
    value = constraint_objection(interview, step, preset) or preset
    if not read_only:
        value = _checked(interview, step, preset, elapsed)
    if isinstance(value, Problem):
        return value
    return _passed(interview, elapsed, EventKind.ANSWER, {"name": step.path, "value": value})


def _at_gate(interview: Interview, reply: AddInstance | Enough | RemoveInstance, elapsed: int) -> Interview | Problem:
    step = interview.step
    if step is None or not step.is_repeat_end:
        return Problem(codes.REPLY_NO_GATE)
    count = interview.sheet.counts.get(step.path, 0)
    match reply:
        case AddInstance():
            return _add(interview, step, count + 1, elapsed)
        case Enough():
            if step.path in interview.sheet.enough:
                return _next(interview)
            return _next(record(interview, elapsed, EventKind.ENOUGH, {"name": step.path}))
        case RemoveInstance(number):
            if not 1 <= number <= count:
                return Problem(codes.REPLY_NO_INSTANCE, {"number": number, "count": count})
            shorter = record(interview, elapsed, EventKind.REMOVE, {"name": instance_path(step.path, number)})
            return recalculate(shorter, elapsed, {step.node.name}, before=interview.state.without(step.path, number))
        case _:
            assert_never(reply)


def _add(interview: Interview, gate: Step, count: int, elapsed: int) -> Interview | Problem:
    if count > MAX_INSTANCES:
        return Problem(codes.REPLY_TOO_MANY_INSTANCES, {"maximum": MAX_INSTANCES})
    longer = recalculate(interview, elapsed, {gate.node.name}, added=gate.path)
    first = first_of(longer.steps, gate.path, count)
    return longer if first is None else replace(longer, position=first.path)


def _back(interview: Interview, name: str | None, elapsed: int) -> Interview | Problem:
    if name is not None:
        if interview.index_of(name) is None:
            return Problem(codes.REPLY_UNKNOWN_QUESTION, {"name": name})
        return replace(record(interview, elapsed, EventKind.BACK, {"name": name}), position=name)
    index = len(interview.steps) if interview.index is None else interview.index
    if index == 0:
        return interview
    before = interview.steps[index - 1].path
    return replace(record(interview, elapsed, EventKind.BACK, {"name": before}), position=before, reviewing=False)


def _go_to(interview: Interview, name: str, elapsed: int) -> Interview | Problem:
    if interview.index_of(name) is None:
        return Problem(codes.REPLY_UNKNOWN_QUESTION, {"name": name})
    interview = record(interview, elapsed, EventKind.GO_TO, {"name": name})
    return replace(interview, position=name, reviewing=True)


def _speak(interview: Interview, language: str, elapsed: int) -> Interview | Problem:
    """Go on in another language; what was worked out in words stays as it is."""
    known = interview.form.languages
    if language not in known:
        return Problem(codes.UNKNOWN_LANGUAGE, {"language": language, "known": ", ".join(sorted(known))})
    if language == interview.language:
        return interview
    spoken = replace(record(interview, elapsed, EventKind.LANGUAGE, {"language": language}), language=language)
    before, environment = interview.state, spoken.environment(elapsed)
    spoken = replace(spoken, state=State(before.form, before.values, before.counts, environment, before.inputs))
    if not interview.form.volatile:
        return spoken
    spoken = recalculate(spoken, elapsed, interview.form.volatile)
    return spoken if spoken.step is not None else replace(spoken, position=first_unanswered(spoken) or REVIEW)


def _finish(interview: Interview, elapsed: int) -> Interview | Problem:
    if interview.step is not None or (name := first_unanswered(interview)) is not None:
        return Problem(codes.INTERVIEW_NOT_DONE, {"name": name if interview.step is None else interview.position})
    environment = interview.environment(elapsed)
    values = {
        name: value
        for name, node in interview.form.nodes.items()
        if not node.repeats
        and node.leaf is not None
        and interview.state.relevant(node, ())
        and (value := closing_value(node.leaf, environment, elapsed)) is not None
    }
    if values:
        interview = record(interview, elapsed, EventKind.CALCULATE, {"values": values})
    return replace(record(interview, elapsed, EventKind.FINISH, {}), status=Status.COMPLETE)
