"""Plain mode in other scripts: commands, ends of texts, words of the language, and what stands on the screen."""

from __future__ import annotations

import io
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal_stage import MemoryKeeper
from test_plain import Script, questionnaire_of

from sstc_survey.engine import Interview, begin
from sstc_survey.i18n import set_language, translated
from sstc_survey.prompters import PlainPrompter, run_interview
from sstc_survey.prompters.plain.lines import StandardLines
from sstc_survey.questionnaire import (
    Acknowledge,
    AnyEntry,
    Choice,
    ChoiceList,
    Date,
    DateTime,
    Decimal,
    Integer,
    Note,
    Range,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)
from sstc_survey.response import REVIEW, Missing, Status

CATALOGUES = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "catalogues.py"))["LANGUAGES"]
WHO = TextQuestion(name="who", label="Who?")
PERSON = Repeat(name="person", label="Person", questions=(WHO,))
CHOICES = ChoiceList((Choice(code="a", label="A"), Choice(code="b", label="B")))


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


def told(
    language: str, *typed: str, keeper: MemoryKeeper | None = None, questions: tuple[AnyEntry, ...]
) -> tuple[Interview, str]:
    script = Script(*typed)
    questionnaire = questionnaire_of(*questions, dont_know=True, refused=True)
    begun = begin(questionnaire, language)
    return run_interview(begun, PlainPrompter(script), keeper or MemoryKeeper(), lambda: 0), script.written


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("／skip", Missing.BLANK),
        ("/ＳＫＩＰ", Missing.BLANK),
        ("／ｄｋ", Missing.DONT_KNOW),
        ("　／refuse　", Missing.REFUSED),
        ("/DK", Missing.DONT_KNOW),
    ],
)
def test_a_command_in_full_width_is_that_command(line: str, missing: Missing) -> None:
    assert told("zh", line, questions=(WHO, WHO))[0].sheet.missing == {"who": missing}


@pytest.mark.parametrize("line", ["？", "?", "／help", "/help", "/ｈｅｌｐ"])
def test_help_is_asked_for_in_full_width_too(line: str) -> None:
    interview, written = told("en", line, questions=(WHO,))
    assert "/dk            don't know" in written
    assert interview.sheet.answers == {}


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("//etc", "/etc"),
        ("／／etc", "／etc"),
        ("／/etc", "/etc"),
        ("Ａ，１２。", "Ａ，１２。"),
        ("Ha\u0300 No\u0323\u0302i", "Hà Nội"),
        ("\u200bx\u200b", "\u200bx\u200b"),
    ],
)
def test_a_text_stays_as_it_was_typed(line: str, answer: str) -> None:
    assert told("zh", line, questions=(WHO,))[0].sheet.answers == {"who": answer}


def test_a_comment_keeps_its_characters_behind_a_full_width_command() -> None:
    interview, _ = told("zh", "／comment　Ａ e\u0301", "x", questions=(WHO,))
    assert interview.sheet.comments == {"who": "Ａ é"}


@pytest.mark.parametrize("end", [".", "．", "。", "｡", " . "])
def test_a_full_stop_of_any_kind_ends_a_text_of_several_lines(end: str) -> None:
    question = TextQuestion(name="who", label="Who?", multiline=True)
    assert told("zh", "一。", "二", end, questions=(question,))[0].sheet.answers == {"who": "一。\n二"}


@pytest.mark.parametrize("language", ["en", *CATALOGUES])
def test_whether_there_is_one_more_takes_the_words_that_stand_there_and_those_for_yes_and_no(language: str) -> None:
    for messages, position in ((("Yes", "yes"), "person[2]/who"), (("No", "no"), REVIEW)):
        words = {each for message in messages for each in translated(message, language).split("/")}
        for word in (*words, *messages, messages[0][0], *(word[0] for word in words)):
            interview, written = told(language, "yes", "Sok", word, questions=(PERSON,))
            assert f"  1. {translated('Yes', language)}\n  2. {translated('No', language)}\n" in written
            assert interview.position == position, word


@pytest.mark.parametrize("language", ["en", *CATALOGUES])
def test_the_words_for_save_again_and_yes_are_taken_in_the_language_and_in_english(language: str) -> None:
    for save in ("save", "SAVE", *translated("save", language).split("/")):
        assert told(language, "Sok", save, questions=(WHO,))[0].status is Status.COMPLETE
    for again in ("again", *translated("again", language).split("/")):
        keeper = MemoryKeeper(failures=1)
        interview, _ = told(language, "Sok", again, keeper=keeper, questions=(WHO,))
        assert keeper.folders == []
        assert interview.sheet.answers == {"who": "Sok"}
    for yes in ("yes", *translated("yes", language).split("/")):
        interview, _ = told(language, "yes", "Sok", "/remove 1", yes, questions=(PERSON,))
        assert interview.sheet.on_route()[0] == {}


@pytest.mark.parametrize("language", ["en", *CATALOGUES])
def test_the_prompt_names_a_word_that_it_takes(language: str) -> None:
    prompts = {
        "save": 'Type "save" to finish, a number to change that answer, or "/quit" to save a draft: ',
        "yes": 'Remove {number} and all its answers? Type "yes" to remove: ',
    }
    for word, prompt in prompts.items():
        assert any(own in translated(prompt, language) for own in translated(word, language).split("/"))
    days = translated("write year-month-day, such as 2016-09-07, or today or yesterday", language)
    for word in ("today", "yesterday"):
        assert any(own in days for own in translated(word, language).split("/"))


