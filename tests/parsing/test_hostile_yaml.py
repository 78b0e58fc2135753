"""Files made to hurt, and files that are no questionnaires: problems come back, and nothing is raised or hangs."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from hangs import no_hang
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.parsing import Parsed, parse_questionnaire
from sstc_survey.problems import Severity

HEAD = "id: a\nversion: 1\ntitle: T\nquestions:\n"
QUESTION = "  - name: q\n    type: {type}\n    label: L\n"
NUMBER = HEAD + QUESTION.format(type="integer")
LONG: str = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "many_questions.py"))["text"](200)


def alias_bomb() -> str:
    levels = (f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 9))
    return "\n".join(["a0: &a0 [x, x, x, x, x, x, x, x, x]", *levels])


def merge_bomb() -> str:
    levels = (f"a{level}: &a{level} {{<<: [*a{level - 1}, *a{level - 1}]}}" for level in range(1, 25))
    return "\n".join(["a0: &a0 {k: v}", *levels])


def nested_groups(depth: int) -> str:
    lines = (
        f"{'    ' * level}  - name: g{level}\n{'    ' * level}    type: group\n{'    ' * level}    questions:"
        for level in range(depth)
    )
    return HEAD + "\n".join(lines)


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "alias bomb": (alias_bomb(), "yaml-anchor"),
    "merge bomb": (merge_bomb(), "yaml-anchor"),
    "deep block lists": ("- " * 50_000 + "x", "too-deep"),
    "deep block keys": ("? " * 50_000 + "x", "too-deep"),
    "deep brackets": ("[" * 50_000, "too-deep"),
    "a mebibyte of brackets": ("[" * (1 << 20), "too-deep"),
    "deep braces": ("{a: " * 50_000, "too-deep"),
    "deep by indentation": ("\n".join(" " * depth + "a:" for depth in range(1_400)), "too-deep"),
    "deep groups": (nested_groups(60), "too-deep"),
    "sexagesimal": (NUMBER + "    min: " + "1:" * 300_000 + "1\n", "wrong-kind"),
    "a python object": ('!!python/object/apply:os.system ["true"]', "yaml-tag"),
    "a tag that says nothing": (HEAD + "  - name: ! q\n    type: text\n    label: L\n", "yaml-tag"),
    "too many values": (HEAD + QUESTION.format(type="text") * 20_000, "too-many-values"),
    "the same key again and again": ("id: a\n" * 20_000, "duplicate-key"),
    "the same name again and again": (HEAD + "  - {name: q, type: text, label: L}\n" * 12_000, "duplicate-name"),
    "unknown keys": ("".join(f"k{number}: v\n" for number in range(30_000)), "unknown-key"),
    "many names of many lists": (
        "choices:\n"
        + "".join(f"  l{n}: {{a: b}}\n" for n in range(9_000))
        + HEAD
        + "".join(f"  - {{name: q{n}, type: select_one, label: L, choices: k{n}}}\n" for n in range(4_500)),
        "unknown-list",
    ),
    "many codes that hide": (
        "attribution:\n  question: q\n  hides:\n"
        + "".join(f"    k{n}: []\n" for n in range(15_000))
        + HEAD
        + "  - name: q\n    type: select_one\n    label: L\n    choices:\n"
        + "".join(f"      c{n}: L\n" for n in range(15_000)),
        "attribution-unknown-code",
    ),
    "a second document": (HEAD + QUESTION.format(type="text") + "---\na: b\n", "yaml-second-document"),
    "a long cycle": (
        HEAD
        + "".join(f"  - {{name: q{n}, type: calculate, calculation: '${{q{n + 1}}}'}}\n" for n in range(4_000))
        + "  - {name: q4000, type: calculate, calculation: '${q0}'}\n",
        "cycle",
    ),
    "many cycles": (
        HEAD + "".join(f"  - {{name: q{n}, type: calculate, calculation: '${{q{n ^ 1}}}'}}\n" for n in range(4_000)),
        "cycle",
    ),
    "all in one knot": (
        HEAD
        + "".join(
            f"  - {{name: q{n}, type: calculate, calculation: '{' + '.join(f'${{q{m}}}' for m in range(100))}'}}\n"
            for n in range(100)
        ),
        "cycle",
    ),
    "many unknown names in one label": (
        HEAD + "  - name: q\n    type: note\n    label: " + "${nobody} " * 9_000 + "\n",
        "expression-unknown-name",
    ),
    "a null character": ("id: a\0b", "odd-character"),
    "a key that is a list": ("? [a, b]\n: c\n", "key-not-text"),
    "invalid UTF-8": ("title: é".encode("latin-1"), "not-utf8"),
    "cut in a character": ("title: 你".encode()[:-1], "not-utf8"),
    "a surrogate in UTF-8": (b"title: \xed\xa0\x80", "not-utf8"),
    "UTF-16": ("id: a".encode("utf-16"), "not-text"),
    "UTF-16 without a mark": ("id: a".encode("utf-16-be"), "not-text"),
    "UTF-32": ("id: a".encode("utf-32"), "not-text"),
    "two mebibytes": (b"a" * (2 << 20), "too-large"),
    "nothing": (b"", "empty-file"),
    "only a comment": (b"# later\n", "empty-file"),
}


def parse(source: str | bytes) -> Parsed:
    return parse_questionnaire(source if isinstance(source, bytes) else source.encode(), "f.yaml", advice=True)


@pytest.mark.parametrize(("source", "code"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_file(source: str | bytes, code: str) -> None:
    with no_hang():
        parsed = parse(source)
    assert parsed.questionnaire is None
    assert code in {problem.code for problem in parsed.problems}


def test_conditions_on_many_answers_are_checked() -> None:
    asked = "".join(f"  - {{name: q{n}, type: select_one, label: L, choices: answers}}\n" for n in range(300))
    condition = " and ".join(f"${{q{n}}} != 'c{n % 99}'" for n in range(300))
    shown = "".join(f'  - {{name: r{n}, type: text, label: L, relevant: "{condition}"}}\n' for n in range(20))
    choices = "choices: {answers: {" + ", ".join(f"c{n}: Choice {n}" for n in range(99)) + "}}\n"
    with no_hang():
        parsed = parse(HEAD + asked + shown + choices)
    assert parsed.problems == []


def test_a_long_questionnaire_is_sound() -> None:
    parsed = parse(LONG)
    assert parsed.problems == []
    assert parsed.questionnaire is not None
    assert len(parsed.questionnaire.questions) == 200


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_any_line_end_and_a_byte_order_mark(end: str, mark: bytes) -> None:
    text = HEAD + QUESTION.format(type="text") + "    lable: x\n"
    parsed = parse(mark + text.replace("\n", end).encode())
    assert [str(problem.place) for problem in parsed.problems] == ["f.yaml:8:5"]


def sound(parsed: Parsed) -> bool:
    """Tell whether there is a questionnaire exactly where no error is, and every problem can be worded."""
    assert all(problem.fault and str(problem) for problem in parsed.problems)
    places = [problem.place for problem in parsed.problems]
    assert all(place is not None and place.file == "f.yaml" for place in places)
    errors = [problem for problem in parsed.problems if problem.severity is Severity.ERROR]
    return (parsed.questionnaire is None) == bool(errors)


YAMLISH = st.text(alphabet=" \n\t:-?[]{}#&*!|>'\"%@`,.<=~0123456789abnoyé\u2028\ufeff\x85", max_size=60)
FRAGMENTS = (
    "${age}|${province}|${first}|${member}|${nobody}|.|..|'x'|1|0|province| and | or | = | != | < | div |not(|if(|sum("
)
EXPRESSIONISH = st.lists(
    st.sampled_from([*FRAGMENTS.split("|"), "selected(", "regex(", ")", ", ", "(", "\n"]), max_size=12
)
SMALL = LONG[:1_200]
SMALL = SMALL[: SMALL.rindex("  - name")]
LOGIC = (Path(__file__).parents[1] / "questionnaires" / "logic.yaml").read_text(encoding="utf-8")


@with_examples(200)
@given(st.binary(max_size=80))
def test_any_bytes(source: bytes) -> None:
    assert sound(parse(source))


@with_examples(300)
@given(YAMLISH)
def test_any_text(text: str) -> None:
    assert sound(parse(text))


@with_examples(300)
@given(st.sampled_from([SMALL, LOGIC]), st.floats(0, 1), st.integers(0, 40), YAMLISH | EXPRESSIONISH.map("".join))
def test_any_change_to_a_sound_questionnaire(text: str, share: float, removed: int, inserted: str) -> None:
    start = int(share * len(text))
    assert sound(parse(text[:start] + inserted + text[start + removed :]))


@given(st.sampled_from([SMALL, LOGIC]), st.randoms(use_true_random=False))
def test_any_change_of_the_order_of_lines(text: str, chance: object) -> None:
    lines = text.splitlines(keepends=True)
    chance.shuffle(lines)  # type: ignore[attr-defined]
    assert sound(parse("".join(lines)))


# A list or a mapping is no key, wherever it is: one of the @ at a time.
PLACES = """\
@
id: a
version: 1
title: T
choices:
  shared: {a: {label: A, of: x}, @}
  @
