"""Scalars of a replies file mean what the type of their question makes of them; and the language that is asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sstc_survey.i18n import find_languages

TYPES = """\
id: types
version: 1
title: {en: Types, th: T}
questions:
  - {name: text, type: text, label: Text, comment: true}
  - {name: long, type: text, label: Long, multiline: true}
  - {name: one, type: select_one, label: One, choices: {"null": Nothing, "~": Tilde, "no": No}, or_other: true}
  - {name: several, type: select_multiple, label: Several, choices: {"Null": Nothing, "yes": Yes, "0x1": Hex}}
  - {name: whole, type: integer, label: Whole}
  - {name: number, type: decimal, label: Number}
  - {name: scale, type: range, label: Scale}
  - {name: day, type: date, label: Day}
  - {name: clock, type: time, label: Clock}
  - {name: moment, type: dateTime, label: Moment}
  - {name: sure, type: acknowledge, label: Sure}
  - name: person
    type: repeat
    label: Person
    questions:
      - {name: surname, type: text, label: Surname}
"""
# Every kind of plain scalar that YAML 1.1 or 1.2 takes for something else than text.
SCALARS = [
    "Null", "null", "NULL", "~", "Yes", "No", "yes", "no", "on",
    "Off", "y", "N", "true", "False", "TRUE", "1e3", "1E-3", "0x1F",
    "0o17", "017", "1_000", "1:30", "1:30:15", "2016-09-07", "2016-09-07T14:30:00Z", ".inf", "-.INF",
    ".nan", ".5", "5.", "+5", "-0", "1.000", "10000000000000000000000", "=", "<<",
]  # fmt: skip


def saved(folder: Path) -> dict[str, Any]:
    (file,) = (folder / "answers").glob("*/*.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    file.unlink()
    return found


@pytest.mark.parametrize("scalar", SCALARS)
def test_a_scalar_is_text_where_the_question_is_text(program: Any, tmp_path: Path, scalar: str) -> None:
    (tmp_path / "q.yaml").write_text(TYPES, encoding="utf-8")
    (tmp_path / "r.yaml").write_text(
        f"text: {{value: {scalar}, comment: {scalar}}}\nlong: {scalar}\nperson:\n  - surname: {scalar}\n",
        encoding="utf-8",
    )
    outcome = program("run", "q.yaml", "--replies", "r.yaml")
    assert outcome.code == 0, outcome.err
    found = saved(tmp_path)
    assert found["answers"] == {"text": scalar, "long": scalar, "person": [{"surname": scalar}]}
    assert found["comments"] == {"text": scalar}


GIVEN: list[tuple[str, str, Any]] = [
    ("one", "null", "null"),
    ("one", "~", "~"),
    ("one", "no", "no"),
    ("several", "[Null, yes]", ["Null", "yes"]),
    ("several", "[0x1]", ["0x1"]),
    ("whole", "null", None),
    ("whole", "~", None),
    ("whole", "", None),
    ("number", "1e3", 1000.0),
    ("number", "1.000", 1.0),
    ("number", "~", None),
    ("scale", "5.0", 5),
    ("day", "2016-09-07", "2016-09-07"),
    ("day", "null", None),
    ("clock", "14:30", "14:30"),
    ("moment", "2016-09-07T14:30", "2016-09-07T14:30"),
    ("sure", "true", "OK"),
    ("sure", "OK", "OK"),
    ("person", "~", None),
    ("person", "null", None),
]


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize(("name", "written", "value"), GIVEN)
def test_a_scalar_is_what_the_type_of_its_question_makes_of_it(
    program: Any, tmp_path: Path, name: str, written: str, value: Any, language: str
) -> None:
    (tmp_path / "q.yaml").write_text(TYPES, encoding="utf-8")
    (tmp_path / "r.yaml").write_text(f"text: x\n{name}: {written}\n", encoding="utf-8")
    outcome = program("run", "q.yaml", "--replies", "r.yaml", "--language", language)
    assert outcome.code == 0, outcome.err
    found = saved(tmp_path)
    assert found["answers"].get(name) == value
    assert found["language"] == language


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("one", "Nil", '"Nil" is not a choice'),
        ("several", "[null]", "select_multiple needs a list of codes"),
        ("day", "2569-09-07", "the year 2569 is too far ahead"),
        ("whole", "yes", "not a whole number"),
        ("number", ".inf", "not a number"),
    ],
)
def test_a_scalar_that_does_not_fit_is_a_problem(
    program: Any, tmp_path: Path, name: str, written: str, said: str
) -> None:
    (tmp_path / "q.yaml").write_text(TYPES, encoding="utf-8")
    (tmp_path / "r.yaml").write_text(f"{name}: {written}\n", encoding="utf-8")
    outcome = program("run", "q.yaml", "--replies", "r.yaml")
    assert outcome.code == 2
    assert said in outcome.err


# What is asked for, what there is, what is found: one tag; several where it is not clear; none.
LANGUAGES: list[tuple[str, list[str], list[str]]] = [
    ("pt-br", ["en", "pt-BR"], ["pt-BR"]),
    ("PT_BR", ["en", "pt-BR"], ["pt-BR"]),
    ("pt", ["en", "pt-BR"], ["pt-BR"]),
    ("pt", ["pt-BR", "pt-PT"], ["pt-BR", "pt-PT"]),
    ("pt-BR", ["pt"], ["pt"]),
    ("pt-PT", ["pt-BR"], []),
    ("fr-CA", ["en", "fr"], ["fr"]),
    ("ZH-HANS", ["en", "zh-Hans"], ["zh-Hans"]),
    ("zh-Hans-CN", ["en", "zh-Hans"], ["zh-Hans"]),
    ("zh_CN", ["zh-Hant", "zh-Hans"], ["zh-Hans"]),
    ("zh-CN", ["zh-Hans"], ["zh-Hans"]),
    ("zh-TW", ["zh-Hans", "zh-Hant"], ["zh-Hant"]),
    ("zh-TW", ["zh-Hans"], []),
    ("zh-Hans", ["zh-CN", "zh-TW"], ["zh-CN"]),
    ("zh-Hans", ["zh"], ["zh"]),
    ("zh", ["zh-Hans"], ["zh-Hans"]),
    ("zh", ["zh-Hans", "zh-Hant"], ["zh-Hans", "zh-Hant"]),
    ("zh", ["zh", "zh-Hans"], ["zh"]),
    ("en", ["en", "en-GB"], ["en"]),
    ("EN", ["en-GB", "en"], ["en"]),
    (" en ", ["en"], ["en"]),
    ("e", ["en"], []),
    ("", ["en"], []),
    ("xx", ["en", "fr"], []),
]


@pytest.mark.parametrize(("asked", "known", "found"), LANGUAGES)
def test_a_language_is_found_in_whatever_case_with_less_or_more_detail(
    asked: str, known: list[str], found: list[str]
) -> None:
    assert find_languages(asked, known) == found


SPOKEN = """\
id: spoken
version: 1
title: T
default_language: en
questions:
  - {name: a, type: text, label: {en: Who?, pt-BR: Quem?, zh-Hans: 谁？, zh-Hant: 誰？}}
