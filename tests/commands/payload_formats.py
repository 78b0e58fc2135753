"""What each format promises of what is written in it, whatever data is in it."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from payloads import PAYLOADS, is_formula, steering


def is_text(text: str) -> None:
    """Expect lines for a person."""
    assert steering(text) == []


def is_json(text: str) -> None:
    """Expect JSON without anything that steers a terminal that it is printed on."""
    assert steering(text) == []
    json.loads(text)


def is_csv(text: str) -> None:
    """Expect rows without formulas, whatever they are split at."""
    written = text[len('"question"')]
    assert steering(text.replace(written, ",")) == []
    for separator in ",;|\t":
        left = "" if separator == written else written
        for row in csv.reader(io.StringIO(text), delimiter=separator):
            assert [cell for cell in row if is_formula(cell.lstrip(left) if left else cell)] == []


def is_markdown(text: str) -> None:
    """Expect nothing but what the program itself writes: headings, lists, tables, quotations, line breaks."""
    assert steering(text) == []
    found = set()
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        found.add(token.type)
        for part in token.children or ():
            found.add("br" if part.content == "<br>" else "anchor" if is_anchor(part) else part.type)
        if token.type == "inline":
            assert token.content not in {"heading", "item", "one"}
    assert {name.removesuffix("_open").removesuffix("_close") for name in found} <= {
        "heading", "paragraph", "inline", "text", "text_special", "softbreak", "br", "bullet_list", "list_item",
        "table", "thead", "tbody",
        "tr", "th", "td", "blockquote", "em", "strong", "ordered_list", "anchor",
    }  # fmt: skip


def is_anchor(part: Token) -> bool:
    """Tell whether a part of a line leads to a heading of the page, or is what it leads to."""
    if part.type == "html_inline":
        return re.fullmatch(r'<a id="[\w-]+">|</a>', part.content, re.ASCII) is not None
    return part.type == "link_close" or (part.type == "link_open" and str(part.attrs["href"]).startswith("#"))


class Reader(HTMLParser):
    """Collects the elements and attributes of a page, and the text that is in no <bdi>."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.led_to: set[str] = set()
        self.text = self.outside = ""
        self._apart = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.led_to |= {value or "" for name, value in attrs if name == "href"}
        self._apart += tag == "bdi"

    def handle_endtag(self, tag: str) -> None:
        self._apart -= tag == "bdi"

    def handle_data(self, data: str) -> None:
        self.text += data
        if not self._apart:
            self.outside += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def is_html(text: str) -> None:
    """Expect a page whose elements are the program's, with data apart."""
    assert steering(text) == []
    reader = Reader()
    reader.feed(text)
    assert reader.tags <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "h4", "p", "div", "section", "span",
        "ul", "li", "bdi", "table", "thead", "tbody", "tr", "th", "td", "main", "nav", "a", "strong", "caption",
        "blockquote", "footer", "svg", "rect", "text", "line",
    }  # fmt: skip
    allowed = {
        "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "aria-labelledby", "aria-label",
        "role", "tabindex", "scope", "colspan", "viewbox", "preserveaspectratio", "width", "height", "x", "y", "x1",
        "x2", "y1", "y2",
    }  # fmt: skip
    assert reader.attributes <= allowed
    assert all(re.fullmatch(r"#[\w-]+", to, re.ASCII) for to in reader.led_to)
    body = text.partition("<body>")[2]
    assert len(re.findall('<bdi(?: lang="[a-z]+")?>', body)) == body.count("</bdi>")
    _, _, outside = reader.outside.rpartition("@page")
    assert "\u05e9" not in outside
    assert "link.example" not in outside.partition("\n")[2]


