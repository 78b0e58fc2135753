"""The logic of a questionnaire while it is asked: conditions, calculations, defaults, filters, languages."""

from __future__ import annotations

import pytest
from answered import NOW, answered, codes, going_on, paths, problem, questionnaire_of, resumed, value_of

from sstc_survey.engine import (
    AddInstance,
    Answer,
    Back,
    ChangeLanguage,
    Comment,
    Continue,
    Enough,
    Finish,
    GoTo,
    Interview,
    Leave,
    Reply,
    advance,
    split_path,
)
from sstc_survey.prompters import Screen, screen
from sstc_survey.questionnaire import (
    AnyEntry,
    Calculate,
    Choice,
    ChoiceList,
    Date,
    DateTime,
    Decimal,
    Duration,
    End,
    Group,
    Hidden,
    Integer,
    Note,
    Range,
    Rank,
    Repeat,
    SelectMultiple,
    SelectOne,
    Start,
    TextQuestion,
    Time,
    Today,
    Username,
)
from sstc_survey.response import REVIEW, EventKind, Missing, Status

BLANK = Leave(Missing.BLANK)


def screen_of(interview: Interview) -> Screen:
    """Return the screen of the question that the interview is at."""
    assert interview.step is not None
    return screen(interview, interview.step)


def test_what_falls_off_the_route_is_not_saved_and_comes_back_with_its_comment() -> None:
    parts = questionnaire_of(
        SelectOne(name="works", label="Works?", choices=codes("yes", "no")),
        Group(
            name="job",
            relevant="${works} = 'yes'",
            questions=(
                Integer(name="hours", label="Hours?", refused=True),
                TextQuestion(name="why", label="Why so many?", relevant="${hours} > 40"),
            ),
        ),
        Calculate(name="paid", calculation="${hours} * 2"),
        Integer(name="end", label="End?"),
    )
    long = answered(parts, Answer("yes"), Comment("about"), Answer(50), Answer("War"), BLANK)
    assert long.sheet.on_route() == (
        {"works": "yes", "hours": 50, "why": "War", "paid": 100},
        {"end": Missing.BLANK},
        {"hours": "about"},
    )
    off = going_on(long, GoTo("works"), Answer("no"))
    assert paths(off) == ["works", "end"]
    assert off.sheet.on_route() == ({"works": "no"}, {"end": Missing.BLANK}, {})
    assert resumed(off).sheet.on_route() == off.sheet.on_route()
    for interview in (off, resumed(off)):
        back = going_on(interview, GoTo("works"), Answer("yes"))
        assert back.sheet.on_route() == long.sheet.on_route()
        assert back.position == REVIEW


def test_a_constraint_that_a_later_change_breaks_must_be_met_before_the_end() -> None:
    parts = questionnaire_of(
        Integer(name="all", label="All?"),
        Integer(name="some", label="Some?", constraint=". <= ${all}", constraint_message="Only ${all} in all"),
        Integer(name="few", label="Few?", constraint=". < ${some}"),
    )
    interview = answered(parts, Answer(9))
    refused = problem(interview, Answer(10))
    assert (refused.code, refused.fault) == ("reply-constraint", "Only 9 in all")
    interview = going_on(interview, Answer(8), Answer(7))
    assert problem(going_on(interview, GoTo("few")), Answer(8)).code == "reply-constraint-unworded"
    interview = going_on(interview, GoTo("all"), Answer(5))
    assert interview.position == "some"
    assert screen_of(interview).fault == "Only 5 in all"
    assert problem(interview, Continue()).code == "reply-constraint"
    assert problem(interview, Finish()).code == "interview-not-done"
    interview = going_on(interview, Answer(4))
    assert interview.position == "few"
    assert going_on(interview, BLANK, Finish()).status is Status.COMPLETE


def test_a_question_may_be_required_by_an_expression_and_say_so_in_its_own_words() -> None:
    parts = questionnaire_of(
        SelectOne(name="kind", label="Kind?", choices=codes("a", "b")),
        TextQuestion(name="which", label="Which?", required="${kind} = 'a'", required_message="Which kind of ${kind}?"),
    )
    assert answered(parts, Answer("b"), BLANK).position == REVIEW
    refused = problem(answered(parts, Answer("a")), Answer(""))
    assert (refused.code, refused.fault) == ("reply-required-here", "Which kind of a?")
    late = answered(parts, Answer("b"), BLANK, GoTo("kind"), Answer("a"))
    assert late.position == "which"
    assert going_on(late, Answer("x")).position == REVIEW


