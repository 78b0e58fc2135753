"""Cross every question with every variable, with pandas: `pandas_banner.py PLAN SOURCE`.

SOURCE is a file of one line of answers an interview, or a folder of responses. Prints how many are in all cells.
"""

import json
import os
import sys

import pandas as pd

with open(sys.argv[1], encoding="utf-8") as file:
    plan = json.load(file)
source = sys.argv[2]
if os.path.isdir(source):
    names = sorted(name for name in os.listdir(source) if name.endswith(".json"))
    found = []
    for name in names:
        with open(os.path.join(source, name), encoding="utf-8") as file:
            found.append(json.load(file)["answers"])
    data = pd.DataFrame(found)
else:
    data = pd.read_json(source, lines=True)
for name, edges in plan["bands"].items():
    data[f"{name}:band"] = pd.cut(data[name], edges, right=False)
cells = 0
for question in plan["questions"]:
    for variable in plan["by"]:
        column = f"{variable}:band" if variable in plan["bands"] else variable
        # A name of its own, as a variable is a question too.
        pair = pd.DataFrame({"row": data[question], "column": data[column]}).dropna()
        for side, name in (("row", question), ("column", variable)):
            if name in plan["lists"]:
                pair = pair.explode(side)
        cells += int(pd.crosstab(pair["row"], pair["column"]).to_numpy().sum())
print(cells)
