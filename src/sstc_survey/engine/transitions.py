"""Every transition of an interview from one state to the next.

Rule 1. An interview is its questionnaire and its events; the answers are the fold of the events.
Rule 2. The route follows from the answers. What falls off the route is set aside, and back when it returns.
Rule 3. An invalid reply changes nothing: it gives a problem.
Rule 4. After a reply comes the next step of the route; after one that review asked for, the first step that
        is still unanswered, with the notes right before it, else review. A note that comes onto the route behind
        the person is read before that.
Rule 5. Review comes when every step was passed, and only from review can an interview finish.
Rule 6. A question that is passed has a state: an answer, blank, don't know, or refused; the end of a repeat,
        that there are enough instances.
Rule 7. What follows from a reply has so many steps to be worked out in; a reply that needs more is not taken.
Rule 8. What follows from a reply (calculations, instances, narrowed answers) is recorded as events like the reply.
Rule 9. An edit of a finished response ends as an interview does, once each change has a reason; one that changed
        nothing, or is discarded, leaves the response as it was.
"""

from __future__ import annotations

from typing import Any, assert_never

from msgspec.structs import replace

from sstc_survey.engine.editing import discarded, has_changes, unexplained
from sstc_survey.engine.environment import closing_value
from sstc_survey.engine.form_node import END
from sstc_survey.engine.interview import (
    Interview,
    at_first_open,
    blank_objection,
    constraint_objection,
    first_open,
    first_unanswered,
    is_done,
    next_to_read,
    recalculate,
    record,
    with_note_shown,
)
from sstc_survey.engine.paths import MAX_INSTANCES, instance_path
from sstc_survey.engine.repeats import around, begun_repeat, gate_before, opening_steps, steps_before
from sstc_survey.engine.replies import (
    AddInstance,
    Answer,
    Back,
    ChangeLanguage,
    Comment,
    Continue,
    Discard,
    Enough,
    Finish,
    GoTo,
    Leave,
    Reason,
    RemoveInstance,
    Reply,
)
from sstc_survey.engine.route import Step, steps_within
from sstc_survey.engine.validation import (
    ReplyContext,
    is_blank,
    takes_lines,
    tidied_reply,
    validate_comment,
    validate_missing,
    validate_reply,
)
from sstc_survey.expressions.allowance import Allowance, TooCostlyError
from sstc_survey.i18n import find_languages, gettext
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import Metadata, Question, Value
from sstc_survey.response import REVIEW, EventKind, Missing, Status


def advance(interview: Interview, reply: Reply, elapsed: int) -> Interview | Problem:
    """Return the interview after a reply, or the problem with it; `elapsed` is in ms since the start."""
    interview.state.allowance = Allowance()
    try:
        outcome = _advance(interview, reply, elapsed)
    except TooCostlyError:
        return Problem(codes.REPLY_TOO_COSTLY)
    finally:
        interview.state.allowance = None
    if isinstance(outcome, Problem):
        return outcome
    outcome.state.allowance = None
    return with_note_shown(outcome, outcome.events[-1].elapsed)


def _advance(interview: Interview, reply: Reply, elapsed: int) -> Interview | Problem:
    # Time never runs backwards in a history, whatever the clock that was read.
    elapsed = max(elapsed, interview.events[-1].elapsed)
    match reply:
        case Answer(raw, comment):
            commented = interview if comment is None else _comment(interview, comment, interview.position, elapsed)
            return commented if isinstance(commented, Problem) else _answer(commented, raw, elapsed)
        case Leave(missing, comment):
            commented = interview if comment is None else _comment(interview, comment, interview.position, elapsed)
            return commented if isinstance(commented, Problem) else _leave(commented, missing, elapsed)
        case Comment(text, name):
            return _comment(interview, text, name or interview.position, elapsed)
        case Continue():
            return _continue(interview, elapsed)
        case AddInstance() | Enough() | RemoveInstance():
            return _at_repeat_end(interview, reply, elapsed)
        case Back(name):
            return _back(interview, name, elapsed)
        case GoTo(name):
            moved = _move(interview, elapsed, EventKind.GO_TO, name)
            return moved if isinstance(moved, Problem) else replace(moved, reviewing=True)
        case ChangeLanguage(language):
            return _change_language(interview, language, elapsed)
        case Reason(text, name):
            return _reason(interview, text, name, elapsed)
        case Finish():
            return _finish(interview, elapsed)
        case Discard():
            return _discard(interview)
        case _:
            assert_never(reply)


