"""URLs on the command line: of paths, what is secret is never shown or saved; other texts are saved as they are."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Outcome, Program
from typer.main import get_command

from sstc_survey.cli.app import app
from sstc_survey.cli.options import take_path

# What options and arguments that are no paths say that they take: a new one is one of these, or a path.
NO_PATHS = {
    "--label": {"NAME"},
    "--executor": {"tcp://HOST:PORT"},
    "--separator": {"<,|;|tab>"},
    "--session": {"SESSION"},
    "--resume": {"[SESSION]"},
    "--write": {"[SESSION]"},
    "session": {"SESSION"},
    "--jobs": {"N|auto"},
    "--by": {"NAME", "ORDER|NAME", "NAME[,NAME]"},
    "--interviewer": {"NAME"},
    "--moderator": {"NAME"},
    "--reference": {"TEXT"},
    "--key": {"NAME"},
    "--from": {"NAME"},
    "--title": {"TEXT"},
    "--language": {"TAG"},
    "--reason": {"TEXT"},
    "--set": {"NAME=VALUE"},
    "--question": {"NAME[,NAME]"},
    "--bands": {"NAME=BANDS"},
    "--mean": {"NAME[,NAME]"},
    "--where": {"EXPRESSION"},
    "--any": {"[NAME=]EXPRESSION"},
    "--save": {"NAME"},
    "--use": {"NAME"},
    "--for": {"LABEL"},
    "--until": {"DATE"},
    "--approve": {"LABEL"},
}


def test_every_parameter_takes_a_path_or_is_known_to_take_none() -> None:
    paths = set()
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        for param in command.params:
            written = param.opts[0] if param.param_type_name == "option" else param.name
            if getattr(param.type, "func", None) is take_path:
                paths.add((name, written))
                assert param.metavar not in NO_PATHS.get(written, ())
            elif type(param.type).__name__ not in ("BoolParamType", "IntRange", "FloatRange", "IntParamType") and not (
                getattr(param.type, "choices", None)
            ):
                assert param.metavar in NO_PATHS.get(written, ()), (name, written, param.metavar)
    # The walk has seen some of each kind.
    assert {("run", "--answers"), ("void", "response"), ("verify", "paths"), ("report", "--settings")} <= paths


SMALL = "id: small\nversion: 1\ntitle: S\nquestions:\n  - {name: who, type: text, label: Who?}\n"


def test_texts_are_saved_as_they_are(program: Program, tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL)
    by, about = "https://a:b@example.org/x", "https://c:d@example.org/x?y#z"
    call = ("run", "small.yaml", "--plain", "--interviewer", by, "--reference", about)
    assert program(*call, typed="A\nsave\n").code == 0
    (path,) = (tmp_path / "answers").rglob("small/*.json")
    for number, reason in enumerate(
        (
            "https://forms.example.org/list.jsonl?row=12",
            "mailto://chea@example.org wrote",
            "mailto://sok@example.org wrote",
        )
    ):
        command = "restore" if number % 2 else "void"
        assert program(command, str(path), "--reason", reason, "--by", by).code == 0
        assert reason in path.read_text()
    saved = json.dumps(json.loads(path.read_text()))
    assert by in saved
    assert about in saved


@pytest.fixture(scope="module")
def closed() -> Iterator[int]:
    """Yield a port at which nobody listens."""
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def said(outcome: Outcome) -> str:
    return re.sub(r"\s+", " ", outcome.err + outcome.out)


NO_PACK = "error: only packs can be read at a URL = name a pack: what is before ? or # has to end in .jsonl.zst"
# Calls, and what is said.
CALLS: list[tuple[list[str], str]] = [
    (["summarize", "http://H/get?sig=SECRET&f=p.jsonl"], f"http://H/get: {NO_PACK}"),
    (["list", "http://H/get?sig=SECRET&f=p.jsonl"], f"http://H/get: {NO_PACK}"),
    (["check", "http://H/q.yaml?sig=SECRET"], "http://H/q.yaml: 1 problem"),
    (["summarize", "x", "--output", "http://H/o.csv?sig=SECRET"], "http://H/o.csv: error: nothing is written"),
    (["summarize", "x", "--output=http://u:SECRET@H/o.csv"], "http://H/o.csv: error: nothing is written"),
    (["summarize", "http://us er:SECRET@127.0.0.1:@/p.jsonl"], "http://127.0.0.1:@/p.jsonl: error: cannot read"),
    (["summarize", "http://127.0.0.1:@/p.jsonl?a='SECRET'"], "http://127.0.0.1:@/p.jsonl: error: cannot read"),
    (["summarize", "http://127.0.0.1:@/p.jsonl?a=x y&b=SECRET"], "http://127.0.0.1:@/p.jsonl: error: cannot read"),
    (["show", "http://127.0.0.1:@/a.jsonl/sub folder/x.json?s=SECRET"], "http://127.0.0.1:@/a.jsonl: error: cannot"),
    # What the parser of options says.
    (["summarize", "x", "-ohttps://u:SECRET@H/p"], "unknown option -o"),
    (["--https://u:SECRET@H/p?SECRET"], "unknown option --https://H/p"),
    (["https://u:SECRET@H/p.jsonl?a='SECRET'"], 'unknown command "https://H/p.jsonl"'),
    (["http://u:SECRET@H/p.json"], "sstc-survey show http://H/p.json"),
    (["schema", "http://u:SEC RET@H/p?a= 'SECRET"], "unexpected argument: http://H/p"),
    (["simulate", "x", "-n", "http://u:SECRET@H/p?a=SECRET"], '"http://H/p" is not a whole number'),
    (["list", "--format=http://u:SECRET@H/p?a=SECRET"], '"http://H/p" is not one of'),
    (["list", "--separate=http://u:SECRET@H/p?a=SECRET"], "unknown option --separate"),
    # A command that is printed lacks what is secret, and says so.
    (
        ["edit", "http://H/p.jsonl?sig=SECRET", "--set", "a=1", "--reason", "x", "--by", "x"],
        "add the password or signature to the URL in this command, and run it: sstc-survey unpack http://H/p.jsonl",
    ),
    (["delete", "a", "--answers", "http://H/p.jsonl"], "in a folder, run: sstc-survey unpack http://H/p.jsonl"),
    # Addresses that are not valid, and where nobody is.
    (["list", "ftp://127.0.0.1:@/p.jsonl"], "this URL: no connection to 127.0.0.1: Connection refused"),
    (["list", "http://127.0.0.1:@/p.jsonl"], "this URL: no connection to 127.0.0.1: Connection refused"),
    (["list", "http:///p.jsonl"], "cannot read the pack at this URL: the address is not valid"),
    (["list", "http://[::1/p.jsonl"], "cannot read the pack at this URL: the address is not valid"),
    (["list", "ftp://h:abc/p.jsonl"], "cannot read the pack at this URL: the address is not valid"),
]
# These protocols need more than a URL, or are of no server.
CALLS += [
    (["list", f"{protocol}://x/p.jsonl"], f'packs are not read with the protocol "{protocol}"')
    for protocol in ("async_wrapper", "blockcache", "cached", "data", "dir", "generic", "reference", "tar", "zip")
]


@pytest.mark.parametrize(("call", "words"), CALLS, ids=[" ".join(call) for call, _ in CALLS])
def test_what_is_said_of_urls(program: Program, tmp_path: Path, closed: int, call: list[str], words: str) -> None:
    call = [re.sub(r":@(?=/)", f":{closed}", argument) for argument in call]
    outcome = program(*call, env={"COLUMNS": "200"})
    found = said(outcome)
    assert words.replace(":@", f":{closed}") in found
    assert not re.search("SEC|RET|Error|attribute", found)
    assert outcome.code in (1, 2)
    assert not [*tmp_path.iterdir()]
