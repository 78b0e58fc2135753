"""Write the reference pages from the code: `python docs/generate.py`, or `--check` to see whether they are fresh."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

from dialect import ANSWERS, DECIDED, FUNCTIONS, INTRODUCTION
from typer.testing import CliRunner

from sstc_survey import response
from sstc_survey.cli.app import app
from sstc_survey.engine import result_text
from sstc_survey.expressions import FUNCTIONS as KNOWN
from sstc_survey.expressions import Expression, MappingContext, parse
from sstc_survey.parsing import questionnaire_schema
from sstc_survey.parsing.json_schema import schema_of
from sstc_survey.problems import (
    ExitCode,
    Kind,
    in_batches,
    in_expressions,
    in_files,
    in_logic,
    in_packs,
    in_questionnaires,
    in_replies,
    in_reports,
    in_sessions,
    in_storage,
    in_usage,
)
from sstc_survey.prompters.terminal.key_table import Key, PromptKind, help_of
from sstc_survey.reports.report.settings import LeftOut, ReportSection, ReportSettings
from sstc_survey.session.board_commands import ENTRIES

REFERENCE = Path(__file__).with_name("reference")
GENERATED = "<!-- Written by docs/generate.py from the code; changes here are lost. -->\n\n"
EXIT_CODES = {
    ExitCode.DONE: "Done.",
    ExitCode.PROBLEMS: "Finished with problems, or the interview is unfinished (its draft is saved).",
    ExitCode.USAGE: "Invalid command line or questionnaire; nothing was started.",
    ExitCode.FAULT: "Internal error. Everything saved before it is intact.",
    ExitCode.HANGUP: "Ended by SIGHUP (closed terminal). The draft is saved.",
    ExitCode.INTERRUPTED: "Ended by Ctrl-C. The draft is saved.",
    ExitCode.TERMINATED: "Ended by SIGTERM. The draft is saved.",
}
_ABOUT_FILES = """\
A questionnaire is one YAML file in UTF-8, of at most 1 MiB. [The glossary](glossary.md) explains the terms.

- **YAML 1.2.** Only `true` and `false` are conditions, and only plain decimal digits are numbers. Everything else is
  text: `no`, `off`, `1:30`, `010`, `2016-09-07`.
- **Not supported:** anchors (`&a`), aliases (`*a`), tags (`!!str`), merge keys (`<<`), duplicate keys, and a second
  document after `---`.
- **A text** is a string, or one string per language: `label: {en: How old are you?, fr: Quel âge avez-vous ?}`, or
  the same in a block.
- **Choices** are codes with labels: `{food: Food, clothes: Clothes}`. The code is saved, the label is shown.
- **A choice with keys** is a mapping: `none: {label: None of these, exclusive: true}`.
- **Any other key of a choice** is a column for `choice_filter`: `alba: {label: Alba, province: n}`.
- **A score** is the number that a choice counts as in a mean: `agree: {label: Agree, score: 2}`. It is a column too.
- **Nets** count choices together: `nets: {media: {label: Any media, choices: [radio, tv]}}`. A respondent who selected
  several of them counts once.
- **Bands** are ranges of numbers, dates or times: `bands: [0-17, 18-39, 40+]`, or with labels:
  `{0-17: Children, 18+: Adults}`. Both ends belong to a range, except one after `<`: `18-<40`, `<18`. Negative
  numbers take two points: `-10..-1`. A date may be a year, a month or a day: `2016`, `2016-03`, `2016-01..2016-06`.
  [Prepare the tables](../how-to/prepare-tables.md) has examples.
- **Other:** with `or_other: true` on the question `stall`, the text of "Other" is saved as `stall_other`.
- **A condition** is `true`, `false` or an [expression](expressions.md): `required: ${age} >= 15`.
- **Quotes:** an expression needs quotes if it contains `": "` or `" #"`, or begins with a quote or one of
  `[ ] { } & * ! | > % @`: `relevant: "'yes' = ${more}"`. Or write it on the line below its key, after `|`.
