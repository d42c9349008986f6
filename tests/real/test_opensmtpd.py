"""The stage deliver against a real mail server that delivers into folders."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from jobs.deliver import job
from jobs.model import DeliveryState
from tests.deliver.killed import deliver_and_die
from tests.deliver.office import PDF, READERS, Town
from tests.real.servers.opensmtpd import PostOffice, opensmtpd

pytestmark = pytest.mark.real

KNOWN = tuple(reader for reader in READERS if reader != "groen")


def arrived(office: PostOffice, name: str, count: int = 1) -> list[EmailMessage]:
    """Return the mails of *name* once there are *count*: the server delivers after its 250."""
    deadline = time.monotonic() + 20
    while len(found := office.mails(name)) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(found) == count
    return found


@contextmanager
def office(**options: int) -> Iterator[PostOffice]:
    with opensmtpd(*KNOWN, **options) as started:
        yield started


def test_each_mail_arrives_whole_and_an_unknown_recipient_stops_nobody(town: Town) -> None:
    with office() as post:
        counts = town.deliver(post.port)

        assert counts == {"sent": 3, "retry": 0, "lighter": 0, "failed": 1, "in_doubt": 0}
        row = town.rows["groen"]
        assert (row.state, row.reply) == (DeliveryState.FAILED, "550 recipient not accepted")
        for name in KNOWN:
            (mail,) = arrived(post, name)
            assert mail["Message-ID"] == town.rows[name].message_id
            assert [part.get_content() for part in mail.iter_attachments()] == [PDF]
            assert mail["Auto-Submitted"] == "auto-generated"
            assert mail.defects == []


def test_a_mail_that_is_too_large_arrives_without_its_pdf(town: Town) -> None:
    with office(size=4000) as post:
        counts = town.deliver(post.port)

        assert (counts["lighter"], counts["sent"], counts["failed"]) == (4, 3, 1)
        for name in KNOWN:
            (mail,) = arrived(post, name)
            assert list(mail.iter_attachments()) == []


def test_kill_9_after_250_gives_one_more_copy_that_says_so(town: Town) -> None:
    with office() as post:
        deliver_and_die(town.path, town.folder, town.clock, post.port)
        town.restart()
        (name,) = (one for one, state in town.states.items() if state is DeliveryState.SENDING)
        town.clock.tick(job.LEASE)
        town.deliver(post.port)
        first, second = sorted(arrived(post, name, 2), key=lambda mail: "X-Possible-Copy" in mail)

    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])
    assert (first["X-Possible-Copy"], second["X-Possible-Copy"]) == (None, "yes")
