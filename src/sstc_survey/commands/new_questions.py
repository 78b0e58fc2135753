"""What `new` asks, as a questionnaire of its own."""

from __future__ import annotations

from typing import Final

from sstc_survey.formats.starter import PARTS
from sstc_survey.questionnaire import (
    Calculate,
    Choice,
    ChoiceList,
    Questionnaire,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)

_UPPER: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
_LOWER: Final = "abcdefghijklmnopqrstuvwxyz "
_KEPT: Final = "abcdefghijklmnopqrstuvwxyz0123456789 "
_TAG: Final = "[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"
YES: Final = "yes"
NO: Final = "no"


def questions(title: str, languages: str, *, schema: bool) -> Questionnaire:
    """Return what `new` asks; what is given stands there already."""
    return Questionnaire(
        id="new",
        version="1",
        title="A new questionnaire",
        questions=(
            TextQuestion(name="title", label="What is its title?", required=True, default=title or None),
            # An id has small letters, digits and hyphens: whatever else the title has is taken out.
            Calculate(name="small", calculation=f"translate(${{title}}, '{_UPPER}', '{_LOWER}')"),
            Calculate(name="bare", calculation=f"translate(${{small}}, translate(${{small}}, '{_KEPT}', ''), '')"),
            Calculate(name="proposed", calculation="translate(substr(normalize-space(${bare}), 0, 60), ' ', '-')"),
            TextQuestion(
                name="id",
                label="What is its id? It names the folder of the answers.",
                required=True,
                calculation="if(${proposed} = '', 'questionnaire', ${proposed})",
                constraint="regex(., '^[a-z0-9][a-z0-9._-]{0,63}$')",
                constraint_message="an id has small letters, digits, full stops, hyphens and underscores",
            ),
            TextQuestion(
                name="languages",
                label="Which languages is it asked in?",
                hint="Tags such as en, fr or zh; the first is the default.",
                required=True,
                default=languages,
                constraint=f"regex(., '^{_TAG}([ ,]+{_TAG})*$')",
                constraint_message="languages are written as tags, such as en, fr, zh-Hant",
            ),
            SelectMultiple(
                name="parts",
                label="What does it begin with?",
                required=True,
                default=" ".join(PARTS),
                choices=ChoiceList(Choice(code=code, label=label) for code, label in PARTS.items()),
            ),
            SelectOne(
                name="schema",
                label="Write the JSON Schema beside it, which lets editors complete and explain the keys?",
                required=True,
                default=YES if schema else NO,
                choices=ChoiceList((Choice(code=YES, label="Yes"), Choice(code=NO, label="No"))),
            ),
        ),
    )
