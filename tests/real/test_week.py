"""One week from a real forum and real news comments, over HTTP, to PDFs in a real mailbox."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from jobs.model import Stage, Week
from jobs.store import Store
from tests.pipeline.town import command, configuration
from tests.real.servers.isso import isso, news_site
from tests.real.servers.mail import LOGIN, PASSWORD, MailBox, mail_server
from tests.real.servers.spirit import spirit
from tests.real.servers.town import TownPost, threads

pytestmark = pytest.mark.real

WEEK = Week(2026, 46)
GROUPS = ("fbg-je-bent-van-heidebeek", "fbp-gemeente-heidebeek", "forum-heidebeek")
SOURCES = """
[[source]]
id = "forum"
name = "Forum Heidebeek"
kind = "html_forum"
platform = "forum"
owner = "community"
purpose = "weten wat er leeft"
legal_basis = "public-task"
access = "open"
url = "{forum}/"
pause = 0
reach = "520 weeks"
[source.select]
row = ".layout__topics__topic"
topic = "a.topic__link@href"
changed = [".topic__comments"]
active = ".topic__date@title"
next_list = ".paginator__button a:has(.fa-chevron-right)@href"
title = "h1.headline"
post = ".comments_list__comment"
id = "@data-pk"
author = ".comment__info__username__link span"
time = ".comment__info__date li[title]@title"
body = ".comment__text"
url = ".comment__footer__share__url@value"
removed = ".comments_list__item:has(.fa-trash-o)"
reactions = ".comment-like"
next = ".paginator__button a:has(.fa-chevron-right)@href"

[[source]]
id = "nieuws"
name = "De Heikoerier"
kind = "feed"
platform = "news-comments"
owner = "community"
purpose = "weten wat er leeft"
legal_basis = "public-task"
access = "open"
url = "{news}"
pause = 0

[[account]]
source = "forum"
author = "gemeente"

[[account]]
source = "nieuws"
author = "heikoerier"
role = "press"
"""
DELIVERY = """
[delivery]
smtp_host = "127.0.0.1"
smtp_port = {port}
security = "starttls"
username = "{login}"
ca_file = "{ca_file}"
sender = "signaal@heidebeek.example"
lead = ["communicatie@heidebeek.example"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One week, run: what was there, what came of it."""

    folder: Path
    forum: list[list[TownPost]]
    news: list[list[TownPost]]
    box: MailBox
    output: str


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    """Start the servers, fill them, run ``buurtsignaal week`` and keep all of it."""
    forum, news = threads(*GROUPS, week=WEEK), threads("nieuws-heikoerier", week=WEEK)
    place = tmp_path_factory.mktemp
    with ExitStack() as stack:
        forum_at = stack.enter_context(spirit(place("spirit"), forum))
        comments_at = stack.enter_context(isso(place("isso"), news))
        news_at = stack.enter_context(news_site(place("news"), news, comments_at.address))
        box = stack.enter_context(mail_server(place("mail")))
        folder = place("town")
        text = configuration(
            sources=SOURCES.format(forum=forum_at.address, news=news_at),
            delivery=DELIVERY.format(port=box.port, login=LOGIN, ca_file=box.ca_file),
        )
        (folder / "sources.toml").write_text(text, encoding="utf-8")
        done = command(
            "week", "--week", str(WEEK), folder=folder,
            BUURTSIGNAAL_ALLOW_PRIVATE="yes", BUURTSIGNAAL_SMTP_PASSWORD=PASSWORD,
        )  # fmt: skip
        output = done.stdout + done.stderr
        assert done.returncode == 0, output
        yield Done(folder=folder, forum=forum, news=news, box=box, output=output)


@pytest.fixture(scope="module")
def store(week: Done) -> Iterator[Store]:
    """Open the store that the week left behind."""
    with Store.open(week.folder / "data" / "heidebeek.sqlite", "heidebeek") as store:
        yield store


def all_posts(store: Store) -> Counter[str]:
    start, end = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    return Counter(post.source_id for post in store.posts.between(start, end))


def test_every_post_there_is_stored_refused_or_a_duplicate(week: Done, store: Store) -> None:
    there = {
        "forum": sum(len(thread) for thread in week.forum),
        "nieuws": sum(len(thread) for thread in week.news),
    }
    (counts,) = (run.counts for run in store.runs.of_week(WEEK) if run.stage is Stage.COLLECT)
    print(f"\nthere: {there}; counted: {counts}")

    assert counts["read"] == counts["new"] + counts["changed"] + counts["same"] + counts["refused"]
    assert counts["read"] == sum(there.values())
    assert sum(all_posts(store).values()) == counts["new"]


def test_every_post_keeps_its_thread_and_its_moment(week: Done, store: Store) -> None:
    start, end = WEEK.bounds(ZoneInfo("Europe/Brussels"))
    posts = store.posts.between(start, end)
    there = [post for thread in [*week.forum, *week.news] for post in thread]
    inside = [post for post in there if start <= post.at < end]
    sizes = Counter(Counter(post.thread_id for post in posts).values())

    assert len(posts) == len(inside)
    assert sizes == Counter(Counter(post.thread for post in inside).values())
    assert not any(post.date_suspect for post in posts)


def test_no_author_is_kept_anywhere(week: Done) -> None:
    names = {post.author for thread in [*week.forum, *week.news] for post in thread}
    canaries = {name for name in names if name.startswith("canary-")}
    read = [week.output, *(mail_text(mail) for mail in week.box.mails)]
    read += [pdf_text(path) for path in week.folder.rglob("*.pdf")]
    read += [path.read_text("latin-1") for path in (week.folder / "data").iterdir()]

    assert len(canaries) > 50
    assert [name for name in sorted(canaries) if any(name in text for text in read)] == []


def mail_text(mail: EmailMessage) -> str:
    """Return headers and all text parts of *mail*."""
    parts = (part for part in mail.walk() if part.get_content_maintype() == "text")
    return "\n".join([*map(str, mail.items()), *(part.get_content() for part in parts)])


def pdf_text(path: Path) -> str:
    """Return the text of a PDF, its properties and the files attached to it."""
    reader = PdfReader(path)
    attached = [content.decode() for files in reader.attachments.values() for content in files]
    return "\n".join([*(page.extract_text() for page in reader.pages), *attached,
                      str(reader.metadata)])  # fmt: skip


def test_the_lead_gets_a_mail_with_a_pdf_over_tls(week: Done) -> None:
    to_lead = [mail for mail in week.box.mails if mail["To"] == "communicatie@heidebeek.example"]
    attached = [
        part.get_content() for mail in to_lead for part in mail.iter_attachments()
        if part.get_content_type() == "application/pdf"
    ]  # fmt: skip

    assert all(week.box.secured)
    assert attached
    assert all(pdf.startswith(b"%PDF-1.7") for pdf in attached)


def test_each_recipient_gets_each_edition_once(week: Done, store: Store) -> None:
    rows = store.outbox.of_week(WEEK)

    assert Counter(mail["Message-ID"] for mail in week.box.mails) == Counter(
        row.message_id for row in rows
    )
    assert len(rows) > 3
