"""Which choices of a question are offered, and in which order."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from typing import Final, TypeVar

from sstc_survey.engine.entry_context import EntryContext, EntryState, evaluate_number
from sstc_survey.engine.form_node import FormNode, expression
from sstc_survey.engine.paths import Instances
from sstc_survey.questionnaire import OTHER, Choice, Choosing, Value

T = TypeVar("T")

# The generator of Park and Miller and the inside-out shuffle of Fisher and Yates, as the ODK engines have them: one
# seed gives one order everywhere.
_MODULUS: Final = 2_147_483_647
_FACTOR: Final = 16_807


def filtered(state: EntryState, node: FormNode, at: Instances) -> tuple[Choice, ...]:
    """Return the choices that the filter of a question leaves, in their order in the file."""
    condition = node.choice_filter
    if condition is None:
        return node.choices
    choices = [choice for choice in node.choices if choice is not node.added_other]
    contexts = (EntryContext(state, node, at, choice=choice) for choice in choices)
    left = [
        choice for choice, holds in zip(choices, condition.conditions(contexts, otherwise=True), strict=True) if holds
    ]
    return (*left, *node.choices[len(choices) :])


def ordered(choices: tuple[Choice, ...], state: EntryState, node: FormNode, at: Instances) -> tuple[Choice, ...]:
    """Return choices in the order in which a question offers them."""
    entry = node.entry
    if not isinstance(entry, Choosing) or not entry.randomize:
        return choices
    formula = expression(entry.seed)
    seed = None if formula is None else evaluate_number(formula, EntryContext(state, node, at))
    # "Other" and exclusive choices stay at the end, where they are looked for.
    last = [choice for choice in choices if choice.code == OTHER or choice.exclusive]
    first = [choice for choice in choices if choice.code != OTHER and not choice.exclusive]
    return (*shuffled(first, seed, f"{state.environment.seed}/{state.chance_key(node, at)}"), *last)


def shuffled(items: Sequence[T], seed: float | None, own_seed: str) -> list[T]:
    """Return items in random order; without a seed that is a number, the interview's own is taken."""
    state = int(seed) if seed is not None and math.isfinite(seed) else zlib.crc32(own_seed.encode())
    state = math.trunc(math.fmod(state, _MODULUS))
    state += _MODULUS - 1 if state <= 0 else 0
    drawn: list[T] = []
    for count, item in enumerate(items, 1):
        state = state * _FACTOR % _MODULUS
        place = int((state - 1) / (_MODULUS - 1) * count)
        drawn.append(item)
        drawn[place], drawn[-1] = item, drawn[place]
    return drawn


def chose_other(answer: Value | None) -> bool:
    """Tell whether an answer of a select, one code or several, has "Other"."""
    return answer == OTHER or (isinstance(answer, list) and OTHER in answer)
