"""Numbers, dates and times as they are written in each language, and texts as they are kept."""

from __future__ import annotations

import datetime as dt
import runpy
from pathlib import Path

import pytest
from babel.dates import format_date, format_time
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.engine.validation import ReplyContext, validate_comment, validate_reply
from sstc_survey.i18n import Words, translated
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import (
    Acknowledge,
    Askable,
    Choice,
    ChoiceList,
    Date,
    DateTime,
    Decimal,
    Integer,
    Range,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)

NOW = dt.datetime(2024, 3, 5, 14, 30, tzinfo=dt.UTC)
DAY, CLOCK, MOMENT = Date(name="q"), Time(name="q"), DateTime(name="q")
NUMBER, WHOLE = Decimal(name="q"), Integer(name="q")
CATALOGUES = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "catalogues.py"))["LANGUAGES"]
DAY_FIRST = ("fr", "id", "km", "lo", "ms", "my", "ta", "th", "vi")
BUDDHIST = ("km", "lo", "th")
POINTS = ("fr", "id", "km", "vi")


def read(question: Askable, raw: object, language: str, *, from_file: bool = False) -> object:
    """Return the value of a reply, or the code and the details of the problem with it."""
    typed_in = "" if from_file else language
    found = validate_reply(question, raw, ReplyContext(Words(language, "en"), now=NOW, language=typed_in))
    return found.code if isinstance(found, Problem) else found


DATES = [
    ("th", "7 ก.ย. 2569", "2026-09-07"),
    ("th", "๗ กันยายน ๒๕๖๙", "2026-09-07"),
    ("th", "วันที่ 7 เดือนกันยายน พ.ศ. 2559", "2016-09-07"),
    ("th", "7 กย 2559", "2016-09-07"),
    ("th", "7 ก.ย. ค.ศ. 2016", "2016-09-07"),
    ("en", "7 กันยายน พ.ศ. 2559", "2016-09-07"),
    ("th", "29/2/2559", "2016-02-29"),
    ("th", "29/2/2560", "reply-no-such-date"),
    ("lo", "ວັນທີ 7 ເດືອນ ກັນຍາ ປີ 2016", "2016-09-07"),
    ("km", "ថ្ងៃទី៧ ខែកញ្ញា ឆ្នាំ២០១៦", "2016-09-07"),
    ("vi", "7 tháng 9 năm 2016", "2016-09-07"),
    ("vi", "ngày 7 tháng 9, 2016", "2016-09-07"),
    ("vi", "ngày 7 tháng 13 năm 2016", "reply-no-such-date"),
    ("fr", "7 septembre 2016", "2016-09-07"),
    ("fr", "1er mars 2016", "2016-03-01"),
    ("fr", "le 7 août 2016", "2016-08-07"),
    ("id", "tanggal 7 Agustus 2016", "2016-08-07"),
    ("ms", "7 September 2016", "2016-09-07"),
    ("ms", "tarikh 7 Ogos 2016", "2016-08-07"),
    ("ms", "7hb. Disember 2016", "2016-12-07"),
    ("my", "၂၀၁၆ ခုနှစ် စက်တင်ဘာလ ၇ ရက်", "2016-09-07"),
    ("my", "၇ ရက်၊ စက်တင်ဘာလ၊ ၂၀၁၆", "reply-not-date"),
    ("my", "၇ စက်တင်ဘာ ၂၀၁၆", "2016-09-07"),
    ("my", "၇/၉/၂၀၁၆", "2016-09-07"),
    ("my", "၇ သြဂုတ် ၂၀၁၆", "2016-08-07"),
    ("my", "၃၁/၉/၂၀၁၆", "reply-no-such-date"),
    ("fil", "Setyembre 7, 2016", "2016-09-07"),
    ("fil", "ika-7 ng Setyembre, 2016", "2016-09-07"),
    ("fil", "7 Dis 2016", "2016-12-07"),
    ("tl", "7 Hunyo 2016", "2016-06-07"),
    ("ta", "7 செப்டம்பர் 2016", "2016-09-07"),
    ("ta", "௭ செப். ௨௦௧௬", "2016-09-07"),
    ("ta", "2016 ஆம் ஆண்டு செப்டம்பர் 7 ஆம் தேதி", "2016-09-07"),
    ("ta", "7/9/2016", "2016-09-07"),
    ("en", "September 7, 2016", "2016-09-07"),
    ("en", "7th of Sep. 2016", "2016-09-07"),
    ("en", "2016 Sep 7", "2016-09-07"),
    ("en", "7-Sep-2016", "2016-09-07"),
    ("en", "20160907", "2016-09-07"),
    ("en", "20161307", "reply-no-such-date"),
    ("zh", "2016 年 9 月 7 日", "2016-09-07"),
    ("zh", "２０１６／０９／０７", "2016-09-07"),
    ("zh", "2016年9月7号", "2016-09-07"),
    ("en", "\u200b2016-09-07\ufeff", "2016-09-07"),
    ("en", "7 maybe 2016", "reply-not-date"),
    ("en", "7 September", "reply-not-date"),
    ("en", "7/9/16", "reply-not-date"),
]