def _answer(interview: Interview, raw: object, elapsed: int) -> Interview | Problem:
    step = interview.step
    if step is None or not step.askable:
        return Problem(codes.REPLY_NOT_ASKABLE, {"name": interview.position})
    if interview.state.read_only(step.node, step.at):
        return Problem(codes.REPLY_READ_ONLY)
    raw, _ = tidied_reply(raw, multiline=takes_lines(step.node.entry))
    if is_blank(raw):
        return _leave(interview, Missing.BLANK, elapsed)
    value = _validated(interview, step, raw, elapsed, interview.language)
    if isinstance(value, Problem):
        return value
    return _pass(interview, step, elapsed, EventKind.ANSWER, {"name": step.path, "value": value})


def _validated(interview: Interview, step: Step, raw: object, elapsed: int, language: str = "") -> Value | Problem:
    """Return the value of a reply, typed in a language, that is valid for a question now, or the problem with it."""
    question, offered = step.node.entry, interview.state.choices(step.node, step.at)
    if not isinstance(question, Question):
        return Problem(codes.REPLY_NOT_ASKABLE, {"name": step.path})
    read, now = interview.state.reader(step.node, step.at), interview.environment(elapsed).now
    value = validate_reply(question, raw, ReplyContext(read, offered, now, language))
    if isinstance(value, Problem):
        return value
    return constraint_objection(interview, step, value) or value


def _leave(interview: Interview, missing: Missing, elapsed: int) -> Interview | Problem:
    step = interview.step
    question = None if step is None else step.node.entry
    if step is None or not isinstance(question, Question):
        return Problem(codes.REPLY_NOT_ASKABLE, {"name": interview.position})
    if interview.state.read_only(step.node, step.at) and interview.value_of(step) is not None:
        return Problem(codes.REPLY_READ_ONLY)
    if missing is Missing.BLANK:
        problem = blank_objection(interview, step)
    else:
        problem = validate_missing(interview.questionnaire, question, missing, required=False)
    return problem or _pass(interview, step, elapsed, EventKind.MISSING, {"name": step.path, "state": missing.value})


def _continue(interview: Interview, elapsed: int) -> Interview | Problem:
    """Go on; the value in a question that was not passed yet becomes its answer."""
    step = interview.step
    if step is None or is_done(interview, step):
        return _next(interview)
    if step.is_repeat_end:
        return Problem(codes.REPLY_GATE)
    preset, read_only = interview.value_of(step), interview.state.read_only(step.node, step.at)
    if preset is None:
        problem = None if read_only else blank_objection(interview, step) or Problem(codes.REPLY_REQUIRED)
        data = {"name": step.path, "state": Missing.BLANK.value}
        return problem or _pass(interview, step, elapsed, EventKind.MISSING, data)
    # A value that nobody can change need only meet the constraint.
    value = constraint_objection(interview, step, preset) or preset
    if not read_only:
        value = _validated(interview, step, preset, elapsed)
    if isinstance(value, Problem):
        return value
    return _pass(interview, step, elapsed, EventKind.ANSWER, {"name": step.path, "value": value})


def _pass(interview: Interview, step: Step, elapsed: int, kind: EventKind, data: dict[str, Any]) -> Interview:
    """Give a question its state, unless it is the same as before, and go on."""
    sheet = interview.sheet
    if kind is EventKind.ANSWER:
        # An answer that was narrowed to this one is another one.
        is_same = step.path not in sheet.narrowed and sheet.answers.get(step.path) == data["value"]
    else:
        is_same = sheet.missing.get(step.path) == data["state"]
    if not is_same:
        interview = recalculate(record(interview, elapsed, kind, data), elapsed, [(step.node.name, step.at)])
    return _next(interview)


