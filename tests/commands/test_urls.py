"""Packs at URLs: the figures of the file, from a real server, whoever reads; and clear words where that goes wrong."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from conftest import ForkServer, Outcome, Program, caller
from jobs_folder import mess
from test_cluster import DaskCluster, dask_cluster
from web_server import USER, Web, web_server

from sstc_survey.commands.shared.jobs.cluster import Cluster
from sstc_survey.problems import SurveyError
from sstc_survey.storage import Inventory
from sstc_survey.storage.packs import remote
from sstc_survey.storage.urls import is_url

FORMS = ("jsonl", "jsonl.zst")
# A range that was read on in; the whole pack is larger.
MOST: Final = 4 << 20


class Made:
    """Packs of two folders with responses in every state, here and on a server."""

    def __init__(self, folder: Path, program: Program, web: Web) -> None:
        self.folder = folder
        self.program = program
        self.web = web
        mess(program, folder)
        for place in ("one", "two"):
            for form in FORMS:
                # What cannot be packed is named.
                assert program("pack", place, "--output", f"{place}.{form}").code in (0, 1)
        self.packs = {path.name: path.read_bytes() for path in folder.glob("*.jsonl*")}

    def url(self, name: str) -> str:
        """Return the URL of a pack."""
        return f"{self.web.url}/data/{name}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer | None) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("urls")
    with web_server() as web:
        yield Made(folder, caller(folder, fork_server), web)


@pytest.fixture(autouse=True)
def _sound(request: pytest.FixtureRequest) -> None:
    """Let nothing be wrong with the server before each test."""
    if "made" in request.fixturenames:
        made: Made = request.getfixturevalue("made")
        made.web.fault, made.web.has_tags, made.web.before = "", True, lambda _: None
        made.web.files = {f"/data/{name}": data for name, data in made.packs.items()}
        made.web.requests.clear()
        for path in made.folder.glob(".*.verified"):
            path.unlink()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("cluster"), 2) as found:
        yield found


CALLS: dict[str, tuple[str, ...]] = {
    "json": ("summarize", "one", "two", "--include", "simulated", "--format", "json"),
    "table": ("summarize", "two", "one", "--include", "simulated", "--include", "partial"),
    "banner": ("summarize", "one", "two", "--by", "region,size", "--intervals", "--format", "json"),
    "a folder in it": ("summarize", "one/household-roster", "--format", "csv"),
    "export": ("export", "one", "two", "--include", "simulated", "--format", "jsonl", "--output", "-"),
    "verify": ("verify", "one", "two"),
    "verify json": ("verify", "two", "one", "--format", "json"),
    "report": ("report", "one", "--include", "simulated"),
}
ALONE: dict[str, tuple[str, ...]] = {
    "list": ("list", "one", "two"),
    "list json": ("list", "one", "--format", "json"),
    "show": ("show", "--last", "--answers", "one"),
    "codebook": ("codebook", "one", "two"),
    "minutes": ("minutes", "--answers", "one"),
    "session": ("summarize", "one", "--session", "beijing"),
    "use": ("summarize", "one", "--use", "nothing"),
}


def at(call: tuple[str, ...], places: dict[str, str]) -> list[str]:
    """Return a call with what stands for each pack."""
    return [re.sub("^(one|two)(?=/|$)", lambda found: places[found[1]], argument) for argument in call]


def bare(outcome: Outcome, made: Made) -> tuple[int, str, str]:
    """Return what was said, wherever the packs are; long paths break lines elsewhere."""
    out, err = (re.sub(r"\s+", "", text).replace(made.url(""), "") for text in (outcome.out, outcome.err))
    return outcome.code, out, err


@pytest.mark.parametrize(
    ("name", "form"), [*((name, "jsonl.zst") for name in (*CALLS, *ALONE)), ("json", "jsonl"), ("list", "jsonl")]
)
def test_all_is_as_with_the_file(made: Made, name: str, form: str) -> None:
    call = (CALLS | ALONE)[name]
    local = at(call, {place: f"{place}.{form}" for place in ("one", "two")})
    there = at(call, {place: made.url(f"{place}.{form}") for place in ("one", "two")})
    state = {"XDG_STATE_HOME": str(made.folder / "state")}
    wanted = made.program(*local, env=state)
    assert wanted.out or wanted.err
    found = made.program(*there, env=state)
    assert bare(found, made) == bare(wanted, made)
    if "json" in call or "csv" in call:
        assert found.out.replace(made.url(""), "") == wanted.out
    # Never more than a part of the pack at a time, and nothing without saying which part.
    ranges = [asked for method, asked in made.web.requests if method == "GET"]
    assert ranges
    for asked in ranges:
        start, end = map(int, asked.removeprefix("bytes=").split("-"))
        assert end - start < MOST
    if name in CALLS and form != "jsonl":
        assert bare(made.program(*there, "--jobs", "2"), made) == bare(wanted, made)


@pytest.mark.parametrize("name", ["json", "a folder in it", "export", "verify json"])
def test_workers_open_the_url_by_themselves(made: Made, cluster: DaskCluster, name: str) -> None:
    there = at(CALLS[name], {place: made.url(f"{place}.jsonl.zst") for place in ("one", "two")})
    assert made.program(*there, "--executor", cluster.address) == made.program(*there)
    # The same workers, when another pack is there.
    made.web.files["/data/one.jsonl.zst"] = made.packs["two.jsonl.zst"]
    assert made.program(*there, "--executor", cluster.address) == made.program(*there)


def test_what_is_in_a_pack_of_this_machine_can_be_read_by_workers(made: Made, cluster: DaskCluster) -> None:
    call = ("summarize", f"{made.folder}/one.jsonl.zst/household-roster", "--format", "json")
    assert made.program(*call, "--executor", cluster.address) == made.program(*call)


def test_rows_of_a_list_can_be_shown(made: Made, tmp_path: Path) -> None:
    state = {"XDG_STATE_HOME": str(tmp_path)}
    url = made.url("one.jsonl")
    listed = made.program("list", url, env=state)
    (row, short) = re.findall(r"(?m)^\s*(\d+)  ([0-9a-f-]{8,})", listed.out)[0]
    wanted = made.program("show", short, "--answers", "one.jsonl")
    assert (wanted.code, made.program("show", row, env=state).out) == (0, wanted.out)
    assert made.program("show", row, "--answers", url, env=state).out == wanted.out
    assert made.program("show", row, "--answers", made.url("two.jsonl"), env=state).code == 2


@pytest.mark.parametrize("form", FORMS)
def test_a_pack_is_packed_and_unpacked_from_its_url(made: Made, tmp_path: Path, form: str) -> None:
    again = tmp_path / f"again.{form}"
    assert made.program("pack", made.url(f"one.{form}"), "--output", str(again)).code in (0, 1)
    assert again.read_bytes() == made.packs[f"one.{form}"]
    for source, name in ((made.url(f"one.{form}"), "there"), (f"one.{form}", "here")):
        assert made.program("unpack", source, "--output", str(tmp_path / name)).code == 0
    files = {
        name: {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("there", "here")
        if (tmp_path / name).is_dir()
    }
    assert files["there"] == files["here"]


def test_files_and_urls_are_read_together(made: Made, cluster: DaskCluster) -> None:
    wanted = made.program("summarize", "one.jsonl.zst", "two.jsonl", "--format", "json")
    for paths in (("one.jsonl.zst", made.url("two.jsonl")), (made.url("one.jsonl.zst"), "two.jsonl")):
        for more in ((), ("--jobs", "2"), ("--executor", cluster.address)):
            found = made.program("summarize", *paths, "--format", "json", *more)
            assert found.out.replace(made.url(""), "").replace(f"{made.folder}/", "") == wanted.out
    # What is named twice is one pack.
    once = made.program("verify", made.url("one.jsonl"))
    assert made.program("verify", made.url("one.jsonl"), made.url("one.jsonl")) == once


def test_servers_may_answer_only_what_is_signed(made: Made) -> None:
    wanted = made.program("summarize", "one.jsonl.zst", "--format", "json")
    made.web.fault = "no head"
    found = made.program("summarize", made.url("one.jsonl.zst"), "--format", "json")
    assert found.out.replace(made.url(""), "") == wanted.out


def test_other_protocols_have_the_same_figures(made: Made) -> None:
    wanted = made.program("summarize", "one.jsonl.zst", "--format", "json")
    for url in (f"file://{made.folder}/one.jsonl.zst", f"FILE://{made.folder}/one.jsonl.zst"):
        for more in ((), ("--jobs", "2")):
            found = made.program("summarize", url, "--format", "json", *more)
            assert found.out.replace(f"{url.removesuffix('one.jsonl.zst')}", "") == wanted.out


def test_nothing_is_remembered_of_a_pack_at_a_url(made: Made, program: Program, tmp_path: Path) -> None:
    for more in ((), ("--jobs", "2")):
        assert program("summarize", made.url("one.jsonl"), *more).code == 1
    assert os.listdir(tmp_path) == []


# What is wrong with a server, what is said, and the exit code.
FAULTS: dict[str, tuple[str, int]] = {
    "forbidden": ("cannot read the pack at this URL: the server answers 403 Forbidden", 1),
    "no ranges": ("cannot read the pack at this URL: the server does not support range requests", 1),
    "says no ranges": ("cannot read the pack at this URL: the server does not support range requests", 1),
    "no size": ("cannot read the pack at this URL: the server does not tell its size", 1),
    "cut": ("cannot read the pack at this URL: the connection broke off", 1),
    "shifted": ("cannot read the pack at this URL: the server sent something else than these bytes", 1),
    "password": ("cannot read the pack at this URL: the server answers 401 Unauthorized", 1),
    "signed": ("cannot read the pack at this URL: the server answers 403 Forbidden", 1),
}
READING = {
    "summarize": ("summarize", "one"),
    "jobs": ("summarize", "one", "--jobs", "2"),
    "verify": ("verify", "one"),
    "list": ("list", "one"),
    "show": ("show", "--last", "--answers", "one"),
    "export": ("export", "one", "--output", "never.csv"),
    "unpack": ("unpack", "one", "--output", "never"),
    "pack": ("pack", "one", "--output", "never.jsonl"),
    "codebook": ("codebook", "one"),
    "use": ("summarize", "one", "--use", "x"),
}


def said(outcome: Outcome) -> str:
    return re.sub(r"\s+", " ", outcome.err)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_does_wrong_is_named_and_no_figure_is_given(made: Made, program: Program, fault: str) -> None:
    made.web.fault = fault
    words, code = FAULTS[fault]
    for form in FORMS:
        outcome = program("summarize", made.url(f"one.{form}"))
        assert (outcome.code, outcome.out) == (code, "")
        assert words in said(outcome)


@pytest.mark.parametrize("name", READING)
def test_every_command_says_what_is_wrong(made: Made, program: Program, tmp_path: Path, name: str) -> None:
    call = at(READING[name], {"one": made.url("one.jsonl.zst")})
    made.web.fault = "forbidden"
    outcome = program(*call)
    assert (outcome.code, outcome.out) == (1, "")
    assert "the server answers 403 Forbidden" in said(outcome)
    # Later, when it was opened.
    made.web.fault = ""
    made.web.requests.clear()

    def fail(number: int) -> None:
        made.web.fault = "forbidden" if number > 9 else ""

    made.web.before = fail
    outcome = program(*call)
    # A list is printed while it is read.
    assert (outcome.code, outcome.out if name != "list" else "") == (1, "")
    assert "the server answers 403 Forbidden" in said(outcome)
    made.web.before, made.web.fault = (lambda _: None), ""
    gone = program(*at(READING[name], {"one": made.url("none.jsonl.zst")}))
    assert (gone.code, gone.out) == (2, "")
    assert "none.jsonl.zst: error: no pack at this URL" in said(gone)
    assert not any("never" in path for path in os.listdir(tmp_path) if not os.path.isdir(tmp_path / path))


def test_where_nothing_listens(program: Program) -> None:
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        outcome = program("summarize", f"http://127.0.0.1:{port}/one.jsonl")
    assert (outcome.code, outcome.out) == (1, "")
    assert "no connection to 127.0.0.1: Connection refused" in said(outcome)


def test_who_says_nothing_is_not_waited_for(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_PATIENCE", 0.3)
    made.web.fault = "silent"
    with pytest.raises(SurveyError, match="no answer within 0 seconds"):
        Inventory([made.url("one.jsonl")])


@pytest.mark.parametrize("more", [(), ("--jobs", "2")])
def test_nobody_who_breaks_off_waits_for_a_server(made: Made, more: tuple[str, ...]) -> None:
    waiting = threading.Event()

    def fall_silent(asked: int) -> None:
        if asked > 9:
            made.web.fault = "silent"
            waiting.set()

    made.web.before = fall_silent
    process = subprocess.Popen(
        [sys.executable, "-m", "sstc_survey", "summarize", made.url("one.jsonl"), *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=made.folder, start_new_session=True,
    )  # fmt: skip
    assert waiting.wait(60)
    os.killpg(process.pid, signal.SIGINT)
    # Far less than a server is waited for.
    out, _ = process.communicate(timeout=remote._PATIENCE / 2)
    assert (process.returncode, out) == (130, b"")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", [4, 8, 12])
def test_a_pack_that_is_replaced_while_it_is_read_gives_no_figures(made: Made, form: str, number: int) -> None:
    def replace(asked: int) -> None:
        if asked > number:
            made.web.files[f"/data/one.{form}"] = made.packs[f"two.{form}"]

    made.web.before = replace
    for more in ((), ("--jobs", "2")):
        made.web.requests.clear()
        made.web.files[f"/data/one.{form}"] = made.packs[f"one.{form}"]
        outcome = made.program("summarize", made.url(f"one.{form}"), *more)
        assert (outcome.code, outcome.out) == (1, "")
        assert "was replaced or removed while it was read" in said(outcome)


@pytest.mark.parametrize("form", FORMS)
def test_where_no_server_tells_one_pack_from_another_what_does_not_fit_is_damaged(made: Made, form: str) -> None:
    made.web.has_tags = False
    sound = made.packs[f"one.{form}"]
    # Of the same size, with other bytes in the second half of its blocks.
    half = len(sound) // 2
    other = sound[:half] + bytes(byte ^ 1 for byte in sound[half : half + 1_000]) + sound[half + 1_000 :]

    def replace(asked: int) -> None:
        if asked > 8:
            made.web.files[f"/data/one.{form}"] = other

    made.web.before = replace
    outcome = made.program("verify", made.url(f"one.{form}"))
    assert outcome.code == 1
    assert "the pack is damaged" in re.sub(r"\s+", " ", outcome.out)


@pytest.mark.parametrize("form", FORMS)
def test_what_is_damaged_or_cut_is_as_in_a_file(made: Made, form: str) -> None:
    sound = made.packs[f"one.{form}"]
    half = len(sound) // 2
    for name, data in {
        f"cut.{form}": sound[:-40],
        f"half.{form}": sound[:half],
        f"bad.{form}": sound[:half] + b"xxxxxxxx" + sound[half + 8 :],
        f"none.{form}": b"",
        f"html.{form}": b"<!doctype html><title>Log in</title>" * 40,
    }.items():
        (made.folder / name).write_bytes(data)
        made.web.files[f"/data/{name}"] = data
        for command in ("summarize", "verify"):
            wanted = made.program(command, name, "--format", "json")
            found = made.program(command, made.url(name), "--format", "json")
            assert found.out.replace(made.url(""), "") == wanted.out
            assert (found.code, bare(found, made)) == (1, bare(wanted, made))
        (made.folder / name).unlink()


# Commands and what they say of URLs that are no packs, or that would be written to: nothing is opened, nothing made.
NO_PACK = "only packs can be read at a URL"
NO_OUTPUT = "nothing is written to a URL"
READ_ONLY = "a pack cannot be changed"
URL_FORMS = {
    "folder": "https://u:secret@127.0.0.1:1/answers/",
    "questionnaire": "s3://u:secret@bucket/panel.yaml",
    "pack": "https://u:secret@127.0.0.1:1/answers.jsonl.zst",
    "in a pack": "s3://bucket/answers.jsonl/panel/01a21a32-2ac0-7249-89c4-d99734daff46.json?signature=secret",
}
READS = {"*": NO_PACK}
CHANGES = {"*": NO_OUTPUT, "pack": READ_ONLY, "in a pack": READ_ONLY}
WRITES = dict.fromkeys(("*", "pack", "in a pack"), NO_OUTPUT)
TABLE: dict[str, tuple[str, dict[str, str]]] = {
    "summarize": ("summarize @", READS),
    "verify": ("verify @", READS),
    "list": ("list @", READS),
    "export": ("export @", READS),
    "report": ("report @", READS),
    "codebook": ("codebook @", READS),
    "pack": ("pack @ --output x.jsonl", READS),
    "unpack": ("unpack @ --output x", READS),
    "show": ("show @", READS),
    "show in": ("show 01a2 --answers @", READS),
    "jobs": ("summarize @ --jobs 2", READS),
    "check": ("check @", READS),
    "preview": ("preview @", READS),
    "run": ("run @", READS),
    "replies": ("run small.yaml --replies @", READS),
    "with questionnaire": (
        "summarize answers --questionnaire @",
        READS,
    ),
    "run into": ("run small.yaml --plain --answers @", CHANGES),
    "simulate": ("simulate small.yaml --answers @", CHANGES),
    "panel": ("panel small.yaml --answers @", CHANGES),
    "edit": ("edit @ --set age=1 --reason x --by x", CHANGES),
    "edit in": (
        "edit 01a2 --set age=1 --reason x --by x --answers @",
        CHANGES,
    ),
    "void": ("void @ --reason x", CHANGES),
    "void in": ("void 01a2 --reason x --answers @", CHANGES),
    "restore": ("restore 01a2 --answers @", CHANGES),
    "delete": ("delete 01a2 --answers @", CHANGES),
    "erase": ("delete @ --erase", CHANGES),
    "resume": ("run --resume @ --plain", CHANGES),
    "approve": (
        "minutes x --approve x --by x --answers @",
        CHANGES,
    ),
    **{
        f"{name} to": (f"{call} --output @", WRITES)
        for name, call in {
            "summarize": "summarize answers",
            "report": "report answers --format html",
            "export": "export answers --format csv",
            "codebook": "codebook answers --format markdown",
            "preview": "preview small.yaml --format html",
            "unpack": "unpack all.jsonl",
        }.items()
    },
    "pack to": (
        "pack answers --output @",
        {"*": "the name of a pack ends in .jsonl.zst", "pack": NO_OUTPUT, "in a pack": "the name of a pack ends in"},
    ),
    "new": ("new @", WRITES),
    "save": ("summarize @ --save x", READS),
    "extra": ("schema @", {"*": "unexpected argument", "pack": "unexpected argument", "in a pack": "unexpected"}),
}


@pytest.fixture(scope="module")
def nothing_at_urls(tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer | None) -> tuple[Program, Path]:
    folder = tmp_path_factory.mktemp("nothing")
    program = caller(folder, fork_server)
    (folder / "small.yaml").write_text(
        "id: small\nversion: 1\ntitle: S\nquestions:\n  - {name: who, type: text, label: Who?}\n"
    )
    (folder / "rows.jsonl").write_text('{"who": "A"}\n' * 2)
    assert program("run", "small.yaml", "--replies", "rows.jsonl").code == 0
    assert program("pack", "answers", "--output", "all.jsonl").code == 0
    return program, folder


@pytest.mark.parametrize("name", TABLE)
def test_what_is_no_pack_to_read(nothing_at_urls: tuple[Program, Path], name: str) -> None:
    program, folder = nothing_at_urls
    call, told = TABLE[name]
    before = sorted(folder.rglob("*"))
    for form, url in URL_FORMS.items():
        outcome = program(*call.replace("@", url).split())
        words = re.sub(r"\s+", " ", outcome.err + outcome.out)
        # A pack is looked for, where nobody answers or the package is missing.
        assert told.get(form, told["*"] if "pack" not in form else "") in words, form
        assert outcome.code in (1, 2)
        assert "secret" not in words
        assert "internal error" not in words
    # Nothing is made, least of all a folder that is named as a protocol.
    assert sorted(folder.rglob("*")) == before


# What is secret in a URL.

SECRET = re.compile(r"se(?:@|%40)cret")


@pytest.mark.parametrize("fault", ["password", "signed"])
def test_what_is_secret_in_a_url_opens_it_and_is_never_shown(
    made: Made, program: Program, tmp_path: Path, cluster: DaskCluster, fault: str
) -> None:
    made.web.fault = fault
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    for name in ("one.jsonl.zst", "none.jsonl.zst"):
        url = made.url(name)
        url = url.replace("://", f"://{USER}@") if fault == "password" else f"{url}?signature=se@cret"
        for call in (
            ("summarize", url, "--format", "json"),
            ("summarize", url, "--jobs", "2", "--output", "summary.json", "--format", "json"),
            ("summarize", url, "--format", "json", "--executor", cluster.address),
            ("verify", url, "--format", "json"),
            ("list", url),
            ("export", url, "--output", "data.csv"),
            ("report", url, "--output", "report.html"),
            ("unpack", url, "--output", "files"),
            ("show", "--last", "--answers", url),
            ("edit", "x", "--answers", url, "--set", "a=1", "--reason", "x", "--by", "x"),
        ):
            outcome = program(*call, env=state)
            assert not SECRET.search(outcome.out + outcome.err)
            assert ("no pack at this URL" in outcome.err) is (name.startswith("none") and call[0] != "edit")
            assert "cannot read the pack" not in outcome.err
    for path in tmp_path.rglob("*"):
        assert not SECRET.search(str(path))
        assert not path.is_file() or not SECRET.search(path.read_bytes().decode("utf-8", "replace"))
    assert (tmp_path / "summary.json").is_file()
    for log in cluster.logs:
        assert not SECRET.search(log.read_text())


def test_two_urls_that_differ_in_what_is_secret_are_refused(made: Made, program: Program) -> None:
    url = made.url("one.jsonl")
    outcome = program("summarize", f"{url}?version=1", f"{url}?version=2")
    assert outcome.code == 2
    assert "two URLs are the same but for their passwords" in said(outcome)


def test_what_is_a_url() -> None:
    assert [is_url(text) for text in ("s3://b/x", "HTTPS://h", "memory://x", "abfs+x://c@a/x", "zip::s3://b")] == [
        True
    ] * 5
    assert [is_url(text) for text in ("x", "a/b://c", "://x", "1s://x", "c:/x", "", "a b://c")] == [False] * 7


# Without the packages.


def without(package: str, folder: Path, *arguments: str) -> Outcome:
    code = f"import sys; sys.modules[{package!r}] = None; from sstc_survey.__main__ import main; sys.exit(main())"
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=False, capture_output=True, text=True, cwd=folder
    )
    return Outcome(ended.returncode, ended.stdout, ended.stderr)


def test_packages_that_are_missing_are_named(made: Made) -> None:
    url = made.url("one.jsonl")
    assert 'run: pip install "sstc-survey[url]"' in said(without("fsspec", made.folder, "summarize", url))
    outcome = without("aiohttp", made.folder, "summarize", url)
    assert (outcome.code, outcome.out) == (2, "")
    assert "reading http:// needs a package that is not installed" in said(outcome)
    assert "run: pip install aiohttp" in said(outcome)
    outcome = without("s3fs", made.folder, "summarize", "s3://bucket/one.jsonl")
    assert "run: pip install s3fs" in said(outcome)


@pytest.mark.parametrize("protocol", ["nope", "simplecache::https"])
def test_a_protocol_that_nobody_knows(program: Program, protocol: str) -> None:
    outcome = program("summarize", f"{protocol}://chea:secret@bucket/one.jsonl")
    assert outcome.code == 2
    assert f'{protocol}://bucket/one.jsonl: error: packs are not read with the protocol "{protocol}"' in said(outcome)


def test_packs_of_this_machine_need_no_fsspec(made: Made) -> None:
    for form in FORMS:
        assert without("fsspec", made.folder, "list", f"one.{form}").code == 1
    code = (
        "import sys; from sstc_survey.__main__ import main; sys.argv[1:] = ['list', 'one.jsonl.zst']; main();"
        "print([name for name in ('fsspec', 'aiohttp', 'asyncio') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=made.folder)
    assert ended.stdout.splitlines()[-1] == "[]"


# Workers of a cluster that cannot do what this machine can.

HIDE = """
import sys
sys.modules[{package!r}] = None
"""


@pytest.mark.parametrize(
    ("package", "words"),
    [
        ("fsspec", 'needs packages that are not installed (run: pip install "sstc-survey[url]")'),
        ("aiohttp", "reading http:// needs a package that is not installed (run: pip install aiohttp)"),
    ],
)
def test_workers_without_the_packages_are_named(made: Made, tmp_path: Path, package: str, words: str) -> None:
    with dask_cluster(tmp_path) as found:
        # What Dask has imported of it at its start stays.
        preload = "import sys\nfor name in [*sys.modules]:\n    if name.partition('.')[0] == 'fsspec':\n"
        preload += f"        del sys.modules[name]\n{HIDE.format(package=package)}"
        found.add_workers(1, preload)
        outcome = made.program("summarize", made.url("one.jsonl"), "--executor", found.address)
    assert (outcome.code, outcome.out) == (1, "")
    assert f"cannot read {made.url('one.jsonl')}" in said(outcome)
    assert words in said(outcome)
    assert "give every worker the packages for it" in said(outcome)


def test_a_url_that_only_this_machine_can_open_is_refused(made: Made, cluster: DaskCluster) -> None:
    code = """