@pytest.mark.parametrize(("language", "raw", "value"), DATES)
def test_a_date_is_read_as_it_is_written_there(language: str, raw: str, value: str) -> None:
    assert read(DAY, raw, language) == value


@pytest.mark.parametrize("language", [*CATALOGUES, "en"])
@pytest.mark.parametrize("length", ["long", "medium"])
def test_every_month_is_read_in_every_language(language: str, length: str) -> None:
    for month in range(1, 13):
        day = dt.date(2016, month, 7)
        assert read(DAY, format_date(day, length, locale=language), language) == str(day)


@pytest.mark.parametrize("language", [*CATALOGUES, "en"])
@pytest.mark.parametrize("length", ["short", "medium"])
def test_every_hour_is_read_in_every_language(language: str, length: str) -> None:
    for hour in range(24):
        written = format_time(dt.time(hour, 5), length, locale=language)
        assert read(CLOCK, written, language) == f"{hour:02}:05"


@pytest.mark.parametrize("language", [*CATALOGUES, "en", "sw"])
def test_of_two_numbers_the_day_is_first_where_that_is_usual_and_is_asked_about_elsewhere(language: str) -> None:
    wanted = "2016-09-07" if language in DAY_FIRST else "reply-ambiguous-date"
    assert read(DAY, "7/9/2016", language) == wanted
    assert read(DAY, "7/9/2016", f"{language}-XX") == wanted
    assert read(DAY, "23/9/2016", language) == "2016-09-23"
    assert read(DAY, "7/9/2016", language, from_file=True) == "reply-ambiguous-date"


@pytest.mark.parametrize("language", [*CATALOGUES, "en"])
@pytest.mark.parametrize("raw", ["2569-09-07", "07/09/2569", "๒๕๖๙-๐๙-๐๗", "7 September 2569", "25690907"])
def test_a_buddhist_year_is_taken_where_they_are_used_and_doubted_elsewhere(language: str, raw: str) -> None:
    assert read(DAY, raw, language) == ("2026-09-07" if language in BUDDHIST else "reply-year-far-ahead")
    assert read(MOMENT, f"{raw} 14:30", language) == (
        "2026-09-07T14:30" if language in BUDDHIST else "reply-year-far-ahead"
    )
    assert read(DAY, raw, language, from_file=True) == "reply-year-far-ahead"


def test_no_remedy_proposes_a_buddhist_year() -> None:
    found = validate_reply(DAY, "7/9/2569", ReplyContext(Words("en", "en"), language="en"))
    assert str(found) == "the year 2569 is too far ahead (use the common era, such as 2026)"
    found = validate_reply(DAY, "9999-09-07", ReplyContext(Words("en", "en"), language="en"))
    assert str(found) == "the year 9999 is too far ahead"


