"""What shells ask with Tab and how each is answered: whatever is offered reaches them as data, never as code."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import typer

PROGRAM: Final = "sstc-survey"
# What shells are told to set when they ask.
COMPLETE: Final = "_SSTC_SURVEY_COMPLETE"

# Those of typer glue words to what follows, and the first Tab in a new zsh loads its function without calling it.
_BASH: Final = """\
_sstc_survey_completion() {
    local IFS=$'\\n' offered
    COMPREPLY=()
    while read -r offered; do
        COMPREPLY+=("$offered")
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD _SSTC_SURVEY_COMPLETE=complete_bash "$1")
    if [[ ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace 2>/dev/null
    fi
    return 0
}

complete -o default -F _sstc_survey_completion sstc-survey"""
_ZSH: Final = """\
#compdef sstc-survey

_sstc_survey_completion() {
    eval "$(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _SSTC_SURVEY_COMPLETE=complete_zsh sstc-survey)"
}

if [[ $funcstack[1] == _sstc-survey ]]; then
    _sstc_survey_completion "$@"
else
    compdef _sstc_survey_completion sstc-survey
fi"""
_SCRIPTS: Final = {"bash": _BASH, "zsh": _ZSH}
_PLAIN: Final = r"\w@%+=:,./-"


def install_or_show(option: str, named: str) -> None:
    """Install or show the completion of a shell, the one that is named or the one that is there, and end."""
    from typer._completion_shared import Shells, _get_shell_name, install

    from sstc_survey.display import spell_out
    from sstc_survey.problems import Problem, SurveyError, codes

    shell = named or _get_shell_name()
    known = [each.value for each in Shells]
    if shell is None:
        raise SurveyError(Problem(codes.COMPLETION_NO_SHELL, {"option": option}))
    if shell not in known:
        raise SurveyError(Problem(codes.COMPLETION_SHELL, {"shell": shell, "known": ", ".join(known)}))
    if option == "--show-completion":
        sys.stdout.write(f"{_script(shell)}\n")
        sys.exit(0)
    try:
        _, path = install(shell, PROGRAM)
        if shell in _SCRIPTS:
            path.write_text(f"{_SCRIPTS[shell]}\n", encoding="utf-8")
    except OSError as error:
        details = {"file": error.filename or "", "reason": error.strerror or str(error)}
        raise SurveyError(Problem(codes.COMPLETION_NOT_INSTALLED, details)) from error
    said = f"Completion for {shell} is installed in {path}. To use it, open a new terminal."
    sys.stdout.write(f"{spell_out(said)}\n")
    sys.exit(0)


def answer_shell(app: typer.Typer) -> int:
    """Write what a shell asked for, as the environment has it, and return the exit code."""
    from typer._click.shell_completion import _resolve_context, _resolve_incomplete
    from typer.main import get_command

    asked, _, shell = os.environ[COMPLETE].partition("_")
    if asked == "source":
        sys.stdout.write(f"{_script(shell)}\n")
        return 0
    before, word = typed_words()
    context = _resolve_context(get_command(app), {}, PROGRAM, before)
    asked_of, incomplete = _resolve_incomplete(context, before, word)
    # Of `--option=value` in one word the option is offered with the value.
    option = word[: len(word) - len(incomplete)] if word.startswith("-") else ""
    items = [(f"{option}{item.value}", item.help or "") for item in asked_of.shell_complete(context, incomplete)]
    return _ANSWERS[shell]([(value, _one_line(said)) for value, said in items if value == _one_line(value)])


def typed_words() -> tuple[list[str], str]:
    """Return the words after the name of the program up to the one that is completed, and that one as far as it is."""
    from typer._click.shell_completion import split_arg_string

    if "COMP_WORDS" in os.environ and os.environ[COMPLETE].endswith("bash"):
        words = split_arg_string(os.environ["COMP_WORDS"])
        at = int(os.environ["COMP_CWORD"])
        before, word = _joined(words[1:at]), "".join(words[at : at + 1])
        # What follows `--option=` is the value of the option.
        return ([*before[:-1], before[-1][:-1]] if _is_open(before) else before), word
    line = os.environ.get("_TYPER_COMPLETE_ARGS", "")
    words = split_arg_string(line)[1:]
    # PowerShell says what is completed, and leaves out the space before an empty word.
    said = os.environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE")
    begun = not line.endswith(" ") if said is None else bool(said)
    return (words[:-1], words[-1]) if words and begun else (words, "")


def _joined(words: Sequence[str]) -> list[str]:
    """Put `--option=value` together again, which bash splits in three."""
    joined: list[str] = []
    for word in words:
        if _is_open(joined) or (word == "=" and joined and joined[-1].startswith("--")):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _is_open(words: Sequence[str]) -> bool:
    return bool(words) and words[-1].startswith("--") and words[-1].endswith("=")


def _script(shell: str) -> str:
    from typer._completion_shared import get_completion_script

    return _SCRIPTS.get(shell) or get_completion_script(prog_name=PROGRAM, complete_var=COMPLETE, shell=shell)


def _one_line(text: str) -> str:
    from sstc_survey.display import clean

    return clean(text)


_Items = Sequence[tuple[str, str]]


def _answer_bash(items: _Items) -> int:
    """Write words as bash puts them on the line, without changing them."""
    words = os.environ["COMP_WORDS"].split("\n")
    quote = "".join(words[int(os.environ["COMP_CWORD"]) :][:1])[:1]
    # Within a quote that is open other characters are special.
    pattern = {'"': r'(["\\$`])', "'": "(')"}.get(quote, rf"([^{_PLAIN}])")
    _write(re.sub(pattern, r"'\\''" if quote == "'" else r"\\\1", value) for value, _ in items)
    return 0


def _answer_zsh(items: _Items) -> int:
    """Write code that offers the items, each of them in quotes, or files."""
    if not items:
        _write(["_files"])
        return 0
    # The first colon that is not escaped ends the word.
    escaped = ((re.sub(r"([\\:])", r"\\\1", value), said.replace("\\", r"\\")) for value, said in items)
    words = (value + (said and f":{said}") for value, said in escaped)
    quoted = ("'" + word.replace("'", r"'\''") + "'" for word in words)
    suffix = " -S ''" if all(value.endswith("=") for value, _ in items) else ""
    # -V keeps the order.
    _write(["local -a offered; offered=(", *quoted, f"); _describe -V value offered{suffix}"])
    return 0


def _answer_fish(items: _Items) -> int:
    """Write the items, or tell with the exit code whether there are any."""
    action = os.environ.get("_TYPER_COMPLETE_FISH_ACTION")
    if action == "get-args":
        _write(value + (said and f"\t{said}") for value, said in items)
    return 1 if action == "is-args" and not items else 0


def _answer_powershell(items: _Items) -> int:
    """Write the items with what is said of them."""
    for value, said in items:
        plain = re.fullmatch(f"[{_PLAIN}]*", value)
        _write([f"{value if plain else _quoted_for_powershell(value)}:::{said or ' '}"])
    return 0


def _quoted_for_powershell(value: str) -> str:
    return "'" + re.sub("(['\u2018-\u201b])", r"\1\1", value) + "'"


def _write(lines: Sequence[str] | Iterator[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


_ANSWERS: Final[dict[str, Callable[[_Items], int]]] = {
    "bash": _answer_bash,
    "zsh": _answer_zsh,
    "fish": _answer_fish,
    "powershell": _answer_powershell,
    "pwsh": _answer_powershell,
}
