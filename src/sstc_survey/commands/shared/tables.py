"""What `summarize` counts by: the variables of a banner and the conditions, read from options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from sstc_survey.display import counted
from sstc_survey.engine.form import Form, form_of
from sstc_survey.engine.form_node import FormNode, parsed
from sstc_survey.problems import ExitCode, Place, Problem, SurveyError, codes
from sstc_survey.problems.closest import closest
from sstc_survey.questionnaire import (
    NAME_PATTERN,
    OTHER,
    Calculate,
    DataType,
    Hidden,
    Net,
    Questionnaire,
    Range,
    Select,
    SelectMultiple,
    SelectOne,
    type_name,
)
from sstc_survey.questionnaire.bands import Band, BandKind, parse_bands
from sstc_survey.tally.banners.plan import Plan
from sstc_survey.tally.banners.variables import (
    METADATA,
    AnswerVariable,
    MetadataVariable,
    Variable,
    band_variable,
    choice_variable,
    net_variable,
    scale_variable,
    value_variable,
)
from sstc_survey.tally.tally import NO_PLAN

if TYPE_CHECKING:
    from sstc_survey.expressions.expression import Expression
    from sstc_survey.tally.banners.conditions import AnyCondition, Condition

_NAMED: Final = re.compile(rf"\s*({NAME_PATTERN.strip('^$')})\s*=(?!=)\s*(.*)", re.DOTALL)
# What a condition on instances is called without a name of its own.
_ANY: Final = "any"
_KINDS: Final = {
    DataType.NUMBER: (BandKind.NUMBERS,),
    DataType.DATE: (BandKind.DATES,),
    DataType.DATE_TIME: (BandKind.DATES,),
    DataType.TIMESTAMP: (BandKind.DATES,),
    DataType.TIME: (BandKind.TIMES,),
}


class TableOptions(Struct, frozen=True, kw_only=True):
    """What was asked for: variables, a condition on interviews, and conditions on instances, as they were typed."""

    by: Sequence[str] = ()
    where: str | None = None
    any: Sequence[str] = ()
    bands: Sequence[str] = ()
    clusters: bool = False

    def plan(self, questionnaire: Questionnaire) -> Plan:
        """Return what to count of a questionnaire, or raise every problem with it."""
        form = form_of(questionnaire)
        clusters = self.clusters and bool(form.repeats)
        if not clusters and msgspec.structs.replace(self, clusters=False) == NO_TABLES:
            return NO_PLAN
        reader = _PlanReader(form)
        plan = reader.plan(self)
        if reader.problems:
            raise SurveyError(*reader.problems)
        return plan


NO_TABLES: Final = TableOptions()


class _PlanReader:
    """Reads the options of tables, and collects what is wrong with them."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.problems: list[Problem] = []
        # What a condition on instances may not be called, with who has the name.
        self._taken = {
            **dict.fromkeys(METADATA, "every interview"),
            **dict.fromkeys(form.nodes, "the questionnaire"),
        }
        # The questions whose bands cannot be read.
        self._without_bands: set[str] = set()

    def plan(self, options: TableOptions) -> Plan:
        conditions: list[AnyCondition] = []
        for each in options.any:
            condition = self._any_condition(each, len(options.any))
            if condition is not None:
                conditions.append(condition)
                self._taken |= dict.fromkeys((question.name for question in condition.questions), "another --any")
        where = None if options.where is None else self._where(options.where)
        plan = Plan(conditions=conditions)
        extended = form_of(plan.extended(self._form.questionnaire)) if conditions else self._form
        bands = dict(filter(None, map(self._bands, options.bands)))
        typed = dict.fromkeys(name.strip() for each in options.by for name in each.split(","))
        self.problems += (
            Problem(codes.SUMMARY_BY_EMPTY, {"typed": each}, _place("--by", each, 0, len(each)))
            for each in options.by
            if not each.strip(", \t\n")
        )
        self.problems += (
            Problem(codes.OPTION_NEEDS, {"option": f"--bands {name}", "needed": f"--by {name}"})
            for name in bands
            if name not in typed
        )
        names: dict[str, str] = {}
        for name in filter(None, typed):
            # A net may be named in two ways.
            names.setdefault(_full_name(name, extended), name)
        found = (self._variable(name, extended, bands) for name in names.values())
        variables = [variable for variable in found if variable is not None]
        return Plan(
            variables=variables,
            where=where,
            conditions=conditions,
            clusters=options.clusters and bool(self._form.repeats),
        )

    # Expressions.

    def _where(self, source: str) -> Condition | None:
        from sstc_survey.tally.banners.conditions import Condition

        expression = self._expression("--where", source)
        if expression is None or self._first_instances("--where", source, expression, None):
            return None
        return Condition(source, expression)

    def _expression(self, option: str, source: str) -> Expression | None:
        """Return an expression that was typed, or None with every fault of it noted."""
        from sstc_survey.expressions.expression import Expression
        from sstc_survey.expressions.faults import faults_of

        found = parsed(source)
        if not isinstance(found, Expression):
            for fault in faults_of(source):
                place = _place(option, source, fault.start, fault.end)
                self.problems.append(Problem(fault.code, {**fault.details, "key": option}, place))
            return None
        faults = [*self._faulty_references(option, source, found)]
        self.problems += faults
        return None if faults else found

    def _faulty_references(self, option: str, source: str, expression: Expression) -> Iterator[Problem]:
        from sstc_survey.expressions.functions import FUNCTIONS

        counted = {each.start for call in expression.calls for each in call.arguments[FUNCTIONS[call.name].repeats]}
        for reference in expression.references:
            node = self._form.nodes.get(reference.name)
            place = _place(option, source, reference.start, reference.end)
            if node is None:
                meant = closest(reference.name, self._form.nodes)
                details = {"key": option, "name": reference.name, **({"instead": meant[0]} if meant else {})}
                yield Problem(codes.EXPRESSION_UNKNOWN_NAME, details, place)
            elif node.entry.data_type is DataType.NONE or (node.is_repeat and reference.start not in counted):
                yield Problem(codes.TAKES_NO_ANSWER, {"key": option, "name": node.name}, place)

    def _first_instances(self, option: str, source: str, expression: Expression, place: FormNode | None) -> bool:
        """Note the answers of which only that of the first instance would be read at a place; tell if there are any."""
        from sstc_survey.expressions.functions import FUNCTIONS

        over_instances: set[int] = set()
        for call in expression.calls:
            function = FUNCTIONS[call.name]
            whole = call.arguments if function.reads == "all instances" else call.arguments[function.numbered]
            over_instances |= {each.start for each in whole}
        around = () if place is None else (*place.repeats, place)
        found = [
            Problem(
                codes.SUMMARY_ONE_INSTANCE,
                {"key": option, "name": node.name, "repeat": outer[0].name},
                _place(option, source, reference.start, reference.end),
            )
            for reference in expression.references
            if not (node := self._form.nodes[reference.name]).is_repeat
            and reference.start not in over_instances
            and (outer := [repeat for repeat in node.repeats if repeat not in around])
        ]
        self.problems += found
        return bool(found)

    def _any_condition(self, typed: str, count: int) -> AnyCondition | None:
        """Return a condition on instances: that of the innermost repeat that it reads."""
        from sstc_survey.tally.banners.conditions import AnyCondition

        named = _NAMED.fullmatch(typed)
        name, source = (named[1], named[2]) if named else (_ANY, typed)
        expression = self._expression("--any", source)
        if expression is None:
            return None
        if count > 1 and not named:
            self.problems.append(Problem(codes.SUMMARY_ANY_NEEDS_NAME, {"name": name, "expression": source}))
            return None
        taken = next((each for each in (name, f"{name}_count") if each in self._taken), None)
        if taken is not None:
            details = {"name": taken, "taken_by": self._taken[taken], "expression": source}
            self.problems.append(Problem(codes.SUMMARY_ANY_NAME_TAKEN, details))
            return None
        nodes = [self._form.nodes[reference.name] for reference in expression.references]
        inside = max(nodes, key=lambda node: len(node.repeats), default=None)
        if inside is None or not inside.repeats:
            self.problems.append(Problem(codes.SUMMARY_ANY_NEEDS_REPEAT, {"expression": source}))
            return None
        if self._first_instances("--any", source, expression, inside.repeats[-1]):
            return None
        return AnyCondition(name, source, expression, inside.repeats[-1], self._form)

    # Variables.

    def _variable(self, name: str, form: Form, bands: Mapping[str, Sequence[Band]]) -> Variable | None:
        """Return a variable of a banner, or None with what is wrong with it noted."""
        node = form.nodes.get(name)
        if node is not None and _has_columns(node):
            own: Sequence[Band] = getattr(node.entry, "bands", ())
            variable = self._of_question(node, bands.get(name) or own)
            if variable is not None:
                return variable
            if name not in self._without_bands:
                details = {"name": name, "type": type_name(node.entry)}
                self.problems.append(Problem(codes.SUMMARY_BY_NEEDS_BANDS, details))
        elif node is not None:
            self.problems.append(Problem(codes.SUMMARY_BY_NO_COLUMNS, {"name": name, "type": type_name(node.entry)}))
        elif name in METADATA:
            return MetadataVariable(name)
        elif len(nets := _nets(form, name)) == 1:
            return net_variable(*nets[0], name)
        else:
            self._unknown(name, form)
        return None

    def _unknown(self, name: str, form: Form) -> None:
        known = [each for each, node in form.nodes.items() if _has_columns(node)]
        known += (f"{node.name}.{net.name}" for node, net in _nets(form))
        meant = closest(name, [*known, *METADATA])
        details = {"name": name, "known": ", ".join([*known, *METADATA]), "suggestion": meant[0] if meant else ""}
        self.problems.append(Problem(codes.SUMMARY_BY_UNKNOWN, details))

    def _bands(self, typed: str) -> tuple[str, Sequence[Band]] | None:
        """Return the bands of a question as they were typed, or None with what is wrong with them noted."""
        name, equals, written = typed.partition("=")
        name = name.strip()
        node = self._form.nodes.get(name)
        self._without_bands.add(name)
        if not equals or not name or not written.strip():
            self.problems.append(Problem(codes.SUMMARY_BANDS_FORM, {"typed": typed}))
        elif node is None or not has_bands(node):
            meant = closest(name, self._form.nodes) if node is None else []
            details = {"name": name, "suggestion": "".join(meant)}
            self.problems.append(Problem(codes.SUMMARY_BANDS_OF_NOTHING, details))
        else:
            found = parse_bands(
                [each.strip() for each in written.split(",")], _KINDS.get(node.entry.data_type, (*BandKind,))
            )
            if isinstance(found, Problem):
                self.problems.append(
                    found._replace(place=_place("--bands", typed, typed.index(equals) + 1, len(typed)))
                )
            else:
                return name, found
        return None

    def _of_question(self, node: FormNode, bands: Sequence[Band]) -> AnswerVariable | None:
        if bands:
            return band_variable(node, bands)
        match node.entry:
            case SelectOne() | SelectMultiple():
                return choice_variable(node, node.entry)
            case Range():
                return scale_variable(node, node.entry)
            case Calculate() | Hidden():
                return value_variable(node)
            case _:
                return None