questions:
  - name: q
    type: select_one
    label: {en: Q, @}
    choices: shared
    choice_filter: of = ${p}
    @
  - name: p
    type: select_multiple
    label: P
    choices: {x: {label: X, @}, y: {en: Y, @}, @}
    nets: {n: {label: {en: N, @}, choices: [x], @}, @}
  - {name: age, type: integer, label: Age, bands: {0-17: {en: A, @}, @}, @}
attribution: {question: q, hides: {a: [p], @}, @}
"""


@pytest.mark.parametrize("number", range(PLACES.count("@")))
@pytest.mark.parametrize("key", ["[k]: v", "{k: v}: v"])
def test_a_key_that_is_no_text_is_reported_wherever_it_is(key: str, number: int) -> None:
    before, after = PLACES.split("@")[: number + 1], PLACES.split("@")[number + 1 :]
    source = "".join(before).replace(", }", "}") + key + "".join(after)
    problems = parse_questionnaire(source.encode(), "f.yaml", advice=True).problems
    assert "key-not-text" in [problem.code for problem in problems]


def test_a_language_that_is_there_twice_is_reported_whatever_it_is_the_second_time() -> None:
    source = (
        PLACES.replace("@", "").replace(", }", "}") + "introduction: {en: A, en: [x]}\nclosing: {en: A, en: {fr: B}}\n"
    )
    problems = parse_questionnaire(source.encode(), "f.yaml", advice=True).problems
    assert [problem.code for problem in problems if problem.severity == "error"][:2] == ["duplicate-key"] * 2
