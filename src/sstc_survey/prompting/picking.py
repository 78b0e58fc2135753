"""Pick one of several things at a terminal."""

from __future__ import annotations

from collections.abc import Mapping

import questionary
from prompt_toolkit.output import create_output

from sstc_survey.display import clean


def pick(message: str, items: Mapping[str, str]) -> str:
    """Return the key of the item that is picked; Ctrl-C is raised."""
    import sys

    choices = [questionary.Choice(f"{clean(text)} ", value=key) for key, text in items.items()]
    chosen = questionary.select(message, choices=choices, output=create_output(stdout=sys.stderr)).unsafe_ask()
    return str(chosen)
