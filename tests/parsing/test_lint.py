"""What `check` says of expressions: one problem for each snippet, at the very characters; nothing of sound ones.

A snippet is questions behind those of BASE, with «» round the place of the problem.
"""

from __future__ import annotations

import pytest

from sstc_survey.parsing import parse_questionnaire
from sstc_survey.problems import Problem

BASE = """\
id: a
version: 1
title: T
questions:
  - {name: age, type: integer, label: Age, min: 0, max: 120}
  - {name: sex, type: select_one, label: Sex, choices: {f: A woman, m: A man}}
  - name: media
    type: select_multiple
    label: Media
    choices: {tv: Television, radio: Radio, none: {label: None of these, exclusive: true}}
  - {name: who, type: text, label: Who}
  - {name: born, type: date, label: Born, min: 1900-01-01}
  - {name: seen, type: date, label: Seen}
  - {name: up, type: time, label: When do you get up?}
  - {name: best, type: rank, label: Order, choices: {a: First, b: Second, c: Third}}
  - {name: agreed, type: acknowledge, label: Agreed}
  - {name: adult, type: calculate, calculation: "${age} >= 18"}
  - {name: welcome, type: note, label: Welcome}
  - name: member
    type: repeat
    label: Member
    questions:
      - {name: name, type: text, label: Name}
      - {name: years, type: integer, label: Years}
      - {name: months, type: calculate, calculation: "${years} * 12"}
"""

# A constraint has words for the person whose answer it rejects.
WORDED = ("", "    constraint_message: M\n")

# Keys of one more question, and the code of the problem.
OF_A_QUESTION: list[tuple[str, str]] = [
    # Names.
    ("relevant: «${agee}» >= 18", "expression-unknown-name"),
    ("required: «${agee}» >= 18", "expression-unknown-name"),
    ("read_only: «${agee}» >= 18", "expression-unknown-name"),
    ("constraint: . != «${agee}»", "expression-unknown-name"),
    ("calculation: «${agee}» + 1", "expression-unknown-name"),
    ("default: «${agee}» + 1", "expression-unknown-name"),
    ("hint: You are «${agee}»", "expression-unknown-name"),
    ("required_message: You are «${agee}»", "expression-unknown-name"),
    ("constraint_message: {en: 'It''s «${agee}»'}", "expression-unknown-name"),
    ("hint: You are «${age»", "expression-unclosed-brace"),
    ("hint: You are «${ age }»", "expression-bad-reference"),
    ("default: ${age} «==» 1", "expression-double-equals"),
    ("relevant: «${welcome}» = 'x'", "takes-no-answer"),
    ("relevant: «${member}» = 'x'", "takes-no-answer"),
    ("hint: Of the «${member}»", "takes-no-answer"),
    ("calculation: jr:choice-name(${who}, '«${who}»')", "no-choices"),
    ("relevant: «position(..)» > 1", "expression-no-source"),
    # What follows from itself.
    ("relevant: «${q}» = 'x'", "cycle"),
    ("calculation: concat(«${q}», 'x')", "cycle"),
    # Order.
    ("relevant: «${later}» = 'x'", "forward-reference"),
    ("constraint: . != «${later}»", "forward-reference"),
    ("hint: Before «${later}»", "forward-reference"),
    ("calculation: concat(«${later}», '!')", "forward-reference"),
    ("default: concat(«${who}», '!')", "default-before-answer"),
    ("relevant: «${years}» > 5", "first-instance-only"),
    ("calculation: «${months}» + 1", "first-instance-only"),
    ("hint: Like «${name}»", "first-instance-only"),
    # Conditions.
    ("relevant: «${who}»", "bare-reference"),
    ("relevant: ${age} > 5 and not(«${who}»)", "bare-reference"),
    ("calculation: if(«${adult}», 'yes', 'no')", "bare-reference"),
    ("calculation: concat('Dear «${who}»', '!')", "quoted-reference"),
    ("constraint: regex(., «'[0-9]+'»)", "regex-without-anchors"),
    ("constraint: regex(., «'^[0-9]+'»)", "regex-without-anchors"),
    ("calculation: «${age} div 0»", "division-by-zero"),
    ("calculation: 1 + («${age} mod (2 - 2»))", "division-by-zero"),
    ("relevant: ${born} > «'2023-02-29'»", "no-such-date"),
    ("relevant: ${born} > «2023-02-28»", "unquoted-date"),
    ("relevant: ${born} > date(«'2023-02-29'»)", "expression-bad-date"),
    ("relevant: «${up} < '12:00'»", "time-comparison"),
    # Always the same.
    ("relevant: «${age} > 120»", "never-asked"),
    ("relevant: «${age} < 0»", "never-asked"),
    ("relevant: «${age} > 60 and ${age} < 18»", "never-asked"),
    ("relevant: «${sex} = 'f' and ${sex} = 'm'»", "never-asked"),
    ("relevant: «selected(${media}, 'none') and selected(${media}, 'tv')»", "never-asked"),
    ("relevant: «${adult} = 'yes'»", "never-asked"),
    ("relevant: «${born} < '1900-01-01'»", "never-asked"),
    ("relevant: «false()»", "never-asked"),
    ("relevant: «1 = 2»", "never-asked"),
    ("relevant: «${sex} != 'f' or ${sex} != 'm'»", "always-true"),
    ("relevant: ${who} = 'x' and («${age} != 200»)", "always-true"),
    ("required: «string-length('x') = 1»", "always-true"),
    ("constraint: . = 'x' or «${age} > 120»", "always-false"),
    ("constraint: «. = 'a' and . = 'b'»", "always-false"),
    ("calculation: if(«${age} > 200», 'old', 'young')", "always-false"),
    ("read_only: «count-selected(${media}) > 3»", "always-false"),
    # Codes.
    ("relevant: ${sex} = «'w'»", "unknown-code"),
    ("relevant: ${sex} = «1»", "unknown-code"),
    ("relevant: not(selected(${media}, «'tele'»))", "unknown-code"),
    ("relevant: ${agreed} = «'yes'»", "unknown-code"),
    ("relevant: selected-at(${best}, 0) = «'d'»", "unknown-code"),
    ("relevant: «${media} = 'tv'»", "equals-on-multiple"),
    ("relevant: ${age} > 1 and («'tv' != ${media}»)", "equals-on-multiple"),
    ("relevant: «${best} = 'a'»", "equals-on-multiple"),
    # Values.
    ("constraint: «${age} > 18»", "constraint-without-answer"),
    ("«default»: x\n    calculation: ${who}", "calculation-and-default"),
    ("«required»: true\n    read_only: true", "required-and-read-only"),
]

