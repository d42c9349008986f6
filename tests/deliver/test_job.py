"""The deliver stage over a real store and real mail servers on loopback: each mail once."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest

from jobs.deliver import job
from jobs.deliver.outbox import Outcome, Receipt
from jobs.deliver.smtp import SmtpMailer
from jobs.errors import DeliveryError
from jobs.model import DeliveryState, Stage
from jobs.store import Store
from tests.deliver.office import PDF, READERS, TEXT, Town, address, plain, post_office, queue
from tests.fakes import FakeClock
from tests.make import WEEK
from tests.pipeline.town import command
from tests.real.servers.run import ROOT, free_port
from tests.stores import open_store


class Killed(BaseException):
    """The process ends here, as by ``kill -9``: nothing below may catch it."""


@dataclass
class DyingMailer:
    """Brings the mail to the server, and dies before it can tell."""

    carrier: SmtpMailer

    def send(self, *, sender: str, recipient: str, mime: bytes, message_id: str) -> Receipt:
        """Send, see that the server accepted, and die."""
        receipt = self.carrier.send(
            sender=sender, recipient=recipient, mime=mime, message_id=message_id
        )
        assert receipt.outcome is Outcome.ACCEPTED
        raise Killed


def test_each_mail_goes_out_once_with_its_pdf(town: Town) -> None:
    steps: list[tuple[str, int, int]] = []
    with post_office() as post:
        counts = job.run(
            town.store, town.settings, town.folder, plain(post.port), town.clock,
            lambda *step: steps.append(step),
        )  # fmt: skip
        again = town.deliver(post.port)

    assert counts == {"sent": 4, "retry": 0, "lighter": 0, "failed": 0, "in_doubt": 0}
    assert set(again.values()) == {0}
    assert sorted(post.recipients) == [address(reader) for reader in READERS]
    mails = [message_from_bytes(mime, policy=policy.default) for _, mime in post.taken]
    assert {mail["Message-ID"] for mail in mails} == {row.message_id for row in town.rows.values()}
    assert [part.get_content() for mail in mails for part in mail.iter_attachments()] == [PDF] * 4
    assert {row.sent_at for row in town.rows.values()} == {town.clock.moment}
    assert steps == [("mail", done, 4) for done in range(5)]


@pytest.mark.parametrize(
    ("language", "name"),
    [("nl", "Signaalrapport Heidebeek"), ("fr", "Rapport de signaux Heidebeek"),
     ("de", "Signalbericht Heidebeek"), ("en", "Signal report Heidebeek")],
)  # fmt: skip
def test_a_mail_comes_from_a_name_in_the_language_of_the_town(
    town: Town, language: str, name: str
) -> None:
    place = town.settings.municipality.model_copy(update={"language": language})
    changed = town.settings.model_copy(update={"municipality": place})
    assert job.envelope(changed).sender_name == name


def test_one_bad_recipient_keeps_no_other_from_its_mail(town: Town) -> None:
    with post_office({"groen": "550 no such user", "mobiliteit": "451 greylisted"}) as post:
        counts = town.deliver(post.port)

        assert counts == {"sent": 2, "retry": 1, "lighter": 0, "failed": 1, "in_doubt": 0}
        assert town.states == {
            "burgerzaken": DeliveryState.SENT, "groen": DeliveryState.FAILED,
            "mobiliteit": DeliveryState.QUEUED, "welzijn": DeliveryState.SENT,
        }  # fmt: skip
        assert town.rows["groen"].reply == "550 recipient not accepted"
        assert town.rows["mobiliteit"].reply == "451 recipient not accepted"
        assert town.rows["mobiliteit"].next_at == town.clock.moment + timedelta(minutes=1)

        post.answers.clear()
        assert town.deliver(post.port)["sent"] == 0
        town.clock.tick(timedelta(minutes=1))
        assert town.deliver(post.port)["sent"] == 1
        assert town.deliver(post.port)["sent"] == 0

    assert sorted(post.recipients) == [address(reader) for reader in READERS if reader != "groen"]


def test_a_server_that_is_down_leaves_every_mail_queued_and_untried(town: Town) -> None:
    port = free_port()
    for _ in range(3):
        with pytest.raises(DeliveryError, match="no connection"):
            town.deliver(port)

    assert set(town.states.values()) == {DeliveryState.QUEUED}
    assert {row.tries for row in town.rows.values()} == {0}
    with post_office() as post:
        assert town.deliver(post.port)["sent"] == 4


def test_a_server_that_goes_down_keeps_what_was_sent(town: Town) -> None:
    with post_office(
        {"groen": "451 later", "mobiliteit": "451 later", "welzijn": "451 later"}
    ) as post:
        town.deliver(post.port)
    town.clock.tick(timedelta(hours=1))
    with pytest.raises(DeliveryError):
        town.deliver(free_port())

    assert town.states["burgerzaken"] is DeliveryState.SENT
    assert {town.rows[reader].tries for reader in READERS} == {1}


def test_a_crash_after_250_ends_in_at_most_one_more_copy_of_the_same_bytes(town: Town) -> None:
    with post_office() as post:
        with pytest.raises(Killed):
            job.run(town.store, town.settings, town.folder, DyingMailer(plain(post.port)),
                    town.clock)  # fmt: skip
        (lost,) = post.recipients
        town.restart()
        assert [row.state for row in town.rows.values()].count(DeliveryState.SENDING) == 1
        town.clock.tick(timedelta(minutes=1))
        assert town.deliver(post.port)["sent"] == 3  # the lease still holds: perhaps it lives

        town.restart()
        town.clock.tick(job.LEASE)
        assert town.deliver(post.port)["sent"] == 1
        assert town.deliver(post.port)["sent"] == 0

    copies = [mime for recipient, mime in post.taken if recipient == lost]
    assert len(copies) == 2
    first, second = (message_from_bytes(mime) for mime in copies)
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])
    assert len(post.taken) == len(READERS) + 1


def test_a_second_crash_waits_for_a_person_and_is_not_sent_a_third_time(town: Town) -> None:
    for _ in READERS[1:]:
        other = town.store.outbox.claim(town.clock(), job.LEASE)
        assert other is not None
        town.store.outbox.sent(other.id, town.clock(), "250 before")
    with post_office() as post:
        for _ in range(2):
            with pytest.raises(Killed):
                job.run(town.store, town.settings, town.folder, DyingMailer(plain(post.port)),
                        town.clock)  # fmt: skip
            town.restart()
            town.clock.tick(job.LEASE)
        counts = town.deliver(post.port)

    (lost,) = set(post.recipients)
    (row,) = (row for row in town.rows.values() if row.recipient == lost)
    assert set(counts.values()) == {0}
    assert (row.state, row.reply) == (
        DeliveryState.IN_DOUBT,
        "in doubt: interrupted while sending",
    )
    assert len(post.recipients) == 2


def test_what_another_process_took_up_after_a_crash_is_not_queued_under_its_hands(
    town: Town,
) -> None:
    with post_office() as post, Store.open(town.path, "heidebeek") as other:
        lost = town.store.outbox.claim(town.clock.moment, job.LEASE)
        assert lost is not None
        town.clock.tick(job.LEASE)
        looked = Event()

        def now() -> datetime:
            looked.set()
            return town.clock.moment

        late = Thread(
            target=job.run, args=(other, town.settings, town.folder, plain(post.port), now)
        )
        with town.store.transaction():
            late.start()
            assert looked.wait(10)
            sleep(0.3)  # by now it has seen the mail that was lost
            town.store.outbox.retry(lost.id, town.clock.moment - job.LEASE, "in doubt: crash")
            taken = town.store.outbox.claim(town.clock.moment, job.LEASE)
        late.join(30)

    assert taken is not None
    assert taken.id == lost.id
    kept = town.store.outbox.by_id(lost.id)
    assert kept is not None
    assert kept.state is DeliveryState.SENDING


def test_with_hold_a_crash_is_left_to_a_person(town: Town) -> None:
    town.change(on_uncertain="hold")
    with post_office() as post:
        with pytest.raises(Killed):
            job.run(town.store, town.settings, town.folder, DyingMailer(plain(post.port)),
                    town.clock)  # fmt: skip
        town.restart()
        town.clock.tick(job.LEASE)
        assert town.deliver(post.port)["sent"] == 3

    states = list(town.states.values())
    assert (states.count(DeliveryState.IN_DOUBT), states.count(DeliveryState.SENT)) == (1, 3)
    assert len(post.taken) == len(READERS)


@pytest.mark.parametrize(("on_uncertain", "copies"), [("resend", 2), ("hold", 1)])
def test_a_line_that_breaks_after_the_message_is_in_doubt(
    town: Town, on_uncertain: str, copies: int
) -> None:
    town.change(on_uncertain=on_uncertain)
    with post_office() as post:
        post.hang = True
        for _ in range(4):
            town.deliver(post.port)
            town.clock.tick(timedelta(minutes=1))

    assert set(town.states.values()) == {DeliveryState.IN_DOUBT}
    assert {post.recipients.count(address(reader)) for reader in READERS} == {copies}
    assert len({message_from_bytes(mime)["Message-ID"] for _, mime in post.taken}) == len(READERS)


def test_a_pdf_that_is_not_the_one_made_is_not_sent(town: Town) -> None:
    changed, lost = town.folder / f"heidebeek/{WEEK}/groen.pdf", "welzijn"
    changed.write_bytes(b"%PDF-1.7 forged")
    (town.folder / f"heidebeek/{WEEK}/{lost}.pdf").unlink()
    with post_office() as post:
        counts = town.deliver(post.port)

        assert counts == {"sent": 2, "retry": 2, "lighter": 0, "failed": 0, "in_doubt": 0}
        assert town.rows["groen"].reply.endswith(
            "groen.pdf: is not the PDF that was made; remove it and run the report again"
        )
        assert f"cannot be read; run `buurtsignaal run report --week {WEEK}`" in (
            town.rows[lost].reply
        )
        changed.write_bytes(PDF)
        town.clock.tick(timedelta(minutes=1))
        assert town.deliver(post.port)["sent"] == 1

    assert sorted(post.recipients) == [address(reader) for reader in READERS if reader != lost]


def test_a_mail_composed_before_is_sent_whatever_became_of_its_pdf(town: Town) -> None:
    with post_office(dict.fromkeys(READERS, "451 later")) as post:
        town.deliver(post.port)
        for path in town.folder.rglob("*.pdf"):
            path.unlink()
        post.answers.clear()
        town.clock.tick(timedelta(days=1))
        assert town.deliver(post.port)["sent"] == 4

    dates = {message_from_bytes(mime)["Date"] for _, mime in post.taken}
    assert len(dates) == 1


def test_no_reply_holds_words_of_the_server_or_of_a_post(town: Town) -> None:
    with post_office({"groen": "550 canary-answer says no"}) as post:
        town.deliver(post.port)

    assert not any("canary" in row.reply or TEXT in row.reply for row in town.rows.values())


def test_the_command_ends_with_75_when_the_mail_server_is_down(tmp_path: Path) -> None:
    text = (ROOT / "sources.toml").read_text("utf-8")
    text = text.replace("smtp_port = 8025", f"smtp_port = {free_port()}")
    (tmp_path / "sources.toml").write_text(text, "utf-8")
    (tmp_path / "data").mkdir()
    with open_store(tmp_path / "data" / "heidebeek.sqlite") as store:
        queue(store, tmp_path / "reports", *READERS)
        store.runs.skip(Stage.REPORT, WEEK, FakeClock().moment, "made by hand")
    done = command("run", "deliver", "--week", str(WEEK), folder=tmp_path)
    state = json.loads(command("status", "--json", folder=tmp_path).stdout)

    assert done.returncode == 75
    assert done.stderr.splitlines()[-1].startswith("mail server 127.0.0.1:")
    assert "Traceback" not in done.stderr
    assert {row["state"] for row in state["mails"]} == {"queued"}
    assert [row["stage"] for row in state["attention"]] == ["deliver"]
