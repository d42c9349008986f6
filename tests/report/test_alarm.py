"""The mail about a danger: what stands in it, what never does, and that it is queued once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.advise.policy import load_policy
from jobs.deliver.job import run as deliver
from jobs.language import LANGUAGES
from jobs.model import (
    AT_ONCE,
    LEAD,
    Action,
    Alarm,
    Cursor,
    DeliveryState,
    Post,
    Report,
    SourceId,
    SourceStatus,
    Who,
)
from jobs.report.alarm import notice_of, plain_notice
from jobs.report.job import MAX_ALARMS, tell
from jobs.store import Store
from tests.advise.town import make_settings
from tests.contract.test_store_mail import make_delivery
from tests.deliver.office import plain, post_office
from tests.make import MONDAY, WEEK, make_post, make_signal
from tests.report.scenes import advice_on, settings, words
from tests.stores import open_store

SOURCE = "fbp-gemeente-heidebeek"
NOW = MONDAY + timedelta(hours=2)
SAFETY = {"sender": "s@h.example", "lead": ["lead@h.example"], "safety": ["a@h.example"]}


def post_of(text: str = "ik sla hem dood", number: int = 2, **known: str) -> Post:
    url = f"https://facebook.example/{number}"
    return make_post(text, number=number, thread=1, source=SOURCE, url=url, **known)  # type: ignore[arg-type]  # a builder takes any field


def alarm_of(post: Post, danger: str = "threat", rule: str = "post-threat") -> Alarm:
    return Alarm(
        post_id=post.id,
        thread_id=post.thread_id,
        source_id=post.source_id,
        week=WEEK,
        danger=danger,
        rule=rule,
        found_at=NOW,
    )


def crowd(text: str) -> list[Post]:
    return [post_of(text, number=number, voice=f"v{number}") for number in (2, 3, 4)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.db") as opened:
        yield opened


def keep(store: Store, *posts: Post) -> None:
    status = SourceStatus(source_id=SourceId(SOURCE), cursor=Cursor.start())
    store.posts.save(posts, (), status, {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_where_when_why_and_whom_to_call(language: str) -> None:
    town = settings(policy={"safety_contact": "112, dan de wachtdienst"})
    post = post_of()
    notice = notice_of(alarm_of(post), post, [post], town, words(language))
    text = plain_notice(notice, words(language))

    assert "Gemeentepagina Heidebeek" in notice.where
    assert "09:02" in notice.where
    assert notice.url == post.url
    assert words(language).say("rule.post-threat.why") in text
    assert "112, dan de wachtdienst" in text
    assert post.id[:8] in text
    assert "Heidebeek" in notice.subject


def test_a_rule_of_the_municipality_gives_its_own_reason(tmp_path: Path) -> None:
    text = """
