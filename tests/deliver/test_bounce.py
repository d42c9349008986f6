"""What comes back: real notices are read, and nothing else is believed or does harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.deliver import job
from jobs.deliver.bounce import MAX_BYTES, Bounce, read_bounce
from jobs.model import DeliveryState
from tests.deliver.office import Town, post_office
from tests.growth import TIMES, is_cheap

ID = "<2026-W46.3f2a@heidebeek.example>"
POSTFIX = f"""\
From: MAILER-DAEMON@mail.heidebeek.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: signaal@heidebeek.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="24F1B4C.1794/mail"

--24F1B4C.1794/mail
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--24F1B4C.1794/mail
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.heidebeek.example
X-Postfix-Queue-ID: 24F1B4C
X-Postfix-Sender: rfc822; signaal@heidebeek.example
Arrival-Date: Mon, 16 Nov 2026 06:30:02 +0100 (CET)

Final-Recipient: rfc822; groen@heidebeek.example
Original-Recipient: rfc822;groen@heidebeek.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.heidebeek.example
Diagnostic-Code: smtp; 550 5.1.1 <groen@heidebeek.example> canary: User unknown

--24F1B4C.1794/mail
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <signaal@heidebeek.example>
From: "Heidebeek Signaalrapport" <signaal@heidebeek.example>
Message-ID: {ID}
Subject: Signaalrapport

--24F1B4C.1794/mail--
"""
EXCHANGE = f"""\
From: "Microsoft Outlook" <postmaster@heidebeek.example>
To: <signaal@heidebeek.example>
Subject: Onbestelbaar: Signaalrapport
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"
MIME-Version: 1.0

--b1
Content-Type: multipart/alternative; boundary="b2"

--b2
Content-Type: text/html; charset="us-ascii"

<p>Uw bericht kon niet worden bezorgd.</p>
--b2--
--b1
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.heidebeek.example

Final-Recipient: rfc822;groen@heidebeek.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp;554 5.2.2 mailbox full

--b1
Content-Type: message/rfc822

From: <signaal@heidebeek.example>
Message-ID:
\t{ID}
Subject: Signaalrapport
Content-Type: text/plain

tekst
--b1--
"""
BY_ENVELOPE = POSTFIX.replace(
    "X-Postfix-Queue-ID: 24F1B4C", f"Original-Envelope-Id: {ID.replace('=', '+3D')}"
).replace(f"Message-ID: {ID}\n", "")


@pytest.mark.parametrize(
    ("raw", "status"), [(POSTFIX, "5.1.1"), (EXCHANGE, "5.2.2"), (BY_ENVELOPE, "5.1.1")]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_notice_names_the_mail_and_the_code(raw: str, status: str, end: str) -> None:
    found = read_bounce(raw.replace("\n", end).encode())

    assert found is not None
    assert (found.message_id, found.status) == (ID, status)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Action: failed", "Action: delayed"),
        ("Action: failed", "Action: delivered"),
        ("report-type=delivery-status", "report-type=disposition-notification"),
        ("multipart/report", "multipart/mixed"),
        (ID, "2026-W46 without brackets"),
        (ID, f"<{'x' * 500}@heidebeek.example>"),
    ],
)
def test_whatever_is_no_failure_of_a_mail_that_can_be_named_is_none(old: str, new: str) -> None:
    assert read_bounce(POSTFIX.replace(old, new).encode()) is None


def test_an_answer_that_quotes_a_notice_is_none() -> None:
    quoted = "\n".join(f"> {line}" for line in POSTFIX.splitlines())

    assert read_bounce(f"Subject: Re: terug\n\n{quoted}\n".encode()) is None


def test_a_code_that_cannot_be_read_is_told_as_unknown() -> None:
    found = read_bounce(POSTFIX.replace("Status: 5.1.1", "Status: 9.canary").encode())

    assert found is not None
    assert found.status == "5.0.0"


@given(st.binary(max_size=2_000), st.integers(0, len(POSTFIX)))
def test_nothing_that_comes_in_is_an_error(junk: bytes, place: int) -> None:
    raw = POSTFIX.encode()
    for hostile in (junk, raw[:place] + junk + raw[place:], raw[:place] + junk):
        found = read_bounce(hostile)
        assert found is None or (len(found.status) <= 11 and len(found.message_id) <= 202)


@pytest.mark.parametrize(
    "hostile",
    [
        POSTFIX + "x" * 5_000_000,
        POSTFIX.replace("Status:", "Status: " + "5.1." * 1_000_000 + "\nX:"),
        POSTFIX.replace("boundary=", "x=" + "y" * 1_000_000 + "; boundary="),
        "Content-Type: multipart/report; report-type=delivery-status; boundary=a\n\n"
        + "--a\nContent-Type: message/delivery-status\n\nAction: failed\n\n" * 20_000,
        "Content-Type: multipart/report; report-type=delivery-status; boundary=a\n\n"
        + "".join(f"--a\nContent-Type: multipart/mixed; boundary=a{n}\n\n" for n in range(5_000)),
        POSTFIX.replace("Final-Recipient", ("A: b\n\n" * 100_000) + "Final-Recipient"),
    ],
)
def test_a_hostile_notice_takes_no_time(hostile: str) -> None:
    assert len(hostile) > MAX_BYTES
    whole = hostile.encode()

    assert is_cheap(lambda: read_bounce(whole), lambda: read_bounce(whole[: MAX_BYTES // TIMES]))


def bounce_of(message_id: str, mark: str = "one") -> Bounce:
    return Bounce(message_id=message_id, status="5.1.1", mark=mark)


def test_a_mail_that_came_back_failed_with_its_code_and_waits_for_a_person(town: Town) -> None:
    with post_office() as post:
        town.deliver(post.port)
    sent = town.rows["groen"]

    assert job.take_bounce(town.store, bounce_of(sent.message_id), town.clock())
    assert not job.take_bounce(town.store, bounce_of(sent.message_id), town.clock())
    assert not job.take_bounce(town.store, bounce_of("<x@y.example>"), town.clock())
    row = town.rows["groen"]
    assert (row.state, row.reply) == (DeliveryState.FAILED, "bounced with 5.1.1")
    assert [one.reader for one in town.store.outbox.troubled()] == ["groen"]
    assert list(town.states.values()).count(DeliveryState.SENT) == 3


def test_a_notice_that_is_read_anew_does_not_fail_the_mail_that_was_sent_again(
    town: Town,
) -> None:
    with post_office() as post:
        town.deliver(post.port)
        sent = town.rows["groen"]
        assert job.take_bounce(town.store, bounce_of(sent.message_id), town.clock())
        town.store.outbox.requeue(sent.id, town.clock())
        town.deliver(post.port)

    assert not job.take_bounce(town.store, bounce_of(sent.message_id), town.clock())
    states = [town.states["groen"]]
    assert job.take_bounce(town.store, bounce_of(sent.message_id, "another"), town.clock())
    states.append(town.states["groen"])
    assert states == [DeliveryState.SENT, DeliveryState.FAILED]


def test_a_mail_that_never_left_cannot_come_back(town: Town) -> None:
    queued = town.rows["groen"]

    assert not job.take_bounce(town.store, bounce_of(queued.message_id), town.clock())
    assert town.states["groen"] is DeliveryState.QUEUED
