"""A folder in which every place that data comes from has payloads: questionnaires, replies, responses, names of files.

`texts.yaml` has them in what an author writes, `answers.yaml` gets them as answers, `refused/` has what is wrong with
payloads in it, and `answers/` responses of each kind, sound and damaged.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from conftest import Program
from payloads import EVERYTHING, HALVES, MIXED, PAYLOADS, TERMINAL, UNSEEN

from sstc_survey.engine import AnswerSheet
from sstc_survey.questionnaire import CODE_PATTERN, COPIES_FOLDER
from sstc_survey.response import Event, EventKind, Response, Status
from sstc_survey.session.events import MAX_SEATS
from sstc_survey.storage import decode, encode

# One text with every payload in it, each on a line of its own as well as in the middle of one.
ALL: Final = " . ".join(PAYLOADS.values()) + "\n" + "\n".join(PAYLOADS.values())
SOME: Final = "\n".join(MIXED[:-2]).encode("utf-8", "replace").decode()
ALL_ON_ONE_LINE: Final = ALL.replace("\r\n", " ").replace("\n", " ")
# What a name of a file can hold, in as many bytes as it can have.
NAMES: Final = {
    name: text.replace("/", "\u2215").replace("\0", "").encode("utf-8", "surrogatepass")[:200]
    for name, text in EVERYTHING.items()
}
RESPONSE: Final = "01570d2f-6c00-7000-8000-%012x"


def yaml_of(document: object) -> str:
    """Write YAML in which a text may have any character that it can carry as an escape."""

    def escaped(match: re.Match[str]) -> str:
        code = ord(match[0])
        return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"

    return re.sub("[^\n -~]", escaped, json.dumps(document, ensure_ascii=False, indent=0))


def texts() -> dict[str, Any]:
    """Return a questionnaire with payloads in everything that an author writes as text."""
    both = {"en": ALL, "fr": ALL, "zh-Hant": ALL}
    shared = {f"c{number}": {"label": text, "extra": text} for number, text in enumerate(PAYLOADS.values())}
    codes = {text: text for text in PAYLOADS.values() if re.fullmatch(CODE_PATTERN, text, re.ASCII)}
    questions: list[dict[str, Any]] = [
        {"name": "who", "type": "text", "label": both, "hint": both, "comment": True},
        {"name": "pick", "type": "select_one", "label": both, "choices": {"a": ALL}, "or_other": True, "comment": True},
        # Tables repeat the label of a question on the row of each choice.
        {
            "name": "many",
            "type": "select_multiple",
            "label": SOME,
            "choices": "shared",
            "choice_filter": "extra != 'x'",
        },
        {
            "name": "odd",
            "type": "select_multiple",
            "label": "Odd ${who}",
            "choices": codes,
            "seed": 7,
            "randomize": True,
        },
    ]
    for number, text in enumerate(PAYLOADS.values()):
        asked = {
            "name": f"t{number}", "type": "text", "label": text, "hint": text, "default": text, "multiline": True,
            "required": True,
            "required_message": text, "constraint": "string-length(.) < 5000", "constraint_message": text,
        }  # fmt: skip
        worked_out = {
            "name": f"w{number}",
            "type": "calculate",
            "label": text,
            "calculation": f"concat(${{t{number}}}, 'x')",
        }
        told = {"name": f"n{number}", "type": "note", "label": text, "hint": text, "relevant": f"${{t{number}}} != ''"}
        questions.append({"name": f"g{number}", "type": "group", "label": text, "questions": [asked, worked_out, told]})
    named = {"name": "name", "type": "text", "label": ALL}
    questions.append({"name": "member", "type": "repeat", "label": ALL, "hint": ALL, "questions": [named]})
    return {
        "id": "texts", "version": ALL, "title": both, "event": both, "date": both, "place": both, "introduction": both,
        "closing": both, "default_language": "en", "respondent": ["who"], "choices": {"shared": shared},
        "questions": questions,
    }  # fmt: skip


ANSWERS: Final = """\
id: answers
version: "1"
title: "Answers \\e[5m of ${who}" # \u200b comment [bold]x
respondent: [who, land_other]
dont_know: true
questions:
  - {name: who, type: text, label: Who?, comment: true}
  - {name: land, type: select_one, label: "Where, ${who}?", choices: {kh: "Of ${who}"}, or_other: true, comment: true}
  - {name: uses, type: select_multiple, label: What for?, choices: {a: A, b: B}, or_other: true}
  - {name: words, type: text, multiline: true, label: Words?}
  - {name: same, type: calculate, label: "Again", calculation: "${who}"}
  - {name: told, type: note, label: "You said ${who} and ${same}"}
  - name: member
    type: repeat
    label: Member of ${who}
    questions:
      - {name: nick, type: text, label: "Name in ${land_other}?", comment: true}
      - {name: age, type: integer, label: "Age of ${nick}?", constraint: ". < 200", constraint_message: "Not ${nick}"}
