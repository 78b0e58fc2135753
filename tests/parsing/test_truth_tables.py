"""A condition that is said to be always the same is so for whatever is answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.expressions import Expression, MappingContext, parse
from sstc_survey.parsing import Reader, Source, compose, converter_of
from sstc_survey.parsing.lint import Outline, TruthTables
from sstc_survey.questionnaire import Questionnaire

BASE = """\
id: a
version: 1
title: T
questions:
  - {name: age, type: integer, label: Age, min: 5, max: 60}
  - {name: share, type: decimal, label: Share, min: 0}
  - {name: sex, type: select_one, label: Sex, choices: {f: A woman, m: A man, 3: Another}}
  - name: media
    type: select_multiple
    label: Media
    choices: {tv: Television, radio: Radio, none: {label: None of these, exclusive: true}}
  - {name: who, type: text, label: Who}
  - {name: born, type: date, label: Born, min: 1900-01-01, max: 2020-12-31}
  - {name: agreed, type: acknowledge, label: Agreed}
  - {name: adult, type: calculate, calculation: "${age} >= 18"}
  - name: q
    type: text
    label: Q
"""

NAMES = st.sampled_from(["${age}", "${share}", "${sex}", "${who}", "${born}", "${agreed}", "${adult}"])
CONSTANTS = "0 5 4.5 18 60 61 '' 'f' 'm' '3' 3 'OK' 'true' 'x' '18' '1900-01-01' '1950-05-05' date('2021-01-01') true()"
LITERALS = st.sampled_from(CONSTANTS.split())
COMPARISONS = st.builds(
    "{} {} {}".format, NAMES, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), LITERALS
) | st.builds("selected(${{media}}, {})".format, st.sampled_from(["'tv'", "'radio'", "'none'", "'tv radio'", "''"]))
CONDITIONS = st.recursive(
    COMPARISONS | st.sampled_from(["${media} = ''", "count-selected(${media}) > 1", "${age} + 1 > 3", "1 = 1"]),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
        | st.builds("not({})".format, inner)
    ),
    max_leaves=5,
)
NUMBERS = st.integers(5, 60).map(str)
ANSWERS = st.fixed_dictionaries(
    {
        "age": NUMBERS | st.just(""),
        "share": st.floats(0, 100).map(lambda number: f"{number:.2f}") | st.just(""),
        "sex": st.sampled_from(["", "f", "m", "3"]),
        "media": st.sampled_from(["", "tv", "radio", "none", "tv radio"]),
        "who": st.sampled_from(["", "x", "f", "OK", "18", "0", "true", "-3", "1950-05-05"]) | st.text(max_size=3),
        "born": st.dates().map(str).filter(lambda day: "1900-01-01" <= day <= "2020-12-31") | st.just(""),
        "agreed": st.sampled_from(["", "OK"]),
        "adult": st.sampled_from(["", "true", "false"]),
    }
)


@pytest.fixture(scope="module")
def outline() -> Outline:
    source = Source("f.yaml", BASE)
    root = compose(source).root
    assert root is not None
    reader = Reader(source, {})
    converter_of(Questionnaire)(reader, root, "f.yaml")
    assert reader.problems == []
    return Outline(reader)


@with_examples(200)
@given(CONDITIONS, st.lists(ANSWERS, min_size=1, max_size=10))
def test_no_answer_contradicts_what_is_always_so(outline: Outline, condition: str, tries: list[dict[str, str]]) -> None:
    read = parse(condition)
    assert isinstance(read, Expression)
    fixed = TruthTables(outline).fixed_truth(outline.names["q"], read.tree)
    if fixed is not None:
        assert {read.boolean(MappingContext(dict(answers))) for answers in tries} == {fixed}


@pytest.mark.parametrize(
    ("condition", "fixed"),
    [
        ("${age} < 5", False),
        ("${age} >= 5", None),
        ("${age} >= 5 or ${age} = ''", True),
        ("${share} < 0 or ${share} > 5 and ${share} < 5.5", None),
        ("${share} > 5 and ${share} < 5", False),
        ("${age} > 5 and ${age} < 6", False),
        ("${share} > 5 and ${share} < 6", None),
        ("${born} > '2020-12-31'", False),
        ("${born} != '2021-01-01'", True),
        ("${who} = 'a' and ${who} = 'b'", False),
        ("${who} < 'a'", False),
        ("${sex} = 'f' or ${sex} = 'm' or ${sex} = 3 or ${sex} = ''", True),
        ("selected(${media}, 'none') and count-selected(${media}) > 1", False),
        ("${adult} = 'yes'", False),
        ("${age} + 1 < 0", None),
        ("sum(${age}) < 0", None),
        ("random() < 2", None),
    ],
)
def test_what_is_always_so(outline: Outline, condition: str, fixed: bool | None) -> None:
    read = parse(condition)
    assert isinstance(read, Expression)
    assert TruthTables(outline).fixed_truth(outline.names["q"], read.tree) is fixed
