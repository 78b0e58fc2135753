"""What holds for `check --translations` and `check --take`.

1. What is not translated is one list, in which no text is missing.
2. What a translator fills in comes into the file, whatever its layout, and nothing else of the file changes.
3. What does not fit the file any more is named and not taken; nothing is ever lost.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from sstc_survey.parsing import parse_questionnaire
from sstc_survey.parsing.source import Source
from sstc_survey.parsing.translations import written_texts

HEAD = 'id: a\nversion: "1"\ntitle: T\nquestions:\n'
# Every way to lay out a text, with comments wherever there can be one.
LAYOUTS = """\
# The head of the file.
id: layouts # its id
version: "1"
title: Market day # not translated yet
default_language: en
introduction: |
  Good day.

  This takes ${minutes_placeholder} no time.

# A comment between.
closing: "Thank you, \\"friend\\"." # quoted
choices:
  regions: # a shared list
    n: North # plain
    's': {label: South, warm: "yes"} # long form
    e:
      label: East
      warm: "no"
    w: {en: West, fr: Ouest}
questions:
  - name: who # the first
    type: text
    label:
      en: Who are you? # in English
      fr: Qui êtes-vous ? # in French
    # A comment after the label.
    hint: {en: "Your name, please", fr: 'Votre nom, s''il vous plaît'} # on one line

  - type: integer
    name: age
    label: >
      How old
      are you,
      ${who}?

    constraint: . < 120
    constraint_message: That is
      too old # the end
  - {name: sex, type: select_one, label: 'Your sex', choices: {f: A woman, m: {en: A man, fr: Un homme}}} # brackets
  - name: group
    type: group
    label:
      en: |
        Two
          lines
      fr: |-
        Deux
          lignes
    # Before the questions.
    questions:
      - name: where
        type: select_one
        label: "Where?"
        choices: regions
        nets: # rows of tables
          cold: {label: Cold, choices: [n]} # on one line
          warm:
            label: "Warm" # quoted
            choices: [s, w]
          any: {choices: [n, s], label: {en: Any, fr: Tous}}
      - name: hours
        type: decimal
        label: Hours?
        bands:
          0: Nothing # a plain one
          0.1-<1: {en: Few, fr: Peu}
          1-<3:
            en: Some
          '3+': "Many"
      - {name: year, type: date, label: Which year, bands: {2016: Then, 2017+: {en: Since, fr: Depuis}}}
      - {name: rest, type: integer, label: Rest, bands: [0-17, 18+]}
      - name: many
        type: text
        label:
            en: 'Wide
              quoted'
        hint:

            |
            Line one
            line two
