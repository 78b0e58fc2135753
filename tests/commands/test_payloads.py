"""Every command over data that has payloads in every place: what it writes is only text.

1. Nothing from data steers a terminal, through a pipe or at a terminal, with colours and without them.
2. Files in each format are sound, and have no markup, link, script or formula that data put there.
3. No file is touched that was not named, no exit code is 70, and there is no traceback.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import typer
from conftest import Outcome, Program, caller
from markdown_it import MarkdownIt
from payload_folder import ALL_ON_ONE_LINE, NAMES, RESPONSE, build
from payloads import EVERYTHING, MIXED, PAYLOADS, is_formula, steering

from sstc_survey.cli.app import app
from sstc_survey.commands.shared.starter import PARTS, NewQuestionnaire, starter
from sstc_survey.parsing.questionnaire import parse_questionnaire

LINES: Final = [" ".join(re.split("[\r\n]+", text)).replace("\0", "") for text in EVERYTHING.values()]
# What can be an argument.
ARGUMENTS: Final = [os.fsdecode(name) for name in NAMES.values()]
TYPED: Final = "".join(f"{line}\n" for line in LINES).encode("utf-8", "surrogatepass")
# The response that went wrong in no way, by the number of the payload in it.
SOUND: Final = RESPONSE % 0


class Call(NamedTuple):
    """A command line, what is typed, and the format of what it prints or writes."""

    arguments: tuple[str, ...]
    format: str = "text"
    typed: bytes = b""


def call(arguments: str, *more: str, format: str = "text", typed: bytes = b"") -> Call:  # noqa: A002 the word of the option
    """Return a call whose arguments are parted by spaces, and more of them that may have some."""
    return Call((*arguments.split(), *more), format, typed)


def each(arguments: str, *more: str, typed: bytes = b"") -> Iterator[Call]:
    """Yield a call for each payload, which stands where the arguments have `@`."""
    for text in MIXED:
        yield Call(
            tuple(text if part == "@" else part.replace("@", text) for part in (*arguments.split(), *more)), typed=typed
        )


WRONG: Final = [f"wrong/{number}.yaml" for number in range(len(PAYLOADS) + 9)]
RAW: Final = [f"raw/{os.fsdecode(name)}.yaml" for name in NAMES.values()]
ID: Final = RESPONSE % 3
CALLS: Final[dict[str, list[Call]]] = {
    "run": [
        call("run texts.yaml --plain", typed=TYPED),
        call("run texts.yaml --plain --language fr --answers made", typed=b"a\nother\n" + TYPED),
        call("run answers.yaml --plain --answers made --interviewer", ALL_ON_ONE_LINE.replace("\0", ""), typed=TYPED),
        call(
            "run answers.yaml --plain --answers made",
            typed=b"".join(b"%s\n/back\n" % line.encode("utf-8", "surrogatepass") for line in LINES),
        ),
        call("run answers.yaml --plain --answers made", typed=b"x\nother\n" + TYPED),
        call("run answers.yaml --plain --answers made", typed=b"x\n/comment " + TYPED.replace(b"\n", b"\n/comment ")),
        *(
            call(f"run answers.yaml --replies wrong/{name}.jsonl --answers made")
            for name in ("unknown", "choices", "numbers", "states", "nested")
        ),
        call("run answers.yaml --replies answers.jsonl --answers made --key who --verbose"),
        call("run texts.yaml --replies texts.jsonl --answers made --verbose --language xx"),
        call("run --resume --answers drafts --plain", typed=b"1\n" + TYPED),
        call(f"run --resume {ID} --answers drafts --plain", typed=b"\n" * 9 + TYPED),
        call("run answers.yaml --resume nothing --answers drafts"),
        call("run answers.yaml --resume --answers damaged"),
        *each("run answers.yaml --replies answers.jsonl --answers made --key=@"),
        *each("run answers.yaml --replies texts.jsonl --answers made --language=@ --interviewer=@"),
        *each("run answers.yaml --replies raw/@.jsonl --answers made/@"),
        *each("run answers.yaml --plain --answers folder/@ --interviewer=@", typed=b"x\n"),
    ],
    "summarize": [
        *(
            call(f"summarize {place} --format {name}", *also, format=name)
            for place in ("answers/texts", "answers/answers", "drafts --include partial --include simulated")
            for name, *also in (
                ("table",),
                ("json",),
                ("csv",),
                ("csv", "--separator", ";"),
                ("csv", "--separator", "tab"),
                ("markdown",),
                ("svg",),
            )
        ),
        *(call(f"summarize damaged --format {name}", format=name) for name in ("table", "csv", "markdown")),
        call("summarize answers/answers --format csv --raw", format="raw"),
        call("summarize answers/texts --sort count --base asked --language fr --question pick"),
        call("summarize answers/answers --questionnaire texts.yaml"),
        call("summarize answers/texts --format csv --output made.csv", format="csv"),
        call("summarize answers --format json"),
        *each("summarize answers/texts --question=@ --language=@ --output folder/@"),
        *each("summarize nowhere/@ --questionnaire=@"),
        *each("summarize answers/texts --question who --output=@"),
    ],
    "check": [
        call("check texts.yaml answers.yaml"),
        call("check texts.yaml --format json", format="json"),
        call("check -", typed=b"title: \x1b[5m\n"),
        call("check", *WRONG),
        call("check", *RAW),
        call("check --format json", *WRONG, *RAW, format="json"),
        *each("check nowhere/@"),
    ],
    "list": [
        *(
            call(f"list {place} --format {name}", format=name)
            for place in ("answers", "drafts --language fr", "damaged")
            for name in ("table", "json")
        ),
        call("list nowhere", *ARGUMENTS),
    ],
    "show": [
        *(
            call(f"show {RESPONSE % number} --answers answers --format {name}", format=name)
            for number in range(0, len(PAYLOADS), 12)
            for name in ("table", "json")
        ),
        *(call(f"show {RESPONSE % number} --answers drafts --language zz") for number in range(3)),
        *(
            call("show", f"damaged/answers/{os.fsdecode(name)}{end}.json")
            for name in list(NAMES.values())[:30:9]
            for end in ("", " 1", " 2", " 7", " 14", " 16")
        ),
        *each("show @ --answers=@"),
    ],
    "delete": [
        call(f"delete {RESPONSE % 1} --answers drafts", typed=b"n\n"),
        call(f"delete {RESPONSE % 1} --answers drafts --yes"),
        call(f"delete {RESPONSE % 2} --answers damaged --erase", typed=b"no\n"),
        *each("delete @ --answers damaged --erase", typed=TYPED),
        *each("delete @ --answers=@"),
        *(
            call(
                "delete --erase --answers damaged --",
                name,
                typed=name.lower().encode("utf-8", "surrogateescape") + b"\n",
            )
            for name in ARGUMENTS[::12]
        ),
        *(call("delete --answers damaged", f"damaged/answers/{name}.json", typed=b"n\n") for name in ARGUMENTS[::12]),
    ],
    "verify": [
        call("verify"),
        call("verify damaged drafts --format json", format="json"),
        call("verify damaged", *ARGUMENTS),
    ],
    "new": [
        call("new", typed=TYPED),
        *each("new folder/@.yaml --yes --title=@"),
        *each("new --yes --schema --title=@ --language=@ /dev/stdout"),
        *each("new /dev/stdout --yes --title=@"),
    ],
    "preview": [
        *(
            call(f"preview {file} --format {name}", format=name)
            for file in ("texts.yaml", "answers.yaml")
            for name in ("text", "markdown", "html")
        ),
        *(
            call(f"preview {file} --routing --language fr --format {name}", format=name)
            for file in ("texts.yaml", "answers.yaml")
            for name in ("text", "mermaid")
        ),
        call("preview texts.yaml --language fr --format html --output made.html", format="html"),
        *each("preview answers.yaml --language=@ --output=@"),
        *each("preview raw/@.yaml"),
    ],
    "simulate": [
        call("simulate texts.yaml -n 2"),
        call("simulate texts.yaml -n 2 --format json", format="json"),
        call("simulate answers.yaml --count 20 --seed 3 --answers", f"made/{ARGUMENTS[0]}"),
    ],
    "schema": [call("schema", format="json")],
}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Fill a folder once."""
    folder = tmp_path_factory.mktemp("built")
    build(folder, caller(folder, request.getfixturevalue("fork_server")))
    return folder


