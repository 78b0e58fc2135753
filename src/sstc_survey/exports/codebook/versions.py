"""What is different in another version of a questionnaire: entries, labels, types and choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from sstc_survey.engine.answer_text import labels, with_names
from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.exports.codebook.model import CodebookVersion
from sstc_survey.exports.codebook.phrases import joined
from sstc_survey.i18n import Words, gettext
from sstc_survey.questionnaire import DataType, type_name


class OtherVersion(Struct, frozen=True, kw_only=True):
    """Another version that responses were made with, and how many; without a copy of it there is no form."""

    name: str
    count: int
    form: Form | None


def compared(form: Form, other: OtherVersion, language: str) -> CodebookVersion:
    """Return what is different in another version from the one with this form, by the places of entries."""
    if other.form is None:
        return CodebookVersion(name=other.name, count=other.count, is_lost=True)
    mine, theirs = _entries(form), _entries(other.form)
    words = (_words(form, language), _words(other.form, language))
    both = ((place, mine[place], node) for place, node in theirs.items() if place in mine)
    changes = ((place, gettext("; ").join(_changes(own, node, *words))) for place, own, node in both)
    return CodebookVersion(
        name=other.name,
        count=other.count,
        lacking=tuple(place for place in mine if place not in theirs),
        added=tuple(place for place in theirs if place not in mine),
        changes=tuple((place, said) for place, said in changes if said),
    )


def _words(form: Form, language: str) -> Words:
    return Words(language, form.questionnaire.default_language)


def _entries(form: Form) -> dict[str, FormNode]:
    """Return the entries that have values, by their places."""
    return {node.schema_path: node for node in form.nodes.values() if node.entry.data_type is not DataType.NONE}


def _changes(mine: FormNode, theirs: FormNode, own: Words, other: Words) -> Iterator[str]:
    """Yield what another version has instead."""
    label, before = with_names(own)(mine.entry.label).strip(), with_names(other)(theirs.entry.label).strip()
    if label != before:
        yield gettext("text: “{label}”").format(label=before)
    if type_name(mine.entry) != type_name(theirs.entry):
        yield gettext("type: {type}").format(type=type_name(theirs.entry))
    yield from _choices(labels(mine.entry, with_names(own)), labels(theirs.entry, with_names(other)))


def _choices(mine: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[str]:
    if lacking := [code for code in mine if code not in theirs]:
        yield gettext("without the choices {choices}").format(choices=joined(lacking))
    if added := [
        gettext("{fact} ({details})").format(fact=code, details=f"“{label}”")
        for code, label in theirs.items()
        if code not in mine
    ]:
        yield gettext("with the choices {choices}").format(choices=joined(added))
    for code, label in theirs.items():
        if mine.get(code, label) != label:
            yield gettext("choice {code}: “{label}”").format(code=code, label=label)
