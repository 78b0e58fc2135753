"""What authors write who know SQL, JavaScript, Python, Excel, LimeSurvey or plain English: what to write here."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.expressions import Diagnostic, parse
from sstc_survey.expressions.faults import faults_of, references_in

HAS = "selected(${x}, 'a') for a choice, contains(${x}, 'a') for a part of a text"
HAS_NOT = "not(selected(${x}, 'a')) for a choice, not(contains(${x}, 'a')) for a part of a text"

# A source with «» round each fault, and what to write for each of them.
TABLE: list[tuple[str, list[str]]] = [
    # SQL
    ("${x} «between» 3 and 8", ["${x} >= 3 and ${x} <= 8"]),
    ("${x} «NOT BETWEEN» 3 AND 8", ["${x} < 3 or ${x} > 8"]),
    ("${x} «in» ('a', 'b')", ["selected('a b', ${x})"]),
    ("${x} «NOT IN» ('a','b')", ["not(selected('a b', ${x}))"]),
    ("${x} «is null»", ["${x} = ''"]),
    ("${x} «IS NOT NULL»", ["${x} != ''"]),
    ("${x} «like» 'a%'", ["starts-with(${x}, 'a')"]),
    ("${x} «LIKE» '%a'", ["ends-with(${x}, 'a')"]),
    ("${x} «like» '%a%'", ["contains(${x}, 'a')"]),
    ("${x} «not like» '%a%'", ["not(contains(${x}, 'a'))"]),
    ("${x} «like» 'a'", ["${x} = 'a'"]),
    ("${x} «not like» 'a'", ["${x} != 'a'"]),
    ("${x} «<>» 3", ["!="]),
    ("${x} > 3 «AND» ${y} < 2", ["and"]),
    ("«IFNULL»(${x}, 3)", ["coalesce(first, second)"]),
    # JavaScript
    ("${x} «==» 3", ["a single ="]),
    ("${x} «===» 3", ["="]),
    ("${x} «!==» 3", ["!="]),
    ("${x} «=>» 3", [">="]),
    ("${a} = 1 «&&» ${b} = 2 «||» ${c} = 3", ["and", "or"]),
    ("«!»${x}", ["not(${x})"]),
    ("«!»selected(${x}, 'a')", ["not(selected(${x}, 'a'))"]),
    ("«!»(${x} = 3)", ["not(${x} = 3)"]),
    ("${x} = 3 «?» 'a' : 'b'", ["if(${x} = 3, 'a', 'b')"]),
    ("${x}«.length» > 3", ["string-length(${x})"]),
    ("${x}«.includes»('a')", [HAS]),
    ("${x} «%» 2 = 0", ["mod"]),
    ("${x} = «null»", ["''"]),
    ("${x} = «undefined»", ["''"]),
    # Python
    ("${x} «in» ['a', 'b']", ["selected('a b', ${x})"]),
    ("'a' «in» ${x}", ["selected(${x}, 'a')"]),
    ("'a' «not in» ${x}", ["not(selected(${x}, 'a'))"]),
    ("${x} «is not» 3", ["${x} != 3"]),
    ("${x} «is» 3", ["${x} = 3"]),
    ("«not» ${x}", ["not(${x})"]),
    ("«not» ${x} = 3", ["not(${x} = 3)"]),
    ("'a' «if» ${x} = 1 else 'b'", ["if(${x} = 1, 'a', 'b')"]),
    ("«len»(${x}) > 3", ["string-length(text)"]),
    ("${x} = «True»", ["true()"]),
    ("${x} «**» 2", ["pow(a, b)"]),
    # Excel
    ("«ISBLANK»(${x})", ["${name} = ''"]),
    ("«LEN»(${x})", ["string-length(text)"]),
    ("if(${x}«;» 'a'«;» 'b')", [",", ","]),
    ("«IF»(${x}, 'a', 'b')", ["if()"]),
    ("«AND»(${x} = 1, ${y} = 2)", ["a and b"]),
    ("«YEAR»(${x}) > 2000", ["format-date(date, '%Y')"]),
    ("«MID»(${x}, 1, 2) = 'a'", ["substr(text, start, end)"]),
    # LimeSurvey and others
    ("${x}«.NAOK» «==» 'Y'", ["${x}", "a single ="]),
    ("«is_empty»(${x})", ["${name} = ''"]),
    ("«[x]» > 3", ["${x}"]),
    ("«{x}» > 3", ["${x}"]),
    ("«$x» > 3", ["${x}"]),
    ("«x» > 3", ["${x} for an answer, 'x' for a text"]),
    # Plain English
    ("${x} «contains» 'a'", [HAS]),
    ("${x} «contains» a", [HAS]),
    (
        "${x} «does not contain» 'a'",
        [HAS_NOT],
    ),
    ("${x} > 3 and «<» 8", ["${x} > 3 and ${x} < 8"]),
    (". >= 0 and «<=» 168", [". >= 0 and . <= 168"]),
    ("${x} = 1 or «=» 2", ["${x} = 1 or ${x} = 2"]),
    ("${x} «equals» 3", ["${x} = 3"]),
    ("${x} «is equal to» 3", ["${x} = 3"]),
    ("${x} «is greater than» 3", ["${x} > 3"]),
    ("${x} «less than or equal to» 3", ["${x} <= 3"]),
    ("${x} «at least» 3", ["${x} >= 3"]),
    ("${x} «is over» 18", ["${x} > 18"]),
    ("${x} «starts with» 'a'", ["starts-with(${x}, 'a')"]),
    ("${x} «ends with» 'a'", ["ends-with(${x}, 'a')"]),
    ("${x} «is empty»", ["${x} = ''"]),
    ("${x} «is not empty»", ["${x} != ''"]),
    ("${x} «exists»", ["${x} != ''"]),
    ("${x} «matches» '[0-9]+'", ["regex(${x}, '[0-9]+')"]),
    ("${x} «xor» ${y}", ["(${x} or ${y}) and not(${x} and ${y})"]),
    ("«if» ${x} = 1 then 'a' else 'b'", ["if(${x} = 1, 'a', 'b')"]),
    ("${x} > «1,5»", ["1.5"]),
    ("${x} «≥» 3", [">="]),
    ("${x} = «‘»a’", ["straight quotes: ' or \""]),
    # Several faults of one expression.
    ("count(${x}) > 0 «&&» «len»(${y}) > 2 and «foo»(${z}) = 1", ["and", "string-length(text)", "floor()"]),
    ("«bar»() + «round()» = «if(1)»", ["", "round(number, places)", "if(condition, then, otherwise)"]),
    (
        "«len»(«len»(«x»)) «==» «$y»",
        ["string-length(text)"] * 2 + ["${x} for an answer, 'x' for a text", "a single =", "${y}"],
    ),
    ("sum(«3») > 2 «&&» position(«1») «==» 3", ["sum(${name})", "and", "position(..)", "a single ="]),
    (
        "${x} «contains» 'a' «&&» ${y} «is null»",
        [HAS, "and", "${y} = ''"],
    ),
]


def marked(source: str, faults: list[Diagnostic]) -> str:
    """Return a source with «» round the faults."""
    for fault in reversed(faults):
        source = f"{source[: fault.start]}«{source[fault.start : fault.end]}»{source[fault.end :]}"
    return source


@pytest.mark.parametrize(("case", "instead"), TABLE, ids=[row[0] for row in TABLE])
def test_what_to_write_here(case: str, instead: list[str]) -> None:
    faults = faults_of(re.sub("[«»]", "", case))

    assert marked(re.sub("[«»]", "", case), faults) == case
    assert [re.sub("^(did you mean |write |use )|[?]$", "", fault.remedy) for fault in faults] == instead


@pytest.mark.parametrize("instead", sorted({each for _, remedies in TABLE for each in remedies if "${" in each}))
def test_what_to_write_is_an_expression(instead: str) -> None:
    assert not isinstance(parse(instead.partition(" for a")[0]), Diagnostic)


def test_of_the_syntax_only_the_first_fault_is_reported_and_others_beside_it() -> None:
    faults = faults_of("${x} == (3 and (4")

    assert [fault.code for fault in faults] == ["expression-double-equals", "expression-unclosed-parenthesis"]


@pytest.mark.parametrize("source", ["${x} = 'is null'", "'a in (b)' = ${x}", "concat('${x} contains', ' y') = 1"])
def test_quoted_texts_are_no_phrases(source: str) -> None:
    assert [fault.code for fault in faults_of(f"{source} == 1")] == ["expression-double-equals"]


WORDS = (
    "${x} ${y} . .. 'a' \"b\" 3 1.5 len( round( sum( ( ) , [ ] {x} $y == = != && || ! and or not in is null between "
    "like contains ? : < > => + - % / foo( if then else 1,5 ' “ ≥ \u2007 x if("
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join))
@with_examples(60)
@example("! ! ! not not ${x}")
@example("foo(bar(baz(")
def test_faults_are_found_exactly_where_the_parser_refuses(source: str) -> None:
    found = parse(source)
    faults = faults_of(source)

    assert bool(faults) == isinstance(found, Diagnostic)
    assert all(0 <= fault.start <= fault.end <= len(source) and fault.fault for fault in faults)
    assert len({(fault.start, fault.end, fault.code) for fault in faults}) == len(faults)


def test_references_of_a_faulty_expression() -> None:
    assert [each.name for each in references_in("${a} == '${b}' && foo(${c}")] == ["a", "c"]
