"""The panellists of a session with what they said, how they may be named, and whether they have approved it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from sstc_survey.attribution import Attributions, hidden
from sstc_survey.engine.answer_text import HIDDEN
from sstc_survey.engine.form_node import label_parts
from sstc_survey.engine.route import Step, route
from sstc_survey.engine.saved_state import saved_state
from sstc_survey.engine.state import State as FormState
from sstc_survey.i18n import Text, Words
from sstc_survey.questionnaire import Questionnaire, Stored
from sstc_survey.response import Response, Status
from sstc_survey.session.events import Approve, Attach, Relation, Seat, Session
from sstc_survey.session.minutes import Standing
from sstc_survey.session.parts import parts_of
from sstc_survey.session.state import PartRound, State

QUOTE: Final = "sstc-quote"
FOLLOW_UP: Final = "sstc-follow-up"
PRACTICE: Final = "sstc-good-practice"
# The question of a respondent whose answer is a country, as in the questionnaires that ship.
_COUNTRY: Final = "country"
_APPROVE: Final = Approve.__struct_config__.tag


class Known(NamedTuple):
    """A response with the questionnaire that it was made with."""

    response: Response
    questionnaire: Questionnaire


class Panellist:
    """One seat with its response, or with None where that is missing or void; then nothing is known but the seat."""

    def __init__(self, seat: Seat, known: Known | None, rules: Attributions, words: Words) -> None:
        self.seat = seat
        self.known = known
        self._rules = rules
        self._words = words

    @property
    def label(self) -> str:
        """Return the label of the seat, which stands on no page."""
        return self.seat.label

    @cached_property
    def answers(self) -> Mapping[str, Stored]:
        """Return the answers, none where the response is missing."""
        return self.known.response.answers if self.known else {}

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Return the names of the questions that the panellist hides, also by the version that they answered."""
        own = hidden(self.known.questionnaire, self.answers) if self.known else frozenset[str]()
        return self._rules.hidden(self.answers) | own

    @cached_property
    def name(self) -> str:
        """Return the whole name of a panellist who may be named, else nothing."""
        return self._spoken if self.short_name else ""

    @cached_property
    def short_name(self) -> str:
        """Return the first thing that says who it is, where that may be shown."""
        respondent = self._rules.form.questionnaire.respondent
        return self._rules.speaker(self.answers, self._words, self.hidden | {*respondent[1:]}) or ""

    @property
    def shows(self) -> str:
        """Return what a panellist who is not named chose to show, such as the country."""
        return "" if self.short_name else self._spoken

    @cached_property
    def _spoken(self) -> str:
        return self._rules.speaker(self.answers, self._words, self.hidden) or ""

    @cached_property
    def shows_country(self) -> bool:
        """Tell whether the country may be shown; where none is asked, whether nothing of the panellist is hidden."""
        respondent = set(self._rules.form.questionnaire.respondent)
        told = {_COUNTRY} & respondent or respondent
        return self.known is not None and not told & self.hidden

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Return the questions that the answers lead to."""
        if self.known is None:
            return ()
        return tuple(step for step in route(self.state) if step.askable)

    @cached_property
    def state(self) -> FormState:
        """Return the state of the form with all answers."""
        if self.known is None:
            raise LookupError(self.label)
        return saved_state(self._rules.form, self.known.response, language=self._words.language)

    def has_said(self, names: Iterable[str]) -> bool:
        """Tell whether anything was said to questions with these names at the top level."""
        return any(name in self.answers for name in names)


class Panel:
    """All panellists of a session, what is attached to them, and the words that minutes are written in."""

    def __init__(
        self,
        session: Session,
        state: State,
        questionnaire: Questionnaire,
        responses: Mapping[str, Known],
        language: str,
    ) -> None:
        self.session = session
        self.state = state
        self.questionnaire = questionnaire
        self.words = Words(language, questionnaire.default_language)
        self.rules = Attributions(questionnaire)
        self.parts = parts_of(questionnaire)
        self._responses = {key: each for key, each in responses.items() if each.response.status is not Status.VOID}
        self._lengths = {key: len(each.response.events) for key, each in responses.items()}
        self.panellists = [
            Panellist(seat, self._responses.get(seat.response), self.rules, self.words) for seat in state.seats
        ]
        self._by_label = {each.label: each for each in self.panellists}
        self._names = Counter(each.short_name for each in self.panellists)

    @property
    def about(self) -> tuple[str, ...]:
        """Return at which event, where and when it was held, as far as the questionnaire says it."""
        texts = (self.questionnaire.event, self.questionnaire.place, self.questionnaire.date)
        return tuple(said for text in texts if (said := self.words(text)))

    def __getitem__(self, label: str) -> Panellist:
        """Return the panellist of a seat."""
        return self._by_label[label]

    def name(self, who: Panellist) -> str:
        """Return the short name of a panellist, the whole where two have the same; nothing for who is not named."""
        return who.name if self._names[who.short_name] > 1 else who.short_name

    def attached(self, questionnaire: str) -> list[tuple[Attach, Known]]:
        """Return what was attached that is a response to a questionnaire and is there."""
        found = ((each, self._responses.get(each.response)) for each in self.state.attachments)
        return [(each, known) for each, known in found if known and each.questionnaire == questionnaire]

    def took_part(self, who: Panellist) -> bool:
        """Tell whether a panellist was there or has said something."""
        said = (name for part in self.parts for name in part.questions)
        attached = (each.label for each in self.state.attachments)
        return who.label not in self.state.absent or who.has_said(said) or who.label in attached

    def is_lost(self, who: Panellist) -> bool:
        """Tell whether the response of somebody who was there is missing or void; who never came may have none."""
        return who.known is None and who.label not in self.state.absent

    def in_order_of_speech(self, asked: PartRound | None) -> list[Panellist]:
        """Return the panellists in the order in which they were called, then those who were not."""
        called = list(self.state.called.get(asked, ())) if asked else []
        return sorted(self.panellists, key=lambda who: called.index(who.label) if who.label in called else len(called))

    def standing(self, label: str) -> Standing:
        """Tell whether a panellist has approved all that is recorded now."""
        given = self.state.approvals.get(label)
        if given is None:
            return Standing.WAITING
        approvals = (each for each in self.state.events if each.kind == _APPROVE and each.data["label"] == label)
        since = max(each.seq for each in approvals)
        later = (event.happening() for event in self.state.events if event.seq > since)
        is_same = self.cut(label) == given.cut
        has_more = any(isinstance(each, Relation) and label == each.who for each in later)
        return Standing.APPROVED if is_same and not has_more else Standing.CHANGED

    def cut(self, label: str) -> dict[str, int]:
        """Return of each response of a panellist that is there the number of its events."""
        return {each: self._lengths[each] for each in self.state.responses_of(label) if each in self._lengths}

    def plain(self, text: Text) -> str:
        """Return a text of the questionnaire that is for all; an answer in it reads as an ellipsis."""
        return without_answers(self.words(text))

    def hashed(self, *texts: str) -> bytes:
        """Return what unnamed things are sorted by, so that their order tells nothing of who said them."""
        return hashlib.sha256("\0".join((self.session.id, *texts)).encode(errors="surrogatepass")).digest()


def without_answers(text: str) -> str:
    """Return a text with an ellipsis for each answer in it."""
    if "${" not in text:
        return text
    from sstc_survey.expressions.expression import fill_label

    return fill_label(label_parts(text), lambda _name: HIDDEN)
