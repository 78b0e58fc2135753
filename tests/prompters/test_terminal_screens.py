"""The terminal: what is on the screen, at every width."""

from __future__ import annotations

import re
import threading

import msgspec
import pytest
from prompt_toolkit.utils import get_cwidth
from terminal_questionnaires import COUNTRY, GRADE, MANY, MEDIA, NOTE, READY, WHO, WHY, choices, questionnaire_of
from terminal_stage import PATIENCE, MemoryKeeper, staged

from sstc_survey.engine import Interview
from sstc_survey.prompters import Screen
from sstc_survey.prompters.terminal import Page
from sstc_survey.questionnaire import Group, Leaf, SelectMultiple, SelectOne, TextQuestion

LONG = "To learn from the experience of other countries that have met the same challenges before"
USEFUL = SelectMultiple(
    name="useful",
    label="Why is South-South and Triangular Cooperation useful to you, and to your institution?",
    hint="All that apply",
    max_selected=3,
    choices=choices(learn=LONG, fund="To find funds"),
)
CHINESE = SelectMultiple(
    name="useful",
    label="为什么南南合作和三方合作对您有用？请选择所有适用的选项，并在需要时补充说明。这个问题很长，需要换行显示。",
    choices=choices(learn="学习其他国家的经验，特别是那些曾经面临同样挑战的国家的经验。" * 2, fund="寻找资金"),
)
NINE = SelectOne(name="nine", label="Which?", choices=choices(**{f"c{n}": f"Choice {n}" for n in range(9)}))


def test_a_question_with_choices_at_80_columns() -> None:
    with staged(questionnaire_of(Group(name="g", label="Question 1", questions=(USEFUL,)), refused=True)) as stage:
        stage.see("F10 stop")
        assert stage.screen.lines[:21] == [
            "Media",
            "Forum",
            "Today · Here",
            "",
            "About media.",
            "",
            "1 of 1 ▕██████████▏",
            "Question 1",
            "Why is South-South and Triangular Cooperation useful to you, and to your",
            "institution?",
            "All that apply",
            "Choose up to 3",
            " » ○ 1. To learn from the experience of other countries that have met the same",
            "        challenges before",
            "   ○ 2. To find funds",
            "   ───",
            "   ○ Refused",
            "Number select · Space select · Enter next · F3 skip · F9 refuse · F4 comment",
            "F1 help · F10 stop",
            "",
            "",
        ]


def test_a_question_with_choices_at_40_columns() -> None:
    with staged(questionnaire_of(USEFUL), columns=40) as stage:
        stage.see("F10 stop")
        assert stage.screen.lines[5:] == [
            "",
            "1 of 1 ▕██████████▏",
            "Why is South-South and Triangular",
            "Cooperation useful to you, and to your",
            "institution?",
            "All that apply",
            "Choose up to 3",
            " » ○ 1. To learn from the experience",
            "        of other countries that have",
            "        met the same challenges before",
            "   ○ 2. To find funds",
            "Number select · Space select",
            "Enter next · F3 skip · F4 comment",
            "F1 help · F10 stop",
            *[""] * 5,
        ]


@pytest.mark.parametrize("columns", [20, 23, 40, 80])
@pytest.mark.parametrize("question", [USEFUL, CHINESE])
def test_nothing_is_lost_or_broken_at_any_width(question: SelectMultiple, columns: int) -> None:
    with staged(questionnaire_of(question), columns=columns, rows=70) as stage:
        stage.see("F10 stop")
        lines = stage.screen.lines
    shown = "".join("".join(lines).split())
    labels = [question.label, *(choice.label for choice in question.choices)]
    assert all("".join(str(label).split()) in shown for label in labels)
    assert all(get_cwidth(line) < columns for line in lines)


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_after_the_reply_only_the_question_and_the_reply_stay(columns: int) -> None:
    with staged(questionnaire_of(USEFUL, MANY), columns=columns, rows=70) as stage:
        stage.see("F10 stop")
        stage.press("2", "Enter")
        view = stage.see("2 of 2", "F10 stop")
    first = view[view.index("1 of 2") : view.index("2 of 2")].rstrip()
    assert first.endswith("→ To find funds")
    assert "F10" not in first
    assert "○" not in first


