"""The names of languages, each in itself."""

from __future__ import annotations

from typing import Final

_NAMES: Final = {
    "ar": "العربية",
    "bn": "বাংলা",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "hi": "हिन्दी",
    "id": "Bahasa Indonesia",
    "km": "ខ្មែរ",
    "lo": "ລາວ",
    "ms": "Bahasa Melayu",
    "my": "မြန်မာ",
    "ne": "नेपाली",
    "pt": "Português",
    "ru": "Русский",
    "sw": "Kiswahili",
    "th": "ไทย",
    "tl": "Filipino",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


def name_of(tag: str) -> str:
    """Return the name of a language in itself; the tag where it is not known, or says more than the language."""
    name = _NAMES.get(tag.partition("-")[0])
    if name is None:
        return tag
    return name if "-" not in tag else f"{name} ({tag})"
