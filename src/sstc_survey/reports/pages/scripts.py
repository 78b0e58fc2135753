"""Which language a text is in that stands on a page of another one, as far as its script tells."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sstc_survey.i18n import base_language

# Scripts that are written for one language, as people who read a page aloud, or fonts, have to know. Chinese stands
# after Japanese, which has its signs too.
_SCRIPTS: Final = {
    "ja": "[\u3040-\u30ff]",
    "ko": "[\uac00-\ud7af]",
    "zh": "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]",
    "km": "[\u1780-\u17ff]",
    "lo": "[\u0e80-\u0eff]",
    "my": "[\u1000-\u109f]",
    "ta": "[\u0b80-\u0bff]",
    "th": "[\u0e00-\u0e7f]",
}
_LATIN: Final = "[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"


@lru_cache(maxsize=1024)
def other_language(text: str, page_language: str) -> str:
    """Return the tag of the language of a text without a letter of the page's script; nothing if it is not known."""
    if text.isascii():
        return ""
    own = _SCRIPTS.get(base_language(page_language), _LATIN)
    found = next((tag for tag, script in _SCRIPTS.items() if script != own and re.search(script, text)), "")
    return "" if not found or re.search(own, text) else found
