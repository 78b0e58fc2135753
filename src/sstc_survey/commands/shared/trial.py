"""`run --from NAME`: an interview that begins at a question, to try it; what comes before counts as unanswered."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.engine.form import form_of
from sstc_survey.engine.interview import Interview
from sstc_survey.engine.replies import AddInstance, Continue, Enough, Leave, Reply
from sstc_survey.engine.route import Step
from sstc_survey.engine.transitions import advance
from sstc_survey.i18n import Words, gettext
from sstc_survey.parsing.suggestions import suggested
from sstc_survey.problems import Problem, SurveyError, codes
from sstc_survey.questionnaire import AnyEntry, Group, Question, Questionnaire, Repeat
from sstc_survey.reports.paper.names import Names
from sstc_survey.response import Missing

# Steps before a question, instances of repeats included.
_MAX_STEPS: Final = 20_000


class Trial(Struct, frozen=True):
    """A questionnaire in which nothing keeps an interview from beginning at the entry of this name."""

    questionnaire: Questionnaire
    name: str


def trial_from(questionnaire: Questionnaire, name: str, *, saved_in: str | None) -> Trial:
    """Return the trial that begins at an entry; raise the problem that there is none that comes on the screen."""
    form = form_of(questionnaire)
    node = form.nodes.get(name)
    if node is None:
        shown = [each.name for each in form.nodes.values() if each.shown is not None or each.children]
        raise SurveyError(Problem(codes.UNKNOWN_QUESTION, {"name": name, **suggested(name, shown)}))
    if node.other_of is not None:
        node = node.other_of
    if node.shown is None and not node.children:
        raise SurveyError(Problem(codes.TAKES_NO_ANSWER, {"name": name}))
    on_the_way = {node.name, *(each.name for each in node.ancestors)}
    entries, _ = _opened(questionnaire.questions, node.name, on_the_way)
    names = Names(form, Words(questionnaire.default_language, questionnaire.default_language))
    number = names.numbers.get(node.name)
    title = node.name if number is None else f"{number}. {node.name}"
    set_aside = any(form.nodes[each].relevant is not None for each in on_the_way)
    begun = (
        gettext("Trial from {question}: what comes before counts as unanswered, and the condition for it as met.")
        if set_aside
        else gettext("Trial from {question}: what comes before counts as unanswered.")
    )
    kept = gettext("Nothing is saved.") if saved_in is None else gettext("Saved in {folder}.").format(folder=saved_in)
    said = f"{begun.format(question=title)} {kept}"
    # The introduction would come before a question that it does not introduce.
    return Trial(replace(questionnaire, questions=entries, introduction=said), node.name)


def trial_ended() -> str:
    """Say that a trial has ended that was saved nowhere."""
    return gettext("End of the trial: nothing was saved.")


def _opened(entries: tuple[AnyEntry, ...], name: str, on_the_way: set[str]) -> tuple[tuple[AnyEntry, ...], bool]:
    """Return entries of which none before that name needs an answer, and those on the way to it are asked.

    Also tell whether it was among them.
    """
    found = False
    opened: list[AnyEntry] = []
    for given in entries:
        entry = given
        if entry.name in on_the_way:
            entry = replace(entry, relevant=None)
            if isinstance(entry, Repeat) and entry.repeat_count is not None and "$" in entry.repeat_count:
                entry = replace(entry, repeat_count="1")
        elif isinstance(entry, Question) and not found:
            entry = replace(entry, required=False)
        is_it = entry.name == name
        if isinstance(entry, Group | Repeat) and not found and not is_it:
            inner, found = _opened(entry.questions, name, on_the_way)
            entry = replace(entry, questions=inner)
        found = found or is_it
        opened.append(entry)
    return tuple(opened), found


def passed_to(interview: Interview, name: str) -> Interview:
    """Return an interview that has passed everything before an entry; raise the problem that keeps it from there."""
    for _ in range(_MAX_STEPS):
        step = interview.step
        if step is None:
            break
        # A repeat in which nothing is asked begins with the question whether there is another.
        if name in (step.node.name, *(each.name for each in step.node.ancestors)):
            return interview
        following: Interview | Problem = Problem(codes.TAKES_NO_ANSWER, {"name": name})
        for reply in _replies(interview, step, name):
            following = advance(interview, reply, 0)
            if not isinstance(following, Problem):
                break
        if isinstance(following, Problem):
            raise SurveyError(following)
        interview = following
    raise SurveyError(Problem(codes.TRIAL_NOT_REACHED, {"name": name}))


def _replies(interview: Interview, step: Step, name: str) -> tuple[Reply, ...]:
    """Return the replies that pass a step, the first that is accepted is taken."""
    if step.is_repeat_end:
        target = interview.form.nodes[name]
        return (AddInstance(), Enough()) if step.node in target.ancestors else (Enough(),)
    return (Leave(Missing.BLANK), Continue()) if step.askable else (Continue(),)
