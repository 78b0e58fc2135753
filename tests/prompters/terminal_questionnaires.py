"""Questionnaires that the tests of the terminal ask."""

from __future__ import annotations

from sstc_survey.questionnaire import (
    Acknowledge,
    AnyEntry,
    Choice,
    ChoiceList,
    Date,
    Decimal,
    Integer,
    Note,
    Questionnaire,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)


def questionnaire_of(*questions: AnyEntry, dont_know: bool = False, refused: bool = False) -> Questionnaire:
    """Return a questionnaire of these questions."""
    return Questionnaire(
        id="t",
        version="1",
        title="Media",
        event="Forum",
        date="Today",
        place="Here",
        introduction="About media.",
        closing="Thank you.",
        dont_know=dont_know,
        refused=refused,
        questions=questions,
    )


def choices(**labels: str) -> ChoiceList:
    """Return a list of choices; one whose code is `none` excludes the others."""
    return ChoiceList(Choice(code=code, label=label, exclusive=code == "none") for code, label in labels.items())


WHO = TextQuestion(name="who", label="Who?")
WHY = TextQuestion(name="why", label="Why?", multiline=True)
MANY = Integer(name="many", label="How many?", min=1, max=9)
SHARE = Decimal(name="share", label="Which share?")
DAY = Date(name="day", label="Which day?")
GRADE = SelectOne(name="grade", label="How good?", choices=choices(good="Good", fair="Fair", bad="Bad"))
MEDIA = SelectMultiple(
    name="media", label="Which media?", choices=choices(radio="Radio", tv="TV", web="Web", none="None of these")
)
COUNTRY = SelectOne(
    name="country",
    label="Which country?",
    appearance="autocomplete",
    choices=choices(kh="Cambodia", kr="កម្ពុជា", th="ประเทศไทย", cn="中国", vn="Viet Nam", id="Indonesia"),
)
READY = Acknowledge(name="ready", label="Ready?")
NOTE = Note(name="n", label="Now media.")
