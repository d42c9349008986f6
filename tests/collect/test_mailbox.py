"""A mailbox: who may send, what becomes of a mail, and a server that is down, slow or hostile."""

import asyncio
import base64
from collections.abc import Iterator
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.capture import Provenance, noted, provenances
from jobs.collect.collectors.mailbox import collector as mailbox
from jobs.collect.collectors.mailbox.collector import BOUNDS, Bounds
from jobs.collect.collectors.mailbox.find import door_to
from jobs.collect.collectors.mailbox.imap import MAX_MAIL, _utf7
from jobs.collect.collectors.mailbox.troubled import asked_again, troubled_in
from jobs.collect.keep import keep_all
from jobs.collect.protocol import Visit
from jobs.collect.pseudonym import post_id
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, Cursor, PostId, RawPost, SourceId
from tests.collect.imap_fake import Letterbox, letter, silent_port
from tests.collect.town import KEY, batches_of, make_keeping, posts_of, visit
from tests.fakes import NOW

OWNER = "Els Peeters <els@town.example>"
HEARD = "gehoord in groep Buren: De lampen in de Molenstraat zijn uit."


@pytest.fixture
def box() -> Iterator[Letterbox]:
    with Letterbox() as started:
        yield started


def visiting(box: Letterbox, cursor: Cursor | None = None, /, **options: object) -> Visit:
    settings = {
        "host": "127.0.0.1",
        "port": box.port,
        "security": "none",
        "user": "signaal",
        "password": "mail",
        "use": "notifications",
        "roles": {"@groepen.example": "meldingen", "Els@Town.example": "communicatie"},
        "groups": ("Buren", "Bomen"),
        **options,
    }
    seen = visit("mailbox", cursor=cursor, options=settings)
    return replace(
        seen,
        secret=lambda _, name: f"{name} g€heim",
        post_id=partial(post_id, KEY, SourceId("groep")),
    )


def read(box: Letterbox, cursor: Cursor | None = None, /, **options: object) -> list[Batch]:
    return asyncio.run(batches_of("mailbox", visiting(box, cursor, **options)))


def one(box: Letterbox, raw: bytes, /, **options: object) -> RawPost:
    box.add(raw)
    (post,) = posts_of(read(box, **options))
    return post


def broken(box: Letterbox, /, **options: object) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(box, **options)
    assert "g€heim" not in str(caught.value)
    return caught.value


def test_nothing_in_the_mailbox_is_changed(box: Letterbox) -> None:
    box.add(letter())
    read(box)

    verbs = [line.split()[1 if line.startswith("UID") else 0] for line in box.asked]
    assert set(verbs) <= {
        "CAPABILITY",
        "AUTHENTICATE",
        verbs[2],
        "EXAMINE",
        "SEARCH",
        "FETCH",
        "LOGOUT",
    }
    assert all("PEEK" in line for line in box.asked if "FETCH" in line)


def test_the_password_of_the_secret_goes_to_the_server_only(box: Letterbox) -> None:
    box.add(letter())
    batches = read(box)

    sent = base64.b64decode(box.asked[2]).decode()
    assert sent == "\0signaal\0mail g€heim"
    assert "heim" not in repr((batches, visiting(box)))


@pytest.mark.parametrize(
    ("offered", "shown", "surrender"),
    [
        ("AUTH=XOAUTH2", "user=signaal\1auth=Bearer mail g€heim\1\1", ""),
        (
            "AUTH=OAUTHBEARER AUTH=XOAUTH2",
            "n,a=signaal,\1host=127.0.0.1\1port={port}\1auth=Bearer mail g€heim\1\1",
            "\1",
        ),
    ],
    ids=["XOAUTH2", "OAUTHBEARER"],
)
def test_a_token_opens_a_mailbox_by_the_mechanism_that_the_server_offers(
    box: Letterbox, offered: str, shown: str, surrender: str
) -> None:
    box.capabilities = f"IMAP4rev1 AUTH=PLAIN {offered}"
    box.token = "mail g€heim"
    box.add(letter())
    batches = read(box, login="token")
    assert len(posts_of(batches)) == 1
    assert box.asked[1] == f"AUTHENTICATE {offered.split(maxsplit=1)[0].removeprefix('AUTH=')}"
    assert base64.b64decode(box.asked[2]).decode() == shown.format(port=box.port)
    assert "heim" not in repr(batches)

    box.token, box.asked = "another", []
    assert broken(box, login="token").reason == "closed"
    assert base64.b64decode(box.asked[3]).decode() == surrender  # else the server waits for us


