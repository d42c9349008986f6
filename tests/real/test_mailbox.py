"""A mailbox on a real mail server: read once, never changed, whatever people do in it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from jobs.collect.keep import keep_all
from jobs.collect.protocol import Visit
from jobs.collect.pseudonym import post_id
from jobs.errors import SourceError
from jobs.model import Batch, Cursor, SourceId
from tests.collect.imap_fake import letter
from tests.collect.town import KEY, batches_of, make_keeping, posts_of, visit
from tests.real.servers.dovecot import FOLDER, PASSWORD, TOKEN, USER, Postbox, dovecot

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def server() -> Iterator[Postbox]:
    with dovecot() as started:
        yield started


@pytest.fixture
def postbox(server: Postbox) -> Postbox:
    """Return the server with an empty folder."""
    server.renew()
    return server


def visiting(postbox: Postbox, cursor: Cursor | None = None, /, **options: object) -> Visit:
    settings = {
        "host": "127.0.0.1",
        "port": postbox.tls_port,
        "security": "tls",
        "ca_file": postbox.ca_file,
        "user": USER,
        "password": "mail",
        "folder": FOLDER,
        "use": "notifications",
        "roles": {"@groepen.example": "meldingen", "@town.example": "communicatie"},
        "groups": ("Buren",),
        **options,
    }
    seen = visit("mailbox", cursor=cursor, options=settings)
    name = partial(post_id, KEY, SourceId("groep"))
    return replace(seen, secret=lambda *_: PASSWORD, post_id=name)


def read(postbox: Postbox, cursor: Cursor | None = None, /, **options: object) -> list[Batch]:
    return asyncio.run(batches_of("mailbox", visiting(postbox, cursor, **options)))


def ids(batches: list[Batch]) -> list[str]:
    return [post.native_id for post in posts_of(batches)]


def test_mails_are_read_once_and_nothing_of_them_is_changed(postbox: Postbox) -> None:
    postbox.put(letter("a < b & c é €", number="1@x"), letter(number="2@x"))
    before = postbox.flags()
    first = read(postbox)
    (kept, _), _ = keep_all(posts_of(first), make_keeping())

    assert ids(first) == ["1@x", "2@x"]
    assert kept.text == "a < b & c é €"
    assert read(postbox, first[-1].cursor) == []
    assert postbox.flags() == before
    assert not any(b"Seen" in line for line in before)

    postbox.put(letter(number="3@x"))
    assert ids(read(postbox, first[-1].cursor)) == ["3@x"]


def test_nothing_new_costs_a_session_in_which_no_mail_is_fetched(postbox: Postbox) -> None:
    postbox.put(letter(number="1@x"), letter(number="2@x"))
    first = read(postbox)
    assert postbox.fetched() == 2
    assert read(postbox, first[-1].cursor) == []
    assert postbox.fetched() == 0
    postbox.put(letter(number="3@x"))
    assert ids(read(postbox, first[-1].cursor)) == ["3@x"]
    assert postbox.fetched() == 1


def test_what_is_deleted_in_the_mailbox_is_not_gone_from_the_group(postbox: Postbox) -> None:
    postbox.put(letter(number="1@x"), letter(number="2@x"))
    first = read(postbox)
    postbox.delete(1, 2)
    assert read(postbox, first[-1].cursor) == []

    postbox.put(letter(number="3@x"))
    (batch,) = read(postbox, first[-1].cursor)
    assert [post.native_id for post in batch.posts] == ["3@x"]
    assert (batch.gone, batch.gone_posts, batch.gone_threads) == ((), (), ())


def test_a_folder_that_is_made_anew_gives_the_same_posts_again(postbox: Postbox) -> None:
    mails = [letter(number=f"{number}@x") for number in range(3)]
    postbox.put(*mails)
    first = read(postbox)
    postbox.renew()
    postbox.put(*reversed(mails))
    again = read(postbox, first[-1].cursor)

    assert sorted(ids(again)) == sorted(ids(first))
    assert again[-1].cursor.marks["validity"] != first[-1].cursor.marks["validity"]
    assert read(postbox, again[-1].cursor) == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_both_ways_to_tls_work_and_check_the_certificate(postbox: Postbox, security: str) -> None:
    postbox.put(letter())
    port = postbox.tls_port if security == "tls" else postbox.port

    assert len(ids(read(postbox, security=security, port=port))) == 1
    with pytest.raises(SourceError) as caught:
        read(postbox, security=security, port=port, ca_file=None)
    assert caught.value.reason == "tls"


def test_clear_text_works_on_this_machine(postbox: Postbox) -> None:
    postbox.put(letter())

    assert ids(read(postbox, security="none", port=postbox.port)) == ["1"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_token_opens_the_mailbox_and_another_does_not(postbox: Postbox, security: str) -> None:
    postbox.put(letter())
    port = postbox.tls_port if security == "tls" else postbox.port
    asking = visiting(postbox, None, login="token", security=security, port=port)
    right = replace(asking, secret=lambda *_: TOKEN)
    assert ids(asyncio.run(batches_of("mailbox", right))) == ["1"]

    with pytest.raises(SourceError) as caught:
        asyncio.run(batches_of("mailbox", replace(asking, secret=lambda *_: f"{TOKEN}x")))
    assert caught.value.reason == "closed"
    assert caught.value.retry_at is not None
    assert "canary" not in str(caught.value)


def test_a_server_that_knows_the_older_way_only_takes_a_token_too() -> None:
    with dovecot("xoauth2") as older:
        older.put(letter())
        right = replace(visiting(older, None, login="token"), secret=lambda *_: TOKEN)
        assert ids(asyncio.run(batches_of("mailbox", right))) == ["1"]
        with pytest.raises(SourceError) as caught:
            asyncio.run(batches_of("mailbox", replace(right, secret=lambda *_: "x")))
        assert caught.value.reason == "closed"


@pytest.mark.parametrize("wrong", [{"folder": "Elders"}, {"password": "wrong"}])
def test_a_wrong_folder_or_password_closes_the_source(
    postbox: Postbox, wrong: dict[str, object]
) -> None:
    asking = visiting(postbox, None, **wrong)
    if "password" in wrong:
        asking = replace(asking, secret=lambda *_: "not it")
    with pytest.raises(SourceError) as caught:
        asyncio.run(batches_of("mailbox", asking))
    assert caught.value.reason == "closed"
    assert USER not in str(caught.value)


def test_a_staff_inbox_gives_what_colleagues_heard(postbox: Postbox) -> None:
    text = "gehoord in groep Buren: De lampen in de Molenstraat zijn uit.\n\nGroetjes,\nEls"
    postbox.put(letter(text, number="7@x", sender="Els Peeters <els@town.example>"))
    (post,) = posts_of(read(postbox, use="staff"))

    assert (post.author, post.body) == (None, "De lampen in de Molenstraat zijn uit.")


def test_a_mail_with_a_picture_of_seven_million_bytes_is_read_up_to_the_cap(
    postbox: Postbox,
) -> None:
    large = letter("De lampen") + b"\n" + (b"A" * 76 + b"\n") * 92_000
    postbox.put(large, letter(number="2"))

    assert ids(read(postbox)) == ["1", "2"]
