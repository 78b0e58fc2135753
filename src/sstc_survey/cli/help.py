"""How help is laid out: commands in groups, and examples at the end."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final

from typer.core import TyperCommand, TyperGroup, TyperOption

if TYPE_CHECKING:
    from typer._click.core import Context, Parameter
    from typer._click.formatting import HelpFormatter

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
    "install_completion": "Install shell completion.",
    "show_completion": "Print the shell completion script.",
}


class Command(TyperCommand):
    """A command whose epilog is examples, one a line."""

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

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Return the command that is named; where there is none, raise which one was meant."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            from sstc_survey.cli.usage import unknown_command
            from sstc_survey.problems import SurveyError

            raise SurveyError(unknown_command(args, self))
        return super().resolve_command(ctx, args)


def _reword(param: Parameter | None) -> None:
    """Give an option of typer's our words."""
    if isinstance(param, TyperOption):
        param.help = _HELP.get(param.name or "", param.help)


def _write_examples(epilog: str | None, formatter: HelpFormatter) -> None:
    """Write examples, which are never wrapped: they are to be copied."""
    with formatter.section("Examples"):
        for line in inspect.cleandoc(epilog or "").splitlines():
            formatter.write(f"{'':{formatter.current_indent}}{line}\n")
