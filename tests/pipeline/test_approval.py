"""A whole week that the lead must approve: posts in, one mail to the lead, then the others."""

import json
from email.message import EmailMessage
from pathlib import Path

from jobs.model import Week
from tests.cli.town import LEAD, small_town
from tests.pipeline.forks import ended
from tests.pipeline.sinks import Sink, mail_sink

WEEK = Week(2026, 46)
OPERATOR = "beheer@heidebeek.example"


def typed(folder: Path, *words: str) -> str:
    """Type a command that must go well; return what it said."""
    done = ended(*words, folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def to(sink: Sink) -> list[str]:
    """Return who got mail, in order."""
    return [str(mail["To"]) for mail in sink.mails]


def said(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_nobody_but_lead_and_operator_gets_mail_before_the_week_is_approved(
    tmp_path: Path,
) -> None:
    with mail_sink() as sink:
        folder = small_town(tmp_path / "town", port=sink.port, week=WEEK)
        config = folder / "sources.toml"
        own = f'[delivery]\napprove = true\noperator = "{OPERATOR}"\n'
        config.write_text(config.read_text("utf-8").replace("[delivery]\n", own), "utf-8")

        first = typed(folder, "week", "--week", str(WEEK))
        before = to(sink)
        looked = typed(folder, "preview", str(WEEK), "--to", "kijk")
        state = json.loads(typed(folder, "status", "--json"))
        waiting = [row for row in state["mails"] if row["state"] == "asked"]
        assert to(sink) == before

        typed(folder, "approve", str(WEEK))
        sent = typed(folder, "mail", "send")
        again = typed(folder, "mail", "send")

    assert sorted(before) == sorted([LEAD, LEAD, OPERATOR])
    assert f"the lead was asked; `buurtsignaal approve {WEEK}` lets the others go" in first
    assert "nothing was sent" in looked
    (asked,) = (mail for mail in sink.mails if str(mail["Subject"]).startswith("Ter goedkeuring"))
    attached = [part.get_filename() for part in asked.iter_attachments()]
    assert len(attached) == len(waiting) > 0
    (well,) = (mail for mail in sink.mails if mail["To"] == OPERATOR)
    assert "De andere mails wachten op goedkeuring." in said(well)
    assert state["attention"] == []

    assert sent == f"{len(waiting)} sent\n"
    assert again == "no mail was due\n"
    assert len(sink.mails) == len(before) + len(waiting)
    assert not {LEAD, OPERATOR} & set(to(sink)[len(before) :])