def test_a_server_that_takes_no_token_gets_none(box: Letterbox) -> None:
    error = broken(box, login="token")
    assert (error.reason, "OAUTHBEARER" in error.detail) == ("closed", True)
    assert not any("AUTHENTICATE" in line or "LOGIN" in line for line in box.asked)


def test_a_server_without_plain_gets_a_plain_login(box: Letterbox) -> None:
    box.capabilities = "IMAP4rev1"
    box.add(letter())
    assert broken(box).reason == "closed"  # no letter outside ASCII can be said there

    asking = replace(visiting(box), secret=lambda *_: 'a"b\\c')
    assert len(posts_of(asyncio.run(batches_of("mailbox", asking)))) == 1
    assert 'LOGIN "signaal" "a\\"b\\\\c"' in box.asked


def test_the_second_reading_fetches_nothing_again_and_the_third_what_is_new(
    box: Letterbox,
) -> None:
    box.add(letter(number="1"), letter(number="2"))
    first = read(box)
    assert read(box, first[-1].cursor) == []
    assert box.fetched == [1, 2]

    box.add(letter(number="3"))
    third = read(box, first[-1].cursor)
    assert [post.native_id for post in posts_of(third)] == ["3"]
    assert box.fetched == [1, 2, 3]


def test_mails_that_the_server_numbers_anew_give_the_same_posts(box: Letterbox) -> None:
    box.add(letter(number="a@x"), letter(number="b@x"))
    first = read(box)
    box.validity = 8
    box.mails = {1: box.mails[2], 5: box.mails[1]}
    again = read(box, first[-1].cursor)

    assert {post.native_id for post in posts_of(again)} == {"a@x", "b@x"}
    assert again[-1].cursor.marks["validity"] == "8"
    assert again[-1].cursor.marks["done"] == "5"


def test_a_mail_that_is_deleted_is_no_post_that_is_gone(box: Letterbox) -> None:
    box.add(letter(number="1"), letter(number="2"))
    first = read(box)
    box.mails.clear()
    box.mails[3] = letter(number="3")
    (batch,) = read(box, first[-1].cursor)

    assert (batch.gone, batch.gone_posts, batch.gone_threads) == ((), (), ())


def test_a_mail_that_vanishes_between_search_and_fetch_stops_nothing(box: Letterbox) -> None:
    box.answers = {"SEARCH": b"* SEARCH 1 2 3\r\nTAG OK done\r\n"}
    box.mails = {3: letter(number="3")}

    assert [post.native_id for post in posts_of(read(box))] == ["3"]


def test_the_first_reading_reaches_back_and_later_ones_do_not_ask_for_a_day(
    box: Letterbox,
) -> None:
    box.add(letter())
    first = read(box, reach=timedelta(days=10))
    read(box, first[-1].cursor)

    asked = [line for line in box.asked if "SEARCH" in line]
    assert asked == ["UID SEARCH UID 1:* SINCE 06-Nov-2026", "UID SEARCH UID 2:*"]


def test_one_mail_that_came_twice_is_one_post(box: Letterbox) -> None:
    box.add(letter("eerste", number="a"), letter("tweede", number="a"))

    assert [post.body.strip() for post in posts_of(read(box))] == ["eerste"]


