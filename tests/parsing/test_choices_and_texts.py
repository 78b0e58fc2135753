"""What `check` says of choices, texts and their translations: exactly these problems, at the places marked «»."""

from __future__ import annotations

import re

import pytest

from sstc_survey.parsing import parse_questionnaire

HEAD = "id: a\nversion: 1\ntitle: T\nquestions:\n"
REGION = "  - {name: region, type: select_one, label: Region, choices: {n: North, s: South}}\n"
LINES = "\n".join(f"      Line {number}" for number in range(1, 16))

CASES: dict[str, str] = {
    "codes that may be taken for one another": HEAD
    + """\
  - name: q
    type: select_one
    label: Q
    choices:
      1: Low
      «01|choices-confused»: High
      m: Metre
      «M|choices-confused»: Mega
      «\uff4d|choices-confused»: Wide
      caf\u00e9: One
      «cafe\u0301|choices-confused»: Two
      stra\u00dfe: Road
      «STRASSE|choices-confused»: Way
      \u17e2: «m|choices-confused»
      a: {label: «{en: East, fr: m}|choices-confused»}
      b: b
""",
    "columns and filters": HEAD
    + REGION
    + """\
  - name: town
    type: select_one
    label: Town
    choice_filter: region = ${region} and size != '9'
    choices:
      a: {label: A, region: n, size: 1}
      «b|choice-never-offered»: {label: B, region: nn}
      «c|choice-never-offered»: C
      d: {label: D, region: s, «sizes|unused-column»: 2}
      e: {label: E, region: s, «exclusve|unused-column»: true, size: 9}
""",
    "other has no columns": HEAD
    + REGION
    + """\
  - name: town
    type: select_one
    label: Town
    choice_filter: region = ${region}
    or_other: true
    choices:
      a: {label: A, region: n}
""",
    "a filter by several codes": HEAD
    + """\
  - {name: crops, type: select_multiple, label: Crops, choices: {rice: Rice, maize: Maize}}
  - name: best
    type: select_one
    label: Best
    choice_filter: selected(${crops}, name)
    choices:
      rice: Rice
      «beans|choice-never-offered»: Beans
""",
    "a filter of one value": HEAD
    + """\
  - name: best
    type: select_one
    label: Best
    choice_filter: «kind = 'grains'|always-false»
    choices:
      rice: {label: Rice, kind: grain}
      beans: {label: Beans, kind: pulse}
""",
    "a column that no choice has": HEAD
    + """\
  - name: best
    type: select_one
    label: Best
    choice_filter: «knd|expression-unknown-column» = 'grain'
    choices:
      rice: {label: Rice, kind: grain}
""",
    "a list that several questions filter": """\
choices:
  towns:
    a: {label: A, region: n, far: yes}
    b: {label: B, region: s}
"""
    + HEAD
    + REGION
    + """\
  - {name: t, type: select_one, label: T, choices: towns, choice_filter: "region = ${region}"}
  - {name: u, type: select_one, label: U, choices: towns, choice_filter: far = 'yes' or random() > 2}
  - {name: v, type: select_one, label: V, choices: towns}
""",
    "labels alike": HEAD
    + """\
  - name: q
    type: select_one
    label: Q
    choices:
      a: Yes, often
      b: «yes,  often|labels-alike»
      c: {label: «"YES, often"|labels-alike», exclusive: true}
  - name: r
    type: select_one
    label: R
    choices:
      a: {en: Yes, no: Ja}
      b: «{en: No, no: Ja}|labels-alike»
      c: Yes
""",
    "translations": """\
id: a
version: 1
title: {en: T, fr: T, zh: 题}
introduction: «{en: Hello, fr: Bonjour}|missing-translation»
questions:
  - name: q
    type: select_one
    label: {en: Q, fr: Q, zh-Hans: 问, zh: 问, «fe|lone-language»: Q}
    hint: «Choose|missing-translation»
    choices:
      a: «{en: A, fr: A}|missing-translation»
      b: ILO
  - {name: n, type: integer, label: «{fr: Nombre, zh: 数}|not-in-default-language»}
  - {name: w, type: integer, label: {en: 1, fr: 1, zh: 1}, hint: "123"}
""",
    "a language in one text of one": HEAD + "  - {name: q, type: text, label: {en: Q, fr: Q}}\n",
    "few texts are translated": """\
id: a
version: 1
title: {en: T, fr: T}
questions:
  - {name: q, type: text, label: Q, hint: {en: Q, fr: Q}}
  - {name: r, type: text, label: R}
""",
    "references that stay": """\
id: a
version: 1
title: T
closing: {en: "Thank you, «${who}|unfilled-reference»", fr: Merci}
questions:
  - {name: who, type: text, label: {en: Who, fr: Qui}}
""",
    "a long question": HEAD + f"  - name: q\n    type: text\n    label: «|longer-than-screen»|\n{LINES}\n      more\n",
    "a question that fits": HEAD + f"  - name: q\n    type: text\n    label: |\n{LINES}\n",
    "a question with many choices": HEAD
    + "  - name: q\n    type: select_multiple\n    label: «Q|longer-than-screen»\n    choices:\n"
    + "".join(f"      c{number}: Choice {number}\n" for number in range(15)),
    "a question of wide characters": HEAD
    + "  - {name: q, type: note, label: «"
    + "你" * 600
    + "|longer-than-screen»}\n",
    "a long list asked by its letters": HEAD
    + "  - name: q\n    type: select_one\n    label: Q\n    choices:\n"
    + "".join(f"      c{number}: Choice {number}\n" for number in range(40)),
    "remarks that silence": HEAD
    + """\
  - {name: x, type: text, label: X}
  - {name: q, type: text, label: Q, relevant: "${x}"} # check: ignore bare-reference
  # check: ignore bare-reference, forward-reference
  - {name: r, type: text, label: "${t}", relevant: "${x}"}
  - {name: s, type: text, label: S, relevant: "«${x}|bare-reference»"} # check: ignore forward-reference
  - name: t
    type: text
    label: T
    relevant: > # check: ignore bare-reference
      ${x}
      or ${x}
  - {name: u, type: text, label: U, relevant: "«${v}|expression-unknown-name»"} # check: ignore expression-unknown-name
  - {name: w, type: text, label: W} # check: ignore «bare-referense|unknown-ignore»
  - {name: y, type: text, label: "# check: ignored?"}
""",
}


