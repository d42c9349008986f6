"""A row of a WordPress list in, an article or a comment as read out."""

from datetime import UTC, datetime
from html import unescape
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.kit.interface import Fields
from jobs.errors import SourceBroken
from jobs.model import RawPost

_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)


def article(row: Fields, author: str | None) -> RawPost:
    """Return an article by *author*, or else by whom the site names: by name, or by number."""
    authors = row.rows("_embedded", "author")
    told = unescape(authors[0].text("name")) if authors else ""
    return RawPost(
        source_id=row.source_id,
        native_id=number(row, "id"),
        author=author or told or str(row.number("author") or "") or None,
        title=row.text("title", "rendered"),
        body=row.text("content", "rendered"),
        posted_at=_moment(row, "date_gmt"),
        url=row.text("link") or None,
    )


def comment(row: Fields) -> RawPost:
    """Return a comment; its ids are numbers of their own, beside those of articles."""
    thread, parent = number(row, "post"), row.number("parent")
    return RawPost(
        source_id=row.source_id,
        native_id=comment_id(number(row, "id")),
        thread_native_id=thread,
        parent_native_id=comment_id(str(parent)) if parent else thread,
        author=unescape(row.text("author_name")) or None,
        body=row.text("content", "rendered"),
        posted_at=_moment(row, "date_gmt"),
        url=row.text("link") or None,
    )


def comment_id(number_of_it: str) -> str:
    """Return the native id of a comment, as its own address ends."""
    return f"comment-{number_of_it}"


def number(row: Fields, name: str) -> str:
    """Return the id of a row as text; one that is no number from 1 on is another form."""
    found = row.number(name)
    if found < 1:
        raise SourceBroken(row.source_id, ReadReason.SCHEMA_DRIFT, name)
    return str(found)


def seconds(row: Fields, name: str, now: datetime) -> int:
    """Return a moment that has been, in seconds since 1970; 0 when the site's clock is wrong."""
    found = _moment(row, name)
    return int(min(found, now).timestamp()) if found else 0


def _moment(row: Fields, name: str) -> datetime | None:
    """Return a moment that WordPress writes in UTC without saying so; None when it is none."""
    try:
        found = datetime.fromisoformat(row.text(name))
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if found >= _FIRST else None
