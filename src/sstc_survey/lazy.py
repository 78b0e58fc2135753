"""The public names of a package, each imported when it is first used.

A package lists them once, as type checkers read them, under `if TYPE_CHECKING:`. They are for tests and for whoever
uses the package from outside; the program itself imports the modules that it needs, as a tally must not load what only
an interview uses.
"""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from importlib.util import find_spec


def public_name(package: str, name: str) -> object:
    """Return what a name of a package stands for, from the module that the package lists it with."""
    return getattr(import_module(_homes(package)[name]), name)


@cache
def _homes(package: str) -> dict[str, str]:
    """Map each name that a package lists for type checkers to the module that has it."""
    spec = find_spec(package)
    source = getattr(spec.loader, "get_source", lambda _: None)(package) if spec else None
    return {
        each.name: statement.module
        for block in ast.parse(source or "").body
        if isinstance(block, ast.If)
        for statement in block.body
        if isinstance(statement, ast.ImportFrom) and statement.module
        for each in statement.names
    }