@pytest.fixture
def folder(tmp_path: Path, built: Path) -> Path:
    """Return a folder of its own with payloads in every place, where the program is called."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    (tmp_path / "folder").mkdir()
    return tmp_path


def test_every_command_option_and_format_is_tried() -> None:
    commands: dict[str, typer.core.TyperCommand] = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # it is a group
    assert set(CALLS) == set(commands)
    for name, command in commands.items():
        written = [part for each_call in CALLS[name] for part in each_call.arguments]
        for option in command.params:
            if option.param_type_name == "option":
                assert any(part.partition("=")[0] in option.opts for part in written), (name, option.opts)
            for choice in getattr(option.type, "choices", ()):
                is_default = str(option.default) == choice
                assert choice in written or is_default, (name, choice)


def is_text(text: str) -> None:
    """Expect lines for a person."""
    assert steering(text) == []


def is_json(text: str) -> None:
    """Expect JSON without anything that steers a terminal that it is printed on."""
    assert steering(text) == []
    json.loads(text)


def is_csv(text: str) -> None:
    """Expect rows without formulas, whatever they are split at."""
    written = text[len('"question"')]
    assert steering(text.replace(written, ",")) == []
    for separator in ",;|\t":
        left = "" if separator == written else written
        for row in csv.reader(io.StringIO(text), delimiter=separator):
            assert [cell for cell in row if is_formula(cell.lstrip(left) if left else cell)] == []


def is_markdown(text: str) -> None:
    """Expect nothing but what the program itself writes: headings, lists, tables, quotations, line breaks."""
    assert steering(text) == []
    found = set()
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        found.add(token.type)
        for part in token.children or ():
            found.add(part.type if part.content != "<br>" else "br")
        if token.type == "inline":
            assert token.content not in {"heading", "item", "one"}
    assert {name.removesuffix("_open").removesuffix("_close") for name in found} <= {
        "heading", "paragraph", "inline", "text", "text_special", "softbreak", "br", "bullet_list", "list_item",
        "table", "thead", "tbody",
        "tr", "th", "td", "blockquote", "em", "strong", "ordered_list",
    }  # fmt: skip


class Reader(HTMLParser):
    """Collects the elements and attributes of a page, and the text that is in no <bdi>."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = self.outside = ""
        self._apart = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._apart += tag == "bdi"

    def handle_endtag(self, tag: str) -> None:
        self._apart -= tag == "bdi"

    def handle_data(self, data: str) -> None:
        self.text += data
        if not self._apart:
            self.outside += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def is_html(text: str) -> None:
    """Expect a page whose elements are the program's, with data apart."""
    assert steering(text) == []
    reader = Reader()
    reader.feed(text)
    assert reader.tags <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "h4", "p", "div", "section", "span",
        "ul", "li", "bdi",
    }  # fmt: skip
    assert reader.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    body = text.partition("<body>")[2]
    assert body.count("<bdi>") == body.count("</bdi>")
    _, _, outside = reader.outside.rpartition("@page")
    assert "\u05e9" not in outside
    assert "link.example" not in outside.partition("\n")[2]


