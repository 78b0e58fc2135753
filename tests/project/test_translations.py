"""The program's own words: every catalogue says all of them, and they follow the language of the interview."""

from __future__ import annotations

import ast
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from sstc_survey.i18n import Words, gettext, set_language
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import Choice, ChoiceList, SelectOne, choices_of

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "catalogues.py"))


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


@pytest.mark.parametrize("language", TOOL["LANGUAGES"])
def test_a_catalogue_says_everything_with_the_same_fields(language: str) -> None:
    assert list(TOOL["faults"](language, TOOL["template"]())) == []


def test_what_is_open_is_listed() -> None:
    """The list may only have what reports say, and nothing in languages that are complete."""
    still_open = TOOL["open_messages"]()
    for message, languages in still_open.items():
        print(f"{message!r}: open in {languages}")
    assert still_open == TOOL["listed_as_open"](), "run: make translations"
    assert not TOOL["COMPLETE"] & {language for languages in still_open.values() for language in languages.split()}
    assert not TOOL["said_in_interviews"]() & still_open.keys()


def test_every_message_in_the_code_is_found_wherever_it_stands() -> None:
    """What extracts messages does not see those within an f-string."""
    known = {
        form for message in TOOL["template"]() for form in ([message.id] if isinstance(message.id, str) else message.id)
    }
    called = (
        node.args[0].value
        for path in TOOL["SOURCE"].rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"gettext", "noop", "translated"}
        if node.args and isinstance(node.args[0], ast.Constant)
    )
    assert {message for message in called if isinstance(message, str)} <= known


def test_no_message_is_said_with_and_without_a_plural() -> None:
    """A catalogue has one entry for both, which `gettext` may not find."""
    said = {message for _, message in TOOL["_in_the_code"]()}
    assert not {message[0] for message in said if not isinstance(message, str)} & said


def test_a_catalogue_that_lacks_a_message_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A message of interviews may be open nowhere, one of reports only where the catalogue need not be complete."""
    wanted = TOOL["template"]()
    faults = TOOL["faults"]
    for language in ("zh", "fr"):
        path = tmp_path / language / "LC_MESSAGES" / "sstc_survey.po"
        path.parent.mkdir(parents=True)
        text = TOOL["path_of"](language).read_text(encoding="utf-8")
        for message in ("Review", "mean"):
            text = re.sub(rf'(msgid "{message}"\nmsgstr ").*"', r'\1"', text)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setitem(faults.__globals__, "FOLDER", str(tmp_path))
    assert list(faults("zh", wanted)) == ["zh: not translated: Review", "zh: not translated: mean"]
    assert list(faults("fr", wanted)) == ["fr: not translated: Review"]


def said_in(language: str) -> dict[str, str]:
    """Return each message with all that a catalogue says for it."""
    strings = TOOL["_strings"]
    return {str(message.id): " ".join(strings(message)) for message in TOOL["catalogue"](language) if message.id}


# What no catalogue, or none of some languages, may have, and why.
NOT_WRITTEN = [
    (TOOL["LANGUAGES"], "[\u200b\u2060\ufeff]", "a screen reader and a copied text would keep it"),
    (TOOL["LANGUAGES"], r"\b(Up|Down|Left|Right)\b", "keyboards print arrows"),
    (("fr",), r"\b(Enter|Space|Esc|Backspace|Delete|Home|End|Shift)\b", "French keyboards print other words"),
    (("fr", "zh"), '"', "quotes are \u00ab \u00bb in French, \u201c \u201d in Chinese"),
    (("zh",), r"[:;,](?= |$)|\((?=[\u4e00-\u9fff{])", "punctuation of Chinese is as wide as its characters"),
    (("fr",), r"\b[Tt]apez\b|\b[Éé]crivez", "what is typed has one verb"),
    (("vi",), r"\b[Gg]õ\b", "what is typed has one verb"),
    (
        ("km",),
        "\u179f\u17c1\u1785\u1780\u17d2\u178f|\u1798\u17d2\u178f\u1784|\u1795\u17d2\u178f",
        "coeng DA is drawn like coeng TA",
    ),
    (("th", "lo"), r"[^.\d]\.$", "sentences have no full stop"),
]


@pytest.mark.parametrize(("languages", "pattern", "reason"), NOT_WRITTEN)
def test_what_is_not_written_in_a_language(languages: tuple[str, ...], pattern: str, reason: str) -> None:
    found = [
        f"{language}: {said!r}"
        for language in languages
        for said in said_in(language).values()
        if re.search(pattern, said)
    ]
    assert found == [], reason


def test_why_nothing_was_saved_and_what_a_language_is_called_is_said_in_the_language() -> None:
    set_language("zh")
    assert str(Problem(codes.DISK_FULL)) == "磁盘已满（请腾出一些空间后重试，或选择其他文件夹）"
    unknown = Problem(codes.UNKNOWN_LANGUAGE, {"language": "xx", "known": "en，zh"})
    assert str(unknown) == "未知语言“xx”（可用语言：en，zh）"


@pytest.mark.parametrize(
    ("language", "translated"),
    [
        ("en", "Review"),
        ("fr", "Relecture"),
        ("fr-CA", "Relecture"),
        ("zh", "核对回答"),
        ("fil", "Suriin ang mga sagot"),
        ("tl-PH", "Suriin ang mga sagot"),
        ("sw", "Review"),
        ("../x", "Review"),
    ],
)
def test_the_words_are_those_of_the_language(language: str, translated: str) -> None:
    set_language(language)
    assert gettext("Review") == translated


def test_a_problem_is_said_in_the_language_that_is_spoken() -> None:
    problem = Problem(codes.REPLY_TOO_SMALL, {"reply": "1", "minimum": "2"})
    english = problem.fault
    set_language("vi")
    assert problem.fault != english
    assert "1" in problem.fault
    assert "2" in problem.fault


def test_the_label_of_other_is_the_programs_own() -> None:
    question = SelectOne(name="q", label="Q", choices=ChoiceList([Choice(code="a", label="A")]), or_other=True)
    other = choices_of(question)[-1]
    set_language("zh")
    assert Words("zh", "en")(other.label) == "其他"


def test_nothing_is_translated_before_a_language_is_spoken() -> None:
    assert gettext("Review") == "Review"
    assert gettext("") == ""
