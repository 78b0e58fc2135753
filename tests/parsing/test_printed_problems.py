"""How problems look: the caret under the fault, long lines, colours, and nothing that steers a terminal."""

from __future__ import annotations

import io
import json
import re

import pytest

from sstc_survey.problems import Place, Problem, codes
from sstc_survey.reports import print_problems, problems_json


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def unknown(place: Place | None, key: str = "lable") -> Problem:
    return Problem(codes.UNKNOWN_KEY, {"key": key, "known": "", "suggestion": '"label"'}, place)


def printed(*problems: Problem, stream: io.StringIO | None = None) -> str:
    stream = stream or io.StringIO()
    print_problems(problems, stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (None, 'error: unknown key "lable"\n   = did you mean "label"?\n'),
        (Place("a.yaml"), 'a.yaml: error: unknown key "lable"\n   = did you mean "label"?\n'),
        (
            Place("a.yaml", 15, 5, 5, "    lable: Which media?"),
            (
                'a.yaml:15:5: error: unknown key "lable"\n'
                "  15 |     lable: Which media?\n"
                "     |     ^^^^^\n"
                '     = did you mean "label"?\n'
            ),
        ),
        (
            Place("a.yaml", 3, 5, 2, "名字: 您叫什么"),
            (
                'a.yaml:3:5: error: unknown key "lable"\n'
                "  3 | 名字: 您叫什么\n"
                "    |       ^^^^\n"
                '    = did you mean "label"?\n'
            ),
        ),
        (
            # A letter with its accent apart takes one column, and what nobody would see is spelt out.
            Place("a.yaml", 3, 6, 1, "e\u0301a\u200bb: x"),
            (
                'a.yaml:3:6: error: unknown key "lable"\n'
                "  3 | e\u0301a\\u200bb: x\n"
                "    |          ^\n"
                '    = did you mean "label"?\n'
            ),
        ),
        (
            Place("a.yaml", 3, 4, 1, "a:"),
            'a.yaml:3:4: error: unknown key "lable"\n  3 | a:\n    |   ^\n    = did you mean "label"?\n',
        ),
    ],
)
def test_look(place: Place | None, expected: str) -> None:
    assert printed(unknown(place)) == expected


def test_a_long_line_is_shown_round_the_caret() -> None:
    line = "a" * 500 + "fault" + "b" * 500
    _, source, caret, _ = printed(unknown(Place("a.yaml", 3, 501, 5, line))).splitlines()
    assert source == f"  3 | …{'a' * 40}fault{'b' * 65}…"
    assert source[caret.index("^") : caret.rindex("^") + 1] == "fault"


def test_a_long_fault_ends_with_what_is_shown() -> None:
    _, source, caret, _ = printed(unknown(Place("a.yaml", 3, 1, 5_000, "x" * 5_000))).splitlines()
    assert source == f"  3 | {'x' * 110}…"
    assert caret == f"    | {'^' * 110}"


def test_nothing_steers_the_terminal() -> None:
    text = "\x1b[2J\x9b0m\u202e\r"
    out = printed(unknown(Place(f"{text}.yaml", 3, 1, 1, f"{text}: x"), text))
    assert not set(out) & set(text.replace("[2J", "").replace("0m", ""))
    assert "␛[2J" in out


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = unknown(Place("a.yaml", 3, 1, 1, "x"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[1;31merror:\x1b[0m" in printed(problem, stream=Terminal())
    assert "\x1b" not in printed(problem)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in printed(problem, stream=Terminal())


@pytest.mark.parametrize("has_colours", [True, False])
def test_no_line_is_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch, has_colours: bool) -> None:
    monkeypatch.setenv("NO_COLOR", "" if has_colours else "1")
    monkeypatch.delenv("TERM", raising=False)
    problem = unknown(Place("answers/market/x.json"), key="a key of several words")
    # At some of these widths a line ends right before a space.
    for width in range(30, 70):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = re.sub(r"\x1b\[[0-9;]*m", "", printed(problem, stream=Terminal())).splitlines()
        assert [line for line in lines if len(line) > width or line != line.rstrip()] == [], width


def test_json() -> None:
    warning = Problem(codes.NOT_IN_DEFAULT_LANGUAGE, {"language": "en", "first": "zh"}, Place("b.yaml"))
    assert json.loads(problems_json([unknown(Place("a.yaml", 15, 5, 5, "    lable: x")), warning])) == [
        {
            "file": "a.yaml",
            "line": 15,
            "column": 5,
            "length": 5,
            "code": "unknown-key",
            "severity": "error",
            "message": 'unknown key "lable"',
            "remedy": 'did you mean "label"?',
        },
        {
            "file": "b.yaml",
            "line": None,
            "column": None,
            "length": None,
            "code": "not-in-default-language",
            "severity": "warning",
            "message": "missing text in the default language, en",
            "remedy": "add it; until then zh is shown instead",
        },
    ]