def test_a_default_is_set_once_and_a_blank_answer_stays_blank() -> None:
    parts = questionnaire_of(
        Integer(name="a", label="A?", default="5"),
        Integer(name="b", label="B?", default="${a} + 1"),
        TextQuestion(name="c", label="C?", relevant="${b} = 6"),
        SelectMultiple(name="d", label="D?", choices=codes("x", "y"), default="y x"),
        Hidden(name="e", default="pilot"),
        Hidden(name="f", default="concat('v', ${a})"),
    )
    interview = answered(parts)
    assert value_of(interview, "b") == 6
    assert paths(interview) == ["a", "b", "c", "d"]
    assert interview.sheet.on_route()[0] == {"e": "pilot", "f": "v5"}
    interview = going_on(interview, Answer(7))
    assert value_of(interview, "b") == 6
    blank = going_on(interview, BLANK)
    assert paths(blank) == ["a", "b", "d"]
    assert value_of(going_on(blank, Back()), "b") is None
    assert value_of(resumed(blank), "b") is None
    kept = going_on(interview, Continue(), BLANK, Continue(), Finish())
    assert kept.sheet.on_route()[0] == {"a": 7, "b": 6, "d": ["x", "y"], "e": "pilot", "f": "v5"}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Integer(name="q", default="200", max=120), "reply-too-large"),
        (Integer(name="q", default="1 div 2"), "reply-not-whole-number"),
        (Integer(name="q", calculation="3 div 2"), "reply-not-whole-number"),
        (Integer(name="q", default="many"), "reply-not-whole-number"),
        (Integer(name="q", default="3", constraint=". > 3"), "reply-constraint-unworded"),
        (Date(name="q", default="2024-02-30"), "reply-no-such-date"),
        (Range(name="q", default="1.5"), "reply-off-scale"),
        (Rank(name="q", choices=codes("a", "b", "c"), default="a"), "reply-rank-incomplete"),
        (SelectOne(name="q", choices=codes("a", "b"), default="c"), "reply-no-such-choice"),
        (Time(name="q", default="25:00"), "reply-not-time"),
    ],
)
def test_a_preset_is_validated_like_a_typed_answer(question: AnyEntry, code: str) -> None:
    assert problem(answered(questionnaire_of(question)), Continue()).code == code


def test_now_and_today_as_defaults() -> None:
    parts = questionnaire_of(DateTime(name="q", default="now()"), Date(name="d", default="today()"))
    assert answered(parts, Continue(), Continue()).sheet.on_route()[0] == {"q": "2024-03-05T09:30", "d": "2024-03-05"}


def test_a_default_that_is_not_offered_does_not_stand_there() -> None:
    towns = codes("a", "b", a="n", b="s")
    parts = questionnaire_of(
        SelectOne(name="region", label="Region?", choices=codes("n", "s")),
        SelectOne(
            name="town", label="Town?", choices=towns, choice_filter="of = ${region}", default="b", required=True
        ),
    )
    interview = answered(parts, Answer("n"))
    assert value_of(interview, "town") is None
    assert problem(interview, Continue()).code == "reply-required"
    assert going_on(interview, Back(), Answer("s"), Continue()).sheet.on_route()[0] == {"region": "s", "town": "b"}


def test_a_calculation_can_be_typed_over_until_what_it_reads_changes() -> None:
    parts = questionnaire_of(
        Integer(name="a", label="A?"),
        Integer(name="b", label="B?"),
        Integer(name="sum", label="Sum?", calculation="${a} + ${b}"),
        Calculate(name="double", calculation="${sum} * 2"),
        Integer(name="c", label="C?"),
    )
    interview = answered(parts, Answer(1), Answer(2))
    assert value_of(interview, "sum") == 3
    over = going_on(interview, Answer(10), Answer(5))
    for each in (over, resumed(over)):
        assert each.sheet.on_route()[0] == {"a": 1, "b": 2, "sum": 10, "double": 20, "c": 5}
        # What it does not read changes nothing.
        assert going_on(each, GoTo("c"), Answer(6)).sheet.on_route()[0]["sum"] == 10
        changed = going_on(each, GoTo("b"), Answer(3))
        assert changed.position == "sum"
        assert value_of(changed, "sum") == 4
        assert changed.sheet.on_route()[0] == {"a": 1, "b": 3, "double": 8, "c": 5}
        assert going_on(changed, Continue()).sheet.on_route()[0]["sum"] == 4


