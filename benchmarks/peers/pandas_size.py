"""Count the answers to every question, with pandas: `pandas_size.py PLAN LINES`.

LINES is a file of one response a line, whole; it is read in pieces, so that it need not be in memory. Prints how many
values were counted.
"""

import json
import sys

import pandas as pd

with open(sys.argv[1], encoding="utf-8") as file:
    plan = json.load(file)
counts: dict[str, pd.Series] = {}
for piece in pd.read_json(sys.argv[2], lines=True, chunksize=10_000, dtype=False):
    answers = pd.DataFrame(piece["answers"].tolist())
    for name in plan["questions"]:
        column = answers[name].dropna()
        found = (column.explode() if name in plan["lists"] else column).value_counts()
        counts[name] = found if name not in counts else counts[name].add(found, fill_value=0)
print(int(sum(found.sum() for found in counts.values())))
