"""A questionnaire of any length, to measure with: seven types in turn, some translated, some with named lists."""

from __future__ import annotations

import sys

_HEAD = """\
id: many-questions
version: "1"
title:
  en: Many questions
  fr: Beaucoup de questions
default_language: en
introduction: |
  A questionnaire that is long enough to be measured.
dont_know: true
choices:
  agreement:
    strongly: I agree strongly
    rather: I agree rather than not
    hardly: I hardly agree
    no: I do not agree
questions:
"""

_QUESTIONS = (
    """\
  - name: q{n}
    type: select_one
    label: How far do you agree with statement {n}?
    choices: agreement
    required: true
""",
    """\
  - name: q{n}
    type: select_multiple
    label:
      en: Which of these apply to you, of the kind {n}?
      fr: Lesquels s'appliquent à vous, de la sorte {n} ?
    hint: Choose all that apply.
    choices:
      learn: To learn from other countries
      share: To share information and expertise
      improve: {{label: To improve social protection, exclusive: false}}
      none: {{label: None of these, exclusive: true}}
    or_other: true
    comment: true
    max_selected: 3
""",
    """\
  - name: q{n}
    type: text
    multiline: true
    label: Please tell more about subject {n}.
    hint: A few sentences will do.
""",
    """\
  - name: q{n}
    type: integer
    label: How many people does programme {n} reach?
    min: 0
    max: 1000000
""",
    """\
  - name: q{n}
    type: decimal
    label: Which share of the budget goes to programme {n}?
    min: 0
    max: 100.5
    refused: true
""",
    """\
  - name: q{n}
    type: date
    label: When did programme {n} begin?
    min: 1949-10-01
    max: 2016-09-07
""",
    """\
  - name: q{n}
    type: acknowledge
    label: Please confirm that part {n} is finished.
    required: true
""",
)


def text(count: int) -> str:
    """Return the YAML of a questionnaire with so many questions."""
    return _HEAD + "".join(_QUESTIONS[n % len(_QUESTIONS)].format(n=n) for n in range(count))


if __name__ == "__main__":
    sys.stdout.write(text(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
