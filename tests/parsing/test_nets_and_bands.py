"""Nets, scores and bands in a questionnaire: what they become, and where each thing that is wrong with them is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstc_survey.parsing import Parsed, parse_questionnaire
from sstc_survey.questionnaire import (
    Band,
    BandKind,
    Calculate,
    Choice,
    Hidden,
    Net,
    Nets,
    Questionnaire,
    SelectMultiple,
    SelectOne,
    band_of,
)

HEAD = "id: a\nversion: 1\ntitle: T\n"
SOUND = (Path(__file__).parents[1] / "questionnaires" / "nets-and-bands.yaml").read_text(encoding="utf-8")
OF_TYPE = {
    "age": "numbers",
    "share": "numbers",
    "grade": "numbers",
    "day": "dates",
    "met": "dates",
    "up": "times",
    "begun": "dates",
    "took": "numbers",
    "years": "numbers",
    "since": "dates",
    "wave": "dates",
}


def parsed(questions: str, *, advice: bool = False, kept: bool = False) -> Parsed:
    source = questions if questions == SOUND else HEAD + questions
    return parse_questionnaire(source.encode(), "f.yaml", advice=advice, kept=kept)


def sound(questions: str, *, kept: bool = False) -> Questionnaire:
    found = parsed(questions, kept=kept)
    assert found.problems == []
    assert found.questionnaire is not None
    return found.questionnaire


def codes_of(questions: str, *, advice: bool = False, kept: bool = False) -> list[tuple[str, int | None]]:
    """Return the code and the line of each problem."""
    problems = parsed(questions, advice=advice, kept=kept).problems
    return [(problem.code, problem.place.line if problem.place else None) for problem in problems]


def test_nets_and_scores_of_lists_that_are_shared_and_filtered() -> None:
    where, again, order, agree, *_ = sound(SOUND).questions
    assert isinstance(where, SelectOne)
    assert where.nets == (
        Net(name="asean", label={"en": "ASEAN", "fr": "ANASE"}, choices=("kh", "la")),
        Net(name="eu", label="Union", choices=("fr",)),
    )
    assert again.nets == (Net(name="outside", label="Anywhere else", choices=("fr", "other")),)  # type: ignore[union-attr]
    assert [choice.score for choice in where.choices] == [1, 2.5, -1]
    assert not hasattr(order, "nets")
    assert isinstance(agree, SelectOne)
    # A filter may use a score as any column.
    assert agree.choices == (
        Choice(code="a", label="Agree", score=1, columns={"score": "1"}),
        Choice(code="b", label="Not", score=0, columns={"score": "0"}),
        Choice(code="c", label="Neither"),
    )
    assert agree.nets == Nets()


def test_bands_of_every_type_that_has_an_order() -> None:
    by_name = {question.name: question for question in sound(SOUND).questions if hasattr(question, "bands")}
    assert {name: {band.kind.value for band in question.bands} for name, question in by_name.items()} == {
        name: {kind} for name, kind in OF_TYPE.items()
    }
    assert [band.label for band in by_name["grade"].bands] == [{"en": "Low", "fr": "Bas"}, "High"]
    assert [band.label for band in by_name["age"].bands] == ["0-17", "18-39", "40+"]
    assert by_name["age"].bands[2] == Band(
        code="40+",
        label="40+",
        kind=BandKind.NUMBERS,
        first=by_name["age"].bands[2].first,
        last=by_name["took"].bands[1].last,
    )
    since, wave = by_name["since"], by_name["wave"]
    assert isinstance(since, Calculate)
    assert isinstance(wave, Hidden)
    assert [band_of(each.bands, "2016-01-05") for each in (since, wave)] == [since.bands[0], wave.bands[0]]


def test_languages_of_nets_and_bands_are_languages_of_the_questionnaire() -> None:
    assert sound(SOUND).languages() == {"en", "fr"}


def test_nothing_of_it_is_advised_against() -> None:
    assert codes_of(SOUND, advice=True) == []


def select(rest: str, *, kind: str = "select_multiple", choices: str = "{a: A, b: B, c: C}") -> str:
    lines = "".join(f"    {line}\n" for line in rest.split("\n"))
    return f"questions:\n  - name: q\n    type: {kind}\n    label: Q\n    choices: {choices}\n{lines}"


WRONG = [
    ("nets: [a, b]", [("wrong-kind", 9)]),
    ("nets: any", [("wrong-kind", 9)]),
    ("nets:", [("empty-value", 9)]),
    ("nets: {}", [("empty-value", 9)]),
    ("nets:\n  any: [a, b]", [("wrong-kind", 10)]),
    ("nets:\n  any: a", [("wrong-kind", 10)]),
    ("nets:\n  any:", [("empty-value", 10)]),
    ("nets:\n  any: {label: Any}", [("missing-key", 10)]),
    ("nets:\n  any: {choices: [a]}", [("missing-key", 10)]),
    ("nets:\n  any: {label: Any, choices: a}", [("wrong-kind", 10)]),
    ("nets:\n  any: {label: Any, choices: {a: A}}", [("wrong-kind", 10)]),
    ("nets:\n  any: {label: Any, choices: }", [("empty-value", 10)]),
    ("nets:\n  any: {label: Any, choices: []}", [("net-without-choices", 10)]),
    ("nets:\n  any: {label: Any, choices: [[a]]}", [("wrong-kind", 10)]),
    ("nets:\n  any: {label: Any, choices: [a, x, y]}", [("net-unknown-choice", 10)] * 2),
    ("nets:\n  any: {label: Any, choices: [a, a]}", [("net-choice-twice", 10)]),
    ("nets:\n  any: {label: Any, choices: [x, x]}", [("net-unknown-choice", 10)] * 2),
    ("nets:\n  any: {label: Any, choice: [a]}", [("unknown-key", 10)]),
    ("nets:\n  any one: {label: Any, choices: [a]}", [("bad-name", 10)]),
    ("nets:\n  [a]: {label: Any, choices: [a]}", [("key-not-text", 10)]),
    ("nets:\n  any: {label: Any, choices: [a], [b]: c}", [("key-not-text", 10)]),
    ("nets:\n  any: {label: Any, choices: [a]}\n  any: {label: Any, choices: [b]}", [("duplicate-key", 11)]),
    ("nets:\n  a: {label: Any, choices: [b]}", [("net-named-as-choice", 10)]),
    # All at once, each in its place.
    ("nets:\n  a: {label: Any, choices: []}\n  n: {label: Any, choices: [b, z, b]}", [
        ("net-named-as-choice", 10), ("net-without-choices", 10), ("net-unknown-choice", 11), ("net-choice-twice", 11),
    ]),
    ("bands: [0-17]", [("no-bands", 9)]),
]  # fmt: skip


@pytest.mark.parametrize(("rest", "problems"), WRONG)
def test_what_is_wrong_with_nets(rest: str, problems: list[tuple[str, int]]) -> None:
    assert codes_of(select(rest)) == problems


@pytest.mark.parametrize(
    ("questions", "problems"),
    [
        (select("nets: {any: {label: Any, choices: [a]}}", kind="rank"), [("key-of-other-type", 9)]),
        (select("nets: {any: {label: Any, choices: [other]}}"), [("net-unknown-choice", 9)]),
        (select("or_other: true\nnets: {any: {label: Any, choices: [other]}}"), []),
        # What is not known of a list is not asked of a net.
        (
            select("nets: {any: {label: Any, choices: [a, a]}}", choices="gone"),
            [("unknown-list", 8), ("net-choice-twice", 9)],
        ),
        (select("nets: {any: {label: Any, choices: [x]}}", choices="gone"), [("unknown-list", 8)]),
        (select("nets: {any: {label: Any, choices: [x]}}", choices="{a: }"), [("empty-value", 8)]),
        (select("comment: true", choices="{a: {label: A, score: high}}"), [("wrong-kind", 8)]),
        (select("comment: true", choices='{a: {label: A, score: "1"}}'), [("wrong-kind", 8)]),
        (select("comment: true", choices="{a: {label: A, score: }}"), [("empty-value", 8)]),
        (select("comment: true", choices="{a: {label: A, score: [1]}}"), [("wrong-kind", 8)]),
        (select("comment: true", choices="{a: {label: A, score: {en: 1}}}"), [("wrong-kind", 8)]),
        (select("comment: true", choices="{a: {score: 1}}"), [("missing-key", 8)]),
        (select("comment: true", kind="rank", choices="{a: {label: A, score: 1}, b: B}"), [("key-of-other-type", 8)]),
        (select("choice_filter: score = 1", kind="rank", choices="{a: {label: A, score: 1}, b: B}"), []),
    ],
)  # fmt: skip
def test_what_is_wrong_with_nets_and_scores_elsewhere(questions: str, problems: list[tuple[str, int]]) -> None:
    assert codes_of(questions) == problems


def question(kind: str, bands: str) -> str:
    lines = "".join(f"    {line}\n" for line in bands.split("\n"))
    return f"questions:\n  - name: q\n    type: {kind}\n    label: Q\n{lines}"


@pytest.mark.parametrize(
    ("kind", "bands", "problems"),
    [
        ("integer", "bands: 0-17", [("wrong-kind", 8)]),
        ("integer", "bands:", [("empty-value", 8)]),
        ("integer", "bands: []", [("empty-value", 8)]),
        ("integer", "bands: {}", [("empty-value", 8)]),
        ("integer", "bands: [[0-17]]", [("wrong-kind", 8)]),
        ("integer", "bands: [0-17, null]", [("null-word", 8)]),
        ("integer", "bands: [0-17, '', x]", [("bad-band", 8)] * 2),
        ("integer", "bands:\n  0-17: [A]", [("wrong-kind", 9)]),
        ("integer", "bands:\n  0-17:\n  x: A\n  17+: B", [("empty-value", 9), ("bad-band", 10)]),
        ("integer", "bands:\n  0-17: A\n  0-17: B", [("duplicate-key", 10)]),
        ("integer", "bands:\n  [0]: A", [("key-not-text", 9)]),
        ("integer", "bands:\n  0-17: A\n  ? 17-20\n  : B", [("bands-overlap", 10)]),
        ("integer", "bands:\n  - 17+\n  - 0-17", [("bands-overlap", 10)]),
        ("integer", "bands: [18-0]", [("band-reversed", 8)]),
        ("date", "bands: [0-17]", [("bad-band", 8)]),
        ("date", "bands: [2016-02-30]", [("bad-band", 8)]),
        ("dateTime", "bands: [2016-01-01T10:00+]", [("bad-band", 8)]),
        ("time", "bands: [2016]", [("bad-band", 8)]),
        ("range", "bands: [08:00+]", [("bad-band", 8)]),
        ("today", "bands: [0-17]", [("bad-band", 8)]),
        ("text", "bands: [0-17]", [("no-bands", 8)]),
        ("acknowledge", "bands: [0-17]", [("no-bands", 8)]),
        ("username", "bands: [0-17]", [("no-bands", 8)]),
        ("start", "bands: [2016]", [("no-bands", 8)]),
        ("integer", "band: [0-17]", [("unknown-key", 8)]),
        ("integer", "nets: {a: {label: A, choices: [b]}}", [("key-of-other-type", 8)]),
    ],
)
def test_what_is_wrong_with_bands(kind: str, bands: str, problems: list[tuple[str, int]]) -> None:
    assert codes_of(question(kind, bands)) == problems


def test_a_questionnaire_that_is_kept_may_have_any_text_in_a_column_called_score() -> None:
    (kept,) = sound(
        select("comment: true", choices="{a: {label: A, score: high}, b: {label: B, score: 2}}"), kept=True
    ).questions
    assert isinstance(kept, SelectMultiple)
    assert [(choice.score, choice.columns) for choice in kept.choices] == [
        (None, {"score": "high"}),
        (2, {"score": "2"}),
    ]
    sound(select("comment: true", kind="rank", choices="{a: {label: A, score: 1}, b: B}"), kept=True)


LABELS = """\
questions:
  - name: q
    type: select_one
    label: {en: Q, fr: Q}
    choices: {a: {en: A, fr: A}, b: {en: B, fr: B}}
    nets:
      both: {label: {en: Both}, choices: [a, b]}
      none: {label: "Not ${q}", choices: [a]}
      some: {label: Some #1
        , choices: [a]}
  - name: age
    type: integer
    label: {en: How old?, fr: Quel âge ?}
    bands:
      0-17: {en: "Under ${age}", fr: Moins}
      18+: {fr: Plus}
      <0: None #2
"""


def test_advice_on_the_labels_of_nets_and_bands() -> None:
    assert codes_of(LABELS, advice=True) == [
        ("missing-translation", 10),
        ("unfilled-reference", 11),
        ("text-cut-off", 12),
        ("unfilled-reference", 18),
        ("not-in-default-language", 19),
        ("text-cut-off", 20),
    ]


def test_many_bands_take_no_long_time() -> None:
    bands = "".join(f"  - {number}-{number + 1}\n    " for number in range(5_000))
    assert len(parsed(question("integer", f"bands:\n    {bands}")).problems) == 501