def test_a_year_is_taken_as_it_is_where_the_bounds_lie_as_far_ahead() -> None:
    assert read(Date(name="q", max="2500-12-31"), "2450-01-01", "en") == "2450-01-01"
    assert read(Date(name="q", min="2000-01-01"), "2399-01-01", "en") == "2399-01-01"
    assert read(Date(name="q", min="2000-01-01", max="2030-01-01"), "2569-01-01", "th") == "2026-01-01"


TIMES = [
    ("fr", "14h", "14:00"),
    ("fr", "14 h 30", "14:30"),
    ("fr", "14h05", "14:05"),
    ("fr", "à 9 heures 5", "09:05"),
    ("zh", "14点30分", "14:30"),
    ("zh", "14点", "14:00"),
    ("zh", "14时30分", "14:30"),
    ("zh", "下午2:30", "14:30"),
    ("zh", "下午２：３０", "14:30"),
    ("zh", "下午2点半", "14:30"),
    ("zh", "上午12点", "00:00"),
    ("th", "14:30 น.", "14:30"),
    ("th", "14.30 น", "14:30"),
    ("th", "เวลา ๑๔:๓๐ น.", "14:30"),
    ("th", "14 นาฬิกา 30 นาที", "14:30"),
    ("lo", "14 ໂມງ 30 ນາທີ", "14:30"),
    ("km", "ម៉ោង ១៤:៣០", "14:30"),
    ("id", "pukul 14.30", "14:30"),
    ("id", "jam 14.30", "14:30"),
    ("vi", "14 giờ 30 phút", "14:30"),
    ("vi", "2 giờ chiều", "14:00"),
    ("ms", "pukul 2.30 petang", "14:30"),
    ("ms", "8 pagi", "08:00"),
    ("my", "၁၄ နာရီ ၃၀ မိနစ်", "14:30"),
    ("my", "နံနက် ၈ နာရီ", "08:00"),
    ("my", "ညနေ ၂:၃၀", "14:30"),
    ("fil", "alas-2:30 ng hapon", "14:30"),
    ("fil", "8 ng umaga", "08:00"),
    ("ta", "பிற்பகல் 2:30", "14:30"),
    ("ta", "காலை 8 மணி", "08:00"),
    ("ta", "14 மணி 30 நிமிடம்", "14:30"),
    ("en", "2:30 p.m.", "14:30"),
    ("en", "14:30:59", "14:30"),
    ("en", "14", "reply-not-time"),
    ("en", "14h 75", "reply-not-time"),
    ("en", "25h", "reply-not-time"),
    ("zh", "下午14:30", "reply-not-time"),
    ("en", "am 2 pm", "reply-not-time"),
]


@pytest.mark.parametrize(("language", "raw", "value"), TIMES)
def test_a_time_is_read_as_it_is_written_there(language: str, raw: str, value: str) -> None:
    assert read(CLOCK, raw, language) == value


MOMENTS = [
    ("fr", "7 septembre 2016 14 h 30", "2016-09-07T14:30"),
    ("zh", "2016年9月7日下午2:30", "2016-09-07T14:30"),
    ("zh", "2016年9月7日 14点", "2016-09-07T14:00"),
    ("th", "7 ก.ย. 2569 14:30 น.", "2026-09-07T14:30"),
    ("id", "7/9/2016 pukul 14.30", "2016-09-07T14:30"),
    ("my", "၇/၉/၂၀၁၆ ၁၄:၃၀", "2016-09-07T14:30"),
    ("ms", "7 September 2016 2.30 petang", "2016-09-07T14:30"),
    ("ta", "7 செப்டம்பர் 2016 14:30", "2016-09-07T14:30"),
    ("fil", "Setyembre 7, 2016 2:30 PM", "2016-09-07T14:30"),
    ("vi", "7 tháng 9 năm 2016 14 giờ 30", "2016-09-07T14:30"),
    ("en", "7 Sep 2016, 2:30 pm", "2016-09-07T14:30"),
    ("en", "2016-09-07t14:30", "2016-09-07T14:30"),
    ("en", "today 14:30", "2024-03-05T14:30"),
    ("en", "7/9/2016 14:30", "reply-ambiguous-date"),
    ("en", "2016-09-31 14:30", "reply-no-such-date"),
    ("en", "2016-09-07 26:30", "reply-not-time"),
    ("en", "2016-09-07", "reply-not-date-time"),
    ("en", "soon", "reply-not-date-time"),
]