# What a repeat is counted by.
COUNTS: list[tuple[str, str]] = [
    ("«1000000»", "bad-repeat-count"),
    ("«-1»", "bad-repeat-count"),
    ("«2.5»", "bad-repeat-count"),
    ("«'many'»", "bad-repeat-count"),
    ("5 «times»", "expression-missing-operator"),
    ("«0»", "never-asked"),
    ("«${who}»", "repeat-count-not-number"),
    ("«${media}»", "repeat-count-not-number"),
    ("«${later}» + 1", "forward-reference"),
    ("count(«${x}»)", "cycle"),
]

INNER = "{name: x, type: text, label: X}"

# Whole questions, and the code of the problem.
QUESTIONS: list[tuple[str, str]] = [
    ("- {name: q, type: integer, label: Q, default: «ten»}", "bad-default"),
    ("- {name: q, type: integer, label: Q, «constraint»: . > 9}", "constraint-without-message"),
    ("- {name: q, type: integer, label: Q, max: 9, default: «10»}", "bad-default"),
    ("- {name: q, type: decimal, label: Q, default: «1.5.2»}", "bad-default"),
    ("- {name: q, type: date, label: Q, default: «2023-02-29»}", "bad-default"),
    ("- {name: q, type: date, label: Q, default: «27/11/2023»}", "bad-default"),
    ("- {name: q, type: date, label: Q, default: «today»}", "bad-default"),
    ("- {name: q, type: date, label: Q, default: today«(»}", "expression-unclosed-parenthesis"),
    ("- {name: q, type: integer, label: Q, default: «today(1)»}", "expression-arity"),
    ("- {name: q, type: range, label: Q, step: 2, default: «4»}", "bad-default"),
    ("- {name: q, type: select_one, label: Q, choices: {a: A}, default: «A»}", "bad-default"),
    ("- {name: q, type: select_multiple, label: Q, choices: {a: A, b: B}, default: «a c»}", "bad-default"),
    ("- {name: q, type: range, label: Q, start: 1, end: «1»}", "empty-scale"),
    ("- {name: q, type: range, label: Q, start: 0, end: «2000»}", "scale-too-long"),
    ("- {name: q, type: range, label: Q, step: «0.001»}", "scale-too-long"),
    ("- {name: q, type: range, label: Q, step: «0»}", "number-not-above"),
    ("- {name: q, type: time, label: Q, min: «24:00»}", "bad-time"),
    ("- {name: q, type: «geopoint», label: Q}", "unsupported-type"),
    ("- {name: q, type: «select_one_from_file places.csv», label: Q}", "unsupported-type"),
    ("- {name: q, type: «end group», label: Q}", "unsupported-type"),
    ("- {name: q, type: «begin group», label: Q}", "unknown-type"),
    ("- {name: q, type: «select_one yesno», label: Q, choices: {a: A}}", "unknown-type"),
    # A group is asked or not with all that is in it.
    ("- {name: g, type: group, relevant: «1 = 2», questions: [{name: q, type: text, label: Q}]}", "never-asked"),
    (
        """- name: g
    type: group
    relevant: ${sex} = 'f'
    questions:
      - {name: q, type: text, label: Q, relevant: "«${sex} = 'm'»"}""",
        "never-asked",
    ),
    (
        """- name: g
    type: group
    relevant: «${q}» = 'x'
    questions: [{name: q, type: text, label: Q}]""",
        "cycle",
    ),
    (
        """- {name: q, type: text, label: Q, relevant: "«${r}» = 'x'"}
  - {name: r, type: calculate, calculation: "concat(${s}, 'x')"}
  - {name: s, type: text, label: S, relevant: "${q} = 'x'"}""",
        "cycle",
    ),
    # A filter keeps its own choice, and no other's.
    (
        """- {name: q, type: select_one, label: Q, choices: {a: A, b: B}, choice_filter: "name != «${r}»"}
  - {name: r, type: select_one, label: R, choices: {a: A, b: B}, choice_filter: "name != ${q} or name = ${r}"}""",
        "cycle",
    ),
    # A count that no answer in the last instance ends.
    ('- {name: q, type: repeat, label: Q, repeat_count: "count(«${q}») + 1", questions: [' + INNER + "]}", "cycle"),
    (
        """- {name: k, type: calculate, calculation: "count(«${q}»)"}
  - {name: q, type: repeat, label: Q, repeat_count: "if(${k} < 3, ${k} + 1, 3)", questions: ["""
        + INNER
        + "]}",
        "cycle",
    ),
    (
        """- name: g
    type: repeat
    label: G
    questions:
      - {name: q, type: text, label: Q}
      - {name: r, type: text, label: R, default: "concat(«${q}», '')"}""",
        "default-before-answer",
    ),
]

