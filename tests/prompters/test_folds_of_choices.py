"""Choices that are alike: whatever way one is typed, it is that one, or it is asked about."""

from __future__ import annotations

import pytest
from test_plain import interviewed, questionnaire_of

from sstc_survey.engine.validation import Candidate, matches
from sstc_survey.questionnaire import Choice, ChoiceList, Rank, SelectMultiple, SelectOne, choice_numbers
from sstc_survey.response import Missing

pytest.importorskip("prompt_toolkit")

from sstc_survey.prompters.terminal.rows import ListRow, matching_rows

# A list of codes and labels; what is typed; which codes it may mean: one is it, several are asked about.
Case = tuple[dict[str, str], str, list[str]]
DIGITS = {"1": "Low", "01": "High"}
CASE = {"m": "Metre", "M": "Mega"}
SHARP = {"a": "Straße", "b": "STRASSE", "c": "Weg"}
WIDE = {"A": "Half", "\uff21": "Full"}
MARKS = {"caf\u00e9": "One", "cafe\u0301": "Two"}
CROSSED = {"b": "c", "c": "b"}
KHMER = {"1": "\u1797\u17bc\u1798\u17b7\u200b\u1790\u17d2\u1798\u17b8", "2": "\u1780"}
TYPED: list[Case] = [
    (DIGITS, "1", ["1"]),
    (DIGITS, "01", ["01"]),
    (CASE, "m", ["m"]),
    (CASE, "M", ["M"]),
    (CASE, "\uff4d", ["m"]),
    (CASE, "\uff2d", ["M"]),
    (CASE, "METRE", ["m"]),
    (SHARP, "Straße", ["a"]),
    (SHARP, "STRASSE", ["b"]),
    (SHARP, "strasse", ["a", "b"]),
    (SHARP, "Strasse", ["a", "b"]),
    (SHARP, "\uff33\uff34\uff32\uff21\uff33\uff33\uff25", ["b"]),
    (SHARP, "WEG", ["c"]),
    (WIDE, "A", ["A"]),
    (WIDE, "\uff21", ["\uff21"]),
    (WIDE, "a", ["A", "\uff21"]),
    (MARKS, "caf\u00e9", ["caf\u00e9"]),
    (MARKS, "cafe\u0301", ["cafe\u0301"]),
    (MARKS, "CAF\u00c9", ["caf\u00e9", "cafe\u0301"]),
    (CROSSED, "b", ["b"]),
    (CROSSED, "c", ["c"]),
    (CROSSED, "B", ["b", "c"]),
    ({"x": "H\u00e0 N\u1ed9i", "y": "Hu\u1ebf"}, "Ha\u0300 No\u0323\u0302i", ["x"]),
    ({"x": "Twice", "y": "Twice"}, "Twice", ["x", "y"]),
    (KHMER, "\u1797\u17bc\u1798\u17b7\u1790\u17d2\u1798\u17b8", ["1"]),
]
# Numbers are typed where they are on the screen.
NUMBERED: list[Case] = [
    (DIGITS, "\uff11", ["1"]),
    (DIGITS, "001", ["1", "01"]),
    ({"radio": "Radio", "tv": "TV"}, "\u17e2", ["tv"]),
    ({"radio": "Radio", "tv": "TV"}, "\uff12", ["tv"]),
    ({"0": "No", "1": "Yes", "x": "Else"}, "1", ["1"]),
    ({"0": "No", "1": "Yes", "x": "Else"}, "2", ["x"]),
    ({"2": "Two", "x": "Ex"}, "1", ["x"]),
    ({"2": "Two", "x": "Ex"}, "2", ["2"]),
    ({"1": "2", "2": "3"}, "2", ["2"]),
]
CASES = TYPED + NUMBERED


def listed(labels: dict[str, str]) -> ChoiceList:
    return ChoiceList(tuple(Choice(code=code, label=label) for code, label in labels.items()))


@pytest.mark.parametrize(("labels", "typed", "meant"), CASES)
def test_what_is_typed_means_one_choice_or_all_that_it_may(
    labels: dict[str, str], typed: str, meant: list[str]
) -> None:
    numbers = choice_numbers(list(labels))
    rows = zip(labels.items(), numbers, strict=True)
    assert matches(typed, [Candidate(code, code, label, number) for (code, label), number in rows]) == meant


