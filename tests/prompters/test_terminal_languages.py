"""The terminal: the languages of a questionnaire."""

from __future__ import annotations

import msgspec
from terminal_questionnaires import GRADE, WHO, choices, questionnaire_of
from terminal_stage import staged

from sstc_survey.questionnaire import SelectMultiple, TextQuestion

GREETED = TextQuestion(name="greeted", label={"en": "Hello?", "fr": "Bonjour ?"})


def test_another_language_is_one_key_away() -> None:
    with staged(questionnaire_of(GREETED, WHO)) as stage:
        stage.see("Hello?", "F6 language")
        stage.press("abc", "F6")
        stage.see("Langue · Français", "Bonjour ?", "> abc")
        stage.press("F6")
        stage.see("Language · English")
        stage.press("F6", "Enter", "F10")
        interview = stage.end()
    assert interview.language == "fr"
    assert interview.sheet.answers == {"greeted": "abc"}


def test_of_several_languages_one_is_picked() -> None:
    question = msgspec.structs.replace(GREETED, label={"en": "Hello?", "fr": "Bonjour ?", "km": "Suosdei?"})
    with staged(questionnaire_of(question)) as stage:
        stage.press("F6")
        stage.see("» 1. English", "Français")
        stage.press("Down", "Down", "Enter")
        stage.see("Suosdei?")
        stage.press("F10")
        assert stage.end().language == "km"


def test_where_there_is_one_language_the_key_says_so() -> None:
    with staged(questionnaire_of(WHO)) as stage:
        assert "F6" not in stage.see("F10 stop")
        stage.press("F6")
        stage.see("! no other language")


def test_ticks_are_kept_when_the_language_changes() -> None:
    listed = choices(a="Radio", b="Web")
    media = SelectMultiple(name="media", label={"en": "Media?", "fr": "Médias ?"}, choices=listed)
    with staged(questionnaire_of(media)) as stage:
        stage.press("2")
        stage.see("● 2. Web")
        stage.press("Ctrl-X", "l")
        stage.see("Médias ?", "● 2. Web")


def test_the_list_of_languages_can_be_left_with_nothing_changed() -> None:
    question = msgspec.structs.replace(GREETED, label={"en": "Hello?", "fr": "Bonjour ?", "x-new": "Hi?"})
    with staged(questionnaire_of(question, GRADE)) as stage:
        stage.press("abc", "F6")
        stage.see("» 1. English", "Français", "x-new")
        stage.press("Esc")
        view = stage.see("> abc")
        assert view.count("Hello?") == 1
        stage.press("F10")
        interview = stage.end()
    assert interview.language == "en"
    assert len(interview.events) == 1
