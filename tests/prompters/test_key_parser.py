"""Keys out of what a terminal sends: what is none is dropped whole, however slowly it comes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from prompt_toolkit.keys import Keys

from sstc_survey.prompters.terminal.key_parser import ALT_ENTER, NOT_ESC, KeyParser, escape_delay

ESC = "\x1b"
UNKNOWN = (
    "\x1b[I",
    "\x1b[O",
    "\x1b[?62;22c",
    "\x1b[>41;354;0c",
    "\x1b[?2026;2$y",
    "\x1b[?1u",
    "\x1b[8;24;80t",
    "\x1b[97;5u",
    "\x1b[97:65;6:1;97u",
    "\x1b[27u",
    "\x1b[13;2u",
    "\x1b[27;5;97~",
    "\x1b[99~",
    "\x1b[1;5A",
    "\x1b[1;3:3D",
    "\x1b[1;1:3A",
    "\x1b[3;5~",
    "\x1b[<0;10;20M",
    "\x1b[<0;10;20m",
    "\x1b[96;14;13M",
    "\x1b[M !!",
    "\x1b[M\x7fa~",
    "\x1b[M #\udcc3",
    "\x1b]11;rgb:ffff/ffff/ffff\x07",
    "\x1b]10;rgb:0000/0000/0000\x1b\\",
    "\x1b]52;c;\u1780\u1781\x9c",
    "\x1bP1$r0m\x1b\\",
    "\x1bP>|XTerm(370)\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b^private\x1b\\",
    "\x1bXstring\x07",
    "\x1bOz",
    "\x1bO5P",
    "\x1b\x1b[D",
    "\x1b\x1bOA",
    "\x1b\x1b[200$x",
    "\x1b\\",
    "\x1b\x00",
    "\x1b\x15",
    "\x1b\x7f",
)
KNOWN = {
    "\x1b[A": Keys.Up,
    "\x1b[B": Keys.Down,
    "\x1bOC": Keys.Right,
    "\x1bOD": Keys.Left,
    "\x1b[H": Keys.Home,
    "\x1b[4~": Keys.End,
    "\x1b[3~": Keys.Delete,
    "\x1b[5~": Keys.PageUp,
    "\x1b[Z": Keys.BackTab,
    "\x1bOP": Keys.F1,
    "\x1b[[A": Keys.F1,
    "\x1b[11~": Keys.F1,
    "\x1b[P": Keys.F1,
    "\x1b[15~": Keys.F5,
    "\x1b[21~": Keys.F10,
    "\x1b[1;2B": Keys.Down,
    "\x1b[1;129A": Keys.Up,
    "\x1b[1;1:2A": Keys.Up,
    "\x1b[1;5D": Keys.ControlLeft,
    "\x1b[1;3C": Keys.ControlRight,
    "\x1b[1;9C": Keys.ControlRight,
    "\x1b[12;40R": Keys.CPRResponse,
}
ALWAYS_ALT = [chr(code) for code in range(0x20, 0x7F) if chr(code) not in "[O]P_^X"] + ["é", "ក", "中", "😀"]


class Typist:
    """Feeds a parser, with pauses that take no time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.keys: list[tuple[Keys | str, str]] = []
        self._parser = KeyParser(lambda press: self.keys.append((press.key, press.data)), lambda: self.now)

    def type(self, *parts: str, pause: float = 0.0) -> Typist:
        for part in parts:
            self._parser.feed(part)
            self.wait(pause)
        return self

    def wait(self, seconds: float) -> Typist:
        """Let time pass, with the same ticks as in a prompt."""
        for _ in range(round(seconds / 0.05)):
            self.now += 0.0501
            self._parser.flush()
        return self

    @property
    def told(self) -> list[str]:
        """Return the keys, without an Esc that was taken back."""
        names = [key.value if isinstance(key, Keys) else key for key, _ in self.keys]
        for place in reversed([place for place, pair in enumerate(pairwise(names)) if pair == (ESCAPE, NOT)]):
            del names[place : place + 2]
        return names


ESCAPE, NOT = Keys.Escape.value, NOT_ESC.value


@pytest.mark.parametrize(
    "sequence", ["\x1b[200~13.5\x1b[201~", "\x1b[1;5C", "\x1b[B", "\x1bOQ", "\x1b[27;5;97~", "\x1bP1$r0m\x1b\\"]
)
def test_a_sequence_that_is_read_in_two_parts_is_one_however_long_nobody_looked(sequence: str) -> None:
    whole = Typist().type(f"a{sequence}b").keys
    for split in range(1, len(sequence)):
        typist = Typist()
        typist.type(f"a{sequence[:split]}")
        # The program worked, and what had come was not read yet.
        typist.now += 5
        assert typist.type(f"{sequence[split:]}b").keys == whole, split


@pytest.mark.parametrize("sequence", UNKNOWN)
def test_what_is_no_key_is_dropped_whole(sequence: str) -> None:
    assert Typist().type(f"a{sequence}b").told == ["a", "b"]
    for split in range(1, len(sequence)):
        parts = (f"a{sequence[:split]}", f"{sequence[split:]}b")
        assert Typist().type(*parts).told == ["a", "b"], split