def advice_on_codes(plan: Plan, form: Form) -> Iterator[Problem]:
    """Yield what `check` says of codes that an answer cannot have, and of all the codes compared with one."""
    if plan.where is not None:
        yield from _advice_on_codes("--where", plan.where.source, form)
    for condition in plan.conditions:
        yield from _advice_on_codes("--any", condition.source, form)


def nobody_met(plan: Plan, form: Form, *, left_out: int, unclear: int, guarded: int = 0) -> SurveyError:
    """Return the error that no interview meets the condition of `--where`, with what is known of why.

    Of the interviews that are `left_out` it cannot be calculated for the `unclear`; of those that are `guarded`, it
    reads an answer that is hidden.
    """
    reasons = [
        *([f"for {unclear:,} of {left_out:,} it cannot be calculated"] if unclear else []),
        *([f"{counted(guarded, 'response')} left out: an answer that it reads is hidden"] if guarded else []),
    ]
    source = "" if plan.where is None else plan.where.source
    details = {"expression": source, "details": f" ({'; '.join(reasons)})" if reasons else ""}
    problem = Problem(codes.SUMMARY_WHERE_HIDDEN if guarded else codes.SUMMARY_WHERE_NOBODY, details)
    return SurveyError(problem, *advice_on_codes(plan, form), exit_code=ExitCode.PROBLEMS)


