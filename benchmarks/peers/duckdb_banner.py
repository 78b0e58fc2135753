"""Cross every question with every variable, with DuckDB: `duckdb_banner.py PLAN SOURCE`.

SOURCE is a file of one line of answers an interview, or a folder of responses. Prints how many are in all cells.
"""

import json
import os
import sys

import duckdb

with open(sys.argv[1], encoding="utf-8") as file:
    plan = json.load(file)
source = sys.argv[2]
kinds = {
    name: "VARCHAR[]" if name in plan["lists"] else "BIGINT" if name in plan["numbers"] else "VARCHAR"
    for name in plan["questions"]
}
connection = duckdb.connect()
if os.path.isdir(source):
    structure = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
    columns, star, files = {"answers": f"STRUCT({structure})"}, "answers.*", f"{source}/*.json"
else:
    columns, star, files = kinds, "*", source
connection.execute(f"create table data as select {star} from read_json('{files}', columns = {columns})")  # noqa: S608


def read(name: str, *, is_variable: bool) -> str:
    """Return what reads a question: each code of a list, and bands of a number that is a variable."""
    if name in plan["lists"]:
        return f"unnest({name})"
    if is_variable and name in plan["bands"]:
        edges = plan["bands"][name]
        pairs = zip(edges, edges[1:], strict=False)
        return "case " + " ".join(f"when {name} >= {low} and {name} < {high} then {low}" for low, high in pairs) + " end"
    return name


cells = 0
for question in plan["questions"]:
    for variable in plan["by"]:
        row, column = read(question, is_variable=False), read(variable, is_variable=True)
        # Each list is taken apart by itself: two in one select would go in step.
        taken = f"select {row} as r, s from (select {question}, {column} as s from data)"  # noqa: S608
        if question == variable:
            taken = f"select unnest({question}) as r, s from (select {question}, {column} as s from data)"  # noqa: S608
        if question not in plan["lists"]:
            taken = f"select {question} as r, {column} as s from data"  # noqa: S608
        counted = connection.execute(
            f"select r, s, count(*) from ({taken}) where r is not null and s is not null group by r, s"  # noqa: S608
        ).fetchall()
        cells += sum(n for _, _, n in counted)
print(cells)
