"""Answers of a department over real mail: out by SMTP, back by IMAP, heeded the week after.

The mail program is the standard library; what comes in at the feedback address is put in the
mailbox, as a mail server does.
"""

import hashlib
import json
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from jobs.cli.demo import WEEK
from jobs.model import Signal, Week
from jobs.store import Store
from tests.pipeline.town import command, without
from tests.real.servers.dovecot import FOLDER, USER, Postbox, dovecot
from tests.real.servers.dovecot import PASSWORD as BOX_PASSWORD
from tests.real.servers.mail import LOGIN, PASSWORD, MailBox, mail_server
from tests.real.servers.run import ROOT

pytestmark = pytest.mark.real

ZONE = ZoneInfo("Europe/Brussels")
NOW = Week.of(datetime.now(UTC), ZONE)
BEFORE, AFTER = NOW.plus(-2), NOW.plus(-1)
OURS, THEIRS, LEAD = "ruimtelijke-ordening", "mobiliteit", "communication-lead"
MATTER = "Appartementen oude melkerij"
"""A signal of OURS in `BEFORE` that goes on in `AFTER`, by its title."""
DEMO = ROOT / "jobs" / "demo" / "heidebeek"
ANSWERS = "antwoord@heidebeek.example"
CONFIGURATION = """
[delivery]
smtp_host = "127.0.0.1"
smtp_port = {port}
security = "starttls"
username = "{login}"
ca_file = "{ca_file}"
sender = "signaal@heidebeek.example"
feedback = "{answers}"
lead = ["lead@heidebeek.example"]

[delivery.mailbox]
host = "127.0.0.1"
port = {imap_port}
user = "{user}"
password = "feedback-mail"
folder = "{folder}"
ca_file = "{imap_ca_file}"

[schedule]
first_week = "{first}"
"""


@dataclass(kw_only=True)
class Town:
    """A town whose departments answer."""

    folder: Path
    box: MailBox
    postbox: Postbox
    env: dict[str, str] = field(default_factory=dict)

    def type(self, *words: str) -> str:
        """Run ``buurtsignaal`` and return what it said."""
        done = command(*words, folder=self.folder, **self.env)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def mail_to(self, department: str, week: Week) -> EmailMessage:
        """Return the mail that a department got of *week*."""
        want = f"week {week.number}, "
        return next(
            mail for mail in self.box.mails
            if str(mail["To"]).startswith(department) and want in str(mail["Subject"])
        )  # fmt: skip

    def clicks(self, department: str, title: str) -> dict[str, str]:
        """Return what may be clicked under a signal of `BEFORE`: text and address."""
        page = self.mail_to(department, BEFORE).get_body(("html",))
        assert page is not None
        heads = BeautifulSoup(page.get_content(), "lxml").find_all("h3")
        block = next(head.parent for head in heads if head.get_text() == title and head.parent)
        return {link.get_text(): str(link["href"]) for link in block.find_all("a")}

    def answer(self, address: str, *, filled: str = "") -> bytes:
        """Send the mail that a click opens, something *filled* in behind its marker."""
        parts = urlsplit(address)
        asked = parse_qs(parts.query)
        body = asked["body"][0]
        if filled:
            body = re.sub(r"(?m)^([^:\r\n]+: )\r?$", lambda at: f"{at[1]}{filled}", body, count=1)
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = "Els Peeters <els@heidebeek.example>", unquote(parts.path)
        mail["Subject"] = f"Antw: {asked['subject'][0]}"
        mail.set_content(f"{body}\r\n\r\ncanary-handtekening\r\n> aangehaald")
        with smtplib.SMTP("127.0.0.1", self.box.port) as program:
            program.starttls(context=ssl.create_default_context(cafile=self.box.ca_file))
            program.login(LOGIN, PASSWORD)
            program.send_message(mail)
        arrived = self.box.mails[-1].as_bytes(policy=SMTP)
        self.postbox.put(arrived)
        return arrived

    def store(self) -> Store:
        """Open the store."""
        return Store.open(self.folder / "data" / "heidebeek.sqlite", "heidebeek")

    def signal(self, week: Week, wanted: str) -> Signal:
        """Return the shown signal of *week* that has this title, or belongs to this story."""
        with self.store() as store:
            shown = [one for one in store.signals.of_week(week) if one.shown]
        return next(one for one in shown if wanted in {one.title, one.story_id})

    def pdf(self, reader: str, week: Week) -> str:
        """Return the text of an edition on paper; "" when there is none."""
        path = self.folder / "reports" / "heidebeek" / str(week) / f"{reader}.pdf"
        if not path.exists():
            return ""
        pages = (page.extract_text() for page in PdfReader(path).pages)
        return " ".join(" ".join(pages).split())

    def made(self, week: Week) -> dict[str, str]:
        """Return a hash of every edition of *week*: on paper, in the store, and as sent."""
        folder = self.folder / "reports" / "heidebeek" / str(week)
        kept = {path.name: path.read_bytes() for path in folder.iterdir()}
        with self.store() as store:
            kept |= {f"{one.reader}.row": repr(one).encode() for one in store.reports.of_week(week)}
            kept |= {f"{one.id}.mail": one.mime or b"" for one in store.outbox.of_week(week)}
        return {name: hashlib.sha256(raw).hexdigest() for name, raw in sorted(kept.items())}


