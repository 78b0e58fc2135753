"""Nothing that a panellist hides is in the bytes of any page of minutes, and nothing of it can be worked out.

Every answer, name and quote is a word that stands nowhere else; who may read which word is said here once more, apart
from the code. All of it is invented.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from held_panel import Held, Stated, written
from hypothesis import given
from hypothesis import strategies as st
from properties import with_examples

from sstc_survey.attribution import Attributions
from sstc_survey.reports.minutes.minutes_page import Arrangement
from sstc_survey.reports.pages import PageFormat
from sstc_survey.session import minutes_build
from sstc_survey.session.panellists import PRACTICE, QUOTE

ATTRIBUTIONS = st.sampled_from(["on_record", "chatham_house", "anonymous"])
CHOICES = st.lists(st.sampled_from(["studies", "conferences", "visits"]), min_size=1, unique=True)
AGREED = st.sampled_from(["as_it_stands", "as_changed", "not_yet", "no"])
PUBLISH = st.sampled_from(["with_name", "without_name", "not_yet"])
PERSON = st.fixed_dictionaries(
    {
        "attribution": ATTRIBUTIONS,
        "chosen": CHOICES,
        "agreed": st.none() | AGREED,
        "is_interpreted": st.booleans(),
        "publish": st.none() | PUBLISH,
        "approves": st.booleans(),
    }
)


def word(number: int, what: str) -> str:
    """Return a word that stands nowhere else."""
    return f"zq{what}{number}xj"


def replies_of(number: int, given_: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a panellist says: the country is one that is in no list."""
    return {
        "name": word(number, "name"),
        "institution": word(number, "institution"),
        "country": "other",
        "country_other": word(number, "country"),
        "role": "other",
        "role_other": word(number, "role"),
        "attribution": given_["attribution"],
        "optimisation": Stated(given_["chosen"], word(number, "comment")),
        "contribution": word(number, "view"),
    }


def held_of(people: list[dict[str, Any]]) -> Held:
    """Return the session of these panellists."""
    held = Held()
    held.seat(*((f"p{number}", replies_of(number, each)) for number, each in enumerate(people)))
    held.puts_all()
    for number, each in enumerate(people):
        if each["agreed"]:
            interpreted = {"interpreted": word(number, "interpreted")} if each["is_interpreted"] else {}
            quote = {"words": word(number, "words"), "spoken_in": word(number, "language"), **interpreted}
            held.attaches(f"p{number}", QUOTE, {**quote, "agreed": each["agreed"]}, held.parts[1])
        if each["publish"]:
            practice = {"title": word(number, "title"), "done": word(number, "done"), "publish": each["publish"]}
            held.attaches(f"p{number}", PRACTICE, practice)
        if each["approves"]:
            held.approves(f"p{number}")
    return held


def secrets_of(number: int, person: Mapping[str, Any]) -> set[str]:
    """Return the words of a panellist that may stand nowhere."""
    is_named = person["attribution"] == "on_record"
    shows_country = person["attribution"] != "chatham_house"
    may_quote = person["agreed"] in ("as_it_stands", "as_changed")
    hidden = {"role"}
    if not is_named:
        hidden |= {"name", "institution"}
    if not shows_country:
        hidden |= {"country", "language"}
    if not may_quote or not (shows_country or person["is_interpreted"]):
        hidden |= {"words", "interpreted", "language"}
    elif person["is_interpreted"] and not shows_country:
        hidden.add("words")
    if person["publish"] in (None, "not_yet"):
        hidden |= {"title", "done"}
    return {word(number, what) for what in hidden}


def pages_of(held: Held) -> list[str]:
    """Return all pages of minutes."""
    ways: list[dict[str, Any]] = [{}, {"arrangement": Arrangement.SPEAKER}]
    return [written(held, language, each, **way) for language in ("en", "zh") for each in PageFormat for way in ways]


@with_examples(20)
@given(st.lists(PERSON, min_size=1, max_size=5))
def test_no_hidden_word_is_on_any_page(people: list[dict[str, Any]]) -> None:
    pages = pages_of(held_of(people))
    for number, person in enumerate(people):
        secrets = secrets_of(number, person)
        assert not [secret for page in pages for secret in secrets if secret in page]
        # Else a page that says nothing would do.
        shown = {
            "view",
            "comment",
            *({"name", "institution", "country"} if person["attribution"] == "on_record" else ()),
        }
        assert all(word(number, what) in page for what in shown for page in pages)


HIDING = {
    "attribution": "chatham_house",
    "chosen": ["visits"],
    "agreed": "not_yet",
    "is_interpreted": True,
    "publish": "not_yet",
    "approves": False,
}


def no_attribution(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Attributions, "hidden", lambda *_: frozenset())


def no_agreement(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(minutes_build, "_AGREED", {"not_yet"})
    patch.setattr(minutes_build, "hidden", lambda *_: frozenset())


def no_publication(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(minutes_build, "_PUBLISHED", {"not_yet"})
    patch.setattr(minutes_build, "hidden", lambda *_: frozenset())


@pytest.mark.parametrize(
    ("break_", "leaked"), [(no_attribution, "name"), (no_agreement, "interpreted"), (no_publication, "title")]
)
def test_a_rule_that_is_off_is_found(
    break_: Callable[[pytest.MonkeyPatch], None], leaked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: the pages are searched where the words would be."""
    held = held_of([HIDING])
    assert not any(word(0, leaked) in page for page in pages_of(held))
    break_(monkeypatch)
    assert all(word(0, leaked) in page for page in pages_of(held))


@with_examples(20)
@given(st.lists(PERSON, max_size=3), CHOICES, CHOICES)
def test_whose_of_two_hidden_panellists_an_answer_is_cannot_be_worked_out(
    people: list[dict[str, Any]], one: list[str], other: list[str]
) -> None:
    """Elimination: swapping all that two wholly hidden panellists said leaves every byte."""
    pages = []
    for first, second in ((0, 1), (1, 0)):
        held = Held()
        answers = [
            {"attribution": "chatham_house", "optimisation": Stated(chosen, word(number, "comment"))}
            | {"contribution": word(number, "view"), "usefulness": ["other"], "usefulness_other": word(number, "other")}
            for number, chosen in enumerate((one, other))
        ]
        who = [{"name": word(number, "name"), "country": country} for number, country in enumerate(("kh", "la"))]
        held.seat(
            ("h0", who[0] | answers[first]),
            *((f"p{number}", replies_of(number + 2, each)) for number, each in enumerate(people)),
            ("h1", who[1] | answers[second]),
        )
        held.puts_all()
        pages.append(pages_of(held))
    assert pages[0] == pages[1]
