"""What the documents show of a screen is what the program prints: every block of text in them has its maker here."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyte
import pytest
from conftest import Program

from sstc_survey.problems import codes
from sstc_survey.problems.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "examples").rglob("*.md"))]
WRITTEN_FROM_THE_CODE = "Written by docs/generate.py"
README = (ROOT / "README.md").read_text(encoding="utf-8")
MARKET = re.findall(r"```yaml\n(id: market.*?)```", README, re.DOTALL)[0]
TABLES = (ROOT / "docs/how-to/tables.md").read_text(encoding="utf-8")
MEDIA = re.findall(
    r"```yaml\n(id: media.*?)```", (ROOT / "docs/how-to/prepare-tables.md").read_text(encoding="utf-8"), re.DOTALL
)[0]
# What is simulated for several screens, once.
TRIALS = TemporaryDirectory()
F10 = "\x1b[21~"
HOURS = """\
id: work
version: "1"
title: Work
questions:
  - {name: name, type: text, label: Name}
  - {name: place, type: text, label: Place}
  - name: work
    type: select_one
    label: What is your main work?
    choices: {none: No work, farm: Farm}
  - name: hours
    type: integer
    label: How many hours did you work last week?
    relevant: ${work} != 'none'
    constraint: . >= 0 and . <= 168
    constraint_message: A week has 168 hours.
"""
FAULTY = """\
id: market
version: "1"
title: Market day
questions:
  - name: age
    type: integer
    label: How old are you?
    required: true
  - name: work
    type: text
    label: What is your work?
    relevant: ${age} >= 18 and < 65
"""
XLSFORM = """\
id: household
version: "1"
title: Household
questions:
  - name: more
    label: Is there another?
    type: select_one yes_no
