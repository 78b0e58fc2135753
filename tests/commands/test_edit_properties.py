"""Any sequence of edits, accepted, discarded, left or killed: the answers are those of the events, and none is gone."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import pytest
from edited import MARKET
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.commands.shared.begin import response_of
from sstc_survey.commands.shared.editing import edited
from sstc_survey.engine import (
    AddInstance,
    Answer,
    AnswerSheet,
    Back,
    Comment,
    Continue,
    Enough,
    Finish,
    GoTo,
    Interview,
    Leave,
    RemoveInstance,
    Reply,
    advance,
    begin,
)
from sstc_survey.engine.editing import reopen, unexplained
from sstc_survey.engine.history import EntryKind, history_of
from sstc_survey.engine.replies import Discard, Reason
from sstc_survey.parsing.questionnaire import parse_questionnaire
from sstc_survey.problems import Problem
from sstc_survey.prompters.loop import NullPrompter, Stop, Verify, run_interview
from sstc_survey.prompters.screens import ReasonScreen, RepeatScreen, ReviewLine, Screen
from sstc_survey.questionnaire import Questionnaire
from sstc_survey.response import EDIT, EventKind, Missing, Mode, QuestionnaireRef, Response, Status, Unfinished
from sstc_survey.storage import decode, encode

AT = "2026-09-08T09:00:00+07:00"
WORDS = ["Sok", "rain", "", "named", "anonymous", "3", "7", "12"]
# So often somebody is asked before the edit is left.
MOST_ASKED = 40


def questionnaire() -> Questionnaire:
    found = parse_questionnaire(MARKET.encode(), "market.yaml").questionnaire
    assert found is not None
    return found


def valid(response: Response) -> Response:
    """Return a response as it is read again, by every rule that there is."""
    data = encode(response)
    assert isinstance(data, bytes), data
    read = decode(data)
    assert read == response
    return response


class Complete(NullPrompter):
    """Answers an interview without an edit."""

    def ask(self, screen: Screen, verify: Verify) -> Reply:  # noqa: ARG002
        given = {"how": "named", "days": "7", "who": "Lin", "wish": "shade"}
        return Answer(given[screen.path]) if screen.path in given else Continue()

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply:  # noqa: ARG002
        return Enough()

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply:  # noqa: ARG002
        return Finish()

    def reject(self, problem: Problem) -> None:
        raise AssertionError(problem)


def complete_response() -> Response:
    interview = begin(questionnaire(), "en")
    prompter = Complete(interview)
    ended = run_interview(interview, prompter, prompter, lambda: 0)
    head = Response(
        id="01a21cca-64b7-7521-b870-d8ee62e5beaf",
        questionnaire=QuestionnaireRef("market", "1", "ab" * 32),
        status=Status.PARTIAL,
        language="en",
        mode=Mode.PLAIN,
        started=AT,
    )
    return valid(response_of(head, ended, AT))


class Somebody:
    """Replies by what is drawn, saves in memory, and is killed at some save."""

    def __init__(self, data: st.DataObject, before: Response, kill_at: int) -> None:
        self.before = self.saved = before
        self._data = data
        self._asked = 0
        self._saves = 0
        self._kill_at = kill_at

    def open(self, cover: object, fields: object, *, resumed: bool) -> None:
        """Show nothing."""

    def close(self, closing: str) -> None:  # noqa: ARG002
        raise AssertionError("an edit has no last words for a respondent")

    def reject(self, problem: Problem) -> None:
        """Go on."""

    def not_saved(self, problem: Problem, reply: Reply) -> Stop:  # noqa: ARG002
        raise AssertionError(problem)

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:  # noqa: ARG002
        words = st.sampled_from([*WORDS, *(option.code for option in screen.options)])
        return self._one_of(
            words.map(Answer), words.map(Answer), words.map(Comment), st.just(Continue()), st.just(Back()),
            st.sampled_from(Missing).map(Leave),
        )  # fmt: skip

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:  # noqa: ARG002
        removed = st.integers(1, max(len(screen.instances), 1)).map(RemoveInstance)
        return self._one_of(removed, st.just(AddInstance()), st.just(Enough()), st.just(Enough()))

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | None:  # noqa: ARG002
        return None

    def ask_reason(self, screen: ReasonScreen, verify: Verify) -> Reason | Back | Stop:
        self._asked += 1
        texts = self._data.draw(st.sampled_from(["", "misheard", None]))
        if texts is None:
            return Back(screen.path)
        reason = Reason(texts or " ", screen.path)
        assert (verify(reason) is None) is bool(texts)
        return Stop() if self._asked > MOST_ASKED else reason

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop:
        ways = st.sampled_from([line.path for line in lines]).map(GoTo)
        return self._one_of(ways, ways, ways, st.just(Finish()), st.just(Discard()))

    def _one_of(self, *replies: st.SearchStrategy[Reply]) -> Reply | Stop:
        self._asked += 1
        return Stop() if self._asked > MOST_ASKED else self._data.draw(st.one_of(*replies))

    def save(self, interview: Interview, unfinished: Mapping[str, Unfinished]) -> None:
        assert not unfinished
        self._saves += 1
        if self._saves > self._kill_at:
            raise KeyboardInterrupt
        self.saved = valid(edited(self.before, interview))

    def save_fields(self, unfinished: Mapping[str, Unfinished]) -> None:
        assert not unfinished

    def move(self, folder: str) -> None:
        raise AssertionError(folder)


def folded(response: Response) -> tuple[object, ...]:
    return AnswerSheet.of(response.events).on_route()


@with_examples(60)
@given(st.data(), st.lists(st.integers(1, 60), min_size=1, max_size=4))
def test_edits_keep_all_that_was_ever_said(data: st.DataObject, kills: list[int]) -> None:
    response = complete_response()
    for number, kill_at in enumerate(kills):
        accepted = response
        somebody = Somebody(data, response, kill_at)
        interview = reopen(questionnaire(), response, AT, f"editor {number % 2}")
        with contextlib.suppress(KeyboardInterrupt):
            run_interview(interview, somebody, somebody, lambda: 0, reasons=somebody)
        response = somebody.saved
        assert folded(response)[0].items() <= response.answers.items()  # type: ignore[attr-defined]
        assert folded(response)[1:] == (response.missing, response.comments)
        # Nothing that ever happened is gone.
        assert response.events[: len(accepted.events)] == accepted.events
        assert response.status is Status.COMPLETE
        if len(response.events) == len(accepted.events):
            assert (response.answers, response.missing) == (accepted.answers, accepted.missing)
        else:
            assert EDIT not in response.unfinished
            assert_explained(accepted, response)
        old = [entry.before for entry in history_of(response) if entry.kind is EntryKind.CHANGE]
        given = [event.data for event in response.events + response.unfinished.get(EDIT, [])]  # type: ignore[operator]
        for said in old:
            if said.value is not None and not isinstance(said.value, int):
                assert any(said.value in (each.get("value"), *each.get("values", {}).values()) for each in given)


def assert_explained(before: Response, after: Response) -> None:
    """Expect a reason for each answer that is another one, where no instances moved it."""
    new = after.events[len(before.events) :]
    if any(event.kind is EventKind.REMOVE for event in new):
        return
    reasons = {event.data["name"] for event in new if event.kind is EventKind.REASON}
    old, now = AnswerSheet.of(before.events), AnswerSheet.of(after.events)
    for path in old.answers.keys() & now.answers.keys() - old.off_route - now.off_route:
        if old.answers[path] != now.answers[path]:
            assert path in reasons


def test_an_edit_cannot_be_accepted_without_its_reasons() -> None:
    """The control: without somebody who is asked for reasons, nothing is accepted."""
    response = complete_response()
    interview = reopen(questionnaire(), response, AT, "Kim")
    refused: list[str] = []

    class Hasty(Complete):
        def ask(self, screen: Screen, verify: Verify) -> Reply:  # noqa: ARG002
            return Answer("water")

        def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop:  # type: ignore[override]  # noqa: ARG002
            if refused:
                return Stop()
            return Finish() if self._interview.sheet.answers["wish"] == "water" else GoTo("wish")

        def reject(self, problem: Problem) -> None:
            refused.append(problem.code)

    prompter = Hasty(interview)
    ended = run_interview(interview, prompter, prompter, lambda: 0)
    assert (ended.status, refused) == (Status.PARTIAL, ["reply-no-reason"])


def test_what_a_change_leads_to_is_answered_before_the_edit_is_accepted() -> None:
    interview = reopen(questionnaire(), complete_response(), AT, "Kim")
    steps: list[tuple[Reply, str | None]] = [
        (GoTo("days"), None),
        (Answer("5"), None),
        (Reason("misheard", "days"), None),
        (Finish(), "interview-not-done"),
        (Discard(), "interview-not-done"),
        (Leave(Missing.BLANK), "reply-required"),
        (Answer("rain"), None),
        (Reason(" ", "days"), "reply-no-reason"),
        (Reason("x", "nothing"), "reply-unknown-question"),
        (Finish(), None),
    ]
    for reply, code in steps:
        following = advance(interview, reply, 0)
        assert (following.code if isinstance(following, Problem) else None) == code, reply
        interview = interview if isinstance(following, Problem) else following
    assert interview.status is Status.COMPLETE
    # A reason is for edits alone.
    first = begin(questionnaire(), "en")
    assert isinstance(advance(first, Reason("x", "who"), 0), Problem)
    assert isinstance(advance(first, Discard(), 0), Problem)


@pytest.mark.parametrize("open_changes", [0, 1])
def test_a_change_that_is_taken_back_needs_no_reason(open_changes: int) -> None:
    replies: list[Reply] = [GoTo("wish"), Answer("water"), GoTo("wish"), Answer("shade")]
    interview = reopen(questionnaire(), complete_response(), AT, "Kim")
    for reply in replies[: 4 - 2 * open_changes]:
        following = advance(interview, reply, 0)
        assert not isinstance(following, Problem)
        interview = following
    assert (unexplained(interview) is None) is not bool(open_changes)
