"""Write the answers in a folder of responses as CSV or Parquet, with pandas: `pandas_export.py PLAN FOLDER OUTPUT`.

It has what `export` has: what is known of each interview, the answers, the indicators of choices, and why answers are
missing. With `--answers-only` it has the answers alone, which takes less. Prints how many cells are filled.
"""

import json
import os
import sys
from typing import Any

import pandas as pd

METADATA = (
    "id",
    "started",
    "finished",
    "language",
    "interviewer",
    "reference",
    "mode",
    "session",
    "status",
)

with open(sys.argv[1], encoding="utf-8") as file:
    plan = json.load(file)
folder = sys.argv[2]
lists = set(plan["lists"])
has_all = sys.argv[4:] != ["--answers-only"]
found, states = [], []
for name in sorted(name for name in os.listdir(folder) if name.endswith(".json")):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        response = json.load(file)
    row = {key: response[key] for key in METADATA}
    row["version"] = response["questionnaire"]["version"]
    row |= {key: " ".join(value) if key in lists else value for key, value in response["answers"].items()}
    found.append(row)
    states.append(response["missing"])
data = pd.DataFrame(found)
missing = pd.DataFrame(states, index=data.index)
taken = pd.to_datetime(data["finished"]) - pd.to_datetime(data["started"])
data["seconds"] = taken.dt.total_seconds().astype("Int64")
parts: list[Any] = [data[[*METADATA, "version", "seconds"]]]
for name in plan["questions"]:
    answers = data[name]
    parts.append(answers.astype("Int64") if name in plan["numbers"] else answers)
    if name in lists and has_all:
        indicators = answers.str.get_dummies(" ").astype("Int64")
        indicators[answers.isna()] = pd.NA
        parts.append(indicators.add_prefix(f"{name}/"))
    if not has_all:
        continue
    state = missing[name] if name in missing else pd.Series(None, index=data.index, dtype=object)
    parts.append(state.where(answers.isna(), "answered").fillna("not_asked").rename(f"{name}__state"))
table = pd.concat(parts, axis="columns")
if sys.argv[3].endswith(".parquet"):
    table.to_parquet(sys.argv[3], index=False)
else:
    table.to_csv(sys.argv[3], index=False)
print(int(table.notna().sum().sum()))