"""
_ABOUT_SETTINGS = """\
`sstc-survey report --settings FILE` reads these keys from a YAML file in UTF-8 of at most 1 MiB, by the same rules as a
[questionnaire](questionnaire.md). All of them may be left out. A text is a string, or one string per language. Every
problem is reported at once, with its line, before anything is written.
"""
_ABOUT_PROBLEMS = """\
`sstc-survey check FILE...` reports every problem of questionnaires. An error must be corrected before the questionnaire
can be used; a warning need not. `run` and the other commands look for errors only. The exit code of `check` is 1 if
there is an error, 0 if there are only warnings.

To silence a warning, add a comment with its code at the end of the line, or on the line before. Errors cannot be
silenced.

```yaml
    relevant: ${consent} # check: ignore bare-reference
```

`check --format json` is an interface for editors: an array of objects, one for each problem.

| key | contains |
| --- | --- |
| `file` | The path as it was given, `<stdin>` for standard input. |
| `line` | From 1; null for a problem of the whole file. |
| `column` | From 1, in characters; null for a problem of the whole file. |
| `length` | How many characters from there on the line; null for a problem of the whole file. |
| `code` | One of the codes below. |
| `severity` | `error` or `warning`. |
| `message` | What is wrong. |
| `remedy` | What to do about it; empty where there is nothing to say. |
"""
_ABOUT_KEYS = """\
At a terminal only these keys have an effect. Any other key or report of the terminal types nothing and does not go
back. `F1` shows the keys of the prompt that is on the screen.

- `Esc` waits 50 ms for the rest of a key, or as many as the environment variable `ESCDELAY` says. Where the rest of a
  key comes within a second after that, as on a slow line, the step back is taken back, and the key does what it does.
- What is pasted is text, never a key, and lists take none. A paste without an end is taken after two seconds.
- Control characters are not part of an answer. Line ends (also VT, FF, NEL, U+2028 and U+2029) become spaces where a
  question takes one line, a tab becomes a space, and other control characters are left out; the prompt says so. The
  same is true of plain mode and of files of replies.
- Digits typed in a row are one number. Where a longer number begins with them, the next digit is awaited until another
  key.
- At the review, `5.2` is question 5 in the second instance of a repeat, and `5` alone the first question 5 in it. The
  end of a repeat and the text of *Other* have no number: letters of the repeat, of its instance (`member 2`) or of the
  question find them.
- While letters are typed in a list, a space is one of them if a label goes on with it, or if they are the text of
  `Other`. After an arrow key, Space selects.
- `F1` shows the next page of its text, and closes it after the last one; `Esc` closes it at once. It begins with what
  is cut on the screen.
- `Ctrl-Z` suspends the program, and `fg` resumes it. `Ctrl-D` stops only where nothing is typed.
"""
_KEYS_OF: Mapping[PromptKind, str] = {
    "note": "Notes",
    "menu": "Menus of the program's own: after `NOT saved`, of languages, before a removal",
    "select_one": "One choice, the end of a repeat, the review",
    "select_multiple": "Several choices",
    "rank": "Ranks",
    "scale": "Scales",
    "text": "Texts, numbers, dates, comments",
    "multiline": "Texts of several lines",
    "autocomplete": "Long lists",
}
_ABOUT_RESPONSES = """\
`answers/<questionnaire id>/<id>.json`, one for each interview from its first question on; readable by its owner alone.
Next to it, `questionnaires/<sha256>.yaml` is the questionnaire it was made with.
"""
_ABOUT_SCHEMA_1 = """\
## Schema 1, and what changed

Files of schema 1 remain readable; one that is resumed becomes schema 2 at its next save. A file of a newer
schema is rejected as newer. Schema 1 differs in this:

- It lacks the keys `reference`, `rounds` and `unfinished`, the status `declined`, the modes `imported` and
  `simulated`, and the kinds of event `round`, `reason` and `resolve`.
