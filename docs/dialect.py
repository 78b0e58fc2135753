"""What the reference page of expressions says of the dialect; examples are worked out when it is written."""

from __future__ import annotations

from typing import Final

# Function, what it gives, an example or nothing.
FUNCTIONS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "Conditions and choices": (
        ("if", "The second argument if the condition is true, else the third.", "if(${age} >= 18, 'yes', 'no')"),
        ("coalesce", "The first value, or the second where the first is blank.", "coalesce(${blank}, 0)"),
        ("once", "The value that the question has; calculated only while it is blank.", ""),
        ("selected", "Whether a code is among the codes of an answer.", "selected(${media}, 'tv')"),
        ("selected-at", "One code of an answer, counted from 0, or a blank.", "selected-at(${media}, 1)"),
        ("count-selected", "How many codes an answer has.", "count-selected(${media})"),
        ("jr:choice-name", "The label of a code, in the language of the interview.", ""),
        ("not", "Whether a condition is false.", "not(${age} >= 18)"),
        ("true", "A condition that is true.", ""),
        ("false", "A condition that is false.", ""),
        ("boolean", "A value as a condition: blank texts, 0 and what is no number are false.", "boolean(0)"),
        ("boolean-from-string", "Whether a text is `true` or `1`.", "boolean-from-string('1')"),
        ("checklist", "Whether so many conditions are true; -1: no limit.", "checklist(1, 2, true(), true(), false())"),
        ("weighted-checklist", "The same with weights.", "weighted-checklist(3, -1, true(), 2, true(), 1)"),
    ),
    "Repeats": (
        ("count", "How many instances there are of a repeat, or of a question in one.", ""),
        ("count-non-empty", "How many instances of a question are answered.", "count-non-empty(${pay})"),
        ("sum", "The sum over all instances; blank where one of them is.", "sum(${pay})"),
        ("min", "The smallest number, over all instances of questions too.", "min(3, 1, 2)"),
        ("max", "The largest number, over all instances of questions too.", "max(3, 1, 2)"),
        ("join", "Texts with a text between them, over all instances of questions too.", "join(', ', ${pay})"),
        ("position", "The number of the instance of the repeat around this, from 1.", ""),
        ("indexed-repeat", "The answer in the instance with this number, from 1.", ""),
    ),
    "Texts": (
        ("string", "A value as text.", "string(1 div 4)"),
        ("concat", "Texts joined, over all instances of questions too.", "concat('a', 1 + 1)"),
        ("string-length", "How many characters a text has.", "string-length('Khmer')"),
        ("contains", "Whether a text contains another.", "contains('market', 'ark')"),
        ("starts-with", "Whether a text begins with another.", "starts-with('market', 'ma')"),
        ("ends-with", "Whether a text ends with another.", "ends-with('market', 'et')"),
        ("substr", "A part of a text, counted from 0, up to the end or another place.", "substr('market', 1, 3)"),
        ("substring", "A part of a text, counted from 1, of a length.", "substring('market', 1, 3)"),
        ("substring-before", "The text before a separator.", "substring-before('12:30', ':')"),
        ("substring-after", "The text after a separator.", "substring-after('12:30', ':')"),
        ("translate", "A text with single characters replaced by others.", "translate('1,5', ',', '.')"),
        ("normalize-space", "A text with single spaces between words, no others.", "normalize-space(' a  b ')"),
        ("regex", "Whether a pattern fits a part of a text; with ^ and $ the whole.", "regex('012345', '^0[0-9]+$')"),
        ("digest", "A checksum (MD5, SHA-1, SHA-256, SHA-384, SHA-512).", "digest('a', 'MD5', 'hex')"),
        ("base64-decode", "The text that base64 stands for; blank where it is none.", "base64-decode('YQ==')"),
        ("uuid", "A new random identifier; with a number, so many random characters.", ""),
    ),
    "Numbers": (
        ("number", "A value as a number.", "number('12')"),
        ("int", "A number without its fraction.", "int(-2.7)"),
        ("floor", "The next whole number below.", "floor(-2.5)"),
        ("ceiling", "The next whole number above.", "ceiling(2.1)"),
        ("round", "A number to so many places, a half upwards.", "round(-2.5)"),
        ("abs", "A number without its sign.", "abs(-3)"),
        ("pow", "A power.", "pow(2, 10)"),
        ("sqrt", "The square root.", "sqrt(16)"),
        ("exp", "A power of e.", "exp(0)"),
        ("exp10", "A power of 10.", "exp10(3)"),
        ("log", "The natural logarithm.", "log(1)"),
        ("log10", "The logarithm to base 10.", "log10(1000)"),
        ("sin", "The sine.", "sin(0)"),
        ("cos", "The cosine.", "cos(0)"),
        ("tan", "The tangent.", "tan(0)"),
        ("asin", "The angle of a sine.", "asin(0)"),
        ("acos", "The angle of a cosine.", "acos(1)"),
        ("atan", "The angle of a tangent.", "atan(0)"),
        ("atan2", "The angle of a point.", "atan2(0, 1)"),
        ("pi", "The number pi.", "round(pi(), 5)"),
        ("random", "A number from 0 up to but not including 1.", ""),
    ),
    "Dates and times": (
        ("today", "The day.", ""),
        ("now", "The moment.", ""),
        ("date", "A text or a day number as a day.", "date(19787)"),
        ("decimal-date-time", "A day or a moment as days since 1970-01-01.", "decimal-date-time('2024-03-05')"),
        ("decimal-time", "A time as a fraction of the day.", "decimal-time('18:00')"),
        ("format-date", "A date in parts: %Y %y %m %n %b %d %e %a.", "format-date('2024-03-05', '%e %b %Y')"),
        ("format-date-time", "The same with %H %h %M %S %3.", "format-date-time('2024-03-05T08:30', '%H:%M')"),
    ),
}  # fmt: skip

