# ruff: noqa: E501 the calls are as they stand in the source
"""Nothing is printed but literals, cleaned texts, and what a function known to clean or escape has made.

The source is read here, not run: a call that prints data in another way fails as soon as it is written.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import sstc_survey

SOURCE: Final = Path(sstc_survey.__file__).parent
# Calls that print: on streams and descriptors, through rich, typer and prompt_toolkit.
WRITERS: Final = {"write", "writelines", "print", "echo", "secho", "print_formatted_text", "write_raw"}
# What takes markup, or prints where nobody looks after it.
FORBIDDEN: Final = {"from_markup", "from_ansi", "input", "getpass", "breakpoint"}
FORBIDDEN_MODULES: Final = {"logging", "warnings", "pprint", "getpass", "traceback"}
# What returns a text that may be printed: it is cleaned or escaped, or has only numbers and the program's own words.
SAFE: Final = {
    "Text", "clean", "spell_out", "counted", "json_text", "problems_json", "schema_text", "screen_svg", "gettext", "_text", "_line", "_indented",
}  # fmt: skip
# What cleans whatever it is told to write.
CLEANING: Final = {"page", "self._page", "dialogue", "self._dialogue"}
CLEANERS: Final = {"prompters/terminal/page.py", "prompters/plain/lines.py"}
ALLOWED: Final = {
    ("commands/shared/jobs/cluster.py", "import logging"): "only to silence the packages of Dask",
    ("__main__.py", "sys.stdout.write(f'sstc-survey {__version__}\\n')"): "the program's own version",
    ("cli/app.py", "sys.stdout.write(f'sstc-survey {__version__}\\n')"): "the program's own version",
    ("cli/boundary.py", "sys.stdout.write(start())"): "the program's own words",
    ("cli/help.py", "self.write(f'Usage: {prog}\\n')"): "the name of a command",
    ("cli/help.py", "formatter.write(f'{line}\\n')"): "the program's own words",
    ("cli/help.py", "formatter.write(f\"{'':{formatter.current_indent}}{line}\\n\")"): "examples of the program's own",
    ("cli/shells.py", "sys.stdout.write(f'{_script(shell)}\\n')"): "a script for a shell, with the program's own words",
    ("cli/shells.py", "sys.stdout.writelines((f'{line}\\n' for line in lines))"): "cleaned and quoted by the answer to each shell",
    ("commands/new.py", "stream.write(text)"): "the bytes of a file, in which all texts are quoted",
    ("commands/shared/output.py", "output.write(data)"): "a file that somebody fills in",
    ("commands/shared/output.py", "output.write(text.getvalue().encode('utf-8', 'backslashreplace'))"): "what a report wrote",
    ("commands/shared/output.py", "raw.write(data)"): "what a report wrote",
    ("exports/codebook/as_ddi.py", "stream.write(f'{_DECLARATION}\\n{written}\\n')"): "each text is cleaned, and escaped as XML",
    ("exports/csv_file.py", "stream.write(BOM)"): "a constant",
    ("exports/csv_file.py", "stream.write(options.separator.join(names) + _LINE_END)"): "each text is escaped",
    ("exports/csv_file.py", "stream.write(''.join([options.separator.join(row) + _LINE_END for row in zip(*columns, strict=True)]))"): "each text is escaped",
    ("exports/formats.py", "stream.write(multiple_response_sets(table))"): "commands of SPSS, in which all texts are quoted",
    ("exports/jsonl_file.py", "stream.writelines((json_line(write(response)) + '\\n' for response in joined(export)))"): "JSON, with what steers a terminal escaped",
    ("exports/labelled/writing.py", "file.write(instead)"): "a constant",
    ("exports/labelled/writing.py", "file.write(bytes(_BEGINNING))"): "zeros",
    ("exports/xlsx_file.py", "_Writer(workbook).write(sheets)"): "each text of a cell is cleaned",
    ("exports/xlsx_file.py", "super().write(rest)"): "the bytes of an archive",
    ("prompters/plain/lines.py", "sys.stderr.write(text)"): "lines that Dialogue has cleaned, and prompts",
    ("prompters/terminal/device.py", "output.write_raw(f'\\r{_PROBE}\\x1b[6n')"): "a constant",
    ("prompters/terminal/device.py", "print_formatted_text(self.output, fragments, STYLE)"): "lines that Page has cleaned",
    ("reports/console.py", "self._console.print(Segments([text, Segment.line()]), end='', crop=False)"): "cleaned by line() and its like",
    ("reports/pages/as_html.py", "stream.writelines((f'{line}\\n' for line in _Writer(page).lines()))"): "each text is escaped",
    ("commands/report.py", "destination.write(docx_bytes(page))"): "a document, not a text",
    ("reports/pages/as_markdown.py", "stream.writelines((f'{line}\\n' for line in _lines(page)))"): "each line is escaped",
    ("reports/paper/as_html.py", "stream.write('<!doctype html>\\n' + _tag('html', _tag('head', *head), _tag('body', *body), lang=paper.language))"): "_tag escapes",
    ("reports/paper/as_markdown.py", "stream.writelines((f'{line}\\n' for line in _lines(paper)))"): "each line is escaped",
    ("reports/problems.py", "print(*_lines(problem, paint, width), sep='\\n', file=stream)"): "each line is cleaned",
    ("reports/progress.py", "self._stream.write(f'\\r{line}')"): "numbers",
    ("reports/progress.py", "self._stream.write(f\"\\r{' ' * self._shown}\\r\")"): "spaces",
    ("reports/responses.py", "stream.write('\\n'.join([*lines, '']))"): "lines that CleanConsole has cleaned",
    ("reports/responses.py", "stream.writelines((f'{line}\\n' for each in others for line in console.laid_out(each)))"): "cleaned by laid_out()",
    ("reports/responses.py", "stream.write(f'{before}{json_line(_listed(file))}')"): "JSON, with what steers a terminal escaped",
    ("reports/responses.py", "stream.write('[]\\n' if before == '[\\n' else '\\n]\\n')"): "constants",
    ("reports/rosters.py", "stream.writelines((f'{clean(line)}\\n' for line in _lines(roster, questionnaire, words)))"): "each line is cleaned",
    ("reports/routes.py", "stream.writelines((f'{line}\\n' for line in _MermaidChart(form, words).lines()))"): "each label is quoted",
    ("reports/summary/as_markdown.py", "stream.writelines((f'{line}\\n' for line in _lines(summary)))"): "each line is escaped",
    ("reports/translations.py", "stream.writelines((f'{clean(line)}\\n' for line in _lines(translations, width)))"): "each line is cleaned",
    ("reports/watching.py", "stream.write(f'{_CLEAR}{page}{_REVERSE}{status}{where}{_RESET}')"): "what reports wrote, and a cleaned status",
    ("storage/atomic.py", "os.write(descriptor, rest)"): "the bytes of a file",
    ("streams.py", "super().write(rest)"): "the stream itself",
}  # fmt: skip

# Where commands have standard error in hand. All that they say goes through `tell` and `ask`, which break lines for a
# terminal and leave in one piece what is there to be copied.
HANDED_OVER: Final = {
    "print_problems": "breaks lines itself",
    "line_width": "how wide the lines may be",
}
STANDARD_ERROR: Final = {
    ("commands/shared/begin.py", "curses.setupterm(term, sys.stderr.fileno())"): "asks what the terminal can do",
    ("commands/shared/begin.py", "(sys.stderr, sys.stdout)"): "asks whether there is a terminal",
    ("commands/shared/output.py", "(sys.stdout, sys.stderr)"): "flushed before a stream is written into",
    ("commands/shared/output.py", "sys.stderr if sys.stderr.isatty() else None"): "for progress, which is one line",
    ("commands/shared/output.py", "sys.stderr.write(f'{clean(part)}\\n')"): "tell and ask",
    ("commands/shared/output.py", "sys.stderr.write(clean(last))"): "ask",
}


def uses_of_standard_error(source: str) -> Iterator[str]:
    """Yield what is done with standard error, but what asks about it and what lays out lines itself."""
    tree = ast.parse(source)
    around = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and ast.unparse(node) in {"sys.stderr", "sys.__stderr__"}):
            if isinstance(node, ast.ImportFrom) and node.module == "sys" and "stderr" in ast.unparse(node):
                yield ast.unparse(node)
            continue
        inside = around[node]
        if isinstance(inside, ast.Attribute):
            if inside.attr in {"isatty", "flush"}:
                continue
            inside = around[inside]
            inside = around[inside] if not isinstance(inside, ast.Call) or inside.args == [] else inside
        if not (isinstance(inside, ast.Call) and name_of(inside) in HANDED_OVER):
            yield ast.unparse(inside)


def unsafe_calls(source: str, file: str = "") -> Iterator[str]:
    """Yield the calls that print what may be data."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            if FORBIDDEN_MODULES & {name.partition(".")[0] for name in names}:
                yield ast.unparse(node)
        if isinstance(node, ast.Call) and not is_safe_call(node, file):
            yield ast.unparse(node)