def _next(interview: Interview) -> Interview:
    index, step = interview.index, interview.step
    left = () if step is None else around(step)
    following = len(interview.steps) if index is None else index + 1
    if not interview.reviewing and following < len(interview.steps):
        return replace(interview, position=gate_before(interview, interview.steps[following], left).path)
    unanswered = first_unanswered(interview)
    if (note := next_to_read(interview)) is not None:
        target = interview.steps[interview.index_of(note) or 0]
        return replace(interview, position=gate_before(interview, target, left).path, reviewing=True)
    if unanswered is None:
        return replace(interview, position=REVIEW, reviewing=True, done_before=END)
    until = interview.index_of(unanswered) or 0
    between = interview.steps[following:until]
    # Notes right before an unanswered question are read, those elsewhere have been.
    only_notes = between and not any(step.askable or step.is_repeat_end for step in between)
    target = between[0] if only_notes else interview.steps[until]
    position = gate_before(interview, target, left).path
    return replace(interview, position=position, reviewing=True, done_before=interview.steps[until].order)


def _comment(interview: Interview, text: str, name: str, elapsed: int) -> Interview | Problem:
    index = interview.index_of(name)
    if index is None or not interview.steps[index].askable:
        return Problem(codes.REPLY_NO_COMMENT, {"name": name})
    comment = validate_comment(text)
    if isinstance(comment, Problem):
        return comment
    if interview.sheet.comments.get(name, "") == comment:
        return interview
    return record(interview, elapsed, EventKind.COMMENT, {"name": name, "text": comment})


def _reason(interview: Interview, text: str, name: str, elapsed: int) -> Interview | Problem:
    """Say why something was changed in an edit."""
    if interview.reopened is None or interview.index_of(name) is None:
        return Problem(codes.REPLY_UNKNOWN_QUESTION, {"name": name})
    reason = validate_comment(text)
    if isinstance(reason, Problem):
        return reason
    if not reason:
        return Problem(codes.REPLY_NO_REASON, {"name": name})
    return record(interview, elapsed, EventKind.REASON, {"name": name, "text": reason})


def _discard(interview: Interview) -> Interview | Problem:
    if interview.reopened is None or interview.step is not None:
        return Problem(codes.INTERVIEW_NOT_DONE, {"name": interview.position})
    return discarded(interview)


def _at_repeat_end(
    interview: Interview, reply: AddInstance | Enough | RemoveInstance, elapsed: int
) -> Interview | Problem:
    step = interview.step
    if step is None or not step.is_repeat_end:
        return Problem(codes.REPLY_NO_GATE)
    opening = opening_steps(interview, step)
    count = 0 if opening else interview.sheet.counts.get(step.path, 0)
    match reply:
        case AddInstance():
            if opening:
                # It is there already, and now it is said that there is one.
                longer = record(interview, elapsed, EventKind.INSTANCES, {"name": step.path, "count": 1})
                return _into(longer, opening[0], step, 1)
            if count >= MAX_INSTANCES:
                return Problem(codes.REPLY_TOO_MANY_INSTANCES, {"maximum": MAX_INSTANCES})
            longer = recalculate(interview, elapsed, [(step.node.name, step.at)], added=step.path)
            new = steps_within(longer.steps, step.node, (*step.at, count + 1))
            return _into(longer, new[0], step, count + 1) if new else longer
        case Enough():
            if step.path in interview.sheet.enough:
                return _next(interview)
            if opening:
                interview = _without(interview, step, 1, elapsed)
            return _next(record(interview, elapsed, EventKind.ENOUGH, {"name": step.path}))
        case RemoveInstance(number):
            if not 1 <= number <= count:
                return Problem(codes.REPLY_NO_INSTANCE, {"number": number, "count": count})
            return _without(interview, step, number, elapsed)
        case _:
            assert_never(reply)


def _into(interview: Interview, first: Step, end: Step, number: int) -> Interview:
    """Go to the first step of an instance of a repeat."""
    return replace(interview, position=gate_before(interview, first, [*around(end), (end.node, number)]).path)