@pytest.mark.parametrize(("language", "raw", "value"), MOMENTS)
def test_a_date_with_a_time_is_read_as_it_is_written_there(language: str, raw: str, value: str) -> None:
    assert read(MOMENT, raw, language) == value


@pytest.mark.parametrize("language", [*CATALOGUES, "en"])
def test_today_and_the_days_around_it_have_words_of_the_language(language: str) -> None:
    for message, day in {"today": "2024-03-05", "yesterday": "2024-03-04", "tomorrow": "2024-03-06"}.items():
        for word in (message, message.title(), *translated(message, language).split("/")):
            assert read(DAY, word, language) == day
            assert read(MOMENT, f"{word} 9:05", language) == f"{day}T09:05"
    for word in ("now", *translated("now", language).split("/")):
        assert read(CLOCK, word, language) == "14:30"
        assert read(MOMENT, word, language) == "2024-03-05T14:30"


NUMBERS = [
    ("id", "2.500.000", 2500000.0),
    ("en", "2.500.000", 2500000.0),
    ("en", "2,500,000", 2500000.0),
    ("id", "1.234,56", 1234.56),
    ("en", "1,234.56", 1234.56),
    ("vi", "0.125", 0.125),
    ("vi", "0,125", 0.125),
    ("en", "0,125", 0.125),
    ("en", "-0,125", -0.125),
    ("id", "1,5", 1.5),
    ("id", "1.5", 1.5),
    ("id", "1.2345", 1.2345),
    ("id", "12345.678", 12345.678),
    ("en", "1.000", 1.0),
    ("fr", "1\u202f234,5", 1234.5),
    ("zh", "１２．５", 12.5),
    ("zh", "１，５", 1.5),
    ("en", "\u221212", -12.0),
    ("zh", "－１２", -12.0),
    ("en", "5²", "reply-not-number"),
    ("en", "½", "reply-not-number"),
    ("en", "1.23.456", "reply-not-number"),
    ("en", "1,23,456", "reply-not-number"),
    ("en", "1e3", "reply-not-number"),
    ("en", "0.125.000", "reply-not-number"),
]


@pytest.mark.parametrize(("language", "raw", "value"), NUMBERS)
def test_a_number_is_read_as_it_is_written_there(language: str, raw: str, value: object) -> None:
    assert read(NUMBER, raw, language) == value
    assert read(Range(name="q", start=-1e7, end=1e7, step=0.0001), raw, language) == value


@pytest.mark.parametrize("language", [*CATALOGUES, "en", "sw"])
@pytest.mark.parametrize("mark", [".", ","])
@pytest.mark.parametrize("digits", ["000", "500", "234", "230"])
def test_thousands_that_may_be_a_fraction_are_asked_about_and_each_remedy_is_taken(
    language: str, mark: str, digits: str
) -> None:
    raw, context = f"1{mark}{digits}", ReplyContext(Words(language, "en"), language=language)
    found = validate_reply(NUMBER, raw, context)
    if mark == "." and language not in POINTS:
        assert found == float(raw)
        return
    assert isinstance(found, Problem)
    assert found.code == "reply-ambiguous-number"
    assert validate_reply(NUMBER, str(found.details["one"]), context) == float(f"1{digits}")
    assert validate_reply(NUMBER, str(found.details["other"]), context) == float(f"1.{digits}")
    whole = validate_reply(WHOLE, raw, context)
    assert isinstance(whole, Problem)
    for remedy in ("one", "other", "suggestion"):
        if remedy in whole.details:
            assert isinstance(validate_reply(WHOLE, str(whole.details[remedy]), context), int)