ANSWERS: Final = {"age": "20", "blank": "", "media": "radio tv", "pay": ["10", "", "30"]}

INTRODUCTION: Final = """\
The dialect of XLSForm, in `relevant`, `required`, `read_only`, `constraint`, `calculation`, `default`, `choice_filter`,
`repeat_count` and `seed`. `${name}` is the answer to a question; labels, hints and messages show it in its place.

## Operators

From the loosest to the tightest; operators on one line are applied from left to right.

| | |
| --- | --- |
| `or` | At least one of the conditions is true. |
| `and` | Both conditions are true. |
| `=` `!=` | Equal or not: as conditions if one side is one, else as numbers if one is a number, else as texts. |
| `<` `<=` `>` `>=` | In order, as numbers. Days are numbers; other texts, times of the day among them, have no order. |
| `+` `-` | Sum, difference; days can be subtracted. |
| `*` `div` `mod` | Product, quotient, remainder (with the sign of the left side). |
| `-` | The negative of what follows. |
| `.` | The answer to the question itself, in a constraint. |
| `'text'` `"text"` | A text; a reference in quotes is only text. |

An answer to a select_multiple or a rank is its codes, joined by spaces: `selected(${media}, 'tv')` asks for one of
them. In a `choice_filter` write the columns of the choices without braces; `name` is the code and `label` the label.

## Blanks

- What is not answered, not asked or not relevant reads as a blank text. The answer to a question that is not relevant
  any more is remembered, and comes back with it.
- Arithmetic with a blank is not a number, and is saved as blank. `coalesce(${pay}, 0)` makes it 0.
- For a blank, `${age} = 0`, `${age} < 5` and `${age} >= 0` are false; `${age} != 0` and `not(${age} >= 5)` are true.
- One blank makes `sum`, `min` and `max` blank.
- A constraint is not applied to a blank.
- A question alone as a condition is true even if it is blank. Write `${age} != ''`.
"""

DECIDED: Final = """\
## Differences between XLSForm tools

- `regex()` matches any part of a text, as in Web Forms and Enketo; in Collect it must match all of it. With `^` and `$`
  all agree.
- `round()` rounds a half up, as the number is written: `round(1.005, 2)` is 1.01, `round(-2.5)` is -2.
- `string-length()` counts characters, `mod` keeps the sign of its left side, and `1 div 0` is infinite.
- A text that is not an ISO date gives a blank date, never an error; in quotes, where the author wrote it, it is an
  error.
  30 February does not become 1 March. Zeros may be missing: 2024-3-5.
- An unknown code in `format-date()` is an error.
- `1e3`, `+5` and digits other than 0 to 9 are not numbers, in expressions and in texts.
- Two spaces in a list of codes have no code between them.
- A calculation that is a condition saves `true` or `false`. Compare it: `${adult} = 'true'`.
- Patterns know `\\p{L}` and the other general categories; `\\d` and `\\w` are ASCII.
- A choice that is filtered away leaves the answer, and comes back when it is offered again.
"""
