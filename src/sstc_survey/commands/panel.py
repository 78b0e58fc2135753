"""`panel`: hold a panel live, or write down what its panellists say."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.commands.session.conduct import Conduct
from sstc_survey.commands.session.live import LiveSession
from sstc_survey.commands.session.responses import SessionResponses
from sstc_survey.commands.session.turns import Turns
from sstc_survey.commands.session.writer import Writer
from sstc_survey.commands.shared.begin import asks_in_lines, fresh_id, now, stopwatch
from sstc_survey.commands.shared.ending import command_in
from sstc_survey.commands.shared.locate import chosen_language, load, load_copy
from sstc_survey.commands.shared.output import tell
from sstc_survey.commands.shared.packed import refuse_packs
from sstc_survey.commands.shared.signals import ending_signals, exit_code
from sstc_survey.i18n import gettext, has_catalogue, set_language, terminal_language
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.prompters.board import BoardPrompter, MakePrompters
from sstc_survey.prompters.in_session import InSession
from sstc_survey.prompters.loop import Prompter
from sstc_survey.session import clocks, commands
from sstc_survey.session.board import minutes as in_minutes
from sstc_survey.session.events import SESSION_LABEL_PATTERN, Order, Seat, Session
from sstc_survey.session.state import State, fold
from sstc_survey.storage.sessions import Holder, SessionFile, find_session, read_session, session_folder, writer_lock

# What a session is called where nothing else is known, and how long that may be.
_LABEL: Final = "panel"
_MAX_LABEL: Final = 40
_Found = TypeVar("_Found")


def panel(
    *,
    questionnaire: str | None,
    answers: str,
    language: str | None,
    moderator: str | None,
    roster: str | None,
    label: str | None,
    minutes: float | None,
    speaker: float | None,
    order: Order | None,
    plain: bool,
    resume: str | None,
    write: str | None,
    new_roster: str | None,
    check_roster: str | None,
) -> ExitCode:
    """Do the one thing that is asked for: begin, resume, write down, or write or check a roster."""
    ways = {
        "--roster": roster,
        "--resume": resume,
        "--write": write,
        "--new-roster": new_roster,
        "--check-roster": check_roster,
    }
    given = [name for name, value in ways.items() if value is not None]
    if len(given) > 1:
        raise SurveyError(Problem(codes.OPTIONS_CONTRADICT, {"first": given[0], "second": given[1]}))
    set_language(language if language and has_catalogue(language) else terminal_language(os.environ))
    if new_roster is not None or check_roster is not None:
        from sstc_survey.commands.session import rosters

        if new_roster is not None:
            return rosters.write_new_roster(new_roster, questionnaire, language)
        return rosters.check_roster(check_roster or "", questionnaire, language)
    refuse_packs(answers)
    try:
        # From the beginning to the last words: whatever a signal breaks off, its code is that of the program.
        with ending_signals() as raise_missed:
            how = _Hold(questionnaire, answers, moderator, plain, raise_missed)
            if resume is not None:
                return _resume(resume, how)
            if write is not None:
                return _write(write, how)
            if roster is None:
                raise SurveyError(Problem(codes.SESSION_NEEDS_ROSTER))
            rules = {"minutes": minutes, "speaker": speaker, "order": order}
            return _begin(roster, how, language=language, label=label, given=rules)
    except KeyboardInterrupt as interrupt:
        return exit_code(interrupt)


class _Hold(Struct, frozen=True):
    """Of what, where, by whom and how a session is held; `raise_missed` ends it where a signal asked for that."""

    questionnaire: str | None
    answers: str
    moderator: str | None
    plain: bool
    raise_missed: Callable[[], None]


def _begin(
    roster: str, how: _Hold, *, language: str | None, label: str | None, given: Mapping[str, float | str | None]
) -> ExitCode:
    """Begin a session with the panellists of a roster, and hold it; what is given overrides the roster's settings."""
    from sstc_survey.commands.session.rosters import are_accepted, read_panel_roster

    answers, moderator, loaded = how.answers, how.moderator, load(how.questionnaire)
    language = chosen_language(loaded.questionnaire, language)
    found, warnings = read_panel_roster(roster, loaded, language)
    rules = replace(found.rules, **{key: value for key, value in given.items() if value is not None})
    label = _free_label(answers, loaded.questionnaire.id, label or _label_of(roster))
    session = Session(
        id=fresh_id(),
        label=label,
        questionnaire=loaded.reference,
        moderator=moderator,
        language=language,
        started=now(),
    )
    responses = SessionResponses(answers, loaded, session)
    seats = [
        Seat(
            label=row.label,
            response=fresh_id(),
            language=row.language,
            minutes=row.minutes,
            terminal=row.terminal,
        )
        for row in found.rows
    ]
    if not are_accepted(warnings):
        tell(gettext("No session was started."))
        return ExitCode.PROBLEMS
    folder = session_folder(answers, loaded.questionnaire.id)
    with _opened(SessionFile.begin(folder, session.id, _holder(moderator))) as file:
        live = LiveSession(file, session, State(), stopwatch())
        _raise(live.add(commands.begin(rules, seats)))
        # Ids first: a crash leaves a seat whose response is made at its first turn.
        for seat, row in zip(seats, found.rows, strict=True):
            _raise(responses.begin(seat.response, row.replies))
        return _hold(live, responses, file, how)


