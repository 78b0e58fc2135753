"""Sessions at random: the fold against a model of dicts, one by one and at once, with undo, and its clocks."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from made_sessions import AT, PARTS, a_seat, an_id, folded
from properties import with_examples

from sstc_survey.problems import Problem
from sstc_survey.session import commands
from sstc_survey.session.clocks import part_clock, session_clock, spoken
from sstc_survey.session.events import Attach, CountAway, Event, Happening, Present, Start, Undo
from sstc_survey.session.state import PartRound, State

LABELS = ("kh1", "la1", "cn1", "vn1")
ALL = (*PARTS, "*")
labels = st.sampled_from(LABELS)
parts = st.sampled_from(ALL)
rounds = st.integers(1, 3)


class Panel(RuleBasedStateMachine):
    """A moderator who does anything that is legal, beside a model that knows the rules by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.elapsed = 0
        self.events: list[Event] = []
        self.state = State()
        # What counts, each with its number; the model starts again from these after an undo.
        self.counted: list[Event] = []
        self.model: dict[str, Any] = {}
        self.ids = 100

    @initialize()
    def start(self) -> None:
        self.happen(commands.begin(Start(minutes=1), [a_seat(n, label) for n, label in enumerate(LABELS[:3], 1)]))

    def happen(self, outcome: commands.Happenings | Problem) -> None:
        """Let what is legal happen, and see that the model takes it too."""
        if isinstance(outcome, Problem):
            assert outcome.text
            return
        for happening in outcome:
            event = Event.of(len(self.events) + 1, self.elapsed, happening)
            found = self.state.after(event)
            assert not isinstance(found, Problem)
            self.state = found
            self.events.append(event)
            if isinstance(happening, Undo):
                self.counted = [each for each in self.counted if each.seq != happening.seq]
            else:
                self.counted.append(event)
        self.model = modelled(self.counted, self.elapsed)

    @rule(ms=st.integers(0, 100_000))
    def wait(self, ms: int) -> None:
        self.elapsed += ms

    @rule(part=parts, number=st.none() | rounds)
    def open(self, part: str, number: int | None) -> None:
        self.happen(commands.open_part(self.state, part, ALL, number))

    @rule()
    def next(self) -> None:
        self.happen(commands.next_part(self.state, PARTS))

    @rule(part=parts)
    def again(self, part: str) -> None:
        self.happen(commands.again(self.state, part, ALL))

    @rule()
    def close(self) -> None:
        self.happen(commands.close_part(self.state))

    @rule(label=labels)
    def call(self, label: str) -> None:
        self.happen(commands.call(self.state, label))

    @rule()
    def rest(self) -> None:
        self.happen(commands.rest(self.state))

    @rule(label=labels)
    def pass_(self, label: str) -> None:
        self.happen(commands.pass_part(self.state, label))

    @rule(label=labels)
    def present(self, label: str) -> None:
        self.happen(commands.present(self.state, label))

    @rule(label=labels)
    def late(self, label: str) -> None:
        self.ids += 1
        self.happen(commands.seat(self.state, a_seat(self.ids, label)))

    @rule(on=st.booleans())
    def terminals(self, on: bool) -> None:
        self.happen(commands.terminals(self.state, on=on))

    @rule(standing=st.booleans())
    def clocks(self, standing: bool) -> None:
        self.happen(commands.pause(self.state) if standing else commands.go_on(self.state))

    @rule(minutes=st.floats(0.1, 10))
    def more(self, minutes: float) -> None:
        self.happen(commands.more(self.state, minutes))

    @rule(part=parts, number=rounds)
    def reveal(self, part: str, number: int) -> None:
        self.happen(commands.reveal(self.state, part, number, {an_id(1): 4}))

    @rule(part=parts, number=rounds)
    def hide(self, part: str, number: int) -> None:
        self.happen(commands.hide(self.state, part, number))

    @rule(to=st.lists(labels, max_size=3))
    def follow_up(self, to: list[str]) -> None:
        self.happen(commands.follow_up(self.state, "Why?", to))

    @rule(label=labels, about=st.none() | parts | st.just("follow_up:1"))
    def attach(self, label: str, about: str | None) -> None:
        self.ids += 1
        attached = Attach(label=label, response=an_id(self.ids), questionnaire="sstc-quote", about=about, round=1)
        self.happen(commands.attach(self.state, label, attached))

    @rule(who=labels, whom=labels, differs=st.booleans())
    def relation(self, who: str, whom: str, differs: bool) -> None:
        self.happen(commands.relation(self.state, who, "differs" if differs else "agrees", whom))

    @rule(label=labels)
    def approve(self, label: str) -> None:
        self.happen(commands.approve(self.state, label, {}, "A rapporteur", AT))

    @rule()
    def resume(self) -> None:
        self.happen(commands.resume(self.state, AT))

    @rule(ms=st.integers(1, 100_000))
    def count_away(self, ms: int) -> None:
        self.happen(commands.proposed(self.state, CountAway(ms=ms)))

    @rule(back=st.none() | st.integers(1, 60))
    def undo(self, back: int | None) -> None:
        self.happen(commands.undo(self.state, back))

    @rule(once=st.integers(0, 9))
    def finish(self, once: int) -> None:
        if once == 0:
            self.happen(commands.finish(self.state, AT))

    @invariant()
    def the_model_says_the_same(self) -> None:
        assert {name: getattr(self.state, name) for name in self.model} == self.model

    @invariant()
    def all_at_once_gives_the_same(self) -> None:
        if self.events:
            assert folded(self.events) == self.state

    @invariant()
    def what_was_undone_was_never_done(self) -> None:
        """Number the events that count again: nothing else can be told from the state."""
        if not self.events:
            return
        renumbered = [Event(seq, each.elapsed, each.kind, each.data) for seq, each in enumerate(self.counted, 1)]
        never = folded(renumbered).ticked(self.state.elapsed)
        for name in State.__struct_fields__:
            if name not in {"seq", "events", "rules_since"}:
                assert getattr(never, name) == getattr(self.state, name)

    @invariant()
    def times_hold(self) -> None:
        state, at = self.state, self.elapsed
        of_parts = sum(part_clock(state, at, key).used for key in state.opened)
        session = session_clock(state, at, len(PARTS)).used
        counted = sum(event.data["ms"] for event in state.events if event.kind == "count_away")
        assert sum(spoken(state, at, label) for label in LABELS) <= of_parts <= session <= at + counted
        for key in state.opened:
            of_speakers = sum(used for (_, each), used in state.ticked(at).spoken.items() if each == key)
            assert of_speakers <= part_clock(state, at, key).used

    @invariant()
    def at_most_one_part_is_open_and_nothing_revealed_takes_answers(self) -> None:
        state = self.state
        assert state.open is None or state.open not in state.revealed
        assert state.speaker is None or state.open is not None