def _advice_on_codes(option: str, source: str, form: Form) -> Iterator[Problem]:
    from sstc_survey.expressions.expression import Expression
    from sstc_survey.expressions.tree import NumberLiteral, Reference, TextLiteral
    from sstc_survey.expressions.values import format_number
    from sstc_survey.parsing.lint.conditions import code_comparisons
    from sstc_survey.parsing.suggestions import suggested

    found = parsed(source)
    if not isinstance(found, Expression):
        return
    for answer, literal, operator, whole in code_comparisons(found.tree):
        node = form.nodes.get(answer.name) if isinstance(answer, Reference) else None
        if node is None or not isinstance(node.entry, Select) or not isinstance(literal, TextLiteral | NumberLiteral):
            continue
        code = literal.value if isinstance(literal, TextLiteral) else format_number(literal.value)
        if not code:
            continue
        details: dict[str, object] = {"key": option, "name": node.name}
        known = {
            **{choice.code: None for choice in node.entry.choices},
            **({OTHER: None} if node.entry.or_other else {}),
        }
        several = operator and isinstance(node.entry, SelectMultiple)
        if not set(code.split(" ") if several else [code]) <= known.keys():
            place = _place(option, source, literal.start, literal.end)
            yield Problem(codes.UNKNOWN_CODE, {**details, "code": code, **suggested(code, known)}, place)
        if several and " " not in code:
            selected = f"selected(${{{node.name}}}, '{code}')"
            instead = selected if operator == "=" else f"not({selected})"
            place = _place(option, source, whole.start, whole.end)
            yield Problem(codes.EQUALS_ON_MULTIPLE, {**details, "operator": operator, "instead": instead}, place)


