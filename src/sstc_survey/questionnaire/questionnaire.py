"""The model of a questionnaire: what its file may say, typed and frozen.

The fields are the keys of the file, their types what a key takes, and their descriptions what an editor shows
while hovering. The reader, the JSON Schema and the reference page are all made from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

from msgspec import Meta, Struct

from sstc_survey.i18n import Text
from sstc_survey.questionnaire.types import (
    ID_PATTERN,
    LANGUAGE_PATTERN,
    MAX_NAME,
    AnyEntry,
    Askable,
    ChoiceList,
    Leaf,
    Name,
)
from sstc_survey.questionnaire.walk import leaves_of, texts_of

# The keys of the questionnaire itself that take a text.
QUESTIONNAIRE_TEXT_KEYS: Final = ("title", "event", "date", "place", "introduction", "closing")
# In a folder of answers: the folder with the copies of questionnaires, and how the name of every response ends.
COPIES_FOLDER: Final = "questionnaires"
RESPONSE_SUFFIX: Final = ".json"
# There too: the folder of the panel sessions.
SESSIONS_FOLDER: Final = "sessions"
# Beside the answers: the options of summaries.
SUMMARIES_FILE: Final = "summaries.yaml"
# The largest file that is read as a questionnaire, or as replies in YAML.
MAX_BYTES: Final = 1 << 20


class Attribution(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Under which question a respondent says how they may be quoted, and what each of its choices hides."""

    question: Annotated[Name, Meta(description="The select_one that asks how the respondent may be quoted.")]
    hides: Annotated[
        dict[str, tuple[Name, ...]],
        Meta(description="For each choice, the questions to hide in every output."),
    ]


class Questionnaire(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """A whole questionnaire."""

    id: Annotated[
        str,
        Meta(
            pattern=ID_PATTERN,
            max_length=MAX_NAME,
            description="Names the questionnaire, and the folder of its answers.",
        ),
    ]
    version: Annotated[str, Meta(min_length=1, description="Change it with every change to the questions.")]
    title: Annotated[Text, Meta(description="The title of the questionnaire.")]
    event: Annotated[Text, Meta(description="The event at which it is asked.")] = ""
    date: Annotated[Text, Meta(description="When it is asked, as text.")] = ""
    place: Annotated[Text, Meta(description="Where it is asked.")] = ""
    default_language: Annotated[
        str, Meta(pattern=LANGUAGE_PATTERN, description="The language of texts without a tag.")
    ] = "en"
    introduction: Annotated[Text, Meta(description="Shown before the first question.")] = ""
    closing: Annotated[Text, Meta(description="Shown after the last question.")] = ""
    respondent: Annotated[
        tuple[Name, ...],
        Meta(description="Questions that identify the respondent in lists and quotes."),
    ] = ()
    attribution: Annotated[Attribution | None, Meta(description="How respondents may be quoted, and what to hide.")] = (
        None
    )
    dont_know: Annotated[bool, Meta(description="Default of dont_know for all questions.")] = False
    refused: Annotated[bool, Meta(description="Default of refused for all questions.")] = False
    choices: Annotated[dict[str, ChoiceList], Meta(description="Named choice lists, for several questions.")] = {}
    questions: Annotated[tuple[AnyEntry, ...], Meta(min_length=1, description="The questions, in order.")]

    def leaves(self) -> Iterator[Leaf]:
        """Yield every question and note in order, those in groups too, each `or_other` text after its question."""
        yield from leaves_of(self.questions)

    def languages(self) -> set[str]:
        """Return the tags of every language that some text is in, the default language included."""
        texts: list[Text] = [getattr(self, key) for key in QUESTIONNAIRE_TEXT_KEYS]
        texts += texts_of(self.questions)
        return {self.default_language, *(tag for text in texts if isinstance(text, dict) for tag in text)}

    def offers(self, question: Askable) -> tuple[bool, bool]:
        """Tell whether a question offers "don't know", and whether it offers "refused"."""
        dont_know = self.dont_know if question.dont_know is None else question.dont_know
        refused = self.refused if question.refused is None else question.refused
        return dont_know, refused