def _without(interview: Interview, end: Step, number: int, elapsed: int) -> Interview:
    """Remove one instance of a repeat."""
    shorter = record(interview, elapsed, EventKind.REMOVE, {"name": instance_path(end.path, number)})
    if shorter.done_before is not None:
        first = end.node.order_within((*end.at, number))
        shorter = replace(shorter, done_before=min(first, shorter.done_before))
    before = interview.state.without(end.path, number)
    return recalculate(shorter, elapsed, [(end.node.name, end.at)], before=before)


def can_go_back(interview: Interview) -> bool:
    """Tell whether there is anything before what is on the screen."""
    step = interview.step
    if step is not None and (_returns_to_review(interview) or begun_repeat(interview, step) is not None):
        return True
    return steps_before(interview) > 0


def _returns_to_review(interview: Interview) -> bool:
    """Tell whether what is on the screen was opened from review, and nothing else is to be read or answered."""
    return interview.reviewing and interview.step is not None and first_open(interview) is None


def _back(interview: Interview, name: str | None, elapsed: int) -> Interview | Problem:
    if name is not None:
        return _move(interview, elapsed, EventKind.BACK, name)
    step = interview.step
    if step is not None and (begun := begun_repeat(interview, step)):
        # A new instance in which nothing was said is taken back.
        end, number = begun
        return _move(_without(interview, end, number, elapsed), elapsed, EventKind.BACK, end.path)
    if _returns_to_review(interview):
        return replace(interview, position=REVIEW)
    index = steps_before(interview)
    if index == 0:
        return interview
    moved = _move(interview, elapsed, EventKind.BACK, interview.steps[index - 1].path)
    return moved if isinstance(moved, Problem) else replace(moved, reviewing=False)


def _move(interview: Interview, elapsed: int, kind: EventKind, name: str) -> Interview | Problem:
    if interview.index_of(name) is None:
        return Problem(codes.REPLY_UNKNOWN_QUESTION, {"name": name})
    return replace(record(interview, elapsed, kind, {"name": name}), position=name)


def _change_language(interview: Interview, language: str, elapsed: int) -> Interview | Problem:
    """Go on in another language; values that were calculated from texts stay as they are."""
    known = sorted(interview.form.languages)
    found = find_languages(language, known)
    if len(found) != 1:
        code = codes.AMBIGUOUS_LANGUAGE if found else codes.UNKNOWN_LANGUAGE
        return Problem(code, {"language": language, "known": gettext(", ").join(found or known)})
    language = found[0]
    if language == interview.language:
        return interview
    changed = replace(record(interview, elapsed, EventKind.LANGUAGE, {"language": language}), language=language)
    state = interview.state.in_environment(changed.environment(elapsed))
    changed = replace(changed, state=state, done_before=None)
    if not interview.form.volatile:
        return changed
    changed = recalculate(changed, elapsed, [(name, ()) for name in interview.form.volatile], anew=True)
    return changed if changed.step is not None else at_first_open(changed)


def _finish(interview: Interview, elapsed: int) -> Interview | Problem:
    if interview.step is not None or (name := first_unanswered(interview)) is not None:
        return Problem(codes.INTERVIEW_NOT_DONE, {"name": name if interview.step is None else interview.position})
    if interview.reopened is not None:
        if (change := unexplained(interview)) is not None:
            return Problem(codes.REPLY_NO_REASON, {"name": change.step.path})
        if not has_changes(interview):
            return discarded(interview)
        # It was held when it was held: only its answers are others.
        return replace(record(interview, elapsed, EventKind.FINISH, {}), status=Status.COMPLETE)
    environment = interview.environment(elapsed)
    values = {
        name: value
        for name, node in interview.form.nodes.items()
        if not node.repeats
        and isinstance(node.leaf, Metadata)
        and interview.state.relevant(node, ())
        and (value := closing_value(node.leaf, environment, elapsed)) is not None
    }
    if values:
        interview = record(interview, elapsed, EventKind.CALCULATE, {"values": values})
    return replace(record(interview, elapsed, EventKind.FINISH, {}), status=Status.COMPLETE)
