"""Small terminals: the question and its field stay in view, nothing is cut, and what is typed breaks at words."""

from __future__ import annotations

import runpy
from pathlib import Path

import msgspec
import pytest
from terminal_questionnaires import COUNTRY, GRADE, MANY, MEDIA, NOTE, READY, WHO, WHY, choices, questionnaire_of
from terminal_stage import staged

from sstc_survey.engine import begin
from sstc_survey.folding import nfc
from sstc_survey.i18n import set_language
from sstc_survey.prompters.terminal import cells, wrap_items
from sstc_survey.prompters.terminal.key_table import Key, PromptKind, footer_of, help_of
from sstc_survey.questionnaire import AnyEntry, Leaf, Range, Rank

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
