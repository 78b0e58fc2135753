"""A part of a text is found in its file however the text is written there."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sstc_survey.parsing import Source, character_spans, compose, parse_questionnaire, place_of_part, yaml_nodes

HEAD = "id: a\nversion: 1\ntitle: T\nquestions:\n  - {name: age, type: integer, label: Age}\n"
QUESTION = "  - name: q\n    type: text\n    label: L\n"
OPEN, CLOSE = "«»"


@pytest.fixture(params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read with each of the two parsers."""
    if request.param == "python":
        monkeypatch.setattr(yaml, "__with_libyaml__", False)
        monkeypatch.setattr(yaml_nodes, "_Parser", yaml_nodes._PythonParser)


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    "written",
    [
        "relevant: ${age} «==» 18",
        "relevant: ${age} >= 18 and\n      ${age} «==» 18",
        "relevant: ${age} >= 18\n\n      and ${age} «==» 18",
        "relevant: '${age} «==» 18'",
        "relevant: '''it is'' = ''x'' and ${age} «==» 18'",
        "relevant: '${age} >= 18\n\n      and ${age} «==» 18'",
        'relevant: "${age} «==» 18"',
        'relevant: "\\u0024{age} «==» 18"',
        'relevant: "${age} \\t>= \\x31\\U00000038 and ${age} «==» 18"',
        'relevant: "${age} «\\u003d=» 18"',
        'relevant: "${age} >= 18 \\\n      and ${age} «==» 18"',
        'relevant: "${age} >= 18\n      and ${age} «==» 18"',
        "relevant: |\n      ${age} «==» 18",
        "relevant: |2-\n        ${age} >= 18\n          and ${age} «==» 18\n",
        "relevant: | # a comment\n      ${age} >= 18\n\n        and ${age} «==» 18\n",
        "relevant: >\n      ${age} «==» 18",
        "relevant: >-\n      ${age} >= 18\n      and ${age}\n\n      «==» 18\n",
        "relevant: >+\n      ${age} >= 18\n        and ${age} «==» 18\n\n",
        "relevant: ${age} = '你好' and ${age} «==» 18",
        "relevant: ${age} = 1«\u00a0»",
    ],
)
def test_place_is_that_of_the_very_characters(written: str) -> None:
    marked = HEAD + QUESTION + "    " + written + "\n"
    before, _, rest = marked.partition(OPEN)
    inside, _, _ = rest.partition(CLOSE)
    source = marked.replace(OPEN, "").replace(CLOSE, "")
    (problem,) = parse_questionnaire(source.encode(), "f.yaml").problems
    assert problem.code.startswith("expression-")
    assert problem.place is not None
    line = before.count("\n") + 1
    column = len(before.rpartition("\n")[2]) + 1
    assert (problem.place.line, problem.place.column, problem.place.length) == (line, column, len(inside))


def test_a_part_of_several_lines_ends_with_the_first() -> None:
    source = HEAD + QUESTION + "    relevant: |\n      selected(\n        ${age}\n      )\n"
    (problem,) = parse_questionnaire(source.encode(), "f.yaml").problems
    assert problem.code == "expression-arity"
    assert problem.place is not None
    assert (str(problem.place), problem.place.length) == ("f.yaml:10:7", len("selected("))


TEXTS = st.text(st.sampled_from("abc${}'\"\\:#-|> \n\té你\u00a0\u2028\x85"), min_size=1, max_size=40)


@given(TEXTS, st.sampled_from([None, "'", '"', "|", ">"]), st.sampled_from([20, 1_000]))
def test_each_character_is_found(text: str, style: str | None, width: int) -> None:
    written = yaml.safe_dump({"key": {"label": text}}, default_style=style, width=width, allow_unicode=True)
    source = Source("f", written)
    root = compose(source).root
    assert isinstance(root, yaml.MappingNode)
    node = root.value[0][1].value[0][1]
    spans = character_spans(source, node)
    assert len(spans) == len(node.value)
    for index, character in enumerate(node.value):
        place = place_of_part(source, node, spans, index, index + 1)
        found = source.line(place.line or 0)[(place.column or 0) - 1 :][: spans[index].width]
        assert character.isspace() or found == character or found[0] in "\\'"
