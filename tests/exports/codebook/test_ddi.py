"""Codebooks in DDI: the elements that readers need, their order, and IDs that lead somewhere; no network is used.

The orders are those of the schema of DDI-Codebook 2.5; `tools/ddi_check.py` checks against the schema itself.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Final

import pytest
from conftest import Program
from made_codebooks import EXAMPLES, PANEL, REPOSITORY, write_household

NAMESPACE: Final = "{ddi:codebook:2_5}"
# What may be in an element, in this order.
ORDERS: Final = {
    "codeBook": "docDscr stdyDscr fileDscr dataDscr otherMat",
    "docDscr": "citation",
    "citation": "titlStmt rspStmt prodStmt distStmt serStmt verStmt biblCit holdings notes",
    "titlStmt": "titl subTitl altTitl parTitl IDNo",
    "prodStmt": "producer copyright prodDate prodPlac software",
    "verStmt": "version verResp notes",
    "stdyDscr": "citation studyAuthorization stdyInfo method dataAccs othrStdyMat notes",
    "stdyInfo": "subject abstract sumDscr notes",
    "fileDscr": "fileTxt locMap notes",
    "fileTxt": "fileName fileCitation fileCont fileStrc dimensns fileType format filePlac dataChck ProcStat dataMsng",
    "dimensns": "caseQnty varQnty",
    "dataDscr": "varGrp nCubeGrp var nCube notes",
    "varGrp": "labl txt concept defntn universe notes",
    "var": (
        "location labl imputation security embargo respUnit anlysUnit qstn valrng invalrng undocCod universe TotlResp"
        " sumStat txt stdCatgry catgryGrp catgry codInstr verStmt concept derivation varFormat geoMap catLevel notes"
    ),
    "qstn": "preQTxt qstnLit postQTxt forward backward ivuInstr",
    "valrng": "range",
    "invalrng": "item",
    "catgry": "catValu labl txt catStat mrow",
}
# What a reader needs of each.
NEEDED: Final = {
    "codeBook": {"stdyDscr", "fileDscr", "dataDscr"},
    "stdyDscr": {"citation"},
    "citation": {"titlStmt"},
    "titlStmt": {"titl"},
    "fileTxt": {"fileName", "dimensns", "dataMsng"},
    "dimensns": {"varQnty"},
    "var": {"labl", "varFormat"},
    "qstn": {"qstnLit"},
    "catgry": {"catValu"},
}
TERMS: Final = {
    ("var", "intrvl"): {"contin", "discrete"},
    ("varFormat", "type"): {"numeric", "character"},
    ("varFormat", "schema"): {"ISO", "other"},
    ("varFormat", "category"): {"date", "time", "other"},
    ("catgry", "missing"): {"Y", "N"},
    ("catStat", "type"): {"freq"},
    ("sumStat", "type"): {"vald", "min", "max", "mean", "medn", "stdev"},
    ("varGrp", "type"): {"repetition", "section", "multipleResp"},
    ("qstn", "responseDomainType"): {"text", "numeric", "category", "datetime", "multiple", "other"},
    ("range", "UNITS"): {"INT", "REAL"},
}


def root_of(program: Program, *arguments: str) -> ET.Element:
    """Return a codebook in DDI, read."""
    ended = program("codebook", *arguments, "--format", "ddi")
    assert ended.code in (0, 1), ended.err
    return ET.fromstring(ended.out.encode())  # noqa: S314 what the program made


def local(element: ET.Element) -> str:
    """Return the name of an element, which is in the namespace of DDI."""
    assert element.tag.startswith(NAMESPACE)
    return element.tag.removeprefix(NAMESPACE)


def faults(root: ET.Element) -> list[str]:
    """Return what a reader of DDI could stumble over."""
    found: list[str] = []
    ids = [element.get("ID", "") for element in root.iter() if element.get("ID")]
    found += [f"twice: {each}" for each in set(ids) if ids.count(each) > 1]
    for element in root.iter():
        name, inside = local(element), [local(child) for child in element]
        order = ORDERS.get(name, "").split()
        places = [order.index(each) if each in order else -1 for each in inside]
        if -1 in places or places != sorted(places):
            found.append(f"{name}: {inside}")
        found += [f"{name} without {each}" for each in NEEDED.get(name, set()) - set(inside)]
        if inside and (element.text or "").strip():
            found.append(f"{name}: text beside elements")
        for key, value in element.attrib.items():
            if (name, key) in TERMS and value not in TERMS[name, key]:
                found.append(f"{name}/@{key}: {value}")
            if key in ("var", "files"):
                found += [f"{name}/@{key} leads nowhere: {each}" for each in value.split() if each not in ids]
    return found


def each(root: ET.Element, path: str) -> list[ET.Element]:
    return root.findall("/".join(f"{NAMESPACE}{part}" for part in path.split("/")))


def variable(root: ET.Element, name: str) -> ET.Element:
    (found,) = [element for element in each(root, "dataDscr/var") if element.get("name") == name]
    return found


def text(element: ET.Element, path: str) -> str:
    (found,) = each(element, path)
    return found.text or ""


@pytest.mark.parametrize(
    "path",
    [*sorted((REPOSITORY / "examples" / "questionnaires").glob("*.yaml")), PANEL, EXAMPLES],
    ids=lambda path: path.name,
)
def test_every_codebook_has_what_readers_need(path: Path, program: Program) -> None:
    root = root_of(program, str(path))
    assert (root.tag, root.get("version")) == (f"{NAMESPACE}codeBook", "2.5")
    assert faults(root) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('ID="V2"', 'ID="V1"'),
        ('files="F1"', 'files="F9"'),
        ("<labl>ID of the response</labl>", ""),
        ('intrvl="discrete"', 'intrvl="no"'),
        ("<catValu>", "<labl>x</labl><catValu>"),
    ],
)
def test_faults_are_found(wrong: str, right: str, program: Program) -> None:
    made = program("codebook", str(PANEL), "--format", "ddi").out
    assert wrong in made
    assert faults(ET.fromstring(made.replace(wrong, right, 1).encode()))  # noqa: S314


def test_a_codebook_says_what_a_reader_asks(tmp_path: Path, program: Program) -> None:
    write_household(tmp_path, program)
    root = root_of(program, "answers")
    assert faults(root) == []
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert text(root, "stdyDscr/citation/titlStmt/titl") == "A household"
    assert text(root, "stdyDscr/citation/titlStmt/IDNo") == "household"
    assert [each.text for each in root.iter(f"{NAMESPACE}fileName")] == ["responses", "member", "job"]
    assert [each.text for each in root.iter(f"{NAMESPACE}caseQnty")] == ["4", "3", "6"]
    versions = [text(statement, "version") for statement in each(root, "stdyDscr/citation/verStmt")]
    assert versions == ["2", "1"]

    region = variable(root, "region")
    assert text(region, "labl") == text(region, "qstn/qstnLit") == "Where is it?"
    categories = {
        text(category, "catValu"): (text(category, "labl"), text(category, "catStat"))
        for category in each(region, "catgry")
    }
    assert categories == {"north": ("North", "2"), "south": ("South", "1"), "other": ("Other", "1")}
    assert (each(region, "varFormat")[0].get("type"), region.get("intrvl")) == ("character", "discrete")

    income = variable(root, "income")
    assert text(income, "universe").startswith("Only if “Where does money come from?”")
    assert each(income, "valrng/range")[0].attrib == {"min": "0"}
    statistics = {statistic.get("type"): statistic.text for statistic in each(income, "sumStat")}
    # One of the two who were asked hides it.
    assert (text(income, "TotlResp"), statistics["vald"], statistics["max"]) == ("2", "1", "900")

    state = variable(root, "income__state")
    assert [item.get("VALUE") for item in each(state, "invalrng/item")] == [
        "blank", "dont_know", "refused", "not_asked", "not_reached", "hidden"
    ]  # fmt: skip
    missing = {text(category, "catValu") for category in each(state, "catgry") if category.get("missing") == "Y"}
    assert "answered" not in missing
    assert len(missing) == 6

    assert each(variable(root, "sources"), "catgry") == []
    assert [text(category, "catValu") for category in each(variable(root, "sources/farm"), "catgry")] == ["1", "0"]
    assert each(variable(root, "since"), "varFormat")[0].get("category") == "date"
    assert text(variable(root, "mood"), "verStmt/version") == "1"
    notes = {note.get("subject"): note.text for note in each(variable(root, "sources/farm"), "notes")}
    assert notes == {"SPSS": "sources_farm", "Stata": "sources_farm"}


def test_the_language_is_that_of_the_texts(tmp_path: Path, program: Program) -> None:
    write_household(tmp_path, program)
    root = root_of(program, "answers", "--language", "zh")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh"
    assert text(root, "stdyDscr/citation/titlStmt/titl") == "一户人家"
    assert text(variable(root, "region"), "qstn/qstnLit") == "在哪里？"
    assert text(variable(root, "started"), "labl") == "访谈开始时间"
