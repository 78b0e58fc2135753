"""What the documents say is so: commands run, links lead somewhere, generated pages are fresh."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MARKET = re.search(r"```yaml\n(id: market.*?)```", README, re.DOTALL)


def shell_lines(text: str) -> list[str]:
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]


def words(line: str) -> list[str]:
    program, *arguments = shlex.split(line)
    assert program == "sstc-survey"
    return arguments


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with what the README's commands speak of."""
    assert MARKET
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "market.yaml").write_text(MARKET[1], encoding="utf-8")
    return tmp_path


def test_the_two_commands_that_set_up_stand_first() -> None:
    first, second = shell_lines(README)[:2]
    assert first == "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/sstc-survey run"
    assert second == "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/python -m pytest -n auto"
    tests = second.rpartition(" -m ")[2]
    assert all(
        tests in (ROOT / file).read_text(encoding="utf-8") for file in (".ci/run", "CONTRIBUTING.md", "Makefile")
    )


def test_the_readmes_commands_do_what_it_says(program: Any, checkout: Path) -> None:
    lines = [line.replace("/tmp/", f"{checkout}/") for line in shell_lines(README) if line.startswith("sstc-survey")]
    assert len(lines) > 6
    for line in lines:
        outcome = program(*words(line))
        # Without a terminal an interview ends where its input does, and the examples hold one damaged file.
        assert outcome.code in {0, 1}, f"{line}: {outcome.err}"
    assert (checkout / "sstc-panel.csv").stat().st_size > 1000


@pytest.mark.usefixtures("checkout")
def test_the_readmes_questionnaire_has_no_problem(program: Any) -> None:
    outcome = program("check", "market.yaml")
    assert (outcome.code, outcome.out) == (0, "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_questionnaires_in_the_documents_have_no_problem(program: Any, page: Path, tmp_path: Path) -> None:
    for text in re.findall(r"```yaml\n(id: .*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        (tmp_path / "shown.yaml").write_text(text, encoding="utf-8")
        outcome = program("check", "shown.yaml")
        assert (outcome.code, outcome.out) == (0, "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not lost


def test_the_readme_links_to_nothing_twice() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert len(links) == len(set(links))


@pytest.mark.parametrize("script", ["generate.py", "draw.py"])
def test_generated_pages_and_pictures_are_fresh(script: str) -> None:
    arguments = [sys.executable, str(ROOT / "docs" / script), "--check"]
    outcome = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert outcome.stdout == ""
    assert outcome.returncode == 0


def test_the_pictures_need_no_network() -> None:
    pictures = list((ROOT / "docs" / "pictures").glob("*.svg"))
    assert pictures
    for picture in pictures:
        text = picture.read_text(encoding="utf-8")
        assert "@font-face" not in text
        assert re.findall(r'(?:href|url|src)\s*[=(]\s*["\']?https?:', text) == []


def test_the_commands_of_the_tutorial_on_panels_do_what_it_says(program: Any, checkout: Path) -> None:
    """Without a terminal the board is left at once, where its input ends."""
    lines = shell_lines((ROOT / "docs" / "tutorial" / "hold-a-panel.md").read_text(encoding="utf-8"))
    assert len(lines) > 6
    for line in lines:
        outcome = program(*words(line))
        assert outcome.code == (1 if "--label" in line or "--resume" in line else 0), f"{line}: {outcome.err}"
    assert (checkout / "roster.csv").read_text(encoding="utf-8-sig").startswith("label")
    assert "Panellist A" in (checkout / "minutes.html").read_text(encoding="utf-8")
