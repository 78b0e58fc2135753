"""The English of every problem: its fault, its remedy and what the page of problems says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from sstc_survey.parsing import suggestions
from sstc_survey.problems import Kind, in_expressions
from sstc_survey.problems.catalogue import CATALOGUE

# A remedy begins with one of these, says which values are valid, or says when to run a command.
VERBS = """
add align answer ask begin change check choose close continue copy correct delete export fix free give increase keep
leave move name nest put quote raise rank record reinstall remove rename restore resume run save separate set
shorten start summarise swap tell translate try type unset update use wait write
"""
IMPERATIVES = frozenset(VERBS.split())
_BEGINNING = re.compile(
    rf"(?:{'|'.join(IMPERATIVES)})\b|valid [a-z]+: |to [a-z ]+, run: |if [a-z ]+, run: |did you mean |\{{"
)
# What only reassures or explains, where nothing can be done.
STATEMENTS = frozenset(
    {
        "only drafts can be resumed",
        "saved answers are safe; set SSTC_SURVEY_DEBUG=1 for details, and report it",
        "the maximum is {maximum}",
    }
)
# Words that the style does without, each with what stands in its place.
FORBIDDEN = {
    "simply, just, please, etc.": r"\b(?:simply|just|please|etc)\b",
    "to": r"\bin order to\b",
    "unknown, missing, not": r"\bthere (?:is|are) (?:no|not|already)\b|\bis no (?!longer)|\bknows no\b",
    "and, or not": r"\bneither\b(?!.*\bcontains\b)|\bnor\b",
    "remove": r"\b(?:take|takes|taken|taking) (?:\w+ )?(?:out|away)\b",
    "contain": r"\b(?:hold|holds|held)\b",
    "is": r"\b(?:stand|stands|stood|lie|lies)\b",
    "its own": r"\bof (?:its|their|your) own\b",
    "nested": r"\bin one another\b",
    "next to, with": r"\bbeside\b",
    "expected": r"\bwanted\b",
    "calculate": r"\bwork(?:s|ed)? out\b",
    "resume, continue": r"\b(?:go|goes|gone|went) on\b",
    "restore from a backup": r"\b(?:bring|brings|brought) (?:\w+ )*back\b|\bfrom a copy\b",
    "typo": r"\bslip\b",
    "intact": r"\bis whole\b",
    "minimum, maximum": r"\bis the (?:least|most|first|last)\b|\bare the most\b",
    "truncated": r"\bbreaks? off\b",
    "counted": r"\btallied\b",
    "rejected, could not": r"\brefuses?\b",
    "comment": r"\bremarks?\b",
    "choose, use": r"\blet\b",
    "such as": r"\bthe like\b",
    "still, even so": r"\ball the same\b|\bwhat became of\b|\bas it is\b",
    "others, everybody": r"\b(?:we|our|us|I)\b",
}


class Words(NamedTuple):
    """A text of a problem: its `part` is fault, remedy or about."""

    whose: str
    part: str
    text: str


def words_of(kind: Kind) -> Iterator[Words]:
    yield Words(kind.code, "fault", kind.fault)
    yield Words(kind.code, "remedy", kind.remedy)
    yield Words(kind.code, "about", kind.about)


def all_words() -> Iterator[Words]:
    for kind in (*CATALOGUE.values(), *in_expressions.DIAGNOSTICS):
        yield from words_of(kind)
    for wanted, how in suggestions.HOW.items():
        yield Words(f"how to write {wanted}", "remedy", how)
    for written in ("geopoint", "geoshape", "image", "barcode", "csv-external", "end_group", "audit", "deviceid"):
        yield Words(f"instead of {written}", "remedy", suggestions.instead_of_type(written) or "")


def faults(words: Words) -> Iterator[str]:
    """Yield what is wrong with one text."""
    text, part = words.text, words.part
    # Neither what fills a text nor what it quotes follows the rules.
    plain = re.sub(r"\{\w+\}|`[^`]*`|\"[^\"]*\"", "X", text.replace("{{ }}", "X"))
    yield from (
        f"not in the style; rather: {rather}"
        for rather, bad in FORBIDDEN.items()
        if re.search(bad, plain, re.IGNORECASE)
    )
    if re.search("[“”‘’]", text):
        yield "quotes that are not straight"
    if re.search(r"  |^\s|\s$|\w!", plain):
        yield "spaces, or an exclamation mark"
    if re.search(r"\([^()]*\(", re.sub(r"[\w-]+\([^()]*\)", "", plain)):
        yield "parentheses in parentheses"
    if re.search(r"\d{5}", plain):
        yield "thousands without a comma"
    yield from about_faults(text) if part == "about" else phrase_faults(text, part)


def about_faults(text: str) -> Iterator[str]:
    if not re.match(r"[A-Z`\"]|[a-z:-]+\(|[a-z]+_[a-z]+ ", text):
        yield "a sentence begins with a capital"
    if not text.endswith((".", ".`")):
        yield "a sentence ends with a full stop"
    if len(re.findall(r"[.?] (?=[A-Z`])", text)) > 2:
        yield "more than three sentences"


def phrase_faults(text: str, part: str) -> Iterator[str]:
    if re.match(r"[A-Z][a-z]|A ", text):
        yield "begins with a capital"
    if re.search(r"(?<!\.)\.$|[,;?]$|(?<!questions):$", text) and not text.startswith("did you mean "):
        yield "ends like a sentence"
    if text.count("; ") > 1 or len(re.findall(r"[a-z]\. [a-z]", text)) > 0:
        yield "more than two clauses"
    if part == "fault" and not text:
        yield "empty"
    if part == "remedy" and text and text not in STATEMENTS and not _BEGINNING.match(text):
        yield "does not begin with an imperative"


WORDS = list(dict.fromkeys(all_words()))


def test_every_text_of_a_problem_is_in_the_style() -> None:
    assert [(*words, fault) for words in WORDS for fault in faults(words)] == []


def test_every_exception_is_still_said() -> None:
    said = {words.text for words in WORDS if words.part == "remedy"}
    assert said >= STATEMENTS
    assert {text.split()[0].strip(",;:") for text in said if text} >= IMPERATIVES


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("fault", "There is no such file"),
        ("fault", "the file is empty."),
        ("fault", "the file holds nothing"),
        ("fault", "there is no question X"),
        ("fault", "{name} stands twice"),
        ("fault", "“{name}” is unknown"),
        ("fault", "too large: {maximum} is the most"),
        ("fault", "{count} rows; none is saved; none is counted"),
        ("fault", "more than 20000 values"),
        ("fault", ""),
        ("remedy", "take it out"),
        ("remedy", "Remove it"),
        ("remedy", "remove it."),
        ("remedy", "it can be: {known}"),
        ("remedy", "the keys here are: {known}"),
        ("remedy", "simply remove it"),
        ("remedy", "bring the file back from a copy"),
        ("remedy", "let the labels differ"),
        ("about", "a key is missing."),
        ("about", "A key is missing"),
        ("about", "What was worked out is kept."),
        ("about", "A key (of a question (or a note)) is missing."),
    ],
)
def test_a_text_that_is_not_in_the_style_is_found(part: str, text: str) -> None:
    assert list(faults(Words("", part, text)))