@pytest.mark.parametrize(
    ("question", "line", "shown"),
    [
        (Date(name="q", label="Q"), "31/12/2559", "= 2016-12-31"),
        (Date(name="q", label="Q"), "วันนี้", "= 1970-01-01"),
        (Time(name="q", label="Q"), "14:30 น.", "= 14:30"),
        (DateTime(name="q", label="Q"), "7 ก.ย. 2569 14:30 น.", "= 2026-09-07 14:30"),
        (Integer(name="q", label="Q"), "๑๘", "= 18"),
        (Decimal(name="q", label="Q"), "2,5", "= 2.5"),
        (Decimal(name="q", label="Q"), "10000.0", "= 10000"),
        (Range(name="q", label="Q"), "๓", "= 3"),
    ],
)
def test_what_was_read_is_said_where_it_was_typed_in_another_way(question: AnyEntry, line: str, shown: str) -> None:
    _, written = told("th", line, questions=(question, WHO))
    assert f"{line}\n{shown}\n" in written


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (Date(name="q", label="Q"), "2016-12-31"),
        (Time(name="q", label="Q"), "14:30"),
        (DateTime(name="q", label="Q"), "2016-12-31 14:30"),
        (Decimal(name="q", label="Q"), "2.5"),
        (TextQuestion(name="q", label="Q"), "１２"),
        (SelectOne(name="q", label="Q", choices=CHOICES), "1"),
    ],
)
def test_nothing_is_said_of_what_was_typed_as_it_is_kept(question: AnyEntry, line: str) -> None:
    assert "\n= " not in told("th", line, questions=(question, WHO))[1]


@pytest.mark.parametrize(
    ("dont_know", "refused", "said"),
    [
        (True, True, "Or /dk: don't know, /refuse: refused.\n"),
        (True, False, "Or /dk: don't know.\n"),
        (False, True, "Or /refuse: refused.\n"),
        (False, False, ""),
    ],
)
def test_the_ways_to_leave_a_question_are_named_where_they_work(dont_know: bool, refused: bool, said: str) -> None:
    question = SelectOne(name="q", label="Q", choices=CHOICES, dont_know=dont_know, refused=refused)
    _, written = told("en", questions=(question,))
    assert f"Type 1 to 2.\n{said}Answer: " in written
    _, written = told("en", questions=(Note(name="n", label="N"),))
    assert "/dk" not in written


def test_bounds_are_written_without_a_fraction_that_nobody_wrote() -> None:
    _, written = told("en", "10001", questions=(Decimal(name="q", label="Q", min=0.5, max=10000),))
    assert "A number from 0.5 to 10000.\n" in written
    assert "Error: 10001 is too large (maximum 10000)." in written
    _, written = told("en", questions=(Range(name="q", label="Q", start=0, end=3_000_000, step=1_000_000),))
    assert "From 0 to 3000000, step 1000000.\n" in written
    _, written = told("en", "5", "/back", questions=(Decimal(name="q", label="Q"), WHO))
    assert "Now: 5. Enter keeps it." in written


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh",
            ["第 1 题，共 1 题。Q", "（H）", "请输入编号 1 至 2。", "错误：没有选项“x”（请从中选择：1. A；2. B）。"],
        ),
        ("th", ["ข้อ 1 จาก 1 Q", "(H)", "1 ถึง 2\n"]),
        ("vi", ["Câu 1 trên 1. Q", "(H)", "1 đến 2."]),
        ("km", ["(H)", "2។\n"]),
    ],
)
def test_punctuation_is_that_of_the_language(language: str, said: list[str]) -> None:
    question = SelectOne(name="q", label="Q", hint="H", choices=CHOICES)
    _, written = told(language, "x", questions=(question,))
    for each in said:
        assert each.replace("\u200b", "") in written.replace("\u200b", "")


def test_commands_are_followed_by_words_of_the_language_in_a_column_of_their_own() -> None:
    _, written = told("zh", "?", questions=(WHO,))
    assert "  /skip          留空\n" in written
    assert "  /comment 文本  添加备注\n" in written


def test_another_text_than_ok_is_told_from_it_without_words_of_a_questionnaire() -> None:
    _, written = told("zh", "好", questions=(Acknowledge(name="q", label="Q"),))
    assert "错误：“好”不是“OK”（请输入 OK 确认）。" in written
    _, written = told("en", "no", questions=(Acknowledge(name="q", label="Q"),))
    assert 'Error: "no" is not "OK" (type OK to confirm).' in written


def test_a_comma_of_burmese_is_between_choices() -> None:
    question = SelectMultiple(name="q", label="Q", choices=CHOICES)
    assert told("my", "၁၊ ၂", questions=(question,))[0].sheet.answers == {"q": ["a", "b"]}


@pytest.mark.parametrize("first", ["\ufeffSok\n", "Sok\n"])
def test_a_byte_order_mark_before_the_first_line_is_no_answer(monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{first}\ufeffDara\n"))
    lines = StandardLines()
    assert lines.read("") == "Sok"
    assert lines.read("") == "\ufeffDara"
