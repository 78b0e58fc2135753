"""How numbers, dates and times are written in each language: their order, their marks, and the words in them."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Final, NamedTuple

from sstc_survey.folding import folded, narrow, nfc
from sstc_survey.i18n import translated

# Languages by their base tags: a point parts the thousands; the day comes before the month; years are Buddhist.
_POINT_FOR_THOUSANDS: Final = frozenset({"fr", "id", "km", "vi"})
_DAY_FIRST: Final = frozenset({"fr", "id", "km", "lo", "ms", "my", "ta", "th", "vi"})
_BUDDHIST: Final = frozenset({"km", "lo", "th"})

# The months, each with its names and abbreviations; a full stop in one may be left out. They are read in every
# language: no name means another month elsewhere.
_MONTHS: Final = (
    "january jan janvier janv januari มกราคม ม.ค ມັງກອນ ມ.ກ មករា ဇန်နဝါရီ ဇန် enero ene ஜனவரி ஜன",
    "february feb février févr februari กุมภาพันธ์ ก.พ ກຸມພາ ກ.ພ កុម្ភៈ ဖေဖော်ဝါရီ ဖေ pebrero peb பிப்ரவரி பிப்",
    "march mar mars maret mac มีนาคม มี.ค ມີນາ ມ.ນ មីនា မတ် marso மார்ச் மார்",
    "april apr avril avr เมษายน เม.ย ເມສາ ມ.ສ មេសា ဧပြီ ဧ abril abr ஏப்ரல் ஏப்",
    "may mai mei พฤษภาคม พ.ค ພຶດສະພາ ພ.ພ ឧសភា မေ mayo மே",
    "june jun juin juni มิถุนายน มิ.ย ມິຖຸນາ ມິ.ຖ មិថុនា ဇွန် hunyo hun ஜூன்",
    "july jul juillet juil juli julai กรกฎาคม ก.ค ກໍລະກົດ ກ.ລ កក្កដា ဇူလိုင် ဇူ hulyo hul ஜூலை",
    "august aug août agustus agu ogos ogo สิงหาคม ส.ค ສິງຫາ ສ.ຫ សីហា ဩဂုတ် ဩ သြဂုတ် agosto ago ஆகஸ்ட் ஆகஸ்டு ஆக",
    "september sept sep septembre กันยายน ก.ย ກັນຍາ ກ.ຍ កញ្ញា စက်တင်ဘာ စက် setyembre set செப்டம்பர் செப்",
    "october oct octobre oktober okt ตุลาคม ต.ค ຕຸລາ ຕ.ລ តុលា အောက်တိုဘာ အောက် oktubre அக்டோபர் அக்டோ அக்",
    "november nov novembre พฤศจิกายน พ.ย ພະຈິກ ພ.ຈ វិច្ឆិកា နိုဝင်ဘာ နို nobyembre nob நவம்பர் நவ",
    "december dec décembre déc desember des disember dis ธันวาคม ธ.ค ທັນວາ ທ.ວ ធ្នូ ဒီဇင်ဘာ ဒီ disyembre டிசம்பர் டிச",
)
# What stands before the number of a month, and what else stands in a date and says nothing more.
_MONTH_WORDS: Final = "tháng thg เดือน ເດືອນ ខែ bulan"
_DATE_WORDS: Final = (
    "ngày năm วันที่ ปี ວັນທີ ປີ ថ្ងៃទី ថ្ងៃ ឆ្នាំ tanggal tarikh haribulan hb tahun "
    "ရက်နေ့ ရက် လ ခုနှစ် ခု နှစ် ஆம் தேதி திகதி மாதம் ஆண்டு ika- ng le the of"
)
# Nobody types it.
MONTH: Final = "\ue000"
_ORDINALS: Final = r"(?<=\d)(?:st|nd|rd|th|er)\b"
_BUDDHIST_ERA: Final = r"(?:พ\.?ศ|ພ\.?ສ|ព\.?ស)\.?"
_COMMON_ERA: Final = r"(?:ค\.?ศ|ຄ\.?ສ|គ\.?ស)\.?"


class WrittenIn(NamedTuple):
    """The base language that a reply is written in, none for a file, and the time that it may refer to.

    One that `is_whole` is as it was saved, in which no year is doubted.
    """

    language: str = ""
    now: dt.datetime | None = None
    is_whole: bool = False

    @property
    def has_point_for_thousands(self) -> bool:
        """Tell whether a point may part the thousands."""
        return self.language in _POINT_FOR_THOUSANDS

    @property
    def has_day_first(self) -> bool:
        """Tell whether of two numbers the first is the day."""
        return self.language in _DAY_FIRST

    @property
    def has_buddhist_years(self) -> bool:
        """Tell whether years are counted from 543 years before the common era."""
        return self.language in _BUDDHIST

    def says(self, text: str, message: str) -> bool:
        """Tell whether a text is a word of the program, in this language or in English."""
        own = translated(message, self.language).split("/")
        return folded(text) in {folded(word) for word in (*own, message)}


class WrittenDate(NamedTuple):
    """A date as it is written: in numbers, those of months that are named after a MONTH; and which era is named."""

    text: str
    is_buddhist: bool
    is_common: bool


def plain_date(text: str) -> WrittenDate:
    """Return a date in numbers of ASCII, without the words that only belong to the way it is written."""
    text = nfc(narrow(text)).casefold()
    without_buddhist = re.sub(_BUDDHIST_ERA, " ", text)
    plain = re.sub(_COMMON_ERA, " ", without_buddhist)
    is_buddhist, is_common = without_buddhist != text, plain != without_buddhist
    plain = re.sub(_words(_MONTH_WORDS) + r"\s*(\d{1,2})(?!\d)", rf" {MONTH}\1 ", plain)
    for pattern, replacement in _patterns():
        plain = re.sub(pattern, replacement, plain)
    return WrittenDate(" ".join(plain.split()), is_buddhist, is_common)


@cache
def _patterns() -> tuple[tuple[str, str], ...]:
    """Return what is replaced in a date, and by what: the names of months come first."""
    months = ((_words(names), f" {MONTH}{number} ") for number, names in enumerate(_MONTHS, 1))
    return (*months, (_words(_MONTH_WORDS), " "), (_words(_DATE_WORDS), " "), (_ORDINALS, ""))


def _words(words: str) -> str:
    """Return a pattern of words; in Latin letters they stand by themselves, other scripts have no spaces between."""
    patterns = []
    for word in sorted(nfc(words).split(), key=len, reverse=True):
        pattern = re.escape(word).replace(r"\.", r"\.?") + r"\.?"
        patterns.append(rf"(?<![^\W\d_]){pattern}(?![^\W\d_])" if word[0] < "\u0250" else pattern)
    return f"(?:{'|'.join(patterns)})"
