"""Options of summaries that are saved under a name, and options that have no effect without others.

1. What is saved and used gives what was typed, to the letter; a person may edit the file.
2. An entry is never replaced, and nothing that is in the file changes.
3. What is wrong with the file, or with a name, is a problem with its place.
4. The file is no answer: nothing counts it, refuses it or names it as ignored.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Program = Callable[..., Any]

QUESTIONNAIRE = """\
id: towns
version: "1"
title: Towns
questions:
  - {name: sex, type: select_one, label: Sex?, choices: {f: Female, m: Male}}
  - name: media
    type: select_multiple
    label: Which media?
    choices: {radio: Radio, tv: TV, web: Web}
    nets: {aired: {label: Broadcast, choices: [radio, tv]}}
  - {name: age, type: integer, label: Age?}
"""
REPLIES = [
    {"sex": "f", "media": ["radio", "tv"], "age": 20},
    {"sex": "m", "media": ["tv"], "age": 30},
    {"sex": "m", "media": ["web", "tv"], "age": 40},
    {"sex": "f", "media": ["web"], "age": 50},
]
pytestmark = pytest.mark.usefixtures("answers")
FILE = Path("answers/summaries.yaml")


@pytest.fixture
def answers(program: Program, tmp_path: Path) -> Path:
    """Save four responses, and return the folder around them."""
    (tmp_path / "towns.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "replies.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in REPLIES), encoding="utf-8")
    outcome = program("run", "towns.yaml", "--replies", "replies.jsonl")
    assert outcome.code == 0, outcome.err
    return tmp_path


EVERY_OPTION = (
    *("--question", "media", "--question", "age", "--by", "sex,age", "--by", "media.aired"),
    *("--bands", "age=0-29,30-39,40+", "--where", "${age} > 20 and ${sex} != ''", "--mean", "age"),
    *(
        "--test",
        "chi2",
        "--test",
        "columns",
        "--box",
        "top2",
        "--percent",
        "row",
        "--base",
        "asked",
        "--sort",
        "count",
        "--top",
        "2",
    ),
    *("--all", "--intervals", "--include", "partial", "--language", "en", "--min-base", "2", "--bonferroni"),
)


@pytest.mark.parametrize(
    "options",
    [
        (),
        EVERY_OPTION,
        ("--where", "${sex} = 'f'\nor ${age} > 30"),
        ("--where", '${sex} != "# no comment: {at all}"'),
        ("--by", "sex, sex,sex"),
        ("--intervals",),
        tuple(word for name in ["media"] * 3 + ["age", "sex"] for word in ("--question", name)),
    ],
)
def test_what_is_used_is_what_was_typed(program: Program, options: tuple[str, ...]) -> None:
    typed = program("summarize", *options, "--save", "x")
    assert typed.code == 0, typed.err
    assert f"Saved: x in {FILE}" in typed.err
    used = program("summarize", "--use", "x")
    # What is said of codes that no choice has is said again.
    warned = typed.err.partition("Saved: ")[0]
    assert (used.code, used.out, used.err) == (0, typed.out, warned)
    again = program("summarize", *options, "--save", "x")
    assert f"Saved before: x in {FILE}" in again.err


@pytest.mark.parametrize("name", ["by-sex", "by sex: all # 1", "2016", "null", "按性别", "-", "{x}", "#"])
def test_names_are_kept(program: Program, name: str) -> None:
    typed = program("summarize", "--by", "sex", f"--save={name}")
    assert f"Saved: {name} in {FILE}" in typed.err
    assert program("summarize", f"--use={name}").out == typed.out


def test_every_option_is_kept_but_paths_and_formats(program: Program, answers: Path) -> None:
    program("summarize", *EVERY_OPTION, "--format", "csv", "--raw", "--output", "out.csv", "--save", "all")
    assert (answers / FILE).read_text(encoding="utf-8") == (
        "# Options of summaries. To use them: sstc-survey summarize --use NAME\n"
        "all:\n"
        "  question: [media, age]\n"
        "  by: [sex, age, media.aired]\n"
        '  bands: ["age=0-29,30-39,40+"]\n'
        "  where: \"${age} > 20 and ${sex} != ''\"\n"
        "  mean: [age]\n"
        "  test: [chi2, columns]\n"
        "  box: [top2]\n"
        "  percent: row\n"
        "  base: asked\n"
        "  sort: count\n"
        "  top: 2\n"
        "  all: true\n"
        "  intervals: true\n"
        "  include: [partial]\n"
        "  language: en\n"
        "  min_base: 2\n"
        "  bonferroni: true\n"
    )


def test_options_are_added_and_replaced(program: Program, answers: Path) -> None:
    program("summarize", "--by", "age", "--bands", "age=0-29,30+", "--percent", "row", "--save", "age")
    more = ("--by", "sex", "--bands", "age=0-39,40+", "--percent", "total", "--intervals")
    assert program("summarize", "--use", "age", *more, "--save", "both").code == 0
    assert (
        (answers / FILE)
        .read_text(encoding="utf-8")
        .endswith('both:\n  by: [age, sex]\n  bands: ["age=0-39,40+"]\n  percent: total\n  intervals: true\n')
    )


def test_a_file_that_people_edit_stays_as_it_is(program: Program, answers: Path) -> None:
    written = (
        "# Ours\n\nold:   {by:   [sex]}   # the first\n\n\nlong:\n  by:\n    - sex\n  # asked for in May\n  base: asked"
    )
    (answers / FILE).write_text(written, encoding="utf-8")
    assert program("summarize", "--use", "old").out == program("summarize", "--by", "sex").out
    assert program("summarize", "--use", "long").out == program("summarize", "--by", "sex", "--base", "asked").out
    assert program("summarize", "--by", "sex", "--save", "new").code == 0
    assert (answers / FILE).read_text(encoding="utf-8") == f"{written}\n\nnew:\n  by: [sex]\n"
    assert program("summarize", "--by", "sex", "--save", "old").code == 0


def test_an_entry_is_never_replaced(program: Program, answers: Path) -> None:
    assert program("summarize", "--by", "sex", "--save", "x").code == 0
    before = (answers / FILE).read_bytes()
    outcome = program("summarize", "--base", "asked", "--save", "x")
    assert (outcome.code, outcome.out) == (2, "")
    assert f'{FILE}: error: a summary "x" with other options is saved already' in outcome.err
    assert (answers / FILE).read_bytes() == before


def test_what_fails_is_not_saved(program: Program, answers: Path) -> None:
    assert program("summarize", "--by", "sxe", "--save", "x").code == 2
    assert program("summarize", "--where", "${age} > 99", "--save", "x").code == 1
    assert not (answers / FILE).exists()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("old: {by: [sex]}\n", 'no saved summary "odl"; there are: old\n   = did you mean --use old?'),
        ("a: {}\nb: {}\n", 'no saved summary "odl"; there are: a, b\n   = save one with --save NAME'),
        ("", 'no saved summary "odl"; there are: none'),
        (None, 'no saved summary "odl"; there are: none'),
        ("odl: {buy: [sex]}\n", "summaries.yaml:1:7: error: unknown key"),
        ("odl: {by: [sex]}\nodl: {}\n", "summaries.yaml:2:1: error: duplicate key"),
        ("a: {percent: rows}\n", 'summaries.yaml:1:14: error: invalid percent "rows"'),
        ("odl:\n  by: sex\n", 'summaries.yaml:2:7: error: "by" must be a list'),
        ("odl:\n", 'summaries.yaml:1:5: error: "odl" is empty'),
        ("odl: {min_base: 1}\n", 'summaries.yaml:1:17: error: "min_base" is 1'),
        ("odl: [\n", "summaries.yaml:1:6: error: "),
        ("- odl\n", 'summaries.yaml:1:1: error: "summaries.yaml" must be a mapping'),
        ("odl: &a {}\n", "summaries.yaml:1:6: error: "),
        (b"odl: \xff\n", "summaries.yaml:1:6: error: "),
    ],
)
def test_what_is_wrong_has_its_place(program: Program, answers: Path, written: str | bytes | None, said: str) -> None:
    if written is not None:
        (answers / FILE).write_bytes(written if isinstance(written, bytes) else written.encode())
    outcome = program("summarize", "--use", "odl")
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err
    if written and "no saved" not in said:
        assert program("summarize", "--by", "sex", "--save", "new").code == 2
        assert b"new" not in (answers / FILE).read_bytes()


@pytest.mark.parametrize(
    "written", ["{old: {by: [sex]}}\n", "old: {}\n...\n", "old:\n  {by: [sex],\n   base: asked}\n  "]
)
def test_nothing_is_added_that_would_be_read_otherwise(program: Program, answers: Path, written: str) -> None:
    (answers / FILE).write_text(written, encoding="utf-8")
    outcome = program("summarize", "--by", "sex", "--save", "new")
    if outcome.code:
        assert "an entry cannot be added at the end" in outcome.err
        assert (answers / FILE).read_text(encoding="utf-8") == written
    else:
        assert program("summarize", "--use", "new").out == outcome.out


@pytest.mark.parametrize("name", ["", " x", "x\n", "a\u200bb", "x" * 101])
def test_a_name_that_nobody_could_type(program: Program, answers: Path, name: str) -> None:
    outcome = program("summarize", "--save", name)
    assert (outcome.code, outcome.out) == (2, "")
    assert "a summary cannot be saved as" in outcome.err
    assert not (answers / FILE).exists()


def test_it_is_in_the_first_folder(program: Program, answers: Path) -> None:
    file = next((answers / "answers/towns").glob("*.json"))
    (answers / "more").mkdir()
    assert program("summarize", str(file), "more", "answers", "--save", "x").code == 0
    assert (answers / "more/summaries.yaml").exists()
    for option in ("--save", "--use"):
        outcome = program("summarize", str(file), option, "x")
        assert outcome.code == 2
        assert f"no folder among {file}" in outcome.err


def test_a_read_only_file_is_left(program: Program, answers: Path) -> None:
    (answers / FILE).write_text("a: {}\n", encoding="utf-8")
    (answers / FILE).chmod(0o444)
    outcome = program("summarize", "--save", "x")
    assert outcome.code == 2
    assert "read-only" in outcome.err
    assert (answers / FILE).read_text(encoding="utf-8") == "a: {}\n"


def test_it_is_no_answer(program: Program, answers: Path) -> None:
    commands = (("summarize",), ("list",), ("verify",), ("list", "--format", "json"))
    before = [program(*command) for command in commands]
    for folder in ("answers", "answers/towns"):
        assert program("summarize", folder, "--save", "x").code == 0
    after = [program(*command) for command in commands]
    assert [(each.code, each.out, each.err) for each in after] == [(each.code, each.out, each.err) for each in before]
    (answers / "answers/notes.yaml").write_text("a: {}\n", encoding="utf-8")
    assert "1 ignored" in program("summarize").out


def test_names_are_completed(program: Program, answers: Path) -> None:
    for name in ("by-sex", "by-age", "all"):
        program("summarize", "--save", name)
    complete = {
        "_SSTC_SURVEY_COMPLETE": "complete_bash",
        "COMP_WORDS": "sstc-survey summarize --use by",
        "COMP_CWORD": "3",
    }
    assert program(env=complete).out.split() == ["by-sex", "by-age"]
    (answers / FILE).write_text("[", encoding="utf-8")
    assert program(env=complete).out.split() == []


@pytest.mark.parametrize(
    ("options", "needed"),
    [
        (("--percent", "row"), "--percent requires --by"),
        (("--percent", "column"), "--percent requires --by"),
        (("--test", "chi2"), "--test requires --by"),
        (("--mean", "age"), "--mean requires --by"),
        (("--min-base", "30"), "--min-base requires --by and --test columns"),
        (("--bonferroni",), "--bonferroni requires --by and --test columns"),
        (("--by", "sex", "--bonferroni"), "--bonferroni requires --test columns"),
        (("--by", "sex", "--test", "chi2", "--min-base", "2"), "--min-base requires --test columns"),
        (("--bands", "age=0-29,30+"), "--bands age requires --by age"),
        (("--by", "sex", "--bands", "age=0-29,30+"), "--bands age requires --by age"),
        (("--raw",), "--raw requires --format csv"),
    ],
)
def test_options_that_need_another(program: Program, options: tuple[str, ...], needed: str) -> None:
    outcome = program("summarize", *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"error: {needed}\n" in outcome.err


def test_all_that_need_another_are_said_at_once(program: Program) -> None:
    outcome = program("summarize", "--percent", "row", "--mean", "age", "--separator", ";")
    assert [line for line in outcome.err.splitlines() if "requires" in line] == [
        "error: --percent requires --by",
        "error: --mean requires --by",
        "error: --separator requires --format csv",
    ]


@pytest.mark.parametrize(
    ("twice", "once"),
    [
        (("--by", "sex,sex", "--by", "sex"), ("--by", "sex")),
        (("--by", "media.aired,aired,sex"), ("--by", "media.aired,sex")),
        (("--by", "aired,sex,media.aired"), ("--by", "aired,sex")),
        (("--by", "sex", "--test", "chi2", "--test", "chi2"), ("--by", "sex", "--test", "chi2")),
        (("--question", "age", "--question", "age"), ("--question", "age")),
        (("--question", "age, sex,"), ("--question", "age", "--question", "sex")),
        (("--by", "sex", "--mean", "age,age"), ("--by", "sex", "--mean", "age")),
        (("--box", "top2", "--box", "top2"), ("--box", "top2")),
    ],
)
def test_what_is_typed_twice_is_there_once(program: Program, twice: tuple[str, ...], once: tuple[str, ...]) -> None:
    assert program("summarize", *twice).out == program("summarize", *once).out
