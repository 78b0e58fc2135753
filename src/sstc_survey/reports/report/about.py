"""What a report says of its interviews: how they were held, what was promised, and what is not counted or shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from sstc_survey.attribution import Attributions
from sstc_survey.engine.answer_text import with_names
from sstc_survey.i18n import Text, Words, gettext, noop, plural
from sstc_survey.problems import codes
from sstc_survey.questionnaire import Leaf, Questionnaire, SelectOne
from sstc_survey.reports.pages.page import Block, Heading, Line, Points, Table
from sstc_survey.reports.report.held import Held
from sstc_survey.reports.report.questions import sentence
from sstc_survey.reports.summary import phrases
from sstc_survey.reports.summary.head_phrases import account, counted_by, lost, tallied, versions
from sstc_survey.reports.summary.model import Choices, Files, QuestionSummary, QuotedTexts, Summary
from sstc_survey.response import Mode
from sstc_survey.session.languages import spoken_language

_PART: Final = 2
_MODES: Final = {
    Mode.TERMINAL: noop("at a terminal"),
    Mode.PLAIN: noop("line by line at a terminal"),
    Mode.SCRIPTED: noop("from a file of replies"),
    Mode.PANEL: noop("in a panel session"),
    Mode.IMPORTED: noop("imported"),
    Mode.SIMULATED: noop("simulated, with invented answers"),
}


def held(summary: Summary, how: Held, session: str | None) -> Iterator[Block]:
    """Say when, in which languages and how the interviews were held, and what there is of files."""
    facts: list[Line] = []
    if session is not None:
        facts.append(Line(gettext("Only the panel session {label}").format(label=session)))
    if how.days:
        first, last = min(how.days), max(how.days)
        days = gettext("{first} to {last}").format(first=first, last=last) if first != last else first
        when = plural("on {count} day", "on {count} days", len(how.days))
        facts.append(Line(phrases.with_details(days, [when] if first != last else []), lead=gettext("Dates:")))
        languages = _counted(how.languages, {tag: spoken_language(tag) for tag in how.languages})
        facts.append(Line(languages, lead=gettext("Languages:")))
        modes = {mode.value: gettext(name) for mode, name in _MODES.items()}
        facts.append(Line(_counted(how.modes, modes), lead=gettext("Interviews:")))
    facts.append(Line(account(summary.files), lead=gettext("Files:")))
    if summary.questionnaire is not None:
        facts.append(Line(versions(summary, hints=False)))
    facts += map(Line, (tallied(summary, hints=False), *counted_by(summary)))
    if summary.lost_versions:
        facts.append(Line(lost(summary)))
    if not summary.interviews:
        facts.append(Line(gettext("No interview is counted.")))
    yield Points(tuple(facts))


def _counted(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    """Return what was counted, the most frequent first; two of one name are added up."""
    named: Counter[str] = Counter()
    for key, count in counts.items():
        named[names.get(key, key)] += count
    # The order of the files must not show.
    ordered = sorted(named.items(), key=lambda item: (-item[1], item[0]))
    return gettext(", ").join(f"{name} {count:,}" for name, count in ordered)


def promised(summary: Summary, questionnaire: Questionnaire, words: Words) -> Iterator[Block]:
    """Say what respondents were promised: what each choice of theirs hides, and how much that is."""
    rules = questionnaire.attribution
    leaves = {leaf.name: leaf for leaf in questionnaire.leaves()}
    text = with_names(words)
    labels = {name: _label(leaf, text) for name, leaf in leaves.items()}
    yield Heading(_PART, gettext("What respondents were promised"), "promised")
    if questionnaire.respondent:
        identified = gettext(", ").join(labels.get(name, name) for name in questionnaire.respondent)
        said = gettext("Quotes are followed by what tells who spoke: {questions}.").format(questions=identified)
        allowed = gettext("Each of them appears only as far as the respondent allowed it.")
        yield Line(said if rules is None else gettext("{sentence} {more}").format(sentence=said, more=allowed))
    else:
        yield Line(gettext("Quotes do not tell who spoke."))
    if rules is None:
        yield Line(gettext("The questionnaire does not ask how answers may be quoted; nothing is withheld for that."))
        return
    question = leaves.get(rules.question)
    if isinstance(question, SelectOne):
        asked = gettext("Respondents chose how they may be quoted: {question}")
        yield Line(asked.format(question=labels[rules.question]))
        yield _rules_table(summary, question, Attributions(questionnaire), labels, words)
    yield Line(
        gettext(
            "Who did not choose, or chose something else, hides all that any choice hides. What is calculated from a "
            "hidden answer is hidden too."
        )
    )
    if withheld := sum(map(_withheld, summary.questions)):
        yield Line(
            plural(
                "{count} text, comment or value is withheld in this report.",
                "{count} texts, comments and values are withheld in this report.",
                withheld,
            )
        )


def _label(leaf: Leaf, text: Callable[[Text], str]) -> str:
    """Return what a question is called in a sentence."""
    return gettext("\u201c{text}\u201d").format(text=text(leaf.label).strip() or leaf.name)


def _rules_table(
    summary: Summary, question: SelectOne, rules: Attributions, labels: Mapping[str, str], words: Words
) -> Table:
    """Return what each choice hides, and how many made it where that is counted."""
    body = next((each.body for each in summary.questions if each.name == question.name), None)
    counts = {row.code: row.n for row in body.rows} if isinstance(body, Choices) else None
    rows = []
    for choice in question.choices:
        hidden = rules.hidden({question.name: choice.code})
        # The text of an "Other" goes with its question.
        own = (name for name in labels if name in hidden and rules.form.nodes[name].other_of is None)
        named = gettext(", ").join(labels[name] for name in own) or gettext("nothing")
        n = () if counts is None else (f"{counts.get(choice.code, 0):,}",)
        rows.append((words(choice.label), named, *n))
    headings = (gettext("Choice"), gettext("What it hides"), *([gettext("n")] if counts is not None else []))
    return Table(headings, tuple(rows), texts=2, caption=gettext("What each choice hides"))


def _withheld(question: QuestionSummary) -> int:
    texts = question.body.withheld if isinstance(question.body, QuotedTexts) else 0
    return texts + question.comments.withheld + question.values_withheld


def not_counted(summary: Summary) -> Iterator[Block]:
    """Say what is in no figure, and why."""
    lines = [*_files(summary, summary.files), *map(sentence, phrases.removed(summary))]
    if lines:
        yield Points(tuple(map(Line, lines)))


def _files(summary: Summary, files: Files) -> Iterator[str]:
    """Say which files are not counted; where they are, and what is wrong in them, is not for readers of a report."""
    if files.partial and not summary.include_partial:
        yield plural("{count} interview was not finished.", "{count} interviews were not finished.", files.partial)
    if files.declined:
        yield plural("{count} interview was declined.", "{count} interviews were declined.", files.declined)
    if files.void:
        yield plural("{count} interview is void.", "{count} interviews are void.", files.void)
    if files.simulated and not summary.has_simulated:
        yield plural(
            "{count} interview has invented answers (simulated).",
            "{count} interviews have invented answers (simulated).",
            files.simulated,
        )
    if files.conflicts:
        yield plural(
            "{count} file conflicts with another copy of its interview.",
            "{count} files conflict with other copies of their interviews.",
            len(files.conflicts),
        )
    if files.in_unfinished_batches:
        yield plural(
            "{count} interview is of a batch that was not completed.",
            "{count} interviews are of batches that were not completed.",
            files.in_unfinished_batches,
        )
    others = sum(note.code == codes.SUMMARY_OTHER_QUESTIONNAIRE for note in files.refused)
    if others:
        yield plural(
            "{count} file is a response to another questionnaire.",
            "{count} files are responses to another questionnaire.",
            others,
        )
    if unreadable := len(files.refused) - others:
        yield plural(
            "{count} file could not be read as a response.",
            "{count} files could not be read as responses.",
            unreadable,
        )


def not_shown(
    questions: Sequence[QuestionSummary], unquoted: Mapping[str, int], untabled: Sequence[str]
) -> list[Block]:
    """Say what the author left out of the report."""
    titles = [phrases.title(question) for question in questions]
    lines = [
        Line(gettext("; ").join(found), lead=lead)
        for lead, found in (
            (gettext("Questions that are left out:"), titles),
            (gettext("Questions whose tables are left out:"), [*untabled]),
            (
                gettext("Texts and comments that are left out:"),
                [phrases.with_details(title, [f"{count:,}"]) for title, count in unquoted.items()],
            ),
        )
        if found
    ]
    return [Points(tuple(lines))] if lines else []