def test_a_chain_of_calculations_typed_over_is_the_same_after_a_pause() -> None:
    parts = questionnaire_of(
        Integer(name="a", label="A?"),
        Integer(name="b", label="B?", calculation="round(${a} div 10)"),
        Integer(name="c", label="C?", calculation="${b} + 1"),
    )
    interview = answered(parts, Answer(20), Answer(7), Answer(50))
    for each in (interview, resumed(interview)):
        assert each.sheet.on_route()[0] == {"a": 20, "b": 7, "c": 50}
        # B comes to 2 again, which is not what C last read; so C is calculated anew.
        changed = going_on(each, GoTo("a"), Answer(21))
        assert value_of(changed, "b") == 2
        assert value_of(changed, "c") == 3
        assert changed.sheet.on_route()[0] == {"a": 21}


def test_an_answer_loses_the_choices_that_are_not_offered_any_more_and_has_them_back() -> None:
    towns = codes("a", "b", "c", a="n", b="n", c="s")
    parts = questionnaire_of(
        SelectMultiple(name="region", label="Region?", choices=codes("n", "s")),
        SelectMultiple(name="town", label="Town?", choices=towns, choice_filter="selected(${region}, of)"),
        SelectOne(name="one", label="One?", choices=towns, choice_filter="selected(${town}, name)", or_other=True),
        Calculate(name="count", calculation="count-selected(${town})"),
    )
    wide = answered(parts, Answer(["n", "s"]), Answer(["a", "c"]), Answer("c"))
    assert problem(answered(parts, Answer(["n"])), Answer(["c"])).code == "reply-no-such-choice"
    narrow = going_on(wide, GoTo("region"), Answer(["n"]))
    for each in (narrow, resumed(narrow)):
        assert each.sheet.on_route() == ({"region": ["n"], "town": ["a"], "count": 1}, {}, {})
        assert each.position == "one"
        assert value_of(each, "one") is None
        back = going_on(each, GoTo("region"), Answer(["n", "s"]))
        assert back.sheet.on_route() == wide.sheet.on_route()
        assert back.position == REVIEW


def test_choices_stand_in_the_order_that_park_and_miller_give_for_the_seed() -> None:
    # 16807, 282475249, 1622650073, 984943658, 1144108930 are the first numbers after 1. As shares of the largest,
    # times 1 to 5, they say where each choice changes places with the one at that place: 0, 0, 2, 1, 2.
    drawn = ["b", "d", "e", "a", "c"]
    alone = ChoiceList((*codes("a", "b", "c", "d", "e"), Choice(code="none", label="None", exclusive=True)))
    parts = questionnaire_of(
        SelectMultiple(name="q", label="Q?", choices=alone, randomize=True, seed="1", or_other=True)
    )
    options = [option.code for option in screen_of(answered(parts)).options]
    assert options == [*drawn, "none", "other"]


def test_without_a_seed_each_interview_has_its_own_order_and_keeps_it() -> None:
    parts = questionnaire_of(SelectOne(name="q", label="Q?", choices=codes(*"abcdefghij"), randomize=True))
    orders = {tuple(option.code for option in screen_of(answered(parts, seed=seed)).options) for seed in range(20)}
    assert len(orders) > 10
    interview = answered(parts, seed=3)
    assert screen_of(resumed(interview)).options == screen_of(interview).options
    assert going_on(interview, Answer("c")).sheet.on_route()[0] == {"q": "c"}


def test_chance_is_drawn_once_and_stays() -> None:
    parts = questionnaire_of(
        Calculate(name="drawn", calculation="random()"),
        Calculate(name="kept", calculation="once(random())"),
        Calculate(name="token", calculation="once(uuid())"),
        Integer(name="a", label="A?"),
        Calculate(name="first", calculation="once(${a})"),
        Calculate(name="mixed", calculation="${a} + random()"),
    )
    first = answered(parts).sheet.on_route()[0]
    assert first == answered(parts).sheet.on_route()[0] != answered(parts, seed=8).sheet.on_route()[0]
    assert len({first["drawn"], first["kept"]}) == 2
    interview = answered(parts, Answer(1))
    for each in (interview, resumed(interview)):
        answers = going_on(each, GoTo("a"), Answer(2)).sheet.on_route()[0]
        assert {name: answers[name] for name in first} == first
        assert answers["first"] == 1
        assert 2 <= answers["mixed"] < 3  # type: ignore[operator]