"""


def replies_of(text: str) -> dict[str, Any]:
    """Return replies to `answers.yaml` that are all one text."""
    line = " ".join(re.split("\r?\n", text))
    said = {"value": line, "comment": text}
    return {
        "who": said, "land": {"value": "other", "comment": text}, "land_other": line, "uses": ["a", "other"],
        "uses_other": line, "words": text, "member": [{"nick": said, "age": 3}, {"nick": line}],
    }  # fmt: skip


def wrong_replies() -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Yield replies that are wrong, each in another way that shows the texts."""
    texts = list(EVERYTHING.values())
    yield "unknown", [{text: "to no question"} for text in texts]
    yield "choices", [{"who": "x", "land": text, "uses": [text]} for text in texts]
    yield "numbers", [{"member": [{"nick": text, "age": text}, {"nick": text, "age": 900}]} for text in texts]
    yield "states", [{"who": {"missing": text}, "words": {text: 1}, "member": [{text: 1}, text]} for text in texts]
    yield "nested", [{"land": {"value": {text: text}}, "uses": [{text: text}, [text]]} for text in texts]


def wrong_questionnaires() -> Iterator[object]:
    """Yield questionnaires that are wrong, each in other ways that show the texts."""
    texts = list(EVERYTHING.values())
    ask = {"type": "text", "label": "Q"}
    head: dict[str, Any] = {"id": "wrong", "version": "1", "title": "Wrong", "questions": [{"name": "q", **ask}]}
    yield {**head, **{text: text for text in texts}, "respondent": texts, "title": dict(zip(texts, texts, strict=True))}
    yield {**head, "choices": {text: {text: {text: text}} for text in texts}}
    yield {**head, "questions": [{"name": text, "type": text, "label": text} for text in texts]}
    yield {
        **head,
        "questions": [{"name": f"q{n}", **ask, text: text, "required": text} for n, text in enumerate(texts)],
    }
    yield {**head, "questions": [{"name": f"q{n}", **ask, "relevant": text} for n, text in enumerate(texts)]}
    yield {
        **head,
        "questions": [{"name": f"q{n}", **ask, "constraint": f"${{{t}}} = '{t}"} for n, t in enumerate(texts)],
    }
    yield {
        **head,
        "questions": [{"name": f"q{n}", "type": "text", "label": f"${{{text}}} ${{"} for n, text in enumerate(texts)],
    }
    chosen = {"type": "select_one", "label": "Q"}
    asked = [
        {"name": f"q{n}", **chosen, "choices": text, "seed": text, "appearance": text} for n, text in enumerate(texts)
    ]
    yield {**head, "questions": asked}
    codes = {f"{n} {text}": "same" for n, text in enumerate(texts)}
    yield {**head, "questions": [{"name": "q", **chosen, "choices": codes}]}
    for text in PAYLOADS.values():
        yield {**head, "id": text, "default_language": text, "version": {text: text}}


def changed(path: Path, number: int, text: str, **changes: Any) -> Response:
    """Return a response as it might be: with another id, and a text wherever it has some that are free."""
    response = decoded(path)
    questionnaire = msgspec.structs.replace(response.questionnaire, version=text)
    heading = {"interviewer": text, "reference": text, "session": text, "questionnaire": questionnaire}
    return msgspec.structs.replace(response, **{"id": RESPONSE % number, **heading, **changes})


