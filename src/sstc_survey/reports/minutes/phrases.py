"""How minutes say it: small numbers in words, who said it, and how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sstc_survey.i18n import gettext, noop
from sstc_survey.session.minutes import Base, Point, Quote, Standing, Statement, StatementKind

_NUMBERS: Final = (
    noop("none"),
    noop("one"),
    noop("two"),
    noop("three"),
    noop("four"),
    noop("five"),
    noop("six"),
    noop("seven"),
    noop("eight"),
    noop("nine"),
    noop("ten"),
)
_MINUTE: Final = 60_000
_STANDING: Final = {
    Standing.WAITING: noop("not yet approved"),
    Standing.CHANGED: noop("approved, changed since"),
}
BASE: Final = {
    "put": noop("put to"),
    "answered": noop("answered"),
    "blank": noop("blank"),
    "dont_know": noop("don't know"),
    "refused": noop("refused"),
    "passed": noop("passed on it"),
    "absent": noop("absent"),
    "not_asked": noop("not asked"),
    "not_reached": noop("not reached"),
    "lost": noop("response missing"),
}


def in_words(count: int) -> str:
    """Return a number, in words to ten."""
    return gettext(_NUMBERS[count]) if count < len(_NUMBERS) else f"{count:,}"


def several(one: str, more: str, count: int) -> str:
    """Return a message of the program for one thing or for several, with the number in words."""
    return gettext(one if count == 1 else more).format(count=in_words(count))


def sentence(text: str) -> str:
    """Return a text of the program as a sentence begins."""
    return text[:1].upper() + text[1:]


def listed(texts: Iterable[str]) -> str:
    """Return texts behind one another."""
    return gettext(", ").join(texts)


def listed_items(texts: Iterable[str]) -> str:
    """Return texts behind one another that may have commas."""
    return gettext("; ").join(texts)


def minutes(milliseconds: int) -> str:
    """Return a length of time in minutes, at least one."""
    count = max(1, round(milliseconds / _MINUTE))
    return several(noop("one minute"), noop("{count} minutes"), count)


def panellists(count: int) -> str:
    """Return how many panellists without a name."""
    return several(noop("one panellist who is not named"), noop("{count} panellists who are not named"), count)


def choosing(point: Point, of: int) -> str:
    """Return how many chose something, and who, as far as that may be told."""
    count = gettext("{count} of {total}").format(count=point.count, total=of)
    if point.is_all:
        return gettext("{count}: all who answered").format(count=count)
    if not point.named:
        return count
    names = listed_items(point.named)
    if point.others:
        others = several(noop("one other"), noop("{count} others"), point.others)
        names = gettext("{names} and {others}").format(names=names, others=others)
    return gettext("{fact}: {details}").format(fact=count, details=names)


def spoke(by: str, shows: str) -> str:
    """Return who spoke: a name, or a panellist with what they chose to show."""
    if by:
        return by
    return gettext("a panellist ({shown})").format(shown=shows) if shows else gettext("a panellist")


def said(statement: Statement) -> str:
    """Return a statement without its speaker; as what it is, where it is no answer, and whether it was approved."""
    text = statement.text
    if statement.kind is StatementKind.COMMENT:
        text = gettext("Comment: {comment}").format(comment=text)
    elif statement.kind is StatementKind.OTHER:
        text = gettext("Other: {text}").format(text=text)
    return text


def speaker_of(statement: Statement) -> str:
    """Return before the statement of an unnamed panellist what they chose to show; nothing where that is nothing."""
    if not statement.shows:
        return ""
    return gettext("{speaker}:").format(speaker=sentence(spoke("", statement.shows)))


def with_standing(statement: Statement) -> str:
    """Return the statement of a named panellist, and that it is not approved as it is where that is so."""
    standing = _STANDING.get(statement.standing)
    text = said(statement)
    return gettext("{fact} ({details})").format(fact=text, details=gettext(standing)) if standing else text


def source(quote: Quote) -> str:
    """Return below a quote who said it, and how it came."""
    how = gettext("agreed")
    if quote.is_interpreted and quote.interpreted_from:
        how = gettext("as interpreted from {language}; agreed").format(language=quote.interpreted_from)
    elif quote.is_interpreted:
        how = gettext("as interpreted; agreed")
    return gettext("{fact} ({details})").format(fact=sentence(spoke(quote.by, quote.shows)), details=how)


def base_line(base: Base) -> str:
    """Return of how many a question has which answers, without those that nobody has."""
    counts = [(name, getattr(base, name)) for name in BASE]
    told = [f"{gettext(BASE[name])} {count:,}" for name, count in counts if count or name in ("put", "answered")]
    return " \u00b7 ".join(told)


def base_cells(label: str, base: Base) -> Sequence[str]:
    """Return a row of the table of bases."""
    return (label, *(f"{getattr(base, name):,}" for name in BASE))
