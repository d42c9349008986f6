"""Mails of a mailbox one by one: each once, also after a failure, and one that never comes."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from jobs.collect.collectors.mailbox.collector import BOUNDS, Bounds
from jobs.collect.collectors.mailbox.letters import Caller, Letter, Seen, letters
from jobs.errors import SourceBroken
from jobs.model import SourceId
from jobs.settings.schema import Mailbox
from tests.collect.imap_fake import Letterbox, letter
from tests.fakes import NOW

CALLER = Caller(name=SourceId("feedback"), folder=Path(), password="geheim", allow_private=False)


@pytest.fixture
def box() -> Iterator[Letterbox]:
    with Letterbox() as started:
        yield started


async def _all(
    box: Letterbox, seen: Seen, keep: Callable[[Letter], None], bounds: Bounds, **changed: object
) -> None:
    where = {"host": "127.0.0.1", "port": box.port, "security": "none", "user": "signaal"}
    mailbox = Mailbox.model_validate({**where, "password": "mail", **changed})
    async with aclosing(letters(mailbox, CALLER, seen, NOW, bounds)) as found:
        async for one in found:
            keep(one)


def read(
    box: Letterbox, seen: Seen | None = None, bounds: Bounds = BOUNDS, **changed: object
) -> list[Letter]:
    got: list[Letter] = []
    asyncio.run(_all(box, seen or Seen(), got.append, bounds, **changed))
    return got


def subjects(got: list[Letter]) -> list[str | None]:
    return [one.mail.subject if one.mail else None for one in got]


def test_every_mail_comes_once(box: Letterbox) -> None:
    box.add(letter(subject="een"), letter(subject="twee"))
    first = read(box)
    box.add(letter(subject="drie"))

    assert subjects(first) == ["een", "twee"]
    assert [str(one.seen) for one in first] == ["7:1:0", "7:2:0"]
    assert subjects(read(box, first[0].seen)) == ["twee", "drie"]
    assert all(Seen.parse(str(one.seen)) == one.seen for one in first)
    assert Seen.parse("") == Seen()


def test_after_the_server_numbered_anew_all_come_again(box: Letterbox) -> None:
    box.add(letter(subject="een"))
    seen = read(box)[0].seen
    box.validity = 8

    assert subjects(read(box, seen)) == ["een"]
    assert any("SINCE" in line for line in box.asked)


def test_a_mail_that_the_server_cannot_give_holds_up_the_others_thrice(box: Letterbox) -> None:
    box.add(letter(subject="een"), letter(subject="twee"), letter(subject="drie"))
    box.poisoned = 2
    got: list[Letter] = []
    seen = Seen()
    for _ in range(3):
        with pytest.raises(SourceBroken) as caught:
            asyncio.run(_all(box, seen, got.append, BOUNDS))
        assert caught.value.reason == "connection"
        seen = got[-1].seen

    assert subjects(got) == ["een", None, None, None]
    assert str(seen) == "7:1:3"
    assert subjects(read(box, seen)) == [None, "drie"]


def test_a_mail_that_no_parser_reads_is_passed_over(box: Letterbox) -> None:
    box.add(b"Content-Type: multipart/mixed\r\n" * 60, letter(subject="twee"))

    assert subjects(read(box)) == [None, "twee"]


def test_a_reading_ends_at_its_bounds_and_the_next_goes_on(box: Letterbox) -> None:
    box.add(letter(subject="een"), letter(subject="twee"))
    first = read(box, bounds=Bounds(bytes=10))

    assert subjects(first) == ["een"]
    assert subjects(read(box, first[-1].seen, Bounds(seconds=0))) == ["twee"]


def test_a_token_opens_the_mailbox_too(box: Letterbox) -> None:
    box.add(letter(subject="een"))
    box.capabilities = "IMAP4rev1 AUTH=XOAUTH2"
    box.token = "geheim"

    assert subjects(read(box, login="token")) == ["een"]


def test_a_password_goes_to_no_stranger(box: Letterbox) -> None:
    with pytest.raises(SourceBroken) as caught:
        read(box, host="10.0.0.7")
    assert caught.value.reason == "tls"
    assert "geheim" not in repr(CALLER)
    assert box.asked == []
