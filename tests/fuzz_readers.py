"""Every reader of bytes that others wrote, guided into its corners by atheris; and the check that ordinary tests use.

`python tests/fuzz_readers.py READER [SECONDS]` runs on until something is raised, or so long; it takes atheris
(`pip install atheris`). What it learns is kept in tests/corpus/READER, which the tests read again every time: keep
those files that are small and reach something new.
"""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).with_name("corpus")
LONGEST = 4_096

Reader = Callable[[bytes], None]


def read_questionnaire(data: bytes) -> None:
    """Read a questionnaire: a model, problems, or both."""
    from sstc_survey.parsing import parse_questionnaire

    parsed = parse_questionnaire(data, "fuzz.yaml", advice=True)
    assert parsed.questionnaire is not None or parsed.problems
    for problem in parsed.problems:
        assert problem.fault


def read_yaml_replies(data: bytes) -> None:
    """Read a file of replies in YAML."""
    _read_replies(data, "fuzz.yaml")


def read_json_replies(data: bytes) -> None:
    """Read a file of replies in JSON."""
    _read_replies(data, "fuzz.json")


def read_batch(data: bytes) -> None:
    """Read a file of replies in JSON Lines."""
    _read_replies(data, "fuzz.jsonl")


def _read_replies(data: bytes, file: str) -> None:
    from sstc_survey.parsing import read_replies
    from sstc_survey.problems import Problem

    for outcome in read_replies(data, file):
        assert not isinstance(outcome, Problem) or outcome.fault


def read_response(data: bytes) -> None:
    """Read a response, with and without its seal put right; what can be read can be saved, and read again."""
    import hashlib

    from sstc_survey.problems import Problem
    from sstc_survey.storage import decode, encode

    head, key, _ = data.rpartition(b'"sha256": "')
    sealed = head + key + hashlib.sha256(head + key).hexdigest().encode() + b'"\n}\n'
    for each in (data, sealed):
        response = decode(each)
        if isinstance(response, Problem):
            assert response.fault
        else:
            again = encode(response)
            assert isinstance(again, bytes), str(again)
            assert decode(again) == response


def read_expression(data: bytes) -> None:
    """Parse an expression, and work it out; a label too."""
    from sstc_survey.expressions import Diagnostic, EvaluationError, MappingContext, parse, split_label

    text = data.decode("utf-8", "replace")
    split_label(text)
    context = MappingContext(
        {"a": "1", "b": "x y"},
        self_value="2",
        columns={"name": "z"},
        moment=datetime(2024, 3, 5, tzinfo=UTC),
        random_source=random.Random(1).random,
        uuid_source=lambda: "u",
    )
    for bare_names in (False, True):
        found = parse(text, bare_names=bare_names)
        if isinstance(found, Diagnostic):
            assert 0 <= found.start <= found.end <= len(text)
        else:
            with contextlib.suppress(EvaluationError):
                found.value(context)


READERS: dict[str, Reader] = {
    "questionnaire": read_questionnaire,
    "yaml_replies": read_yaml_replies,
    "json_replies": read_json_replies,
    "batch": read_batch,
    "response": read_response,
    "expression": read_expression,
}


def corpus(reader: str) -> list[Path]:
    """Return what is kept for a reader."""
    return sorted(path for path in (CORPUS / reader).iterdir() if path.is_file())


def main(reader: str, seconds: int) -> None:
    """Run atheris over one reader."""
    try:
        atheris: Any = import_module("atheris")
    except ImportError:
        sys.exit("atheris is not installed: pip install atheris")
    with atheris.instrument_imports(include=["sstc_survey"]):
        from fork_server import preload

        # Modules that are imported later are not watched.
        preload()
    folder = CORPUS / reader
    folder.mkdir(parents=True, exist_ok=True)
    # No input may take long.
    options = [str(folder), f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=10", "-rss_limit_mb=2048"]
    atheris.Setup([sys.argv[0], *options], READERS[reader])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
