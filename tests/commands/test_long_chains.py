"""Chains of a thousand operations in one expression, and of hundreds of entries that follow from one another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hangs import no_hang

HEAD = "id: q\nversion: 1\ntitle: T\nquestions:\n"
LINKS = 200
OPERATIONS = 1_000

# In every place of an expression: a chain that holds, or gives 1.
PLACES = {
    "relevant": '{{name: q, type: text, label: Q, relevant: "{chain}"}}',
    "required": '{{name: q, type: text, label: Q, required: "{chain}"}}',
    "constraint": '{{name: q, type: text, label: Q, constraint: ". != 7 and ({chain})"}}',
    "read_only": '{{name: q, type: text, label: Q, read_only: "not({chain})"}}',
    "calculation": '{{name: q, type: calculate, calculation: "{chain}"}}',
    "default": '{{name: q, type: integer, label: Q, default: "int({chain})"}}',
    "choice_filter": '{{name: q, type: select_one, label: Q, choices: {{a: A, b: B}}, choice_filter: "{chain}"}}',
    "repeat_count": '{{name: r, type: repeat, label: R, repeat_count: "{chain}",'
    " questions: [{{name: q, type: date, label: Q}}]}}",
}
CHAINS = {
    "+": " + ".join(["${a}"] * OPERATIONS) + f" - {OPERATIONS - 1}",
    "*": " * ".join(["${a}"] * OPERATIONS),
    "mod": " mod ".join(["${a}", *["2"] * OPERATIONS]),
    "and": " and ".join(["${a} = 1"] * 600),
    "or": " or ".join(["${a} = 2", *["${a} = 1"] * 600]),
}


def _commands(program: Any, replies: str) -> Any:
    """Run every command that reads a questionnaire, and return how the interview ended."""
    for arguments in (["check"], ["preview"], ["preview", "--routing"]):
        outcome = program(*arguments, "q.yaml")
        assert outcome.code == 0, (arguments, outcome.out[-500:], outcome.err[-500:])
    outcome = program("simulate", "q.yaml", "--count", "1")
    assert outcome.code in (0, 1), outcome.err[-500:]
    Path("r.yaml").write_text(replies)
    ended = program("run", "q.yaml", "--replies", "r.yaml")
    assert ended.code == 0, ended.err[-500:]
    assert program("summarize", "answers").code == 0
    return program("show", "--answers", "answers")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("operator", CHAINS)
def test_a_long_chain_of_operations(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, operator: str
) -> None:
    monkeypatch.chdir(tmp_path)
    entry = PLACES[place].format(chain=CHAINS[operator])
    (tmp_path / "q.yaml").write_text(f"{HEAD}  - {{name: a, type: integer, label: A, default: 1}}\n  - {entry}\n")
    if place in ("relevant", "calculation"):
        with no_hang():
            _commands(program, "a: 1\n")
    else:
        outcome = program("check", "q.yaml")
        assert outcome.code == 0, outcome.out[-500:]
        assert program("simulate", "q.yaml", "--count", "1").code in (0, 1)


FORMS = {
    "conditions": '{{name: q{n}, type: integer, label: "Q", relevant: "${{{other}}} != 7"}}',
    "calculations": '{{name: q{n}, type: calculate, calculation: "coalesce(${{{other}}}, 0) + 1"}}',
    "rules": '{{name: q{n}, type: integer, label: Q, constraint: ". != ${{{other}}}", required: "${{{other}}} = 7"}}',
    "defaults": '{{name: q{n}, type: integer, label: Q, default: "${{{other}}} + 1"}}',
    "labels": '{{name: q{n}, type: integer, label: "After ${{{other}}}"}}',
    "filters": "{{name: q{n}, type: select_one, label: Q, choices: {{a: A, b: B}},"
    ' choice_filter: "name != ${{{other}}}"}}',
    "counts": '{{name: r{n}, type: repeat, label: R, repeat_count: "if(${{{other}}} = 7, 0, 1)",'
    " questions: [{{name: q{n}, type: integer, label: Q}}]}}",
    "groups": '{{name: g{n}, type: group, label: G, relevant: "${{{other}}} != 7",'
    " questions: [{{name: q{n}, type: integer, label: Q}}]}}",
}


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_a_long_chain_of_entries(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, *, backwards: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    entries = ["{name: q0, type: integer, label: Q}"]
    entries += [FORMS[form].format(n=number, other=f"q{number - 1}") for number in range(1, LINKS)]
    lines = [f"  - {entry}\n" for entry in (reversed(entries) if backwards else entries)]
    (tmp_path / "q.yaml").write_text(HEAD + "".join(lines))
    with no_hang():
        assert "Traceback" not in _commands(program, "q0: 1\n").err