@pytest.mark.parametrize(
    ("question", "keys", "line"),
    [
        (WHO, ("Sok", "Enter"), "→ Sok"),
        (WHO, ("F9",), "→ (refused)"),
        (WHO, ("F8",), "→ (don't know)"),
        (WHO, ("F3",), "→ (blank)"),
        (WHY, ("one", "Enter", "two", "F5"), "→ one\n  two"),
        (MEDIA, ("1,2", "Enter"), "→ Radio; TV"),
        (COUNTRY, ("kh", "Enter"), "→ Cambodia"),
    ],
)
def test_the_reply_that_stays(question: Leaf, keys: tuple[str, ...], line: str) -> None:
    with staged(questionnaire_of(question, NOTE, dont_know=True, refused=True)) as stage:
        stage.see("1 of 1")
        stage.press(*keys)
        view = stage.see(str(NOTE.label))
    assert f"{line}\n\n▕██████████▏\n{NOTE.label}" in view


def test_a_terminal_without_our_glyphs_has_ascii() -> None:
    with staged(questionnaire_of(USEFUL, WHO, refused=True), encoding="ascii") as stage:
        stage.see(" > - 1. To learn", "1 of 2 [#####     ]", "Space select | Enter next")
        stage.press("1")
        stage.see(" > x 1. To learn")
        stage.press("Enter")
        stage.see("-> To learn", "2 of 2")


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_the_footer_names_only_the_keys_that_work(columns: int) -> None:
    required = msgspec.structs.replace(WHO, required=True)
    with staged(questionnaire_of(required, WHY, dont_know=True), columns=columns, rows=70) as stage:
        first = stage.see("F10 stop")
        stage.press("Sok", "Enter")
        second = stage.see("2 of 2", "F10 stop")
    second = second[second.index("2 of 2") :]
    assert [key for key in ("Esc back", "F3 skip", "F8 don't", "F9", "F4 comment") if key in first] == [
        "F8 don't",
        "F4 comment",
    ]
    assert all(key in second for key in ("F5 next", "Enter new line", "F3 skip", "F4 comment"))
    assert "F9" not in second


def test_help_comes_and_goes_and_lists_what_works() -> None:
    with staged(questionnaire_of(READY, GRADE)) as stage:
        stage.press("o", "Enter")
        stage.see("2 of 2", "F10 stop")
        stage.press("?")
        view = stage.see("Esc or F2: go back", "F10: stop; the draft is saved", "Ctrl-X")
        assert "refuse" not in view
        stage.press("?")
        stage.miss("the draft is kept")


@pytest.mark.parametrize(("columns", "rows"), [(20, 10), (20, 24), (40, 24), (80, 24), (80, 10)])
@pytest.mark.parametrize("question", [NINE, WHY, MANY])
def test_all_of_the_help_can_be_read_and_the_question_is_in_view_after_it(
    question: Leaf, columns: int, rows: int
) -> None:
    questionnaire = questionnaire_of(NOTE, question, WHO, dont_know=True, refused=True)
    with staged(questionnaire, columns=columns, rows=rows) as stage:
        stage.see("F1 help")
        stage.press("Enter")
        stage.see(str(question.label), "F1 help")
        shown = "".join(stage.help_text().split())
        assert all(
            words in shown for words in ("F1:showorhidethishelp", "Ctrl-D:stop", "OrCtrl-X,then:", "hhelp,qstop")
        )
        stage.see(str(question.label), "F1 help")
        stage.press("F1")
        stage.see("Esc close")
        stage.press("Esc")
        stage.miss("Esc close")
        stage.see(str(question.label), "F1 help")
        assert len(stage.keeper.saved) == 1


