"""The approval page of a panellist: what was recorded, how it will be shown, and what can be said to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sstc_survey.i18n import gettext, noop
from sstc_survey.reports.minutes import phrases
from sstc_survey.reports.pages.page import Block, Boxes, Heading, Line, Page, Points
from sstc_survey.session.minutes import Approval, Recorded, Standing

_MISSING: Final = {
    "blank": noop("(blank)"),
    "dont_know": noop("(don't know)"),
    "refused": noop("(refused)"),
    "": noop("(not reached)"),
}
_RULE: Final = "\u2026" * 16


def approval_page(approval: Approval) -> Page:
    """Return the approval page of a panellist."""
    title = gettext("What was recorded of you: {title}").format(title=approval.title)
    blocks: list[Block] = [*_head(approval), *_named(approval)]
    for heading, things in (
        (gettext("Your answers"), [[each] for each in approval.answers]),
        (gettext("Your replies to follow-ups"), [[each] for each in approval.follow_ups]),
        (gettext("Your quotes"), approval.quotes),
        (gettext("Your good practices"), approval.practices),
    ):
        blocks += _things(heading, things)
    blocks += _relations(approval)
    signed = gettext("I approve this as it stands, with the corrections above.")
    blocks += (Heading(2, gettext("Your approval")), Boxes((signed,)))
    blocks.append(Line(gettext("Date and name: {line}").format(line=_RULE)))
    return Page(approval.language, title, tuple(blocks))


def _head(approval: Approval) -> Iterator[Block]:
    if approval.about:
        yield Line(phrases.listed(approval.about))
    yield Line(gettext("Please read everything, and tick for each whether it is right."))
    yield Line(gettext("Corrections put right what was recorded; they do not add to it."))
    yield Line(gettext("Silence agrees to nothing: until you approve, the minutes remain a draft."))
    if approval.until:
        yield Line(gettext("Please answer by {date}.").format(date=approval.until))
    if approval.standing is Standing.APPROVED:
        yield Line(gettext("You have approved this already."))
    elif approval.standing is Standing.CHANGED:
        yield Line(gettext("You had approved this; something was changed or added since."))


def _named(approval: Approval) -> Iterator[Block]:
    yield Heading(2, gettext("How you will be named"))
    yield Line("", lead=approval.by or phrases.sentence(phrases.spoke("", approval.shows)))
    if not approval.by:
        yield Line(gettext("Your name is nowhere in the minutes."))
    if approval.tells:
        shown = gettext("Nobody else on the panel shows \u201c{shown}\u201d: this alone can tell who you are.")
        yield Line(shown.format(shown=approval.shows), lead=gettext("Please note:"))
    if approval.is_only_unnamed:
        alone = gettext("All other panellists are named: what is not attributed can be known to be yours.")
        yield Line(alone, lead=gettext("Please note:"))
    yield Boxes((gettext("right"), gettext("name me as: {line}").format(line=_RULE)))


def _things(title: str, things: Sequence[Iterable[Recorded]]) -> Iterator[Block]:
    """Yield what was recorded, each thing with what can be said to it."""
    if not things:
        return
    yield Heading(2, title)
    above: tuple[str, ...] = ()
    for thing in things:
        for each in thing:
            if each.headings != above and each.headings:
                yield Heading(3, " / ".join(each.headings))
            above = each.headings
            yield Line(each.text or gettext(_MISSING[each.missing]), lead=each.label)
            if each.comment:
                yield Line(gettext("Comment: {comment}").format(comment=each.comment))
        yield Boxes((gettext("right"), gettext("change to: {line}").format(line=_RULE), gettext("take out")))


def _relations(approval: Approval) -> Iterator[Block]:
    if not approval.relations:
        return
    yield Heading(2, gettext("What you said of others"))
    lines = []
    for _, agrees, whom in approval.relations:
        said = noop("You agree with {other}.") if agrees else noop("You differ from {other}.")
        lines.append(Line(gettext(said).format(other=whom or gettext("another panellist"))))
    yield Points(tuple(lines))
    yield Boxes((gettext("right"), gettext("take out")))
