"""What holds for every command that writes a file.

1. It overwrites nothing that is data: what it reads, responses, questionnaires, anything among answers or read-only.
2. It replaces any other file whole, keeps its mode and the links to it, and clears up after itself.
3. What is open already, pipes, terminals and sockets are written into.
"""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from conftest import Outcome, Program
from hangs import no_hang

from sstc_survey.cli.app import app
from sstc_survey.commands.shared.protection import is_questionnaire, is_response, overwriting

REPLIES = '{"who": "Ana", "media": ["tv"], "age": 30}'
# Every command that writes a file that the user names; `new` alone replaces none.
WRITERS = {
    "summarize": ("summarize", "kept", "--questionnaire", "small.yaml", "--format", "json", "--output"),
    "preview": ("preview", "small.yaml", "--format", "html", "--output"),
    "minutes": ("minutes", "--answers", "panels", "--format", "markdown", "--output"),
    "report": ("report", "kept", "--questionnaire", "small.yaml", "--format", "html", "--output"),
    "export": ("export", "kept", "--format", "jsonl", "--output"),
    "codebook": ("codebook", "kept", "--questionnaire", "small.yaml", "--format", "csv", "--output"),
    "new": ("new", "--yes"),
}
REPLACING = ("summarize", "preview", "minutes", "report", "export", "codebook")


@pytest.fixture(params=WRITERS)
def write(request: pytest.FixtureRequest, program: Program, folder: Path) -> Callable[[Path | str], Outcome]:
    """Return a function that lets a command write to a path."""
    assert (folder / "kept").is_dir()
    return lambda path: program(*WRITERS[request.param], str(path))


@pytest.fixture
def folder(tmp_path: Path, program: Program, small: str) -> Path:
    """Return a folder with a questionnaire and a response to it."""
    (tmp_path / "replies.json").write_text(REPLIES, encoding="utf-8")
    assert program("run", small, "--replies", "replies.json", "--answers", "kept").code == 0
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "roster.csv").write_text("label\na\nb\n", encoding="utf-8")
    held = program("panel", small, "--plain", "--roster", "roster.csv", "--answers", "panels", typed=b"leave\n")
    assert "Session saved" in held.err
    return tmp_path


def test_every_command_that_takes_an_output_is_tried() -> None:
    found = {
        name
        for name, command in typer.main.get_command(app).commands.items()  # type: ignore[attr-defined]  # it is a group
        for option in command.params
        if "--output" in option.opts
    }
    # What these two write is tried with what they read.
    assert found == {*REPLACING, "pack", "unpack"}


def response(folder: Path) -> Path:
    (path,) = (folder / "kept" / "small").glob("*.json")
    return path


def questionnaire_copy(folder: Path) -> Path:
    (path,) = (folder / "kept" / "small").glob("*/*.yaml")
    return path


def moved(path: Path, folder: Path, name: str) -> Path:
    target = folder / "elsewhere" / name
    target.write_bytes(path.read_bytes())
    return target


def linked(path: Path, folder: Path) -> Path:
    link = folder / "elsewhere" / "link.txt"
    link.symlink_to(path)
    return link


def hard_linked(path: Path, folder: Path) -> Path:
    link = folder / "elsewhere" / "hard.txt"
    link.hardlink_to(path)
    return link