def test_help_that_fits_clears_nothing_above_it() -> None:
    with staged(questionnaire_of(GRADE), rows=60) as stage:
        stage.see("F10 stop")
        stage.press("F1")
        stage.see("Ctrl-X")
        stage.press("F1")
        stage.miss("Ctrl-X")
    assert "\x1b[2J" not in stage.screen.raw


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        (80, [
            "   1. To learn from the experience of     alpha beta alpha beta alpha beta",
            "      other countries that have met the…  alpha beta alp… 1163 more characters",
        ]),
        (40, [
            "   1. To learn from the experience of",
            "      other countries that have met t…",
            "        alpha beta alpha beta alpha",
            "        beta alp… 1174 more characters",
        ]),
    ],
)  # fmt: skip
def test_review_has_one_row_for_each_question_with_long_answers_in_two_lines(columns: int, lines: list[str]) -> None:
    asked = msgspec.structs.replace(WHO, label=LONG)
    with staged(questionnaire_of(asked, MANY), columns=columns) as stage:
        stage.press(("alpha beta " * 110).strip(), "Enter", "7", "Enter")
        view = stage.see("Save and finish", "F10 stop")
    rows = view[view.index("Save and finish") : view.index("Number choose")].splitlines()[3:]
    assert rows[: len(lines)] == lines
    assert view.count("How many?") == 2


@pytest.mark.parametrize("columns", [80, 40])
def test_the_first_answers_are_in_view_at_review(columns: int) -> None:
    questions = [TextQuestion(name=f"q{number}", label=f"Question {number}?") for number in range(1, 31)]
    with staged(questionnaire_of(*questions), columns=columns) as stage:
        for number in range(1, 31):
            stage.press(f"reply {number}", "Enter")
        view = stage.see("Save and finish", "F10 stop")
        assert re.search("1. Question 1[?] +reply 1\n", view)
        assert re.search(r"↓ \d+ more\n", view)
        stage.press("reply 23")
        stage.see("Find: reply 23", "Question 23?")
        stage.press("Enter")
        stage.see("> reply 23")


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_review_names_every_question_reply_state_and_comment(columns: int) -> None:
    with staged(questionnaire_of(WHO, MEDIA, MANY, WHY, refused=True), columns=columns, rows=90) as stage:
        stage.press("Sok", "Enter", "1,2", "F4", "aloud", "Enter", "Enter", "F9", "F3")
        view = stage.see("Save as a draft", "F10 stop")
    view = view[view.index("Review") :]
    texts = ("1. Who?", "Sok", "2. Which", "Radio; TV", "aloud", "3. How many?", "(refused)", "4. Why?", "—")
    places = [view.index(text) for text in texts]
    assert places == sorted(places)
    assert "Comment: aloud" in " ".join(view.split())


def test_nothing_from_the_questionnaire_or_a_reply_steers_the_terminal() -> None:
    nasty = "\x1b[2Jred\u202e\x9b5n"
    questionnaire = questionnaire_of(
        SelectMultiple(name="a", label=nasty, hint=nasty, choices=choices(a=nasty, b=nasty), comment=True),
        msgspec.structs.replace(COUNTRY, choices=choices(a=nasty, b=f"{nasty}!")),
        TextQuestion(name="c", label=nasty),
    )
    questionnaire = msgspec.structs.replace(questionnaire, title=nasty, introduction=nasty, closing=nasty)
    with staged(questionnaire, rows=90) as stage:
        stage.press("1", "Enter", "aloud", "Enter", "!", "Enter")
        stage.see("3 of 3")
        stage.press("\x1b[200~pasted\x1b[2J\x9b5n\u202edne\x1b[201~")
        stage.see("pasted5n\ufffddne", "control characters were left out")
        stage.press("Enter")
        stage.see("Review", "Save and finish")
        stage.press("Down", "Enter")
        stage.end()
        stage.see("Review")
    for steering in ("\x1b[2J", "\u202e", "\x9b"):
        assert steering not in stage.screen.raw


