"""A labelled folder and settings in, posts as a source would give them out; no label goes along."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from jobs.evaluate.records import Record, fault, read_posts
from jobs.model import RawPost, SourceId, Speaker
from jobs.settings import Settings, plain_source
from jobs.settings.schema import Account, Source

SEARCHES: Final = frozenset({"mastodon", "bluesky", "twitter", "x"})
"""Platforms read by a search word: their posts come from anywhere."""
_OPENING: Final = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A folder of posts, ready for the stages.

    Attributes:
        posts: Posts by source, in the order of the files.
        ids: Ids of the posts, in the order of the files.
        latest: When the last of them was posted.
        settings: The municipality, with every source and own account of the posts.
    """

    posts: Mapping[SourceId, tuple[RawPost, ...]]
    ids: tuple[tuple[SourceId, str], ...]
    latest: datetime
    settings: Settings


def own_authors(settings: Settings) -> frozenset[str]:
    """Return the authors that *settings* says are the municipality itself."""
    return frozenset(
        account.author for account in settings.accounts if account.role is Speaker.MUNICIPALITY
    )


def read_corpus(folder: Path, settings: Settings, own: frozenset[str]) -> Corpus:
    """Return the posts in *folder*, and *settings* with the sources and accounts they come from.

    Args:
        folder: Holds ``posts-*.jsonl``.
        settings: Of the municipality; need not name the sources.
        own: Authors that are the municipality itself, wherever they write.

    Raises:
        UsageError: A line cannot be used; the message says which and why.
    """
    lines = tuple(read_posts(folder))
    openings = {
        _text(where, record, "thread"): str(record["id"])
        for where, record in lines
        if record.get("type", _OPENING) == _OPENING
    }
    posts: dict[SourceId, list[RawPost]] = defaultdict(list)
    platforms: dict[SourceId, str] = {}
    accounts: dict[tuple[str, str], Account] = {
        (account.source, account.author): account for account in settings.accounts
    }
    moments: list[datetime] = []
    for where, record in lines:
        source = SourceId(_text(where, record, "source"))
        author = _text(where, record, "author")
        posts[source].append(_raw(where, record, source, openings))
        platforms.setdefault(source, str(record.get("platform") or "website"))
        moments.append(_moment(where, record))
        if author in own:
            accounts.setdefault((source, author), Account(source=source, author=author))
    known = {source.id for source in settings.sources}
    added = [_source(name, kind) for name, kind in platforms.items() if name not in known]
    return Corpus(
        posts={source: tuple(listed) for source, listed in posts.items()},
        ids=tuple((SourceId(str(record["source"])), str(record["id"])) for _, record in lines),
        latest=max(moments),
        settings=settings.model_copy(
            update={
                "sources": (*settings.sources, *added),
                "accounts": tuple(accounts.values()),
            }
        ),
    )


def _source(name: SourceId, platform: str) -> Source:
    source = plain_source(name, platform=platform)
    return source.model_copy(update={"local": platform not in SEARCHES})


def _raw(where: str, record: Record, source: SourceId, openings: Mapping[str, str]) -> RawPost:
    name, thread = str(record["id"]), _text(where, record, "thread")
    root = openings.get(thread, thread)
    parent = record.get("parent")
    likes = record.get("likes", 0)
    return RawPost(
        source_id=source,
        native_id=name,
        thread_native_id=None if root == name else root,
        parent_native_id=parent if isinstance(parent, str) else None,
        author=_text(where, record, "author"),
        title=str(record.get("title") or ""),
        body=_text(where, record, "text"),
        posted_at=_moment(where, record),
        url=str(record["url"]) if isinstance(record.get("url"), str) else None,
        reactions=likes if isinstance(likes, int) else 0,
    )


def _text(where: str, record: Record, field: str) -> str:
    value = record.get(field)
    if not isinstance(value, str):
        raise fault(where, f"'{field}' must be a string")
    return value


def _moment(where: str, record: Record) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(where, record, "created_at"))
    except ValueError as error:
        raise fault(where, "'created_at' must be an ISO 8601 moment") from error
    if moment.tzinfo is None:
        raise fault(where, "'created_at' must say its time zone")
    return moment