def is_docx(data: bytes) -> None:
    """Expect a document whose parts are sound, that leads nowhere outside and has no field but the number of a page."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert {name.rpartition(".")[2] for name in parts} <= {"xml", "rels"}
    for name, part in parts.items():
        root = ET.fromstring(part)  # noqa: S314 what the program made
        tags = {node.tag.rpartition("}")[2] for node in root.iter()}
        assert not tags & {"object", "drawing", "pict", "instrText", "altChunk", "script", "attachedTemplate"}, name
        if name.endswith(".rels"):
            assert all(node.get("TargetMode", "Internal") == "Internal" for node in root.iter()), name
        for node in root.iter():
            assert steering(node.text or "") == []
            values = {key.rpartition("}")[2]: value for key, value in node.attrib.items()}
            assert values.get("instr", "PAGE") == "PAGE"
            if node.tag.endswith("}hyperlink"):
                assert re.fullmatch(r"to_\d+", values["anchor"])
                assert set(values) == {"anchor", "history"}


def is_svg(text: str) -> None:
    """Expect a picture that is sound XML and has only what rich draws."""
    assert steering(text) == []
    root = ET.fromstring(text)  # noqa: S314 what the program made
    tags = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert tags <= {"svg", "style", "defs", "clipPath", "rect", "g", "text", "circle"}
    names = {name for node in root.iter() for name in node.attrib}
    assert not {name for name in names if name.startswith("on") or "href" in name}


def is_ddi(text: str) -> None:
    """Expect a codebook that is sound XML and has only elements and attributes of DDI-Codebook."""
    assert steering(text) == []
    tags: set[str] = set()
    names: set[str] = set()
    for node in ET.fromstring(text.encode()).iter():  # noqa: S314 what the program made
        tags.add(node.tag.removeprefix("{ddi:codebook:2_5}"))
        names |= node.attrib.keys()
    assert tags <= {
        "codeBook", "docDscr", "stdyDscr", "citation", "titlStmt", "titl", "IDNo", "prodStmt", "software", "verStmt",
        "version", "notes", "stdyInfo", "abstract", "fileDscr", "fileTxt", "fileName", "fileCont", "dimensns",
        "caseQnty", "varQnty", "dataMsng", "dataDscr", "varGrp", "var", "labl", "qstn", "preQTxt", "qstnLit",
        "postQTxt", "ivuInstr", "valrng", "range", "invalrng", "item", "universe", "TotlResp", "sumStat", "txt",
        "catgry", "catValu", "catStat", "codInstr", "varFormat",
    }  # fmt: skip
    assert {name.rpartition("}")[2] for name in names} <= {
        "version", "lang", "schemaLocation", "ID", "type", "var", "name", "files", "intrvl", "responseDomainType",
        "seqNo", "min", "max", "UNITS", "VALUE", "missing", "subject", "schema", "category",
    }  # fmt: skip


BOX: Final = r'\[""\]'
ROUND_BOX: Final = rf"\({BOX}\)"
ARROW: Final = r'n\d+ (-->|-\.->\|""\|) n\d+'


def is_mermaid(text: str) -> None:
    """Expect a chart in which everything from data is in quotation marks, with no sign there that means anything."""
    assert steering(text) == []
    for line in text.splitlines():
        outside = re.sub('"[^"]*"', '""', line)
        assert re.fullmatch(f" *(flowchart TD|end|subgraph n\\d+{BOX}|n\\d+({BOX}|{ROUND_BOX})|{ARROW})", outside), line
        for label in re.findall('"([^"]*)"', line):
            assert not re.search("%%|[<>`&$\\\\]|#(?!\\d+;)", label), label


def is_table_csv(text: str) -> None:
    """Expect rows of cells that are quoted only where they have to be, without formulas, whatever they are split at."""
    text = text.removeprefix("\ufeff")
    assert steering(text.replace("\r\n", "\n").replace("\t", ",")) == []
    written = csv.Sniffer().sniff(text.partition("\r\n")[0], ",;\t").delimiter
    for separator in ",;|\t":
        left = "" if separator == written else f'{written}"'
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert [cell for cell in row if is_formula(cell.lstrip(left) if left else cell)] == []


def is_lines(text: str) -> None:
    """Expect a JSON object on each line."""
    for line in text.splitlines():
        is_json(line)


def is_labelled(path: Path) -> None:
    """Expect labels and texts of SPSS and Stata, and commands beside them, in which nothing steers."""
    if path.suffix == ".sps":
        is_text(path.read_text(encoding="utf-8"))
        return
    import pyreadstat

    frame, meta = (pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta)(path)
    labels = [label for labels in meta.variable_value_labels.values() for label in labels.values()]
    for text in (*meta.column_names, *filter(None, meta.column_labels), *labels, meta.file_label or ""):
        assert steering(text) == []
        assert "\n" not in text
    for text in (cell for name in frame for cell in frame[name] if isinstance(cell, str)):
        assert steering(text) == []


def is_raw_table(text: str) -> None:
    """Expect rows that no formula was taken out of."""
    assert steering(text.replace("\r\n", "\n")) == []
    assert len(list(csv.reader(io.StringIO(text, newline="")))) > len(PAYLOADS)


def is_raw_csv(text: str) -> None:
    """Expect rows that no formula was taken out of."""
    assert steering(text) == []
    assert len(list(csv.reader(io.StringIO(text)))) > len(PAYLOADS)


def is_workbook(data: bytes) -> None:
    """Expect sheets of numbers and texts: no formulas, links or objects, and nothing from outside."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            root = ET.fromstring(archive.read(name))  # noqa: S314 what the program made
            tags = {node.tag.rpartition("}")[2] for node in root.iter()}
            assert not tags & {"f", "hyperlink", "hyperlinks", "externalReference", "drawing", "oleObject", "script"}
            assert all(node.get("TargetMode") is None for node in root.iter())
            assert steering("".join(root.itertext())) == []
            for cell in root.iter():
                if cell.tag.endswith("}c"):
                    assert cell.get("t", "n") in {"n", "inlineStr"}
                    assert {node.tag.rpartition("}")[2] for node in cell.iter()} <= {
                        "c", "v", "is", "t", "r", "rPr", "sz", "color", "rFont", "family", "scheme"
                    }  # fmt: skip


def is_parquet(data: bytes) -> None:
    """Expect a table that can be read, and texts that are whole."""
    import pyarrow as pa
    from pyarrow import parquet

    table = parquet.read_table(pa.BufferReader(data))
    table.validate(full=True)
    assert table.num_rows
    json.loads(table.schema.metadata[b"sstc-survey"])


BINARY: Final[dict[str, Callable[[bytes], None]]] = {"workbook": is_workbook, "parquet": is_parquet, "docx": is_docx}
FORMATS: Final[dict[str, Callable[[str], None]]] = {
    "text": is_text, "table": is_text, "json": is_json, "csv": is_csv, "raw": is_raw_csv, "markdown": is_markdown,
    "table-csv": is_table_csv, "raw-table": is_raw_table, "lines": is_lines,
    "html": is_html, "svg": is_svg, "mermaid": is_mermaid, "ddi": is_ddi,
}  # fmt: skip
