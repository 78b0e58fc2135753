"""Put the questions at a terminal that can draw, with questionary."""

from sstc_survey.prompters.terminal.prompter import TerminalPrompter

__all__ = ["TerminalPrompter"]