def test_whole_numbers_have_thousands_too() -> None:
    assert read(WHOLE, "2.500.000", "id") == 2_500_000
    assert read(WHOLE, "1.234.567,5", "id") == "reply-not-whole-number"
    assert read(WHOLE, "1.5", "id") == "reply-not-whole-number"
    assert read(WHOLE, "1.000", "en") == "reply-not-whole-number"


# What a file of replies says is the same in every language.
FILED: list[tuple[Askable, object, object]] = [
    (NUMBER, "1.000", 1.0),
    (NUMBER, "1e3", 1000.0),
    (NUMBER, "1,000", "reply-ambiguous-number"),
    (DAY, "2016-09-07", "2016-09-07"),
    (DAY, "7 septembre 2016", "2016-09-07"),
    (Acknowledge(name="q"), "true", "OK"),
    (SelectOne(name="q", choices=ChoiceList([Choice(code="m", label="M")])), "M", "reply-no-such-choice"),
    (SelectOne(name="q", choices=ChoiceList([Choice(code="m", label="x")])), "\uff4d", "reply-no-such-choice"),
    (SelectOne(name="q", choices=ChoiceList([Choice(code="m", label="x")])), "1", "reply-no-such-choice"),
    (SelectOne(name="q", choices=ChoiceList([Choice(code="caf\u00e9", label="x")])), "cafe\u0301", "caf\u00e9"),
    (SelectMultiple(name="q", choices=ChoiceList([Choice(code="cafe\u0301", label="x")])), ["caf\u00e9"],
     ["cafe\u0301"]),
    (TextQuestion(name="q"), "H\u0061\u0300", "H\u00e0"),
]  # fmt: skip


@pytest.mark.parametrize("language", [*CATALOGUES, "en"])
@pytest.mark.parametrize(("question", "raw", "value"), FILED)
def test_a_reply_in_a_file_reads_the_same_in_every_language(
    language: str, question: Askable, raw: object, value: object
) -> None:
    assert read(question, raw, language, from_file=True) == value


DECOMPOSED = ["Ha\u0300 No\u0323\u0302i", "cafe\u0301", "\u110c\u1161\u1106\u1169", "\u304b\u3099", "A\u030a"]


@pytest.mark.parametrize("text", DECOMPOSED)
def test_a_text_is_kept_with_its_letters_composed_and_otherwise_as_it_is(text: str) -> None:
    from unicodedata import normalize

    composed = normalize("NFC", text)
    assert composed != text
    for question in (TextQuestion(name="q"), TextQuestion(name="q", multiline=True)):
        assert read(question, text, "en") == composed
        for kept in ("\uff21\uff0c²", "ក្ដី", "\u200b", "１２"):
            assert read(question, f"x{kept}x", "en") == f"x{kept}x"
    assert validate_comment(f" {text}") == composed


@with_examples(300)
@given(
    st.sampled_from([DAY, CLOCK, MOMENT, NUMBER, WHOLE]),
    st.text("0129.,/-:年月日時点分hกยพศ.ค２，\u0300", max_size=14),
    st.sampled_from(["en", "th", "id", "zh", "fr"]),
)
def test_whatever_is_typed_is_a_value_that_is_read_again_as_itself_or_a_problem(
    question: Askable, raw: str, language: str
) -> None:
    context = ReplyContext(Words(language, "en"), now=NOW, language=language)
    found = validate_reply(question, raw, context)
    if isinstance(found, Problem):
        assert str(found)
    else:
        # A number is kept as one; a point in its text may be one for thousands.
        again = found if isinstance(found, int | float) else str(found)
        assert validate_reply(question, again, context) == found
