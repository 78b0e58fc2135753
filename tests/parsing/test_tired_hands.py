"""What `check` says of files that a tired hand wrote: the cause at its very characters, and nothing that follows.

A case is a file or, where it begins with an indented line, the questions of one; «» stand round the place of a problem.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from sstc_survey.parsing import parse_questionnaire
from sstc_survey.problems import Problem

HEAD = 'id: a\nversion: "1"\ntitle: T\nquestions:\n'
NBSP, IDEOGRAPHIC, NARROW, ZERO = "\u00a0", "\u3000", "\u202f", "\u200b"
AGE = "  - name: age\n    type: integer\n    label: Your age\n"
SELECT = "  - name: a\n    type: select_one\n    label: A\n    choices:\n"
GROUP = "  - name: g\n    type: group\n    label: G\n    questions:\n"
REST = "    type: text\n    label: A\n"
INNER = "        type: text\n        label: B\n"
WHO = "  - name: who\n    type: text\n    label: Your name\n"

# The code of every problem that is marked, and a part of its remedy.
CASES: list[tuple[str, str, str]] = [
    # Blanks that are none for YAML.
    (f"  - name: a\n«{NBSP * 4}»type: text\n    label: A\n", "yaml-lookalike", "use ordinary spaces"),
    (f"  - name: a\n  «{NBSP * 2}»type: text\n  «{NBSP * 2}»label: A\n", "yaml-lookalike", "use ordinary spaces"),
    (f"«{NBSP * 2}»- name: a\n    type: text\n    label: A\n", "yaml-lookalike", "use ordinary spaces"),
    (f"  -«{NBSP}»name: a\n    type: text\n    label: A\n", "yaml-lookalike", "use ordinary spaces"),
    (f"  - name:«{NBSP}»a\n    type: text\n    label: A\n", "yaml-lookalike", "use ordinary spaces"),
    (f"  - name: a\n    type:«{IDEOGRAPHIC}»text\n    label: A\n", "yaml-lookalike", "use ordinary spaces"),
    (f"  - name: a\n    type«{NARROW}»: text\n    label: A\n", "yaml-lookalike", "use ordinary spaces"),
    (f"  - name: a\n    type: text\n«{IDEOGRAPHIC * 4}»label: A\n", "yaml-lookalike", "use ordinary spaces"),
    (f"  - name: a\n    «{ZERO}»type: text\n    label: A\n", "yaml-lookalike", "remove it"),
    (f"«{ZERO}»id: a\nversion: 1\ntitle: T\nquestions:\n{WHO}", "yaml-lookalike", "remove it"),
    (f"{WHO}  - name: b\n«{NBSP * 4}»type: text\n    label: |\n      One\n      two\n", "yaml-lookalike", "ordinary"),
    # Colons and dashes of another script.
    ("  - name: a\n    type: text\n    label«：» A\n", "yaml-lookalike", 'use ":" and a space'),
    ("  - name«：»a\n    type: text\n    label: A\n", "yaml-lookalike", 'use ":" and a space'),
    ("  - name: a\n    type«﹕» text\n    label: A\n", "yaml-lookalike", 'use ":" and a space'),
    ("id: a\nversion: 1\ntitle«：»T\nquestions«：»\n" + WHO, "yaml-lookalike", 'use ":" and a space'),
    ("  - name: a\n    type: text\n    label:\n      en«：» A\n      zh«：»甲\n", "yaml-lookalike", "and a space"),
    (SELECT + "      x«：» X\n      y«：»Y\n", "yaml-lookalike", "and"),
    ("  - name: a\n    type: text\n    label«：»|\n      One: two\n", "yaml-lookalike", "and a space"),
    ("  «–» name: a\n    type: text\n    label: A\n", "yaml-lookalike", 'use "-" and a space'),
    ("  «－» name: a\n    type: text\n    label: A\n", "yaml-lookalike", 'use "-" and a space'),
    (f"{WHO}  «—» name: a\n    type: text\n    label: A\n", "yaml-lookalike", 'use "-" and a space'),
    # A dash that was forgotten.
    (AGE + "    «name»: a\n    type: text\n    label: A\n", "yaml-no-dash", "write - name:"),
    (AGE + "    «name»: a\n    type: text\n    label: A\n" + WHO, "yaml-no-dash", "write - name:"),
    (AGE + "    «name»: a\n" + REST + "    «name»: b\n" + REST, "yaml-no-dash", "write - name:"),
    (AGE + "  «name»: a\n  type: text\n  label: A\n", "yaml-no-dash", "write - name:"),
    (AGE + "  «name»: a\n  type: text\n  label: |\n    One\n    two\n" + WHO, "yaml-no-dash", "write - name:"),
    (AGE + "  «name»: a\n    type: text\n    label: A\n" + WHO, "yaml-no-dash", "write - name:"),
    (AGE + "\n    «name»: a\n    type: text\n    label: A\n", "yaml-no-dash", "write - name:"),
    (AGE + "    «type»: text\n    name: a\n    label: A\n", "yaml-no-dash", "write - type:"),
    ("  «name»: a\n  type: text\n  label: A\n", "yaml-no-dash", "write - name:"),
    ("  «name»: a\n  type: text\n  label: A\n" + WHO, "yaml-no-dash", "write - name:"),
    (
        GROUP + "      - name: a\n        type: note\n        label: A\n        «name»: b\n" + INNER,
        "yaml-no-dash",
        "- name:",
    ),
    (GROUP + "      «name»: a\n      type: text\n      label: A\n", "yaml-no-dash", "write - name:"),
    # Braces without the $.
    (AGE + "  - name: a\n    type: text\n    label: «{age}» years\n", "yaml-braces", "write ${age}"),
    (AGE + "  - name: a\n    type: text\n    label: «{ age }»\n", "yaml-braces", "write ${age}"),
    (AGE + "  - name: a\n    type: text\n    label: A\n    relevant: «{age}» > 3\n", "yaml-braces", "write ${age}"),
    (AGE + "  - name: a\n    type: text\n    label:\n      en: «{age}» years\n", "yaml-braces", "write ${age}"),
    (AGE + "  - name: a\n    type: text\n    label: At «{age}»?\n", "unfilled-braces", "write ${age}"),
    (AGE + "  - name: a\n    type: text\n    label: At «{{age}}»?\n", "unfilled-braces", "write ${age}"),
    (AGE + "  - name: a\n    type: text\n    label: At «{age.shown}»?\n", "unfilled-braces", "write ${age}"),
    (AGE + "  - name: a\n    type: text\n    label: At «$age»?\n", "unfilled-braces", "write ${age}"),
    (AGE + "  - name: a\n    type: text\n    label: At «$(age)»?\n", "unfilled-braces", "write ${age}"),
    (AGE + "  - name: a\n    type: text\n    label: A\n    hint: {en: 'At «{age}»'}\n", "unfilled-braces", "${age}"),
    (AGE + "  - {name: a, type: select_one, label: A, choices: {b: 'At «{age}»'}}\n", "unfilled-braces", "${age}"),
    # Words that are nothing.
    (SELECT + "      «null»: No\n      b: B\n", "null-word", '"null"'),
    (SELECT + "      «null»: «Null»\n", "null-word", 'write "'),
    ("  - name: «null»\n    type: text\n    label: A\n", "null-word", '"null"'),
    ("  - name: a\n    type: text\n    label: «NULL»\n", "null-word", '"NULL"'),
    ("id: a\nversion: 1\ntitle: «Null»\nquestions:\n" + WHO, "null-word", '"Null"'),
    # A sign that begins a comment.
    ("  - name: a\n    type: text\n    label: «Question» #3\n", "text-cut-off", '"Question #3"'),
    ("  - name: a\n    type: text\n    label: «Question» #3: why?\n", "text-cut-off", '"Question #3: why?"'),
    ("  - name: a\n    type: text\n    label: «The» # of people?\n", "text-cut-off", '"The # of people?"'),
    ("  - name: a\n    type: text\n    label: «Reason» # 1\n", "text-cut-off", '"Reason # 1"'),
    ('  - name: a\n    type: text\n    label: «The "first"» #1\n', "text-cut-off", "'The \"first\" #1'"),
    ("  - name: a\n    type: text\n    label: {en: A}\n    hint:\n      en: «See» #3\n", "text-cut-off", '"See #3"'),
    (SELECT + "      b: «Bus» #3\n", "text-cut-off", '"Bus #3"'),
    (SELECT + "      c:\n        label: «Bus» #3\n", "text-cut-off", '"Bus #3"'),
    ("id: a\nversion: 1\ntitle: «Form» #3\nquestions:\n" + WHO, "text-cut-off", '"Form #3"'),
    ("  - name: a\n    type: text\n    label:«» # of people\n", "empty-before-comment", '"# of people"'),
    (SELECT + "      b:«» #3\n", "empty-before-comment", '"#3"'),
]

# Nothing of this is a fault.
SOUND = [
    "  - name: a\n    type: text\n    label: 请说明：原因\n",
    "  - name: a\n    type: text\n    label: |\n      说明：\n      name：x\n      – name: y\n      {age} #3\n",
    "  - name: a\n    type: text\n    label: 你好\n      name：再见\n",
    f"  - name: a\n    type: text\n    label: |\n      {IDEOGRAPHIC}{IDEOGRAPHIC}name: 段落\n",
    f"  - name: a\n    type: text\n    label: 12{NBSP}000{NARROW}%\n",
    "  - name: a\n    type: text\n    label: 'Question #3'\n",
    "  - name: a\n    type: text\n    label: Question#3\n",
    "  - name: a\n    type: text\n    label: Your name # ask gently\n",
    "  - name: a\n    type: text\n    label: Your name # check: ignore no-label\n",
    "  - name: a\n    type: text\n    label: At {place} and $5\n",
    SELECT + "      yes: Yes\n      no: No\n      on: One\n      off: 1.0\n      01: true\n      12: false\n",
    SELECT + "      1:30: 2016-09-07\n      'null': 'Null'\n      nil: None\n      1_000: 1e3\n",
]


def problems_of(text: str) -> list[Problem]:
    return parse_questionnaire(text.encode(), "f.yaml", advice=True).problems


def unmarked(marked: str) -> tuple[str, list[tuple[int, int, int]]]:
    """Return a text without its marks, and the line, column and length of what they stood round."""
    places, lines = [], []
    for number, line in enumerate(marked.split("\n"), start=1):
        text = line
        while (start := text.find("«")) >= 0:
            length = text.index("»") - start - 1
            places.append((number, start + 1, max(1, length)))
            text = text.replace("«", "", 1).replace("»", "", 1)
        lines.append(text)
    return "\n".join(lines), places


@pytest.mark.parametrize(("case", "code", "remedy"), CASES, ids=[f"{code}-{n}" for n, (_, code, _) in enumerate(CASES)])
def test_the_cause_alone_is_reported(case: str, code: str, remedy: str) -> None:
    text, places = unmarked(HEAD + case if case.startswith(("  ", "«" + NBSP)) else case)

    found = problems_of(text)

    assert [problem.code for problem in found] == [code] * len(places)
    assert [problem.place[1:4] for problem in found if problem.place] == places
    assert remedy in found[0].remedy


@pytest.mark.parametrize("case", SOUND)
def test_nothing_is_said_of_what_is_sound(case: str) -> None:
    assert not problems_of(HEAD + case)


@pytest.mark.parametrize("case", SOUND)
def test_what_is_sound_stays_so_beside_a_fault(case: str) -> None:
    """A fault elsewhere makes the whole text suspicious, and yet nothing else in it is."""
    found = problems_of(f"{HEAD}{case}  - name: z\n    type：text\n    label: Z\n")

    assert [problem.code for problem in found] == ["yaml-lookalike"]


def test_causes_come_first_and_every_other_problem_of_the_file_after_them() -> None:
    text = HEAD + "  - name: a\n    type: txt\n    label: A\n  - name: b\n    type：text\n    lable: B\n"

    assert [(problem.code, problem.place and problem.place.line) for problem in problems_of(text)] == [
        ("yaml-lookalike", 9),
        ("unknown-type", 6),
        ("unknown-key", 10),
    ]


def test_every_fault_of_an_expression_is_reported_unknown_names_too() -> None:
    text = (
        HEAD + AGE + "  - name: a\n    type: text\n    label: A\n    relevant: len(${agee}) => 3 && foo(${age}) == 2\n"
    )

    assert [(problem.code, problem.place and problem.place.column) for problem in problems_of(text)] == [
        ("expression-unknown-function", 15),
        ("expression-unknown-name", 19),
        ("expression-foreign-operator", 28),
        ("expression-foreign-operator", 33),
        ("expression-unknown-function", 36),
        ("expression-double-equals", 48),
    ]


def test_places_behind_what_was_repaired_are_those_of_the_file() -> None:
    text = HEAD + AGE + "  name：a\n  type: text\n  label: A\n  relevant: ${agee} > 3\n"

    (misspelt,) = (problem for problem in problems_of(text) if problem.code == "expression-unknown-name")

    assert misspelt.place is not None
    assert misspelt.place[1:] == (11, 13, 7, "  relevant: ${agee} > 3")


EXAMPLES = sorted(Path(__file__).parents[2].glob("examples/questionnaires/*.yaml"))[::3]
# Which part of a line is replaced, and by what.
SLIPS = [
    (r"(?<=\w): ", "："),
    (r"(?<=\w): ", f":{NBSP}"),
    (r"^  (?= *\w)", NBSP * 2),
    (r"- (?=name:)", f"–{NBSP}"),
    (r"- (?=name:)", "  "),
]


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
@pytest.mark.parametrize(("part", "instead"), SLIPS)
def test_one_slip_in_an_example_is_one_problem_more(path: Path, part: str, instead: str) -> None:
    """One line after the other gets the slip, of which nothing else follows."""
    lines = path.read_text(encoding="utf-8").splitlines()
    before = Counter(problem.code for problem in problems_of("\n".join(lines)))
    can = [number for number, line in enumerate(lines) if re.search(part, line) and "#" not in line and '"' not in line]
    for number in can[:: max(1, len(can) // 3)]:
        slipped = re.sub(part, instead, lines[number], count=1)
        found = problems_of("\n".join([*lines[:number], slipped, *lines[number + 1 :]]))
        more = Counter(problem.code for problem in found) - before
        assert set(more) <= {"yaml-lookalike", "yaml-no-dash"}, (number + 1, slipped, found)