@pytest.mark.parametrize("before", range(33, 39))
@pytest.mark.parametrize("question", [WHO, WHY])
@pytest.mark.parametrize("typed", ["ที่", "សិ៍", "a\u0323", "သွ", "ស្ត្រី"])
def test_letters_are_drawn_with_their_marks_in_every_column_of_a_field(question: Leaf, before: int, typed: str) -> None:
    with staged(questionnaire_of(question), columns=40) as stage:
        stage.see("F10 stop")
        stage.press("x" * before)
        stage.see("xxx")
        stage.press(typed, "y", "Left", "z")
        stage.screen.until(lambda _view: "z" in stage.screen.raw, "z")
        stage.press("F10")
        stage.end()
    # As it was written: the screen of the tests joins no marks of these scripts.
    assert typed in re.sub(r"\x1b\[[0-9;]*[A-Za-z]|[\r\n]", "", stage.screen.raw)
    assert [entry.text for entry in stage.keeper.unfinished.values()] == ["x" * before + typed + "zy"]


def test_a_long_list_is_asked_by_letters_where_the_screen_is_low() -> None:
    countries = choices(**{f"c{number}": f"Country {number}" for number in range(30)})
    question = msgspec.structs.replace(GRADE, choices=countries)
    with staged(questionnaire_of(question, NOTE)) as stage:
        stage.see(">")
        stage.press("try 17", "Enter")
        stage.see("→ Country 17")
    with staged(questionnaire_of(msgspec.structs.replace(question, appearance="list"), NOTE)) as stage:
        view = stage.see("    1. Country 0", "F10 stop")
        assert "1 of 1" in view
        stage.press("Up")
        stage.see("» 30. Country 29")


def test_a_long_list_of_several_choices_scrolls() -> None:
    countries = choices(**{f"c{number}": f"Country {number}" for number in range(40)})
    with staged(questionnaire_of(msgspec.structs.replace(MEDIA, choices=countries), NOTE)) as stage:
        view = stage.see("○  1. Country 0", "F10 stop")
        # There is more below, and it shows before any key is pressed.
        assert re.search(r"○ +\d+\. Country \d+\n ↓ \d+ more\n", view)
        stage.press("Up", "Space")
        stage.see("» ● 40. Country 39", "F10 stop")
        stage.press("Enter")
        stage.see("→ Country 39")


def test_a_narrower_window_breaks_the_question_anew() -> None:
    with staged(questionnaire_of(USEFUL), rows=40) as stage:
        stage.see("F10 stop")
        stage.press("1")
        stage.see("● 1.")
        stage.screen.settle()
        stage.screen.resize(40)
        view = stage.see("Why is South-South and Triangular\n", "        of other countries that have\n")
        assert view.count("1 of 1") == 1
        assert "● 1." in view


def test_what_the_terminal_itself_writes_of_keys_between_two_prompts_is_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    def save_and_echo(memory: MemoryKeeper, interview: Interview, unfinished: object) -> None:  # noqa: ARG001
        memory.saved.append(interview)
        stage.screen.write("echo")

    def print_and_echo(page: Page, screen: Screen) -> None:
        put(page, screen)
        # The interview may begin before the stage has a name here.
        assert named.wait(PATIENCE)
        stage.screen.write("echo")

    put, named = Page.question, threading.Event()
    monkeypatch.setattr(MemoryKeeper, "save", save_and_echo)
    monkeypatch.setattr(Page, "question", print_and_echo)
    with staged(questionnaire_of(READY, MEDIA)) as stage:
        named.set()
        stage.press("o", "Enter")
        view = stage.see("2 of 2", "» ○ 1. Radio", "F10 stop")
    assert "echo" not in view
    assert "\n » ○ 1. Radio\n   ○ 2. TV\n" in view


@pytest.mark.parametrize("count", [2, 12])
def test_a_short_reply_stands_on_the_last_line_of_its_label_at_review(count: int) -> None:
    questions = [
        TextQuestion(name=f"q{number}", label="Which of all the things did you like best of all?")
        for number in range(count)
    ]
    with staged(questionnaire_of(*questions), columns=40, rows=90) as stage:
        stage.press(*["F3"] * count)
        view = stage.see("Save and finish", "F10 stop")
    rows = view[view.index("Save and finish") : view.index("Number choose")].splitlines()[3:]
    assert len(rows) == 2 * count
    assert all(row.endswith("like best of all?  —") for row in rows[1::2])
