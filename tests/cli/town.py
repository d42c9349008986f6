"""A town small enough to run its whole week in seconds, with posts in a week of the test's own."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jobs.model import Week
from tests.pipeline.town import without
from tests.real.servers.run import ROOT

ZONE = ZoneInfo("Europe/Brussels")
LEAD = "lead@heidebeek.example"
SAID = (
    ("a", "", "De putten in de Kerkstraat worden dieper, wanneer komt de gemeente?"),
    ("b", "a", "Vandaag weer twee fietsers gevallen in die putten."),
    ("c", "a", "Ik heb het al gemeld, nog geen antwoord van de gemeente gekregen."),
    ("d", "a", "Morgen eens bellen, die straat is echt gevaarlijk zo."),
    ("e", "", "De straatlampen in de Molenstraat zijn al een week stuk."),
    ("f", "e", "Hier ook, het is pikdonker als de kinderen van school komen."),
    ("g", "e", "Wie moet ik daarvoor contacteren bij de gemeente?"),
)
"""Author and post, the post it answers, and what was said."""

SOURCE = """
[[source]]
id = "groep"
name = "Je bent van Heidebeek"
kind = "export"
owner = "community"
purpose = "weten wat er leeft"
legal_basis = "public-task"
access = "imported"
folder = "import"
files = "posts.jsonl"
[source.columns]
id = "id"
parent = "parent"
author = "author"
text = "text"
posted_at = "at"

[delivery]
smtp_host = "127.0.0.1"
smtp_port = {port}
security = "none"
sender = "signaal@heidebeek.example"
lead = ["{lead}"]

[schedule]
weekday = "mon"
at = "00:00"
first_week = "{week}"
"""


def small_town(folder: Path, *, port: int, week: Week) -> Path:
    """Write sources.toml and seven posts of the Tuesday of *week* in *folder*; return it."""
    (folder / "import").mkdir(parents=True)
    morning = datetime.combine(week.monday + timedelta(days=1), time(9), ZONE)
    rows = (
        {
            "id": name,
            "parent": parent or None,
            "author": f"canary-{name}",
            "text": text,
            "at": (morning + timedelta(minutes=number)).isoformat(),
        }
        for number, (name, parent, text) in enumerate(SAID)
    )
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "import" / "posts.jsonl").write_text(lines, "utf-8")
    shipped = (ROOT / "sources.toml").read_text("utf-8")
    kept = without(shipped, "source", "account", "delivery", "schedule")
    changing = SOURCE.format(port=port, lead=LEAD, week=week)
    (folder / "sources.toml").write_text(f"{kept}\n{changing}", "utf-8")
    return folder
