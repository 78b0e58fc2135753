"""What follows from one reply has a bound: a reply that needs more is not taken, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from answered import NOW, answered, codes, going_on, problem, questionnaire_of, resumed
from hangs import no_hang

from sstc_survey.engine import AddInstance, Answer, GoTo, begin
from sstc_survey.expressions.allowance import Allowance, TooCostlyError
from sstc_survey.expressions.limits import MAX_REPLY_STEPS
from sstc_survey.questionnaire import AnyEntry, Calculate, Group, Integer, Note, Repeat, SelectOne, TextQuestion

LONG = "ab" * 45_000
SHORT = "ab" * 50
PATTERN = "regex(${t}, '^(a|b)*c%d$')"
# The same work wherever expressions may stand.
COSTLY: dict[str, Callable[[int], AnyEntry]] = {
    "relevant": lambda n: TextQuestion(name=f"r{n}", label="R", relevant=PATTERN % n),
    "calculation": lambda n: Calculate(name=f"r{n}", calculation=PATTERN % n),
    "choice_filter": lambda n: SelectOne(
        name=f"r{n}", label="R", choices=codes("a"), default="a", choice_filter=PATTERN % n
    ),
    "repeat_count": lambda n: Repeat(
        name=f"r{n}", label="R", repeat_count=f"if({PATTERN % n}, 1, 0)", questions=(TextQuestion(name=f"i{n}"),)
    ),
    "of a group": lambda n: Group(
        name=f"r{n}", label="R", relevant=PATTERN % n, questions=(TextQuestion(name=f"i{n}", label="I"),)
    ),
}


@pytest.mark.parametrize("entry", COSTLY.values(), ids=COSTLY)
def test_a_reply_from_which_too_much_follows_is_not_taken(entry: Callable[[int], AnyEntry]) -> None:
    questionnaire = questionnaire_of(TextQuestion(name="t", label="T"), *map(entry, range(100)))
    with no_hang():
        begun = begin(questionnaire, "en", started=NOW)
        assert problem(begun, Answer(LONG)).code == "reply-too-costly"
        assert begun.sheet.values.get("t") is None
        assert going_on(begun, Answer(SHORT)).sheet.values["t"] == SHORT
        again = going_on(begun, Answer(SHORT), GoTo("t"))
        assert resumed(again).sheet.on_route() == again.sheet.on_route()


def test_rules_of_the_questions_passed_count_too() -> None:
    others = (Integer(name=f"q{n}", label="Q", constraint=f"not({PATTERN % n})") for n in range(100))
    questionnaire = questionnaire_of(TextQuestion(name="t", label="T"), *others)
    with no_hang():
        interview = going_on(answered(questionnaire, Answer("x"), *[Answer("1")] * 100), GoTo("t"))
        assert problem(interview, Answer(LONG)).code == "reply-too-costly"
        assert going_on(interview, Answer("y")).sheet.values["t"] == "y"


def test_what_ordinary_interviews_do_is_far_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[int] = []
    spend = Allowance.spend

    def counted(self: Allowance, steps: int) -> None:
        spent.append(steps)
        spend(self, steps)

    monkeypatch.setattr(Allowance, "spend", counted)
    member = Repeat(
        name="m",
        label="M",
        questions=(TextQuestion(name="who", label="W", constraint="regex(., '^[A-Za-z .]+$')"), Integer(name="a")),
    )
    sums = (Calculate(name=f"s{n}", calculation=f"sum(${{a}}) + {n}") for n in range(50))
    notes = (Note(name=f"n{n}", label="${s0}", relevant=f"${{s{n}}} > 10") for n in range(50))
    members = [each for n in range(40) for each in (AddInstance(), Answer("Ann B."), Answer(str(n)))]
    answered(questionnaire_of(member, *sums, *notes), *members)
    assert 0 < sum(spent) < MAX_REPLY_STEPS


def test_steps_are_spent_together() -> None:
    allowance = Allowance(10)
    allowance.spend(10)
    with pytest.raises(TooCostlyError):
        allowance.spend(1)