def test_a_notification_is_a_post_of_its_author_in_its_thread(box: Letterbox) -> None:
    subject = "Jan Zonnebloem heeft iets geplaatst in Buren van Heide"
    raw = letter("a < b & c\n\n-- \nmelding", number="c@x", subject=subject,
                 In_Reply_To="<b@x>", References="<a@x> <b@x>")  # fmt: skip
    post = one(box, raw)
    (kept,), _ = keep_all([post], make_keeping())

    assert post.author == "Jan Zonnebloem"
    assert (post.thread_native_id, post.parent_native_id) == ("a@x", "b@x")
    assert kept.text == "a < b & c"
    assert kept.voice is not None
    assert f"{kept.posted_at:%Y-%m-%d %H:%M}" == "2026-11-09 07:15"
    assert "zonnebloem" not in repr(kept).lower()


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("Jan via Forum Heide", "Jan"),
        ("Buren", None),
        ("Groepen", None),
        ("", None),
        ("'Jan' (op Buren)", "Jan"),
    ],
)
def test_an_author_that_the_subject_does_not_tell_is_the_sender_unless_that_is_the_group(
    box: Letterbox, name: str, author: str | None
) -> None:
    assert one(box, letter(sender=f'"{name}" <m@groepen.example>')).author == author


@pytest.mark.parametrize(
    "subject",
    [
        "Uw code is 123456",
        "Jan heeft gereageerd op uw bericht",
        "Jan posted in Anderen",
        "Burenruzie",
    ],
)
def test_a_mail_of_the_platform_about_something_else_is_not_kept(
    box: Letterbox, subject: str
) -> None:
    box.add(letter(subject=subject))
    (batch,) = read(box)

    assert (batch.posts, batch.refused) == ((), {"no-group": 1})


def test_only_groups_that_are_listed_are_kept(box: Letterbox) -> None:
    box.add(
        letter(number="1", subject="[Buren] x"),
        letter(number="2", subject="[Bomen] x"),
        letter(number="3", subject="iets over BUREN dat niemand verwacht"),
    )
    batches = read(box, groups=("buren",))

    assert [post.native_id for post in posts_of(batches)] == ["1", "3"]
    assert batches[-1].refused == {"no-group": 1}


@pytest.mark.parametrize("use", ["notifications", "staff"])
@pytest.mark.parametrize(
    "sender",
    ["jan@elders.example", "x@sub.groepen.example", "els@town.example.evil.example", "els"],
)
def test_a_mail_of_somebody_else_is_not_kept(box: Letterbox, use: str, sender: str) -> None:
    box.add(letter(HEARD, sender=sender))
    (batch,) = read(box, use=use)

    assert (batch.posts, batch.refused) == ((), {"no-role": 1})


def test_what_a_colleague_heard_has_no_author_and_says_in_which_role_it_was_captured(
    box: Letterbox,
) -> None:
    text = f"Dag,\n\n{HEARD} a < b & c\n\nGroetjes,\nEls"
    box.add(letter(text, number="7", sender=OWNER, References="<a@x>"))
    (batch,) = read(box, use="staff")
    (post,) = batch.posts
    (kept,), _ = keep_all([post], make_keeping())
    (whence,) = provenances(batch.cursor).items()

    assert (post.author, post.thread_native_id, kept.voice) == (None, None, None)
    assert kept.text == "De lampen in de Molenstraat zijn uit. a < b & c"
    assert whence[0] == kept.id
    assert (whence[1].role, whence[1].group) == ("communicatie", "Buren")
    assert f"{whence[1].on}" == "2026-11-09"
    assert "els" not in repr(batch.cursor).lower()


def test_what_is_sent_on_keeps_the_day_it_was_said(box: Letterbox) -> None:
    text = "gehoord in groep Buren:\n\nVan: Jan\nVerzonden: 3 november 2026 10:00\nAan: Els\n\nUit!"
    post = one(box, letter(text, sender=OWNER), use="staff")
    (kept,), _ = keep_all([post], make_keeping())

    assert f"{kept.posted_at:%Y-%m-%d %H:%M}" == "2026-11-03 09:00"


