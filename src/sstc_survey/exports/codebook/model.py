"""A codebook before it is written in a format: tables, questions, and the columns of each, in one language."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sstc_survey.exports.model import Kind, Role
from sstc_survey.response import QuestionnaireRef
from sstc_survey.tally import NumberFigures, States


class Category(Struct, frozen=True):
    """A value that a column may have, with its label; `n` is how often it was found, None where that is not known.

    One that `is_missing` says why there is no answer.
    """

    value: str
    label: str
    n: int | None = None
    is_missing: bool = False


class Variable(Struct, frozen=True, kw_only=True):
    """A column of a table: `holds` says what its cells are, `short` what it is called in files with these endings.

    Its values are among the `categories`, if it has any; the cells of a joined column have several of them. Its kind is
    None where that follows from the values.
    """

    name: str
    role: Role
    kind: Kind | None
    label: str
    holds: str
    short: Mapping[str, str] = {}
    categories: tuple[Category, ...] = ()


class Difference(Struct, frozen=True):
    """What is different in another version of the questionnaire."""

    version: str
    text: str


class Counts(Struct, frozen=True, kw_only=True):
    """What a summary says of the answers to a question, in its words: the base first."""

    states: States
    lines: tuple[str, ...]
    numbers: NumberFigures | None = None


class CodebookEntry(Struct, frozen=True, kw_only=True):
    """A question, a repeat or a calculation, with its columns.

    `route` says when it is asked, `rules` which answers it takes; `smallest` and `largest` are the limits of a number.
    `counts` are None without responses, and for what is not tallied. `choices` are those of all versions; with
    `has_shares` one respondent out of those who answered gives each of them at most once.
    """

    name: str
    number: int | None
    type: str
    label: str
    hint: str
    headings: tuple[str, ...]
    expected: str
    route: tuple[str, ...]
    rules: tuple[str, ...]
    variables: tuple[Variable, ...]
    choices: tuple[Category, ...] = ()
    has_shares: bool = False
    counts: Counts | None = None
    smallest: str = ""
    largest: str = ""
    differences: tuple[Difference, ...] = ()


class CodebookTable(Struct, frozen=True, kw_only=True):
    """A table of the data files: `count` is the number of its rows, None where that is not known."""

    name: str
    label: str
    repeat: str | None
    keys: tuple[Variable, ...]
    entries: tuple[CodebookEntry, ...]
    count: int | None = None

    @property
    def variables(self) -> list[Variable]:
        """Return all columns in order."""
        return [*self.keys, *(variable for entry in self.entries for variable in entry.variables)]


class CodebookVersion(Struct, frozen=True, kw_only=True):
    """A version of the questionnaire that responses were made with, and how many; one that `is_lost` has no copy.

    `lacking` and `added` are the names that it does not have, or has alone; `changes` what is different in the others.
    """

    name: str
    count: int
    is_lost: bool = False
    lacking: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()


class Codebook(Struct, frozen=True, kw_only=True):
    """What the columns of the data files of a questionnaire are; `basis` says which responses were counted.

    `versions` are the other ones.
    """

    questionnaire: QuestionnaireRef
    title: str
    language: str
    facts: tuple[str, ...]
    basis: tuple[str, ...]
    tables: tuple[CodebookTable, ...]
    versions: tuple[CodebookVersion, ...] = ()
    interviews: int | None = None
