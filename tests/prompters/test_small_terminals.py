"""Small terminals: the question and its field stay in view, nothing is cut, and what is typed breaks at words."""

from __future__ import annotations

import runpy
from functools import partial
from pathlib import Path

import msgspec
import pytest
from terminal_questionnaires import COUNTRY, GRADE, MANY, MEDIA, NOTE, READY, WHO, WHY, choices, questionnaire_of
from terminal_stage import Stage, staged

from sstc_survey.engine import begin
from sstc_survey.folding import nfc
from sstc_survey.i18n import set_language
from sstc_survey.prompters.terminal import cells, wrap, wrap_items
from sstc_survey.prompters.terminal.key_table import Key, PromptKind, footer_of, help_of
from sstc_survey.questionnaire import (
    AnyEntry,
    ChoiceList,
    Integer,
    Leaf,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)

LANGUAGES = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "catalogues.py"))["LANGUAGES"]
LABEL = "Which of these comes first, as you see it today?"
TEN = Range(name="ten", label="How likely?", start=0, end=10)
FIRST = Rank(name="first", label="What comes first?", choices=choices(a="Alpha", b="Beta", c="Gamma"))
KINDS: dict[PromptKind, Leaf] = {
    "note": NOTE, "select_one": GRADE, "select_multiple": MEDIA, "rank": FIRST, "scale": TEN, "text": WHO,
    "multiline": WHY, "autocomplete": COUNTRY,
}  # fmt: skip


@pytest.mark.parametrize(("columns", "rows"), [(20, 10), (40, 10), (20, 12)])
@pytest.mark.parametrize("question", [*KINDS.values(), MANY, READY], ids=lambda each: each.name)
def test_on_ten_rows_the_question_and_its_field_are_in_view_and_f1_has_the_keys(
    question: Leaf, columns: int, rows: int
) -> None:
    asked: AnyEntry = msgspec.structs.replace(question, label=LABEL, hint="As you see it. " * 4)
    with staged(questionnaire_of(asked), columns=columns, rows=rows) as stage:
        view = stage.see("F1 help")
        assert "F10" not in view
        assert LABEL in view.replace("\n", " ")
        shown = {"note": "Continue", "select_one": "1. Good", "select_multiple": "1. Radio", "rank": "1. Alpha"}
        kind = next((kind for kind, each in KINDS.items() if each is question), "text")
        assert shown.get(kind, {"scale": " 0 "}.get(kind, ">" if question is not READY else "OK")) in view


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
@pytest.mark.parametrize("kind", KINDS)
def test_the_keys_of_every_prompt_fit_at_40_columns_in_every_language(kind: PromptKind, language: str) -> None:
    set_language(language)
    try:
        footer = footer_of(kind, set(Key))
        lines = wrap_items(footer, 39, " · ")
    finally:
        set_language("en")
    assert all(cells(line) < 40 for line in lines)
    # With a list of 16 rows, a lead and a message of two lines, 24 rows are enough.
    assert len(lines) <= 5
    assert "".join("".join(footer).split()) == "".join("".join(lines).split()).replace("·", "")


def test_lists_and_keys_are_written_as_in_the_language() -> None:
    """The transcript of several choices, the letters after Ctrl-X, and keys as keyboards print them."""
    set_language("zh")
    try:
        assert help_of("note", {Key.BACK, Key.STOP}).endswith("或按 Ctrl-X，再按：b 返回，q 停止")
        set_language("fr")
        assert footer_of("select_multiple", {Key.BACK}) == (
            "N° cocher",
            "Espace cocher",
            "Entrée suivant",
            "Échap retour",
        )
    finally:
        set_language("en")
    with staged(begin(questionnaire_of(MEDIA, WHO), "zh")) as stage:
        stage.see("F10 停止")
        stage.press("1,2", "Enter")
        stage.see("Radio；TV")