def made(path: Path, text: str = "mine", mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def made_folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


DATA: dict[str, Callable[[Path], Path]] = {
    "response": response,
    "response-moved": lambda folder: moved(response(folder), folder, "summary.txt"),
    "response-cut-off": lambda folder: made(folder / "cut.txt", response(folder).read_text()[:200]),
    "response-linked": lambda folder: linked(response(folder), folder),
    "response-hard-linked": lambda folder: hard_linked(response(folder), folder),
    "response-linked-twice": lambda folder: linked(hard_linked(response(folder), folder), folder),
    "questionnaire": lambda folder: folder / "small.yaml",
    "questionnaire-other-spelling": lambda folder: folder / "elsewhere" / ".." / "small.yaml",
    "questionnaire-linked": lambda folder: linked(folder / "small.yaml", folder),
    "questionnaire-hard-linked": lambda folder: hard_linked(folder / "small.yaml", folder),
    "questionnaire-other": lambda folder: made(folder / "other.yaml", "title: A\nquestions:\n  - broken: [\n"),
    "questionnaire-in-pieces": lambda folder: made(folder / "begun.yaml", "id\n\tquestions: ["),
    "replies-linked": lambda folder: linked(folder / "replies.json", folder),
    "copy": questionnaire_copy,
    "copy-moved": lambda folder: moved(questionnaire_copy(folder), folder, "form.html"),
    "read-only": lambda folder: made(folder / "read-only.txt", mode=0o444),
    "read-only-linked": lambda folder: linked(made(folder / "read-only.txt", mode=0o444), folder),
    "among-answers": lambda folder: made(folder / "kept" / "small" / "notes.txt"),
    "below-answers": lambda folder: made(folder / "kept" / "small" / "deep" / "er" / "notes.txt"),
    "among-answers-elsewhere": lambda folder: made(moved(response(folder), folder, response(folder).name).parent / "x"),
    "among-locks": lambda folder: made(made_folder(folder / "drafts" / ".locks").parent / "x"),
}


@pytest.mark.parametrize("kind", DATA)
def test_data_is_not_overwritten(folder: Path, write: Callable[[Path | str], Outcome], kind: str) -> None:
    path = DATA[kind](folder)
    before = path.read_bytes()
    found = sorted(folder.rglob("*"))
    outcome = write(path)
    assert (outcome.code, outcome.out) == (2, "")
    fault, remedy = outcome.err.rstrip("\n").split("\n")
    assert fault.startswith(f"{path}: error: ")
    assert remedy.startswith("   = ")
    assert path.read_bytes() == before
    assert sorted(folder.rglob("*")) == found


def test_what_is_in_the_way_is_known_before_the_work_begins(program: Program, folder: Path) -> None:
    (folder / "small.yaml").write_text("id: [broken")
    outcome = program("preview", "small.yaml", "--output", "small.yaml")
    assert "the command reads this file" in outcome.err
    assert program("preview", "small.yaml", "--output", "nowhere/form.txt").err.startswith("nowhere/form.txt: error:")
    asked = program("new", "kept/small/new.yaml", typed="Title\n")
    assert "What is the title?" not in asked.err


@pytest.mark.parametrize("place", ["kept", "kept/small", "kept/below"])
def test_nothing_new_comes_into_a_folder_that_is_read(program: Program, folder: Path, place: str) -> None:
    (folder / "kept" / "below").mkdir()
    outcome = program("summarize", "kept", "--format", "json", "--output", f"{place}/summary.json")
    assert (outcome.code, outcome.out) == (2, "")
    assert "choose a file in another folder" in outcome.err
    assert not (folder / place / "summary.json").exists()


def test_new_makes_nothing_among_answers(folder: Path) -> None:
    inside = subprocess.run(
        [sys.executable, "-m", "sstc_survey", "new", "--yes"], cwd=folder / "kept" / "small", capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert inside.returncode == 2
    assert "contains responses" in inside.stderr


UNWRITABLE: dict[str, Callable[[Path], Path | str]] = {
    "a folder": lambda folder: folder / "elsewhere",
    "a folder to be": lambda _: "elsewhere/new/",
    "no folder": lambda _: "nowhere/x.txt",
    "a file as a folder": lambda _: "replies.json/x.txt",
    "nothing": lambda _: "",
    "a circle": lambda folder: linked(folder / "elsewhere" / "link.txt", folder),
    "a closed descriptor": lambda _: "/dev/fd/77",
}


@pytest.mark.parametrize("kind", UNWRITABLE)
def test_what_cannot_be_written_is_said_at_once(
    folder: Path, write: Callable[[Path | str], Outcome], kind: str
) -> None:
    path = UNWRITABLE[kind](folder)
    found = sorted(folder.rglob("*"))
    outcome = write(path)
    assert (outcome.code, outcome.out) == (2, "")
    assert "error: " in outcome.err
    assert sorted(folder.rglob("*")) == found


OTHERS = {
    "text": "mine",
    "nothing": "",
    "summary": '{"format": "sstc-survey/summary", "questionnaire": {"id": "x"}, "questions": []}',
    "table": "Small\nquestions: 3\n",
    "page": "<!doctype html>\n<p>id: a questions: b</p>\n",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("name", REPLACING)
def test_any_other_file_is_replaced(program: Program, folder: Path, name: str, text: str) -> None:
    output = made(folder / "out.txt", text, 0o640)
    link = linked(output, folder)
    for _ in range(2):
        assert program(*WRITERS[name], str(link)).code == 0
        assert link.is_symlink()
        assert output.stat().st_mode & 0o777 == 0o640
    assert program(*WRITERS[name], "fresh.txt").code == 0
    assert (folder / "fresh.txt").read_bytes() == output.read_bytes() != text.encode()
    assert not list(folder.glob(".*"))


@pytest.mark.parametrize("name", ["line\nbreak.txt", "\x1b[31mred.txt", "x" * 251 + ".txt", " ", "សួស្តី.txt", "./-"])
def test_any_name_will_do(folder: Path, program: Program, name: str) -> None:
    outcome = program("preview", "small.yaml", f"--output={name}")
    assert (outcome.code, outcome.err) == (0, "")
    assert (folder / name).read_text().startswith("Small")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("begun.txt", "# mine\nquestions:\n  # first\n  - name: a\n"),
        ("begun.yaml", "id\n\tquestions: ["),
        ("begun.yml", "# to be written"),
        ("Begun.YAML", "- a"),
        ("replies.json", REPLIES),
        ("Replies.JSON", REPLIES),
        ("rows.jsonl", f"{REPLIES}\n{REPLIES}\n"),
        ("interviews.jsonl", '{"id": "7", "started": "2016-09-07T09:00:00+08:00", "who": "Ana"}'),
        ("cut.jsonl", '\ufeff\n{"who": "A'),
        ("replies.yaml", "who: Ana\nage: 30\n"),
    ],
)
def test_replies_and_what_is_not_a_questionnaire_yet_are_not_replaced(tmp_path: Path, file: str, text: str) -> None:
    path = made(tmp_path / file, text)
    for written in (path, linked(path, made_folder(tmp_path / "elsewhere").parent)):
        problem = overwriting(str(written), ())
        assert problem is not None
        assert problem.code in {"output-may-be-input", "output-is-questionnaire"}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("summary.json", '{\n  "format": "sstc-survey/summary",\n  "questions": []}'),
        ("export.jsonl", '{"id": "01a2", "started": "2016-09-07T09:00:00+08:00", "language": "en"}'),
        ("named.jsonl", '{"response_id": "1", "response_started": "2016Z", "seconds": 0, "language": "en"}'),
        ("finished.jsonl", '{"id": "01a2", "started": "2016Z", "finished": "2016Z", "seconds": -1, "language": "en"}'),
        ("simulated.json", '{"format": "sstc-survey/simulation", "questions": ['),
        ("list.json", '[\n{"file": "x", "questions": []}\n]\n'),
        ("words.json", "made by jq"),
        *((f"empty{end}", " \n") for end in (".json", ".jsonl", ".yaml", ".yml")),
        ("table.csv", '"question","questions:"\n'),
        ("panel.md", "# Panel\n\n- questions: 3\n"),
        ("panel.html", "<!doctype html><p>questions:\n- a"),
        ("panel.svg", "<svg/>"),
    ],
)
def test_what_the_program_wrote_is_replaced(tmp_path: Path, file: str, text: str) -> None:
    assert overwriting(str(made(tmp_path / file, text)), ()) is None