def is_safe_call(call: ast.Call, file: str) -> bool:
    """Tell whether a call prints nothing, or only what is safe."""
    name, base = name_of(call), ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if name in FORBIDDEN:
        return False
    if name == "Text":
        return all(is_safe(argument) for argument in call.args[:1])
    if name not in WRITERS or base in CLEANING or (base == "self" and file in CLEANERS):
        return True
    if not base and name.startswith("write"):
        # A function that was handed over, which is found where it is defined.
        return True
    values = [argument for argument in call.args if not (base == "os" and argument is call.args[0])]
    if base in {"self._lines", "self.output"} and name == "write":
        values = call.args
    return all(is_safe(value) for value in values)


def name_of(call: ast.Call) -> str:
    """Return the name of what is called, without what it is of."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def is_safe(node: ast.expr) -> bool:
    """Tell whether a value can be nothing but literals and what safe functions return."""
    match node:
        case ast.Constant():
            return True
        case ast.JoinedStr(values=values):
            return all(is_safe(value) for value in values)
        case ast.FormattedValue(value=value):
            return is_safe(value)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return is_safe(left) and is_safe(right)
        case ast.Call(func=ast.Name(id=name)):
            return name in SAFE
        case _:
            return False


def found() -> set[tuple[str, str]]:
    return {
        (file, call)
        for path in SOURCE.rglob("*.py")
        for file in [path.relative_to(SOURCE).as_posix()]
        for call in unsafe_calls(path.read_text(encoding="utf-8"), file)
    }


def test_nothing_prints_data_in_another_way() -> None:
    assert found() - set(ALLOWED) == set()


def test_nothing_is_allowed_that_is_not_there() -> None:
    assert set(ALLOWED) - found() == set()


def standard_error_found() -> set[tuple[str, str]]:
    return {
        (path.relative_to(SOURCE).as_posix(), use)
        for path in (SOURCE / "commands").rglob("*.py")
        for use in uses_of_standard_error(path.read_text(encoding="utf-8"))
    }


def test_commands_say_everything_in_one_way() -> None:
    assert standard_error_found() == set(STANDARD_ERROR)


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ('sys.stderr.write("Nothing was written.\\n")', ["sys.stderr.write('Nothing was written.\\n')"]),
        ("print(line, file=sys.stderr)", ["file=sys.stderr"]),
        ("write = sys.stderr.write", ["write = sys.stderr.write"]),
        ("print_notes(notes, sys.stderr)", ["print_notes(notes, sys.stderr)"]),
        ("from sys import stderr", ["from sys import stderr"]),
        ("print_problems(problems, sys.stderr)", []),
        ("sys.stderr.isatty() or sys.stderr.flush()", []),
    ],
)
def test_the_uses_of_standard_error_are_found(source: str, uses: list[str]) -> None:
    assert list(uses_of_standard_error(source)) == uses


@pytest.mark.parametrize(
    "bad",
    [
        'sys.stderr.write(f"{path}\\n")',
        "sys.stdout.write(path)",
        'sys.stderr.write("left out: " + path)',
        'sys.stderr.write("{}".format(path))',
        'sys.stderr.write("%s" % path)',
        'sys.stderr.write(f"{clean(a)} {b}")',
        'sys.stderr.write(f"{str(clean)}")',
        "print(path)",
        'print("a", path)',
        "console.print(path)",
        'console.print(f"[bold]{title}")',
        "console.print(Text(title))",
        "x = Text(title)",
        'Text.from_markup("[bold]")',
        'typer.echo(f"{path}")',
        "click.secho(path)",
        "os.write(2, data)",
        "stream.writelines(lines)",
        "output.write_raw(text)",
        "import logging",
        "from warnings import warn",
        "input(question)",
        "print(*lines)",
    ],
)
def test_the_finder_finds(bad: str) -> None:
    assert list(unsafe_calls(bad))


@pytest.mark.parametrize(
    "good",
    [
        'sys.stderr.write("Nothing was deleted.\\n")',
        'sys.stderr.write(f"{clean(path)}\\n")',
        'sys.stderr.write(clean(f"{path}: {count}") + "\\n")',
        "stream.write(json_text(document))",
        "console.print(Text(clean(title)))",
        "console.print()",
        "print()",
        "page.write('question', label)",
        "x = Text('', style=style)",
        "os.write(2, b'x')",
    ],
)
def test_the_finder_leaves(good: str) -> None:
    assert list(unsafe_calls(good)) == []
