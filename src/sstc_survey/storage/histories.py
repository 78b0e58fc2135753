"""Whether one history goes on where another stops."""

from __future__ import annotations

from msgspec.structs import replace

from sstc_survey.response import Event, EventKind, Response


def continues(longer: Response, shorter: Response) -> bool:
    """Tell whether a response is another one, further on; moving without a reply leaves no event."""
    if longer.questionnaire != shorter.questionnaire or longer.started != shorter.started:
        return False
    if len(longer.events) == len(shorter.events):
        return replace(longer, position=None) == replace(shorter, position=None)
    said = _without_looks(shorter)
    return longer.events[: len(said)] == said


def _without_looks(response: Response) -> list[Event]:
    """Return the history without its end where a draft was only opened again: that says nothing new."""
    events = response.events
    end = len(events)
    while end and events[end - 1].kind is EventKind.RESUME:
        end -= 1
    return events[:end]