def test_the_language_changes_what_is_shown_and_not_the_answers() -> None:
    parts = questionnaire_of(
        SelectOne(
            name="a",
            label={"en": "Which?", "fr": "Lequel ?"},
            choices=ChoiceList((Choice(code="x", label={"en": "Fig", "fr": "Figue"}),)),
        ),
        Integer(
            name="b",
            label={"en": "How many ${a}?", "fr": "Combien de ${a} ?"},
            constraint=". > 0",
            constraint_message={"en": "One at least", "fr": "Au moins un"},
        ),
    )
    interview = answered(parts, Answer("x"))
    assert screen_of(interview).label == "How many x?"
    french = going_on(interview, ChangeLanguage("fr"))
    assert (french.position, french.language) == ("b", "fr")
    for each in (french, resumed(french)):
        assert screen_of(each).label == "Combien de x ?"
        assert screen_of(each).languages == ("en", "fr")
        assert problem(each, Answer(0)).fault == "Au moins un"
        assert each.sheet.on_route() == interview.sheet.on_route()
    assert problem(french, ChangeLanguage("xx")).code == "unknown-language"
    assert going_on(french, ChangeLanguage("fr")).events == french.events
    assert going_on(french, Answer(1), ChangeLanguage("en"), Finish()).sheet.on_route()[0] == {"a": "x", "b": 1}


def test_metadata_is_kept_without_a_question() -> None:
    parts = questionnaire_of(
        Start(name="began"), End(name="ended"), Today(name="day"), Username(name="by"), Duration(name="took"),
        Integer(name="a", label="A?"),
        Calculate(name="year", calculation="substr(${day}, 0, 4)"),
    )  # fmt: skip
    interview = answered(parts, Answer(1), username="Dara")
    known = {"began": NOW.isoformat(), "day": "2024-03-05", "by": "Dara", "a": 1, "year": "2024"}
    assert interview.sheet.on_route()[0] == known
    done = going_on(interview, Finish())
    assert done.sheet.on_route()[0] == {**known, "ended": "2024-03-05T09:30:02+00:00", "took": 2}
    assert "by" not in answered(parts).sheet.on_route()[0]
    later = going_on(resumed(interview), Finish())
    assert later.sheet.on_route()[0] == {**known, "ended": "2024-03-06T10:00:01+00:00", "took": 2}


def test_a_value_that_is_only_shown_is_passed_and_cannot_be_changed() -> None:
    parts = questionnaire_of(
        Integer(name="a", label="A?"),
        Integer(name="b", label="B", calculation="${a} * 2", read_only=True, required=True),
        TextQuestion(name="c", label="C", read_only="${a} > 5"),
        Note(name="n", label="Twice is ${b}."),
    )
    interview = answered(parts, Answer(3))
    assert problem(interview, Answer(7)).code == "reply-read-only"
    assert problem(interview, BLANK).code == "reply-read-only"
    interview = going_on(interview, Continue(), Answer("x"))
    assert screen_of(interview).label == "Twice is 6."
    changed = going_on(interview, Continue(), GoTo("a"), Answer(9))
    assert changed.position == "b"
    assert going_on(changed, Continue()).position == REVIEW
    assert problem(going_on(changed, GoTo("c")), Answer("y")).code == "reply-read-only"
    empty = answered(parts, Leave(Missing.BLANK), Continue())
    assert empty.sheet.on_route()[1] == {"a": Missing.BLANK, "b": Missing.BLANK}


FAILING = (
    "position(..)", "${nobody} = 1", "1 div 0", "date('2024-02-30') > 1", "int('x') > 0", "pow(10, 999) > 1",
    "regex(., '(')", "indexed-repeat(${a}, ${r}, 0) = 1", "selected-at(${a}, -1) = 'x'", "(((", "nonsense()",
    "format-date(${a}, '%Q')", "substr(${a}, 99) = ''", "decimal-date-time('x') = 1", ". = ..", "once(.)",
    "${a} + ${b} > ${c}", "max() > 0", "count(${a}) > 0", "jr:choice-name(${a}, '${nobody}') = ''", "digest(., 'x')",
)  # fmt: skip