def split(marked: str) -> tuple[str, list[tuple[str, int, int]]]:
    """Return a source without its marks, and code, line and column of each mark."""
    found: list[tuple[str, int, int]] = []
    source = ""
    for part in re.split("(«.*?»)", marked, flags=re.DOTALL):
        if part.startswith("«"):
            text, _, code = part[1:-1].rpartition("|")
            found.append((code, source.count("\n") + 1, len(source.rpartition("\n")[2]) + 1))
            source += text
        else:
            source += part
    return source, found


@pytest.mark.parametrize("marked", CASES.values(), ids=CASES)
def test_advice(marked: str) -> None:
    source, expected = split(marked)
    problems = parse_questionnaire(source.encode(), "f.yaml", advice=True).problems
    found = [(problem.code, problem.place.line, problem.place.column) for problem in problems if problem.place]
    assert sorted(found) == sorted(expected), "\n".join(map(str, problems))


def test_only_errors_are_looked_for_without_being_asked() -> None:
    source, _ = split(CASES["labels alike"])
    assert parse_questionnaire(source.encode(), "f.yaml").problems == []


BLANKS = (
    " \t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u2064\u3000\ufeff\u3164\u2800"
)


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
def test_a_code_with_a_blank_of_any_kind_is_refused(blank: str) -> None:
    for code in (f"a{blank}b", f"{blank}b", f"a{blank}"):
        written = "".join(f"\\u{ord(each):04x}" for each in code)
        text = HEAD + f'  - {{name: q, type: select_multiple, label: Q, choices: {{"{written}": A, c: C}}}}\n'
        outcome = parse_questionnaire(text.encode(), "f.yaml")
        assert [problem.code for problem in outcome.problems] == ["bad-code"]
    text = HEAD + f'  - {{name: q, type: select_one, label: Q, choices: {{ab: "a{ascii(blank)[1:-1]}b"}}}}\n'
    assert parse_questionnaire(text.encode(), "f.yaml").questionnaire is not None


def test_every_character_that_parts_words_is_a_blank_in_a_code() -> None:
    from sstc_survey.questionnaire import CODE_PATTERN

    for code in range(0x110000):
        if chr(code).isspace() or not f"a{chr(code)}b".split()[0].endswith("b"):
            assert not re.fullmatch(CODE_PATTERN, f"a{chr(code)}b", re.ASCII), hex(code)
