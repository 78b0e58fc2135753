"""Languages by their names: how they are told, and what people mean who write them in a roster."""

from __future__ import annotations

import re
from typing import Final

from sstc_survey.folding import folded
from sstc_survey.i18n import base_language, gettext, noop
from sstc_survey.problems.closest import closest
from sstc_survey.questionnaire import LANGUAGE_PATTERN

_NAMES: Final = {
    "ar": noop("Arabic"),
    "en": noop("English"),
    "es": noop("Spanish"),
    "fil": noop("Filipino"),
    "fr": noop("French"),
    "id": noop("Indonesian"),
    "km": noop("Khmer"),
    "lo": noop("Lao"),
    "ms": noop("Malay"),
    "my": noop("Burmese"),
    "pt": noop("Portuguese"),
    "ru": noop("Russian"),
    "ta": noop("Tamil"),
    "th": noop("Thai"),
    "vi": noop("Vietnamese"),
    "zh": noop("Chinese"),
}
# The tags of two letters that ISO 639-1 has; others of two letters are no language.
_TWO_LETTERS: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee "
    "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is "
    "it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms "
    "mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk "
    "sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi "
    "yo za zh zu "
)
# Countries that are written where a language is meant.
_COUNTRIES: Final = {"cn": "zh", "jp": "ja", "kh": "km", "kp": "ko", "mm": "my", "ph": "fil", "vn": "vi"}


def spoken_language(tag: str) -> str:
    """Return what a language is called by those who do not speak it; its tag where that is not known."""
    name = _NAMES.get(base_language(tag))
    return gettext(name) if name else tag


def meant_language(text: str) -> str:
    """Return the tag that was meant by a text: the text where it is the tag of a language; nothing if none is known."""
    names = {folded(name): tag for tag, english in _NAMES.items() for name in (english, gettext(english))}
    written = folded(text)
    if written in names:
        return names[written]
    base = base_language(text)
    if re.fullmatch(LANGUAGE_PATTERN, text) and (len(base) > len("xx") or base in _TWO_LETTERS.split()):
        return text
    if base in _COUNTRIES:
        return _COUNTRIES[base]
    close = closest(written, names)
    return names[close[0]] if close else ""