def answering(response: Response, who: str) -> Response:
    """Return a response that went on with another answer."""
    events = [*response.events]
    events.append(Event(len(events) + 1, events[-1].elapsed, EventKind.ANSWER, {"name": "who", "value": who}))
    answers, missing, comments = AnswerSheet.of(events).on_route()
    return msgspec.structs.replace(response, events=events, answers=answers, missing=missing, comments=comments)


def sealed(document: dict[str, Any]) -> bytes:
    """Return an object as the bytes of a file with the seal that it should have, whatever is in it."""
    body = json.dumps(document, indent=2).removesuffix("\n}").encode() + b',\n  "sha256": "'
    return body + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n'


def damaged(response: Response, text: str) -> Iterator[bytes]:
    """Yield what a file of responses may hold that is refused, each with a text in another place."""
    sound = json.loads(msgspec.json.encode(response))
    wrong: list[dict[str, Any]] = [
        {text: text}, {"id": text}, {"started": text}, {"language": text}, {"schema": text}, {"format": text},
        {"status": text}, {"answers": {text: text}}, {"answers": text}, {"comments": {text: 1}},
        {"questionnaire": {"id": text, "version": text, "sha256": text}}, {"position": [text]},
        {"events": [[1, 0, "start", {text: text}]]}, {"events": [[1, 0, text, {}]]},
    ]  # fmt: skip
    for keys in wrong:
        yield sealed({**sound, **keys})
    yield sealed({"format": "sstc-survey/tombstone", "schema": 1, "id": text, "erased": text})
    yield json.dumps({**sound, text: text}).encode()
    yield b'{"' + text.encode("utf-8", "surrogatepass")


