"""How help is laid out: commands in groups, and examples at the end."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand, TyperGroup, TyperOption

if TYPE_CHECKING:
    from typer._click.core import Context, Parameter

# What the program says without a command.
START: Final = """\
Run survey interviews in the terminal, from a questionnaire in YAML.

To try it with the questionnaire that comes with it, run:
  sstc-survey run

To write your own questionnaire, run:
  sstc-survey new

For help, run:
  sstc-survey --help
  sstc-survey COMMAND --help
"""
# Of the options that typer adds, by their names.
_HELP: Final = {
    "help": "Show this help.",
    "install_completion": "Install completion with Tab in this shell.",
    "show_completion": "Print the script that completes with Tab.",
}


# At most, and at least, so wide is the help; below the third width the words of options stand under them.
_WIDEST: Final = 80
_NARROWEST: Final = 20
_NARROW: Final = 60
# How typer writes the limits of a number, and what people read.
_LIMITS: Final = {r"([\d.]+)<=x<=([\d.]+)": r"from \1 to \2", r"x>=(\d+)": r"at least \1"}
# The words of a command line, with what is in quotes, and an option with its value.
_WORD: Final = re.compile(r"""(?:(?:--?[\w-]+|[<>|])[ ](?!-))?(?:[^\s"']|"[^"]*"|'[^']*')+""")
_GOES_ON: Final = " \\"
# Up to this length what is in brackets after the words of an option stays on one line.
_SHORT: Final = 24


class _Formatter(HelpFormatter):
    """Help that fits the terminal, which typer takes to have 50 columns."""

    def __init__(self) -> None:
        columns = shutil.get_terminal_size().columns
        super().__init__(width=max(min(columns, _WIDEST), _NARROWEST) - 2)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        if self.width >= _NARROW:
            super().write_usage(prog, args, prefix)
            return
        self.write(f"Usage: {prog}\n")
        with self.indentation():
            self.write_text(args)

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options, arguments or commands, each with its words."""
        rows = [(name, re.sub(r"\[.*?\]", _in_brackets, words)) for name, words in rows]
        before = len(self.buffer)
        # In a narrow terminal each name has a line of its own.
        super().write_dl(rows, col_max if self.width >= _NARROW else 0, col_spacing)
        self.buffer[before:] = [part.replace("\xa0", " ") for part in self.buffer[before:]]


def _in_brackets(match: re.Match[str]) -> str:
    words = match[0]
    for written, read in _LIMITS.items():
        words = re.sub(written, read, words)
    return words.replace(" ", "\xa0") if len(words) <= _SHORT else words


class Command(TyperCommand):
    """A command whose epilog is examples, one a line."""

    def get_help(self, ctx: Context) -> str:
        """Return the help."""
        return _help_of(self, ctx)

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """Return the parts of the usage line: what must be given stands there as it is."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return the option that shows the help."""
        option = super().get_help_option(ctx)
        _reword(option)
        return option

    def format_epilog(self, _: Context, formatter: HelpFormatter) -> None:
        """Write the examples."""
        _write_examples(self.epilog, formatter)


class Group(TyperGroup):
    """The program, whose commands stand in groups before its options."""

    def get_help(self, ctx: Context) -> str:
        """Return the help."""
        return _help_of(self, ctx)

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return the option that shows the help."""
        option = super().get_help_option(ctx)
        _reword(option)
        return option

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Return the options of the program."""
        params = super().get_params(ctx)
        for param in params:
            _reword(param)
        return params

    def format_help_text(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write what the program is, and its commands in their groups."""
        super().format_help_text(ctx, formatter)
        groups: dict[str, list[tuple[str, str]]] = {}
        width = max(map(len, self.commands))
        for name, command in self.commands.items():
            group = getattr(command, "rich_help_panel", "")
            # In one width, so that the groups read as one list.
            groups.setdefault(group, []).append((name.ljust(width), command.help or ""))
        for group, rows in groups.items():
            with formatter.section(group):
                formatter.write_dl(rows)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write nothing after the options: the commands are above them."""

    def format_epilog(self, _: Context, formatter: HelpFormatter) -> None:
        """Write the examples."""
        _write_examples(self.epilog, formatter)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the command line; what is asked of the completion of shells is done here."""
        options = list(takewhile(lambda arg: arg.startswith("-"), args))
        for option in ("--install-completion", "--show-completion"):
            if option in options and not ctx.resilient_parsing:
                from sstc_survey.cli.shells import install_or_show

                install_or_show(option, named="".join(args[len(options) : len(options) + 1]))
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Return the command that is named; where there is none, raise which one was meant."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            from sstc_survey.cli.usage import unknown_command
            from sstc_survey.problems import SurveyError

            raise SurveyError(unknown_command(args, self))
        return super().resolve_command(ctx, args)


def _help_of(command: TyperCommand | TyperGroup, ctx: Context) -> str:
    formatter = _Formatter()
    command.format_help(ctx, formatter)
    return re.sub(" +$", "", formatter.getvalue().rstrip("\n"), flags=re.MULTILINE)


def _reword(param: Parameter | None) -> None:
    """Give an option of typer's our words."""
    if isinstance(param, TyperOption):
        param.help = _HELP.get(param.name or "", param.help)


def start() -> str:
    """Return what the program says without a command, in lines that fit the terminal."""
    formatter = _Formatter()
    for line in START.splitlines():
        if line.startswith(" ") or not line:
            formatter.write(f"{line}\n")
        else:
            formatter.write_text(line)
    return formatter.getvalue()


def _write_examples(epilog: str | None, formatter: HelpFormatter) -> None:
    """Write examples, which are to be copied: what a shell reads of them is the same at every width."""
    with formatter.section("Examples"):
        for example in inspect.cleandoc(epilog or "").splitlines():
            for line in _continued(example, formatter.width - formatter.current_indent):
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")


def _continued(command: str, width: int) -> list[str]:
    """Break a command line where a shell goes on after a backslash: between words, and never in quotes."""
    lines, (first, *words) = [], _WORD.findall(command)
    line = first
    for number, word in enumerate(words, 1):
        room = width if number == len(words) else width - len(_GOES_ON)
        if len(line) + 1 + len(word) <= room:
            line += f" {word}"
        else:
            lines.append(line + _GOES_ON)
            line = f"    {word}"
    return [*lines, line]