"""


@pytest.mark.parametrize(
    ("asked", "label"), [("pt-br", "Quem?"), ("zh_CN", "谁？"), ("ZH-HANT", "誰？"), ("en-GB", "Who?"), ("PT", "Quem?")]
)
def test_every_command_takes_a_language_in_whatever_case(program: Any, tmp_path: Path, asked: str, label: str) -> None:
    (tmp_path / "q.yaml").write_text(SPOKEN, encoding="utf-8")
    begun = program("run", "q.yaml", "--language", asked, typed="Sok\nsave\n")
    assert label in begun.err
    assert label in program("run", "q.yaml", typed=f"/language {asked}\n").err
    assert label in program("preview", "q.yaml", "--language", asked).out
    (identifier,) = (
        file.stem
        for file in (tmp_path / "answers" / "spoken").glob("*.json")
        if json.loads(file.read_text(encoding="utf-8"))["status"] == "complete"
    )
    assert label in program("show", identifier, "--language", asked).out
    assert label in program("summarize", "--language", asked).out


def test_several_languages_that_may_be_meant_are_named(program: Any, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(SPOKEN, encoding="utf-8")
    outcome = program("run", "q.yaml", "--language", "zh")
    assert outcome.code == 2
    # It is said in the language that was asked for.
    assert "“zh”与多种语言相符" in outcome.err
    assert "zh-Hans, zh-Hant" in outcome.err
    assert "use one of: zh-Hans, zh-Hant" in program("run", "q.yaml", typed="/language zh\n").err
    assert 'unknown language "xx"' in program("run", "q.yaml", "--language", "xx").err


def test_a_byte_order_mark_before_the_answers_is_no_answer(program: Any, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(SPOKEN, encoding="utf-8")
    assert program("run", "q.yaml", typed="\ufeffSok\nsave\n").code == 0
    assert saved(tmp_path)["answers"] == {"a": "Sok"}


NFC = """\
id: nfc
version: 1
title: T
questions:
  - {name: city, type: text, label: City}
  - {name: place, type: select_one, label: Place, choices: {hue: "Hue\u0302\u0301", "ha\u0300": "Ha\u0300"}}
  - {name: a, type: text, label: A, relevant: "${city} = 'Hà Nội' and contains(${city}, 'N\u1ed9')"}
  - {name: b, type: text, label: B, relevant: "${city} = 'Ha\u0300 No\u0323\u0302i' and string-length(${city}) = 6"}
  - {name: c, type: text, label: C, relevant: "jr:choice-name(${place}, '${place}') = 'H\u00e0'"}
  - {name: d, type: text, label: D, relevant: "${place} = 'h\u00e0' and selected(${place}, 'ha\u0300')"}
  - name: e
    type: select_one
    label: E
    choice_filter: kind = ${city}
    choices: {x: {label: X, kind: "Ha\u0300 No\u0323\u0302i"}, y: {label: Y, kind: other}}
