"""Chains of what depends on one another: of any length, in either direction, and only as far as something changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest
from answered import NOW, answered, codes, going_on, questionnaire_of, resumed
from hangs import no_hang

from sstc_survey.engine import AddInstance, Answer, GoTo, Interview, RemoveInstance, begin
from sstc_survey.engine.dependencies import components
from sstc_survey.engine.entry_context import EntryContext
from sstc_survey.engine.interview import first_unanswered
from sstc_survey.engine.nesting import Nest, Work
from sstc_survey.engine.recalculation import restored
from sstc_survey.expressions.allowance import TooCostlyError
from sstc_survey.questionnaire import AnyEntry, Calculate, Group, Integer, Questionnaire, Repeat, SelectOne
from sstc_survey.simulation.hints import hints_of

LONG = 1_200


def _values(number: int, before: str) -> AnyEntry:
    return Calculate(name=f"c{number}", calculation=f"coalesce(${{{before}}}, 0) + 1")


def _conditions(number: int, before: str) -> AnyEntry:
    return Integer(name=f"c{number}", label="C", relevant=f"${{{before}}} != 7")


def _with_defaults(number: int, before: str) -> AnyEntry:
    return Integer(name=f"c{number}", label="C", relevant=f"${{{before}}} != 7", default="3")


def _groups(number: int, before: str) -> AnyEntry:
    inner = Integer(name=f"c{number}", label="C", default="2")
    return Group(name=f"g{number}", label="G", relevant=f"${{{before}}} != 7", questions=(inner,))


def _filters(number: int, before: str) -> AnyEntry:
    return SelectOne(name=f"c{number}", label="C", choices=codes("a", "b"), choice_filter=f"name != ${{{before}}}")


def _counts(number: int, before: str) -> AnyEntry:
    inner = Calculate(name=f"c{number}", calculation=f"${{{before}}}")
    return Repeat(name=f"r{number}", label="R", repeat_count=f"if(${{{before}}} = 7, 0, 1)", questions=(inner,))


def _flags(number: int, before: str) -> AnyEntry:
    return Integer(name=f"c{number}", label="C", required=f"${{{before}}} = 7", constraint=f". != ${{{before}}}")


def _labels(number: int, before: str) -> AnyEntry:
    return Integer(name=f"c{number}", label=f"After ${{{before}}}", default=f"${{{before}}} + 1")


LINKS: dict[str, Callable[[int, str], AnyEntry]] = {
    "calculations": _values,
    "conditions": _conditions,
    "conditions of questions with values": _with_defaults,
    "conditions of groups": _groups,
    "filters": _filters,
    "counts": _counts,
    "rules": _flags,
    "defaults and labels": _labels,
}


def chain(link: Callable[[int, str], AnyEntry], length: int, *, backwards: bool) -> Questionnaire:
    """Return a questionnaire in which each entry looks at the one before, or at the one after."""
    links = [link(number, "start" if number == 1 else f"c{number - 1}") for number in range(1, length)]
    entries = [Integer(name="start", label="S", required=True), *links]
    return questionnaire_of(*(reversed(entries) if backwards else entries))


def _seen(interview: Interview) -> object:
    return [(step.path, interview.value_of(step)) for step in interview.steps], list(interview.sheet.off_route)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_a_long_chain_is_worked_out(link: Callable[[int, str], AnyEntry], *, backwards: bool) -> None:
    questionnaire = chain(link, LONG, backwards=backwards)
    with no_hang():
        interview = begin(questionnaire, "en", started=NOW)
        for value in ("1", "7"):
            interview = going_on(interview, GoTo("start"), Answer(value))
            everything = restored(interview.form, interview.sheet.copy(), interview.state.environment)
            last = interview.form.nodes[f"c{LONG - 1}"]
            at = (1,) * len(last.repeats)
            assert interview.state.value(last, at) == everything.value(last, at)
            assert interview.form.numeric is not None
        hints_of(interview.form)
        assert _seen(resumed(interview)) == _seen(interview)
        assert first_unanswered(interview) == first_unanswered(resumed(interview))


def _instances() -> Iterator[AnyEntry]:
    yield Integer(name="x", label="X", default="1")
    yield Calculate(name="after", calculation="coalesce(indexed-repeat(${after}, ${r}, position(..) + 1), 0) + ${x}")
    yield Calculate(name="before", calculation="coalesce(indexed-repeat(${before}, ${r}, position(..) - 1), 0) + ${x}")


def test_chains_from_instance_to_instance_are_worked_out_in_both_directions() -> None:
    many = 500
    repeat = Repeat(name="r", label="R", repeat_count="${n}", questions=tuple(_instances()))
    with no_hang():
        interview = answered(questionnaire_of(Integer(name="n", label="N"), repeat), Answer(str(many)))
        values = interview.sheet.values
        assert (values["r[1]/after"], values[f"r[{many}]/after"]) == (many, 1)
        assert (values["r[1]/before"], values[f"r[{many}]/before"]) == (1, many)


def test_a_circle_longer_than_any_stack_ends() -> None:
    circle = (Calculate(name=f"c{n}", calculation=f"${{c{(n + 1) % LONG}}} + 1") for n in range(LONG))
    conditions = (Integer(name=f"q{n}", label="Q", relevant=f"${{q{(n + 1) % LONG}}} = ''") for n in range(LONG))
    with no_hang():
        begin(questionnaire_of(*circle), "en", started=NOW)
        begin(questionnaire_of(*conditions), "en", started=NOW)


class _Evaluations:
    """How many expressions were evaluated."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.count = 0
        made = EntryContext.__init__

        def counted(context: EntryContext, *arguments: object, **keys: object) -> None:
            self.count += 1
            made(context, *arguments, **keys)  # type: ignore[arg-type]

        patched.setattr(EntryContext, "__init__", counted)