def build(folder: Path, program: Program) -> None:
    """Fill an empty folder, in which the program is called."""
    (folder / "texts.yaml").write_text(yaml_of(texts()), encoding="utf-8")
    (folder / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    # Some have nothing but control characters, which are no part of an answer.
    asked = {f"t{number}": f"{text} ." for number, text in enumerate(PAYLOADS.values())}
    rows: list[dict[str, Any]] = [
        {"who": ALL_ON_ONE_LINE, "member": [{"name": ALL_ON_ONE_LINE}], **asked},
        {**asked, "who": {"missing": "blank", "comment": ALL}},
    ]
    lines(
        folder / "texts.jsonl",
        [{**row, "pick": "other", "pick_other": ALL_ON_ONE_LINE, "many": ["c1"]} for row in rows],
    )
    lines(folder / "answers.jsonl", [replies_of(text) for text in PAYLOADS.values()])
    for name in ("texts", "answers"):
        outcome = program(
            "run", f"{name}.yaml", "--replies", f"{name}.jsonl", "--interviewer", ALL_ON_ONE_LINE.replace("\0", "")
        )
        assert outcome.code == 0, outcome.err[:2000]
    put_wrong(folder)
    put_responses(folder)
    put_rosters(folder)
    put_settings(folder)


def put_wrong(folder: Path) -> None:
    """Write what is wrong: questionnaires and replies, with payloads in it and as their names."""
    wrong = folder / "wrong"
    wrong.mkdir()
    for number, document in enumerate(wrong_questionnaires()):
        (wrong / f"{number}.yaml").write_text(yaml_of(document), encoding="utf-8")
    for name, rows in wrong_replies():
        lines(wrong / f"{name}.jsonl", rows)
    raw = folder / "raw"
    raw.mkdir()
    for name, text in EVERYTHING.items():
        for kind in (b"yaml", b"jsonl"):
            written = text.encode("utf-8", "surrogatepass")
            inside(raw, NAMES[name] + b"." + kind).write_bytes(b"title: " + written + b"\n" + written + b": [\n")


def put_settings(folder: Path) -> None:
    """Write settings of reports with payloads in every text, and others with payloads as names."""
    all_texts = {"en": ALL, "fr": ALL}
    net = {"label": ALL_ON_ONE_LINE, "choices": ["c1"]}
    document = {
        **dict.fromkeys(("title", "subtitle", "author", "date", "introduction"), all_texts),
        "sections": [{"heading": text, "text": text, "questions": []} for text in PAYLOADS.values()],
        "texts": {"pick": ALL, "who": all_texts},
        "nets": {"many": {"net": net}},
        "leave_out": {"quotes": ["who"], "tables": ["pick"]},
    }
    (folder / "report.yaml").write_text(yaml_of(document), encoding="utf-8")
    wrong = {
        "sections": [{"questions": list(EVERYTHING.values())}],
        "texts": dict.fromkeys(EVERYTHING.values(), "x"),
        "nets": {text: {text: {"label": text, "choices": [text]}} for text in EVERYTHING.values()},
        "leave_out": {key: list(EVERYTHING.values()) for key in ("questions", "quotes", "tables")},
    }
    (folder / "wrong.yaml").write_text(yaml_of(wrong), encoding="utf-8")


def put_rosters(folder: Path) -> None:
    """Write rosters with payloads in every cell, and in the names of columns: such that are taken, and others."""
    rosters = folder / "rosters"
    rosters.mkdir()
    told = list(PAYLOADS.values())
    rows = [{"label": f"p{number}", "who": text} for number, text in enumerate(told[:MAX_SEATS])]
    columns = ["label", "language", "minutes", "terminal", "who", *told]
    documents: dict[str, list[dict[str, Any]]] = {
        "sound": rows,
        "wrong": [dict.fromkeys(columns, text) for text in told],
        "nested": [{"label": [text], "who": {text: text}, "minutes": {"missing": text}, "land": text} for text in told],
    }
    for name, document in documents.items():
        (rosters / f"{name}.yaml").write_text(yaml_of(document), encoding="utf-8")
        (rosters / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
        with (rosters / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, document[0])
            writer.writeheader()
            writer.writerows(document)
    (rosters / "settings.yaml").write_text(
        yaml_of({"settings": dict.fromkeys([*told, "minutes", "order"], told[0]), "panellists": rows, told[0]: told})
    )


def put_responses(folder: Path) -> None:
    """Write responses with payloads beside the answers: sound ones and damaged ones, and whatever else may be there."""
    answers, drafts = folder / "answers" / "answers", folder / "drafts" / "answers"
    model = min(answers.glob("*.json"))
    shutil.copytree(answers / COPIES_FOLDER, drafts / COPIES_FOLDER)
    mixed = folder / "damaged" / "answers"
    shutil.copytree(answers / COPIES_FOLDER, mixed / COPIES_FOLDER)
    batches = mixed / ".batches"
    batches.mkdir()
    for number, (name, text) in enumerate(EVERYTHING.items()):
        file = NAMES[name]
        inside(mixed, file + b".txt").write_bytes(b"ignored")
        inside(mixed / COPIES_FOLDER, file + b".yaml").write_bytes(b"x")
        inside(batches, file + b".json").write_text(json.dumps({text: text}))
        if name in HALVES:
            continue
        own = changed(model, number, text, questionnaire=decoded(model).questionnaire)
        draft = msgspec.structs.replace(own, status=Status.PARTIAL, finished=None, position="who")
        one_line = " ".join(re.split("\r?\n", text))
        for place, response in (
            (answers, own),
            (drafts, answering(draft, one_line)),
            (mixed, changed(model, number, text)),
        ):
            (place / f"{response.id}.json").write_bytes(bytes_of(response))
        inside(mixed, file + b".json").write_bytes(bytes_of(answering(changed(model, number, text), one_line)))
        if name in TERMINAL or name in UNSEEN:
            for way, data in enumerate(damaged(own, text)):
                inside(mixed, file + b" %d.json" % way).write_bytes(data)
            cut = changed(model, 1000 + number, text)
            (mixed / f"{cut.id}.json").write_bytes(bytes_of(cut))
            marker = {"format": "sstc-survey/batch", "schema": 1, "source": text, "command": text, "started": text}
            (batches / f"{number:032x}.json").write_text(json.dumps({**marker, "rows": {cut.id: text}}))


def inside(folder: Path, name: bytes) -> Path:
    """Return the path of a file whose name may be no text."""
    return folder / os.fsdecode(name)


def decoded(path: Path) -> Response:
    """Return the response of a file."""
    response = decode(path.read_bytes(), str(path))
    assert isinstance(response, Response)
    return response


def bytes_of(response: Response) -> bytes:
    """Return the bytes of the file of a response."""
    data = encode(response)
    assert isinstance(data, bytes), data
    return data


def lines(path: Path, rows: list[Any]) -> None:
    """Write a file of JSON Lines, in which halves of characters stay escapes."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
