"""Whole interviews with everything that hands, terminals and machines do in between, against what was meant.

Each interview is first held at random, which says what is meant. Then its replies are given at a terminal again, key
by key, while sequences that nobody typed come in, texts are pasted, the window changes its size, somebody goes back and
forth, stops and resumes, and the program is killed. In the end the response has to be the one that was meant.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from replayed import KEYS, Recorder, Turn
from terminal_stage import Stage, staged

from sstc_survey.commands.shared.begin import response_of
from sstc_survey.engine import (
    AddInstance,
    Answer,
    Comment,
    Continue,
    Enough,
    Interview,
    Leave,
    RemoveInstance,
    as_text,
    begin,
    resume,
)  # fmt: skip
from sstc_survey.engine.environment import EPOCH
from sstc_survey.engine.validation import is_blank
from sstc_survey.parsing import parse_questionnaire
from sstc_survey.prompters import Screen, run_interview
from sstc_survey.prompters.terminal import scale_values
from sstc_survey.questionnaire import (
    Acknowledge,
    Questionnaire,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)  # fmt: skip
from sstc_survey.response import Mode, QuestionnaireRef, Response, Status, Unfinished
from sstc_survey.simulation import SimulationContext
from sstc_survey.storage.encoding import decode, encode

ROOT = Path(__file__).parents[2]
PATHS = [*sorted((ROOT / "examples" / "questionnaires").glob("*.yaml")), *(ROOT / "questionnaires").glob("*.yaml")]
# What terminals, multiplexers and slips of the hand send, and what no program has to know.
STRAY = [
    "\x1bx", "\x1b5", "\x1bé", "\x1b\x1b[D", "\x1b[I", "\x1b[O", "\x1b[?62;22c", "\x1b[?1;2c", "\x1b[>0;276;0c",
    "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", "\x1b]10;rgb:ffff/ffff/ffff\x07", "\x1b[?2026;2$y", "\x1bP1$r0m\x1b\\",
    "\x1b[97u", "\x1b[97;5u", "\x1b[27;5;97~", "\x1b[<0;10;5M", "\x1b[<0;10;5m", "\x1b[200;1$w", "\x1b_Gi=1;OK\x1b\\",
    "\x1bOj", "\x1b[57399u", "\x1b[1;9P", "\x1b[8;24;80t", "\x12", "\x0f", "\x00", "\x1b#", "\x11",
]  # fmt: skip
WIDTHS = (40, 64, 80, 100)


class Atom(NamedTuple):
    """Keys that belong together, and the text that they write if they do nothing else."""

    keys: tuple[str, ...]
    text: str = ""


def atoms(turn: Turn) -> Iterator[Atom]:
    """Yield the keys of a reply in parts; whatever happens between them, what was entered stands there."""
    shown, reply = turn
    match reply:
        case None | Continue():
            yield Atom(("Enter",))
        case Comment(text):
            yield from _text(text)
            yield Atom(("Enter",))
        case AddInstance():
            yield Atom(("Home", "Enter"))
        case Enough():
            yield Atom(("Home", "Down", "Enter"))
        case RemoveInstance(number):
            yield Atom(("Home", "Down", *["Down"] * number, "Enter", "Home", "Down", "Enter"))
        case Leave(missing):
            yield Atom((KEYS[missing],))
        case Answer(raw):
            assert isinstance(shown, Screen)
            yield from _answer(shown, raw)
        case _:
            raise AssertionError(reply)


def _answer(screen: Screen, raw: object) -> Iterator[Atom]:
    question, codes = screen.question, [option.code for option in screen.options]
    match question:
        case _ if is_blank(raw):
            yield Atom(("F3",))
        case SelectOne(appearance="autocomplete"):
            yield from _text(str(raw))
            yield Atom(("Enter",))
        case SelectOne():
            yield Atom(("Home", *["Down"] * codes.index(str(raw))))
            yield Atom(("Enter",))
        case SelectMultiple() | Rank():
            assert isinstance(raw, list)
            ticked = [code for code in screen.value if code in codes] if isinstance(screen.value, list) else []
            turned = [code for code in codes if (code in ticked) != (code in raw)]
            for code in [*ticked, *raw] if isinstance(question, Rank) else turned:
                yield Atom(("Home", *["Down"] * codes.index(code), "Space"))
            yield Atom(("Enter",))
        case Acknowledge():
            yield Atom(("Home",))
            yield Atom(("Enter",))
        case Range() if values := scale_values(question):
            at = values.index(as_text(raw))  # type: ignore[arg-type]
            yield Atom((*["Left"] * len(values), *["Right"] * at))
            yield Atom(("Enter",))
        case TextQuestion(multiline=True):
            yield from _text(str(raw))
            yield Atom(("F5",))
        case _:
            yield from _text(as_text(raw))  # type: ignore[arg-type]
            yield Atom(("Enter",))


def _text(text: str) -> Iterator[Atom]:
    yield Atom(("Ctrl-U",))
    middle = len(text) // 2
    for part in (text[:middle], text[middle:]):
        if part:
            yield Atom((part.replace("\n", "\r"),), part)


def _back_and_forth(stage: Stage, before: Turn, turn: Turn) -> bool:
    """Go to the question before and on again, where a question of the same instance was before; tell whether it was."""
    (last, last_reply), (shown, reply) = before, turn
    if not isinstance(last, Screen) or not isinstance(shown, Screen) or isinstance(reply, Comment | None):
        return False
    if last.path.rpartition("/")[0] != shown.path.rpartition("/")[0]:
        return False
    question = last.question
    stage.press("F2", "F5" if isinstance(question, TextQuestion) and question.multiline else "Enter")
    if last.asks_comment and isinstance(last_reply, Answer | Continue):
        stage.press("Enter")
    return True


class Hands:
    """One interview that is held with disturbances; `did` counts them."""

    def __init__(self, questionnaire: Questionnaire, seed: int) -> None:
        self.questionnaire = questionnaire
        self.rng = random.Random(seed)
        self.seed = seed
        # What stands in the field by now, if it is text; empty where nothing was pressed yet, else None.
        self.written: str | None = ""
        self.pressed = False
        self.did: dict[str, int] = dict.fromkeys(("stray", "pasted", "resized", "back", "stopped", "killed"), 0)

    def meant(self) -> tuple[Interview, list[Turn]]:
        """Hold the interview at random, and return it with its replies."""
        interview = begin(self.questionnaire, self.questionnaire.default_language, seed=self.seed)
        prompter = Recorder(interview, SimulationContext(interview.form), random.Random(self.seed))
        prompter.turns = []
        return run_interview(interview, prompter, prompter, lambda: 0), prompter.turns

    def held(self, turns: list[Turn]) -> Interview:
        """Give the replies again, with disturbances, and return how it ended."""
        left = [(turn, list(atoms(turn))) for turn in turns]
        interview = begin(self.questionnaire, self.questionnaire.default_language, seed=self.seed)
        unfinished: dict[str, Unfinished] = {}
        resumed = False
        while True:
            with staged(interview, rows=300, columns=100, unfinished=unfinished, resumed=resumed) as stage:
                if self._press(stage, left):
                    stage.press("Home", "Enter")
                    return stage.end()
                interview, unfinished = self._resumed(*self._left(stage, interview, left[0][0]))
                resumed = True

    def _left(self, stage: Stage, interview: Interview, turn: Turn) -> tuple[Interview, dict[str, Unfinished]]:
        """Stop or kill the program at a reply, and return what is on the disk then."""
        shown, reply = turn
        typed, written = self.written, as_text(shown.value) if isinstance(shown, Screen) and shown.value else ""
        can_be_killed = typed is not None and typed != written and not isinstance(reply, Comment | None)
        if not can_be_killed or self.rng.random() < 0.5:
            self.did["stopped"] += 1
            stage.press("F10")
            stage.ending()
        else:
            self.did["killed"] += 1
            # Also what was there before it was deleted is not given any more.
            kept = {shown.path: Unfinished(text=typed)} if typed or (self.pressed and written) else {}

            def is_kept() -> bool:
                position = (stage.keeper.saved[-1] if stage.keeper.saved else interview).position
                return position == shown.path and stage.keeper.unfinished.get(shown.path) == kept.get(shown.path)

            stage.keeper.until(is_kept)
        return stage.keeper.saved[-1] if stage.keeper.saved else interview, stage.keeper.unfinished

    def _press(self, stage: Stage, left: list[tuple[Turn, list[Atom]]]) -> bool:
        """Press what is left, part by part; return False where the program is to be left in between."""
        before: Turn | None = None
        while left:
            turn, parts = left[0]
            while parts:
                if self.rng.random() < 0.02 and not isinstance(turn[1], RemoveInstance | None):
                    return False
                self._disturb(stage)
                if before is not None and self.rng.random() < 0.1:
                    self.did["back"] += _back_and_forth(stage, before, turn)
                part = parts.pop(0)
                is_text = part.text or part.keys == ("Ctrl-U",)
                self.written = (self.written or "") + part.text if is_text else None
                self.pressed = True
                if part.text and self.rng.random() < 0.2:
                    self.did["pasted"] += 1
                    stage.press(f"\x1b[200~{part.text}\x1b[201~")
                else:
                    stage.press(*part.keys)
            if turn[1] is not None and not isinstance(turn[1], Comment):
                before = turn
            left.pop(0)
            self.written, self.pressed = "", False
        return True

    def _disturb(self, stage: Stage) -> None:
        if self.rng.random() < 0.15:
            self.did["stray"] += 1
            stage.press(self.rng.choice(STRAY))
        if self.rng.random() < 0.02:
            self.did["resized"] += 1
            stage.screen.resize(self.rng.choice(WIDTHS))

    def _resumed(
        self, interview: Interview, unfinished: dict[str, Unfinished]
    ) -> tuple[Interview, dict[str, Unfinished]]:
        """Save a draft, read it again, and open it."""
        head = Response(
            id="01a21a89-6674-7f30-bf7a-77054dc9eb83",
            questionnaire=QuestionnaireRef(self.questionnaire.id, self.questionnaire.version, "0" * 64),
            status=Status.PARTIAL, language=interview.language, mode=Mode.TERMINAL, started=EPOCH.isoformat(),
        )  # fmt: skip
        data = encode(response_of(head, interview, EPOCH.isoformat(), unfinished))
        assert isinstance(data, bytes), data
        response = decode(data)
        assert isinstance(response, Response), response
        fields = {path: field for path, field in response.unfinished.items() if isinstance(field, Unfinished)}
        return resume(self.questionnaire, response, EPOCH.isoformat()), fields


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_whatever_happens_in_between_the_answers_are_those_that_were_meant(
    path: Path, sized: Callable[[int, int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sstc_survey.prompters.terminal.layout._KEEP_SECONDS", 0.05)
    result = parse_questionnaire(path.read_bytes(), path.name)
    assert result.questionnaire is not None
    for seed in range(1, sized(2, 2_000 // len(PATHS)) + 1):
        hands = Hands(result.questionnaire, seed)
        expected, turns = hands.meant()
        assert hands.held(turns).sheet.on_route() == expected.sheet.on_route(), (seed, hands.did)
