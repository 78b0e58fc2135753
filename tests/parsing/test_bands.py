"""Bands: what a range says, what is in it, and what is wrong with one that says nothing or too much."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.problems import Problem
from sstc_survey.questionnaire import BandKind, band_of, parse_bands

NUMBERS, DATES, TIMES = ((kind,) for kind in BandKind)
ANY = (*BandKind,)

# What is written, and for each value the band that it is in.
HELD: list[tuple[list[str], dict[object, str | None]]] = [
    (["0-17", "18-39", "40+"], {0: "0-17", 17: "0-17", 17.5: None, 18: "18-39", 39.0: "18-39", 40: "40+"}),
    (["<18", "18-<40", "40+"], {-5: "<18", 17.99: "<18", 18: "18-<40", 39.999: "18-<40", 40: "40+"}),
    (["-10..-1", "0", "1-9.5"], {-10: "-10..-1", -1: "-10..-1", -0.5: None, 0.0: "0", 9.5: "1-9.5", 9.51: None}),
    (["-5+", "<-5"], {-5: "-5+", -5.1: "<-5"}),
    (["0-0.3", "0.5-<1"], {0.1 + 0.2: "0-0.3", 0.9999: "0.5-<1", 1: None}),
    ([" 0 - 17 ", "18 \N{EN DASH} 39", "40 +"], {3: "0 - 17", 39: "18 \N{EN DASH} 39", 41: "40 +"}),
    (["5", "1-4"], {5: "5", 4: "1-4", "3": "1-4", "-3": None, "x": None, "": None, None: None, True: None}),
    (["0+"], {float("inf"): None, float("nan"): None, 1e300: "0+", 999_999_999_999_999_999: "0+"}),
    (["2015", "2016", "<2015"], {"2015-01-01": None}),
    (["2016-02", "2016-03-01", "2017+"], {
        "2016-02-29": "2016-02", "2016-03-01": "2016-03-01", "2016-03-02": None, "2017-01-01": "2017+",
    }),
    (["<2016-01", "2016-01..2016-06", "2016-07..<2017-01-01"], {
        "1999-12-31": "<2016-01", "2016-01-01": "2016-01..2016-06", "2016-06-30": "2016-01..2016-06",
        "2016-12-31": "2016-07..<2017-01-01", "2017-01-01": None, "2016-06-30T23:59": "2016-01..2016-06",
        "2016-07-01T00:00:00.000+07:00": "2016-07..<2017-01-01", "2016-06": None, "2016-02-30": None, 2016: None,
    }),
    (["<08:00", "8:00-11:59", "12:00..<18:00", "18:00+"], {
        "07:59": "<08:00", "08:00": "8:00-11:59", "11:59": "8:00-11:59", "17:59": "12:00..<18:00", "23:59": "18:00+",
        "2016-06-30T23:59": None, "24:00": None,
    }),
]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "values"), HELD, ids=lambda value: "values" if isinstance(value, dict) else str(value)
)
def test_what_is_in_a_band(texts: list[str], values: dict[object, str | None]) -> None:
    bands = parse_bands(texts)
    assert not isinstance(bands, Problem)
    assert [band.code for band in bands] == [text.strip() for text in texts]
    for value, code in values.items():
        band = band_of(bands, value)
        assert (band.code if band else None) == code, value


# What is written, as what, the code of the problem, and how it is put.
REFUSED: list[tuple[list[str], tuple[BandKind, ...], str, str]] = [
    (["x"], NUMBERS, "bad-band", '"x" is not a range of numbers (write ranges such as 0-17, 18-<40, <18, 40+ or'),
    ([""], NUMBERS, "bad-band", '"" is not a range of numbers'),
    (["0-17", ""], NUMBERS, "bad-band", '"" is not'),
    (["-10--1"], NUMBERS, "bad-band", 'did you mean "-10..-1"?'),
    (["-10-5"], NUMBERS, "bad-band", 'did you mean "-10..5"?'),
    (["18 to 39"], NUMBERS, "bad-band", 'did you mean "18..39"?'),
    ([">=40"], NUMBERS, "bad-band", 'did you mean "40+"?'),
    (["\u226540"], NUMBERS, "bad-band", 'did you mean "40+"?'),
    (["1,000+"], NUMBERS, "bad-band", '"1,000+" is not a range of numbers (write'),
    (["1e3+"], NUMBERS, "bad-band", "is not a range"),
    (["<=17"], NUMBERS, "bad-band", "is not a range"),
    (["17-"], NUMBERS, "bad-band", "is not a range"),
    (["\u0661-\u0665"], NUMBERS, "bad-band", "is not a range"),
    (["9" * 19], NUMBERS, "bad-band", "is not a range"),
    ([" " * 10 + "1" + " " * 90_000 + "+"], NUMBERS, "bad-band", "is not a range"),
    (["1" + " " * 90_000 + "2"], NUMBERS, "bad-band", "is not a range"),
    (["2016-03-01"], NUMBERS, "bad-band", '"2016-03-01" is not a range of numbers'),
    (["2016-03"], NUMBERS, "bad-band", '"2016-03" is not a range of numbers'),
    (["2016-03-2016-05"], NUMBERS, "bad-band", "is not a range of numbers"),
    (["8:00-11:59"], NUMBERS, "bad-band", '"8:00-11:59" is not a range of numbers'),
    (["0-17"], DATES, "bad-band", '"0-17" is not a range of dates (write ranges such as 2016, 2016-03, 2016-01'),
    (["2016-2018"], DATES, "bad-band", 'did you mean "2016..2018"?'),
    (["2016-01-2016-06"], DATES, "bad-band", 'did you mean "2016-01..2016-06"?'),
    (["2016-13"], DATES, "bad-band", '"2016-13" is not a range of dates'),
    (["2016-02-30"], DATES, "bad-band", '"2016-02-30" is not a range of dates'),
    (["0000"], DATES, "bad-band", '"0000" is not a range of dates'),
    (["18-39"], TIMES, "bad-band", '"18-39" is not a range of times (write ranges such as 08:00-11:59, <08:00'),
    (["25:00+"], TIMES, "bad-band", '"25:00+" is not a range of times'),
    (["39-18"], NUMBERS, "band-reversed", 'range "39-18" ends before it begins (write 18-39)'),
    (["-1..-10"], NUMBERS, "band-reversed", "(write -10..-1)"),
    (["40-<18"], NUMBERS, "band-reversed", "(write 18-<40)"),
    (["18-<18"], NUMBERS, "band-reversed", "(write 18)"),
    (["2017..2016"], DATES, "band-reversed", "(write 2016..2017)"),
    (["18:00-06:00"], TIMES, "band-reversed", "(write 06:00-18:00)"),
    (["0-18", "18-39"], NUMBERS, "bands-overlap", 'ranges "0-18" and "18-39" overlap (did you mean "0-<18"?)'),
    (["18-39", "0 - 18"], NUMBERS, "bands-overlap", '(did you mean "0 - <18"?)'),
    (["-5..3", "3+"], NUMBERS, "bands-overlap", '(did you mean "-5..<3"?)'),
    (["5", "5"], NUMBERS, "bands-overlap", 'ranges "5" and "5" overlap (begin one where the other has ended)'),
    (["0-100", "20-30", "90+"], NUMBERS, "bands-overlap", '"0-100" and "20-30"'),
    (["0-100", "20-30", "101+", "99"], NUMBERS, "bands-overlap", "overlap"),
    (["<5", "<7"], NUMBERS, "bands-overlap", "overlap"),
    (["5+", "7+"], NUMBERS, "bands-overlap", "overlap"),
    (["2016", "2016-12"], DATES, "bands-overlap", 'ranges "2016" and "2016-12" overlap (begin one'),
    (["2016-01..2016-03", "2016-03..2016-06"], DATES, "bands-overlap", "(begin one"),
    (["08:00-12:00", "12:00-14:00"], TIMES, "bands-overlap", '(did you mean "08:00-<12:00"?)'),
    # Where any kind will do, it is that which most are of.
    (["2016-01", "2016-02", "20"], ANY, "bad-band", '"20" is not a range of dates'),
    (["0-17", "18-39", "2016-03"], ANY, "bad-band", '"2016-03" is not a range of numbers'),
    (["08:00+", "x"], ANY, "bad-band", '"x" is not a range of times'),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "kinds", "code", "text"), REFUSED, ids=lambda value: repr(value)[:30])
def test_what_is_wrong_with_a_band(texts: list[str], kinds: tuple[BandKind, ...], code: str, text: str) -> None:
    problem = parse_bands(texts, kinds)
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert text in problem.text
    assert len(problem.text) < 300


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["2016", "2017+"], BandKind.NUMBERS),
        (["2016-03", "2016-04"], BandKind.DATES),
        (["2016", "2017-03"], BandKind.DATES),
        (["8:00+"], BandKind.TIMES),
    ],
)
def test_where_any_kind_will_do_it_is_the_first_that_all_can_be(texts: list[str], kind: BandKind) -> None:
    bands = parse_bands(texts)
    assert not isinstance(bands, Problem)
    assert {band.kind for band in bands} == {kind}


def test_a_band_without_a_label_is_called_as_it_is_written() -> None:
    bands = parse_bands({" 0-17 ": {"en": "Children"}, "18+": ""})
    assert not isinstance(bands, Problem)
    assert [(band.code, band.label) for band in bands] == [("0-17", {"en": "Children"}), ("18+", "18+")]


def test_no_bands_at_all_are_none() -> None:
    assert parse_bands([]) == ()


NUMBER = st.decimals(-1_000, 1_000, allow_nan=False, allow_infinity=False, places=2).map(lambda each: each.normalize())
DAY = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31))


@st.composite
def numbers_apart(draw: st.DrawFn) -> list[str]:
    """Bands of numbers in any order, of which none has a number in common with another."""
    ends = sorted(draw(st.sets(NUMBER, min_size=2, max_size=12)))
    texts, place = ([f"<{ends[0]:f}"] if draw(st.booleans()) else []), 0
    while place < len(ends) - 1:
        first, last = ends[place], ends[place + 1]
        # The next one may begin where an excluded end is.
        kind = draw(st.sampled_from(["..", "..<", "one", "gap"]))
        if kind == "one":
            texts.append(f"{first:f}")
        elif kind != "gap":
            texts.append(f"{first:f}{kind}{last:f}")
        place += 2 if kind == ".." else 1
    if draw(st.booleans()):
        texts.append(f"{ends[-1] + 1:f}+")
    return draw(st.permutations(texts))


@with_examples(200)
@given(numbers_apart(), st.one_of(NUMBER.map(float), st.integers(-1_000, 1_000), st.floats(-1_001, 1_001)))
def test_every_number_is_in_one_band_at_most_and_what_is_written_is_read_again(texts: list[str], value: float) -> None:
    bands = parse_bands(texts, NUMBERS)
    assert not isinstance(bands, Problem), bands.text
    assert parse_bands([band.code for band in bands], NUMBERS) == bands
    point = Decimal(f"{value:.15g}")
    held = [
        band
        for band in bands
        if band.first <= point and (point < band.last or (point == band.last and not band.excluded))
    ]
    assert len(held) <= 1
    assert band_of(bands, value) == (held[0] if held else None)


@with_examples(200)
@given(st.lists(st.one_of(NUMBER.map(lambda each: f"{each:f}+"), st.tuples(NUMBER, NUMBER)), max_size=8), NUMBER)
def test_bands_with_a_number_in_common_are_never_taken(
    ranges: list[str | tuple[Decimal, Decimal]], value: Decimal
) -> None:
    texts = [each if isinstance(each, str) else f"{min(each):f}..{max(each):f}" for each in ranges]
    alone = [parse_bands([text], NUMBERS) for text in texts]
    holding = [bands for bands in alone if not isinstance(bands, Problem) and band_of(bands, float(value))]
    assert len(holding) < 2 or isinstance(parse_bands(texts, NUMBERS), Problem)


@with_examples(200)
@given(
    st.lists(
        st.tuples(DAY, DAY, st.sampled_from(["{a}..{b}", "{a:%Y-%m}", "{a:%Y}", "{b}", "<{a}", "{b}+"])), max_size=6
    ),
    DAY,
)
def test_every_day_is_in_one_band_at_most(ranges: list[tuple[dt.date, dt.date, str]], day: dt.date) -> None:
    texts = [form.format(a=min(a, b), b=max(a, b)) for a, b, form in ranges]
    bands = parse_bands(texts, DATES)
    if isinstance(bands, Problem):
        assert bands.code == "bands-overlap"
        return
    number = Decimal(day.toordinal())
    held = [
        band
        for band in bands
        if band.first <= number and (number < band.last or (number == band.last and not band.excluded))
    ]
    assert len(held) <= 1
    assert band_of(bands, day.isoformat()) == (held[0] if held else None)


@given(st.text(max_size=30), st.sampled_from(BandKind))
def test_whatever_is_written_is_a_band_or_a_problem(text: str, kind: BandKind) -> None:
    bands = parse_bands([text], (kind,))
    assert isinstance(bands, Problem) or bands[0].code == text.strip()
    assert not isinstance(bands, Problem) or bands.text