def is_svg(text: str) -> None:
    """Expect a picture that is sound XML and has only what rich draws."""
    assert steering(text) == []
    root = ET.fromstring(text)  # noqa: S314 what the program made
    tags = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert tags <= {"svg", "style", "defs", "clipPath", "rect", "g", "text", "circle"}
    names = {name for node in root.iter() for name in node.attrib}
    assert not {name for name in names if name.startswith("on") or "href" in name}


BOX: Final = r'\[""\]'
ROUND_BOX: Final = rf"\({BOX}\)"
ARROW: Final = r'n\d+ (-->|-\.->\|""\|) n\d+'


def is_mermaid(text: str) -> None:
    """Expect a chart in which everything from data is in quotation marks, with no sign there that means anything."""
    assert steering(text) == []
    for line in text.splitlines():
        outside = re.sub('"[^"]*"', '""', line)
        assert re.fullmatch(f" *(flowchart TD|end|subgraph n\\d+{BOX}|n\\d+({BOX}|{ROUND_BOX})|{ARROW})", outside), line
        for label in re.findall('"([^"]*)"', line):
            assert not re.search("%%|[<>`&$\\\\]|#(?!\\d+;)", label), label


def is_raw_csv(text: str) -> None:
    """Expect rows that no formula was taken out of."""
    assert steering(text) == []
    assert len(list(csv.reader(io.StringIO(text)))) > len(PAYLOADS)


FORMATS: Final[dict[str, Callable[[str], None]]] = {
    "text": is_text, "table": is_text, "json": is_json, "csv": is_csv, "raw": is_raw_csv, "markdown": is_markdown,
    "html": is_html, "svg": is_svg, "mermaid": is_mermaid,
}  # fmt: skip


@pytest.mark.parametrize("command", CALLS)
def test_nothing_gets_through_a_pipe(program: Program, folder: Path, command: str) -> None:
    faults = []
    for each_call in CALLS[command]:
        try:
            examine(program(*each_call.arguments, typed=each_call.typed), each_call, folder)
        except AssertionError as error:
            faults.append(f"{each_call.arguments!r:.300}: {error!s:.600}")
    assert not faults, "\n".join(faults)
    nothing_outside(folder)


