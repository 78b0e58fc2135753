"""A questionnaire whose answers lead to others, a complete response to it, and what is read of its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sstc_survey.engine.answers import AnswerSheet
from sstc_survey.response import EDIT, Event, Response
from sstc_survey.storage import read_response

MARKET = """\
id: market
version: "1"
title: {en: Market day, zh: 集市日}
default_language: en
refused: true
respondent: [who]
attribution: {question: how, hides: {anonymous: [who]}}
closing: {en: Thank you.}
questions:
  - {name: who, type: text, label: {en: Who are you?, zh: 您是谁？}}
  - name: how
    type: select_one
    label: {en: How may you be quoted?, zh: 如何引用？}
    choices: {named: {en: By name, zh: 署名}, anonymous: {en: Without name, zh: 匿名}}
    required: true
  - name: days
    type: integer
    label: {en: "On how many days are you here, ${who}?", zh: 几天？}
    min: 1
    max: 7
    required: true
  - {name: why, type: text, label: {en: Why not every day?, zh: 为什么？}, required: true, relevant: "${days} < 7"}
  - {name: first, type: integer, label: {en: First hour, zh: 第一小时}, default: "6", constraint: ". < ${last}"}
  - {name: last, type: integer, label: {en: Last hour, zh: 最后小时}, default: "18"}
  - {name: wish, type: text, label: {en: What is your wish?, zh: 愿望？}, comment: true}
  - {name: hours, type: calculate, calculation: "${last} - ${first}"}
  - name: member
    type: repeat
    label: {en: Helper, zh: 帮手}
    questions:
      - {name: age, type: integer, label: {en: Age, zh: 年龄}}
"""
REPLIES: dict[str, Any] = {
    "who": "Sok",
    "how": "named",
    "days": 7,
    "first": 6,
    "last": 18,
    "wish": "shade",
    "member": [{"age": 30}, {"age": 12}],
}


def market(program: Any, folder: Path, **replies: Any) -> Path:
    """Save a complete response, and return its path."""
    (folder / "market.yaml").write_text(MARKET, encoding="utf-8")
    (folder / "one.json").write_text(json.dumps(REPLIES | replies), encoding="utf-8")
    outcome = program("run", "market.yaml", "--replies", "one.json", "--interviewer", "Lin")
    assert outcome.code == 0, outcome.err
    return folder / str(outcome.out).strip()


def saved(path: Path) -> Response:
    """Return the response in a file, which passes every check."""
    response = read_response(str(path))
    assert isinstance(response, Response), response
    # The answers are those of its events, whatever else there may be.
    assert AnswerSheet.of(response.events).on_route()[0].items() <= response.answers.items()
    return response


def edit_in(path: Path) -> list[Event]:
    """Return the events of the unfinished edit in a file."""
    events = saved(path).unfinished.get(EDIT, [])
    assert isinstance(events, list)
    return events


def kinds(events: list[Event]) -> list[str]:
    """Return what happened."""
    return [event.kind.value for event in events]
