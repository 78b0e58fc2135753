"""What workers of a test's cluster are given to do; a module of its own, which they can import."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sstc_survey.storage.inventory import Inventory
from sstc_survey.storage.outcomes import Counted


def count_or_wait(marker: str, fatal: str, part: Inventory) -> int:
    """Count the responses of a part; at one part wait to be killed, the first time."""
    if part.first_path == fatal and not Path(marker).exists():
        Path(f"{marker}.new").write_text(str(os.getpid()))
        os.replace(f"{marker}.new", marker)
        time.sleep(60)
    return sum(isinstance(outcome, Counted) for outcome in part)