# Questions that no one could object to.
SOUND: list[str] = [
    "relevant: ${age} >= 18 and (${sex} = 'f' or selected(${media}, 'tv')) and ${adult} = 'true'",
    "relevant: ${media} = '' or ${who} != '' or not(${age} >= 5) or ${agreed} = 'OK'",
    "relevant: ${media} = 'tv radio'",
    "relevant: count(${member}) > 1 and sum(${years}) > 10 and ${member_count} > 1",
    "relevant: indexed-repeat(${name}, ${member}, 2) = 'x'",
    "relevant: ${born} >= '1990-01-01' and ${born} < date('1991-01-01') and ${born} < today()",
    "relevant: ${born} != '' and ${seen} != '' and ${up} != '' and ${who} != ''",
    "relevant: ${born} > '1850-01-01' or ${seen} = '' or ${up} = '' or ${age} != ''",
    "relevant: ${best} != '' and ${agreed} != '' and ${adult} != '' and ${media} != '' and ${sex} != ''",
    "relevant: ${age} >= 0 and ${age} <= 120",
    "relevant: decimal-time(${up}) < decimal-time('12:00')",
    "relevant: ${sex} != 'f'",
    "relevant: ${age} != 5 or ${sex} = 'm'",
    "relevant: selected-at(${best}, 0) = 'a' and selected-at(${best}, 1) != 'a'",
    "relevant: true()",
    "required: true()",
    "required: ${sex} = 'm'",
    "read_only: ${q} != '' and random() < 0.5",
    "constraint: string-length(.) > 3 and (. != ${who} or ${age} > 18)",
    "constraint: regex(., '^[a-z]+$') and regex(., '.*x.*')",
    "constraint: ${q} != 'x'",
    "calculation: if(${age} > 18, 'old', if(${age} > 5, 'middle', 'young'))",
    "calculation: jr:choice-name(${sex}, '${sex}')",
    "calculation: once(concat(${who}, ' ', random()))",
    "default: Someone (if you know)",
    "default: concat('today is ', today())",
    "hint: Is ${who} the oldest of ${media}? It costs 5 $ {in all}",
]


