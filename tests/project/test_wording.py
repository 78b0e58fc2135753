"""The style of what the program says: its terms, its verbs, and where full stops are."""

from __future__ import annotations

import inspect
import re
import runpy
import string
from pathlib import Path
from typing import Any

import pytest
import typer.main

from sstc_survey.cli.app import app
from sstc_survey.cli.help import START
from sstc_survey.commands.new import questions
from sstc_survey.commands.shared.starter import PARTS, NewQuestionnaire, starter
from sstc_survey.prompters.terminal.key_table import BINDINGS, Key, PromptKind, footer_of

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "catalogues.py"))
KINDS: tuple[PromptKind, ...] = (
    "note", "select_one", "select_multiple", "rank", "scale", "text", "multiline", "autocomplete",
)  # fmt: skip
NARROW = 40
# Words that are not written, with what is written instead.
AVOIDED = {
    r"please|simply|just|etc|sorry|oops": "nothing",
    r"we|our": "nothing",
    r"in order to|as it is|all the same|by itself|of its own": "other words",
    r"remarks?": "comment",
    r"ticks?|ticked|untick": "select",
    r"go(es)? on|gone on|going on": "resume, continue",
    r"holds?|held": "run, contain",
    r"begun": "started",
    r"tall(y|ies|ied)": "count",
    r"work(ed|s)? out": "calculate",
    r"marks?": "value",
    r"stands?|lies": "is",
    r"wanted": "expected",
    r"beside": "with, next to",
    r"whole(?! number)": "intact, all, full",
    r"take(n|s)? (it |them |one )?(out|away)|takes? (it|them|what)": "remove, choose, accept",
    r"there (is|are) (no|not|nothing)": "unknown, missing, no",
    r"neither|nor": "not",
    r"the (least|most)": "minimum, maximum",
    r"the like|made|makes?": "create",
    r"sound": "valid",
    r"anew": "again",
    r"break off|breaks off": "stop",
}
# An answer that is kept is not removed, and a respondent is asked politely: the words are for nothing else.
ALLOWED = r"Enter keeps( it\.|: )|^Keep (it|the changes)$|^Other: please specify$"
# What is typed at a prompt is typed; what is in a file is written.
PROMPTED = {r"write|writes": "type", r"repl(y|ies)": "answer", r"keeps?|kept": "save"}


def without_fields(text: str) -> str:
    return "".join(part for part, *_ in string.Formatter().parse(text))


def avoided(text: str, *tables: dict[str, str]) -> list[str]:
    return [
        f"{found[0]!r} in {text!r}: {instead}"
        for table in (AVOIDED, *tables)
        for word, instead in table.items()
        if (found := re.search(rf"\b({word})\b", text, re.IGNORECASE))
    ]


def said_while_interviewing() -> list[str]:
    said = (message for file, message in TOOL["_in_the_code"]() if not file.startswith(TOOL["_REPORTS"]))
    return sorted({form for message in said for form in ([message] if isinstance(message, str) else message)})


def help_texts() -> list[str]:
    program: Any = typer.main.get_command(app)
    commands = [program, *program.commands.values()]
    return [START, *(each.help for each in (*commands, *(param for one in commands for param in one.params)))]


def written_by_new() -> list[str]:
    asked = questions("Market day", "en", schema=False)
    texts: list[str] = ["New questionnaire", *PARTS.values()]
    for entry in asked.questions:
        texts += [str(text) for name in ("label", "hint", "constraint_message") if (text := getattr(entry, name, None))]
    chosen = NewQuestionnaire("market.yaml", "Market day", "market", ("en", "fr"), tuple(PARTS), schema=True)
    # Comments are for people, and so are the texts of the respondent.
    comments = [line.partition("# ")[2] for line in starter(chosen).splitlines() if "# " in line]
    return [*texts, *(comment for comment in comments if not comment.startswith("yaml-language-server"))]


@pytest.mark.parametrize("message", said_while_interviewing())
def test_what_is_said_while_interviewing_has_one_word_for_one_thing(message: str) -> None:
    words = without_fields(message)
    assert avoided(re.sub(ALLOWED, "", words), PROMPTED) == []
    # Faults and remarks above the keys are clauses, what begins with a capital and ends is a sentence.
    assert not (re.match(r"[a-z!\"]", words) and words.endswith(".") and not words.endswith("...")), message
    assert words.count("(") < 2 or not re.search(r"\([^)]*\(", words), message


@pytest.mark.parametrize("text", sorted({text for text in help_texts() if text}))
def test_help_has_one_word_for_one_thing(text: str) -> None:
    assert avoided(text) == []


def test_a_new_questionnaire_is_written_in_one_style() -> None:
    assert [fault for text in written_by_new() for fault in avoided(text)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_in_the_footer_has_few_words(kind: PromptKind) -> None:
    for label in footer_of(kind, set(Key)):
        _key, _, words = label.partition(" ")
        assert len(words.split()) <= 2, label
        assert len(label) <= NARROW
        assert not label.endswith((".", ":"))


def test_help_on_a_key_begins_with_the_key() -> None:
    for binding in BINDINGS:
        assert binding.help.startswith(binding.label)
        assert re.match(r"[^:]+: [a-z]", binding.help), binding.help
        assert len(binding.help) <= NARROW
        assert not binding.help.endswith(".")


def test_words_that_are_not_written_are_found() -> None:
    # A check that finds nothing would pass for ever.
    for text in ("Take it out", "ticks it", "what is kept beside it", "Hold an interview", "there is no draft"):
        assert avoided(text)
    assert inspect.cleandoc(START) == START.strip()
