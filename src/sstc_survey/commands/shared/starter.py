"""The text of a questionnaire to start from, with comments that explain it.

It is apart from `new`, which asks and writes: here is only text.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from sstc_survey.display import spell_out
from sstc_survey.i18n import has_catalogue, translated
from sstc_survey.parsing.translations import placeholder
from sstc_survey.parsing.yaml_writing import scalar

SCHEMA_FILE: Final = "questionnaire.schema.json"
PARTS: Final = {
    "who": "Respondent",
    "choice": "A list of choices",
    "scale": "A scale",
    "open": "An open question",
    "repeat": "Repeated questions, with a condition",
}
# A text in the file: the key, and the words in English.
_TEXT: Final = r"^(?P<indent> *)(?P<key>[a-z_]+): <(?P<words>[^>]*)>$"

_HEAD: Final = """\
# Check the file:      sstc-survey check {file}
# Preview it:          sstc-survey preview {file}
# Try it at random:    sstc-survey simulate {file}
# Run an interview:    sstc-survey run {file}

id: {id} # names the answers folder
version: "1" # change it whenever a question changes
{title}
default_language: {language}
introduction: <Thank you for your time. You may skip any question.>
closing: <Thank you.>

# Any question may be skipped unless it is required. These two add don't know and refused.
dont_know: true
refused: true
"""
_RESPONDENT: Final = """\

# Questions that identify the respondent in lists and quotes.
respondent: [person]
"""
_QUESTIONS: Final = """\

# Each question has a name (its answer is saved under it), a type, and a label (the text).
questions:
"""
_BLOCKS: Final = {
    "who": """\
  # A group has questions under a heading.
  - name: about_you
    type: group
    label: <About you>
    questions:
      - name: person
        type: text
        label: <What is your name?>
      - name: age
        type: integer
        label: <How old are you?>
        min: 0
        max: 120
""",
    "choice": """\
  # One choice; use select_multiple for several. Each choice has a code (saved) and a label (shown).
  - name: work
    type: select_one
    label: <What is your main work?>
    required: true
    choices:
      farm: <Farming>
      trade: <Trade>
      none: <No work>
    or_other: true # adds "Other", and asks which

  # Asked only if relevant is true. In a constraint, a dot means the answer.
  - name: hours
    type: integer
    label: <How many hours did you work last week?>
    relevant: ${work} != 'none'
    constraint: . >= 0 and . <= 168
    constraint_message: <A week has 168 hours.>
""",
    "scale": """\
  # A scale; type its number.
  - name: satisfaction
    type: range
    label: <How satisfied are you, from 1 for not at all to 5 for very much?>
    start: 1
    end: 5
""",
    "open": """\
  # Text on several lines; without multiline, on one.
  - name: wishes
    type: text
    multiline: true
    label: <What should change?>
    hint: <Use the respondent's own words.>
""",
    "repeat": """\
  - name: has_children
    type: select_one
    label: <Do children live in your household?>
    choices:
      yes: <Yes>
      no: <No>

  # Asked for each child, then whether to add another. Labels can show earlier answers.
  - name: child
    type: repeat
    label: <Child>
    relevant: ${has_children} = 'yes'
    questions:
      - name: child_name
        type: text
        label: <What is the name of the child?>
      - name: child_age
        type: integer
        label: <How old is ${child_name}?>
        min: 0
        max: 17
      - name: in_school
        type: select_one
        label: <Does ${child_name} go to school?>
        relevant: ${child_age} >= 6
        choices:
          in: <In school>
          out: <Out of school>
""",
}


class NewQuestionnaire(Struct, frozen=True):
    """What a new questionnaire is to be."""

    file: str
    title: str
    id: str
    languages: tuple[str, ...]
    parts: tuple[str, ...]
    schema: bool


def sample_texts() -> Iterator[str]:
    """Yield the words of the sample questions in English, which the catalogues translate."""
    for block in (_HEAD, *_BLOCKS.values()):
        yield from (match["words"] for match in re.finditer(_TEXT, block, re.MULTILINE))


def starter(chosen: NewQuestionnaire) -> str:
    """Return the text of a questionnaire to start from."""
    languages = chosen.languages
    given = " ".join(chosen.title.split())
    titles = [given if tag == languages[0] else placeholder(given, tag) for tag in languages]
    title = "\n".join(_text("", "title", titles, languages))
    file = spell_out(shlex.quote(chosen.file))
    fields = {"title": title, "language": languages[0], "id": scalar(chosen.id), "file": file}
    # All at once: a title may have braces in it.
    head = re.sub(r"\{([a-z]+)\}", lambda field: fields[field[1]], _HEAD)
    modeline = f"# yaml-language-server: $schema={SCHEMA_FILE}\n#\n" if chosen.schema else ""
    translate = ""
    if len(languages) > 1:
        tags = ", ".join(f"[{language}]" for language in languages[1:])
        translate = f"\n# Each text is given in every language; translate those that begin with {tags}.\n"
    respondent = _RESPONDENT if "who" in chosen.parts else ""
    blocks = "\n".join(text for part, text in _BLOCKS.items() if part in chosen.parts)
    lines: list[str] = []
    for line in f"{modeline}{head}{translate}{respondent}{_QUESTIONS}{blocks}".splitlines():
        match = re.match(_TEXT, line)
        lines += _sample(match, languages) if match else [line]
    return "".join(f"{line}\n" for line in lines)


def _sample(match: re.Match[str], languages: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a sample text: translated where there is a catalogue, else one that waits for it."""
    words = match["words"]
    texts = [
        translated(words, tag) if has_catalogue(tag) or tag == languages[0] else placeholder(words, tag)
        for tag in languages
    ]
    return _text(match["indent"], match["key"], texts, languages)


def _text(indent: str, key: str, texts: Sequence[str], languages: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a text: on the line of its key, or on one line for each language."""
    if len(languages) == 1:
        yield f"{indent}{key}: {scalar(texts[0])}"
        return
    yield f"{indent}{key}:"
    for language, text in zip(languages, texts, strict=True):
        yield f"{indent}  {language}: {scalar(text)}"
