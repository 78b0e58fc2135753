"""One count over every response of a folder, with DuckDB."""

import sys

import duckdb

files = f"{sys.argv[1]}/*/*.json"
query = f"select status, count(*), count(answers) from read_json('{files}') group by status"  # noqa: S608
print(duckdb.connect().execute(query).fetchall())
