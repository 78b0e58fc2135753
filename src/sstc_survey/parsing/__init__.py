"""Files that people write, read within bounds and with every problem at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sstc_survey.parsing.hints import converter_of
    from sstc_survey.parsing.json_schema import questionnaire_schema
    from sstc_survey.parsing.questionnaire import Parsed, parse_questionnaire
    from sstc_survey.parsing.reader import INVALID, Reader
    from sstc_survey.parsing.replies import FileReply, ReplySet, read_replies
    from sstc_survey.parsing.source import Source
    from sstc_survey.parsing.yaml_nodes import character_spans, compose, place_of_part
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(name)
        from sstc_survey.lazy import public_name

        return public_name(__name__, name)


__all__ = [
    "INVALID",
    "FileReply",
    "Parsed",
    "Reader",
    "ReplySet",
    "Source",
    "character_spans",
    "compose",
    "converter_of",
    "parse_questionnaire",
    "place_of_part",
    "questionnaire_schema",
    "read_replies",
]
