"""No author of any kind of source that is shipped gets past its collector and what follows it."""

import asyncio
import io
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email.utils import formataddr
from html import escape, unescape
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from jobs.collect.collectors.registry import SHIPPED
from jobs.collect.crowd import parts_of
from jobs.collect.job import run
from jobs.language.folding import skeleton
from jobs.model import Counts
from jobs.settings.schema import Settings
from jobs.settings.secrets import variable
from tests.collect.imap_fake import Letterbox, letter
from tests.collect.town import KEY, make_settings, make_source
from tests.contract.test_collectors import BY_HAND, NAME, PLACES, REDDIT_TOKEN
from tests.fakes import FakeClock, FakeFetcher
from tests.properties.test_no_author import can_be_found, logging_into
from tests.stores import open_store

Pages = dict[str, str | bytes | Exception]

SAID = frozenset({"bericht", "<p>bericht</p>", "x", "titel", "Vraag", "Straatverlichting"})
"""What the places of the contract suite say."""
SECRETS = ("meta", "google", "a", "b", "mail")

RARE = st.text(alphabet="kqvwxyzéüñøß", min_size=4, max_size=7)
LIKELY = st.text(alphabet="abcdefghijklmnopqrstuvwxyzàéïöüç", min_size=2, max_size=6)
WORDS = st.tuples(LIKELY, RARE).map("".join)
FIRST = st.sampled_from(["Zoë", "José", "Günther", "Łukasz", "Anaïs", "Ümit", "Bjørn", "Marc"])
BETWEEN = st.sampled_from([" ", " van den ", " De ", "-", " 'T "])
NAMES = st.one_of(
    st.tuples(WORDS, st.sampled_from("_.-"), WORDS).map("".join),
    st.tuples(WORDS, st.integers(0, 9999).map(str)).map("".join),
    st.tuples(FIRST, BETWEEN, WORDS.map(str.capitalize)).map("".join),
    st.tuples(WORDS, st.sampled_from("🌻✨🚲"), WORDS).map("".join),
    st.tuples(WORDS, st.just("@"), WORDS, st.just(".example")).map("".join),
    st.tuples(WORDS.map(str.upper), st.sampled_from([" (afd. 3)", "!", " & Zn."])).map("".join),
).filter(can_be_found)

MENTIONS = (
    "Dat zei {name} gisteren",
    '"{name}": zo is het',
    "> {name} schreef:\n> de lampen zijn uit\nJa",
    "@{name} kijk eens",
    "Zie https://forum.example/u/{link} en /u/{name}",
    "Zie www.forum.example/profiel/{link}?tab=x",
    "[quote={name}]de lampen[/quote] inderdaad",
    "{upper}, {name} en {name}.",
)
LINKS = (
    "https://forum.example/u/{link}",
    "https://forum.example/t/over-{link}/1",
    "https://forum.example/1?by={link}#c2",
    "https://forum.example/@{link}/1",
)
TROUBLES = ("cut", "said", "renamed", "raised", "refused")
ADDRESSES = ("url", "link", "permalink", "permalink_url", "ap_id")


@dataclass(frozen=True)
class Cast:
    """Two authors of one source, who speak of each other: one of even posts, one of odd ones."""

    names: tuple[str, str]
    mention: str
    link: str

    def text(self) -> str:
        """Return what is said of both."""
        return "\n".join(self._filled(self.mention, name) for name in self.names)

    def address(self, who: int = 0) -> str:
        """Return an address that names one of them."""
        return self._filled(self.link, self.names[who])

    def _filled(self, told: str, name: str) -> str:
        return told.format(name=name, upper=name.upper(), link=quote(name, safe=""))


def told(value: object, cast: Cast, who: int = 0) -> object:
    """Return JSON in which the people of *cast* write and are written about."""
    if isinstance(value, list):
        return [told(one, cast, who) for one in value]
    if isinstance(value, dict):
        who = writer(value, who)
        row = {name: told(one, cast, who) for name, one in value.items()}
        if row.keys() & {"id", "uri", "pid", "link_id"}:
            row |= dict.fromkeys(ADDRESSES, cast.address(who))
        if "link_id" in row:
            row["selftext"] = cast.text()
        return row
    if not isinstance(value, str):
        return value
    if value in SAID:
        return escape(cast.text()) if value.startswith("<") else cast.text()
    return value.replace(NAME, cast.names[who]).replace(NAME.lower(), repository(cast))