@pytest.mark.parametrize("when", ["ooit", "3 november 2099 10:00"])
def test_a_day_that_cannot_be_is_that_of_the_mail(box: Letterbox, when: str) -> None:
    text = f"gehoord in groep Buren:\nVan: Jan\nVerzonden: {when}\nAan: Els\n\nUit!"
    post = one(box, letter(text, sender=OWNER), use="staff")
    (kept,), _ = keep_all([post], make_keeping())

    assert f"{kept.posted_at:%Y-%m-%d}" == "2026-11-09"


def test_the_subject_of_a_mailing_list_is_the_title_of_what_opens_a_thread(box: Letterbox) -> None:
    subject = "[Buren] lampen <stuk> & uit"
    box.add(letter(number="1", subject=subject), letter(number="2", subject=f"Re: {subject}",
                                                        In_Reply_To="<1>"))  # fmt: skip
    opening, answer = keep_all(posts_of(read(box)), make_keeping())[0]

    assert (opening.title, answer.title) == ("lampen <stuk> & uit", "")
    assert (answer.thread_id, answer.parent_id) == (opening.thread_id, opening.id)


def test_a_staff_inbox_takes_all_groups_unless_some_are_listed(box: Letterbox) -> None:
    box.add(letter("heard in group Elders: x", sender=OWNER))

    (batch,) = read(box, use="staff", groups=())
    (whence,) = provenances(batch.cursor).values()
    assert (len(batch.posts), whence.group) == (1, "")
    assert posts_of(read(box, use="staff")) == []


def test_a_date_that_cannot_be_is_that_of_the_server(box: Letterbox) -> None:
    post = one(box, letter(date="Mon, 09 Nov 2099 08:15:00 +0100"))
    (kept,), _ = keep_all([post], make_keeping())

    assert f"{kept.posted_at:%Y-%m-%d}" == "2026-11-16"


def test_one_mail_of_a_colleague_may_give_several_posts(box: Letterbox) -> None:
    box.add(letter(f"{HEARD}\nheard in group Bomen: Een boom viel.", number="7", sender=OWNER))
    posts = posts_of(read(box, use="staff"))

    assert [post.native_id for post in posts] == ["7", "7#1"]


def test_a_mail_without_a_date_came_when_the_server_got_it(box: Letterbox) -> None:
    post = one(box, b"From: x@groepen.example\r\nSubject: [Buren] x\r\n\r\nDe lampen")
    (kept,), _ = keep_all([post], make_keeping())

    assert f"{kept.posted_at:%Y-%m-%d}" == "2026-11-16"
    assert not kept.date_suspect


def test_a_large_mail_is_read_up_to_its_cap(box: Letterbox) -> None:
    box.add(letter("De lampen\n" + "x" * 70 + "\n" * 3 + ("y" * 70 + "\n") * 100_000))
    (post,) = posts_of(read(box))

    assert post.body.startswith("De lampen")
    assert f"<0.{MAX_MAIL}>" in box.asked[-2]


def test_a_mail_that_cannot_be_read_stops_no_other(box: Letterbox) -> None:
    bomb = letter().replace(b"\n\n", b"\nX: multipart/" * 60 + b"\n\n", 1)
    box.add(bomb, letter(number="2"))
    batches = read(box)

    assert [post.native_id for post in posts_of(batches)] == ["2"]
    assert batches[-1].refused == {"unreadable": 1}


def test_a_flood_is_cut_and_goes_on_at_the_next_reading(box: Letterbox) -> None:
    box.add(*(letter(number=str(number)) for number in range(120)))
    first = asyncio.run(batches_of("mailbox", replace(visiting(box), max_pages=1)))
    rest = read(box, first[-1].cursor)

    assert [len(batch.posts) for batch in first] == [50]
    assert first[-1].cut
    assert [len(batch.posts) for batch in rest] == [50, 20]
    assert not rest[-1].cut


