"""What is written for people and programs to read: each kind is a module or folder, each format of it a module."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstc_survey.reports.console import wrap
    from sstc_survey.reports.escaping import markdown_text
    from sstc_survey.reports.problems import print_problems, problems_json
    from sstc_survey.reports.progress import Progress
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = ["PreviewFormat", "Progress", "markdown_text", "print_problems", "problems_json", "wrap"]


class PreviewFormat(StrEnum):
    """How a questionnaire is previewed, as a paper form or as its routing."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    MERMAID = "mermaid"
