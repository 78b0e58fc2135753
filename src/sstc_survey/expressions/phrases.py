"""Phrases of SQL, JavaScript, Python, Excel and plain English in an expression, and how this dialect writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

from sstc_survey.expressions.diagnostics import Diagnostic
from sstc_survey.expressions.lexer import NAME, REFERENCE
from sstc_survey.problems import codes

_QUOTED: Final = r"'[^']*'|\"[^\"]*\""
_CALL: Final = rf"{NAME}\s*\((?:[^()'\"]|{_QUOTED})*\)"
_NUMBER: Final = r"-?[0-9]+(?:\.[0-9]+)?"
_REFERENCE: Final = REFERENCE.replace("(", "(?:", 1)
_ANSWER: Final = rf"{_REFERENCE}|{_CALL}|(?<![\w.)])\.(?![\w.])"
_VALUE: Final = rf"{_ANSWER}|{_QUOTED}|{_NUMBER}|[^\W\d][\w-]*"
_LIST: Final = r"[(\[{](?P<list>[^()\[\]{}]*)[)\]}]"
_COMPARES: Final = "<=|>=|=>|=<|!=|==?|<|>"
_MEANT: Final = {"=>": ">=", "=<": "<=", "==": "="}
# What people say instead of a sign; the words before `than` and `to` come with or without them.
_SIGNS: Final = {
    r"greater\s+than\s+or\s+equal\s+to|at\s+least": ">=",
    r"(?:less|smaller)\s+than\s+or\s+equal\s+to|at\s+most": "<=",
    r"(?:greater|more|larger|bigger|older|higher)\s+than|over|above": ">",
    r"(?:less|smaller|fewer|younger|lower)\s+than|under|below": "<",
    r"not\s+equals?(?:\s+to)?": "!=",
    r"equals?(?:\s+to)?": "=",
}
_Rewrite: TypeAlias = Callable[[re.Match[str]], str]


class Phrase(NamedTuple):
    """A phrase in a source: where it is, its own words without what they connect, and what to write."""

    start: int
    end: int
    written: str
    written_at: int
    instead: str

    @property
    def diagnostic(self) -> Diagnostic:
        """Return what is wrong with it: most of them are operators of another language."""
        details = {"written": self.written, "instead": self.instead}
        code = codes.EXPRESSION_FOREIGN_OPERATOR
        if re.fullmatch(_COMPARES, self.written):
            code, details = codes.EXPRESSION_MISSING_LEFT, {"operator": self.written, "instead": self.instead}
        elif self.written.startswith("["):
            code = codes.EXPRESSION_BAD_REFERENCE
        elif self.written[0].isdigit():
            code, details = codes.EXPRESSION_CHARACTER, {"character": ",", "name": "comma", "instead": self.instead}
        return Diagnostic(code, self.written_at, self.written_at + len(self.written), details)


def find_phrases(source: str) -> Iterator[Phrase]:
    """Yield the phrases of other languages outside of quoted texts, as far as they do not overlap."""
    quoted = [match.span() for match in re.finditer(_QUOTED, source)]
    taken: list[tuple[int, int]] = []
    for pattern, rewrite in _PHRASES:
        for match in re.finditer(rf"(?i:{pattern})", source):
            start, end = match.span()
            own = match.start("own")
            if any(first < own < last for first, last in quoted):
                continue
            if any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            yield Phrase(start, end, match["own"], own, rewrite(match))


def _codes(match: re.Match[str]) -> str:
    """Return the list of codes that a list in brackets has, as a text."""
    return " ".join(code.strip().strip("'\"") for code in match["list"].split(",") if code.strip())


def _has(match: re.Match[str]) -> str:
    a, b = match["a"], _text(match["b"])
    return f"selected({a}, {b}) for a choice, contains({a}, {b}) for a part of a text"


def _has_not(match: re.Match[str]) -> str:
    a, b = match["a"], _text(match["b"])
    return f"not(selected({a}, {b})) for a choice, not(contains({a}, {b})) for a part of a text"


def _text(value: str) -> str:
    """Return a value as a text, if it is a word without quotes."""
    return f"'{value}'" if re.fullmatch(r"[^\W\d][\w-]*", value) else value


def _like(match: re.Match[str]) -> str:
    """Return the function that a pattern of SQL means."""
    text = match["b"][1:-1]
    bare = text.strip("%")
    if "%" in bare or "_" in bare:
        return "regex(text, pattern)"
    function = {(True, True): "contains", (True, False): "ends-with", (False, True): "starts-with"}.get(
        (text.startswith("%"), text.endswith("%"))
    )
    call = f"{function}({match['a']}, '{bare}')" if function else f"{match['a']} = '{bare}'"
    if not match["no"]:
        return call
    return f"not({call})" if function else f"{match['a']} != '{bare}'"


def _filled(template: str) -> _Rewrite:
    """Return a rewrite that fills the named parts of a phrase into a template."""

    def rewrite(match: re.Match[str]) -> str:
        parts = {name: " ".join((text or "").split()) for name, text in match.groupdict().items()}
        return template.format_map(parts).replace(" )", ")")

    return rewrite


def _call(function: str) -> _Rewrite:
    return lambda match: f"{function}({match['a']}, {_text(match['b'])})"


def _sign(sign: str) -> _Rewrite:
    return lambda match: f"{match['a']} {sign} {_text(match['b'])}"


def _repeated(match: re.Match[str]) -> str:
    """Return two comparisons of one answer with the answer in both."""
    first, second = (_MEANT.get(match[name], match[name]) for name in ("first", "own"))
    return f"{match['a']} {first} {match['b']} {match['word'].lower()} {match['a']} {second} {match['c']}"


_A: Final = rf"(?P<a>{_ANSWER})"
_B: Final = rf"(?P<b>{_VALUE})"
_C: Final = rf"(?P<c>{_VALUE})"
_IS: Final = r"(?:is\s+|are\s+)?"
_NOTHING: Final = r"(?:null|none|nil|empty|blank|missing|undefined|unanswered|nothing)"
_PHRASES: Final[tuple[tuple[str, _Rewrite], ...]] = (
    (rf"{_A}\s*(?P<first>{_COMPARES})\s*{_B}\s+(?P<word>and|or)\s+(?P<own>{_COMPARES})\s*{_C}", _repeated),
    (rf"{_A}\s+(?P<own>(?:is\s+)?not\s+between)\s+{_B}\s+and\s+{_C}", _filled("{a} < {b} or {a} > {c}")),
    (rf"{_A}\s+(?P<own>{_IS}between)\s+{_B}\s+and\s+{_C}", _filled("{a} >= {b} and {a} <= {c}")),
    (rf"{_A}\s+(?P<own>is\s+not\s+{_NOTHING})\b", _filled("{a} != ''")),
    (rf"{_A}\s+(?P<own>is\s+{_NOTHING})\b", _filled("{a} = ''")),
    (rf"{_A}\s+(?P<own>exists|is\s+answered|is\s+set)\b", _filled("{a} != ''")),
    (rf"{_A}\s+(?P<own>(?:is\s+)?not\s+in)\s*{_LIST}", lambda match: f"not(selected('{_codes(match)}', {match['a']}))"),
    (rf"{_A}\s+(?P<own>{_IS}in)\s*{_LIST}", lambda match: f"selected('{_codes(match)}', {match['a']})"),
    (rf"(?P<b>{_QUOTED})\s+(?P<own>not\s+in)\s+{_A}", _filled("not(selected({a}, {b}))")),
    (rf"(?P<b>{_QUOTED})\s+(?P<own>in)\s+{_A}", _filled("selected({a}, {b})")),
    (rf"{_A}\s+(?P<own>(?:does\s+)?not\s+(?:contains?|includes?|have|has))\s+{_B}", _has_not),
    (rf"{_A}\s+(?P<own>contains|includes?|has)\s+{_B}", _has),
    (rf"{_A}\s*(?P<own>\.\s*(?:includes|contains|has|indexOf))\s*\(\s*{_B}\s*\)", _has),
    (rf"{_A}\s+(?P<own>(?P<no>not\s+)?i?like)\s+(?P<b>{_QUOTED})", _like),
    (rf"{_A}\s*(?P<own>(?:\bmatches\b|\brlike\b|\bregexp\b|=~|~\*?))\s*(?P<b>{_QUOTED})", _filled("regex({a}, {b})")),
    (rf"{_A}\s+(?P<own>(?:starts|begins)\s+with)\s+{_B}", _call("starts-with")),
    (rf"{_A}\s+(?P<own>ends\s+with)\s+{_B}", _call("ends-with")),
    *((rf"{_A}\s+(?P<own>{_IS}(?:{words}))\s+{_B}", _sign(sign)) for words, sign in _SIGNS.items()),
    (rf"{_A}\s+(?P<own>is\s+not|isn't)\s+{_B}", _sign("!=")),
    (rf"{_A}\s+(?P<own>is)\s+{_B}", _sign("=")),
    (rf"{_A}\s*(?P<own>\.\s*length)\b", _filled("string-length({a})")),
    (rf"(?P<a>{_REFERENCE})(?P<own>\.(?:NAOK|value|shown|code|question|text))\b", _filled("{a}")),
    (rf"(?P<own>!)\s*(?P<a>{_ANSWER}|\([^()]*\))(?!\s*(?:{_COMPARES}))", lambda match: f"not({match['a'].strip('()')})"
     if match["a"].startswith("(") else f"not({match['a']})"),
    (rf"(?<![\w-])(?P<own>not)\s+(?P<a>{_ANSWER})(?P<rest>\s*(?:{_COMPARES})\s*{_B})?", _filled("not({a} {rest})")),
    (r"(?<![\w-])(?P<own>if)\s+(?P<a>[^(].*?)\s+then\s+(?P<b>.+?)\s+else\s+(?P<c>.+)$", _filled("if({a}, {b}, {c})")),
    (rf"^(?P<b>{_VALUE})\s+(?P<own>if)\s+(?P<a>.+?)\s+else\s+(?P<c>.+)$", _filled("if({a}, {b}, {c})")),
    (r"^(?P<a>[^?]+?)\s*(?P<own>\?)(?P<b>[^:?]+):(?P<c>[^:?]+)$", _filled("if({a}, {b}, {c})")),
    (rf"(?P<a>{_ANSWER})\s+(?P<own>xor)\s+(?P<b>{_ANSWER})", _filled("({a} or {b}) and not({a} and {b})")),
    (r"(?<![\w.,])(?P<own>[0-9]+,[0-9]+)(?![\w,])(?![^()]*\))", lambda match: match["own"].replace(",", ".")),
    (rf"(?P<own>\[(?P<a>{NAME})\])", _filled("${{{a}}}")),
)  # fmt: skip