@pytest.mark.parametrize("expression", FAILING)
def test_an_expression_that_cannot_be_worked_out_never_stops_an_interview(expression: str) -> None:
    entries: list[AnyEntry] = [
        TextQuestion(name="a", label=f"${{{expression}}} ${{nobody}} ${{a}}", constraint=expression),
        Integer(name="b", relevant=expression, required=expression),
        Decimal(name="c", default=expression, read_only=expression),
        Calculate(name="d", calculation=expression),
        TextQuestion(name="e", calculation=expression, constraint_message="${d} ${nobody}"),
        SelectOne(name="f", choices=codes("x", "y"), choice_filter=expression, randomize=True, seed=expression),
        Repeat(name="r", repeat_count=expression, questions=(TextQuestion(name="g", constraint=expression),)),
        Repeat(name="s", relevant=expression, questions=(Integer(name="h", calculation=expression),)),
    ]
    interview = answered(questionnaire_of(*entries))
    replies: list[Reply] = [
        Answer("x"),
        Continue(),
        Leave(Missing.BLANK),
        Back(),
        Answer("3"),
        GoTo("a"),
        Answer("5"),
        Finish(),
    ]
    for number in range(3 * len(replies)):
        if interview.step is not None and not interview.step.is_repeat_end:
            screen_of(interview)
        outcome = advance(interview, replies[number % len(replies)], number)
        if isinstance(outcome, Interview) and outcome.status is Status.PARTIAL:
            interview = outcome
    assert resumed(interview).sheet.on_route() == interview.sheet.on_route()


def test_what_follows_is_recorded_as_events_and_a_failed_reply_records_nothing() -> None:
    parts = questionnaire_of(Integer(name="a", label="A?"), Calculate(name="b", calculation="${a} * 2"))
    interview = answered(parts)
    assert problem(interview, Answer("x")).code == "reply-not-whole-number"
    assert [event.kind for event in answered(parts, Answer(2)).events] == [
        EventKind.START,
        EventKind.ANSWER,
        EventKind.CALCULATE,
    ]
    assert [event.kind for event in interview.events] == [EventKind.START]


def test_a_cycle_of_calculations_ends() -> None:
    parts = questionnaire_of(
        Integer(name="a", label="A?", relevant="${b} != 1", calculation="${b} + 1"),
        Integer(name="b", label="B?", relevant="${a} != 1", calculation="${a} + 1"),
        Repeat(name="r", repeat_count="${c}", questions=(Integer(name="c", default="2"),)),
    )
    interview = answered(parts)
    assert {split_path(path)[0] for path in paths(interview)} <= {"a", "b", "c"}


@pytest.mark.parametrize(
    ("calculation", "blank", "seven"),
    [
        ("if(${n} > 5, ${n}, 0)", 0, 7),
        ("if(${n} > 5, ${n}, '')", None, 7),
        ("if(${n} > 5, ${n}, 'few')", "few", "7"),
        ("coalesce(${n}, 0)", 0, 7),
        ("coalesce(sum(${n}), 0)", 0, 7),
        ("once(${n})", None, 7),
        ("${n} > 5", "false", "true"),
        ("concat(${n}, '1')", "1", "71"),
        ("-${n}", None, -7),
        ("${n} div 2", None, 3.5),
    ],
)
def test_a_calculation_of_numbers_is_saved_as_a_number(calculation: str, blank: object, seven: object) -> None:
    parts = questionnaire_of(Integer(name="n", label="N?"), Calculate(name="c", calculation=calculation))
    assert answered(parts).sheet.on_route()[0].get("c") == blank
    assert answered(parts, Answer(7)).sheet.on_route()[0].get("c") == seven


def test_a_filter_takes_the_own_other_of_a_question_not_away() -> None:
    towns = ChoiceList(
        (Choice(code="a", label="A", columns={"in": "n"}), Choice(code="b", label="B", columns={"in": "s"}))
    )
    parts = questionnaire_of(
        TextQuestion(name="region", label="Region?"),
        SelectOne(name="town", label="Town?", choices=towns, choice_filter="in = ${region}", or_other=True),
    )
    interview = answered(parts, Answer("s"))
    assert [option.code for option in screen_of(interview).options] == ["b", "other"]
    assert going_on(interview, Answer("other"), Answer("C")).sheet.on_route()[0] == {
        "region": "s",
        "town": "other",
        "town_other": "C",
    }