def writer(row: dict[str, object], who: int) -> int:
    """Return who writes *row*: which of both by its number; *who* does when it has none."""
    if row.get("name") == NAME:  # a person, who may have a number too
        return who
    inner = row.get("post")
    found = {**row, **inner} if isinstance(inner, dict) else row
    ids = (str(found.get(key))[-1:] for key in ("reviewId", "pid", "uri", "id", "name"))
    return next((int(last) % 2 for last in ids if last.isdigit()), who)


def repository(cast: Cast) -> str:
    """Return a name that is like the one of the first of *cast*, in the few letters it may have."""
    letters = "".join(parts_of(cast.names[0]))
    return "".join(sign for sign in letters if sign.isascii())


def markup(page: str, cast: Cast) -> str:
    """Return a page in which the people of *cast* write and are written about."""
    first, *rest = page.split(NAME)
    authors = (escape(cast.names[place % 2]) for place in range(1, len(rest) + 1))
    page = first + "".join(f"{author}{piece}" for author, piece in zip(authors, rest, strict=True))
    said, link = escape(escape(cast.text())), escape(cast.address())
    page = page.replace("<title>x</title>", "").replace(
        "<p>bericht</p>", f"<p>{unescape(said)}</p>"
    )
    return page.replace("bericht", said).replace("</item>", f"<link>{link}</link></item>")


def peopled(kind: str, page: str, cast: Cast) -> str:
    """Return a *page* of the place of *kind* with the people of *cast* in it."""
    if kind == "telegram_public":
        return passed_on(page, cast)
    if kind == "export":
        return "".join(json.dumps(told(json.loads(row), cast)) + "\n" for row in page.splitlines())
    if not page.startswith(("{", "[")):
        return markup(page, cast)
    if kind == "open311":
        return json.dumps([{**row, **reporter(cast)} for row in json.loads(page)])
    return json.dumps(told(json.loads(page), cast))


def passed_on(page: str, cast: Cast) -> str:
    """Return the preview of a channel that tells who signed and whom it passed on."""
    name, address = escape(cast.names[0]), escape(cast.address())
    front = (
        f'<div class="tgme_widget_message_forwarded_from"><a href="{address}">{name}</a></div>'
        f'<span class="tgme_widget_message_from_author">{name}</span>'
    )
    text = '<div class="tgme_widget_message_text'
    return page.replace(text, front + text)


def reporter(cast: Cast) -> dict[str, str]:
    """Return what a server tells of who made a report, though it should not."""
    name, other = cast.names
    return {
        "first_name": name, "last_name": other, "email": f"{quote(name)}@x.example",
        "account_id": name, "media_url": cast.address(), "agency_responsible": other,
    }  # fmt: skip


def mails(pages: Pages, cast: Cast) -> dict[int, bytes]:
    """Return as many mails as *pages* has, that tell what the people of *cast* wrote."""
    one, other = cast.names
    return {
        number: letter(
            cast.text(),
            number=f"{number}.{quote(one)}@x.example",
            sender=formataddr((one if number % 2 else "Buren", "melding@groepen.example")),
            subject="[Buren] vraag" if number % 2 else f"{other} posted in Buren",
            References=f"<1.{quote(one)}@x.example>",
        )
        for number in range(1, len(pages) + 1)
    }