import sys, fsspec
from sstc_survey.cli import run_program
for name in ("one.jsonl", "/data/one.jsonl"):
    fsspec.filesystem("memory").pipe(name, open("one.jsonl", "rb").read())
sys.exit(run_program(sys.argv[1:]))
"""

    def call(*arguments: str) -> Outcome:
        command = [sys.executable, "-c", code, *arguments]
        ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=made.folder)
        return Outcome(ended.returncode, ended.stdout, ended.stderr)

    wanted = made.program("summarize", "one.jsonl", "--format", "json")
    found = call("summarize", "memory://one.jsonl", "--format", "json")
    assert found.out.replace("memory://", "") == wanted.out
    outcome = call("summarize", "memory://one.jsonl", "--executor", cluster.address)
    assert (outcome.code, outcome.out) == (1, "")
    assert said(outcome).count("cannot read memory://one.jsonl: no pack at this URL") == 2
    # Each process has a folder of its own at this path.
    outcome = call("summarize", "file:///proc/self/cwd/one.jsonl", "--executor", cluster.address)
    assert said(outcome).count("cannot read file:///proc/self/cwd/one.jsonl: no pack at this URL") == 2


def test_files_of_this_machine_are_compared_also_beside_urls(made: Made) -> None:
    pack, url = f"{made.folder}/one.jsonl", made.url("two.jsonl")
    assert Inventory([url, pack]).first_local == pack
    assert Inventory([url, f"{made.folder}/one"]).first_local.startswith(f"{made.folder}/one/")
    assert Inventory([url]).first_local == ""


def test_another_pack_there_for_a_worker_is_refused(made: Made, cluster: DaskCluster) -> None:
    url = made.url("one.jsonl")
    inventory = Inventory([url])
    made.web.files["/data/one.jsonl"] = made.packs["two.jsonl"]
    found = Cluster(cluster.address)
    try:
        with pytest.raises(SurveyError) as raised:
            found.check(inventory, [url])
    finally:
        found.close()
    assert [(each.code, each.details["reason"]) for each in raised.value.problems] == [
        ("cluster-url", "there is another file")
    ] * 2
