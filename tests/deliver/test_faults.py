"""Whatever a mail server does wrong, and wherever: no mail is lost, and two copies are known."""

import signal
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from jobs.deliver import job
from jobs.errors import DeliveryError
from jobs.language.wording import load_wording
from jobs.model import DeliveryState
from tests.deliver.faulty import How, Trouble, Verb, faulty_server, mailer_to
from tests.deliver.killed import deliver_and_die
from tests.deliver.office import PDF, Town, address, post_office

ONE = "groen"
COPY = load_wording("nl").say("mail.copy")
UNUSABLE, LATER, NEVER, DOUBT, SENT = "unusable", "later", "never", "doubt", "sent"
"""What must come of it: nothing was tried and the operator is told; tried again; given up; it may
have arrived; it has arrived and is not sent again."""

EXPECTED: dict[Verb, dict[How, tuple[str, str]]] = {
    "CONNECT": {
        "4xx": (UNUSABLE, "does not want us now (451)"),
        "5xx": (UNUSABLE, "does not want us now (554)"),
        "drop": (UNUSABLE, "broke off (SMTPServerDisconnected)"),
        "stall": (UNUSABLE, "broke off (SMTPServerDisconnected)"),
    },
    "EHLO": {
        "4xx": (UNUSABLE, "does not want us now (451)"),
        "5xx": (UNUSABLE, "does not want us now (530)"),
        "drop": (UNUSABLE, "broke off (SMTPServerDisconnected)"),
        "stall": (UNUSABLE, "broke off (SMTPServerDisconnected)"),
    },
    "STARTTLS": {
        "4xx": (UNUSABLE, "does not want us now (451)"),
        "5xx": (UNUSABLE, "does not want us now (554)"),
        "drop": (UNUSABLE, "broke off (SMTPServerDisconnected)"),
        "stall": (UNUSABLE, "broke off (SMTPServerDisconnected)"),
    },
    "AUTH": {
        "4xx": (UNUSABLE, "refused the login (451)"),
        "5xx": (UNUSABLE, "refused the login (554)"),
        "drop": (UNUSABLE, "broke off (SMTPServerDisconnected)"),
        "stall": (UNUSABLE, "broke off (SMTPServerDisconnected)"),
    },
    "MAIL": {
        "4xx": (LATER, "451 sender not accepted"),
        "5xx": (NEVER, "554 sender not accepted"),
        "drop": (LATER, "connection lost (SMTPServerDisconnected)"),
        "stall": (LATER, "connection lost (SMTPServerDisconnected)"),
    },
    "RCPT": {
        "4xx": (LATER, "451 recipient not accepted"),
        "5xx": (NEVER, "554 recipient not accepted"),
        "drop": (LATER, "connection lost (SMTPServerDisconnected)"),
        "stall": (LATER, "connection lost (SMTPServerDisconnected)"),
    },
    "DATA": {
        "4xx": (LATER, "451 message not accepted"),
        "5xx": (NEVER, "554 message not accepted"),
        "drop": (LATER, "connection lost (SMTPServerDisconnected)"),
        "stall": (LATER, "connection lost (SMTPServerDisconnected)"),
    },
    "END": {
        "4xx": (LATER, "451 message not accepted"),
        "5xx": (NEVER, "554 message not accepted"),
        "drop": (DOUBT, "in doubt: connection lost after the message (SMTPServerDisconnected)"),
        "stall": (DOUBT, "in doubt: connection lost after the message (SMTPServerDisconnected)"),
    },
    "QUIT": dict.fromkeys(("4xx", "5xx", "drop", "stall"), (SENT, "250 accepted")),
}
CASES = [
    (verb, how, *expected) for verb, hows in EXPECTED.items() for how, expected in hows.items()
]


def read(mime: bytes) -> EmailMessage:
    return message_from_bytes(mime, policy=policy.default)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def leave_one(town: Town) -> None:
    """Take all mails but one for sent."""
    for _ in town.rows:
        claimed = town.store.outbox.claim(town.clock(), job.LEASE)
        assert claimed is not None
        if claimed.reader == ONE:
            town.store.outbox.give_back(claimed.id, town.clock() + timedelta(seconds=1))
        else:
            town.store.outbox.sent(claimed.id, town.clock(), "250 before")
    town.clock.tick(timedelta(seconds=1))
    assert town.states[ONE] is DeliveryState.QUEUED


def deliver(town: Town, trouble: Trouble) -> str:
    """Run the stage; return what it says of the mail server, empty when it could be used."""
    try:
        job.run(town.store, town.settings, town.folder, mailer_to(trouble), town.clock)
    except DeliveryError as error:
        return str(error)
    return ""


def test_every_verb_fails_in_every_way() -> None:
    assert len(CASES) == 9 * 4


