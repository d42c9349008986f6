"""A small town for the tests of collect, and shorthands to read and keep with it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from jobs.collect.collectors.registry import COLLECTORS
from jobs.collect.keep import Keeping, keep_all
from jobs.collect.protocol import MAX_ITEMS, Visit
from jobs.collect.pseudonym import thread_id
from jobs.collect.request import Fetches
from jobs.model import Batch, Cursor, Post, RawPost, SourceId
from jobs.settings.schema import Settings, Source
from tests.fakes import NOW, FakeFetcher

KEY = b"k" * 32
ZONE = ZoneInfo("Europe/Brussels")
MONDAY = datetime(2026, 11, 9, 7, 15, tzinfo=UTC)


def make_source(kind: str = "feed", name: str = "groep", **options: object) -> dict[str, object]:
    """Return a ``[[source]]`` as settings hold it, with checked options."""
    model: type[BaseModel] = COLLECTORS[kind].Options
    return {
        "id": name,
        "name": "De groep",
        "kind": kind,
        "owner": "community",
        "purpose": "to hear what lives",
        "legal_basis": "public task",
        "access": "open",
        "options": model.model_validate(options),
    }


def make_settings(*sources: dict[str, object], folder: Path = Path()) -> Settings:
    """Return the settings of Heidebeek with *sources*; by default one feed called groep."""
    settings = Settings.model_validate(
        {
            "municipality": {
                "name": "Heidebeek",
                "aliases": ["de gemeente"],
                "streets": ["Molenstraat", "Kerkstraat", "Op den Berg"],
                "neighbours": ["Nederzande"],
                "office_holders": ["burgemeester Mia Dewachtere", "schepen Fons Terlinck (afval)"],
            },
            "source": list(sources) or [make_source(url="https://site.example/feed")],
            "department": [{"id": "groen", "name": "Groen", "about": "bomen"}],
            "account": [
                {"source": "groep", "author": "Gemeente"},
                {"source": "groep", "author": "de krant", "role": "press"},
            ],
            "delivery": {"sender": "a@town.example", "lead": ["lead@town.example"]},
        }
    )
    return settings.model_copy(update={"folder": folder})


def make_keeping(settings: Settings | None = None) -> Keeping:
    """Return how posts of the first source are kept."""
    settings = settings or make_settings()
    source: Source = settings.sources[0]
    return Keeping.of(settings, source, KEY, NOW)


def make_raw(  # noqa: PLR0913 - a builder has one optional argument a field
    body: str = "De lampen in de Molenstraat zijn weer uit",
    *,
    native: str = "1",
    thread: str | None = None,
    parent: str | None = None,
    author: str | None = "zonnebloem77",
    title: str = "",
    at: object = "2026-11-09T08:15:00+01:00",
    url: str | None = None,
    reactions: int = 0,
    language: str | None = None,
) -> RawPost:
    """Return a post as read."""
    return RawPost(
        source_id=SourceId("groep"),
        native_id=native,
        thread_native_id=thread,
        parent_native_id=parent,
        author=author,
        title=title,
        body=body,
        posted_at=at,  # type: ignore[arg-type]  # hostile values too
        url=url,
        reactions=reactions,
        language=language,
    )


def keep_one(raw: RawPost) -> Post:
    """Return the one post that is kept of *raw*."""
    posts, refused = keep_all([raw], make_keeping())
    assert not refused
    return posts[0]


def visit(
    kind: str,
    fetcher: Fetches | None = None,
    *,
    cursor: Cursor | None = None,
    max_pages: int = 50,
    max_items: int = MAX_ITEMS,
    options: Mapping[str, object],
) -> Visit:
    """Return a visit to a source of *kind*."""
    return Visit(
        source_id=SourceId("groep"),
        options=COLLECTORS[kind].Options.model_validate(options),
        cursor=cursor or Cursor.start(),
        fetcher=fetcher or FakeFetcher(),
        folder=Path(),
        now=NOW,
        zone=ZONE,
        max_pages=max_pages,
        max_items=max_items,
        thread_id=partial(thread_id, KEY, SourceId("groep")),
    )


async def batches_of(kind: str, visiting: Visit) -> list[Batch]:
    """Return everything that the collector of *kind* yields."""
    return [batch async for batch in COLLECTORS[kind].collect(visiting)]


def posts_of(batches: Iterable[Batch]) -> list[RawPost]:
    """Return the posts of *batches*, in order."""
    return [post for batch in batches for post in batch.posts]