"""


@pytest.mark.parametrize("city", ["Hà Nội", "Ha\u0300 No\u0323\u0302i"])
@pytest.mark.parametrize("place", ["h\u00e0", "ha\u0300"])
def test_texts_are_compared_however_their_letters_are_put_together(
    program: Any, tmp_path: Path, city: str, place: str
) -> None:
    (tmp_path / "q.yaml").write_text(NFC, encoding="utf-8")
    lines = [city, place, "1", "2", "3", "4", "x"]
    outcome = program("run", "q.yaml", typed="".join(f"{line}\n" for line in [*lines, "save"]))
    assert outcome.code == 0, outcome.err
    expected = {"city": "Hà Nội", "place": "ha\u0300", "a": "1", "b": "2", "c": "3", "d": "4", "e": "x"}
    assert saved(tmp_path)["answers"] == expected
    (tmp_path / "r.yaml").write_text(
        json.dumps({**expected, "city": city, "place": place}, ensure_ascii=False), encoding="utf-8"
    )
    outcome = program("run", "q.yaml", "--replies", "r.yaml")
    assert outcome.code == 0, outcome.err
    assert saved(tmp_path)["answers"] == expected


FILTERED = """\
id: ranked
version: 1
title: T
questions:
  - {name: where, type: select_one, label: Where?, choices: {k: K, l: L}}
  - name: order
    type: rank
    label: Order?
    choices:
      {a: {label: A, at: k}, b: {label: B, at: k}, c: {label: C, at: l}, d: {label: D, at: l}, e: {label: E, at: k}}
    choice_filter: at = ${where}
"""


@pytest.mark.parametrize(
    ("where", "order", "expected"),
    [
        ("k", ["b", "e", "a"], ["b", "e", "a"]),
        ("k", ["b", "a"], ["b", "a", "e"]),
        ("l", ["d", "c"], ["d", "c"]),
        ("l", ["d"], ["d", "c"]),
        ("k", ["b"], "only 1 of 3 ranked"),
        ("k", ["a", "b", "c"], '"c" is not a choice'),
        ("k", ["a", "b", "c", "d", "e"], '"c" is not a choice'),
        ("k", ["a", "x"], '"x" is not a choice'),
        ("k", ["a", "a"], '"a" was chosen twice'),
    ],
)
def test_a_rank_is_complete_with_what_its_filter_offers(
    program: Any, tmp_path: Path, where: str, order: list[str], expected: list[str] | str
) -> None:
    (tmp_path / "q.yaml").write_text(FILTERED, encoding="utf-8")
    (tmp_path / "r.json").write_text(json.dumps({"where": where, "order": order}), encoding="utf-8")
    outcome = program("run", "q.yaml", "--replies", "r.json")
    if isinstance(expected, list):
        assert (outcome.code, outcome.err) == (0, "")
        assert saved(tmp_path)["answers"] == {"where": where, "order": expected}
    else:
        assert outcome.code != 0
        assert expected in outcome.err