@pytest.mark.parametrize("question", [WHO, WHY])
@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("We want to learn from the experience", [" > We want to learn", "   from the", "   experience"]),
        ("unbreakableunbreakable", [" > unbreakableunbre", "   akable"]),
        ("学习（其他）国家的经验。", [" > 学习（其他）国家", "   的经验。"]),
        ("我们希望学习他“国", [" > 我们希望学习他", "   “国"]),
        ("ททททททททททททททททะท", [" > ททททททททททททททท", "   ทะท"]),
        ("a" * 15 + "e\u0301b", [" > " + "a" * 15 + "é", "   b"]),
        ("words  and     spaces here", [" > words  and", "   spaces here"]),
    ],
)
def test_what_is_typed_breaks_where_shown_text_does(question: Leaf, typed: str, lines: list[str]) -> None:
    with staged(questionnaire_of(question), columns=20, rows=24) as stage:
        stage.see("F10 stop")
        stage.press(typed)
        stage.see("\n".join(lines))
        stage.press("F5" if question is WHY else "Enter")
        stage.see("Save and finish")
        stage.press("F10")
        assert stage.end().sheet.answers == {question.name: nfc(typed)}


SHORT = "Which comes first?"
MIDDLE = "Why is it that this question is as long as half of a small screen?"
TOO_LONG = "Which of these comes first " + "and of many words " * 12 + "to the end of it?"
LABELS = {"short": SHORT, "middle": MIDDLE, "too long": TOO_LONG}
WORDS = {
    "en": "To learn from the experience of other countries that have met similar challenges",
    "zh": "学习其他面临类似挑战的发展中国家的经验并应用于本国的工作之中以及其他许多方面",
}
MESSAGE = "It has to be between 18 and 99, as only adults take part and nobody is a hundred years old: END"
SIZES = [(20, 10), (20, 24), (40, 10), (80, 24)]


def long_choices(words: str) -> ChoiceList:
    return choices(**{f"c{number}": f"C{number} {words} E{number}" for number in range(1, 6)})


def flat(text: str) -> str:
    """Return a text without what breaking it into lines has changed."""
    return "".join(text.split())


def sees_question(stage: Stage, view: str, label: str) -> None:
    """Check that the first line of a question is in view, and that all of it can be read."""
    assert wrap(label, stage.screen.size().columns - 1)[0] in view.splitlines(), view
    if flat(label) not in flat(view):
        assert "… F1" in view
        assert flat(label) in flat(stage.help_text())


@pytest.mark.parametrize(
    ("language", "columns", "rows"), [("zh", 20, 10), ("en", 20, 10), ("en", 20, 24), ("en", 40, 10)]
)
@pytest.mark.parametrize("length", ["middle", "too long"])
@pytest.mark.parametrize("question", [GRADE, MEDIA, FIRST, COUNTRY], ids=lambda each: each.name)
def test_the_question_and_the_row_of_the_pointer_are_in_view_however_long_they_are(
    question: SelectOne | SelectMultiple | Rank, language: str, length: str, columns: int, rows: int
) -> None:
    label, words = LABELS[length], WORDS[language]
    asked = msgspec.structs.replace(question, label=label, choices=long_choices(words))
    with staged(questionnaire_of(asked), columns=columns, rows=rows) as stage:
        stage.see("F1 help")
        if question in (GRADE, COUNTRY):
            stage.press("Down")
        for code in ("C1", "C2", "C4"):
            stage.press(*["Down"] * {"C1": 0, "C2": 1, "C4": 2}[code])
            view = stage.screen.until(partial(points_at, code=code), f"the pointer at {code}")
            assert wrap(label, columns - 1)[0] in view.splitlines(), view
            if code == "C1":
                sees_question(stage, view, label)
            if flat(f"{words} E{code[1]}") not in flat(view):
                assert "…" in view
                assert flat(f"{code} {words} E{code[1]}") in flat(stage.help_text()), view


def points_at(view: str, code: str) -> bool:
    """Tell whether the pointer is at the row of a choice."""
    return any("»" in line and code in line for line in view.splitlines())