@pytest.mark.parametrize(("verb", "how", "ends", "said"), CASES)
def test_a_fault_ends_as_it_must_and_the_mail_arrives_once_all_is_well(
    town: Town, tmp_path: Path, verb: Verb, how: How, ends: str, said: str
) -> None:
    leave_one(town)
    with faulty_server(tmp_path / "server", verb, how) as trouble:
        error = deliver(town, trouble)
        row = town.rows[ONE]

        assert said in (error or row.reply)
        assert bool(error) is (ends is UNUSABLE)
        states = {NEVER: DeliveryState.FAILED, SENT: DeliveryState.SENT}
        state = states.get(ends, DeliveryState.QUEUED)
        tries = {UNUSABLE: 0}.get(ends, 1)
        assert (row.state, row.tries) == (state, tries)
        assert len(trouble.kept) == (ends in {DOUBT, SENT})

        trouble.verb = None
        if ends is NEVER:  # a person asks for it
            town.store.outbox.requeue(row.id, town.clock())
        town.clock.tick(timedelta(minutes=1))
        assert deliver(town, trouble) == ""
        assert deliver(town, trouble) == ""

    assert town.states[ONE] is DeliveryState.SENT
    mails = [read(mime) for _, mime in trouble.kept]
    assert len(mails) == 1 + (ends is DOUBT)
    assert len({(mail["Message-ID"], mail["Date"]) for mail in mails}) == 1
    assert [mail["X-Possible-Copy"] for mail in mails] == [None, "yes"][: len(mails)]
    assert [COPY in text_of(mail) for mail in mails] == [False, True][: len(mails)]


def test_kill_9_between_250_and_the_note_of_it_gives_one_more_copy_that_says_so(
    town: Town,
) -> None:
    leave_one(town)
    with post_office() as post:
        process = deliver_and_die(town.path, town.folder, town.clock, post.port)
        assert process.exitcode == -signal.SIGKILL
        assert post.recipients == [address(ONE)]
        town.restart()
        assert town.states[ONE] is DeliveryState.SENDING

        town.clock.tick(job.LEASE)
        assert town.deliver(post.port)["sent"] == 1
        town.clock.tick(timedelta(days=1))
        assert town.deliver(post.port)["sent"] == 0

    assert post.recipients == [address(ONE)] * 2
    first, second = (read(mime) for _, mime in post.taken)
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])
    assert (first["X-Possible-Copy"], second["X-Possible-Copy"]) == (None, "yes")
    assert text_of(second).splitlines() == [COPY, "", *text_of(first).splitlines()]
    assert COPY in text_of(second, "html")
    assert [part.get_content() for part in second.iter_attachments()] == [PDF]


def test_kill_9_twice_leaves_the_mail_to_a_person(town: Town) -> None:
    leave_one(town)
    with post_office() as post:
        for _ in range(2):
            deliver_and_die(town.path, town.folder, town.clock, post.port)
            town.restart()
            town.clock.tick(job.LEASE)
        counts = town.deliver(post.port)

    assert set(counts.values()) == {0}
    assert town.states[ONE] is DeliveryState.IN_DOUBT
    assert len(post.recipients) == 2


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        ("552 5.3.4 message too big", DeliveryState.SENT),
        ("554 5.2.3 over our limit", DeliveryState.SENT),
        ("552 too much mail data", DeliveryState.SENT),
        ("552 5.2.2 mailbox full", DeliveryState.FAILED),
        ("554 spam", DeliveryState.FAILED),
    ],
)
@pytest.mark.parametrize("place", [None, "https://intranet.example/rapporten/"])
def test_a_mail_that_is_too_large_goes_without_its_pdf_and_says_where_that_is(
    town: Town, answer: str, ends: DeliveryState, place: str | None
) -> None:
    leave_one(town)
    town.change(reports_at=place)
    with post_office() as post:
        post.limit, post.too_large = 3000, answer
        town.deliver(post.port)
        town.deliver(post.port)

    assert town.states[ONE] is ends
    if ends is DeliveryState.FAILED:
        assert post.taken == []
        return
    (mail,) = (read(mime) for _, mime in post.taken)
    where = (
        f"https://intranet.example/rapporten/{town.pdf_of(ONE)}"
        if place
        else town.settings.delivery.reply_to
    )
    assert list(mail.iter_attachments()) == []
    assert str(where) in text_of(mail).splitlines()[0]
    assert str(where) in text_of(mail, "html")
    assert mail["Message-ID"] == town.rows[ONE].message_id


def test_a_mail_larger_than_the_server_announces_is_never_sent_in_full(town: Town) -> None:
    leave_one(town)
    with post_office(size=3000) as post:
        assert town.deliver(post.port)["lighter"] == 1

    assert town.states[ONE] is DeliveryState.SENT
    assert [list(read(mime).iter_attachments()) for _, mime in post.taken] == [[]]


def test_a_mail_that_is_too_large_without_its_pdf_is_given_up(town: Town) -> None:
    leave_one(town)
    with post_office(size=500) as post:
        town.deliver(post.port)

    row = town.rows[ONE]
    assert (row.state, row.reply) == (
        DeliveryState.FAILED,
        "552 larger than the server accepts",
    )
    assert post.taken == []
