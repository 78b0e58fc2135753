"""Count the answers to every question, with Polars on one thread: `polars_size.py PLAN LINES`.

LINES is a file of one response a line, whole. Prints how many values were counted.
"""

import json
import os
import sys

os.environ["POLARS_MAX_THREADS"] = "1"
import polars as pl

with open(sys.argv[1], encoding="utf-8") as file:
    plan = json.load(file)
fields = {
    name: pl.List(pl.String) if name in plan["lists"] else pl.Int64 if name in plan["numbers"] else pl.String
    for name in plan["questions"]
}
answers = pl.scan_ndjson(sys.argv[2], schema={"answers": pl.Struct(fields)}).collect().unnest("answers")
total = 0
for name in fields:
    column = answers[name].drop_nulls()
    if name in plan["lists"]:
        column = column.explode()
    total += int(column.value_counts()["count"].sum())
print(total)
