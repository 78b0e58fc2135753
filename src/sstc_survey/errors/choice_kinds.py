"""What is most likely wrong with the choices and the texts of a questionnaire."""

from __future__ import annotations

from sstc_survey.errors.kinds import Kind, Severity

_WARNING = Severity.WARNING

KINDS: tuple[Kind, ...] = (
    Kind(
        "unknown-code",
        'in "{key}": "{code}" is not a choice of "{name}"',
        "its choices are: {known}",
        "An answer is compared with a code that its question does not have, so that they are never the same.",
        _WARNING,
    ),
    Kind(
        "equals-on-multiple",
        'in "{key}": several choices of "{name}" can be taken, and {operator} compares them all at once',
        "write {instead}",
        "The answer of a select_multiple or a rank is all its codes, joined by spaces.",
        _WARNING,
    ),
    Kind(
        "choice-never-offered",
        'no answer to "{name}" offers the choice "{code}"',
        'its column "{column}" holds "{value}"; see whether that is a code of "{name}"',
        "A choice_filter compares a column with the answer to another question, and this choice has none of its codes"
        ' there. The "Other" that or_other adds is always offered.',
        _WARNING,
    ),
    Kind(
        "unused-column",
        'no choice_filter uses the column "{key}"',
        "take it out, or use it",
        "A key of a choice that is neither label nor exclusive is a column that filters can look at, and none does.",
        _WARNING,
    ),
    Kind(
        "labels-alike",
        'the choice "{code}" reads like "{other}", on line {line}',
        "let the labels differ",
        "Two choices of a list have the same label, so that nobody can tell them apart.",
        _WARNING,
    ),
    Kind(
        "missing-translation",
        "the text is not there in {languages}",
        "add it, as the other texts have it",
        "A text lacks a language that others of the file have, and is shown in another one. A text without any language"
        " is taken for one that reads the same in all, unless most labels are translated.",
        _WARNING,
    ),
    Kind(
        "lone-language",
        'no other text is in "{language}"',
        "translate the others too, or correct the tag",
        "The tag of a language stands with one text only; most likely it is a slip.",
        _WARNING,
    ),
    Kind(
        "unfilled-reference",
        'in "{key}": {written} stays as it is written',
        "take it out",
        "Answers are shown in labels, hints and messages, and in no other text.",
        _WARNING,
    ),
    Kind(
        "longer-than-screen",
        "the question takes {lines} lines of 80 columns, which is more than a screen shows at once",
        "shorten it, or cut it into several questions",
        "Label, hint and choices together take more than 15 lines.",
        _WARNING,
    ),
    Kind(
        "unknown-ignore",
        'there is no problem with the code "{code}"',
        "the codes stand behind each problem in check --format json",
        "A remark `# check: ignore CODE` names a code that no problem has.",
        _WARNING,
    ),
)
