"""A turn asks what belongs to it, and nothing else, then it is over."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from terminal_questionnaires import MEDIA, NOTE, questionnaire_of
from terminal_stage import MemoryKeeper

from sstc_survey.engine import Interview, begin
from sstc_survey.engine.replies import AddInstance, Answer, Back, Comment, Continue, Enough, Leave, Reply
from sstc_survey.problems import Problem, codes
from sstc_survey.prompters import run_interview
from sstc_survey.prompters.fields import Fields
from sstc_survey.prompters.loop import AfterFailure, Aside, Stop, Verify
from sstc_survey.prompters.screens import Cover, RepeatScreen, ReviewLine, Screen
from sstc_survey.prompters.turn import Turn
from sstc_survey.questionnaire import Group, Integer, Repeat, TextQuestion
from sstc_survey.response import EventKind, Missing, Unfinished

QUESTIONNAIRE = questionnaire_of(
    Group(name="about", label="About", questions=(TextQuestion(name="who", label="Who?"),)),
    Group(
        name="first",
        label="Question 1",
        questions=(
            TextQuestion(name="why", label="Why?"),
            TextQuestion(name="more", label="What more?", relevant="${why} = 'much'"),
            NOTE,
            MEDIA,
        ),
    ),
    Integer(name="second", label="How many?", required=True),
    Repeat(name="practice", label="Practice", questions=(TextQuestion(name="title", label="Title?"),)),
)


class Replies:
    """Gives replies in order, and notes what was asked; what is left over is an error of the test."""

    def __init__(self, replies: Sequence[Reply | Stop]) -> None:
        self.replies = list(replies)
        self.asked: list[str] = []
        self.headings: set[tuple[str, ...]] = set()
        self.fields = Fields({}, lambda _: None)

    def open(self, cover: Cover | None, fields: Fields, *, resumed: bool) -> None:
        assert cover is None
        assert resumed
        self.fields = fields

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        assert screen.can_go_back
        self.asked.append(screen.path)
        self.headings.add(screen.headings)
        reply = self.replies.pop(0)
        assert isinstance(reply, Stop) or verify(reply) is None
        return reply

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:  # noqa: ARG002
        self.asked.append(screen.path)
        return self.replies.pop(0)

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | Back | Stop | None:
        raise AssertionError(screen, verify)

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop:
        raise AssertionError(lines)

    def reject(self, problem: Problem) -> None:
        raise AssertionError(problem)

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:  # noqa: ARG002
        return Stop()

    def close(self, closing: str) -> None:
        raise AssertionError(closing)


def take_turn(interview: Interview, names: Sequence[str], *replies: Reply | Stop) -> tuple[Interview, Replies, Turn]:
    """Take a turn with these replies, and return the interview after it, what was asked, and the turn."""
    prompter, keeper = Replies(replies), MemoryKeeper()
    turn = Turn(interview, prompter, keeper, names, ("B, Cambodia",))
    ended = run_interview(interview, turn, turn, lambda: 0, resumed=True)
    assert not prompter.replies
    return ended, prompter, turn


def begun() -> Interview:
    return begin(QUESTIONNAIRE, "en")


@pytest.mark.parametrize(
    ("names", "replies", "asked"),
    [
        pytest.param(["second"], [Answer("3")], ["second"], id="a question out of order"),
        pytest.param(["first"], [Answer("little"), Continue(), Answer(["tv"])], ["why", "n", "media"], id="a group"),
        pytest.param(
            ["first"],
            [Answer("much"), Answer("all"), Continue(), Answer(["tv"])],
            ["why", "more", "n", "media"],
            id="what an answer brings",
        ),
        pytest.param(["about", "second"], [Answer("A"), Answer("3")], ["who", "second"], id="two parts"),
        pytest.param(["first"], [Back()], ["why"], id="back from the first"),
        pytest.param(
            ["first"],
            [Answer("much"), Back(), Answer("little"), Continue(), Leave(Missing.BLANK)],
            ["why", "more", "why", "n", "media"],
            id="back within it",
        ),
        pytest.param(["first"], [Stop()], ["why"], id="left"),
        pytest.param(
            ["practice"],
            [AddInstance(), Answer("Visits"), Enough()],
            ["practice", "practice[1]/title", "practice"],
            id="a repeat",
        ),
        pytest.param(["practice"], [Back()], ["practice"], id="back from a repeat"),
    ],
)
def test_a_turn_asks_what_belongs_to_it(names: list[str], replies: list[Reply | Stop], asked: list[str]) -> None:
    _, prompter, _ = take_turn(begun(), names, *replies)
    assert prompter.asked == asked
    assert all(headings[0] == "B, Cambodia" for headings in prompter.headings)


def test_a_second_turn_asks_what_is_open_and_then_everything_once_more() -> None:
    half, prompter, _ = take_turn(begun(), ["first"], Answer("much"), Stop())
    assert prompter.asked == ["why", "more"]
    done, prompter, _ = take_turn(half, ["first"], Answer("all"), Continue(), Answer(["tv"]))
    assert prompter.asked == ["more", "n", "media"]
    # Nothing is open: what was said can be heard again and changed, and it ends.
    _, prompter, _ = take_turn(done, ["first"], Continue(), Answer("every"), Continue(), Continue())
    assert prompter.asked == ["why", "more", "n", "media"]


def test_turns_of_several_parts_leave_the_others_as_they_are() -> None:
    first, _, _ = take_turn(begun(), ["second"], Answer("3"))
    both, _, _ = take_turn(first, ["about"], Answer("A"))
    assert both.sheet.answers == {"second": 3, "who": "A"}
    assert [event.kind for event in both.events].count(EventKind.ANSWER) == len(both.sheet.answers)


class Commenting(Replies):
    """Leaves a comment for a command of the board, the first time it is asked for one."""

    def __init__(self, replies: Sequence[Reply | Stop], comments: Sequence[Comment | Stop | None]) -> None:
        super().__init__(replies)
        self.comments = list(comments)

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | Back | Stop | None:  # noqa: ARG002
        self.asked.append(f"{screen.path}/comment")
        return self.comments.pop(0)


def test_a_comment_is_left_for_the_board_and_asked_for_again() -> None:
    questionnaire = questionnaire_of(
        TextQuestion(name="why", label="Why?", comment=True), Integer(name="age", label="?")
    )
    keeper, said = MemoryKeeper(), Comment("As I said", "why")
    prompter = Commenting([Answer("much")], [Aside("q")])
    interview = begin(questionnaire, "en")
    turn = Turn(interview, prompter, keeper, ["why"], ())
    half = run_interview(interview, turn, turn, lambda: 0, resumed=True)
    assert turn.aside == Aside("q")
    again = Commenting([], [said])
    turn = Turn(half, again, keeper, ["why"], ())
    done = run_interview(half, turn, turn, lambda: 0, unfinished=keeper.unfinished, resumed=True)
    assert again.asked == ["why/comment"]
    assert done.sheet.comments == {"why": "As I said"}
    assert not keeper.unfinished


def test_questions_are_counted_within_the_turn() -> None:
    counted: list[tuple[int | None, int, float]] = []

    class Counting(Replies):
        def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
            counted.append((screen.number, screen.total, screen.progress))
            return super().ask(screen, verify)

    prompter, keeper, interview = Counting([Answer("3")]), MemoryKeeper(), begun()
    turn = Turn(interview, prompter, keeper, ["second"], ())
    run_interview(interview, turn, turn, lambda: 0, resumed=True)
    assert counted == [(1, 1, 1.0)]


def test_what_is_left_for_the_board_is_known() -> None:
    _, _, turn = take_turn(begun(), ["first"], Answer("much"), Aside("q"))
    assert turn.aside == Aside("q")
    _, _, left = take_turn(begun(), ["first"], Stop())
    assert left.aside is None


def test_nothing_is_taken_once_a_question_is_closed() -> None:
    closed: list[Problem] = []
    prompter, keeper = Replies([Answer("much"), Answer("all")]), MemoryKeeper()
    interview = begun()
    turn = Turn(interview, prompter, keeper, ["first"], (), refusal=lambda: closed[0] if closed else None)
    asked = prompter.ask

    def ask(screen: Screen, verify: Verify) -> Reply | Stop:
        if screen.path == "more":
            closed.append(Problem(codes.REPLY_GATE))
        return asked(screen, verify)

    refused: list[Problem] = []
    prompter.ask = ask  # type: ignore[method-assign]
    prompter.reject = refused.append  # type: ignore[method-assign,assignment]
    ended = run_interview(interview, turn, turn, lambda: 0, resumed=True)
    assert refused == closed
    # What was said too late is kept, and is not given.
    assert prompter.fields.get("more") == Unfinished(text="all")
    assert ended.sheet.answers == {"why": "much"}
    assert keeper.saved[-1].sheet.answers == {"why": "much"}
