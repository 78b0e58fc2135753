"""Local time is that of the clocks at a moment, also where they change during an interview."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from answered import going_on, questionnaire_of, response_of
from msgspec.structs import replace

from sstc_survey.commands.shared.begin import LOCAL
from sstc_survey.engine import Answer, Finish, Interview, advance, begin, form_of, resume
from sstc_survey.engine.saved_state import saved_state
from sstc_survey.engine.validation import ReplyContext, validate_reply
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import Askable, Calculate, Date, DateTime, End, Start, TextQuestion, Time

BERLIN = ZoneInfo("Europe/Berlin")
# The clocks go from 02:00 to 03:00 at 01:00 UTC.
BEFORE = datetime(2026, 3, 29, 0, 50, tzinfo=UTC)
CLOCKS = questionnaire_of(
    Start(name="start"),
    End(name="end"),
    TextQuestion(name="who"),
    DateTime(name="when"),
    Time(name="clock"),
    Date(name="day"),
    Calculate(name="begun", calculation="if(${who} = '', '', format-date-time(${start}, '%Y-%m-%d %H:%M'))"),
    Calculate(name="begun_day", calculation="if(${who} = '', '', string(date(${start})))"),
    Calculate(name="at", calculation="if(${who} = '', '', string(now()))"),
)


def began(moment: datetime) -> Interview:
    return begin(CLOCKS, "en", started=moment.astimezone(BERLIN))


def test_after_the_clocks_have_changed_it_is_as_late_as_they_say() -> None:
    interview = advance(began(BEFORE), Answer("A"), 40 * 60_000)
    assert isinstance(interview, Interview)
    values = interview.sheet.values
    assert values["start"] == "2026-03-29T01:50:00+01:00"
    assert (values["begun"], values["at"]) == ("2026-03-29 01:50", "2026-03-29T03:30:00.000+02:00")
    # 02:30 was never.
    now = advance(interview, Answer("now"), interview.events[-1].elapsed)
    assert isinstance(now, Interview)
    assert now.sheet.answers["when"] == "2026-03-29T03:30"
    later = advance(now, Answer("now"), now.events[-1].elapsed)
    assert isinstance(later, Interview)
    assert later.sheet.answers["clock"] == "03:30"
    done = going_on(later, Answer("today"), Finish())
    assert str(done.sheet.values["end"]).endswith("+02:00")


@pytest.mark.parametrize(
    ("started", "resumed_at"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=BERLIN), datetime(2026, 3, 29, 10, 0, tzinfo=BERLIN)),
        (datetime(2026, 10, 24, 0, 30, tzinfo=BERLIN), datetime(2026, 10, 26, 10, 0, tzinfo=BERLIN)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1), datetime(2026, 10, 26, 10, 0, tzinfo=BERLIN)),
    ],
)
def test_a_draft_that_is_resumed_after_the_clocks_have_changed_keeps_its_start(
    started: datetime, resumed_at: datetime
) -> None:
    draft = response_of(began(started))
    interview = resume(CLOCKS, draft, resumed_at.isoformat(), BERLIN)
    interview = going_on(interview, Answer("A"))
    values = interview.sheet.values
    assert values["start"] == started.isoformat()
    assert values["begun"] == f"{started:%Y-%m-%d %H:%M}"
    assert values["begun_day"] == f"{started:%Y-%m-%d}"


@pytest.mark.parametrize("finished", ["2026-03-29T01:58:00+01:00", "2026-03-29T03:30:00+02:00", None])
def test_a_saved_response_reads_its_start_as_the_clocks_showed_it(finished: str | None) -> None:
    form = form_of(
        questionnaire_of(
            Start(name="start"),
            TextQuestion(name="early", relevant="format-date-time(${start}, '%H:%M') = '01:50'"),
            TextQuestion(name="ended", relevant="format-date-time(now(), '%H:%M') = '03:30'"),
        )
    )
    draft = response_of(begin(form.questionnaire, "en", started=BEFORE.astimezone(BERLIN)))
    saved = replace(draft, started="2026-03-29T01:50:00+01:00", finished=finished)
    state = saved_state(form, saved)
    assert state.relevant(form.nodes["early"], ())
    assert state.relevant(form.nodes["ended"], ()) == (finished is not None and "03:30" in finished)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "never"])
def test_a_saved_response_of_no_time_is_read_all_the_same(time: str) -> None:
    draft = response_of(begin(CLOCKS, "en", started=BEFORE))
    state = saved_state(form_of(CLOCKS), replace(draft, started=time, finished=time))
    assert state.relevant(state.form.nodes["who"], ())


WITH_OFFSET: list[tuple[Askable, str, str]] = [
    (DateTime(name="q"), "2026-03-29T01:30:00Z", "2026-03-29T03:30"),
    (DateTime(name="q"), "2026-03-29t00:30:00z", "2026-03-29T01:30"),
    (DateTime(name="q"), "2026-03-29T08:30:00+07:00", "2026-03-29T03:30"),
    (DateTime(name="q"), "2026-03-29 08:30:00.250+07:00", "2026-03-29T03:30"),
    (DateTime(name="q"), "2026-07-01T23:30:00Z", "2026-07-02T01:30"),
    (DateTime(name="q"), "2026-01-01T00:30+07:00", "2025-12-31T18:30"),
    (DateTime(name="q"), "2026-01-01T00:30:59", "2026-01-01T00:30"),
    (Time(name="q"), "2026-07-01T23:30:00Z", "01:30"),
    (Time(name="q"), "2026-01-01T23:30:00Z", "00:30"),
    (Time(name="q"), "23:30:00Z", "01:30"),
    (Time(name="q"), "23:30+07:00", "18:30"),
    (Time(name="q"), "2026-01-01T23:30:00", "23:30"),
]


@pytest.mark.parametrize(("question", "reply", "value"), WITH_OFFSET)
def test_a_reply_with_an_offset_is_converted_to_local_time(question: Askable, reply: str, value: str) -> None:
    context = ReplyContext(Words("en", "en"), now=BEFORE.astimezone(BERLIN))
    assert validate_reply(question, reply, context) == value


@pytest.mark.parametrize("reply", ["2026-02-30T01:30:00Z", "2026-03-29T25:30:00Z", "0000-01-01T00:00:00Z"])
def test_what_is_no_time_stays_a_problem(reply: str) -> None:
    context = ReplyContext(Words("en", "en"), now=BEFORE.astimezone(BERLIN))
    assert not isinstance(validate_reply(DateTime(name="q"), reply, context), str)


def test_the_ends_of_the_calendar_are_no_fault() -> None:
    # In a reply that is not saved yet, so late a year is doubted.
    context = ReplyContext(Words("en", "en"), now=BEFORE.astimezone(BERLIN), is_whole=True)
    for reply in ("9999-12-31T23:59:00-12:00", "0001-01-01T00:00:00+12:00"):
        assert validate_reply(DateTime(name="q"), reply, context) == reply[:16]


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setitem(os.environ, "TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_berlin")
def test_the_zone_of_this_computer_has_the_offset_of_each_moment() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment.year == 2026:
        assert moment.astimezone(LOCAL).isoformat() == moment.astimezone(BERLIN).isoformat()
        assert moment.astimezone(LOCAL).astimezone(UTC) == moment
        moment += timedelta(hours=1)
