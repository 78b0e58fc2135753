"""A panel that was held, for tests of its minutes: all people, institutions and words are invented."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from made_sessions import AT, SESSION_ID, an_id

from sstc_survey.commands.shared.locate import load_bytes, shipped
from sstc_survey.engine import Answer, Finish, Interview, Leave, Reply, advance, begin
from sstc_survey.i18n import set_language
from sstc_survey.problems import Problem
from sstc_survey.questionnaire import COPIES_FOLDER, Questionnaire
from sstc_survey.reports.minutes.approval_page import approval_page
from sstc_survey.reports.minutes.minutes_page import Arrangement, minutes_page
from sstc_survey.reports.pages import PageFormat, write_page
from sstc_survey.response import REVIEW, Missing, Mode, QuestionnaireRef, Response
from sstc_survey.session import commands
from sstc_survey.session.approval import approval_of
from sstc_survey.session.commands import Happenings
from sstc_survey.session.events import Attach, Seat, Session, Start
from sstc_survey.session.minutes import Approval, Minutes
from sstc_survey.session.minutes_build import minutes_of
from sstc_survey.session.panellists import FOLLOW_UP, PRACTICE, QUOTE, Known
from sstc_survey.session.parts import parts_of
from sstc_survey.session.state import State, fold
from sstc_survey.storage import encode, file_name
from sstc_survey.storage.sessions import encode_session

PANEL = "sstc-panel-2016"
STARTED = datetime.fromisoformat(AT)
TEXTS = {name: shipped(f"{name}.yaml").read_bytes() for name in (PANEL, QUOTE, FOLLOW_UP, PRACTICE)}
FORMS = {name: load_bytes(text, name).questionnaire for name, text in TEXTS.items()}
PARTS = [part.name for part in parts_of(FORMS[PANEL])]


class Stated(NamedTuple):
    """What is told of an answer beside it."""

    value: Any
    comment: str


def told(questionnaire: Questionnaire, replies: Mapping[str, Any], *, until: str | None = None) -> Interview:
    """Return an interview with these replies, all others left blank, to its end or until a question."""
    interview = begin(questionnaire, "en", started=STARTED, seed=1)
    while interview.position not in (REVIEW, until):
        given = replies.get(interview.position)
        reply: Reply = Leave(Missing.BLANK)
        if isinstance(given, Missing):
            reply = Leave(given)
        elif isinstance(given, Stated):
            reply = Answer(given.value, given.comment)
        elif given is not None:
            reply = Answer(given)
        interview = _advanced(interview, reply)
    return interview if until is not None else _advanced(interview, Finish())


def _advanced(interview: Interview, reply: Reply) -> Interview:
    outcome = advance(interview, reply, interview.events[-1].elapsed + 1_000)
    assert isinstance(outcome, Interview), (interview.position, reply, str(outcome))
    return outcome


def saved(interview: Interview, number: int, text: bytes) -> Response:
    """Return the response that is saved of an interview."""
    answers, missing, comments = interview.sheet.on_route()
    questionnaire = interview.questionnaire
    is_over = interview.position is None
    return Response(
        id=an_id(number),
        questionnaire=QuestionnaireRef(questionnaire.id, questionnaire.version, hashlib.sha256(text).hexdigest()),
        status=interview.status,
        language="en",
        mode=Mode.PANEL,
        session=SESSION_ID,
        started=AT,
        finished="2016-09-07T15:02:00+08:00" if is_over else None,
        answers=answers,
        missing=missing,
        comments=comments,
        position=interview.position,
        events=list(interview.events),
    )


class Held:
    """A session in which things happen, a minute after one another, with the responses that belong to it."""

    def __init__(self, text: bytes = TEXTS[PANEL], rules: Start | None = None) -> None:
        self.text = text
        self.form = load_bytes(text, "panel.yaml").questionnaire
        self.parts = [part.name for part in parts_of(self.form)]
        self.responses: dict[str, Known] = {}
        reference = QuestionnaireRef(self.form.id, self.form.version, hashlib.sha256(text).hexdigest())
        self.session = Session(
            id=SESSION_ID, label="beijing", questionnaire=reference, moderator="A moderator", language="en", started=AT
        )
        self._numbers = iter(range(1, 1_000))
        self._rules = rules or Start(minutes=20, speaker=2.5)

    @property
    def state(self) -> State:
        """Return how the session stands."""
        state = fold(self.session.events)
        assert isinstance(state, State), str(state)
        return state

    def seat(self, *panellists: tuple[str, Mapping[str, Any]], language: str | None = None) -> None:
        """Begin with panellists, each with a label and what they say in all."""
        seats = []
        for label, replies in panellists:
            number = next(self._numbers)
            seats.append(Seat(label=label, response=an_id(number), language=language))
            self.says(number, replies)
        begun = commands.begin(self._rules, seats)
        self._happen(begun, 0)

    def says(self, number: int, replies: Mapping[str, Any], until: str | None = None) -> None:
        """Let a response be what these replies give."""
        self.responses[an_id(number)] = Known(
            saved(told(self.form, replies, until=until), number, self.text), self.form
        )

    def does(self, *outcomes: Happenings | Problem) -> None:
        """Let things happen that can."""
        for outcome in outcomes:
            self._happen(outcome, self.session.seen + 60_000)

    def _happen(self, outcome: Happenings | Problem, elapsed: int) -> None:
        assert not isinstance(outcome, Problem), str(outcome)
        self.session = self.session.with_happenings(elapsed, outcome)

    def attaches(
        self,
        label: str,
        questionnaire: str,
        replies: Mapping[str, Any],
        about: str | None = None,
        until: str | None = None,
    ) -> str:
        """Attach a quote, a reply or a practice to a panellist, and return its id."""
        number = next(self._numbers)
        attached = Attach(label=label, response=an_id(number), questionnaire=questionnaire, about=about)
        self.does(commands.attach(self.state, label, attached))
        response = saved(told(FORMS[questionnaire], replies, until=until), number, TEXTS[questionnaire])
        self.responses[response.id] = Known(response, FORMS[questionnaire])
        return response.id

    def puts_all(self) -> None:
        """Put every part to the panel, calling each one there in turn."""
        for part in self.parts:
            self.does(commands.open_part(self.state, part, self.parts))
            for seat in self.state.seats:
                if seat.label not in self.state.absent:
                    self.does(commands.call(self.state, seat.label))

    def approves(self, *labels: str) -> None:
        """Let panellists approve what is recorded now."""
        for label in labels:
            cut = {
                each: len(self.responses[each].response.events)
                for each in self.state.responses_of(label)
                if each in self.responses
            }
            self.does(commands.approve(self.state, label, cut, "A rapporteur", "2016-09-08T09:00:00+08:00"))

    def minutes(self, language: str = "en") -> Minutes:
        """Return the minutes."""
        return minutes_of(self.session, self.state, self.form, self.responses, language)

    def approval(self, label: str, language: str = "en", until: str = "") -> Approval:
        """Return what the approval page of a panellist says."""
        return approval_of(self.session, self.state, self.form, self.responses, label, language, until)

    def save(self, answers: Path) -> None:
        """Write the session, its responses and the copies of their questionnaires."""
        texts = {**TEXTS, self.form.id: self.text}
        for known in self.responses.values():
            response = known.response
            folder = answers / response.questionnaire.id
            (folder / COPIES_FOLDER).mkdir(parents=True, exist_ok=True)
            text = texts[response.questionnaire.id]
            (folder / COPIES_FOLDER / f"{response.questionnaire.sha256}.yaml").write_bytes(text)
            data = encode(response)
            assert isinstance(data, bytes), str(data)
            (folder / file_name(response.id)).write_bytes(data)
        folder = answers / self.form.id / "sessions"
        folder.mkdir(parents=True, exist_ok=True)
        data = encode_session(self.session)
        assert isinstance(data, bytes), str(data)
        (folder / file_name(self.session.id)).write_bytes(data)


def person(
    name: str, country: str, attribution: str, answers: Mapping[str, Any] | None = None, institution: str = ""
) -> dict[str, Any]:
    """Return the replies of a panellist."""
    about = {"name": name, "institution": institution or f"Institution of {name}", "country": country}
    return {**about, "role": "government", "attribution": attribution, **(answers or {})}


def eight() -> Held:
    """Return the session of eight invented panellists: three questions, two follow-ups, quotes and practices."""
    held = Held()
    record, house, anonymous = "on_record", "chatham_house", "anonymous"
    held.seat(
        ("cn1", person("Panellist A", "cn", record, _said(["learn", "share"], ["studies", "visits"], "Plan ahead."))),
        ("kh1", person("Panellist B", "kh", record, _said(["learn"], ["visits"], "Costs be shared."))),
        ("la1", person("Panellist D", "la", record, _said(["improve"], Stated(["studies", "visits"], "Two weeks.")))),
        ("th1", person("Panellist J", "th", anonymous, _said(["learn", "share"], ["studies"], "Ask the regions."))),
        ("vn1", person("Panellist K", "vn", house, _said(["share"], ["visits", "conferences"], "Train trainers."))),
        ("id1", person("Panellist F", "id", house, _said(["learn", "other"], ["visits"], Missing.REFUSED))),
        ("my1", person("Panellist H", "my", record, _said(["learn"], None, Missing.DONT_KNOW))),
        ("ph1", person("Panellist I", "ph", record)),
    )
    held.says(8, person("Panellist I", "ph", record), until="usefulness")
    held.does(commands.present(held.state, "ph1", here=False))
    held.puts_all()
    held.does(commands.pass_part(held.state, "my1"))
    held.does(commands.pause(held.state))
    held.does(commands.go_on(held.state))
    held.does(commands.relation(held.state, "kh1", "agrees", "la1"))
    held.does(commands.relation(held.state, "cn1", "differs", "vn1"))
    held.does(commands.follow_up(held.state, "Who paid for the visits?", ("la1", "th1", "ph1")))
    asked = "Who paid for the visits?"
    held.attaches("la1", FOLLOW_UP, {"asked": asked, "reply": "Both sides did."}, "follow_up:1")
    held.attaches("th1", FOLLOW_UP, {"asked": asked, "reply": "The host."}, "follow_up:1")
    held.does(commands.follow_up(held.state, "What would you do first?"))
    quotes: Iterable[tuple[str, dict[str, Any], str | None]] = (
        ("la1", _quote("Words in Lao.", "Every visit must end with a plan.", "Lao", "as_it_stands"), PARTS[1]),
        ("vn1", _quote("Words in Vietnamese.", "Trainers first.", "vi", "as_changed"), PARTS[2]),
        ("kh1", _quote("Not agreed yet.", None, None, "not_yet"), PARTS[1]),
        ("id1", _quote("Taken out.", None, None, "no"), None),
    )
    for label, replies, about in quotes:
        held.attaches(label, QUOTE, replies, about)
    held.attaches("cn1", PRACTICE, _practice("Rural pensions", "China", ["old_age"], "with_name"))
    held.attaches("vn1", PRACTICE, _practice("Mobile clinics", "Viet Nam", ["health"], "without_name"))
    held.attaches("kh1", PRACTICE, _practice("A secret", "Cambodia", ["children"], "not_yet"))
    held.approves("la1", "th1", "cn1")
    held.does(commands.finish(held.state, "2016-09-07T15:02:00+08:00"))
    return held


def _said(usefulness: Any, optimisation: Any = None, contribution: Any = None) -> dict[str, Any]:
    other = {"usefulness_other": "To find friends"} if isinstance(usefulness, list) and "other" in usefulness else {}
    return {"usefulness": usefulness, **other, "optimisation": optimisation, "contribution": contribution}


def _quote(words: str, interpreted: str | None, spoken_in: str | None, agreed: str) -> dict[str, Any]:
    return {"words": words, "interpreted": interpreted, "spoken_in": spoken_in, "agreed": agreed}


def _practice(title: str, country: str, area: list[str], publish: str) -> dict[str, Any]:
    done = f"What was done of {title}."
    return {"title": title, "country": country, "area": area, "done": done, "publish": publish}


GOLDEN = Path(__file__).parent / "golden"
# The label of the panellist whose approval page is golden: unnamed, with a country that nobody else has.
APPROVES = "th1"


def written(held: Held, language: str, output_format: PageFormat, **page: Any) -> str:
    """Return the minutes, or with `label` an approval page, as they are written in a language."""
    set_language(language)
    try:
        stream = io.StringIO()
        if "label" in page:
            drawn = approval_page(held.approval(page["label"], language, page.get("until", "")))
        else:
            drawn = minutes_page(held.minutes(language), page.get("arrangement", Arrangement.QUESTION))
        write_page(drawn, output_format, stream)
        return stream.getvalue()
    finally:
        set_language("en")


def golden(name: str, language: str, output_format: PageFormat) -> tuple[Path, str]:
    """Return the path of a golden page and what it should hold."""
    ending = {PageFormat.MARKDOWN: "md", PageFormat.HTML: "html"}[output_format]
    pages: dict[str, dict[str, Any]] = {
        "minutes": {},
        "minutes-by-speaker": {"arrangement": Arrangement.SPEAKER},
        "approval": {"label": APPROVES, "until": "9 September 2016"},
    }
    return GOLDEN / f"{name}.{language}.{ending}", written(eight(), language, output_format, **pages[name])


GOLDENS = [
    *((name, language, each) for name in ("minutes", "approval") for language in ("en", "zh") for each in PageFormat),
    ("minutes-by-speaker", "en", PageFormat.MARKDOWN),
]

if __name__ == "__main__":
    # Run as a program it writes the golden pages anew; then look at what git says has changed.
    GOLDEN.mkdir(exist_ok=True)
    for name, tag, kind in GOLDENS:
        path, text = golden(name, tag, kind)
        path.write_text(text, encoding="utf-8")
