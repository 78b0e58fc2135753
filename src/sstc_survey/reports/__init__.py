"""What is written for people and programs to read: each kind is a module or folder, each format of it a module."""

from __future__ import annotations

from enum import StrEnum


class PreviewFormat(StrEnum):
    """How a questionnaire is previewed, as a paper form or as its routing."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    MERMAID = "mermaid"