[[rule]]
name = "put-in-de-weg"
of = "post"
when = { danger = "hazard", kind = "report" }
then = "escalate"
who = "safety_contact"
where = "internal"
why = { nl = "Bel de wachtdienst, ook in het weekend." }
"""
    (tmp_path / "policy.toml").write_text(text, "utf-8")
    policy = load_policy(make_settings(folder=tmp_path, policy={"file": "policy.toml"}))
    post = post_of()
    alarm = alarm_of(post, danger="hazard", rule="put-in-de-weg")
    own = notice_of(alarm, post, [post], settings(), words(), policy)
    bare = notice_of(alarm, post, [post], settings(), words())

    assert own.advice == "Bel de wachtdienst, ook in het weekend."
    assert "put in de weg" in own.source
    assert bare.advice == words().say("action.escalate.why")


@pytest.mark.parametrize(
    ("danger", "rule"),
    [("threat", "post-threat"), ("self_harm", "post-person-in-danger"), ("none", "own-rule")],
)
def test_words_of_a_post_and_its_author_are_not_in_it(danger: str, rule: str) -> None:
    posts = crowd("ik sla hem kapot aan de kerk")
    notice = notice_of(alarm_of(posts[0], danger, rule), posts[0], posts, settings(), words())

    assert notice.quote is None
    assert "kapot" not in str(notice)
    assert "v2" not in str(notice)


def test_a_hazard_that_several_speak_of_is_told_in_their_words() -> None:
    posts = crowd("Er ligt een losse putdeksel midden op de rijbaan, levensgevaarlijk")
    alarm = alarm_of(posts[0], "hazard", "post-hazard")

    several = notice_of(alarm, posts[0], posts, settings(), words())
    alone = notice_of(alarm, posts[0], posts[:2], settings(), words())

    assert several.quote is not None
    assert several.quote.text.startswith("Er ligt een losse putdeksel")
    assert alone.quote is None


def test_its_mails_are_queued_once_for_the_safety_contact(store: Store) -> None:
    post = post_of()
    keep(store, post)
    store.alarms.add([alarm_of(post)])
    town = settings(delivery=SAFETY)

    assert tell(store, town, NOW) == {"told": 1, "held": 0}
    assert tell(store, town, NOW) == {"told": 0, "held": 0}

    (mail,) = store.outbox.all_open()
    carried = store.reports.of(mail)
    assert (mail.recipient, mail.reader, mail.next_at) == ("a@h.example", AT_ONCE, NOW)
    assert mail.state is DeliveryState.QUEUED
    assert carried is not None
    assert "dood" not in carried.text + carried.html + carried.subject
    assert store.reports.of_week(WEEK) == ()


def test_a_post_that_moved_to_another_thread_before_its_mail_holds_up_none(store: Store) -> None:
    post, other = post_of(), make_post("ik sla hem dood", number=9, thread=8, source=SOURCE)
    keep(store, post, other)
    store.alarms.add([alarm_of(post), alarm_of(other)])
    keep(store, replace(post, thread_id=make_post("", number=7, thread=7).thread_id))

    assert tell(store, settings(delivery=SAFETY), NOW) == {"told": 2, "held": 0}


def test_the_lead_is_told_when_no_safety_contact_has_an_address(store: Store) -> None:
    post = post_of()
    keep(store, post)
    store.alarms.add([alarm_of(post)])

    tell(store, settings(), NOW)

    assert [mail.recipient for mail in store.outbox.all_open()] == [
        "communicatie@heidebeek.example"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_an_old_post_it_says_that_it_was_changed(language: str) -> None:
    post = post_of()
    changed = words(language).say("alarm.changed")
    news = alarm_of(post)
    late = replace(news, found_at=post.posted_at + timedelta(days=8))

    assert notice_of(late, post, [post], settings(), words(language)).where.endswith(changed)
    assert changed not in notice_of(news, post, [post], settings(), words(language)).where


def test_a_post_that_tells_of_another_danger_since_it_was_edited_has_mails_for_both(
    store: Store,
) -> None:
    post = post_of()
    keep(store, post)
    for danger in ("hazard", "threat"):
        store.alarms.add([alarm_of(post, danger)])
        tell(store, settings(), NOW)

    assert len({mail.message_id for mail in store.outbox.all_open()}) == 2


def test_the_message_id_follows_from_the_post_and_the_address(tmp_path: Path) -> None:
    post, seen = post_of(), set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with open_store(tmp_path / name / "store.db") as store:
            keep(store, post)
            if name == "b":  # another alarm came first, so that the number differs
                other = make_post("ik sla hem dood", number=9, source=SOURCE)
                keep(store, other)
                store.alarms.add([alarm_of(other)])
            store.alarms.add([alarm_of(post)])
            tell(store, settings(), NOW)
            seen.add(store.outbox.all_open()[-1].message_id)

    assert len(seen) == 1


@pytest.mark.parametrize(
    ("rule", "answer", "again"),
    [
        ("post-threat", "250 ok", []),
        ("post-hazard", "250 ok", ["lead@h.example"]),
        ("post-threat", "550 no such user", ["lead@h.example"]),
        ("post-threat", "451 later", ["lead@h.example"]),
    ],
)
def test_who_got_the_weekly_edition_that_tells_of_it_is_not_mailed_again(
    store: Store, tmp_path: Path, rule: str, answer: str, again: list[str]
) -> None:
    first, second = post_of(), make_post("ik sla hem dood", number=9, source=SOURCE)
    keep(store, first, second)
    both = settings(delivery={**SAFETY, "safety": ["a@h.example", "lead@h.example"]})
    signal = make_signal((first,))
    told = advice_on(signal, Action.ESCALATE, rule, Who.SAFETY_CONTACT, first.id)
    store.signals.put(WEEK, [signal], ())
    store.advices.put(WEEK, [told])
    store.alarms.add([alarm_of(first), alarm_of(second)])
    edition = Report(
        week=WEEK, reader=LEAD, language="nl", revision=1, subject="x", text="x", html="x",
        pdf_path=None, pdf_sha256=None, pages=0,
    )  # fmt: skip
    copy = make_delivery("lead@h.example")
    store.reports.save(edition, [copy])
    with post_office() as post:
        post.answers["lead@h.example"] = answer
        deliver(store, both, tmp_path, plain(post.port), lambda: NOW)

    assert tell(store, both, NOW) == {"told": 2, "held": 0}
    mails = (mail for mail in store.outbox.of_week(WEEK) if mail.reader == AT_ONCE)
    assert sorted(mail.recipient for mail in mails) == sorted(
        ["a@h.example", "a@h.example", "lead@h.example", *again]
    )


def test_a_flood_of_threats_is_no_flood_of_mails(store: Store) -> None:
    posts = [make_post("ik sla hem dood", number=n, source=SOURCE) for n in range(1, 30)]
    keep(store, *posts)
    store.alarms.add([alarm_of(post) for post in posts])

    assert tell(store, settings(), NOW) == {"told": MAX_ALARMS, "held": 29 - MAX_ALARMS}
    assert tell(store, settings(), NOW + timedelta(hours=1))["told"] == 0
    assert tell(store, settings(), NOW + timedelta(days=2)) == {"told": 9, "held": 0}
