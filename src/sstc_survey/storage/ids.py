"""The names of responses: UUIDs (RFC 9562) of version 7, or of version 8 where they follow from data, in lower case."""

from __future__ import annotations

import hashlib
import re
from typing import Final

RANDOM_BYTES: Final = 10

# With what comes before and after it in the names that other programs give to copies.
_WITHIN: Final = r"(?<![0-9a-f-]){}(?![0-9a-f])"
_PATTERN: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_FILE_NAME: Final = re.compile(_PATTERN + r"\.json")

_RANDOM_A: Final = (1 << 12) - 1
_RANDOM_B: Final = (1 << 62) - 1


def new_id(now_ms: int, random: bytes) -> str:
    """Make an id from the time, in ms since 1970, and 10 random bytes."""
    if len(random) != RANDOM_BYTES or not 0 <= now_ms < 1 << 48:
        raise ValueError("an id takes 48 bits of time and 10 random bytes")
    chance = int.from_bytes(random, "big")
    return _uuid(now_ms << 80 | 7 << 76 | (chance >> 62 & _RANDOM_A) << 64 | 2 << 62 | chance & _RANDOM_B)


def id_from_data(questionnaire_id: str, key: str, occurrence: int) -> str:
    """Make the id of a response that follows from data: the same key, for the n-th time, has the same id."""
    # No key can look like the end of another part: each part says how long it is.
    parts = (questionnaire_id.encode(), key.encode(errors="surrogatepass"), b"%d" % occurrence)
    digest = hashlib.sha256(b"".join(b"%d:%s" % (len(part), part) for part in parts)).digest()
    number = int.from_bytes(digest[:16], "big")
    return _uuid(number & ~(15 << 76) & ~(3 << 62) | 8 << 76 | 2 << 62)


def _uuid(number: int) -> str:
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def is_id(text: str) -> bool:
    """Tell an id of a response from any other text."""
    return is_file_name(file_name(text))


def file_name(response_id: str) -> str:
    """Return the name of the file that a response is saved in."""
    return f"{response_id}.json"


def is_file_name(name: str) -> bool:
    """Tell whether a file has the name that this program would give it."""
    return _FILE_NAME.fullmatch(name) is not None


def id_within(name: str) -> str:
    """Return the id in the name of a file, which copies keep (`ID (1).json`, `Copy of ID.json`), or an empty text."""
    found = re.search(_WITHIN.format(_PATTERN), name)
    return found[0] if found else ""


def erased_name(response_id: str) -> str:
    """Return the name of the file that stays of a response that was erased; no copy of the response has it."""
    return f"{response_id}.erased.json"


def conflict_name(response_id: str, random: bytes) -> str:
    """Return the name of the file for a response whose own file is no longer the one that was saved."""
    return f"{response_id}.conflict-{random.hex()}.json"
