"""Names of variables: legal in SPSS and Stata, unique, readable, and the same when columns are added."""

from __future__ import annotations

import os
import re
import tempfile
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import question, table_of

from sstc_survey.exports.labelled.labelled_file import LabelledOptions, write_labelled
from sstc_survey.exports.labelled.limits import LIMITS
from sstc_survey.exports.labelled.names import names
from sstc_survey.exports.model import Column, DataTable, Kind, Role

SPSS_WORDS: Final = ("ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH")
STATA_WORDS: Final = (
    *("_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_N", "_pi"),
    *("_pred", "_rc", "_se", "_skip", "str5", "strL", "using", "with"),
)


def table(*given_names: str | tuple[str, str]) -> DataTable:
    """Return a table with columns of these names; pairs are of a question and a code."""
    columns = []
    for each in given_names:
        if isinstance(each, str):
            columns.append(question(each, Kind.INTEGER, Role.VALUE))
        else:
            name, code = each
            columns.append(
                Column(name=f"{name}/{code}", kind=Kind.INDICATOR, role=Role.CHOICE, label="", question=name, code=code)
            )
    return table_of(columns, [])


# Names as they are, and what they become in SPSS and in Stata.
CASES: Final = (
    (["age", "income"], ["age", "income"], ["age", "income"]),
    (["a-b", "_x", "x_"], ["a_b", "v_x", "x"], ["a_b", "v_x", "x"]),
    (["with", "to", "double", "str12", "strL"], ["v_with", "v_to", "double", "str12", "strL"], None),
    (["with", "to", "double", "str12", "strL"], None, ["v_with", "to", "v_double", "v_str12", "v_strL"]),
    (["Age", "age", "AGE"], ["Age", "age_2", "AGE_3"], ["Age", "age_2", "AGE_3"]),
    # What can stay does, though it comes later.
    ([("m", "other"), "m_other"], ["m_other_2", "m_other"], ["m_other_2", "m_other"]),
    ([("m", "a/b"), ("m", "a.b"), ("m", "a-b")], ["m_a_b", "m_a_b_2", "m_a_b_3"], ["m_a_b", "m_a_b_2", "m_a_b_3"]),
    ([("m", "***"), "m"], ["m_2", "m"], ["m_2", "m"]),
    ([("m", "学习"), ("m", "ភាសា")], ["m_学习", "m_ភ_ស"], ["m_学习", "m_ភ_ស"]),
    (["q" * 64], ["q" * 62], ["q" * 27]),
    (["q" * 63 + "a", "q" * 63 + "b"], ["q" * 62, "q" * 60 + "_2"], ["q" * 27, "q" * 25 + "_2"]),
    # Both the question and the code can be told.
    (
        [("usefulness_of_cooperation_abroad", "learn"), ("usefulness_of_cooperation_abroad", "share")],
        ["usefulness_of_cooperation_abroad_learn", "usefulness_of_cooperation_abroad_share"],
        ["usefulness_of_coopera_learn", "usefulness_of_coopera_share"],
    ),
    ([("use", "to_learn_from_others_abroad")], None, ["use_to_learn_from_others_ab"]),
    (
        [("usefulness_of_cooperation", "to_learn_from_others_abroad")],
        None,
        ["usefulness_of__to_learn_fro"],
    ),
)


@pytest.mark.parametrize(("given_names", "in_spss", "in_stata"), CASES)
def test_names(given_names: list[str | tuple[str, str]], in_spss: list[str] | None, in_stata: list[str] | None) -> None:
    for extension, expected in (("sav", in_spss), ("dta", in_stata)):
        if expected is not None:
            assert list(names(table(*given_names), extension).values()) == expected


def test_what_belongs_to_a_question_begins_as_its_name() -> None:
    columns = []
    for name in ("Media", "media"):
        columns += [
            question(name, Kind.TEXT, Role.JOINED),
            Column(name=f"{name}/tv", kind=Kind.INDICATOR, role=Role.CHOICE, label="", question=name, code="tv"),
            question(name, Kind.TEXT, Role.STATE),
            question(name, Kind.TEXT, Role.COMMENT),
        ]
    assert names(table_of(columns, []), "dta") == {
        "Media/tv": "Media_tv",
        "Media__state": "Media__state",
        "Media__comment": "Media__comment",
        "media/tv": "media_2_tv",
        "media__state": "media_2__state",
        "media__comment": "media_2__comment",
    }


_NAME: Final = st.one_of(
    st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_-]{0,63}\Z"),
    st.sampled_from([*SPSS_WORDS, *STATA_WORDS, "a", "A", "a_2", "a-2", "a" * 62, "a" * 64]),
)
_CODE: Final = st.one_of(st.text(st.characters(exclude_categories=["Cs", "Z", "C"]), min_size=1, max_size=70))
_NAMES: Final = st.lists(st.one_of(_NAME, st.tuples(_NAME, _CODE)), min_size=1, max_size=12, unique_by=str)


@given(_NAMES, st.sampled_from(["sav", "dta"]))
def test_any_names(given_names: list[str | tuple[str, str]], extension: str) -> None:
    made = list(names(table(*given_names), extension).values())
    assert len({name.casefold() for name in made}) == len(table(*given_names).columns)
    for name in made:
        assert re.fullmatch(r"[^\W\d_]\w*", name)
        if extension == "sav":
            assert len(name.encode()) <= 62
            assert name.upper() not in SPSS_WORDS
        else:
            assert len(name) <= 27
            assert name not in STATA_WORDS
    # A name that an added column has as its own cannot stay with another that was given it.
    added = table(*given_names, "added_at_the_end")
    assert list(names(added, extension).values())[: len(made)] == made


@settings(max_examples=30)
@given(_NAMES, st.sampled_from(["sav", "dta"]))
def test_pyreadstat_takes_any_names(given_names: list[str | tuple[str, str]], extension: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_labelled(
            table(*given_names), LIMITS[extension], os.path.join(folder, "f"), LabelledOptions(title="", language="en")
        )