"""


def exported(program: Any, *options: str) -> list[dict[str, str]]:
    outcome = program("check", "q.yaml", "--translations", "--format", "csv", *options)
    assert outcome.code == 0
    return list(csv.DictReader(io.StringIO(outcome.out)))


def table(rows: list[dict[str, str]], *, separator: str = ",") -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, rows[0], delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def translated(rows: list[dict[str, str]], *languages: str) -> list[dict[str, str]]:
    """Return rows in which every text is translated, by words that are hard to write, and with its references."""
    return [
        row
        | {
            language: f"ພາສາ #{number}: \"{language}\", '{' '.join(re.findall(r'[$]{[a-z_]+}', row['en']))}' - x"
            + ("\n\nຂໍ້ 2\n  ຫຍໍ້" if row["en"].count("\n") > 1 else "")
            for language in languages
        }
        for number, row in enumerate(rows)
    ]


def texts(text: str) -> dict[tuple[str, str], dict[str, str]]:
    return {(each.name, each.key): dict(each.texts) for each in written_texts(Source("q.yaml", text))}


def comments(text: str) -> list[str]:
    return re.findall("(?m)(?:^| )# [A-Za-z].*$", text)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "\n\n"])
@pytest.mark.parametrize("languages", [("lo",), ("lo", "fr", "km")])
def test_every_layout_takes_translations_and_keeps_everything_else(
    program: Any, tmp_path: Path, end: str, bom: str, last: str, languages: tuple[str, ...]
) -> None:
    path = tmp_path / "q.yaml"
    before = LAYOUTS.replace("${minutes_placeholder} ", "").rstrip("\n") + last
    path.write_bytes((bom + before.replace("\n", end)).encode())
    rows = exported(program, *(each for tag in languages for each in ("--language", tag)))
    assert len(rows) == len(texts(before))
    filled = translated(rows, *languages)
    (tmp_path / "t.csv").write_text(table(filled), encoding="utf-8")

    outcome = program("check", "q.yaml", "--take", "t.csv")

    assert (outcome.code, outcome.out) == (0, "q.yaml\n"), outcome.err
    data = path.read_bytes()
    after = data.decode().removeprefix("\ufeff")
    assert data.startswith(b"\xef\xbb\xbf") == bool(bom)
    assert (after.count("\n") == after.count("\r\n")) == (end == "\r\n")
    now = texts(after)
    for row, given in zip(rows, filled, strict=True):
        old, new = texts(before)[row["name"], row["key"]], now[row["name"], row["key"]]
        assert {tag: text.rstrip() for tag, text in new.items() if tag not in languages} == {
            tag or "en": text.rstrip() for tag, text in old.items() if tag not in languages
        }
        assert [new[tag].strip() for tag in languages] == [given[tag].strip() for tag in languages]
    assert comments(after.replace("\r", "")) == comments(before)
    assert parse_questionnaire(data, "q.yaml").questionnaire is not None
    # Whoever takes it twice changes nothing.
    again = program("check", "q.yaml", "--take", "t.csv")
    assert (again.code, again.out, again.err) == (0, "", "Taken: 0\n")
    assert path.read_bytes() == data


def test_one_translation_changes_one_line(program: Any, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(LAYOUTS, encoding="utf-8")
    rows = [row | {"fr": "Bonjour"} for row in exported(program) if (row["name"], row["key"]) == ("who", "label")]
    (tmp_path / "t.csv").write_text(table(rows), encoding="utf-8")

    outcome = program("check", "q.yaml", "--take", "t.csv")

    assert outcome.err == "Taken: 1 (fr 1)\n"
    assert (tmp_path / "q.yaml").read_text(encoding="utf-8") == LAYOUTS.replace("Qui êtes-vous ?", "Bonjour")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_spreadsheets_save_is_taken(program: Any, tmp_path: Path, separator: str, encoding: str) -> None:
    (tmp_path / "q.yaml").write_text(HEAD + "  - name: a\n    type: text\n    label: =A, -b\n", encoding="utf-8")
    rows = exported(program, "--language", "fr")
    assert rows[1]["en"] == "'=A, '-b"
    rows = [row | {"fr": row["en"].replace("A", "Ä")} for row in rows]
    (tmp_path / "t.csv").write_text(table(rows, separator=separator), encoding=encoding)

    assert program("check", "q.yaml", "--take", "t.csv").err == "Taken: 2 (fr 2)\n"
    assert texts((tmp_path / "q.yaml").read_text(encoding="utf-8"))["a", "label"] == {"en": "=A, -b", "fr": "=Ä, -b"}


TWO = "  - name: a\n    type: text\n    label: {en: Age, fr: Âge}\n  - {name: b, type: text, label: {en: 'Hi ${a}'}}\n"

# How the file or a row changes between export and take, and the code of the row that is not taken.
REFUSED = [
    (("Age", "Years"), {}, "translation-source-changed"),
    (("Âge", "Ans"), {}, "translation-changed"),
    (("name: a", "name: c"), {}, "translation-unknown-text"),
    (None, {"fr": "Bonjour"}, "translation-references"),
    (None, {"fr": "Bonjour ${b}"}, "translation-references"),
    (None, {"fr": "Bonjour ${ a }"}, "translation-references"),
    (None, {"fr": "Bonjour ${a"}, "translation-references"),
]


@pytest.mark.parametrize(("change", "cells", "code"), REFUSED)
def test_what_has_changed_is_named_and_not_taken(
    program: Any, tmp_path: Path, change: tuple[str, str] | None, cells: dict[str, str], code: str
) -> None:
    before = HEAD + TWO.replace("Hi ${a}", "Hi") if change else HEAD + TWO
    (tmp_path / "q.yaml").write_text(before, encoding="utf-8")
    rows = exported(program)
    number = 0 if change else 1
    rows = [row | {"fr": f"Nouveau {row['name']}"} for row in rows if row["name"]]
    rows[number] |= cells
    rows[1 - number]["fr"] = "Salut ${a}" if change is None and number == 0 else "Salut"
    (tmp_path / "t.csv").write_text(table(rows), encoding="utf-8")
    changed = before.replace(*change) if change else before
    (tmp_path / "q.yaml").write_text(changed, encoding="utf-8")

    outcome = program("check", "q.yaml", "--take", "t.csv")

    assert outcome.code == 1
    assert outcome.err.startswith(f"t.csv:{number + 2}: error: ")
    assert outcome.err.endswith("Taken: 1 (fr 1) · not taken: 1\n")
    after = (tmp_path / "q.yaml").read_text(encoding="utf-8")
    assert texts(after)[rows[1 - number]["name"], "label"]["fr"] == "Salut"
    name = "c" if code == "translation-unknown-text" else rows[number]["name"]
    assert texts(after)[name, "label"] == texts(changed)[name, "label"]


def test_without_the_column_state_nothing_that_is_there_is_replaced(program: Any, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(HEAD + TWO, encoding="utf-8")
    rows = [{"name": "a", "key": "label", "fr": "Ans"}, {"name": "b", "key": "label", "fr": "Salut ${a}"}]
    (tmp_path / "t.csv").write_text(table(rows), encoding="utf-8")

    outcome = program("check", "q.yaml", "--take", "t.csv")

    assert outcome.err.endswith("Taken: 1 (fr 1) · not taken: 1\n")
    assert "fr: Âge" in (tmp_path / "q.yaml").read_text(encoding="utf-8")


def test_placeholders_are_missing_translations(program: Any, tmp_path: Path) -> None:
    assert program("new", "q.yaml", "--yes", "--language", "en", "--language", "sw").code == 0
    rows = exported(program)
    assert {row["sw"] for row in rows} == {""}
    checked = program("check", "q.yaml")
    assert checked.out == (
        f"q.yaml: warning: {len(rows)} translations are missing: sw {len(rows)}\n"
        "   = run: sstc-survey check q.yaml --translations\n"
    )
    assert len(json.loads(program("check", "q.yaml", "--format", "json").out)) == len(rows)
    # A row that still has its placeholder is left alone.
    rows = [row | {"sw": f"[sw] {row['en']}" if number % 2 else "Kiswahili"} for number, row in enumerate(rows)]
    rows = [row | {"sw": row["sw"] + "".join(re.findall(r"[$]{\w+}", row["en"]))} for row in rows]
    (tmp_path / "t.csv").write_text(table(rows), encoding="utf-8")
    assert program("check", "q.yaml", "--take", "t.csv").code == 0
    left = exported(program, "--missing")
    assert [row["key"] for row in left] == [row["key"] for row in rows[1::2]]


def test_the_list_says_for_each_language_what_is_missing(program: Any, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(HEAD.replace("T\n", "{en: T, fr: T}\n") + TWO, encoding="utf-8")

    outcome = program("check", "q.yaml", "--translations", "--language", "fr", "--language", "km")

    assert outcome.code == 0
    assert outcome.out == (
        "q.yaml: 3 texts in en\n"
        "  fr  2 translated, 1 missing\n"
        "  km  0 translated, 3 missing\n"
        "\n"
        "line  text     missing in  en\n"
        "   3  title    km          T\n"
        "   7  a/label  km          Age\n"
        "   8  b/label  fr km       Hi ${a}\n"
    )
    document = json.loads(program("check", "q.yaml", "--translations", "--format", "json").out)
    assert document["languages"] == ["fr"]
    assert [(each["name"], each["key"], each["line"], each["missing"]) for each in document["texts"]] == [
        ("", "title", 3, []),
        ("a", "label", 7, []),
        ("b", "label", 8, ["fr"]),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("q.yaml", "--missing"), "--translations"),
        (("q.yaml", "--format", "csv"), "--translations"),
        (("q.yaml", "--language", "fr"), "--translations"),
        (("q.yaml", "q.yaml", "--translations"), "several questionnaires"),
        (("q.yaml", "--translations", "--take", "t.csv"), "--take"),
        (("-", "--take", "t.csv"), "--take"),
        (("q.yaml", "--translations", "--language", "Français"), "Français"),
        (("q.yaml", "--take", "none.csv"), "none.csv"),
        (("q.yaml", "--take", "other.csv"), "other.csv:1"),
        (("broken.yaml", "--translations"), "broken.yaml"),
        (("broken.yaml", "--take", "t.csv"), "broken.yaml"),
    ],
)
def test_what_cannot_be_done_is_said(program: Any, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "q.yaml").write_text(HEAD + TWO, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "t.csv").write_text("name,key,fr\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text("question,text\n", encoding="utf-8")

    outcome = program("check", *arguments)

    assert outcome.code == 2
    assert said in outcome.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_questionnaire_stays(program: Any, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(HEAD + TWO, encoding="utf-8")
    (tmp_path / "t.csv").write_text("name,key,fr\nb,label,Salut ${a}\n", encoding="utf-8")
    (tmp_path / "q.yaml").chmod(0o444)

    assert program("check", "q.yaml", "--take", "t.csv").code == 2
    assert (tmp_path / "q.yaml").read_text(encoding="utf-8") == HEAD + TWO


def test_the_copies_beside_answers_are_not_translated(program: Any, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(HEAD + "  - {name: b, type: text, label: B}\n", encoding="utf-8")
    (tmp_path / "t.csv").write_text("name,key,fr\nb,label,Salut\n", encoding="utf-8")
    (tmp_path / "r.yaml").write_text("b: x\n", encoding="utf-8")
    assert program("run", "q.yaml", "--replies", "r.yaml").code == 0
    (copy,) = tmp_path.glob("answers/a/questionnaires/*")
    before = copy.read_bytes()

    assert program("check", str(copy), "--take", "t.csv").code == 2
    assert copy.read_bytes() == before


@pytest.mark.parametrize("path", sorted(Path(__file__).parents[2].glob("examples/questionnaires/*.yaml")), ids=str)
def test_the_examples_take_a_new_language_whole(program: Any, tmp_path: Path, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    (tmp_path / "q.yaml").write_text(text, encoding="utf-8")
    rows = exported(program, "--language", "tl")
    source = next(key for key in rows[0] if key not in ("name", "key", "tl", "state"))
    rows = [row | {"en": row[source]} for row in rows]
    filled = [{key: row[key] for key in row if key != "en" or source == "en"} for row in translated(rows, "tl")]
    (tmp_path / "t.csv").write_text(table(filled), encoding="utf-8")

    outcome = program("check", "q.yaml", "--take", "t.csv")

    assert (outcome.code, outcome.out) == (0, "q.yaml\n"), outcome.err
    after = (tmp_path / "q.yaml").read_text(encoding="utf-8")
    assert not [row for row in exported(program, "--language", "tl") if not row["tl"]]
    # Every line that was there is there, in its order.
    left = iter(line.strip() for line in after.splitlines())
    kept = [line for line in map(str.strip, text.splitlines()) if line and ("label" not in line and ":" not in line)]
    assert all(line in left for line in kept)
