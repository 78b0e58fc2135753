"""What is refused: the code, the exact place, and the remedy."""

from __future__ import annotations

import pytest

from sstc_survey.expressions import FUNCTIONS, Diagnostic, Expression, parse

# source with «the place» marked, code after "expression-", a part of the hint (None: no hint).
TABLE: list[tuple[str, str, str | None]] = [
    ("«»", "empty", None),
    ("«  »", "empty", None),
    ("«>=» 18", "missing-left", ". >= to compare this answer"),
    ("«*» 2", "missing-left", None),
    ("«and» true()", "missing-left", None),
    ("1 = 1 and («>» 2)", "missing-left", None),
    ("${age} «>=»", "missing-right", None),
    ("selected(., 'x') «and»", "missing-right", None),
    ("true() «or» or false()", "missing-right", None),
    ("1 «<» > 2", "missing-right", None),
    ("«-»", "missing-right", None),
    ("${age} >= 18«)»", "unopened-parenthesis", "remove it"),
    ("«)»", "unopened-parenthesis", "remove it"),
    ("«(»${age} >= 18", "unclosed-parenthesis", "add a )"),
    ("if«(»true(), 'a', 'b'", "unclosed-parenthesis", "add a )"),
    ("max«(»1,", "unclosed-parenthesis", "add a )"),
    ("(1) + («(»", "unclosed-parenthesis", "add a )"),
    ("concat«(»", "unclosed-parenthesis", "add a )"),
    ("«()»", "empty-parentheses", None),
    ("if(1, 2«, )»", "missing-argument", None),
    ("concat('a'«,,» 'b')", "missing-argument", None),
    ("concat«(,» 'b')", "missing-argument", None),
    ("selected(${m} «'learn'»)", "missing-comma", "commas"),
    ("${age} «18»", "missing-operator", "= or and"),
    ("${age} = 'a' «'b'»", "missing-operator", "= or and"),
    ("1 «${age}»", "missing-operator", "= or and"),
    ("1«,»2", "stray-comma", None),
    ("«,»", "stray-comma", None),
    ("(1«,» 2)", "stray-comma", None),
    ("${age} «==» 18", "double-equals", "single ="),
    ("${a} «===» 1", "foreign-operator", "write ="),
    ("${a} «&&» 1", "foreign-operator", "write and"),
    ("${a} «||» 1", "foreign-operator", "write or"),
    ("${a} «<>» 1", "foreign-operator", "write !="),
    ("${a} «!==» 1", "foreign-operator", "write !="),
    ("${a} «=>» 1", "foreign-operator", "write >="),
    ("${a} «=<» 1", "foreign-operator", "write <="),
    ("5 «%» 2", "foreign-operator", "write mod"),
    ("${a} «/» 2", "foreign-operator", "write div"),
    ("2 «**» 3", "foreign-operator", "write pow"),
    ("«!»${x}", "foreign-operator", "write not("),
    ("${a} = 1 «OR» ${b} = 1", "foreign-operator", "write or"),
    ("${a} «is» 1", "foreign-operator", "write ="),
    ("if(1«;» 2; 3)", "foreign-operator", "write ,"),
    ("«+»5", "unary-plus", "remove"),
    ("3 + «+»5", "unary-plus", "remove"),
    ("«1e3»", "exponent", "1000"),
    ("2 * «1.5E-2»", "exponent", "0.015"),
    ("«1e999999»", "exponent", None),
    ("«1.2.3»", "bad-number", None),
    ("${q} = «'unclosed»", "unclosed-text", "add '"),
    ("«\"it's»", "unclosed-text", 'add "'),
    ("«\u2018»a\u2019 = 1", "curly-quote", "straight quotes"),
    ("1 «\u2212» 2", "character", "write -"),
    ("${a} «\uff1e» 2", "character", "write >"),
    ("${a}«\u00a0»> 2", "character", "an ordinary space"),
    ("«€»", "character", None),
    ("«${age»", "unclosed-brace", "write ${age}"),
    ("«${age» >= 3 and ${b} = 1", "unclosed-brace", "write ${age}"),
    ("«$age» > 3", "bad-reference", "write ${age}"),
    ("«{age}» > 3", "bad-reference", "write ${age}"),
    ("«${ age }» = 1", "bad-reference", "write ${age}"),
    ("«${a b}» = 1", "bad-reference", None),
    ("«${}» = 1", "bad-reference", None),
    ("«${last-saved#x}»", "bad-reference", None),
    ("«age» > 18", "bare-name", "write ${age} for an answer, 'age' for a text"),
    ("${sex} = «female»", "bare-name", "'female' for a text"),
    ("«true»", "bare-name", "write true()"),
    ("«not» ${x}", "bare-name", "write not(condition)"),
    ("«today» > 1", "bare-name", "write today()"),
    ("..«/»age", "path", "${name}"),
    ("«/»data/age", "path", "${name}"),
    ("current()«/»../x", "path", "${name}"),
    ("${a}«[»1]", "predicate", "indexed-repeat"),
    ("«..»", "parent", None),
    ("«../..» + 1", "parent", None),
    ("«len»(${t})", "unknown-function", "string-length(text)"),
    ("«Selected»(${m}, 'a')", "unknown-function", "did you mean selected()?"),
    ("«count_selected»(${m})", "unknown-function", "did you mean count-selected()?"),
    ("«string-lenght»(${m})", "unknown-function", "did you mean string-length()?"),
    ("«isblank»(${m})", "unknown-function", "${name} = ''"),
    ("«xyzzy»()", "unknown-function", None),
    ("«pulldata»('a', 'b', 'c', 'd')", "unsupported-function", "choice list"),
    ("«area»(${g})", "unsupported-function", None),
    ("1 + «if(true(), 1)»", "arity", "write if(condition, then, otherwise)"),
    ("«true(1)»", "arity", "write true()"),
    ("«substr('a')»", "arity", "substr(text, start, end)"),
    ("«join()»", "arity", "join(glue"),
    ("«weighted-checklist(1, 2, 3)»", "arity", "weight"),
    ("«indexed-repeat(${a}, ${m}, 1, ${b})»", "arity", "indexed-repeat("),
    ("sum(«3»)", "needs-reference", "sum(${name})"),
    ("count(«'a'»)", "needs-reference", "count(${name})"),
    ("indexed-repeat(${a}, «1», 1)", "needs-reference", "indexed-repeat("),
    ("«position()»", "position", "position(..)"),
    ("position(«${m}»)", "position", "position(..)"),
    ("jr:choice-name(${a}, «'a'»)", "choice-list", "'${name}'"),
    ("regex(., 'x«(»a')", "regex", "add a )"),
    ("regex(., 'x«[»a')", "regex", "add a ]"),
    ("regex(., '«*»')", "regex", r"\*"),
    ("regex(., 'ab«)»')", "regex", r"\)"),
    ("regex(., 'a«{»2,1}')", "regex", None),
    ("regex(., 'a«{»,3}')", "regex", "{2,5}"),
    (r"regex(., '(a)«\»1')", "regex", None),
    (r"regex(., '«\q»')", "regex", None),
    ("regex(., '«(»?i)a')", "regex", "(?: )"),
    ("regex(., '[«[:»alpha:]]')", "regex", "a-z"),
    ("regex(., '[«z-a»]')", "regex", r"\-"),
    ("regex(., 'a«{9999}»')", "regex-too-large", "smaller"),
    ("format-date(${d}, '%Y «%Q»')", "date-code", "%d"),
    ("date(«'2024-02-30'»)", "bad-date", "'2024-03-05'"),
    ("digest('a', «'SHA-9'», 'hex')", "digest", "SHA-256"),
    ("digest('a', 'MD5', «'oct'»)", "digest", "base64, hex"),
]


