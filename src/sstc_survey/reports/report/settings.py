"""What the author of a report chooses: its texts, the order of its questions, and what to leave out.

The fields are the keys of the file, their types what a key takes; the reader and the reference page are made from them.
"""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

from sstc_survey.i18n import Text
from sstc_survey.questionnaire import Name, Nets


class ReportSection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the report with a heading, a text or questions, or several of these."""

    heading: Annotated[Text, Meta(description="The heading above it.")] = ""
    text: Annotated[Text, Meta(description="A text below the heading; an empty line begins a new paragraph.")] = ""
    questions: Annotated[
        tuple[Name, ...],
        Meta(description="Its questions, in this order. A group or a repeat stands for all questions in it."),
    ] = ()


class LeftOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the report does not show; that it does not is said in the report."""

    questions: Annotated[tuple[Name, ...], Meta(description="Questions, groups or repeats to leave out.")] = ()
    quotes: Annotated[
        tuple[Name, ...], Meta(description="Questions whose texts and comments are counted, but not quoted.")
    ] = ()
    tables: Annotated[
        tuple[Name, ...], Meta(description="Questions of which only the base, the texts and comments are shown.")
    ] = ()


class ReportSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A report.yaml: what the author of a report chooses."""

    title: Annotated[Text, Meta(description="The title, instead of that of the questionnaire.")] = ""
    subtitle: Annotated[Text, Meta(description="A line below the title.")] = ""
    author: Annotated[Text, Meta(description="Who wrote the report.")] = ""
    date: Annotated[Text, Meta(description="The date of the report, as it is to be shown.")] = ""
    introduction: Annotated[
        Text, Meta(description="A text before everything else; an empty line begins a new paragraph.")
    ] = ""
    sections: Annotated[
        tuple[ReportSection, ...],
        Meta(description="The parts of the report, in order; questions in none of them follow the last one."),
    ] = ()
    texts: Annotated[
        dict[Name, Text], Meta(description="Texts below the headings of questions, by the name of the question.")
    ] = {}
    nets: Annotated[
        dict[Name, Nets],
        Meta(
            description="Choices to count together, by the name of the question, as in a questionnaire: "
            "name: {label: ..., choices: [code, code]}."
        ),
    ] = {}
    leave_out: Annotated[LeftOut, Meta(description="What the report does not show.")] = LeftOut()


NO_SETTINGS: Final = ReportSettings()
