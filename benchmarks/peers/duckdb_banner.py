"""Cross every question with every variable, with DuckDB: `duckdb_banner.py PLAN SOURCE`.

SOURCE is a file of one line of answers an interview, or a folder of responses. Prints how many are in all cells.
"""

import itertools
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
    # The answers as one value: read with a column for each, every file costs three times as much.
    structure = json.dumps(kinds).replace("'", "''")
    values = f"select json_transform(answers, '{structure}') as answers"
    files = f"from read_json('{source}/*.json', columns = {{'answers': 'JSON'}})"
    connection.execute(f"create table data as select unnest(answers) from ({values} {files})")  # noqa: S608
else:
    connection.execute(f"create table data as select * from read_json('{source}', columns = {kinds})")  # noqa: S608


def column_of(variable: str) -> str:
    """Return what reads the columns of a variable: each code of a list, and bands of a number."""
    if variable in plan["lists"]:
        return f"unnest({variable})"
    if variable in plan["bands"]:
        bands = itertools.pairwise(plan["bands"][variable])
        cases = (f"when {variable} >= {low} and {variable} < {high} then {low}" for low, high in bands)
        return f"case {' '.join(cases)} end"
    return variable


cells = 0
for question in plan["questions"]:
    row = "unnest(r)" if question in plan["lists"] else "r"
    for variable in plan["by"]:
        # One list after the other: two that are taken apart in one select would go in step.
        pairs = f"select {row} as r, s from (select {question} as r, {column_of(variable)} as s from data)"  # noqa: S608
        counted = connection.execute(
            f"select r, s, count(*) from ({pairs}) where r is not null and s is not null group by r, s"  # noqa: S608
        ).fetchall()
        cells += sum(n for _, _, n in counted)
print(cells)
