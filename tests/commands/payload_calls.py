"""Calls of every command over a folder of payloads, each option with payloads and each format among them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from payload_folder import ALL_ON_ONE_LINE, NAMES, RESPONSE
from payloads import EVERYTHING, MIXED, PAYLOADS

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
        call("run answers.yaml --plain --from who", typed=TYPED),
        *each("run answers.yaml --plain --from=@ --answers made", typed=b"x\n"),
        call("run --resume --answers drafts --plain", typed=b"1\n" + TYPED),
        call(f"run --resume {ID} --answers drafts --plain", typed=b"\n" * 9 + TYPED),
        call("run answers.yaml --resume nothing --answers drafts"),
        call("run answers.yaml --resume --answers damaged"),
        *each("run answers.yaml --replies answers.jsonl --answers made --key=@"),
        *each("run answers.yaml --replies texts.jsonl --answers made --language=@ --interviewer=@"),
        *each("run answers.yaml --replies raw/@.jsonl --answers made/@"),
        *each("run answers.yaml --plain --answers folder/@ --interviewer=@ --reference=@ --again", typed=b"x\n"),
    ],
    "summarize": [
        *each("summarize --session=@"),
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
        call("summarize answers/texts --all --intervals --base answered --sort order"),
        *(
            call(
                "summarize answers/texts --by language --by version,month --question pick --test chi2 --test columns",
                *("--min-base", "2", "--bonferroni", "--box", "top2", "--box", "bottom2", "--format", name),
                format=name,
            )
            for name in ("table", "json", "csv", "markdown", "svg")
        ),
        *(
            call(f"summarize answers/texts --by language --question many --percent {percent}")
            for percent in ("column", "row", "total")
        ),
        call("summarize answers/texts --by language --mean pick --bands pick=0-9 --any many --where pick --save mine"),
        call("summarize answers/texts --use mine"),
        call("summarize answers/texts --question pick --question many --top 1 --base asked"),
        call("summarize answers/texts --question pick --by language --top 1 --base asked --format markdown"),
        *each("summarize answers/texts --by=@ --where=@ --any=@ --bands=@"),
        *each("summarize answers/texts --question who --save=@"),
        *each("summarize answers/texts --jobs=@"),
        *each("summarize answers/texts --executor=@"),
        call("summarize answers --jobs 2 --quotes 1"),
        *each("summarize answers/texts --question=@ --language=@ --output folder/@"),
        *each("summarize nowhere/@ --questionnaire=@"),
        *each("summarize answers/texts --question who --output=@"),
    ],
    "report": [
        *(
            call(f"report {place} --language fr --output made.{ending}", *also, format=name)
            for ending, name in (("md", "markdown"), ("html", "html"), ("docx", "docx"))
            for place, *also in (
                ("answers/texts",),
                ("answers/answers", "--all", "--intervals", "--base", "asked"),
                ("drafts", "--include", "partial", "--include", "simulated"),
                ("damaged",),
                ("answers/texts", "--settings", "report.yaml"),
                ("answers/texts", "--by", "language", "--by", "version,month", "--test", "chi2", "--test", "columns"),
            )
        ),
        call("report answers/texts --format markdown", format="markdown"),
        call("report answers/texts --format html --sort count --question pick", format="html"),
        call("report answers/texts --format docx"),
        call(
            "report answers/texts --by language --question many --mean pick --bands pick=0-9 --any many --where pick",
            *("--percent", "row", "--min-base", "2", "--bonferroni", "--box", "top2", "--box", "bottom2", "--top", "1"),
        ),
        call("report answers/texts --by language --percent total --base answered --sort order"),
        call("report answers/texts --by language --percent column --questionnaire texts.yaml"),
        call("report answers/texts --settings wrong.yaml"),
        *(call("report answers/texts --settings", path) for path in (*WRONG[::7], *RAW[1::7])),
        call("report answers/texts --jobs 2 --quotes 1 --format markdown", format="markdown"),
        *each("report --session=@"),
        *each("report answers/texts --executor=@"),
        *each("report answers/texts --use=@ --settings=@"),
        *each("report answers/texts --by=@ --where=@ --any=@ --bands=@"),
        *each("report nowhere/@ --questionnaire=@ --language=@"),
        *each("report answers/texts --question who --format html --output folder/@"),
    ],
    "check": [
        call("check texts.yaml answers.yaml"),
        call("check texts.yaml --format json", format="json"),
        call("check -", typed=b"title: \x1b[5m\n"),
        call("check", *WRONG),
        call("check", *RAW),
        call("check --format json", *WRONG, *RAW, format="json"),
        *each("check nowhere/@"),
        call("check texts.yaml --translations"),
        call("check texts.yaml --translations --language fr --missing --format csv", format="csv"),
        call("check texts.yaml --translations --format json", format="json"),
        call("check texts.yaml --take texts.jsonl"),
        *each("check texts.yaml --translations --language=@"),
        *each("check answers.yaml --take=@"),
        *each("check answers.yaml --take raw/@.jsonl"),
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
        call("show --last --answers answers"),
        *(
            call(f"show {RESPONSE % number} --history --answers answers --format {name}", format=name)
            for number in range(0, len(PAYLOADS), 12)
            for name in ("table", "json")
        ),
        *each("show @ --answers=@"),
    ],
    "edit": [
        *each(f"edit {SOUND} --set who=@ --reason=@ --by=@"),
        call("edit --last --set nothing=1 --set who --answers answers --reason x --by x"),
        *each(f"edit {SOUND} --set=@ --reason x --by x"),
        *each(f"edit {SOUND} --set=@=1 --reason x --by x"),
        *each(f"edit {SOUND} --plain --by=@", typed=b"1\n" + TYPED),
        call(f"show {SOUND} --history"),
        call(f"edit {SOUND} --discard"),
        call(f"edit {ID} --answers drafts"),
        *each("edit @ --answers=@"),
    ],
    "void": [
        *each(f"void {SOUND} --reason=@ --by=@"),
        call(f"void {ID} --answers drafts --reason x"),
        *each("void @ --reason x --answers=@"),
    ],
    "restore": [
        call(f"void {SOUND} --reason x"),
        *each(f"restore {SOUND} --reason=@ --by=@"),
        *each("restore @ --answers=@"),
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
        call("verify damaged --language zh"),
        *each("verify drafts --language=@"),
        call("verify damaged drafts --format json", format="json"),
        *each("verify damaged --jobs=@ --executor=@"),
        call("verify damaged drafts --jobs 2"),
        call("verify damaged", *ARGUMENTS),
    ],
    "minutes": [
        *each("minutes @ --answers @"),
        *each("minutes --by=@"),
        *each("minutes --for=@ --until=@ --language=@ --output=@ --format html"),
        *each("minutes --approve=@ --by=@"),
        call("minutes --format markdown --output made.md"),
    ],
    "export": [
        *(
            call(f"export {place} --format {name}", *also, format=kind)
            for place in ("answers/texts", "answers/answers", "drafts --include partial --include simulated --wide")
            for name, kind, *also in (
                ("csv", "table-csv"),
                ("csv", "table-csv", "--separator", ";", "--bom", "--no-states"),
                ("csv", "table-csv", "--separator", "tab", "--anonymous"),
                ("jsonl", "lines", "--full"),
            )
        ),
        call("export answers/answers --wide --raw", format="raw-table"),
        call("export answers/answers --wide --output made.csv", format="table-csv"),
        call("export answers/answers --output made.jsonl --language fr", format="lines"),
        *(
            call(f"export {place} --format {name} --output made.{name}", *also, format=kind)
            for place in ("answers/texts --wide", "answers/answers --wide", "drafts --include partial --wide")
            for name, kind, *also in (
                ("xlsx", "workbook"),
                ("parquet", "parquet"),
                ("xlsx", "workbook", "--full", "--language", "fr"),
            )
        ),
        call("export answers/answers --output made.xlsx", format="workbook"),
        call("export answers/texts --output folder/tables --format", "xlsx"),
        call("export answers/texts --output folder/tables/ --format", "parquet"),
        call("export answers/texts --format csv --output folder/tables"),
        *(
            call(f"export {place} --format {name} --output made.{name}", *also, format="labelled")
            for place in ("answers/texts", "answers/answers", "drafts --include partial --include simulated --wide")
            for name, *also in (("sav",), ("dta", "--codes", "--no-states"))
        ),
        call("export answers"),
        call("export damaged"),
        call("export answers/answers --questionnaire texts.yaml"),
        *each("export answers/texts --where=@ --language=@"),
        *each("export answers/texts --output=@"),
        *each("export answers/texts --jobs=@ --executor=@"),
        *each("export answers/texts --format csv --output=folder/@/"),
        *each("export nowhere/@ --questionnaire=@"),
    ],
    "panel": [
        *(
            call(f"panel answers.yaml --check-roster rosters/{name}.{kind}")
            for name, kind in (
                ("sound", "csv"),
                ("wrong", "csv"),
                ("wrong", "yaml"),
                ("nested", "yaml"),
                ("nested", "json"),
            )
        ),
        call("panel texts.yaml --check-roster rosters/sound.csv --language fr"),
        call("panel answers.yaml --check-roster rosters/settings.yaml"),
        *each("panel answers.yaml --check-roster raw/@.yaml"),
        *each("panel answers.yaml --check-roster=@"),
        call("panel texts.yaml --new-roster /dev/stdout"),
        *(
            call(f"panel {file}.yaml --new-roster made.{kind}")
            for file in ("texts", "answers")
            for kind in ("json", "yaml")
        ),
        *each("panel texts.yaml --new-roster folder/@.yaml --language=@"),
        *each("panel answers.yaml --new-roster folder/@.csv"),
        *each("panel answers.yaml --roster rosters/sound.csv --plain --answers made --label=@ --moderator=@"),
        *(
            call(f"panel answers.yaml --check-roster rosters/sound.yaml --order {order}")
            for order in ("least", "rotate")
        ),
        call(
            "panel answers.yaml --roster rosters/sound.csv --plain --answers made/seat --order seat",
            *("--minutes", "20", "--speaker", "2"),
            typed=b"1\n" + TYPED + b"leave\n",
        ),
        call("panel --resume --plain --answers made/seat", typed=TYPED),
        *each("panel --resume=@ --plain --answers made/seat"),
        *each("panel --write=@ --plain --answers made/seat"),
    ],
    "new": [
        call("new", typed=TYPED),
        *each("new folder/@.yaml --yes --title=@"),
        *each("new --yes --schema --title=@ --language=@ /dev/stdout"),
        *each("new /dev/stdout --yes --title=@"),
    ],
    "codebook": [
        *(
            call(f"codebook {place} --format {name}", format=name)
            for place in ("texts.yaml", "answers/texts", "answers/answers", "texts.yaml answers/texts")
            for name in ("markdown", "html", "csv", "ddi")
        ),
        call("codebook damaged --format html", format="html"),
        call("codebook answers/texts --language fr --output made.xml", format="ddi"),
        call("codebook answers/texts --questionnaire answers.yaml"),
        call("codebook answers"),
        call("codebook answers/texts --jobs 2"),
        *each("codebook answers/texts --jobs=@ --executor=@"),
        *each("codebook @ --questionnaire=@"),
        *each("codebook @.yaml @.yaml --output=@ --format ddi"),
        *each("codebook texts.yaml --language=@ --output=folder/@.csv"),
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
        call("preview answers.yaml --format html --rows 2", format="html"),
        *each("preview answers.yaml --language=@ --output=@"),
        *each("preview raw/@.yaml"),
        # What it draws is what it prints; at a terminal it would never end.
        call("preview texts.yaml --watch --output made.txt"),
    ],
    "simulate": [
        call("simulate texts.yaml -n 2"),
        call("simulate texts.yaml -n 2 --format json", format="json"),
        call("simulate answers.yaml --count 20 --seed 3 --answers", f"made/{ARGUMENTS[0]}"),
    ],
    "schema": [call("schema", format="json")],
    "pack": [
        call("pack answers drafts damaged --output packed.jsonl"),
        call("list packed.jsonl"),
        call("summarize packed.jsonl/answers --format json", format="json"),
        call("show", f"packed.jsonl/answers/{RESPONSE % 0}.json"),
        *each("pack drafts --output=@"),
        *each("pack drafts --output folder/@.jsonl"),
        *each("pack nowhere/@ --output other.jsonl"),
        call("pack --output other.jsonl --", *ARGUMENTS),
    ],
    "unpack": [
        call("pack drafts damaged --output packed.jsonl"),
        call("unpack packed.jsonl --output folder/all"),
        *each("unpack packed.jsonl --output=folder/@"),
        *each("unpack nowhere/@.jsonl --output=@"),
        *each("edit 1 --set who=@ --reason=@ --by x --answers packed.jsonl"),
    ],
}
