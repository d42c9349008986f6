"""``buurtsignaal mail``: what did not arrive is sent again or given up, and both are noted."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.model import LEAD, Delivery, DeliveryState, Report
from jobs.store import Store
from jobs.wiring import open_workplace
from tests.cli.conftest import Type
from tests.make import WEEK
from tests.real.servers.run import ROOT

NOW = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
LEASE = timedelta(minutes=1)
OLD, NEW, SECOND = "oud@heidebeek.example", "communicatie@heidebeek.example", "b@heidebeek.example"
Result = Callable[[Store, int], None]


def refused(store: Store, number: int) -> None:
    store.outbox.failed(number, "550 recipient not accepted")


def lost(store: Store, number: int) -> None:
    store.outbox.in_doubt(number, "in doubt: interrupted while sending")


def arrived(store: Store, number: int) -> None:
    store.outbox.sent(number, NOW, "250 ok")


def town(folder: Path, *ends: Result, recipient: str = NEW, reader: str = LEAD) -> Path:
    """Make a town with the mails of an edition, each tried once; return its sources.toml."""
    config = Path(shutil.copy(ROOT / "sources.toml", folder))
    report = Report(
        week=WEEK,
        reader=reader,
        language="nl",
        revision=1,
        subject="Heidebeek",
        text="tekst",
        html="<p>tekst</p>",
        pdf_path=None,
        pdf_sha256=None,
        pages=0,
    )
    mails = [
        Delivery(
            id=0,
            week=WEEK,
            reader=reader,
            language="nl",
            revision=1,
            recipient=address,
            message_id=f"<{address}>",
            next_at=NOW,
        )
        for address, _ in zip((recipient, SECOND), ends, strict=False)
    ]
    with open_workplace(config) as work:
        assert work.store.reports.save(report, mails)
        for end in ends:
            claimed = work.store.outbox.claim(NOW, LEASE)
            assert claimed is not None
            work.store.outbox.compose(claimed.id, b"bytes")
            end(work.store, claimed.id)
    return config


def first_mail(config: Path) -> Delivery:
    with open_workplace(config) as work:
        mail = work.store.outbox.by_id(1)
    assert mail is not None
    return mail


def noted(config: Path) -> list[tuple[str, ...]]:
    with open_workplace(config) as work:
        entries = work.store.audit.entries()
    return [(entry.actor, entry.action, entry.subject, entry.detail) for entry in entries]


def test_the_list_shows_what_did_not_arrive(tmp_path: Path, typed: Type) -> None:
    said = typed("mail", "list", "--config", town(tmp_path, refused, lost))
    first, second = said.out.decode().splitlines()

    assert said.code == 0
    assert first == f"1  2026-W46  failed  {LEAD}  {NEW}  1x  550 recipient not accepted"
    assert second.startswith("2  2026-W46  in_doubt")


def test_when_all_arrived_the_list_says_so(tmp_path: Path, typed: Type) -> None:
    said = typed("mail", "list", "--config", town(tmp_path, arrived))

    assert (said.code, said.out) == (0, b"every mail was sent\n")


@pytest.mark.parametrize("end", [refused, lost])
def test_a_mail_goes_again_as_it_was(tmp_path: Path, typed: Type, end: Result) -> None:
    config = town(tmp_path, end)
    said = typed("mail", "resend", "1", "--config", config)
    mail = first_mail(config)

    assert said.code == 0
    assert f"mail 1 waits to go to {NEW}" in said.out.decode()
    assert "`buurtsignaal mail send`" in said.out.decode()
    assert (mail.state, mail.tries, mail.mime) == (DeliveryState.QUEUED, 0, b"bytes")
    assert noted(config) == [("operator", "resend", "mail 1", "2026-W46 same address")]


def test_a_mail_goes_to_the_address_that_was_put_right(tmp_path: Path, typed: Type) -> None:
    config = town(tmp_path, refused, recipient=OLD)
    said = typed("mail", "resend", "1", "--config", config)
    mail = first_mail(config)

    assert said.code == 0
    assert (mail.state, mail.recipient, mail.mime) == (DeliveryState.QUEUED, NEW, None)
    assert noted(config) == [("operator", "resend", "mail 1", "2026-W46 new address")]
    assert OLD not in str(noted(config))


@pytest.mark.parametrize("reader", [LEAD, "opgeheven-dienst"])
def test_nobody_gets_an_edition_twice(tmp_path: Path, typed: Type, reader: str) -> None:
    """The only address left has its own mail, or the department is gone."""
    config = town(tmp_path, refused, arrived, recipient=OLD, reader=reader)
    text = config.read_text("utf-8").replace(f'"{NEW}"', f'"{SECOND}"')
    config.write_text(text, "utf-8")
    said = typed("mail", "resend", "1", "--config", config)

    assert said.code == 2
    assert f"every address of {reader} that is has its own mail" in said.err
    assert first_mail(config).state is DeliveryState.FAILED


def test_a_mail_given_up_waits_for_nobody(tmp_path: Path, typed: Type) -> None:
    config = town(tmp_path, lost)
    said = typed("mail", "drop", "1", "--config", config)
    mail = first_mail(config)

    assert (said.code, said.out.decode()) == (0, f"mail 1 to {NEW} was given up\n")
    assert (mail.state, mail.reply, mail.mime) == (
        DeliveryState.FAILED,
        "dropped by the operator",
        None,
    )
    assert noted(config) == [("operator", "drop", "mail 1", "2026-W46")]
    assert typed("mail", "list", "--config", config).out == b"every mail was sent\n"
    assert typed("mail", "resend", "1", "--config", config).code == 0  # a person may think again


def erased(store: Store, number: int) -> None:
    refused(store, number)
    store.reports.erase((WEEK,))


@pytest.mark.parametrize(
    ("end", "words", "why"),
    [
        (refused, ("resend",), "`buurtsignaal mail resend` takes the ID that `mail list` shows"),
        (refused, ("list", "1"), "`buurtsignaal mail list` takes no ID"),
        (refused, ("send", "1"), "`buurtsignaal mail send` takes no ID"),
        (refused, ("drop", "7"), "there is no mail 7; `buurtsignaal mail list` shows"),
        (arrived, ("resend", "1"), "mail 1 was sent at 2026-11-16 06:00 UTC"),
        (erased, ("resend", "1"), "the report of mail 1 was erased; give it up: `mail drop 1`"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(
    tmp_path: Path, typed: Type, end: Result, words: tuple[str, ...], why: str
) -> None:
    config = town(tmp_path, end)
    said = typed("mail", *words, "--config", config)

    assert said.code == 2
    assert said.err.startswith(why)
    assert noted(config) == []


def test_a_mail_that_is_being_sent_is_left_alone(tmp_path: Path, typed: Type) -> None:
    config = town(tmp_path, refused)
    with open_workplace(config) as work:  # another process is at work, so its lease holds
        work.store.outbox.requeue(1, NOW)
        assert work.store.outbox.claim(NOW, LEASE) is not None
        for act in ("resend", "drop"):
            said = typed("mail", act, "1", "--config", config)
            assert (said.code, said.err[:30]) == (2, "mail 1 is being sent right now")


def test_where_nothing_ran_nothing_is_made(tmp_path: Path, typed: Type) -> None:
    config = Path(shutil.copy(ROOT / "sources.toml", tmp_path))
    said = typed("mail", "list", "--config", config)

    assert said.code == 1
    assert "run `buurtsignaal week` first" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["sources.toml"]