def troubled(page: str, trouble: str, cast: Cast) -> str | Exception:
    """Return what a place answers instead of *page*."""
    name = cast.names[0]
    broken: dict[str, str | Exception] = {
        "cut": page[: len(page) * 2 // 3],
        "said": f"<h1>{escape(name)} bestaat niet</h1> <a href='/u/{quote(name)}'>x</a>",
        "renamed": page.replace('"id"', json.dumps(name)).replace("data-post", "data-x"),
        "raised": RuntimeError(f"cannot read {name} at /u/{quote(name)}"),
        "refused": json.dumps({"error": {"message": name, "type": name}, "message": name}),
    }
    return broken[trouble]


def cells(path: Path) -> Iterator[str]:
    """Yield everything that stands in the database *path*, JSON also as what it means."""
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - our own names
                for cell in row:
                    text = cell.decode("utf-8", "ignore") if isinstance(cell, bytes) else str(cell)
                    yield text
                    if text.startswith(("{", "[")):
                        with suppress(ValueError):  # a text may begin with a label
                            yield json.dumps(json.loads(text), ensure_ascii=False)


def squeezed(text: str) -> str:
    """Return the letters and digits of *text*, as skeletons."""
    return "".join(sign for sign in skeleton(text) if sign.isalnum())


@dataclass(frozen=True)
class Town:
    """A municipality with a source of every kind.

    Attributes:
        folder: Where its store and its files lie.
        casts: Who writes in each of its sources, by kind.
        told: Its log, and how its sources stood after each reading.
    """

    folder: Path
    casts: dict[str, Cast]
    told: io.StringIO = field(default_factory=io.StringIO)

    @property
    def store(self) -> Path:
        """Its database, away from the files that it reads."""
        return self.folder / "store" / "town.db"

    def read(self, which: str, trouble: str = "") -> Counts:
        """Read every source as its place is (``pages`` or ``grown``), or in *trouble*."""
        pages: Pages = {}
        box = Letterbox()
        for kind, cast in self.casts.items():
            place: Pages = getattr(PLACES[kind], which)
            if kind == "mailbox":
                box.mails = mails(place, cast)
            else:
                pages |= {url: self._page(kind, url, place[url], trouble) for url in place}
        if trouble:
            box.answers = {"SEARCH": f"TAG NO {self.casts['mailbox'].names[0]}\r\n".encode()}
        with box, open_store(self.store) as store, logging_into(self.told):
            settings = self._settings(box.port)
            done = asyncio.run(run(store, settings, FakeFetcher(pages), KEY, FakeClock()))
            self.told.write(repr(store.sources.all()))
        return done

    def _page(
        self, kind: str, url: str, page: str | bytes | Exception, trouble: str
    ) -> str | Exception:
        assert not isinstance(page, Exception)
        text, cast = page.decode() if isinstance(page, bytes) else page, self.casts[kind]
        made: str | Exception = text if url in REDDIT_TOKEN else peopled(kind, text, cast)
        if trouble and url not in REDDIT_TOKEN:
            made = troubled(str(made), trouble, cast)
        if kind == "export" and isinstance(made, str):
            (self.folder / url).write_text(made, "utf-8")
        return made

    def _settings(self, port: int) -> Settings:
        more = {"mailbox": {"port": port}}
        sources = (
            make_source(
                kind,
                "groep" if kind == "export" else kind.replace("_", "-"),
                **{**PLACES[kind].options, **more.get(kind, {})},
            )
            for kind in self.casts
        )
        return make_settings(*sources, folder=self.folder)


@pytest.fixture(scope="module", autouse=True)
def _secrets() -> Iterator[None]:
    """Set the secrets that the places name."""
    with pytest.MonkeyPatch.context() as patch:
        for name in SECRETS:
            patch.setenv(variable(name), "geheim")
        yield


@settings(deadline=None, max_examples=25, phases=(Phase.reuse, Phase.generate))
@given(
    names=st.lists(NAMES, min_size=2, max_size=6, unique_by=squeezed),
    mentions=st.lists(st.sampled_from(MENTIONS), min_size=1, max_size=4),
    links=st.lists(st.sampled_from(LINKS), min_size=1, max_size=3),
    trouble=st.sampled_from(TROUBLES),
)
def test_no_author_of_any_kind_of_source_is_found_in_what_reading_it_leaves_behind(
    names: list[str], mentions: list[str], links: list[str], trouble: str
) -> None:
    people, said, linked = map(cycle, (names, mentions, links))
    casts = {kind: Cast((next(people), next(people)), next(said), next(linked)) for kind in SHIPPED}
    with tempfile.TemporaryDirectory() as place:
        town = Town(Path(place), casts)
        first, _, broken, last = (
            town.read("pages"), town.read("grown"), town.read("grown", trouble), town.read("grown"),
        )  # fmt: skip
        left = [path.read_bytes().decode("utf-8", "ignore") for path in town.store.parent.iterdir()]
        stored = list(cells(town.store))
    assert (first["new"], first["sources_failed"]) == (2 * len(set(SHIPPED) - BY_HAND), 0)
    assert (broken["sources_failed"] > 0, last["sources_failed"]) == (True, 0)
    kept = [*left, town.told.getvalue(), *stored]
    for name in names:
        for form in (name, name.partition("@")[0]):
            for spelled in (form.lower(), quote(form).lower(), json.dumps(form)[1:-1].lower()):
                assert not any(spelled in text.lower() for text in kept)
            assert not any(skeleton(form) in skeleton(text) for text in kept)
            assert not any(squeezed(form) in squeezed(text) for text in stored)