@pytest.mark.parametrize("link", [_values, _conditions, _with_defaults, _groups])
def test_a_change_that_changes_nothing_stops_there(
    link: Callable[[int, str], AnyEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = Calculate(name="c1", calculation="if(${start} > 100, 9, 1)")
    links = [stop, *(link(number, f"c{number - 1}") for number in range(2, 200))]
    interview = answered(questionnaire_of(Integer(name="start", label="S"), *links), Answer("1"))
    interview = going_on(interview, GoTo("start"))
    evaluations = _Evaluations(monkeypatch)
    going_on(interview, Answer("2"))
    assert evaluations.count < 20
    going_on(interview, Answer("200"))
    assert evaluations.count > (150 if link is _values else 0)


def test_removing_an_instance_works_out_what_reads_it_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    questions = (
        Integer(name="x", label="X"),
        Calculate(name="twice", calculation="${x} * 2"),
        Calculate(name="place", calculation="position(..)"),
    )
    others = [Calculate(name=f"o{n}", calculation=f"${{n}} + {n}") for n in range(300)]
    total = Calculate(name="total", calculation="sum(${twice})")
    questionnaire = questionnaire_of(
        Integer(name="n", label="N"), Repeat(name="r", label="R", questions=questions), total, *others
    )
    interview = answered(questionnaire, Answer("1"), AddInstance(), Answer("5"))
    with monkeypatch.context() as patched:
        evaluations = _Evaluations(patched)
        shorter = going_on(interview, RemoveInstance(1))
        assert evaluations.count < 20
    assert shorter.sheet.values.get("total") is None
    assert shorter.sheet.values["o299"] == 300


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ({"a": ["b"], "b": ["c"], "c": []}, [["a"], ["b"], ["c"]]),
        ({"a": [], "b": ["a"], "c": ["b"]}, [["c"], ["b"], ["a"]]),
        ({"a": ["b"], "b": ["a", "c"], "c": ["c"]}, [["a", "b"], ["c"]]),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["b"]}, [["a"], ["c"], ["b", "d"]]),
        ({}, []),
    ],
)
def test_components(graph: dict[str, Iterable[str]], expected: list[list[str]]) -> None:
    assert components(graph) == expected


def test_work_that_is_given_up_leaves_nothing_behind() -> None:
    memory: dict[str, bool] = {}
    nest = Nest()

    def first() -> bool:
        nest.do(Work(memory, "second", True, second, 400))
        return False

    def second() -> bool:
        raise TooCostlyError

    with pytest.raises(TooCostlyError):
        nest.do(Work(memory, "first", True, first, 400))
    assert memory == {}
