"""The hostile corpus as it leaves the house: PDF, web page, mail and list of posts of two readers.

Every case of ``posts/`` is quoted, is a title and the name of a place, and stands in the list of
posts. Once as the border lets it in, and once raw, as if there were no border.
"""

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from itertools import cycle
from typing import Any, Final

from pypdf import PdfReader

from jobs.collect.keep import keep_all
from jobs.deliver.job import envelope
from jobs.deliver.message import attachment_of, compose
from jobs.model import LEAD, Delivery, Edition, Note, Post, PostId
from jobs.report.desk import Desk, Pen
from jobs.report.edition import edit
from jobs.report.press import Press
from jobs.report.produce import Producer, Product
from jobs.settings.schema import Table
from tests.collect.town import make_keeping
from tests.hostile.test_posts import POSTS, load
from tests.report.every import ASSETS, HOSTILE, SHEETS
from tests.report.scenes import rich_desk, words

NOW: Final = datetime(2026, 11, 16, 5, 30, tzinfo=UTC)
LONGEST: Final = 12_000
"""Characters of a raw text; the border lets 10,000 in."""
FETCHING: Final = (
    "<link rel=stylesheet href='{at}/a.css'><style>@import url({at}/b.css)</style>",
    "<img src='{at}/c.png'><picture><source srcset='{at}/d.png'></picture>",
    "<svg><image href='{at}/e.png'/><use href='{at}/f.svg#x'/></svg><iframe src='{at}/g'></iframe>",
    "<object data='{at}/h'></object><embed src='{at}/i'><link rel=attachment href='{at}/j'>",
    "<base href='{at}/'><script src='{at}/k.js'></script><body background='{at}/l.png'>",
    "<a rel=attachment href='file:///etc/passwd'>x</a><?xml-stylesheet href='{at}/m.xsl'?>",
)
"""Texts that would fetch from a server of ours, were they markup."""
ADDRESSES: Final = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "file:///etc/passwd",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/x",
    "http:\\\\evil.example\\x",
    "https://example.org@evil.example/x",
    "https://evil.example/x",
    "https://example.org/ok",
)
"""Addresses of posts; the last one alone may be clicked."""
CANARY: Final = "<canary-9f onload='x'>{{ 7*7 }}{% include '/etc/passwd' %}${7*7}"


class Home(Table):
    """Where a source is read."""

    url: str


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """What one reader gets.

    Attributes:
        edition: What was to be set.
        product: Its PDF and web page.
        mime: Its mail, as handed to the mail server.
    """

    edition: Edition
    product: Product
    mime: bytes

    @cached_property
    def pdf(self) -> PdfReader:
        """The PDF, to be looked into."""
        assert self.product.pdf is not None
        return PdfReader(io.BytesIO(self.product.pdf))

    @cached_property
    def pages(self) -> str:
        """The words on the pages of the PDF."""
        return "\n".join(page.extract_text() for page in self.pdf.pages)

    @cached_property
    def web(self) -> str:
        """The web page."""
        assert self.product.web is not None
        return self.product.web.decode("utf-8")

    @cached_property
    def mail(self) -> EmailMessage:
        """The mail, as a reader's program takes it apart."""
        return message_from_bytes(self.mime, policy=policy.default)

    def part(self, kind: str) -> str:
        """Return the text (``plain``) or the HTML (``html``) of the mail."""
        found = self.mail.get_body((kind,))
        assert found is not None
        return str(found.get_content())

    @cached_property
    def rows(self) -> str:
        """The list of posts that is attached to the PDF."""
        ((_, (content,)),) = self.pdf.attachments.items()
        return str(content, "utf-8")


def dictionaries(pdf: PdfReader) -> Iterator[dict[str, Any]]:
    """Yield every dictionary in *pdf*, wherever it lies, those of streams too."""
    for number in range(1, int(str(pdf.trailer["/Size"]))):
        found = pdf.get_object(number)
        yield from _inside(found)


def _inside(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _inside(one)
    elif isinstance(value, list):
        for one in value:
            yield from _inside(one)


def corpus(*, raw: bool, at: str) -> list[tuple[str, str]]:
    """Return title and text of every case, with those that would fetch *at* a server."""
    found = [(CANARY, CANARY), *((text, text) for text in (one.format(at=at) for one in FETCHING))]
    for path in POSTS:
        _, case = load(path)
        if raw:
            found.append((case.title[:LONGEST], case.body[:LONGEST]))
        else:
            found += [(post.title, post.text) for post in keep_all([case], make_keeping())[0]]
    return found


def artefacts(
    *, raw: bool, at: str, readers: tuple[str, ...] = (HOSTILE, LEAD)
) -> dict[str, Artefact]:
    """Return what each of *readers* gets of a week of hostile posts."""
    cases = corpus(raw=raw, at=at)
    desk = hostile(rich_desk(), cases)
    made = {}
    with Press(ASSETS) as press:
        producer = Producer(SHEETS, press, ASSETS.style(), "heidebeek")
        for reader in readers:
            edition = with_every_case(desk, reader, cases)
            product = producer.produce(edition, words())
            made[reader] = Artefact(edition=edition, product=product, mime=mail_of(desk, product))
    return made


def hostile(desk: Desk, cases: list[tuple[str, str]]) -> Desk:
    """Return *desk* with hostile words wherever words of posts come."""
    texts, urls = cycle(cases), cycle(ADDRESSES)
    posts: dict[PostId, Post] = {}
    for key, post in desk.posts.items():
        title, text = next(texts)
        posts[key] = replace(post, title=title, text=text, url=next(urls))
    signals = []
    for signal in desk.signals:
        title, text = next(texts)
        terms = (title[:300], text[:300])
        signals.append(
            replace(signal, title=title or text, place=text[:300], department_terms=terms)
        )
    at_home = Home(url="https://example.org/feed")
    sources = tuple(
        source.model_copy(update={"options": at_home}) for source in desk.settings.sources
    )
    settings = desk.settings.model_copy(update={"sources": sources})
    return replace(desk, posts=posts, signals=tuple(signals), settings=settings)


def with_every_case(desk: Desk, reader: str, cases: list[tuple[str, str]]) -> Edition:
    """Return the edition of *reader*, in which each case is a compliment and a row besides."""
    edition = edit(desk, reader, words())
    assert edition is not None
    pen = Pen(desk=desk, reader=reader, words=words())
    example, urls = next(iter(desk.posts.values())), cycle(ADDRESSES)
    quotes = [
        pen.quote(replace(example, title=title, text=text, url=next(urls))) for title, text in cases
    ]
    notes = tuple(Note(title=quote.text[:100], text="x", quote=quote) for quote in quotes)
    rows = tuple(replace(edition.rows[0], signal=title, text=text) for title, text in cases)
    return replace(edition, praise=notes, rows=(*edition.rows, *rows))


def mail_of(desk: Desk, product: Product) -> bytes:
    """Return the mail that carries *product*."""
    made = product.report
    delivery = Delivery(
        id=1, week=made.week, reader=made.reader, language=made.language, revision=made.revision,
        recipient="iemand@heidebeek.example", next_at=NOW,
        message_id=f"<{made.week}.{made.reader}.r1@heidebeek.example>",
    )  # fmt: skip
    attached = [attachment_of(made, product.pdf)]
    return compose(made, delivery, envelope(desk.settings), attached=attached, date=NOW)


@contextmanager
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """Yield the address of a server on this machine, and what it was asked so far."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(1)
                    asked.append(connection.recv(1000))

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        finally:
            over.set()
            thread.join()
