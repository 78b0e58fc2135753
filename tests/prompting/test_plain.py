"""Plain mode: what is written, and what may be typed."""

from __future__ import annotations

from sstc_survey.errors import Problem
from sstc_survey.interview import Interview, begin
from sstc_survey.prompting.conduct import conduct
from sstc_survey.prompting.plain import PlainPrompter
from sstc_survey.questionnaire import (
    Acknowledge,
    Choice,
    ChoiceList,
    Date,
    Group,
    Integer,
    Note,
    Questionnaire,
    SelectMultiple,
    SelectOne,
    TextQuestion,
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
PAPER = Questionnaire(
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


class Memory:
    """Keeps interviews in a list, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.kept: list[Interview] = []
        self.folders: list[str] = []
        self.failures = failures

    def keep(self, interview: Interview) -> Problem | None:
        if self.failures:
            self.failures -= 1
            return Problem("unreadable", {"reason": "the disk is full"})
        self.kept.append(interview)
        return None

    def move(self, folder: str) -> Problem | None:
        self.folders.append(folder)
        return None


def held(*typed: str, keeper: Memory | None = None, paper: Questionnaire = PAPER) -> tuple[Interview, str]:
    script = Script(*typed)
    interview = conduct(begin(paper, "en"), PlainPrompter(script), keeper or Memory(), lambda: 0)
    return interview, script.written


ALL = ("ok", "", "1,2", "aloud", "5", "3", "2016-09-07", "one", "two", ".", "save")


def test_an_interview_from_the_first_line_to_the_last() -> None:
    interview, written = held(*ALL)
    assert interview.status is Status.COMPLETE
    assert interview.ledger.said()[0] == {
        "ready": "OK",
        "media": ["radio", "tv"],
        "grade": "5",
        "many": 3,
        "day": "2016-09-07",
        "why": "one\ntwo",
    }
    assert interview.ledger.comments == {"media": "aloud"}
    assert written.startswith("Media\nAbout media.\n")
    assert written.endswith("Thank you.\n")


def test_a_question_as_it_is_written() -> None:
    _, written = held("ok", "")
    assert (
        "3 of 7. Which media?\n"
        "  (All that apply)\n"
        "  1. Radio, any\n"
        "  2. TV\n"
        "  3. None of these\n"
        "Choose 1 to 3; several with commas, e.g. 1,2.\n"
        "Answer: "
    ) in written
    assert "Part one\n2 of 7. Now media.\nEnter to go on: " in written


def test_choices_are_taken_as_numbers_codes_and_labels_and_codes_that_are_numbers_are_the_numbers() -> None:
    for line, codes in [
        ("2", ["tv"]),
        ("TV", ["tv"]),
        ("radio, any", ["radio"]),
        ("tv,radio", ["radio", "tv"]),
        ("២", ["tv"]),
        ("3", ["none"]),
    ]:
        assert held("ok", "", line, "")[0].ledger.answers["media"] == codes
    interview, written = held("ok", "", "1", "", "1")
    assert "  5. Good\n  1. Bad\nChoose 5 to 1." in written
    assert interview.ledger.answers["grade"] == "1"


def test_a_reply_that_does_not_fit_is_asked_for_again_with_the_reason_and_without_the_question() -> None:
    interview, written = held("ok", "", "1,3", "x", "2", "")
    assert 'Answer: 1,3\nError: "None of these" cannot be combined with another choice' in written
    assert 'Error: there is no choice "x"' in written
    assert written.count("3 of 7.") == 1
    assert interview.ledger.answers["media"] == ["tv"]


def test_commands() -> None:
    interview, written = held("/back", "ok", "", "/nonsense", "/help", "/refuse", "/dk", "/back", "/comment so so", "")
    assert "This is the first question." in written
    assert 'there is no command "/nonsense"' in written
    assert "/comment TEXT" in written
    assert interview.ledger.missing == {"media": Missing.REFUSED, "grade": Missing.DONT_KNOW}
    assert interview.ledger.comments == {"grade": "so so"}
    assert "Now: (don't know). Enter keeps it." in written
    assert interview.position == "many"


def test_a_way_out_that_is_not_offered_is_refused() -> None:
    interview, written = held("ok", "", "/dk")
    assert 'Error: "don\'t know" is not offered for this question.' in written
    assert interview.position == "media"


def test_help_lists_only_what_works_here() -> None:
    _, written = held("?")
    assert "/back" not in written
    assert "/dk" not in written
    assert "/refuse" in written


def test_two_slashes_begin_an_answer_with_one() -> None:
    paper = Questionnaire(id="t", version="1", title="T", questions=(TextQuestion(name="path", label="Path?"),))
    assert held("//etc", paper=paper)[0].ledger.answers == {"path": "/etc"}


def test_enter_leaves_blank_what_was_not_said_and_keeps_what_was() -> None:
    interview, written = held("ok", "", "", "5", "/back", "", "/back", "/back", "")
    assert interview.ledger.missing == {"media": Missing.BLANK}
    assert interview.ledger.answers["grade"] == "5"
    assert "Now: Good. Enter keeps it." in written
    assert "Now: (blank). Enter keeps it." in written
    assert interview.position == "grade"


def test_an_answer_is_kept_before_its_comment_is_asked_for() -> None:
    keeper = Memory()
    interview, written = held("ok", "", "2", keeper=keeper)
    assert written.endswith("Comment (Enter for none): ")
    assert keeper.kept[-1].ledger.answers["media"] == ["tv"]
    assert interview == keeper.kept[-1]


def test_back_from_the_comment_leads_to_the_answer() -> None:
    interview, written = held("ok", "", "2", "/back", "1", "//aloud")
    assert written.count("3 of 7.") == 2
    assert "Now: TV. Enter keeps it." in written
    assert interview.ledger.answers["media"] == ["radio"]
    assert interview.ledger.comments == {"media": "/aloud"}


def test_the_end_of_input_stops_and_keeps_the_draft() -> None:
    keeper = Memory()
    interview, _ = held("ok", "", "1", "", keeper=keeper)
    assert interview.status is Status.PARTIAL
    assert interview.position == "grade"
    assert keeper.kept[-1] == interview


def test_review_lists_every_reply_and_takes_one_back() -> None:
    interview, written = held(*ALL[:-1], "9", "4", "8", "save")
    assert "  5. Which day?: 2016-09-07" in written
    assert "  2. Which media?: Radio, any; TV  [aloud]" in written
    assert 'Error: "9" is not one of these.' in written
    assert "  4. How many?: 8" in written
    assert interview.status is Status.COMPLETE
    assert interview.ledger.answers["many"] == 8


def test_what_could_not_be_saved_is_said_and_tried_again_or_saved_elsewhere_or_left() -> None:
    keeper = Memory(failures=2)
    interview, written = held("ok", "again", "/elsewhere", "", keeper=keeper)
    assert written.count("NOT saved: this cannot be read: the disk is full") == 2
    assert keeper.folders == ["/elsewhere"]
    assert interview.position == "media"
    interview, written = held("ok", "/quit", keeper=Memory(failures=9))
    assert "The reply was: OK" in written
    assert interview.position == "ready"
    assert interview.ledger.answers == {}


def test_nothing_from_the_questionnaire_steers_the_terminal() -> None:
    nasty = "\x1b[2Jred\u202e"
    paper = Questionnaire(
        id="t", version="1", title=nasty, questions=(TextQuestion(name="q", label=nasty, hint=nasty),)
    )
    _, written = held("/comment x", "", paper=paper)
    assert "\x1b" not in written
    assert "\u202e" not in written
    assert "␛[2Jred" in written
