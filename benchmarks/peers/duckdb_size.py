"""Count the answers to every question, with DuckDB on one thread: `duckdb_size.py PLAN LINES`.

LINES is a file of one response a line, whole. Prints how many values were counted.
"""

import json
import sys

import duckdb

with open(sys.argv[1], encoding="utf-8") as file:
    plan = json.load(file)
kinds = {
    name: "VARCHAR[]" if name in plan["lists"] else "BIGINT" if name in plan["numbers"] else "VARCHAR"
    for name in plan["questions"]
}
structure = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
connection = duckdb.connect()
connection.execute("SET threads = 1")
columns = {"answers": f"STRUCT({structure})"}
counts = ", ".join(
    f"list_aggregate(flatten(list(answers.{name})), 'histogram')"
    if name in plan["lists"]
    else f"histogram(answers.{name})"
    for name in kinds
)
found = connection.execute(
    f"select {counts} from read_json('{sys.argv[2]}', format = 'newline_delimited', columns = {columns})"  # noqa: S608
).fetchone()
assert found is not None
print(sum(sum(values.values()) for values in found))