def test_a_summary_is_replaced_by_the_next(program: Program, folder: Path) -> None:
    for _ in range(2):
        assert program(*WRITERS["summarize"], "summary.json").code == 0
    assert (folder / "summary.json").exists()


@pytest.mark.parametrize("name", WRITERS)
def test_a_hyphen_is_standard_output(program: Program, folder: Path, name: str) -> None:
    found = sorted(folder.rglob("*"))
    outcome = program(*WRITERS[name], "-")
    assert outcome.code == 0
    # An export has no place for the account of the files.
    assert (outcome.err == "") == (name != "export")
    assert outcome.out == program(*WRITERS[name], "/dev/stdout").out
    assert sorted(folder.rglob("*")) == found


def test_where_there_is_no_room_the_old_file_stays(folder: Path) -> None:
    made(folder / "out.txt")
    shell = f"ulimit -f 0; exec {sys.executable} -m sstc_survey preview small.yaml --output out.txt"
    ended = subprocess.run(["bash", "-c", shell], cwd=folder, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "out.txt: error: the file would exceed the system's size limit" in ended.stderr
    assert (folder / "out.txt").read_text() == "mine"
    assert not list(folder.glob(".*"))


def test_a_dangling_link_gets_the_file_that_it_names(folder: Path, program: Program) -> None:
    link = linked(folder / "to-be.txt", folder)
    assert program("preview", "small.yaml", "--output", str(link)).code == 0
    assert link.is_symlink()
    assert (folder / "to-be.txt").read_text().startswith("Small")


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/proc/thread-self/fd/1", "link"])
def test_what_the_shell_has_opened_is_written_into(program: Program, folder: Path, name: str, path: str) -> None:
    if path == "link":
        path = str(linked(Path("/dev/stdout"), folder))
    printed = program(*WRITERS[name], path)
    assert printed.code == 0
    log = made(folder / "log.txt", "before\n")
    with log.open("ab") as appended:
        ended = subprocess.run(
            [sys.executable, "-m", "sstc_survey", *WRITERS[name], path], stdout=appended, cwd=folder,
            stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
    assert ended.returncode == 0
    assert log.read_text() == f"before\n{printed.out}"
    assert printed.out


def test_what_the_shell_has_opened_may_be_data(folder: Path) -> None:
    for data in (response(folder), folder / "small.yaml"):
        before = data.read_bytes()
        with data.open("ab") as appended:
            ended = subprocess.run(
                [sys.executable, "-m", "sstc_survey", *WRITERS["preview"], "/dev/stdout"], stdout=appended, cwd=folder,
                stderr=subprocess.PIPE, check=False,
            )  # fmt: skip
        assert ended.returncode == 2
        assert data.read_bytes() == before


@pytest.mark.parametrize("name", WRITERS)
def test_devices_are_written_into(program: Program, folder: Path, name: str) -> None:
    assert (folder / "kept").is_dir()
    assert program(*WRITERS[name], "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()
    full = program(*WRITERS[name], "/dev/full")
    assert full.code == 1
    assert "No space left on device" in full.err
    assert program(*WRITERS[name], "/dev/stderr").err.startswith(program(*WRITERS[name], "/dev/stdout").out)


@pytest.mark.parametrize("name", WRITERS)
def test_pipes_and_sockets_are_written_into(program: Program, folder: Path, name: str) -> None:
    printed = program(*WRITERS[name], "/dev/stdout").out.encode()
    os.mkfifo(folder / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((folder / "pipe").read_bytes()))
    reader.start()
    assert program(*WRITERS[name], "pipe").code == 0
    reader.join()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket"))
        server.listen()
        assert program(*WRITERS[name], "socket").code == 0
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as received:
            got.append(received.read())
    assert got == [printed, printed]
    assert (folder / "pipe").is_fifo()
    assert (folder / "socket").is_socket()


def test_a_process_of_the_shell_reads_it(folder: Path) -> None:
    shell = f"{sys.executable} -m sstc_survey preview small.yaml --output >(cat >through.txt) && wait $!"
    with no_hang():
        subprocess.run(["bash", "-c", shell], cwd=folder, check=True)
    assert (folder / "through.txt").read_text().startswith("Small")


def test_what_a_killed_write_left_is_removed_by_the_next(program: Program, folder: Path) -> None:
    ours = made(folder / f".out.txt.{'0' * 16}.tmp")
    at_work = made(folder / f".out.txt.{'1' * 16}.tmp")
    others = [made(folder / name) for name in (f".out.{'0' * 16}.tmp", f".xout.txt.{'0' * 16}.tmp", ".out.txt.tmp")]
    with at_work.open() as locked:
        fcntl.flock(locked, fcntl.LOCK_EX)
        assert program("preview", "small.yaml", "--output", "out.txt").code == 0
    assert not ours.exists()
    assert all(path.exists() for path in (at_work, *others))


def test_a_text_that_quotes_a_questionnaire_is_not_called_one(program: Program, folder: Path) -> None:
    text = "# Ours\n\nAn example:\n\n```yaml\nid: a\ntitle: A\nquestions:\n  - {name: a, type: text, label: A}\n```\n"
    path = made(folder / "README.md", text)
    for command in ("report", "codebook"):
        refused = program(command, "kept", "--format", "markdown", "--output", "README.md")
        assert (refused.code, refused.out) == (2, "")
        assert "README.md: error: this file contains a questionnaire, or keys of one, so it is not overw" in refused.err
        assert "or delete this one first" in refused.err
    assert path.read_text() == text
    path.unlink()
    assert program("report", "kept", "--output", "README.md").code == 0


def test_data_that_comes_meanwhile_is_not_overwritten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sstc_survey.commands.shared.output import output_to
    from sstc_survey.problems import SurveyError

    monkeypatch.chdir(folder)
    output = output_to("out.txt", [])
    assert output is not None
    moved(response(folder), folder, "../out.txt")
    with pytest.raises(SurveyError) as raised:
        output.write(b"new")
    assert [problem.code for problem in raised.value.problems] == ["output-is-response"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"id: a\ntitle: A\nquestions:\n  - name: a\n", True),
        (b"\xef\xbb\xbf---\n  version: 1\n  'questions' : []\n", True),
        (b'{"id": "a", "questions": []}', True),
        (b"{id: a, questions: [", True),
        (b"\xef\xbb\xbfquestions: # all of them\r\n  # the first\r\n- name: a\r\n", True),
        (b"questions:\n- x", True),
        (b"some text\nquestions:\nmore text\n", False),
        ("id: a\nquestions: []\n".encode("utf-16"), True),
        (b'{"format": "sstc-survey/summary", "title": "", "questions": [}', False),
        (b"questions: 3\n", False),
        (b"id: a\n# questions: none\n", False),
        (b'[{"id": "a", "questions": []}]', False),
    ],
)
def test_a_questionnaire_is_known_by_its_keys(data: bytes, expected: bool) -> None:
    assert is_questionnaire(data) is expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"format":"sstc-survey/response"', True),
        (b'{"answers": {}, "format" :\n "sstc-survey\\/response"}', True),
        ('{"format": "sstc-survey/response"}'.encode("utf-16"), True),
        (b'{"text": "\\"format\\": \\"sstc-survey/response\\""}', False),
        (b'{"format": "sstc-survey/summary"}', False),
    ],
)
def test_a_response_is_known_by_its_format(data: bytes, expected: bool) -> None:
    assert is_response(data) is expected
