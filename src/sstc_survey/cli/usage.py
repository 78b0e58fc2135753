"""What is wrong with a command line, and what was most likely meant."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from typer.core import TyperGroup

from sstc_survey.problems import Problem, codes
from sstc_survey.problems.closest import closest

if TYPE_CHECKING:
    from typer._click.core import Command, Context

PROGRAM: Final = "sstc-survey"
_MOST: Final = 3
# What other programs call the commands.
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("start", "begin", "interview", "ask", "survey", "open", "answer"), ("run",)),
    **dict.fromkeys(("resume", "continue"), ("run --resume", "panel --resume")),
    **dict.fromkeys(("session", "board", "moderate", "live"), ("panel",)),
    **dict.fromkeys(("roster", "panellists"), ("panel --new-roster",)),
    **dict.fromkeys(("protocol", "approve", "approval"), ("minutes",)),
    **dict.fromkeys(("reopen", "correct", "change", "modify", "update", "fix"), ("edit",)),
    **dict.fromkeys(("invalidate", "exclude", "cancel"), ("void",)),
    **dict.fromkeys(("unvoid", "undelete", "include"), ("restore",)),
    **dict.fromkeys(("history", "log"), ("show --history",)),
    **dict.fromkeys(("import", "load", "batch", "replies"), ("run --replies",)),
    **dict.fromkeys(("create", "init", "make", "template", "generate"), ("new",)),
    **dict.fromkeys(("validate", "lint"), ("check",)),
    **dict.fromkeys(("test", "try"), ("check", "simulate")),
    **dict.fromkeys(("print", "render", "form", "paper", "html"), ("preview",)),
    **dict.fromkeys(("routing", "flow", "graph"), ("preview --routing",)),
    **dict.fromkeys(("random", "demo", "fake"), ("simulate",)),
    **dict.fromkeys(("ls", "drafts", "responses", "answers", "status", "files"), ("list",)),
    **dict.fromkeys(("view", "display"), ("show", "preview")),
    **dict.fromkeys(("cat", "get", "print-response", "transcript", "response"), ("show",)),
    **dict.fromkeys(("rm", "remove", "discard", "del"), ("delete",)),
    **dict.fromkeys(("erase", "withdraw", "forget"), ("delete --erase",)),
    **dict.fromkeys(("fsck", "audit", "verify-all"), ("verify",)),
    **dict.fromkeys(("stats", "statistics", "summary", "tally", "count", "results"), ("summarize",)),
    **dict.fromkeys(("analyse", "analyze", "tabulate", "tables", "aggregate"), ("summarize",)),
    **dict.fromkeys(("csv", "dump", "download"), ("export", "summarize --format csv")),
    **dict.fromkeys(("chart", "plot", "svg"), ("summarize --format svg",)),
    **dict.fromkeys(("help", "usage", "man", "commands"), ("--help",)),
    **dict.fromkeys(("version", "about"), ("--version",)),
    **dict.fromkeys(("completion", "completions"), ("--install-completion",)),
}
# What other programs call the options; what a command does not have is not suggested for it.
OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("--lang", "--locale", "-l"), ("--language",)),
    **dict.fromkeys(("--out", "--outfile", "-o"), ("--output",)),
    **dict.fromkeys(("--dir", "--folder", "--responses", "-d"), ("--answers",)),
    "--md": ("--format markdown",),
    **dict.fromkeys(("--type", "--as", "-f"), ("--format",)),
    **dict.fromkeys(("--force", "--no-input", "--defaults", "-y"), ("--yes",)),
    **dict.fromkeys(("--text", "--simple", "--no-menus", "--line"), ("--plain",)),
    **dict.fromkeys(("--enumerator", "--who"), ("--interviewer",)),
    **dict.fromkeys(("--input", "--data", "--file", "--script", "--batch", "-i"), ("--replies", "--questionnaire")),
    **dict.fromkeys(("--continue", "--draft"), ("--resume",)),
    **dict.fromkeys(("--drafts", "--partial"), ("--include partial",)),
    **dict.fromkeys(("--simulated",), ("--include simulated",)),
    **dict.fromkeys(("--delimiter", "--sep"), ("--separator",)),
    **dict.fromkeys(("--number", "--times", "--interviews"), ("--count",)),
    **dict.fromkeys(("--name", "--id", "-q"), ("--question",)),
    **dict.fromkeys(("--purge", "--withdraw"), ("--erase",)),
    **dict.fromkeys(("--chart", "--flow"), ("--routing",)),
    **dict.fromkeys(("--unique", "--column"), ("--key",)),
    **dict.fromkeys(("--debug", "-v"), ("--verbose",)),
    **dict.fromkeys(("--editor", "--user", "--author"), ("--by",)),
    **dict.fromkeys(("--value", "--answer", "--change"), ("--set",)),
    **dict.fromkeys(("--why", "--because", "-m", "--message"), ("--reason",)),
    **dict.fromkeys(("--log", "--changes", "--audit"), ("--history",)),
    **dict.fromkeys(("--no-colour", "--nocolor", "--mono"), ("--no-color",)),
    "-V": ("--version",),
}
# How we say what the parser of options says.
_PHRASES: Final = (
    (r"Got unexpected extra argument\(s\) \((.*)\)", r"unexpected argument: \1"),
    (r"'(-[^']*)'", r"\1"),
    (r"[Mm]issing argument '([^']*)'", r"missing argument \1"),
    (r"is not a valid int(eger)?( range)?", "is not a whole number"),
    (r"is not in the range x>=(\d+)", r"is too small (minimum \1)"),
    (r"requires an argument", "needs a value"),
    (r"'([^']*)'", r'"\1"'),
    (r"\.$", ""),
)


def unknown_command(arguments: Sequence[str], group: TyperGroup) -> Problem:
    """Return the problem that no command has the name that comes first, with the command that was meant."""
    name, *rest = arguments
    word = name.casefold()
    if word == "help" and rest and rest[0] in group.commands:
        meant: Sequence[str] = [f"{rest[0]} --help"]
    elif word.endswith((".yaml", ".yml")):
        meant = [f"{command} {shlex.quote(name)}" for command in ("run", "check")]
    elif word.endswith(".json"):
        meant = [f"show {shlex.quote(name)}"]
    else:
        meant = COMMANDS.get(word) or closest(word, group.commands)
    return _usage(f'unknown command "{name}"', [f"{PROGRAM} {command}" for command in meant])


def usage_problem(error: Exception, message: str) -> Problem:
    """Return the problem for an error of the parser of options, which words it as `message`."""
    option, context = getattr(error, "option_name", ""), getattr(error, "ctx", None)
    # What was alike is named with an option that does not exist, and with no other fault.
    if context is not None and hasattr(error, "possibilities"):
        return _usage(f"unknown option {option}", _options_meant(option, context))
    return _usage(_worded(message), [])


def _options_meant(option: str, context: Context) -> Iterator[str]:
    """Yield the options of a command that were meant by one that it does not have, or where that one goes."""
    command, program = context.command, context.find_root().command
    commands = program.commands if isinstance(program, TyperGroup) else {}
    candidates = (option, *OPTIONS.get(option, ()), f"--format {option.lstrip('-')}")
    found = [each for each in candidates if _is_valid(each, command)] or closest(option, _names(command))
    if found:
        yield from found
    elif command is program:
        having = [name for name, each in commands.items() if option in _names(each)]
        yield from (f"{PROGRAM} {name} {option}" for name in having[:_MOST])
    else:
        yield from (f"{PROGRAM} {each} {command.name}" for each in candidates if _is_valid(each, program))


def _names(command: Command) -> list[str]:
    return [name for param in command.params for name in param.opts if name.startswith("-")]


def _is_valid(written: str, command: Command) -> bool:
    """Tell whether a command has an option, and a value for it if one is written."""
    name, _, value = written.partition(" ")
    params = [param for param in command.params if name in param.opts]
    return any(not value or value in getattr(param.type, "choices", ()) for param in params)


def _usage(message: str, meant: Iterable[str]) -> Problem:
    suggestion = " or ".join(meant)
    return Problem(codes.USAGE, {"message": message, **({"suggestion": suggestion} if suggestion else {})})


def _worded(message: str) -> str:
    for pattern, words in _PHRASES:
        message = re.sub(pattern, words, message)
    return message[:1].lower() + message[1:]