# Whole questions that no one could object to.
SOUND_QUESTIONS: list[str] = [
    '- {name: q, type: select_one, label: Q, choices: {f: F, m: M}, choice_filter: "name != ${sex} or name = ${q}"}',
    """- {name: n, type: calculate, calculation: "count(${kid})"}
  - name: kid
    type: repeat
    label: Kid
    repeat_count: if(${n} = 0 or indexed-repeat(${more}, ${kid}, ${n}) = 'yes', ${n} + 1, ${n})
    questions:
      - {name: more, type: select_one, label: More?, choices: {"yes": "Yes", "no": "No"}}""",
    """- {name: n, type: calculate, calculation: "count(${kid})"}
  - {name: last, type: calculate, calculation: "indexed-repeat(${more}, ${kid}, ${n})"}
  - name: kid
    type: repeat
    label: Kid
    repeat_count: if(${n} = 0 or ${last} = 'yes', ${n} + 1, ${n})
    questions:
      - {name: more, type: select_one, label: More?, choices: {"yes": "Yes", "no": "No"}}""",
]


def found_in(snippet: str) -> tuple[list[Problem], tuple[int, int, int]]:
    """Return the problems of a snippet, and the place that it marks."""
    marked = f"{BASE}  {snippet}\n  - {{name: later, type: text, label: Later}}\n"
    before, _, rest = marked.partition("«")
    inside = rest.partition("»")[0]
    source = marked.replace("«", "").replace("»", "")
    problems = parse_questionnaire(source.encode(), "f.yaml", advice=True).problems
    return problems, (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1, len(inside))


def assert_one(snippet: str, code: str) -> None:
    problems, expected = found_in(snippet)
    assert [problem.code for problem in problems] == [code], [str(problem) for problem in problems]
    place = problems[0].place
    assert place is not None
    assert (place.line, place.column, place.length) == expected
    assert str(problems[0])


@pytest.mark.parametrize(("keys", "code"), OF_A_QUESTION)
def test_a_key_of_a_question(keys: str, code: str) -> None:
    # In a block, where no character has a meaning to YAML; a key that is marked itself, or has others, stands alone.
    key, _, text = keys.partition(": ")
    block = keys if "\n" in keys or "«" in key or key.endswith("message") else f"{key}: |-\n      {text}"
    assert_one(f"- name: q\n    type: text\n    label: Q\n{WORDED[key == 'constraint']}    {block}", code)


@pytest.mark.parametrize(("count", "code"), COUNTS)
def test_a_count_of_instances(count: str, code: str) -> None:
    repeat = "- {name: q, type: repeat, label: Q, questions: [{name: x, type: text, label: X}], repeat_count:"
    assert_one(f'{repeat} "{count}"}}', code)


@pytest.mark.parametrize(("questions", "code"), QUESTIONS)
def test_questions(questions: str, code: str) -> None:
    assert_one(questions, code)


@pytest.mark.parametrize("keys", SOUND)
def test_sound_keys_of_a_question(keys: str) -> None:
    key, _, text = keys.partition(": ")
    counted = "- {name: member_count, type: calculate, calculation: 'count(${member})'}\n  "
    message = WORDED[key == "constraint"]
    problems, _ = found_in(f"{counted}- name: q\n    type: text\n    label: Q\n{message}    {key}: |-\n      {text}")
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("questions", SOUND_QUESTIONS)
def test_sound_questions(questions: str) -> None:
    problems, _ = found_in(questions)
    assert [str(problem) for problem in problems] == []
