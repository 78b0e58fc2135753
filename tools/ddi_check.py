"""Check codebooks against the schema of DDI-Codebook: `python tools/ddi_check.py FOLDER FILE...`.

FOLDER is one with `codebook.xsd` and the schemas that it names, as the DDI Alliance publishes them for version 2.5;
they are not part of this repository. Nothing is loaded from a network. Exits with 1 if a file is not valid.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from lxml import etree


def schema_in(folder: Path) -> Any:  # noqa: ANN401 it comes without types
    """Return the schema in a folder, which is looked for below it too."""
    (path,) = sorted(folder.rglob("codebook.xsd"))[:1] or sys.exit(f"there is no codebook.xsd in {folder}")
    return etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))


def faults(schema: Any, path: Path) -> tuple[list[str], Counter[str]]:  # noqa: ANN401
    """Return what is not valid in a file, and how many elements of each name it has."""
    document = etree.parse(str(path), etree.XMLParser(no_network=True, resolve_entities=False))
    schema.validate(document)
    counts = Counter(etree.QName(element).localname for element in document.iter(etree.Element))
    return [f"{path}:{error.line}: {error.message}" for error in schema.error_log], counts


def main(folder: str, *files: str) -> int:
    """Print what is not valid, and what the files have."""
    schema, found = schema_in(Path(folder)), 0
    for file in files:
        wrong, counts = faults(schema, Path(file))
        found += len(wrong)
        print(*wrong, sep="\n", end="\n" if wrong else "")
        shown = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
        print(f"{file}: {'valid' if not wrong else f'{len(wrong)} faults'}: {shown}")
    return 1 if found or not files else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:  # noqa: PLR2004 a folder and a file
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
