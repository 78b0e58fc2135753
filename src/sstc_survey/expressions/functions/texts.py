"""Functions over texts."""

from __future__ import annotations

from functools import partial
from math import floor, inf, isfinite
from typing import Final

from sstc_survey.expressions.context import Budget, Run
from sstc_survey.expressions.diagnostics import EvaluationError, refuse
from sstc_survey.expressions.functions.base import Compile, Function, budgeted, plain, text_view
from sstc_survey.expressions.limits import MAX_RANDOM_TEXT
from sstc_survey.expressions.tree import Call, TextLiteral
from sstc_survey.expressions.values import round_half_up, to_text
from sstc_survey.problems import codes

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ALGORITHMS: Final = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
_ENCODINGS: Final = ("base64", "hex")
_SPACES: Final = dict.fromkeys(map(ord, "\t\r\n"), " ")


def _substr(text: str, start: float, end: float = inf) -> str:
    def place(number: float) -> int:
        if not isfinite(number):
            return len(text) if number > 0 else 0
        index = int(number)
        return max(index + len(text) if index < 0 else index, 0)

    return text[place(start) : place(end)]


def _substring(text: str, start: float, length: float = inf) -> str:
    # Positions are compared as numbers, so that NaN and the infinities give what XPath says.
    first = round_half_up(start, 0)
    stop = first + round_half_up(length, 0)
    if not (first < stop and first <= len(text) and stop > 1):
        return ""
    return text[int(max(first, 1)) - 1 : int(min(stop, len(text) + 1)) - 1]


def _before(text: str, mark: str) -> str:
    head, found, _ = text.partition(mark) if mark else ("", "", "")
    return head if found else ""


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for place, each in enumerate(old):
        table.setdefault(ord(each), new[place] if place < len(new) else None)
    return text.translate(table)


def _normalize_space(text: str) -> str:
    return " ".join(word for word in text.translate(_SPACES).split(" ") if word)


def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    from base64 import b64encode
    from hashlib import new

    if algorithm not in _ALGORITHMS:
        raise EvaluationError(codes.EXPRESSION_DIGEST, written=algorithm, instead=", ".join(_ALGORITHMS))
    if encoding not in _ENCODINGS:
        raise EvaluationError(codes.EXPRESSION_DIGEST, written=encoding, instead=", ".join(_ENCODINGS))
    found = new(_ALGORITHMS[algorithm], text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    return b64encode(found.digest()).decode("ascii") if encoding == "base64" else found.hexdigest()


def _check_digest(call: Call) -> None:
    for argument, known in zip(call.arguments[1:], (tuple(_ALGORITHMS), _ENCODINGS), strict=False):
        if isinstance(argument, TextLiteral) and argument.value not in known:
            details = {"written": argument.value, "instead": ", ".join(known)}
            raise refuse(codes.EXPRESSION_DIGEST, argument.start, argument.end, **details)


def _base64_decode(text: str) -> str:
    from base64 import b64decode

    try:
        return b64decode(text.encode("ascii"), validate=True).decode("utf-8")
    except ValueError:
        return ""


def _uuid(budget: Budget, length: float | None = None) -> str:
    if length is None:
        return budget.context.uuid()
    if not 0 <= length <= MAX_RANDOM_TEXT:
        raise EvaluationError(codes.EXPRESSION_TOO_MANY_STEPS)
    random = budget.context.random
    return "".join(_ALPHABET[floor(random() * len(_ALPHABET))] for _ in range(int(length)))


def _build_regex(call: Call, compile_node: Compile) -> Run:
    from sstc_survey.expressions.regex.automaton import compiled
    from sstc_survey.expressions.regex.parser import PatternError

    text, pattern = (text_view(argument, compile_node) for argument in call.arguments)

    def run(budget: Budget) -> bool:
        searched = text(budget)
        try:
            program = compiled(pattern(budget))
        except PatternError as error:
            raise EvaluationError(error.code, **error.details) from None
        return program.search(searched, budget.spend)

    return run


def _check_pattern(call: Call) -> None:
    """Refuse a quoted pattern that cannot work, at the place inside the quotes."""
    from sstc_survey.expressions.regex.automaton import compiled
    from sstc_survey.expressions.regex.parser import PatternError

    node = call.arguments[1]
    if isinstance(node, TextLiteral):
        try:
            compiled(node.value)
        except PatternError as error:
            first = node.start + 1
            end = min(first + error.end, node.end)
            raise refuse(error.code, first + error.start, end, **error.details) from None


_finder: Final = partial(Function, gives="condition", finds_text=True)

TEXT_FUNCTIONS: Final[dict[str, Function]] = {
    "string": Function("string(value)", *plain("v", lambda value: str(to_text(value))), words="{}"),
    "string-length": Function(
        "string-length(text)",
        *plain("t", lambda text: float(len(text))),
        gives="number",
        is_length=True,
        words="the length of {}",
    ),
    "contains": _finder(
        "contains(text, part)", *plain("tt", lambda text, part: part in text), verbs=("contains", "does not contain")
    ),
    "starts-with": _finder(
        "starts-with(text, part)", *plain("tt", str.startswith), verbs=("begins with", "does not begin with")
    ),
    "ends-with": _finder("ends-with(text, part)", *plain("tt", str.endswith), verbs=("ends with", "does not end with")),
    "substr": Function("substr(text, start, end)", *plain("tn?n", _substr)),
    "substring": Function("substring(text, start, length)", *plain("tn?n", _substring)),
    "substring-before": Function("substring-before(text, mark)", *plain("tt", _before)),
    "substring-after": Function(
        "substring-after(text, mark)", *plain("tt", lambda text, mark: text.partition(mark)[2] if mark else text)
    ),
    "translate": Function("translate(text, from, to)", *plain("ttt", _translate)),
    "normalize-space": Function("normalize-space(text)", *plain("t", _normalize_space), words="{}"),
    "digest": Function("digest(text, 'SHA-256', 'hex')", *plain("tt?t", _digest), _check_digest),
    "base64-decode": Function("base64-decode(text)", *plain("t", _base64_decode)),
    "uuid": Function("uuid()", *budgeted("?n", _uuid), reads="environment"),
    "regex": Function(
        "regex(text, pattern)",
        2,
        2,
        _build_regex,
        _check_pattern,
        gives="condition",
        patterns=slice(1, None),
        verbs=("matches the pattern", "does not match the pattern"),
    ),
}