@pytest.mark.parametrize("kind", [SelectOne, SelectMultiple, Rank])
@pytest.mark.parametrize(("labels", "typed", "meant"), CASES)
def test_plain_mode_takes_the_choice_that_is_meant_and_asks_where_it_is_not_clear(
    kind: type[SelectOne | SelectMultiple | Rank], labels: dict[str, str], typed: str, meant: list[str]
) -> None:
    question = kind(name="q", label="Q?", choices=listed(labels))
    rest = [code for code in labels if code != meant[0]]
    # An order needs all of them but one.
    line = ",".join([typed, *rest[:-1]]) if kind is Rank else typed
    interview, written = interviewed(line, questionnaire=questionnaire_of(question))
    if len(meant) == 1:
        wanted = {SelectOne: meant[0], SelectMultiple: meant, Rank: [meant[0], *rest]}
        assert interview.sheet.answers["q"] == wanted[kind]
    else:
        assert f'"{typed}" matches several choices (choose one: ' in written
        assert all(f". {labels[code]}" in written.split("choose one")[1] for code in meant)
        assert "q" not in interview.sheet.answers


@pytest.mark.parametrize(("labels", "typed", "meant"), TYPED)
def test_the_long_list_of_the_terminal_finds_the_same(labels: dict[str, str], typed: str, meant: list[str]) -> None:
    rows = [ListRow(code, label) for code, label in labels.items()]
    assert [row.value for row in matching_rows(typed, rows)] == meant


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("Đà Nẵng", "da nang"),
        ("Đà Nẵng", "ĐÀ"),
        ("Łódź", "lodz"),
        ("ភូមិថ្មី", "ភមថម"),
        ("ภูเก็ต", "ภเกต"),
        ("ວຽງຈັນ", "ວຽງຈນ"),
        ("ရန်ကုန်", "ရနကန"),
        ("ขอนแก่น", "แกน"),
        ("សេចក្តី", "សេចក្ដី"),
        ("ＡＢＣ", "abc"),
        ("Hà Nội", "Ha\u0300 No\u0323\u0302i"),
    ],
)
def test_a_long_list_is_searched_without_marks_and_strokes(label: str, typed: str) -> None:
    rows = [ListRow("1", "Something else"), ListRow("2", label)]
    assert [row.value for row in matching_rows(typed, rows)] == ["2"]


def test_a_way_to_leave_the_question_is_found_by_its_label_not_by_the_word_for_it_in_files() -> None:
    rows = [ListRow("a", "dont_know"), ListRow(Missing.DONT_KNOW, "Don't know")]
    assert [row.label for row in matching_rows("dont_know", rows)] == ["dont_know"]
    assert [row.label for row in matching_rows("don't know", rows)] == ["Don't know"]


@pytest.mark.parametrize(
    ("codes", "numbers"),
    [
        (["a", "b"], ["1", "2"]),
        (["5", "1"], ["5", "1"]),
        (["0", "1", "dk"], ["0", "1", "2"]),
        (["a", "b", "98", "99"], ["1", "2", "98", "99"]),
        (["1", "a", "02"], ["1", "3", "02"]),
        (["១", "a"], ["១", "2"]),
        ([], []),
    ],
)
def test_a_number_on_the_screen_is_never_the_code_of_another_choice(codes: list[str], numbers: list[str]) -> None:
    assert list(choice_numbers(codes)) == numbers


MEDIA = {"radio": "Radio", "tv": "TV", "web": "Web"}


@pytest.mark.parametrize(
    "line",
    ["1,2", "1，2", "1、2", "1；2", "1;2", "1 2", "１　２", "1, 2", " 1 ,2,", "radio، tv", "១,២", "Radio、2", "1，，2"],
)
def test_several_choices_are_parted_by_any_comma_or_by_spaces(line: str) -> None:
    question = SelectMultiple(name="q", label="Q?", choices=listed(MEDIA))
    assert interviewed(line, questionnaire=questionnaire_of(question))[0].sheet.answers["q"] == ["radio", "tv"]


@pytest.mark.parametrize(
    ("kind", "line", "said"),
    [
        (SelectOne, "x", '"x" is not a choice (choose from: 1. Radio; 2. TV; 3. Web)'),
        (SelectMultiple, "1,x", '"x" is not a choice (choose from: 1. Radio; 2. TV; 3. Web)'),
        (SelectMultiple, "2,2", '"TV" was chosen twice'),
        (Rank, "web", "only 1 of 3 ranked (rank the rest: 1. Radio; 2. TV)"),
    ],
)
def test_what_is_wrong_names_choices_as_they_are_on_the_screen(
    kind: type[SelectOne | SelectMultiple | Rank], line: str, said: str
) -> None:
    _, written = interviewed(line, questionnaire=questionnaire_of(kind(name="q", label="Q?", choices=listed(MEDIA))))
    assert f"Error: {said}" in written