@pytest.mark.parametrize(("marked", "code", "hint"), TABLE, ids=[row[0] for row in TABLE])
def test_refused(marked: str, code: str, hint: str | None) -> None:
    source = marked.replace("«", "").replace("»", "")
    diagnostic = parse(source)
    assert isinstance(diagnostic, Diagnostic)
    assert diagnostic.code == f"expression-{code}"
    start, end = diagnostic.start, diagnostic.end
    assert source[:start] + "«" + source[start:end] + "»" + source[end:] == marked
    if hint is None:
        assert diagnostic.remedy == ""
    else:
        assert diagnostic.remedy
        assert hint in diagnostic.remedy


def test_a_choice_filter_may_name_columns() -> None:
    expression = parse("region = ${area} and not(selected(${have}, name))", bare_names=True)
    assert isinstance(expression, Expression)
    assert [(each.name, each.start, each.end) for each in expression.bare_names] == [("region", 0, 6), ("name", 43, 47)]


@pytest.mark.parametrize(
    ("source", "code"),
    [("region == 1", "double-equals"), ("and 1", "missing-left"), ("a b", "missing-operator")],
)
def test_a_choice_filter_may_not_do_more(source: str, code: str) -> None:
    diagnostic = parse(source, bare_names=True)
    assert isinstance(diagnostic, Diagnostic)
    assert diagnostic.code == f"expression-{code}"


def test_references_have_places_also_where_they_are_quoted() -> None:
    expression = parse("${agee} > 1 and jr:choice-name(${sex}, '${sexx}') = ${Age}")
    assert isinstance(expression, Expression)
    assert [(each.name, each.start, each.end) for each in expression.references] == [
        ("agee", 0, 7),
        ("sex", 31, 37),
        ("sexx", 40, 47),
        ("Age", 52, 58),
    ]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_refuses_too_many_arguments(name: str) -> None:
    function = FUNCTIONS[name]
    if function.maximum is not None:
        diagnostic = parse(f"{name}({', '.join(['1'] * (function.maximum + 1))})")
        assert isinstance(diagnostic, Diagnostic)
        assert diagnostic.code == "expression-arity"
        assert diagnostic.remedy == f"write {function.usage}"
    assert function.usage.startswith(name + "(")


def test_a_diagnostic_can_be_compared_and_hashed() -> None:
    assert parse("1 +") == parse("1 +")
    assert len({parse("1 +"), parse("1 +")}) == 1