def test_filters_that_ask_for_each_other_end() -> None:
    ab = ChoiceList((Choice(code="a", label="A"), Choice(code="b", label="B")))
    parts = questionnaire_of(
        SelectOne(name="p", label="P?", choices=ab, choice_filter="name != ${q}"),
        SelectOne(name="q", label="Q?", choices=ab, choice_filter="name != ${p}"),
    )
    assert answered(parts, Answer("a"), Answer("b")).sheet.answers == {"p": "a", "q": "b"}


def test_an_answer_in_a_hidden_instance_outlasts_a_resume() -> None:
    again = Repeat(
        name="r", label="R", repeat_count="${n}", questions=(Integer(name="x", label="X?", calculation="1 + 1"),)
    )
    parts = questionnaire_of(Integer(name="n", label="N?"), again, Integer(name="z", label="Z?"))
    shorter = answered(parts, Answer(2), Answer(5), Answer(6), GoTo("n"), Answer(1))
    for each in (shorter, resumed(shorter)):
        assert going_on(each, GoTo("n"), Answer(2)).sheet.answers["r[2]/x"] == 6


TODAY = "today() = '2024-03-05'"


@pytest.mark.parametrize("relevant", [TODAY, f"${{a}} = 1 or not({TODAY})", f"if({TODAY}, ${{a}} = 2, true())"])
def test_a_condition_on_the_day_follows_the_day_of_the_resume(relevant: str) -> None:
    parts = questionnaire_of(
        Integer(name="a", label="A?"),
        TextQuestion(name="b", label="B?", relevant=relevant),
        Integer(name="c", label="C?"),
    )
    interview = resumed(answered(parts, Answer(1), *([] if relevant.startswith("if") else [Answer("x")])))
    on_route = {step.path for step in interview.steps}
    assert set(interview.sheet.on_route()[0]) <= on_route
    assert ("b" in interview.sheet.off_route) == ("b" not in on_route and "b" in interview.sheet.answers)


def test_a_condition_on_chance_stays_as_it_fell() -> None:
    parts = questionnaire_of(
        Integer(name="a", label="A?"),
        TextQuestion(name="b", label="B?", relevant="random() < 0.5"),
        Integer(name="c", label="C?"),
    )
    fell = set()
    for seed in range(40):
        interview = answered(parts, Answer(1), seed=seed)
        asked = "b" in {step.path for step in interview.steps}
        fell.add(asked)
        for each in (resumed(interview), going_on(interview, GoTo("a"), Answer(2))):
            assert ("b" in {step.path for step in each.steps}) == asked
    assert fell == {True, False}


def test_a_condition_on_words_follows_the_language() -> None:
    yes = ChoiceList((Choice(code="y", label={"en": "Yes", "fr": "Oui"}),))
    parts = questionnaire_of(
        SelectOne(name="q", label={"en": "Q?", "fr": "Q ?"}, choices=yes),
        TextQuestion(name="b", label="B?", relevant="jr:choice-name(${q}, '${q}') = 'Yes'"),
        Integer(name="c", label="C?"),
    )
    interview = answered(parts, Answer("y"), Answer("x"), ChangeLanguage("fr"))
    assert interview.sheet.on_route()[0] == {"q": "y"}
    assert [step.path for step in interview.steps] == ["q", "c"]
    assert going_on(interview, ChangeLanguage("en")).sheet.on_route()[0] == {"q": "y", "b": "x"}


def test_what_is_answered_again_after_it_was_narrowed_is_another_answer() -> None:
    letters = ChoiceList(
        Choice(code=code, label=code, columns={"in": group}) for code, group in (("p", "1"), ("q", "2"))
    )
    parts = questionnaire_of(
        TextQuestion(name="all", label="All?"),
        SelectMultiple(name="m", label="M?", choices=letters, choice_filter="in = '1' or ${all} = 'y'"),
    )
    narrowed = answered(parts, Answer("y"), Answer(["p", "q"]), GoTo("all"), Answer("n"))
    again = going_on(narrowed, GoTo("m"), Answer(["p"]), GoTo("all"), Answer("y"))
    assert again.sheet.on_route()[0] == {"all": "y", "m": ["p"]}


