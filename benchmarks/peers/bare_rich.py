"""The least that prints the table of one summarised response with rich, from figures that stand here."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

COUNTRIES = (
    "China,Brunei Darussalam,Cambodia,Indonesia,Lao PDR,Malaysia,Myanmar,Philippines,Singapore,Thailand,Viet Nam"
)
ROLES = (
    "Government,Workers' organisation,Employers' organisation,Social security institution,International organisation"
)
CHOICES = [
    [*COUNTRIES.split(","), "Viet Nam", "ILO", "Other"],
    [*ROLES.split(","), "International organisation", "University or research institute", "Civil society", "Other"],
    [
        "On the record, with my name, institution and country",
        "Under the Chatham House Rule, with neither name nor institution nor country",
        "Anonymously, with my country but neither name nor institution",
    ],
    [
        "To learn from other countries",
        "To share information and expertise",
        "To contribute to improvement of social protection in my country",
        "Other",
    ],
    [
        "Technical studies conducted jointly",
        "Conferences and workshops to share knowledge and experiences",
        "Field visits and study tours",
        "Other",
    ],
]

console = Console(highlight=False)
for labels in CHOICES:
    console.print(Text("A question", style="bold"))
    console.print(Text("asked 1 of 1 · answered 1"))
    table = Table(box=None)
    for heading in ("n", "% of answered", "", ""):
        table.add_column(heading)
    for label in labels:
        table.add_row("1", "100.0%", Text("█" * 16), Text(label))
    console.print(table)
for _ in range(8):
    console.print(Text("A question", style="bold"))
    console.print(Text("asked 1 of 1 · answered 1"))
    console.print(Text("“knowledge exchange between ministries”"))
