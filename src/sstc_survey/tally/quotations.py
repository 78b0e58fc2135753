"""The texts of responses: those of the first interviews are there to be quoted, of the others only how many there are.

Of each question so many are held that memory does not grow with the interviews. Which ones are the first follows from
the ids alone, so that it does not matter how the responses are found or divided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

from msgspec import Struct, structs

from sstc_survey.engine.form import Form
from sstc_survey.engine.paths import flattened, name_of, schema_path
from sstc_survey.questionnaire import OTHER, DataType, Stored
from sstc_survey.tally.input import TallyInput

_T = TypeVar("_T")

MOST_QUOTES: Final = 1_000


class Quotation(Struct, frozen=True, gc=False):
    """The texts of one response; `answers` also has the answers that tell who the respondent is.

    `inside` and `comments_inside` are those in repeats, by name; `hidden` are the names of the questions that the
    respondent hides. The answers to the questions in `beyond` are counted as others, and are not to be quoted.
    """

    id: str
    hidden: frozenset[str]
    answers: Mapping[str, Stored]
    comments: Mapping[str, str]
    inside: Mapping[str, list[str]]
    comments_inside: Mapping[str, list[str]]
    beyond: frozenset[str] = frozenset()


class Quotations:
    """The texts of many responses; of each question those of the `most` first, by id, are held.

    `beyond` and `comments_beyond` count the others that no respondent hides by name, `withheld` and
    `comments_withheld` those that respondents hide.
    """

    def __init__(self, texts: Iterable[str] = (), most: int = MOST_QUOTES) -> None:
        # The names of the questions at the top that are asked for a text.
        self._texts = frozenset(texts)
        self._most = most
        self._held: list[Quotation] = []
        self._due = 2 * most
        self.beyond: Counter[str] = Counter()
        self.withheld: Counter[str] = Counter()
        self.comments_beyond: Counter[str] = Counter()
        self.comments_withheld: Counter[str] = Counter()

    def add(self, quotation: Quotation) -> None:
        """Add the texts of one response."""
        held = self._without_hidden(quotation) if quotation.hidden else quotation
        if held is not None:
            self._held.append(held)
            if len(self._held) > self._due:
                self._drop()

    def merge(self, other: Quotations) -> None:
        """Add the texts of other responses."""
        self._held += other._held
        self.beyond += other.beyond
        self.withheld += other.withheld
        self.comments_beyond += other.comments_beyond
        self.comments_withheld += other.comments_withheld
        if len(self._held) > self._due:
            self._drop()

    def __iter__(self) -> Iterator[Quotation]:
        """Yield those held in the order of the interviews: the ids begin with the time."""
        self._drop()
        return iter(self._held)

    def _without_hidden(self, quotation: Quotation) -> Quotation | None:
        """Count the texts that a respondent hides, and return the others, None if there are none."""
        hidden = quotation.hidden
        given = (quotation.answers, quotation.comments, quotation.inside, quotation.comments_inside)
        if all(hidden.isdisjoint(names) for names in given):
            return quotation
        self.withheld.update(self._answered(quotation) & hidden)
        self.withheld.update({name: len(texts) for name, texts in quotation.inside.items() if name in hidden})
        self.comments_withheld.update(name for name in quotation.comments if name in hidden)
        self.comments_withheld.update(
            {name: len(texts) for name, texts in quotation.comments_inside.items() if name in hidden}
        )
        shown = structs.replace(
            quotation,
            beyond=hidden,
            comments=_without(quotation.comments, hidden),
            inside=_without(quotation.inside, hidden),
            comments_inside=_without(quotation.comments_inside, hidden),
        )
        return self._of_use(shown)

    def _of_use(self, quotation: Quotation) -> Quotation | None:
        others = quotation.comments or quotation.inside or quotation.comments_inside
        return quotation if others or not self._answered(quotation) <= quotation.beyond else None

    def _answered(self, quotation: Quotation) -> set[str]:
        return {name for name in self._texts if isinstance(quotation.answers.get(name), str)}

    def _drop(self) -> None:
        """Count the texts that come after the first ones of their question, and hold them no more."""
        self._held.sort(key=lambda quotation: quotation.id)
        answers = _Room(self._most, self.beyond)
        comments = _Room(self._most, self.comments_beyond)
        held: list[Quotation] = []
        for each in self._held:
            more = {name for name in self._answered(each) - each.beyond if not answers.take(name)}
            inside = {name: taken for name, texts in each.inside.items() if (taken := answers.first(name, texts))}
            given = {name: text for name, text in each.comments.items() if comments.take(name)}
            given_inside = {
                name: taken for name, texts in each.comments_inside.items() if (taken := comments.first(name, texts))
            }
            is_whole = not more and (inside, given, given_inside) == (each.inside, each.comments, each.comments_inside)
            left = each
            if not is_whole:
                left = structs.replace(
                    each, beyond=each.beyond | more, inside=inside, comments=given, comments_inside=given_inside
                )
            if is_whole or self._of_use(left) is not None:
                held.append(left)
        self._held = held
        self._due = max(2 * self._most, 2 * len(held))


def _without(texts: Mapping[str, _T], hidden: frozenset[str]) -> dict[str, _T]:
    return {name: text for name, text in texts.items() if name not in hidden}


class _Room:
    """How many texts of each question may still be held; those that may not are counted as `beyond`."""

    def __init__(self, most: int, beyond: Counter[str]) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()
        self._beyond = beyond

    def take(self, name: str) -> bool:
        """Tell whether one more text may be held."""
        return bool(self.first(name, ("",)))

    def first(self, name: str, texts: Iterable[str]) -> list[str]:
        """Return the texts that may be held."""
        given = list(texts)
        taken = given[: max(self._most - self._taken[name], 0)]
        self._taken[name] += len(taken)
        if len(given) > len(taken):
            self._beyond[name] += len(given) - len(taken)
        return taken


class QuotationCollector:
    """Collects the texts of responses to the questions of some names.

    A response without comments, and without answers to any of `text_names`, has none.
    """

    def __init__(self, form: Form, names: Iterable[str]) -> None:
        nodes = [form.nodes[name] for name in names]
        self._places = frozenset(node.schema_path for node in nodes)
        texts = [node for node in nodes if node.entry.data_type is DataType.TEXT]
        self.texts = frozenset(node.name for node in texts if not node.repeats)
        self._texts_inside = frozenset(node.schema_path for node in texts if node.repeats)
        self._repeats = frozenset(node.repeat_names[0] for node in texts if node.repeats)
        self.text_names = self.texts | self._repeats
        # The answers that may tell who the respondent is, or how they may be quoted.
        speaker = {name for asked in form.questionnaire.respondent for name in (asked, f"{asked}_{OTHER}")}
        attribution = form.questionnaire.attribution
        self._collected = self.texts | speaker | ({attribution.question} if attribution else set())

    def collect(self, response: TallyInput, hidden: frozenset[str]) -> Quotation | None:
        """Return the texts of a response, None if there are none."""
        answers = {name: value for name, value in response.answers.items() if name in self._collected}
        inside: dict[str, list[str]] = {}
        for repeat in self._repeats & response.answers.keys():
            for path, value in flattened({repeat: response.answers[repeat]}):
                if schema_path(path) in self._texts_inside and isinstance(value, str):
                    inside.setdefault(name_of(path), []).append(value)
        comments: dict[str, str] = {}
        comments_inside: dict[str, list[str]] = {}
        for path, text in response.comments.items():
            place = schema_path(path)
            if place == path in self._places:
                comments[path] = text
            elif place in self._places:
                comments_inside.setdefault(name_of(path), []).append(text)
        if not (comments or inside or comments_inside) and self.texts.isdisjoint(answers):
            return None
        return Quotation(response.id, hidden, answers, comments, inside, comments_inside)