def test_metadata_that_is_not_relevant_is_not_saved() -> None:
    hidden = Group(name="g", label="G", relevant="${n} = 3", questions=(End(name="e"),))
    assert answered(questionnaire_of(Integer(name="n", label="N?"), hidden), Answer(1), Finish()).sheet.on_route()[
        0
    ] == {"n": 1}


def test_what_was_worked_out_in_a_hidden_instance_is_worked_out_anew() -> None:
    again = Repeat(
        name="r",
        label="R",
        repeat_count="${n}",
        questions=(Calculate(name="twice", calculation="${k} * 2"), Integer(name="x", label="X?")),
    )
    parts = questionnaire_of(
        Integer(name="n", label="N?"), Integer(name="k", label="K?"), again, Integer(name="z", label="Z?")
    )
    changed = answered(parts, Answer(2), Answer(5), GoTo("n"), Answer(1), GoTo("k"), Answer(7))
    for each in (changed, resumed(changed)):
        answers = going_on(each, GoTo("n"), Answer(2)).sheet.on_route()[0]
        assert answers["r"] == [{"twice": 14}, {"twice": 14}]


NOTED = questionnaire_of(
    Note(name="early", label="Early", relevant="${n} > 5"),
    Integer(name="n", label="N?"),
    Note(name="high", label="High", relevant="${n} > 5"),
    Integer(name="m", label="M?", relevant="${n} > 7", required=True),
    Note(name="last", label="Last", relevant="${n} > 7"),
    TextQuestion(name="t", label="T?"),
    Note(name="end", label="End", relevant="${n} > 9"),
)


def test_a_note_that_comes_true_in_review_is_read() -> None:
    reviewed = answered(NOTED, Answer("1"), Answer("x"))
    assert reviewed.position == REVIEW
    for again in (reviewed, resumed(reviewed)):
        changed = going_on(again, GoTo("n"), Answer("6"))
        assert changed.position == "early"
        high = going_on(changed, Continue())
        assert high.position == "high"
        assert going_on(high, Continue()).position == REVIEW
        # Once is enough.
        assert going_on(high, Continue(), GoTo("n"), Answer("7")).position == REVIEW
        # What has gone again is not read.
        assert going_on(changed, GoTo("n"), Answer("1")).position == REVIEW
        # It comes back, and is read again.
        assert going_on(high, Continue(), GoTo("n"), Answer("1"), GoTo("n"), Answer("6")).position == "early"


def test_notes_and_questions_that_come_true_in_review_come_in_the_order_of_the_questionnaire() -> None:
    changed = going_on(answered(NOTED, Answer("1"), Answer("x")), GoTo("n"), Answer("10"))
    seen = [changed.position]
    for reply in (Continue(), Continue(), Answer("3"), Continue(), Continue()):
        changed = going_on(changed, reply)
        seen.append(changed.position)
    assert seen == ["early", "high", "m", "last", "end", REVIEW]


def test_a_note_that_comes_true_behind_the_person_is_read_at_the_end() -> None:
    interview = answered(NOTED, Answer("6"))
    assert interview.position == "high"
    assert going_on(interview, Continue(), Answer("x")).position == "early"


def test_a_repeat_that_is_not_relevant_still_has_its_instances() -> None:
    parts = questionnaire_of(
        SelectOne(name="any", label="Any?", choices=codes("yes", "no")),
        Repeat(name="r", label="R", relevant="${any} = 'yes'", questions=(TextQuestion(name="who", label="Who?"),)),
        Calculate(name="instances", calculation="count(${r})"),
        Calculate(name="answers", calculation="count(${who})"),
        Calculate(name="given", calculation="count-non-empty(${who})"),
    )
    # As the engine of Web Forms has it; in Collect these three are 0.
    interview = answered(parts, Answer("yes"), AddInstance(), Answer("Sok"), AddInstance(), Answer("Dara"), Enough())
    assert [interview.sheet.values[name] for name in ("instances", "answers", "given")] == [2, 2, 2]
    interview = going_on(interview, GoTo("any"), Answer("no"))
    assert [interview.sheet.values[name] for name in ("instances", "answers", "given")] == [2, 2, 0]