def modelled(events: list[Event], elapsed: int) -> dict[str, Any]:
    """Work out what events without undo leave, with dicts that are changed."""
    model: dict[str, Any] = {
        "open": None, "speaker": None, "paused": False, "terminals": False, "finished": None,
        "absent": set(), "late": set(), "hidden": set(), "opened": (), "passed": {}, "relations": {},
    }  # fmt: skip
    seats: list[str] = []
    for event in events:
        happening = event.happening()
        assert not isinstance(happening, Problem)
        _apply(model, seats, event.kind, event.data, happening)
    assert elapsed >= 0
    return model


def _apply(model: dict[str, Any], seats: list[str], kind: str, data: dict[str, Any], happening: Happening) -> None:
    label = data.get("label")
    if kind == "seat":
        seats.append(data["label"])
        model["late"] |= {label} if model["opened"] else set()
    elif isinstance(happening, Present):
        model["absent"] = model["absent"] - {label} if happening.here else model["absent"] | {label}
    elif kind == "relation":
        model["relations"][data["who"], data["whom"], PartRound(data["about"], data["round"])] = data["kind"]
    elif kind in {"call", "pass"}:
        passed = model["passed"].setdefault(model["open"], set())
        (passed.add if kind == "pass" else passed.discard)(label)
    elif kind in {"pause", "go_on"}:
        model["paused"] = kind == "pause"
    elif kind == "terminals":
        model["terminals"] = data["on"]
    if kind in {"open", "close", "finish", "reveal", "hide"}:
        _apply_to_parts(model, kind, data)
    model["speaker"] = _speaker(model["speaker"], kind, label, happening)


def _apply_to_parts(model: dict[str, Any], kind: str, data: dict[str, Any]) -> None:
    key = (data["part"], data["round"]) if "part" in data else None
    if kind == "open":
        model["open"] = key
        model["opened"] += () if key in model["opened"] else (key,)
    elif kind in {"close", "finish"}:
        model.update(open=None, terminals=False, finished=data.get("at"))
    else:
        (model["hidden"].add if kind == "hide" else model["hidden"].discard)(key)


def _speaker(before: str | None, kind: str, label: str | None, happening: Happening) -> str | None:
    if kind == "call":
        return label
    left = kind == "pass" or (isinstance(happening, Present) and not happening.here)
    return None if kind in {"rest", "resume", "close", "finish"} or (left and label == before) else before


def test_a_session_is_what_its_events_add_up_to() -> None:
    run_state_machine_as_test(Panel, settings=settings(with_examples(80), stateful_step_count=40))