@pytest.mark.parametrize("pause", [0.06, 0.3])
@pytest.mark.parametrize("sequence", [each for each in UNKNOWN if each[1] in "[O]P_^X"])
def test_what_is_no_key_is_dropped_however_slowly_it_comes(sequence: str, pause: float) -> None:
    for split in range(1, len(sequence)):
        assert Typist().type("a", sequence[:split], sequence[split:], "b", pause=pause).told == ["a", "b"], split
    assert Typist().type("a", *sequence, "b", pause=pause).told == ["a", "b"]


@pytest.mark.parametrize("pause", [0.0, 0.06, 0.3])
@pytest.mark.parametrize(("sequence", "key"), KNOWN.items())
def test_a_key_is_told_however_slowly_it_comes(sequence: str, key: Keys, pause: float) -> None:
    assert Typist().type("a", *sequence, "b", pause=pause).told == ["a", key.value, "b"]
    for split in range(1, len(sequence)):
        assert Typist().type(f"a{sequence[:split]}", f"{sequence[split:]}b", pause=pause).told == ["a", key.value, "b"]


@pytest.mark.parametrize("char", ALWAYS_ALT)
def test_alt_with_a_character_is_dropped(char: str) -> None:
    assert Typist().type(f"a{ESC}{char}b").told == ["a", "b"]
    assert Typist().type(f"a{ESC}", char, "b").told == ["a", "b"]


def test_alt_with_a_character_whose_bytes_come_slowly_is_dropped() -> None:
    assert Typist().type("a\x1b", "").wait(0.3).type("ក", "b").told == ["a", "b"]


@pytest.mark.parametrize("char", "[O]P_^X")
def test_alt_with_what_begins_a_sequence_is_dropped_and_lets_go(char: str) -> None:
    assert Typist().type(f"a{ESC}{char}").wait(1.2).type("b").told == ["a", "b"]


@pytest.mark.parametrize(
    "cut", ["\x1b[", "\x1b[1;", "\x1bO", "\x1b[M", "\x1b[M !", "\x1b]11;rgb:00", "\x1bP1$r", "\x1b^x", "\x1b]1\x1b"]
)
def test_what_was_cut_is_dropped_and_lets_go(cut: str) -> None:
    assert Typist().type(f"a{cut}").wait(1.2).type("b").told == ["a", "b"]
    assert Typist().type(f"a{cut}", "\x1b[A").told == ["a", Keys.Up.value] or cut.endswith("\x1b")
    assert Typist().type(f"a{cut}", "\x03").told == ["a", Keys.ControlC.value]


def test_esc_is_a_key_once_nothing_follows_for_a_moment() -> None:
    typist = Typist().type("a\x1b")
    assert typist.told == ["a"]
    assert typist.wait(0.05).told == ["a", ESCAPE]
    assert typist.type("5", pause=0.1).told == ["a", ESCAPE, "5"]
    assert Typist().type("\x1b", "\x1b", pause=0.1).told == [ESCAPE, ESCAPE]
    assert Typist().type("\x1b\x1b", pause=0.1).told == [ESCAPE]


def test_what_continues_an_esc_takes_it_back_within_a_second_only() -> None:
    assert [key for key, _ in Typist().type("\x1b").wait(0.9).type("[D").keys] == [Keys.Escape, NOT_ESC, Keys.Left]
    assert Typist().type("\x1b").wait(1.2).type("[D").told == [ESCAPE, "[", "D"]
    assert Typist().type("\x1b", "a", "[", pause=0.1).told == [ESCAPE, "a", "["]


def test_alt_enter_is_a_key_and_ctrl_c_is_one_after_anything() -> None:
    assert Typist().type("a\x1b\rb").told == ["a", ALT_ENTER.value, "b"]
    assert Typist().type("\x1b\x03").told == [Keys.ControlC.value]


@pytest.mark.parametrize("content", ["", "a\r\nb", "\x1b[A\x03\x1b", "\x1b[200~", "ក\x00\x9b"])
def test_what_is_pasted_is_text_whatever_is_in_it(content: str) -> None:
    whole = f"\x1b[200~{content}\x1b[201~"
    for parts, pause in [((whole,), 0.0), (tuple(whole), 0.06), ((whole[:4], whole[4:]), 0.3)]:
        typist = Typist().type("a", *parts, "b", pause=pause)
        assert typist.told == ["a", Keys.BracketedPaste.value, "b"]
        assert (Keys.BracketedPaste, content) in typist.keys


def test_a_paste_without_an_end_ends() -> None:
    typist = Typist().type("\x1b[200~ab", "c")
    assert typist.wait(1.0).told == []
    assert typist.wait(1.5).keys == [(Keys.BracketedPaste, "abc")]
    assert typist.type("d\x1b[201~e").told == [Keys.BracketedPaste.value, "d", "e"]


def test_no_length_is_too_much() -> None:
    digits = "9" * 100_000
    assert Typist().type(f"\x1b[1;{digits}Aa\x1b[{digits};{digits}Rb\x1b]{digits}\x07c").told[-1] == "c"
    assert Typist().type("a" * 5_000).told == ["a"] * 5_000


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(None, 0.05), ("100", 0.1), ("0", 0.0), ("", 0.05), ("-5", 0.05), ("x", 0.05), ("1e3", 0.05), ("9" * 5_000, 0.05)],
)
def test_escdelay_sets_how_long_esc_waits(monkeypatch: pytest.MonkeyPatch, value: str | None, seconds: float) -> None:
    monkeypatch.delenv("ESCDELAY", raising=False)
    if value is not None:
        monkeypatch.setenv("ESCDELAY", value)
    assert escape_delay() == seconds
