"""No author of any source gets into the database, its journal, the cursors or the log."""

import asyncio
import io
import json
import logging
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

import structlog
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jobs import log
from jobs.collect.crowd import is_telling
from jobs.collect.job import run
from jobs.language.folding import skeleton
from jobs.settings.schema import Settings
from tests.collect.town import KEY, make_settings, make_source
from tests.fakes import FakeClock, FakeFetcher
from tests.stores import open_store

FEED, COMMENTS = "https://news.example/feed", "https://news.example/c/1"
FORUM = "https://forum.example/"
SELECT = {"row": "li", "topic": "a@href", "title": "h1", "post": ".post", "author": "b",
          "body": ".text", "url": "a@href", "parent": "@data-parent"}  # fmt: skip
COLUMNS = {"id": "id", "thread": "thread", "parent": "parent", "author": "author",
           "title": "title", "url": "url"}  # fmt: skip

LETTERS = "abcdefghijklmnopqrstuvwxyzéèüßñçøABCXYZÉÜ"
PARTS = st.text(alphabet=LETTERS + "0123456789", min_size=2, max_size=9)
HANDLES = st.tuples(
    st.lists(PARTS, min_size=1, max_size=3), st.sampled_from(["", " ", "_", ".", "-"])
).map(lambda drawn: drawn[1].join(drawn[0]))
DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "capitals": str.upper,
    "at": lambda name: f"@{name}",
    "accents apart": lambda name: unicodedata.normalize("NFD", name),
    "invisible": lambda name: f"{name[:2]}\u200b{name[2:]}",
    "full width": lambda name: "".join(
        chr(ord(sign) + 0xFEE0) if "a" <= sign <= "z" else sign for sign in name
    ),
    "quoted": lambda name: f"'{name}',",
}
LINKS: dict[str, Callable[[str], str]] = {
    "plain": quote,
    "twice": lambda name: quote(quote(name, safe=""), safe=""),
    "inside": lambda name: f"x{quote(name)}x",
    "dashes": lambda name: quote(name.replace(" ", "-")),
}


def can_be_found(handle: str) -> bool:
    """Tell whether *handle* means nothing else, and does not stand in a hash or by chance."""
    letters = "".join(sign for sign in skeleton(handle) if sign.isalnum())
    if skeleton(handle) in empty_store():
        return False
    return is_telling(handle) and any(sign in "ghijklmnopqrstuvwxyz" for sign in letters)


@cache
def empty_store() -> str:
    """Return the skeleton of a store without posts: it holds ``SQLite format 3`` and a schema."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "town.db"
        open_store(path).close()
        return skeleton(path.read_bytes().decode("utf-8", "ignore"))


def town(folder: Path) -> Settings:
    """Return a town with a feed and its comments, a forum and an export."""
    return make_settings(
        make_source(name="nieuws", url=FEED),
        make_source("html_forum", "forum", url=FORUM, select=SELECT),
        make_source("export", "groep", folder=".", files="*.jsonl", columns=COLUMNS),
        folder=folder,
    )


def pages(name: str, said: str, link: str) -> dict[str, str | bytes | Exception]:
    """Return a feed and a forum in which *name* stands wherever a name may stand."""
    author, text = escape(name), escape(escape(said))
    shown = escape(said)
    item = (
        f"<item><guid>{{}}-{author}</guid><title>{shown} vraagt</title><link>{{}}</link>"
        f"<description>Volgens {text} niet. {text}</description>{{}}</item>"
    )
    head = (
        '<rss version="2.0" xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title>'
    )
    comments = f"<wfw:commentRss>{COMMENTS}</wfw:commentRss><dc:creator>{author}</dc:creator>"
    news = f"https://news.example/{link}"
    post = (
        f'<div class="post" id="{{}}-{author}" data-parent="{author}"><b>{{}}</b>'
        f'<a href="/t/{link}#3">#</a><div class="text">Zei {shown} dat? Ja, {shown}.</div></div>'
    )
    return {
        FEED: f"{head}{item.format(1, news, comments)}{item.format(2, news, '')}</channel></rss>",
        COMMENTS: f"{head}{item.format(3, f'{news}#3', '')}</channel></rss>",
        FORUM: f'<li><a href="/t/1">{shown}</a>1</li><li><a href="/t/{link}">x</a>2</li>',
        f"{FORUM}t/1": f"<h1>{shown} hier</h1>{post.format(1, 'Ann')}",
        f"{FORUM}t/{link}": f"<h1>Over {shown}</h1>{post.format(2, author)}",
    }


def rows(name: str, said: str, link: str) -> str:
    """Return an export in which *name* stands wherever a name may stand."""
    told = {"text": f"Dat zei {said} gisteren", "title": f"Aan {said}",
            "url": f"https://groep.example/{link}"}  # fmt: skip
    listed = [
        {"id": f"1-{name}", "thread": "a", "author": None, **told},
        {"id": f"2-{name}", "thread": name, "author": name, **told},
        {"id": "3", "thread": name, "parent": f"2-{name}", "author": "Ann", **told},
    ]
    return "".join(json.dumps(row) + "\n" for row in listed)


@contextmanager
def logging_into(told: io.StringIO) -> Iterator[None]:
    """Send the log to *told*, as a service writes it."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    with redirect_stderr(told):
        log.configure(as_json=True)
        try:
            yield
        finally:
            root.handlers = handlers
            root.setLevel(level)
            structlog.reset_defaults()


@settings(deadline=None, max_examples=40)
@given(
    name=HANDLES.filter(can_be_found),
    disguise=st.sampled_from(sorted(DISGUISES)),
    spelling=st.sampled_from(sorted(LINKS)),
)
def test_no_author_is_found_in_what_collecting_leaves_behind(
    name: str, disguise: str, spelling: str
) -> None:
    said, link = DISGUISES[disguise](name), LINKS[spelling](name)
    assume("/" not in link)
    told = io.StringIO()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "a.jsonl").write_text(rows(name, said, link), "utf-8")
        fetcher = FakeFetcher(pages(name, said, link))
        with open_store(folder / "town.db") as store, logging_into(told):
            counts = asyncio.run(run(store, town(folder), fetcher, KEY, FakeClock()))
            marks = repr(store.sources.all())
            left = b"".join(path.read_bytes() for path in folder.glob("town.db*"))
    assert (counts["new"], counts["sources_failed"]) == (8, 0)
    sought = skeleton(name)
    for kept in (left.decode("utf-8", "ignore"), marks, told.getvalue()):
        assert sought not in skeleton(kept)
        assert quote(name).lower() not in kept.lower()