def examine(outcome: Outcome, made: Call, folder: Path) -> None:
    """Expect of a call what its format promises, of its messages too, and of the file that it made."""
    assert outcome.code in {0, 1, 2}, outcome.err[-500:]
    is_text(outcome.err)
    if outcome.out or outcome.code == 0:
        FORMATS["text" if "made." in str(made.arguments) else made.format](outcome.out)
    for path in folder.glob("made.*"):
        FORMATS[made.format](path.read_text(encoding="utf-8"))
        path.unlink()


TERMINALS: Final[list[tuple[int, Mapping[str, str]]]] = [(80, {}), (40, {"NO_COLOR": "1"}), (40, {"TERM": "dumb"})]
# What no terminal is asked for, as no person could read it.
FOR_PROGRAMS: Final = {"json", "csv", "raw", "html", "svg", "mermaid", "markdown"}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", CALLS)
def test_nothing_gets_to_a_terminal(terminal: Program, command: str) -> None:
    faults = []
    # At a terminal standard input has no end.
    shown = [each for each in CALLS[command] if each.format not in FOR_PROGRAMS and "-" not in each.arguments]
    for number, each_call in enumerate(shown):
        columns, env = TERMINALS[number % len(TERMINALS)]
        # Who types nothing more leaves.
        typed = each_call.typed[:2000].replace(b"\x03", b"")
        if is_drawn(each_call.arguments):
            # A control is a key there, not text.
            typed = re.sub(rb"[\x00-\x09\x0b-\x1f]", b"", typed)
        typed += b"\n/quit\n.\n/quit\n\x03/quit\nn\n"
        outcome = terminal(*each_call.arguments, typed=typed, env=env, columns=columns)
        found = steering(outcome.out, has_colours=not env.get("TERM"), has_prompts=is_drawn(each_call.arguments))
        if found or outcome.code not in {0, 1, 2, 130}:
            faults.append(f"{each_call.arguments!r:.300}: {outcome.code}, {found[:3]}")
    assert not faults, "\n".join(faults)


def is_drawn(arguments: tuple[str, ...]) -> bool:
    """Tell whether a call may draw prompts."""
    return arguments[0] in {"run", "new"} and "--plain" not in arguments


INTERACTIVE: Final = {
    "texts": ("run", "texts.yaml", "--answers", "made"),
    "texts-resumed": ("run", "--resume", RESPONSE % 4, "--answers", "drafts"),
    "picker": ("run", "--resume", "--answers", "drafts"),
    "picker-plain": ("run", "--resume", "--answers", "drafts", "--plain"),
    "new": ("new",),
}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("name", INTERACTIVE)
def test_nothing_gets_into_prompts(terminal: Program, name: str, columns: int) -> None:
    outcome = terminal(*INTERACTIVE[name], typed="x\r\r1\r\r\r\r\r\r\x03\x03/quit\n/quit\n", columns=columns)
    assert outcome.code in {0, 1, 2, 130}
    assert steering(outcome.out, has_colours=True, has_prompts=True) == []
    assert len(outcome.out) > 100


@pytest.mark.parametrize("text", [*PAYLOADS.values(), *MIXED])
def test_a_new_questionnaire_has_the_title_that_it_was_given(text: str) -> None:
    title = " ".join(text.split())
    chosen = NewQuestionnaire(f"{text}.yaml", title, "made", ("en", "fr"), tuple(PARTS), schema=True)
    parsed = parse_questionnaire(starter(chosen).encode("utf-8", "surrogatepass"), "made.yaml")
    if not re.search("[\ud800-\udfff]", text):
        assert parsed.questionnaire is not None, parsed.problems
        assert parsed.questionnaire.title == {"en": title, "fr": f"[fr] {title}"}


def nothing_outside(folder: Path) -> None:
    """Expect that nothing came into being but what the calls named."""
    known = {"answers", "damaged", "drafts", "folder", "made", "raw", "wrong", *ARGUMENTS, *MIXED}
    known |= {f"{name}.{kind}" for name in ("answers", "texts") for kind in ("yaml", "jsonl")}
    found = {path.name for path in folder.iterdir()} - known
    assert {name for name in found if "shell-ran" in name or "outside" in name} == set()
    assert not (folder.parent / "outside").exists()
    assert not Path("/tmp/outside").exists()
    assert not list(folder.rglob("shell-ran"))
