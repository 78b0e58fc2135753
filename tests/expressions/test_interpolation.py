"""Labels: plain text and `${name}`, nothing else."""

from __future__ import annotations

import pytest

from sstc_survey.expressions import Diagnostic, Reference, fill_label, split_label


@pytest.mark.parametrize(
    ("label", "parts"),
    [
        ("", ()),
        ("How old are you?", ("How old are you?",)),
        ("${a}", (Reference("a", 0, 4),)),
        ("Hi ${nm}, you are ${age}.", ("Hi ", Reference("nm", 3, 8), ", you are ", Reference("age", 18, 24), ".")),
        ("${a}${b}", (Reference("a", 0, 4), Reference("b", 4, 8))),
        ("5 $ {or} 'more'", ("5 $ {or} 'more'",)),
    ],
)
def test_split(label: str, parts: tuple[str | Reference, ...]) -> None:
    assert split_label(label) == parts


@pytest.mark.parametrize(
    ("label", "code", "place", "remedy"),
    [
        ("Hi ${ nm }", "expression-bad-reference", (3, 10), "write ${nm}"),
        ("Hi ${nm", "expression-unclosed-brace", (3, 7), "write ${nm}"),
        ("Hi ${nm and ${b}", "expression-unclosed-brace", (3, 7), "write ${nm}"),
        ("Total: ${a + b}", "expression-bad-reference", (7, 15), ""),
        ("${}", "expression-bad-reference", (0, 3), ""),
    ],
)
def test_refused(label: str, code: str, place: tuple[int, int], remedy: str) -> None:
    diagnostic = split_label(label)
    assert isinstance(diagnostic, Diagnostic)
    assert (diagnostic.code, (diagnostic.start, diagnostic.end), diagnostic.remedy) == (code, place, remedy)


def test_fill() -> None:
    parts = split_label("Hi ${nm}!")
    assert isinstance(parts, tuple)
    assert fill_label(parts, {"nm": "Sok ${x}"}.__getitem__) == "Hi Sok ${x}!"