def _full_name(name: str, form: Form) -> str:
    """Return what a variable is called: a net that is named alone, after its question."""
    nets = [] if name in form.nodes or name in METADATA else _nets(form, name)
    return f"{nets[0][0].name}.{nets[0][1].name}" if len(nets) == 1 else name


def has_bands(node: FormNode) -> bool:
    """Tell whether answers may be put in bands: numbers, dates and times, calculated or not."""
    return node.entry.data_type in _KINDS or node.entry.data_type is DataType.CALCULATED


def _has_columns(node: FormNode) -> bool:
    """Tell whether answers may head columns, some of them only in bands."""
    return has_bands(node) or isinstance(node.entry, SelectOne | SelectMultiple)


def _nets(form: Form, name: str = "") -> list[tuple[FormNode, Net]]:
    """Return the nets that are called so, alone or after their question: any_study, sources.any_study; or all nets."""
    every = ((node, net) for node in form.nodes.values() if isinstance(node.entry, Select) for net in node.entry.nets)
    return [(node, net) for node, net in every if not name or name in (net.name, f"{node.name}.{net.name}")]


def _place(option: str, source: str, start: int, end: int) -> Place:
    line = source.count("\n", 0, start) + 1
    line_start = source.rfind("\n", 0, start) + 1
    line_text = source[line_start:].partition("\n")[0]
    return Place(option, line, start - line_start + 1, max(end - start, 1), line_text)
