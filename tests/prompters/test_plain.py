"""Plain mode: what is written, and what may be typed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from terminal_questionnaires import choices
from terminal_stage import MemoryKeeper

from sstc_survey.engine import Interview, begin
from sstc_survey.prompters import PlainPrompter, run_interview
from sstc_survey.questionnaire import (
    Acknowledge,
    AnyEntry,
    Askable,
    Choice,
    ChoiceList,
    Date,
    DateTime,
    Decimal,
    Group,
    Integer,
    Note,
    Questionnaire,
    Range,
    Rank,
    Repeat,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)
from sstc_survey.response import Missing, Status

MEDIA = ChoiceList(
    (
        Choice(code="radio", label="Radio, any"),
        Choice(code="tv", label="TV"),
        Choice(code="none", label="None of these", exclusive=True),
    )
)
GRADES = ChoiceList((Choice(code="5", label="Good"), Choice(code="1", label="Bad")))
QUESTIONNAIRE = Questionnaire(
    id="t",
    version="1",
    title="Media",
    introduction="About media.",
    closing="Thank you.",
    refused=True,
    questions=(
        Acknowledge(name="ready", label="Ready?"),
        Group(name="g", label="Part one", questions=(Note(name="n", label="Now media."),)),
        SelectMultiple(name="media", label="Which media?", hint="All that apply", choices=MEDIA, comment=True),
        SelectOne(name="grade", label="How good?", choices=GRADES, or_other=False, dont_know=True),
        Integer(name="many", label="How many?", min=1, max=9),
        Date(name="day", label="Which day?"),
        TextQuestion(name="why", label="Why?", multiline=True),
    ),
)


class Script:
    """Lines that were typed beforehand, and everything that was written."""

    def __init__(self, *typed: str) -> None:
        self.typed = list(typed)
        self.written = ""

    def read(self, prompt: str) -> str | None:
        self.written += prompt
        if not self.typed:
            return None
        self.written += self.typed[0] + "\n"
        return self.typed.pop(0)

    def write(self, text: str) -> None:
        self.written += text + "\n"


def interviewed(
    *typed: str, keeper: MemoryKeeper | None = None, questionnaire: Questionnaire = QUESTIONNAIRE
) -> tuple[Interview, str]:
    script = Script(*typed)
    interview = run_interview(begin(questionnaire, "en"), PlainPrompter(script), keeper or MemoryKeeper(), lambda: 0)
    return interview, script.written


ALL = ("ok", "", "1,2", "aloud", "5", "3", "2016-09-07", "one", "two", ".", "save")


def test_an_interview_from_the_first_line_to_the_last() -> None:
    interview, written = interviewed(*ALL)
    assert interview.status is Status.COMPLETE
    assert interview.sheet.on_route()[0] == {
        "ready": "OK",
        "media": ["radio", "tv"],
        "grade": "5",
        "many": 3,
        "day": "2016-09-07",
        "why": "one\ntwo",
    }
    assert interview.sheet.comments == {"media": "aloud"}
    assert written.startswith("Media\nAbout media.\n")
    assert written.endswith("Thank you.\n")


def test_a_label_that_begins_with_its_number_is_written_with_it_once() -> None:
    goals = SelectOne(name="goal", label="Which?", choices=choices(a="1. No poverty", b="3. Health"))
    _, written = interviewed("4", "1", "save", questionnaire=questionnaire_of(goals))
    assert "  1. No poverty\n  2. 3. Health\n" in written
    assert "1. 1." not in written


def test_a_question_as_it_is_written() -> None:
    _, written = interviewed("ok", "")
    assert (
        "2 of 6. Which media?\n"
        "  (All that apply)\n"
        "  1. Radio, any\n"
        "  2. TV\n"
        "  3. None of these\n"
        "Type 1 to 3; several with commas, e.g. 1,2.\n"
        "Or /refuse: refused.\n"
        "Answer: "
    ) in written
    assert "Part one\nNow media.\nEnter to continue: " in written


def test_choices_are_taken_as_numbers_codes_and_labels_and_codes_that_are_numbers_are_the_numbers() -> None:
    for line, chosen in [
        ("2", ["tv"]),
        ("TV", ["tv"]),
        ("radio, any", ["radio"]),
        ("tv,radio", ["radio", "tv"]),
        ("២", ["tv"]),
        ("3", ["none"]),
    ]:
        assert interviewed("ok", "", line, "")[0].sheet.answers["media"] == chosen
    interview, written = interviewed("ok", "", "1", "", "1")
    assert "  5. Good\n  1. Bad\nType 5 to 1." in written
    assert interview.sheet.answers["grade"] == "1"


def test_a_reply_that_does_not_fit_is_asked_for_again_with_the_reason_and_without_the_question() -> None:
    interview, written = interviewed("ok", "", "1,3", "x", "2", "")
    assert 'Answer: 1,3\nError: "None of these" cannot be combined with another choice' in written
    assert 'Error: "x" is not a choice' in written
    assert written.count("2 of 6.") == 1
    assert interview.sheet.answers["media"] == ["tv"]


def test_commands() -> None:
    interview, written = interviewed(
        "/back", "ok", "", "/nonsense", "/help", "/refuse", "/dk", "/back", "/comment so so", ""
    )
    assert "This is the first question." in written
    assert 'unknown command "/nonsense"' in written
    assert "/comment TEXT" in written
    assert interview.sheet.missing == {"media": Missing.REFUSED, "grade": Missing.DONT_KNOW}
    assert interview.sheet.comments == {"grade": "so so"}
    assert "Now: (don't know). Enter keeps it." in written
    assert interview.position == "many"


def test_a_way_out_that_is_not_offered_is_refused() -> None:
    interview, written = interviewed("ok", "", "/dk")
    assert 'Error: "don\'t know" is not offered for this question.' in written
    assert interview.position == "media"


def test_help_lists_only_what_works_here() -> None:
    _, written = interviewed("?")
    assert "/back" not in written
    assert "/dk" not in written
    assert "/refuse" in written


def test_two_slashes_begin_an_answer_with_one() -> None:
    assert interviewed("//etc", questionnaire=questionnaire_of(TextQuestion(name="path", label="Path?")))[
        0
    ].sheet.answers == {"path": "/etc"}


def test_enter_leaves_blank_what_was_not_said_and_keeps_what_was() -> None:
    interview, written = interviewed("ok", "", "", "5", "/back", "", "/back", "/back", "")
    assert interview.sheet.missing == {"media": Missing.BLANK}
    assert interview.sheet.answers["grade"] == "5"
    assert "Now: Good. Enter keeps it." in written
    assert "Now: (blank). Enter keeps it." in written
    assert interview.position == "grade"


def test_an_answer_is_kept_before_its_comment_is_asked_for() -> None:
    keeper = MemoryKeeper()
    interview, written = interviewed("ok", "", "2", keeper=keeper)
    assert written.endswith("Comment (Enter for none): ")
    assert keeper.saved[-1].sheet.answers["media"] == ["tv"]
    assert interview == keeper.saved[-1]


def test_back_from_the_comment_leads_to_the_answer() -> None:
    interview, written = interviewed("ok", "", "2", "/back", "1", "//aloud")
    assert written.count("2 of 6.") == 2
    assert "Now: TV. Enter keeps it." in written
    assert interview.sheet.answers["media"] == ["radio"]
    assert interview.sheet.comments == {"media": "/aloud"}


def test_a_command_at_the_comment_is_no_comment() -> None:
    interview, written = interviewed("ok", "", "2", "/refuse", "/skip")
    assert 'Error: "/refuse" is not valid here.' in written
    assert interview.sheet.comments == {}
    assert interview.position == "grade"


def test_the_end_of_input_stops_and_keeps_the_draft() -> None:
    keeper = MemoryKeeper()
    interview, _ = interviewed("ok", "", "1", "", keeper=keeper)
    assert interview.status is Status.PARTIAL
    assert interview.position == "grade"
    assert keeper.saved[-1] == interview


def test_review_lists_every_reply_and_takes_one_back() -> None:
    interview, written = interviewed(*ALL[:-1], "9", "4", "8", "save")
    assert "  5. Which day?: 2016-09-07" in written
    assert "  2. Which media?: Radio, any; TV  [aloud]" in written
    assert 'Error: "9" is not valid here.' in written
    assert "  4. How many?: 8" in written
    assert interview.status is Status.COMPLETE
    assert interview.sheet.answers["many"] == 8


@pytest.mark.parametrize("retry", ["", "  ", "again"])
def test_what_could_not_be_saved_is_said_and_tried_again_or_saved_elsewhere_or_left(retry: str) -> None:
    keeper = MemoryKeeper(failures=2)
    interview, written = interviewed("ok", retry, "/elsewhere/", "", keeper=keeper)
    assert written.count("NOT saved: cannot read the file: the disk is full") == 2
    assert keeper.folders == ["/elsewhere/"]
    assert interview.position == "media"
    interview, written = interviewed("ok", "/quit", keeper=MemoryKeeper(failures=9))
    assert "The answer was: OK" in written
    assert interview.position == "ready"
    assert interview.sheet.answers == {}


@pytest.mark.parametrize("word", ["agian", "elsewhere", "radio", "/qiut", "/", "~", "y", "1,2"])
def test_a_word_where_a_path_is_asked_for_makes_no_folder(word: str) -> None:
    keeper = MemoryKeeper(failures=1)
    interview, written = interviewed("ok", word, "", "", keeper=keeper)
    assert f'Error: "{word}" is not valid here.' in written
    assert keeper.folders == []
    assert interview.position == "media"


@pytest.mark.parametrize("path", ["./elsewhere", "elsewhere/", "/mnt/stick", "~/kept", "../x"])
def test_a_path_is_another_folder(path: str) -> None:
    keeper = MemoryKeeper(failures=1)
    interviewed("ok", path, "", keeper=keeper)
    assert keeper.folders == [path]


def test_nothing_from_the_questionnaire_steers_the_terminal() -> None:
    nasty = "\x1b[2Jred\u202e"
    strange = Questionnaire(
        id="t", version="1", title=nasty, questions=(TextQuestion(name="q", label=nasty, hint=nasty),)
    )
    _, written = interviewed("/comment x", "", questionnaire=strange)
    assert "\x1b" not in written
    assert "\u202e" not in written
    assert "␛[2Jred" in written


def questionnaire_of(*questions: AnyEntry, **keys: Any) -> Questionnaire:
    return Questionnaire(id="t", version="1", title="T", questions=questions, **keys)


# What a question says of the reply it wants, lines that it takes, and lines that it refuses with what it says then.
TYPES: list[tuple[Askable, str, list[tuple[str, object]], list[tuple[str, str]]]] = [
    (Range(name="q", start=0), "Type 0 to 10.", [("0", 0), ("១០", 10)], [("11", "too large"), ("1.5", "scale")]),
    (Range(name="q", start=0, end=1, step=0.25), "From 0 to 1, step 0.25.", [("0,75", 0.75)], [("0.3", "scale")]),
    (Decimal(name="q", min=0), "A number, 0 or more.", [("2.5", 2.5)], [("-1", "too small")]),
    (
        Rank(name="q", choices=MEDIA),
        "  1. Radio, any\n  2. TV\n  3. None of these\nRank all, first choice first; with commas, e.g. 3,2,1.",
        [("3,1,2", ["none", "radio", "tv"]), ("tv, 1", ["tv", "radio", "none"])],
        [("3", "only 1 of 3 ranked"), ("1,1,2", "twice"), ("4", "not a choice")],
    ),
    (
        Rank(name="q", choices=MEDIA, max_selected=2),
        "  1. Radio, any\n  2. TV\n  3. None of these\nRank up to 2, first choice first; with commas, e.g. 2,1.",
        [("3", ["none"]), ("tv, 1", ["tv", "radio"])],
        [("3,2,1", "3 chosen: choose at most 2"), ("1,1", "twice"), ("4", "not a choice")],
    ),
    (
        Rank(name="q", choices=MEDIA, min_selected=2),
        "  1. Radio, any\n  2. TV\n  3. None of these\nRank 2 or more, first choice first; with commas, e.g. 3,2,1.",
        [("3,1", ["none", "radio"]), ("3,1,2", ["none", "radio", "tv"])],
        [("3", "1 chosen: choose at least 2")],
    ),
    (Time(name="q", min="08:00"), "A time (hours:minutes), from 08:00.", [("2:30 pm", "14:30")], [("7:59", "early")]),
    (DateTime(name="q"), "A date and time, such as 2016-09-07 14:30.", [("2024-3-5 9:05", "2024-03-05T09:05")],
     [("2024-03-05", "not a date and time")]),
    (Date(name="q", max="2024-03-05"), "A date (year-month-day), until 2024-03-05.",
     [("23/11/2020", "2020-11-23"), ("yesterday", "1969-12-31")], [("5/11/2020", "ambig"), ("2024-02-30", "exist")]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "expected", "good", "bad"), TYPES, ids=lambda value: type(value).__name__)
def test_what_each_type_says_takes_and_refuses(
    question: Askable, expected: str, good: list[tuple[str, object]], bad: list[tuple[str, str]]
) -> None:
    for line, value in good:
        interview, written = interviewed(line, questionnaire=questionnaire_of(question))
        assert f"1 of 1. \n{expected}\nAnswer: " in written
        assert interview.sheet.answers["q"] == value
        assert type(interview.sheet.answers["q"]) is type(value)
    for line, words in bad:
        interview, written = interviewed(line, questionnaire=questionnaire_of(question))
        assert f"Answer: {line}\nError: " in written
        assert words in written
        assert "q" not in interview.sheet.answers


def test_what_stands_there_is_said_and_kept_by_enter() -> None:
    questions = (
        Integer(name="a", label="A?", default="5"),
        SelectOne(name="b", label="B?", choices=MEDIA, default="tv"),
        Integer(name="c", label="Twice A", calculation="${a} * 2", read_only=True),
        SelectOne(name="d", label="D", choices=MEDIA, calculation="'radio'", read_only=True),
        TextQuestion(name="e", label="E", read_only=True),
    )
    interview, written = interviewed("", "", "7", "", "", "", "save", questionnaire=questionnaire_of(*questions))
    assert "1 of 5. A?\nA whole number.\nNow: 5. Enter keeps it.\nAnswer: " in written
    assert "Type 1 to 3.\nNow: TV. Enter keeps it." in written
    assert "3 of 5. Twice A\nNow: 10.\nEnter to continue: 7\nError: this value is read-only (continue)." in written
    assert "4 of 5. D\nNow: Radio, any.\nEnter to continue: " in written
    assert "5 of 5. E\nEnter to continue: " in written
    assert interview.status is Status.COMPLETE
    assert interview.sheet.on_route() == ({"a": 5, "b": "tv", "c": 10, "d": "radio"}, {"e": Missing.BLANK}, {})


def test_what_does_not_fit_any_more_is_said_before_the_end() -> None:
    questions = (
        Integer(name="some", label="Some?", constraint=". <= ${all}", constraint_message="More than all"),
        Integer(name="all", label="All?"),
    )
    late = (Integer(name="all", label="All?"), questions[0])
    _, written = interviewed("5", "3", "1", "2", "", "1", questionnaire=questionnaire_of(*late))
    assert "Answer: 5\n2 of 2. Some?" in written
    interview, written = interviewed("9", "5", "1", "3", "", "2", "save", questionnaire=questionnaire_of(*late))
    assert "This answer is no longer valid: More than all.\nNow: 5.\nAnswer: \nError: More than all." in written
    assert interview.sheet.answers == {"all": 3, "some": 2}


def test_a_question_from_which_every_choice_is_filtered_can_be_left() -> None:
    never = SelectOne(name="q", label="Q?", choices=MEDIA, choice_filter="name = 'x'")
    interview, written = interviewed("1", "", questionnaire=questionnaire_of(never))
    assert 'No choices available.\nAnswer: 1\nError: "1" is not a choice' in written
    assert interview.sheet.missing == {"q": Missing.BLANK}


HOUSEHOLD = questionnaire_of(
    Group(
        name="house",
        label="House",
        questions=(
            Repeat(
                name="person",
                label="Person",
                hint="Who sleeps here",
                questions=(
                    TextQuestion(name="who", label="Who?"),
                    Integer(name="age", label="How old is ${who}?", max=120),
                ),
            ),
        ),
    ),
    TextQuestion(name="end", label="End?"),
)


def test_a_repeat_asks_whether_there_is_one_more() -> None:
    interview, written = interviewed("yes", "Sok", "34", "maybe", "yes", "Dara", "5", "N", questionnaire=HOUSEHOLD)
    assert "House\nAdd: Person?\n  (Who sleeps here)\n  1. Yes\n  2. No\nAnswer: yes\n" in written
    assert "House\nPerson 1\n1 of 3. Who?\nAnswer: Sok\nHouse\nPerson 1\n2 of 3. How old is Sok?\n" in written
    assert (
        "House\nAdd another: Person? 1 so far: 1. Sok, 34\n  (Who sleeps here)\n  1. Yes\n  2. No\n"
        "Answer: maybe\nError: say whether to add another.\nAnswer: yes\nHouse\nPerson 2\n1 of 3. Who?"
    ) in written
    assert "Add another: Person? 2 so far: 1. Sok, 34; 2. Dara, 5\n" in written
    assert interview.position == "end"
    assert interview.sheet.on_route()[0] == {"person": [{"who": "Sok", "age": 34}, {"who": "Dara", "age": 5}]}


@pytest.mark.parametrize(
    ("line", "position"),
    [("1", "person[2]/who"), ("Yes", "person[2]/who"), ("y", "person[2]/who"), ("២", "end"), ("no", "end")],
)
def test_the_question_after_a_repeat_takes_yes_and_no_and_their_numbers(line: str, position: str) -> None:
    assert interviewed("yes", "Sok", "34", line, questionnaire=HOUSEHOLD)[0].position == position


def test_an_instance_is_removed_after_one_more_question_and_the_others_move_up() -> None:
    interview, written = interviewed(
        "yes", "Sok", "34", "yes", "Dara", "5", "/remove 3", "/remove x", "/remove 1", "no", "/remove 1", "yes", "no",
        "/back", "", questionnaire=HOUSEHOLD,
    )  # fmt: skip
    assert "Answer: /remove 3\nError: number 3 does not exist (2 so far)." in written
    assert "Answer: /remove x\nError: number 0 does not exist (2 so far)." in written
    sure = 'Remove 1 and all its answers? Type "yes" to remove: '
    assert written.count(sure) == 2
    assert f"{sure}yes\nHouse\nAdd another: Person? 1 so far: 1. Dara, 5\n" in written
    assert "Now: No. Enter keeps it." in written
    assert interview.position == "end"
    assert interview.sheet.on_route()[0] == {"person": [{"who": "Dara", "age": 5}]}


def test_a_repeat_of_which_nothing_is_left_asks_for_a_first_one() -> None:
    typed = ("yes", "", "", "/remove 1", "y", "/back", "no", "", "3")
    interview, written = interviewed(*typed, questionnaire=HOUSEHOLD)
    assert "House\nAdd: Person?\n" in written
    assert "This is the first question." in written
    assert "  House\n    person. Person: 0 in all\n" in written
    assert interview.sheet.on_route()[0] == {}


def test_there_may_be_none_and_an_instance_that_was_added_by_mistake_is_taken_back() -> None:
    interview, written = interviewed(
        "?", "/remove 1", "no", "End", "person", "yes", "/back", "/back", questionnaire=HOUSEHOLD
    )
    assert "/remove NUMBER" not in written
    assert "Error: number 1 does not exist (0 so far)." in written
    assert "Now: No. Enter keeps it.\n" in written
    assert "Who?\nAnswer: /back\nHouse\nAdd: Person?\n" in written
    assert written.endswith("Answer: /back\nThis is the first question.\nAnswer: ")
    assert interview.sheet.on_route()[0] == {"end": "End"}


def test_review_shows_instances_under_their_headings_and_leads_back_into_them_and_after_them() -> None:
    typed = (
        "y",
        "Sok",
        "34",
        "yes",
        "Dara",
        "5",
        "no",
        "End",
        "2.2",
        "6",
        "person",
        "yes",
        "Bopha",
        "/skip",
        "no",
        "save",
    )
    interview, written = interviewed(*typed, questionnaire=HOUSEHOLD)
    assert (
        "Review\n"
        "  House · Person 1\n    1.1. Who?: Sok\n    2.1. How old is Sok?: 34\n"
        "  House · Person 2\n    1.2. Who?: Dara\n    2.2. How old is Dara?: 5\n"
        "  House\n    person. Person: 2 in all\n"
        "  3. End?: End\n"
    ) in written
    assert "How old is Dara?\nA whole number, 120 or less.\nNow: 5. Enter keeps it.\nAnswer: 6\n" in written
    assert "Now: No. Enter keeps it.\nAnswer: yes\nHouse\nPerson 3\n" in written
    assert interview.status is Status.COMPLETE
    assert interview.sheet.on_route()[0] == {
        "person": [{"who": "Sok", "age": 34}, {"who": "Dara", "age": 6}, {"who": "Bopha"}],
        "end": "End",
    }


def test_help_after_a_repeat_lists_what_works_there() -> None:
    _, written = interviewed("yes", "Sok", "34", "?", "/nonsense", "/quit", questionnaire=HOUSEHOLD)
    assert "  /remove NUMBER remove one\n  /quit " in written
    assert "/language" not in written
    assert 'unknown command "/nonsense"' in written


TWO_LANGUAGES = questionnaire_of(
    TextQuestion(name="a", label={"en": "Who?", "fr": "Qui ?"}),
    Repeat(name="r", label={"en": "Thing", "fr": "Chose"}, questions=(TextQuestion(name="b", label="B?"),)),
)


def test_the_language_changes_at_a_question_after_a_repeat_and_at_review_and_stays() -> None:
    interview, written = interviewed(
        "/language", "/language xx", "/language FR", "Sok", "oui", "", "/language en", "no", "/language fr", "save",
        questionnaire=TWO_LANGUAGES,
    )  # fmt: skip
    assert "Type /language and one of: en, fr\n" in written
    assert 'Error: unknown language "xx"' in written
    assert ". Who?\n" in written
    assert ". Qui ?\n" in written
    assert "Chose" in written
    assert "Add another: Thing? 1 so far: 1. (blank)\n" in written
    assert written.count("Qui ?") > 1
    assert interview.language == "fr"
    assert interview.status is Status.COMPLETE


def test_help_names_the_languages_where_there_are_several() -> None:
    assert "  /language TAG  change the language: en, fr\n" in interviewed("?", questionnaire=TWO_LANGUAGES)[1]
    assert "/language" not in interviewed("?")[1]


def test_numbers_of_any_length_do_no_harm() -> None:
    long = "9" * 5_000
    _, written = interviewed("yes", "Sok", "34", f"/remove {long}", long, "no", "End", long, questionnaire=HOUSEHOLD)
    assert "number 0 does not exist (1 so far)" in written
    assert f'Error: "{long}" is not valid here.' in written


@pytest.mark.parametrize(
    ("entry", "typed", "expected", "said"),
    [
        (TextQuestion(name="q", label="Q"), ("So\x1ak",), "Sok", "(control characters were left out)"),
        (TextQuestion(name="q", label="Q"), ("a\x0bb",), "a b", "(the lines were joined into one)"),
        (TextQuestion(name="q", label="Q"), ("a\tb",), "a b", "1 of 1"),
        (TextQuestion(name="q", label="Q", multiline=True), ("a\x0bb", "c\x1b", "."), "a\nb\nc", "(control"),
        (Integer(name="q", label="Q"), ("5\x00",), 5, "(control"),
        (SelectOne(name="q", label="Q", choices=GRADES), ("\x1b1",), "1", "(control"),
    ],
)
def test_control_characters_are_no_part_of_a_reply(
    entry: Askable, typed: tuple[str, ...], expected: object, said: str
) -> None:
    lines = Script(*typed, "/quit")
    questionnaire = msgspec.structs.replace(QUESTIONNAIRE, questions=(entry,))
    ended = run_interview(begin(questionnaire, "en"), PlainPrompter(lines), MemoryKeeper(), lambda: 0)
    assert ended.sheet.answers == {"q": expected}
    assert said in lines.written