def test_a_mail_at_which_the_server_fails_holds_up_the_others_three_times(box: Letterbox) -> None:
    box.add(letter(number="1"), letter(number="2"), letter(number="3"))
    box.poisoned = 2
    cursor, posts = None, list[str]()
    for _ in range(3):
        given: list[Batch] = []
        with pytest.raises(SourceError):
            asyncio.run(_into(given, visiting(box, cursor)))
        cursor = given[-1].cursor
        posts += [post.native_id for post in posts_of(given)]
    last = read(box, cursor)

    assert posts == ["1"]
    assert [post.native_id for post in posts_of(last)] == ["3"]
    assert last[-1].refused == {"unreadable": 1}
    assert "stuck" not in last[-1].cursor.marks
    assert troubled_in(last[-1].cursor) == 1


def left_troubled(box: Letterbox) -> Cursor:
    """Return how far a mailbox was read of which the second mail could not be had."""
    box.add(letter(number="1"), letter(number="2"), letter(number="3"))
    box.poisoned, cursor = 2, None
    for _ in range(4):
        given: list[Batch] = []
        with suppress(SourceError):
            asyncio.run(_into(given, replace(visiting(box, cursor), program="1.0")))
        cursor = given[-1].cursor
    assert cursor is not None
    return cursor


def test_a_mail_that_was_given_up_is_tried_again_by_a_newer_program(box: Letterbox) -> None:
    cursor = left_troubled(box)
    box.asked.clear()
    assert within(BOUNDS, replace(visiting(box, cursor), program="1.0")) == []
    assert box.fetched == []

    box.add(letter(number="4"))
    (first, second) = within(BOUNDS, replace(visiting(box, cursor), program="1.1"))
    assert [post.native_id for post in first.posts] == ["4"]  # what is new comes first
    assert (second.posts, second.refused, troubled_in(second.cursor)) == ((), {"unreadable": 1}, 1)

    box.poisoned = 0
    (batch,) = within(BOUNDS, replace(visiting(box, second.cursor), program="1.2"))
    assert [post.native_id for post in batch.posts] == ["2"]
    assert troubled_in(batch.cursor) == 0
    assert batch.cursor.marks["done"] == "4"


def test_a_mail_that_was_given_up_is_tried_again_when_somebody_asks(box: Letterbox) -> None:
    cursor = asked_again(left_troubled(box))
    assert troubled_in(cursor) == 1
    box.poisoned = 0
    (batch,) = within(BOUNDS, replace(visiting(box, cursor), program="1.0"))

    assert [post.native_id for post in batch.posts] == ["2"]
    assert troubled_in(batch.cursor) == 0


def test_a_mail_that_cannot_be_taken_apart_is_kept_in_mind_until_it_is_deleted(
    box: Letterbox,
) -> None:
    bomb = letter().replace(b"\n\n", b"\nX: multipart/" * 60 + b"\n\n", 1)
    box.add(bomb, letter(number="2"))
    first = within(BOUNDS, replace(visiting(box), program="1.0"))
    assert troubled_in(first[-1].cursor) == 1

    del box.mails[1]
    (batch,) = within(BOUNDS, replace(visiting(box, first[-1].cursor), program="1.1"))
    assert (batch.posts, troubled_in(batch.cursor)) == ((), 0)


def test_mails_that_are_numbered_anew_are_all_read_again(box: Letterbox) -> None:
    cursor = left_troubled(box)
    box.validity, box.poisoned = 8, 0
    batches = within(BOUNDS, replace(visiting(box, cursor), program="1.0"))

    assert {post.native_id for post in posts_of(batches)} == {"1", "2", "3"}
    assert troubled_in(batches[-1].cursor) == 0


