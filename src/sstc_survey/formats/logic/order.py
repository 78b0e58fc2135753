"""Whether what is read has been asked by then, and in one instance only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sstc_survey.expressions import Reference
from sstc_survey.formats.logic.outline import Item, Outline
from sstc_survey.formats.logic.written import DEFAULT, Written
from sstc_survey.formats.reading import Reader
from sstc_survey.questionnaire import Group, Repeat


def advise_on_order(reader: Reader, outline: Outline, written: Iterable[Written], cycles: Mapping[Item, int]) -> None:
    """Report references to questions that come later, and to one of many instances."""
    for each in written:
        for reference in each.references:
            target = outline.names.get(reference.name)
            if target is None or reference.start in each.names_of_choices:
                continue
            if target.is_asked:
                _advise_on_time(reader, each, reference, target, cycles)
            if not target.is_a(Group, Repeat):
                _advise_on_instances(reader, each, reference, target)


def _advise_on_time(
    reader: Reader, written: Written, reference: Reference, target: Item, cycles: Mapping[Item, int]
) -> None:
    """Report what has not been asked by then."""
    if written.key == DEFAULT:
        _advise_on_default(reader, written, reference, target)
    elif _comes_later(written, target) and cycles.get(written.item, -1) != cycles.get(target, -2):
        written.report(reader, "forward-reference", reference, name=target.name)


def _comes_later(written: Written, target: Item) -> bool:
    item = written.item
    # What is worked out for nobody to see may look ahead: it is worked out anew with each answer.
    unseen = written.key == "calculation" and not item.is_asked
    return target.place > item.place and not unseen


def _advise_on_default(reader: Reader, written: Written, reference: Reference, target: Item) -> None:
    """Report what is never answered when a default is worked out: at the start of the interview, or of an instance."""
    filled = target.value(DEFAULT) is not None or target.value("calculation") is not None
    if not filled and target.repeats == written.item.repeats:
        written.report(reader, "default-before-answer", reference, name=target.name)


def _advise_on_instances(reader: Reader, written: Written, reference: Reference, target: Item) -> None:
    outer = [repeat for repeat in target.repeats if repeat not in written.item.repeats]
    if outer and reference.start not in written.over_instances:
        written.report(reader, "first-instance-only", reference, name=target.name, repeat=outer[0].name)
