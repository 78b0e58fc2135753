"""A panel without a terminal: commands and replies come from a script, and who asks can be interrupted anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from live_panel import panel_loaded

from sstc_survey.commands.session.conduct import Conduct
from sstc_survey.commands.session.live import LiveSession
from sstc_survey.commands.session.responses import SessionResponses
from sstc_survey.commands.session.turns import Turns
from sstc_survey.engine.replies import Back, Comment, Reply
from sstc_survey.problems import Problem
from sstc_survey.prompters.fields import Fields
from sstc_survey.prompters.in_session import InSession, Offer
from sstc_survey.prompters.loop import AfterFailure, Aside, Stop, Verify
from sstc_survey.prompters.screens import Cover, RepeatScreen, ReviewLine, Screen
from sstc_survey.session.board import Board
from sstc_survey.session.board_commands import Command, Verb
from sstc_survey.session.state import State, fold
from sstc_survey.storage.sessions import Holder, SessionFile, writer_lock

# What is replied to a question, by its path; before that, something may happen.
Replier = Callable[[str], Reply | Stop]


class ScriptedPrompter:
    """Replies to every question as it is told to."""

    def __init__(self, reply: Replier) -> None:
        self._reply = reply
        self.rejected: list[Problem] = []

    def open(self, cover: Cover | None, fields: Fields, *, resumed: bool) -> None:  # noqa: ARG002
        assert cover is None

    def ask(self, screen: Screen, verify: Verify) -> Reply | Stop:
        reply = self._reply(screen.path)
        assert isinstance(reply, Stop) or verify(reply) is None
        return reply

    def ask_repeat(self, screen: RepeatScreen, verify: Verify) -> Reply | Stop:
        raise AssertionError(screen, verify)

    def ask_comment(self, screen: Screen, verify: Verify) -> Comment | Back | Stop | None:  # noqa: ARG002
        return None

    def review(self, lines: tuple[ReviewLine, ...]) -> Reply | Stop:
        raise AssertionError(lines)

    def reject(self, problem: Problem) -> None:
        self.rejected.append(problem)

    def not_saved(self, problem: Problem, reply: Reply) -> AfterFailure:
        raise AssertionError(problem, reply)

    def close(self, closing: str) -> None:
        raise AssertionError(closing)


class ScriptedBoard:
    """Gives commands one after the other, and then leaves; every question of the board is answered with its default."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._commands = iter(commands)
        self.notices: list[str] = []

    def ask(self, board: Callable[[], Board], notice: str, at: str) -> Command:  # noqa: ARG002
        board()
        self.notices.append(notice)
        return next(self._commands, Command(Verb.LEAVE))

    def resume(self, told: str, speaker: str, who: str) -> Command | None:
        """Let the time away not count."""

    def complete(self, aside: Aside, board: Board, speaker: str) -> Command | None:  # noqa: ARG002
        return None

    def choose(self, question: str, offers: Sequence[Offer], default: str) -> str:  # noqa: ARG002
        return "z" if any(offer.letter == "z" for offer in offers) else default

    def enter(self, question: str, default: str = "") -> str | None:  # noqa: ARG002
        return default

    def wait(self, text: str, *, can_ask_again: bool) -> str:
        raise AssertionError(text, can_ask_again)

    def say(self, text: str) -> None:
        """Say nothing."""

    def reject(self, problem: Problem) -> None:
        raise AssertionError(problem)


@contextmanager
def live(path: Path) -> Iterator[LiveSession]:
    """Open a session, whose clock goes on by a second whenever it is looked at."""
    file = SessionFile.open(str(path), Holder())
    assert not isinstance(file, Problem), str(file)
    with file:
        assert file.saved is not None
        state = fold(file.saved.events)
        assert isinstance(state, State)
        ticks = iter(range(1_000, 10**9, 1_000))
        yield LiveSession(file, file.saved, state, lambda: next(ticks))


def turns_of(path: Path, session: LiveSession) -> Turns:
    return Turns(SessionResponses(str(path.parents[2]), panel_loaded(), session.session), session.session)


def conducted(path: Path, session: LiveSession, commands: Iterable[Command], reply: Replier) -> ScriptedBoard:
    """Hold a session with these commands until they are through, and return its board."""
    board = ScriptedBoard(commands)

    def prompters(_: InSession) -> tuple[ScriptedPrompter, ScriptedBoard]:
        return ScriptedPrompter(reply), board

    Conduct(session, turns_of(path, session), prompters, writer_lock(str(path))).hold()
    return board