def test_many_large_mails_are_cut_and_go_on_at_the_next_reading(
    box: Letterbox,
) -> None:
    box.add(letter(number="1"), letter(number="2"))
    first = within(Bounds(bytes=10), visiting(box))
    rest = read(box, first[-1].cursor)

    assert [[post.native_id for post in posts_of(some)] for some in (first, rest)] == [["1"], ["2"]]
    assert (first[-1].cut, rest[-1].cut) == (True, False)


def within(bounds: Bounds, visiting: Visit) -> list[Batch]:
    given: list[Batch] = []
    asyncio.run(_into(given, visiting, bounds))
    return given


async def _into(given: list[Batch], visiting: Visit, bounds: Bounds = BOUNDS) -> None:
    async for batch in mailbox.collect(visiting, bounds):
        given.append(batch)  # noqa: PERF401 - what came before it stopped must be there


def test_a_server_that_numbers_no_mails_is_no_mailbox(box: Letterbox) -> None:
    box.answers = {"EXAMINE": b"* 1 EXISTS\r\nTAG OK done\r\n"}

    assert broken(box).reason == "schema-drift"


def test_it_may_be_left_after_any_batch(box: Letterbox) -> None:
    box.add(*(letter(number=str(number)) for number in range(60)))

    async def half() -> Batch:
        async with aclosing(mailbox.collect(visiting(box))) as batches:
            return await anext(batches)

    first = asyncio.run(half())
    rest = read(box, first.cursor)
    assert len({post.native_id for post in posts_of([first, *rest])}) == 60


@pytest.mark.parametrize(
    ("command", "answer", "reason"),
    [
        ("AUTHENTICATE", b"TAG NO [UNAVAILABLE] later\r\n", "connection"),
        ("AUTHENTICATE", b"TAG NO wrong password of signaal\r\n", "closed"),
        ("EXAMINE", b"TAG NO no such folder\r\n", "closed"),
        ("SEARCH", b"TAG BAD what\r\n", "schema-drift"),
        ("SEARCH", b"* SEARCH " + b"9" * 5_000 + b" x\r\nTAG NO x\r\n", "schema-drift"),
        ("SEARCH", b"* SEARCH " + b"1 " * 4_000_000 + b"\r\nTAG OK x\r\n", "connection"),
        ("FETCH", b"* 1 FETCH (BODY[]<0> {2000000000}\r\nx", "connection"),
        ("FETCH", b"* 1 FETCH (BODY[]<0> {" + b"9" * 30 + b"}\r\nx", "connection"),
        ("FETCH", (b"* 9 EXISTS" + b"x" * 5_000 + b"\r\n") * 2_000 + b"TAG OK x\r\n", "connection"),
        ("FETCH", b"* BYE leave\r\n", "connection"),
        ("FETCH", b"\xff\xfe\x00\r\n", "connection"),
        ("CAPABILITY", b"<html>Meld je aan</html>\r\n", "connection"),
    ],
)  # fmt: skip
def test_what_a_server_may_do_wrong_is_a_reason_and_never_a_deletion(
    box: Letterbox, command: str, answer: bytes, reason: str
) -> None:
    box.add(letter())
    box.answers = {command: answer}

    assert broken(box).reason == reason


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n", b"* BYE\r\n", b"\x00\r\n"])
def test_what_is_no_mail_server_is_said(box: Letterbox, greeting: bytes) -> None:
    box.greeting = greeting

    assert broken(box).reason in {"schema-drift", "connection"}


def test_a_server_that_is_not_there_or_says_nothing_is_a_reason() -> None:
    with silent_port() as port:
        silent = Letterbox(port=port.getsockname()[1])
        with pytest.raises(SourceError) as caught:
            within(Bounds(each=0.2), visiting(silent))
        assert caught.value.reason == "timeout"
    assert broken(silent).reason == "connection"


def test_a_server_that_offers_no_starttls_gets_no_password(box: Letterbox) -> None:
    assert broken(box, security="starttls").reason == "tls"
    assert "AUTHENTICATE PLAIN" not in box.asked


