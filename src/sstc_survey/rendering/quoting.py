"""What was said in words, with who said it, as far as the respondents' attribution allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sstc_survey.attribution import Attributions
from sstc_survey.rendering.summary import Quote, Quotes
from sstc_survey.tally import SetAside, Tally, Voice
from sstc_survey.wording import Words


class Quoting:
    """The words of a tally, without those that the respondents keep back."""

    def __init__(self, tally: Tally, words: Words) -> None:
        self._words = words
        self._respondent = tally.questionnaire.respondent
        self._attributions = Attributions(tally.questionnaire)
        self._kept_back = self._attributions.hideable | tally.kept_back
        # The ids begin with the time, so this is the order of the interviews, however they were found.
        self._voices = [self._attributed(voice) for voice in sorted(tally.voices, key=_by_id)]

    def _attributed(self, voice: Voice) -> tuple[Voice, frozenset[str], str | None]:
        """Return what of a voice is hidden, and who spoke as far as that may be shown."""
        hidden = self._attributions.hidden(voice.answers) | voice.hidden
        return voice, hidden, self._attributions.speaker(voice.answers, self._words, voice.hidden)

    def answers(self, name: str, *, inside: bool) -> Quotes:
        """Return the answers to an open question; `inside` tells one in a repeat."""
        # What says who spoke needs nobody beside it.
        alone = name in self._respondent
        said = (
            (voice.inside.get(name, ()) if inside else (voice.answers.get(name),), hidden, None if alone else by)
            for voice, hidden, by in self._voices
        )
        return self._quotes(name, said)

    def comments(self, name: str, *, inside: bool) -> Quotes:
        """Return the comments on a question."""
        said = (
            (voice.comments_inside.get(name, ()) if inside else (voice.comments.get(name),), hidden, by)
            for voice, hidden, by in self._voices
        )
        return self._quotes(name, said)

    def _quotes(self, name: str, said: Iterable[tuple[Sequence[object], frozenset[str], str | None]]) -> Quotes:
        shown: list[Quote] = []
        withheld = 0
        for texts, hidden, by in said:
            for text in texts:
                if not isinstance(text, str):
                    continue
                if name in hidden:
                    withheld += 1
                else:
                    shown.append(Quote(text, by))
        # In the order of the interviews, what nobody stands beside would be known by its place between others.
        shown.sort(key=lambda quote: (quote.by is None, quote.text if quote.by is None else ""))
        return Quotes(tuple(shown), withheld)

    def without_words(self, name: str, set_aside: SetAside) -> SetAside:
        """Leave unknown codes out where they could be words that a respondent has hidden."""
        if name not in self._kept_back or not set_aside.removed_choices:
            return set_aside
        return SetAside(set_aside.changed_type, {"": sum(set_aside.removed_choices.values())})


def _by_id(voice: Voice) -> str:
    return voice.id