def write_posts(folder: Path) -> None:
    """Write the four weeks of the demo town, moved so that the last of them is `AFTER`."""
    folder.mkdir()
    moved = AFTER.monday - WEEK.monday
    for path in DEMO.glob("posts-*.jsonl"):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for row in rows:
            row["created_at"] = (datetime.fromisoformat(row["created_at"]) + moved).isoformat()
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / path.name).write_text(lines, "utf-8")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Start the servers and report on the first week."""
    with ExitStack() as stack:
        box = stack.enter_context(mail_server(tmp_path_factory.mktemp("mail")))
        postbox = stack.enter_context(dovecot())
        postbox.put()
        folder = tmp_path_factory.mktemp("town")
        write_posts(folder / "import")
        shipped = (ROOT / "sources.toml").read_text("utf-8")
        shipped = shipped.replace("package:demo/heidebeek", "import")
        kept = without(shipped, "delivery", "schedule")
        own = CONFIGURATION.format(
            port=box.port, login=LOGIN, ca_file=box.ca_file, answers=ANSWERS, first=BEFORE,
            imap_port=postbox.tls_port, imap_ca_file=postbox.ca_file, user=USER, folder=FOLDER,
        )  # fmt: skip
        text = f"{kept}\n{own}"
        (folder / "sources.toml").write_text(text, "utf-8")
        env = {
            "BUURTSIGNAAL_SMTP_PASSWORD": PASSWORD,
            "BUURTSIGNAAL_FEEDBACK_MAIL": BOX_PASSWORD,
        }
        made = Town(folder=folder, box=box, postbox=postbox, env=env)
        made.type("week", "--week", str(BEFORE))
        yield made


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A town whose departments answered, and what was there before.

    Attributes:
        town: The town, with the week after reported on.
        old: Hashes of the editions that were answered.
        told: The signal that was not theirs.
        day: Until when the other department planned another.
        reply: The mail that said the first, as it came in.
        said: What the run of the week after said.
    """

    town: Town
    old: dict[str, str]
    told: Signal
    day: date
    reply: bytes
    said: str


@pytest.fixture(scope="module")
def answered(town: Town) -> Answered:
    """Return the town after two departments clicked, a forger tried, and a week went by."""
    day = datetime.now(ZONE).date() + timedelta(days=20)
    mine = town.clicks(OURS, MATTER)
    path = town.clicks(THEIRS, "Fietspad Papenvoortsebaan")
    old = town.made(BEFORE)
    told = town.signal(BEFORE, MATTER)
    reply = town.answer(mine["niet van ons"], filled="Mobiliteit")
    town.answer(path["gepland"], filled=f"{day:%d/%m/%Y}")
    town.answer(mine["van ons"].replace("BS1A", "BS1B"))
    said = town.type("week", "--week", str(AFTER))
    return Answered(town=town, old=old, told=told, day=day, reply=reply, said=said)


def test_a_department_that_says_not_ours_is_heeded_next_week_and_no_edition_changes(
    answered: Answered,
) -> None:
    town, told = answered.town, answered.told
    moved = town.signal(AFTER, told.story_id)

    assert (told.department, moved.department) == (OURS, THEIRS)
    assert "feedback read 3, taken 2, refused 1" in answered.said
    assert town.made(BEFORE) == answered.old

    theirs = town.pdf(THEIRS, AFTER)
    assert moved.title in theirs
    assert moved.id not in town.pdf(OURS, AFTER)
    assert "iemand van de gemeente besliste dat" in theirs
    assert f"Gepland tegen {answered.day.day} " in theirs
    assert "Deze week schreven 4 mensen erover, vorige week 8." in theirs
    assert "Wat diensten deden" in town.pdf(LEAD, AFTER)


def test_an_answer_that_comes_again_changes_nothing(answered: Answered) -> None:
    town = answered.town
    made = town.made(AFTER)
    town.type("feedback", "read")
    town.postbox.put(answered.reply)

    assert "read 1, taken 0, refused 1" in town.type("feedback", "read")
    path = town.folder / "antwoord.eml"
    path.write_bytes(answered.reply)
    assert "replayed" in town.type("feedback", "read", str(path))
    assert town.made(AFTER) == made
    assert len(town.type("feedback", "list").splitlines()) == 2


def test_nothing_of_a_reply_is_kept_and_none_becomes_a_post(answered: Answered) -> None:
    town = answered.town
    town.type("run", "collect", "--week", str(AFTER))
    with town.store() as store:
        posts = store.posts.between(
            datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
        )
        texts = [post.text for post in posts]
    kept = b"".join(path.read_bytes() for path in (town.folder / "data").iterdir())

    assert texts
    assert not any("BS1" in text or "verstuur deze mail" in text for text in texts)
    for word in (b"canary-handtekening", b"Els Peeters", b"els@heidebeek"):
        assert word in answered.reply
        assert word not in kept


def test_the_mailbox_is_only_looked_at(answered: Answered) -> None:
    flags = answered.town.postbox.flags()

    assert len(flags) >= 3
    assert not any(b"Seen" in line for line in flags)
