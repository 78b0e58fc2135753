"""How many lines each part of a prompt has on a screen that may be too low for all of them."""

from __future__ import annotations

from typing import NamedTuple


class Heights(NamedTuple):
    """How many lines each part of a prompt has; `has_short_footer` where that is only the key that names the others."""

    lead: int
    content: int
    message: int
    footer: int
    has_short_footer: bool = False


class Wanted(NamedTuple):
    """How many lines each part of a prompt would have; of the content `least` are enough, of the footer `short`."""

    lead: int
    content: int
    message: int
    footer: int
    least: int
    short: int


def shared(rows: int, question: int, wanted: Wanted) -> Heights:
    """Share the lines of a screen below those of the question, or all where not even the least fits below them.

    A message is worth more than the keys and the rest of a list.
    """
    least, short = min(wanted.content, wanted.least), wanted.short
    least_lead, least_message = min(wanted.lead, 1), min(wanted.message, 1)
    room = rows - question
    if room < least_lead + least + least_message + short:
        # The first line of the question is out of view anyway.
        room = rows
    lead = max(min(wanted.lead, room - least - least_message - short), least_lead)
    message = max(min(wanted.message, room - lead - least - short), least_message)
    rest = room - lead - message
    is_short = wanted.footer > short and rest - wanted.footer < min(wanted.content, max(room // 2, least))
    footer = short if is_short else wanted.footer
    return Heights(lead, max(min(wanted.content, rest - footer), 1), message, footer, is_short)


def shared_with_help(rows: int, least: int, lines: int, footer: int, *, is_page: bool) -> Heights:
    """Share the whole screen between the help and the content, which has more than its least where all of it fits.

    Where the help has pages, what is above them is as high on each.
    """
    message = max(min(lines, rows - least - footer), 1)
    content = least if is_page or message < lines else rows - footer - message
    return Heights(0, max(content, 1), message, footer)