FAULTS: dict[str, tuple[Leaf, tuple[str, ...], str]] = {
    "integer": (Integer(name="age", label="?", constraint=". > 17", constraint_message=MESSAGE), ("1",), "> 1"),
    "text": (
        TextQuestion(name="text", label="?", constraint=". != 'a'", constraint_message=MESSAGE),
        ("a",),
        "> a",
    ),
    "scale": (msgspec.structs.replace(TEN, constraint=". > 5", constraint_message=MESSAGE), ("3",), "[3]"),
    "several": (
        SelectMultiple(
            name="several", label="?", choices=long_choices(WORDS["en"]), constraint=". = ''",
            constraint_message=MESSAGE,
        ),
        ("Space",),
        "» ● 1. C1",
    ),
    "one": (
        SelectOne(
            name="one", label="?", appearance="list", choices=long_choices(WORDS["en"]), constraint=". = ''",
            constraint_message=MESSAGE,
        ),
        ("Down",),
        "» 1. C1",
    ),
    "a long list": (
        SelectOne(
            name="one", label="?", appearance="autocomplete", choices=long_choices(WORDS["en"]), constraint=". = ''",
            constraint_message=MESSAGE,
        ),
        ("Down",),
        "> C1",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("columns", "rows"), SIZES[:3])
@pytest.mark.parametrize("length", ["short", "too long"])
@pytest.mark.parametrize("name", FAULTS)
def test_a_message_leaves_the_question_and_the_field_in_view_and_can_be_read_to_its_end(
    name: str, length: str, columns: int, rows: int
) -> None:
    question, keys, field = FAULTS[name]
    label = LABELS[length]
    asked: AnyEntry = msgspec.structs.replace(question, label=label)
    with staged(questionnaire_of(asked), columns=columns, rows=rows) as stage:
        stage.see("F1 help")
        stage.press(*keys, "Enter")
        view = stage.see("! It", field.split(" ")[-1])
        if flat(MESSAGE) not in flat(view):
            assert "… F1" in view
            assert flat(MESSAGE) in flat(stage.help_text())
            stage.press("Enter")
            view = stage.see("! It", field.split(" ")[-1])
        sees_question(stage, view, label)


def test_an_answer_that_stands_in_a_search_is_drawn_as_in_other_fields() -> None:
    asked = msgspec.structs.replace(COUNTRY, choices=choices(kh="Kingdom of Cambodia in South-East Asia", la="Laos"))
    with staged(questionnaire_of(asked, WHO), columns=20, rows=10) as stage:
        stage.see("F1 help")
        stage.press("kh", "Enter")
        stage.see("Who?", "F1 help")
        stage.press("F2")
        stage.see("Which country?", " > Kingdom of\n   Cambodia in\n   South-East Asia\n", "F1 help")


@pytest.mark.parametrize(("columns", "rows"), SIZES)
@pytest.mark.parametrize("emptied_by", [("Ctrl-U",), ("Backspace",) * 3])
def test_an_emptied_search_shows_rows_again_and_how_many_more_there_are(
    emptied_by: tuple[str, ...], columns: int, rows: int
) -> None:
    names = ("Cambodia", "Indonesia", "Laos", "Malaysia", "Myanmar", "Thailand", "Viet Nam")
    asked = msgspec.structs.replace(COUNTRY, label=MIDDLE, choices=choices(**{name[:3]: name for name in names}))
    with staged(questionnaire_of(asked), columns=columns, rows=rows) as stage:
        stage.see("   Cambodia", "F1 help")
        stage.press("x", "Backspace", "vie")
        stage.see("> vie", "   Viet Nam")
        stage.miss("Cambodia")
        stage.press(*emptied_by)
        view = stage.see("   Cambodia", "F1 help")
        shown = sum(f"   {name}" in view for name in names)
        assert f"↓ {len(names) - shown} more" in view


def test_after_a_failure_all_rows_of_the_menu_are_in_view_and_the_answer_has_room() -> None:
    with staged(questionnaire_of(WHO), columns=20, rows=10, failures=1) as stage:
        stage.see("F1 help")
        stage.press("Somebody else", "Enter")
        stage.see("Somebody else\n   1. Try again\n   2. Choose\n      another\n      folder\n   3. Stop")