def test_a_server_that_speaks_no_tls_gets_no_password(box: Letterbox) -> None:
    assert broken(box, security="tls").reason in {"tls", "connection"}
    assert not any("AUTH" in line for line in box.asked)


@pytest.mark.parametrize(
    "host", ["10.0.0.7", "192.168.1.1", "169.254.169.254", "[::ffff:10.0.0.1]"]
)
def test_a_private_address_is_for_the_operator_to_open(box: Letterbox, host: str) -> None:
    assert broken(box, host=host.strip("[]"), security="tls").reason in {"address", "dns"}


def test_the_operator_opens_the_own_network(box: Letterbox) -> None:
    options = visiting(box, None, host="10.0.0.7", security="tls").options
    assert isinstance(options, mailbox.Options)
    door = asyncio.run(door_to(options, Path(), "", allow_private=True))

    assert door.addresses == ("10.0.0.7",)


def test_a_number_of_the_mailbox_that_none_has_is_no_mark(box: Letterbox) -> None:
    box.validity = 10**4000
    assert broken(box).reason == "schema-drift"


@pytest.mark.parametrize("host", ["1.1.1.1", "10.0.0.7"])
def test_clear_text_to_another_machine_is_refused(box: Letterbox, host: str) -> None:
    asking = replace(visiting(box, None, host=host), allow_private=True)
    with pytest.raises(SourceBroken) as caught:
        asyncio.run(batches_of("mailbox", asking))
    assert caught.value.reason == "tls"
    assert broken(box, host="1.1.1.1", security="none").reason == "tls"


def test_no_password_is_a_reason(box: Letterbox) -> None:
    def none(source: SourceId, name: str) -> str:
        raise SourceBroken(source, "no-access", name)

    with pytest.raises(SourceBroken) as caught:
        asyncio.run(batches_of("mailbox", replace(visiting(box), secret=none)))
    assert caught.value.reason == "no-access"
    assert box.asked == []


def test_a_missing_authority_is_said(box: Letterbox, tmp_path: Path) -> None:
    assert broken(box, security="tls", ca_file=tmp_path / "ca.pem").detail == "FileNotFoundError"


@pytest.mark.parametrize(
    ("name", "written"),
    [("INBOX", "INBOX"), ("Één & twee", "&AMkA6Q-n &- twee"), ("日本", "&ZeVnLA-")],
)
def test_a_folder_goes_by_its_name_in_any_language(name: str, written: str) -> None:
    assert _utf7(name) == written


@pytest.mark.parametrize(
    "wrong",
    [{"roles": {}}, {"roles": {"els": "communicatie"}}, {"roles": {"@x.example": "els@x.example"}},
     {"use": "alles"}, {"groups": ()}, {"host": "a b"}, {"password": "Geheim!"},
     {"security": "ssl"}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_sources_toml(
    box: Letterbox, wrong: dict[str, object]
) -> None:
    with pytest.raises(ValidationError):
        visiting(box, None, **wrong)


def test_provenance_is_kept_of_the_newest_two_thousand() -> None:
    cursor = Cursor(marks={"done": "1"}, validators={})
    whence = Provenance(role="communicatie", group="Buren | x", on=NOW.date())
    for number in range(3):
        made = {PostId(f"{number}-{post}"): whence for post in range(1_000)}
        cursor = noted(cursor, made)

    assert cursor.marks["done"] == "1"
    assert len(provenances(cursor)) == 2_000
    assert provenances(cursor)[PostId("2-999")] == whence


def test_an_answer_of_a_department_that_went_astray_is_no_post(box: Letterbox) -> None:
    box.add(letter(subject=f"[Buren] Re: Antwoord: gepland, BS1{'A7VC4CAA' * 6}"))
    (batch,) = asyncio.run(batches_of("mailbox", visiting(box)))

    assert (batch.posts, batch.refused) == ((), {"feedback": 1})