def _resume(text: str, how: _Hold) -> ExitCode:
    """Go on with a session that was left, by its label or the beginning of its id; of none, with the only open one."""
    path = _found(text, how)
    known = _opened(read_session(path))
    with _opened(SessionFile.open(path, _holder(how.moderator or known.moderator))) as file:
        session = file.saved
        if session is None or session.finished is not None:
            raise SurveyError(Problem(codes.SESSION_OVER, {}, Place(path)), exit_code=ExitCode.PROBLEMS)
        state = fold(session.events)
        if isinstance(state, Problem):
            raise SurveyError(state)
        loaded = load_copy(os.path.dirname(os.path.dirname(path)), session.questionnaire)
        at, speaker = now(), state.speaker
        live = LiveSession(file, session, state, stopwatch())
        _raise(live.add(commands.resume(live.now, at)))
        away = clocks.away(live.state, session.started)[-1]
        notice = gettext("Away for {time}; the clocks stood.").format(time=in_minutes(away))
        responses = SessionResponses(how.answers, loaded, session)
        if speaker is not None:
            who = Turns(responses, session).who(live.state, speaker)
            spoke = gettext("{who} was speaking.").format(who=who)
            notice = f"{notice} {spoke}"
        return _hold(live, responses, file, how, at=speaker or "", notice=notice)


def _write(text: str, how: _Hold) -> ExitCode:
    """Write down what the panellist says who is called on the board of a session."""
    path = _found(text, how)
    session = _opened(read_session(path))
    set_language(session.language)
    loaded = load_copy(os.path.dirname(os.path.dirname(path)), session.questionnaire)
    responses = SessionResponses(how.answers, loaded, session)
    joined = Writer.join(path, Turns(responses, session), _make_prompters(plain=how.plain), _holder(None))
    try:
        with _opened(joined) as writer:
            writer.take_turns(how.raise_missed)
    except KeyboardInterrupt:
        command = command_in(responses.answers, f"panel --write {shlex.quote(session.label)}")
        tell("", gettext("To resume, run: {command}").format(command=command))
        raise
    return ExitCode.DONE


def _hold(
    live: LiveSession, responses: SessionResponses, file: SessionFile, how: _Hold, at: str = "", notice: str = ""
) -> ExitCode:
    """Hold a session; whatever ends it, save how far it was, and say where it is and how to go on."""
    set_language(live.session.language)
    try:
        turns = Turns(responses, live.session)
        conduct = Conduct(live, turns, _make_prompters(plain=how.plain), writer_lock(file.path))
        is_over = conduct.hold(at, notice, how.raise_missed)
    except BaseException:
        _say_left(live, file, responses)
        raise
    if not is_over:
        _say_left(live, file, responses)
        return ExitCode.PROBLEMS
    tell(
        gettext("Session saved: {path}").format(path=file.path),
        gettext("For its minutes, run: {command}").format(
            command=command_in(responses.answers, f"minutes {shlex.quote(live.session.label)}")
        ),
    )
    return ExitCode.DONE


def _say_left(live: LiveSession, file: SessionFile, responses: SessionResponses) -> None:
    """Say where a session is saved, and how to go on with it."""
    if problem := live.close():
        tell("", gettext("NOT saved: {problem}").format(problem=problem))
    tell(
        "",
        gettext("Session saved: {path}").format(path=file.path),
        gettext("To resume, run: {command}").format(
            command=command_in(responses.answers, f"panel --resume {shlex.quote(live.session.label)}")
        ),
    )


def _make_prompters(*, plain: bool) -> MakePrompters:
    """Return what makes the prompters for where the program runs."""

    def make(session: InSession) -> tuple[Prompter, BoardPrompter]:
        if asks_in_lines(plain=plain):
            from sstc_survey.prompters.plain.board import PlainBoard
            from sstc_survey.prompters.plain.lines import StandardLines
            from sstc_survey.prompters.plain.prompter import PlainPrompter

            lines = StandardLines()
            return PlainPrompter(lines, session=session), PlainBoard(lines)
        from sstc_survey.prompters.terminal import TerminalPrompter
        from sstc_survey.prompters.terminal.board import TerminalBoard
        from sstc_survey.prompters.terminal.device import Device

        device = Device()
        return TerminalPrompter(session=session, device=device), TerminalBoard(device)

    return make


def _found(text: str, how: _Hold) -> str:
    """Return the path of the session that is meant."""
    questionnaire_id = load(how.questionnaire).questionnaire.id if how.questionnaire else None
    return _opened(find_session(how.answers, text, questionnaire_id))


def _free_label(answers: str, questionnaire_id: str, label: str) -> str:
    """Return a label that no open session has, or raise why it cannot be."""
    if re.fullmatch(SESSION_LABEL_PATTERN, label) is None:
        raise SurveyError(Problem(codes.SESSION_BAD_LABEL, {"label": label}))
    taken = find_session(answers, label, questionnaire_id)
    if not isinstance(taken, Problem):
        found = read_session(taken)
        if isinstance(found, Session) and found.label.casefold() == label.casefold() and found.finished is None:
            raise SurveyError(
                Problem(codes.SESSION_IS_OPEN, {"label": label}, Place(taken)), exit_code=ExitCode.PROBLEMS
            )
    return label


def _label_of(roster: str) -> str:
    """Return the name of a roster file as a label, as far as it can be one."""
    stem = re.sub(r"[^\w.-]", "-", os.path.splitext(os.path.basename(roster))[0]).strip("-_.")[:_MAX_LABEL]
    return stem or _LABEL


def _holder(moderator: str | None) -> Holder:
    terminal = None
    with contextlib.suppress(OSError):
        terminal = os.ttyname(sys.stdin.fileno()) if sys.stdin.isatty() else None
    return Holder(moderator, terminal, os.getpid(), now())


def _opened(found: _Found | Problem) -> _Found:
    if isinstance(found, Problem):
        raise SurveyError(found, exit_code=ExitCode.PROBLEMS)
    return found


def _raise(problem: Problem | None) -> None:
    if problem is not None:
        raise SurveyError(problem, exit_code=ExitCode.PROBLEMS)