- `reopen` has only `at`, `void` only `reason`, and `restore` nothing.
- Invented answers have the mode `scripted` and the interviewer `simulation`.
- Every ID is a UUID of version 7.
"""
_ABOUT_EVENTS = """\
Each event is `[number, ms since the start, kind, data]`. Replaying the events gives `answers`, `missing` and
`comments`.
"""
_ABOUT_COMMANDS = """\
`sstc-survey --help` and `sstc-survey COMMAND --help` print these texts. `--output FILE` writes the whole file or
nothing, never over responses, questionnaires or replies; `-` is standard output. What a mistyped command or option most
likely meant is suggested.
"""
PROBLEMS: Mapping[str, tuple[Kind, ...]] = {
    "In any YAML or JSON file": in_files.KINDS,
    "In a questionnaire": in_questionnaires.KINDS,
    "In an expression": in_expressions.KINDS,
    "In the logic of a questionnaire": in_logic.KINDS,
    "In a reply, or in a file of replies": in_replies.KINDS,
    "In a batch of replies or of simulated interviews": in_batches.KINDS,
    "In a response file, or in saving one": in_storage.KINDS,
    "In a pack, or in packing and unpacking": in_packs.KINDS,
    "In a panel session, its file or its roster": in_sessions.KINDS,
    "In how the program was called": in_usage.KINDS,
    "In a report": in_reports.KINDS,
}


def cli_page() -> str:
    """Show the help of every command."""
    names = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    parts = ["# Commands\n", _ABOUT_COMMANDS, _help(), *(f"## {name}\n\n{_help(name)}" for name in names)]
    return "\n".join(parts)


def _help(*arguments: str) -> str:
    shown = CliRunner().invoke(
        app, [*arguments, "--help"], prog_name="sstc-survey", env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}
    )
    return f"```text\n{shown.output.strip()}\n```\n"


def questionnaire_page() -> str:
    """Describe every key of a questionnaire, from the JSON Schema: common ones once, others by type."""
    schema = questionnaire_schema()
    definitions: dict[str, Any] = schema["$defs"]
    root = definitions[_name(schema["$ref"])] if "$ref" in schema else schema
    attribution = next(value for name, value in definitions.items() if name.startswith("Attribution"))
    types = {
        found[0]: definition
        for definition in definitions.values()
        if (found := definition.get("properties", {}).get("type", {}).get("enum"))
    }
    asked = {name for name, definition in types.items() if "required" in definition["properties"]}
    uses = _uses(types)
    everywhere = [use for use in uses if use.types >= set(types)]
    of_questions = [use for use in uses if use.types == asked]
    of_some = [use for use in uses if use not in everywhere and use not in of_questions]
    return "\n".join(
        [
            "# Questionnaire reference\n",
            _ABOUT_FILES,
            "## At the top\n",
            _keys(root),
            "## `attribution`\n",
            _sentence(attribution),
            _keys(attribution),
            "## Keys of every entry\n",
            _table(everywhere),
            "## Keys of every question\n",
            f"The types that ask for an answer: {_listed(asked, types)}.\n",
            _table(of_questions),
            "## Types, and the other keys of each\n",
            _type_table(types, asked, of_some),
            "## Keys of some types\n",
            _table(of_some, types),
        ]
    )


def report_page() -> str:
    """Describe every key of the settings of a report."""
    definitions: dict[str, Any] = schema_of(ReportSettings, "")["$defs"]
    left_out = definitions[ReportSettings.__name__]["properties"]["leave_out"]
    left_out |= {"type": "object", "default": {}}
    del left_out["$ref"]
    sections = {"At the top": ReportSettings, "A section": ReportSection, "`leave_out`": LeftOut}
    parts = ["# Settings of a report\n", _ABOUT_SETTINGS]
    for heading, cls in sections.items():
        definition = definitions[cls.__name__]
        about = "" if cls is ReportSettings else _sentence(definition)
        parts += [f"## {heading}\n", *([about] if about else []), _keys(definition)]
    return "\n".join(parts)


class _Use(NamedTuple):
    """One meaning of a key, and the types that have it; those for which it is required are named apart."""

    key: str
    value: dict[str, Any]
    types: set[str]
    required: set[str]


def _uses(types: Mapping[str, dict[str, Any]]) -> list[_Use]:
    """Return each key with its meaning; a key that means different things stands once for each meaning."""
    found: dict[tuple[str, str], _Use] = {}
    for name, definition in types.items():
        for key, value in definition["properties"].items():
            if key == "type":
                continue
            meaning = (key, value.get("description", "") + _takes(value))
            use = found.setdefault(meaning, _Use(key, value, set(), set()))
            use.types.add(name)
            if key in definition.get("required", ()):
                use.required.add(name)
    return list(found.values())


def _table(uses: Sequence[_Use], types: Mapping[str, Any] | None = None) -> str:
    """Write keys as a table; with `types`, also which types have each."""
    head = ["| key | takes | |", "| --- | --- | --- |"]
    if types is not None:
        head = ["| key | of | takes | |", "| --- | --- | --- | --- |"]
    rows = []
    for use in uses:
        of = "" if types is None else f" {_listed(use.types, types)} |"
        note = _default(use.value)
        if use.required:
            note = " **Required.**" if use.required == use.types else " **Required** in questions and notes."
        rows.append(f"| `{use.key}` |{of} {_takes(use.value)} | {use.value.get('description', '')}{note} |")
    return "\n".join([*head, *rows]) + "\n"


def _type_table(types: Mapping[str, dict[str, Any]], asked: set[str], of_some: Sequence[_Use]) -> str:
    rows = ["| type | asks for an answer | is | other keys |", "| --- | --- | --- | --- |"]
    for name, definition in types.items():
        besides = " ".join(f"`{use.key}`" for use in of_some if name in use.types)
        rows.append(
            f"| `{name}` | {'yes' if name in asked else ''} | {definition.get('description', '')} | {besides} |"
        )
    return "\n".join(rows) + "\n"


def _listed(chosen: set[str], types: Mapping[str, Any]) -> str:
    return ", ".join(f"`{name}`" for name in types if name in chosen)


def _keys(definition: dict[str, Any]) -> str:
    required = set(definition.get("required", ()))
    rows = ["| key | takes | |", "| --- | --- | --- |"]
    for key, value in definition["properties"].items():
        note = " **Required.**" if key in required else _default(value)
        rows.append(f"| `{key}` | {_takes(value)} | {value.get('description', '')}{note} |")
    return "\n".join(rows) + "\n"


def _default(value: dict[str, Any]) -> str:
    default = value.get("default")
    return (
        "" if default in (None, "", [], {}) else f" Default: `{str(default).lower() if default is not None else ''}`."
    )


def _takes(value: dict[str, Any]) -> str:
    if "$ref" in value:
        return _name(value["$ref"]).lower()
    if "anyOf" in value:
        kinds = [_takes(part) for part in value["anyOf"] if part.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in value:
        return " or ".join(f"`{choice}`" for choice in value["enum"] if choice is not None)
    words = {"object": "mapping", "array": "list", "string": "string", "boolean": "true or false", "integer": "integer"}
    kind = value.get("type", "")
    return words.get(kind, kind) if isinstance(kind, str) else " or ".join(words.get(part, part) for part in kind)


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _sentence(definition: dict[str, Any]) -> str:
    return f"{definition.get('description', '')}\n"


def response_page() -> str:
    """Describe the keys of a response file and the kinds of event."""
    rows = ["| key | contains |", "| --- | --- |"]
    for name, annotation in get_type_hints(response.Response, include_extras=True).items():
        rows.append(f"| `{name}` | {next(iter(annotation.__metadata__)).description} |")
    rows.append("| `sha256` | 64 hexadecimal digits over the exact bytes of the file before them. |")
    return "\n".join(
        [
            "# The response file\n",
            _ABOUT_RESPONSES,
            "\n".join(rows) + "\n",
            _values(response.Status),
            _values(response.Mode),
            _values(response.Missing),
            "## Events\n",
            _ABOUT_EVENTS,
            _event_kinds(),
            _ABOUT_SCHEMA_1,
        ]
    )


def _values(kind: type[StrEnum]) -> str:
    values = ", ".join(f"`{value}`" for value in kind)
    return f"## {kind.__name__}\n\n{inspect.getdoc(kind)} {values}.\n"


def _event_kinds() -> str:
    source = inspect.getsource(response.EventKind)
    found = re.findall(r'= "(\w+)"  # (.*)', source)
    return "\n".join(["| kind | data |", "| --- | --- |", *(f"| `{kind}` | {data} |" for kind, data in found)]) + "\n"


def expressions_page() -> str:
    """Describe the dialect: operators, blanks, every function, and what was decided."""
    described = [name for rows in FUNCTIONS.values() for name, _, _ in rows]
    if sorted(described) != sorted(KNOWN):
        raise ValueError(set(described) ^ set(KNOWN))
    parts = ["# Expressions\n", INTRODUCTION, "## Functions\n", _about_answers()]
    for heading, rows in FUNCTIONS.items():
        parts += [f"### {heading}\n", "| | | |\n| --- | --- | --- |", *(_function(*row) for row in rows), ""]
    return "\n".join([*parts, DECIDED])


def _about_answers() -> str:
    shown = ", ".join(f"`{name}` {_shown(value)}" for name, value in ANSWERS.items())
    return f"The examples are calculated for these answers: {shown}.\n"


def _shown(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return f"`{value}`" if value else "blank"
    return f"in {len(value)} instances {', '.join(map(_shown, value))}"


def _function(name: str, about: str, example: str) -> str:
    worked_out = ""
    if example:
        read = parse(example)
        if not isinstance(read, Expression):
            raise ValueError(example)
        worked_out = f"`{example}` is {_shown(result_text(read.value(MappingContext(ANSWERS))))}"
    return f"| `{KNOWN[name].usage}` | {about} | {worked_out} |"


def problems_page() -> str:
    """List every problem that can be reported: an index of the groups, and a table for each."""
    index = [f"- [{heading}](#{_anchor(heading)}) ({len(kinds)})" for heading, kinds in PROBLEMS.items()]
    lines = ["# Errors and warnings\n", _ABOUT_PROBLEMS, "## Index\n", *index, ""]
    for heading, kinds in PROBLEMS.items():
        lines += [f"## {heading}\n", "| code | message | remedy | |", "| --- | --- | --- | --- |"]
        lines += [*map(_problem, kinds), ""]
    return "\n".join(lines)


def _anchor(heading: str) -> str:
    """Return what a heading is linked by."""
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def _problem(kind: Kind) -> str:
    remedy = _code(kind.remedy) if kind.remedy else ""
    return f"| `{kind.code}` | {_code(f'{kind.severity}: {kind.fault}')} | {remedy} | {_cell(kind.about)} |"


def _code(text: str) -> str:
    """Quote a text in a cell as it is, with the backticks and bars that it has."""
    quote = "``" if "`" in text else "`"
    space = " " if quote == "``" else ""
    return f"{quote}{space}{_cell(text)}{space}{quote}"


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ").replace("{{", "{").replace("}}", "}")


def exit_codes_page() -> str:
    """List the exit codes."""
    rows = [f"| {code.value} | {EXIT_CODES[code]} |" for code in ExitCode]
    return "\n".join(["# Exit codes\n", "| code | means |", "| --- | --- |", *rows]) + "\n"


def keys_page() -> str:
    """List the keys of each kind of prompt, and those that all have."""
    in_session = help_of("note", set(Key)).splitlines()
    help_texts = {kind: help_of(kind, set(Key) - {Key.MORE}).splitlines() for kind in _KEYS_OF}
    common = [line for line in help_texts["note"] if all(line in lines for lines in help_texts.values())]
    sections = {"Everywhere, where the question offers it": common}
    for kind, heading in _KEYS_OF.items():
        sections[heading] = [line for line in help_texts[kind] if line not in common]
    sections["A question in a panel session"] = [line for line in in_session if line not in common]
    seats = "1 to 9, a to f: call that panellist; in plain mode, the number or the label"
    letters = [f"{entry.letter}: {entry.label}" for entry in ENTRIES if entry.letter]
    sections["The board of a panel session"] = [*help_of("board", set()).splitlines()[:1], seats, *letters]
    in_question = "; in a question with `/` before it"
    sections["The board of a panel session in plain mode"] = [
        f"`{command}`: {does}{in_question if entry.in_question else ''}"
        for entry in ENTRIES
        for command, _, does in (entry.line.rpartition(": "),)
    ]
    lines = ["# Keys\n", _ABOUT_KEYS]
    for heading, keys in sections.items():
        if keys:
            lines += [f"## {heading}\n", *(f"- {line}" for line in keys), ""]
    return "\n".join(lines)


PAGES: Mapping[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "questionnaire.md": questionnaire_page,
    "report.md": report_page,
    "expressions.md": expressions_page,
    "keys.md": keys_page,
    "response.md": response_page,
    "problems.md": problems_page,
    "exit-codes.md": exit_codes_page,
}


def main() -> int:
    """Write the pages, or with `--check` name the ones that are not fresh."""
    pages = {REFERENCE / name: GENERATED + page() for name, page in PAGES.items()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.name} is not fresh: make docs")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