"""


@dataclass
class Desk:
    """Where a screen is made: calls of the program, at a terminal or not, and the folder they are made in."""

    program: Program
    terminal: Program
    folder: Path

    def call(self, *arguments: str, typed: str = "") -> str:
        outcome = self.program(*arguments, typed=typed, env={"COLUMNS": "80"})
        return outcome.out + outcome.err

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def screens(self, *arguments: str, typed: str) -> str:
        """Return all that was in view at a terminal, one screen after the other."""
        screen = pyte.Screen(80, 50)
        stream = pyte.Stream(screen)
        seen = []
        for part in re.split("(?=\x1b)", self.terminal(*arguments, typed=typed).out):
            stream.feed(part)
            seen.append("\n".join(screen.display))
        return "\n".join(dict.fromkeys(seen))


def shown_text(text: str) -> str:
    """Return a screen without what is another at each call, and without its line breaks."""
    text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f]{4}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?\b", "ID", text)
    text = re.sub(r"\bconflict-[0-9a-f]{8}\b", "conflict-X", text)
    return " ".join(re.sub(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", "TIME", text).split())


def summary(desk: Desk) -> str:
    return desk.call("summarize", "examples/answers", "--question", "usefulness")


def intervals(desk: Desk) -> str:
    return desk.call("summarize", "examples/answers", "--question", "usefulness", "--intervals")


def numbers(desk: Desk) -> str:
    desk.write("market.yaml", MARKET)
    rows = "".join(f'{{"visit": "A-{row}", "days": {days}}}\n' for row, days in enumerate((2, 3, 3, 4, 5, 5, 6, 7)))
    desk.call("run", "market.yaml", "--replies", desk.write("rows.jsonl", rows), "--key", "visit")
    return desk.call("summarize", "--question", "days")


def faulty(name: str, text: str) -> Callable[[Desk], str]:
    return lambda desk: desk.call("check", desk.write(name, text))


def misspelt(desk: Desk) -> str:
    return desk.call("check", desk.write("market.yaml", MARKET.replace("label: What do you", "lable: What do you")))


def batch_again(desk: Desk) -> str:
    desk.write("market.yaml", MARKET)
    page = (ROOT / "docs/how-to/run-a-batch.md").read_text(encoding="utf-8")
    desk.write("visits.jsonl", re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0])
    return "".join(desk.call("run", "market.yaml", "--replies", "visits.jsonl", "--key", "visit") for _ in range(2))


def not_saved(code: str) -> Callable[[Desk], str]:
    """Return what is said when an answer is not saved, from the words in the code."""

    def make(_: Desk) -> str:
        kind = CATALOGUE[code]
        path = "answers/market/00000000-0000-0000-0000-000000000000.json"
        source = "".join(
            file.read_text(encoding="utf-8") for file in (ROOT / "src/sstc_survey/prompters").rglob("*.py")
        )
        said = ("Try again", "Choose another folder", "Stop without saving this answer")
        assert all(f'"{words}"' in source for words in said)
        assert '"The answer was: {reply}"' in source
        rows = (f"{number}. {words}" for number, words in enumerate(said, 1))
        return f"NOT saved: {path}: {kind.fault} ({kind.remedy})\nThe answer was: 4\n" + "\n".join(rows)

    return make


def conflict(desk: Desk) -> str:
    desk.call("run", desk.write("market.yaml", MARKET), typed="1\n4\n")
    folder = desk.folder / "answers"
    (path,) = (folder / "market").glob("*.json")
    shutil.copytree(folder, desk.folder / "elsewhere")
    for answers, reply in (("answers", "far"), ("elsewhere", "ill")):
        desk.call("run", "--plain", "--resume", path.stem, "--answers", answers, typed=f"{reply}\n")
    copy = desk.folder / "elsewhere" / "market" / path.name
    copy.rename(path.with_suffix(".conflict-861e2842.json"))
    return desk.call("list")


def preview(desk: Desk) -> str:
    return desk.call("preview", desk.write("work.yaml", HOURS))


def new_in_swahili(desk: Desk) -> None:
    desk.call("new", "market.yaml", "--yes", "--title", "Market day", "--language", "en", "--language", "sw")


def roster(desk: Desk, *changes: tuple[str, str]) -> str:
    """Return what the check says of the roster on its page, after these changes."""
    page = (ROOT / "docs/how-to/prepare-a-roster.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    for old, new in changes:
        text = text.replace(old, new)
    return desk.call("panel", "--check-roster", desk.write("beijing.csv", text))


def mended_roster(desk: Desk) -> str:
    return roster(desk, ("Cambodja", "Cambodia"), ("KH1,,150", "cn1,,"))


def translations(desk: Desk) -> str:
    new_in_swahili(desk)
    return desk.call("check", "market.yaml", "--translations")


def taken(desk: Desk) -> str:
    new_in_swahili(desk)
    lines = desk.call("check", "market.yaml", "--translations", "--language", "sw", "--format", "csv").splitlines()
    rows = [line.split('"') for line in lines[1:3]]
    for row in rows:
        row[7] = "Karibu"
    desk.write("sw.csv", "\n".join([lines[0], *('"'.join(row) for row in rows)]) + "\n")
    path = desk.folder / "market.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("en: Market day", "en: Market days"), encoding="utf-8")
    return desk.call("check", "market.yaml", "--take", "sw.csv")


def tables(desk: Desk, number: int) -> str:
    """Return what the command above a block of the page on tables prints."""
    commands = re.findall(r"^sstc-survey (.*)$", "".join(TABLES.split("```text\n")[: number + 1]), re.MULTILINE)
    with_trials(desk)
    return desk.call(*shlex.split(commands[-1]))


def with_trials(desk: Desk) -> None:
    """Put the folders that the page on tables simulates where its commands look for them."""
    desk.write("media.yaml", MEDIA)
    for command in re.findall(r"^sstc-survey (simulate .*)$", TABLES, re.MULTILINE):
        *arguments, name = shlex.split(command)
        made = Path(TRIALS.name, name)
        if not made.exists():
            desk.call(*arguments, str(made))
        (desk.folder / name).symlink_to(made)


def banner(desk: Desk) -> str:
    """Return what the command above the banner of the README prints."""
    commands = re.findall(r"^sstc-survey (simulate examples.*|summarize .*--by.*)$", README, re.MULTILINE)
    return "".join(desk.call(*shlex.split(command.replace("/tmp/", ""))) for command in commands)


def first_question(desk: Desk) -> str:
    return desk.screens("run", typed=F10)


def draft(desk: Desk) -> str:
    return desk.screens("run", typed=f"Ann Lee\r{F10}")


def history(desk: Desk) -> str:
    desk.write("market.yaml", MARKET)
    desk.call(
        "run", "market.yaml", "--replies", desk.write("one.yaml", "stall: food\ndays: 7\n"), "--interviewer", "Lin"
    )
    changes = ("--set", "days=5", "--set", "why_not_daily=rain", "--reason", "misheard", "--by", "Chea")
    desk.call("edit", "--last", *changes)
    return desk.call("show", "--last", "--history")


# The blocks of text of each page, in order.
MAKERS: dict[str, tuple[Callable[[Desk], str], ...]] = {
    "README.md": (misspelt, banner),
    "docs/how-to/correct-a-response.md": (history,),
    "docs/how-to/from-odk-kobo-surveycto.md": (faulty("household.yaml", XLSFORM),),
    "docs/how-to/merge-folders.md": (not_saved(codes.RESPONSE_REPLACED), conflict),
    "docs/how-to/prepare-a-roster.md": (roster, mended_roster),
    "docs/how-to/read-a-summary.md": (summary, summary, intervals, numbers),
    "docs/how-to/run-a-batch.md": (batch_again,),
    "docs/how-to/tables.md": tuple(partial(tables, number=number) for number in range(6)),
    "docs/how-to/translate.md": (translations, taken),
    "docs/how-to/troubleshooting.md": (not_saved(codes.FOLDER_GONE),),
    "docs/how-to/try-a-questionnaire.md": (faulty("market.yaml", FAULTY), preview),
    "docs/tutorial/first-panel.md": (first_question, draft),
}
CASES = [(page, number) for page, makers in MAKERS.items() for number in range(len(makers))]


def quoted(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [] if WRITTEN_FROM_THE_CODE in text else re.findall(r"```text\n(.*?)```", text, re.DOTALL)


def test_every_screen_in_the_documents_has_its_maker() -> None:
    assert {str(page.relative_to(ROOT)): len(quoted(page)) for page in PAGES if quoted(page)} == {
        page: len(makers) for page, makers in MAKERS.items()
    }


@pytest.mark.parametrize(("page", "number"), CASES)
def test_screens_in_the_documents_are_those_of_the_program(
    page: str, number: int, program: Program, terminal: Program, tmp_path: Path
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    printed = shown_text(MAKERS[page][number](Desk(program, terminal, tmp_path)))
    assert shown_text(quoted(ROOT / page)[number]) in printed


def test_the_commands_of_the_page_on_tables_do_what_it_says(
    program: Program, terminal: Program, tmp_path: Path
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    desk = Desk(program, terminal, tmp_path)
    with_trials(desk)
    commands = re.findall(r"^sstc-survey (summarize .*)$", TABLES, re.MULTILINE)
    for command in commands:
        outcome = program(*shlex.split(command))
        # The examples have one damaged file.
        assert outcome.code == ("examples/answers" in command), f"{command}: {outcome.err}"
    written = [command.split()[-1] for command in commands if "--output" in command]
    assert [(tmp_path / name).stat().st_size > 1000 for name in written] == [True] * 3
