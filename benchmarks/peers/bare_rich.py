"""The least that prints the table of one summarised response with rich, from figures that stand here."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

COUNTRIES = (
    "China,Brunei Darussalam,Cambodia,Indonesia,Lao PDR,Malaysia,Myanmar,Philippines,Singapore,Thailand,Viet Nam"
)
ROLES = (
    "Government,Workers' organisation,Employers' organisation,Social security institution,International organisation,"
    "University or research institute,Civil society"
)
# For each question with choices: their labels, which of them were taken, whether several may be.
CHOICES = [
    ([*COUNTRIES.split(","), "ILO", "Other"], (), False),
    ([*ROLES.split(","), "Other"], (2,), False),
    (
        [
            "On the record, with my name, institution and country",
            "Under the Chatham House Rule, with neither name nor institution nor country",
            "Anonymously, with my country but neither name nor institution",
        ],
        (2,),
        False,
    ),
    (
        [
            "To learn from other countries",
            "To share information and expertise",
            "To contribute to improvement of social protection in my country",
            "Other",
        ],
        (0, 1, 2),
        True,
    ),
    (
        [
            "Technical studies conducted jointly",
            "Conferences and workshops to share knowledge and experiences",
            "Field visits and study tours",
            "Other",
        ],
        (0, 1),
        True,
    ),
]

console = Console(highlight=False)
for labels, taken, several in CHOICES:
    console.print(Text("A question", style="bold"))
    console.print(Text("asked 1 of 1 · answered 1"))
    table = Table(box=None)
    for heading in ("n", "% of answered", *(["% of mentions"] if several else []), "", ""):
        table.add_column(heading)
    for place, label in enumerate(labels):
        n = int(place in taken)
        mentions = [f"{n / len(taken):.1%}"] if several else []
        table.add_row(f"{n}", f"{n:.1%}", *mentions, Text("█" * 16 * n), Text(label))
    console.print(table)
# Four texts of "Other" that nobody was asked for, two answers that are kept back, two that are quoted.
for said in (*[""] * 4, *["1 withheld"] * 2, *["“knowledge exchange between ministries”"] * 2):
    console.print(Text("A question", style="bold"))
    console.print(Text("asked 1 of 1 · answered 1"))
    if said:
        console.print(Text(said))
