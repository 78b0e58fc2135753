"""Chance belongs to an instance, whatever its number becomes."""

from __future__ import annotations

import random
import uuid

import pytest
from answered import NOW, codes, going_on, questionnaire_of, resumed

from sstc_survey.engine import AddInstance, Answer, Enough, GoTo, Interview, RemoveInstance, begin
from sstc_survey.questionnaire import Calculate, Hidden, Repeat, SelectOne, TextQuestion

DRAWN = (
    TextQuestion(name="who"),
    Calculate(name="id", calculation="uuid()"),
    Calculate(name="short", calculation="uuid(8)"),
    Calculate(name="draw", calculation="once(random())"),
    Hidden(name="first", default="random()"),
    Calculate(name="named", calculation="concat(${who}, ' ', uuid())"),
    SelectOne(name="pick", choices=codes(*"abcdefgh"), randomize=True),
)
PET = Repeat(name="pet", questions=(Calculate(name="tag", calculation="uuid()"), TextQuestion(name="kind")))
HOME = questionnaire_of(Repeat(name="member", questions=(*DRAWN, PET)))
KEYS = ("id", "short", "draw", "first", "named")


def drawn(interview: Interview) -> dict[str, tuple[object, ...]]:
    """Return what chance gave each member, by name."""
    node = interview.form.nodes["pick"]
    found: dict[str, tuple[object, ...]] = {}
    members = interview.sheet.on_route()[0]["member"]
    assert isinstance(members, list)
    for number, member in enumerate(members, 1):
        assert isinstance(member, dict)
        order = tuple(choice.code for choice in interview.state.offered(node, (number,)))
        tags = tuple(pet["tag"] for pet in member.get("pet", []))
        found[member["who"]] = (*(member[key] for key in KEYS), order, *tags)
    return found


def added(interview: Interview, who: str, *, pets: int = 1) -> Interview:
    """Add a member with pets; the first member and its first pet are there already."""
    if interview.position == "member":
        interview = going_on(interview, AddInstance())
    interview = going_on(interview, Answer(who), Answer("a"))
    for _ in range(pets):
        if interview.step is not None and interview.step.is_repeat_end:
            interview = going_on(interview, AddInstance())
        interview = going_on(interview, Answer("dog"))
    return going_on(interview, Enough())


def home(*names: str) -> Interview:
    interview = begin(HOME, "en", started=NOW, seed=7)
    for name in names:
        interview = added(interview, name)
    return interview


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("again", [False, True])
def test_what_chance_gave_stays_with_an_instance_and_a_new_one_gets_its_own(number: int, again: bool) -> None:
    before = home("A", "B", "C")
    first = drawn(before)
    shorter = going_on(before, RemoveInstance(number))
    shorter = resumed(shorter) if again else shorter
    left = {who: each for who, each in first.items() if who != "ABC"[number - 1]}
    assert drawn(shorter) == left
    longer = added(shorter, "D")
    longer = resumed(longer) if again else longer
    everyone = drawn(longer)
    assert {who: everyone[who] for who in left} == left
    # No part of what the new one got is what another has or had.
    for others in first.values():
        assert not {*everyone["D"]} & {*others}
    # What is worked out anew in an instance that has moved up is what it was.
    renamed = going_on(longer, GoTo("member[2]/who"), Answer("E"))
    moved = [*everyone][1]
    assert drawn(renamed)["E"][4] == str(everyone[moved][4]).replace(moved, "E", 1)


def test_nested_instances_have_their_own_too() -> None:
    pets = added(home("A", "B"), "C", pets=3)
    tags = drawn(pets)["C"][-3:]
    fewer = going_on(pets, GoTo("member[3]/pet"), RemoveInstance(1))
    assert drawn(fewer)["C"][-2:] == tags[1:]
    moved = going_on(fewer, Enough(), GoTo("member"), RemoveInstance(1), Enough(), GoTo("member[2]/pet"))
    more = resumed(going_on(moved, AddInstance(), Answer("hen")))
    again = drawn(more)["C"][-3:]
    assert again[:2] == tags[1:]
    assert again[2] not in {*tags}


def test_no_two_that_ever_were_share_anything_drawn() -> None:
    chance = random.Random(3)
    seen: dict[str, str] = {}
    interview, count = home("m0"), 1
    for number in range(1, 40):
        if count > 1 and chance.random() < 0.45:
            interview, count = going_on(interview, RemoveInstance(chance.randint(1, count))), count - 1
        else:
            interview, count = added(interview, f"m{number}"), count + 1
        if chance.random() < 0.3:
            interview = resumed(interview)
        for who, each in drawn(interview).items():
            for value in each:
                assert seen.setdefault(str(value), who) == who


def test_where_nothing_was_removed_chance_is_what_it_was_in_drafts_of_earlier_versions() -> None:
    bits = [random.Random(f"7/member[{number}]/id").getrandbits(128) for number in (1, 2)]
    ids = [each[0] for each in drawn(home("A", "B")).values()]
    assert ids == [str(uuid.UUID(int=each, version=4)) for each in bits]
