"""Entries of a feed in, posts out: what answers another, or all of one thread, as comments."""

from collections.abc import Iterable, Iterator

from jobs.collect.collectors.feed.entries import Entry
from jobs.collect.collectors.feed.options import Links
from jobs.model import RawPost, SourceId


def items(
    source_id: SourceId, entries: tuple[Entry, ...], links: Links, author: str | None
) -> Iterator[RawPost]:
    """Yield items as posts, all by *author* if there is one."""
    answers = {entry.id: entry.reply_to for entry in entries if entry.reply_to}
    for entry in entries:
        if entry.reply_to:
            yield _comment(source_id, entry, _root(entry.id, answers))
        else:
            yield RawPost(
                source_id=source_id,
                native_id=entry.id,
                author=author or entry.author or None,
                title=entry.title,
                body=entry.body,
                posted_at=entry.moment,
                url=links.item(entry.link),
                language=entry.language,
            )


def comments(source_id: SourceId, entries: Iterable[Entry], root: str) -> tuple[RawPost, ...]:
    """Return entries as comments in the thread that *root* opens."""
    return tuple(_comment(source_id, entry, root) for entry in entries)


def _root(native_id: str, answers: dict[str, str]) -> str:
    """Return what a reply goes back to in the end; replies in a circle end where we came from."""
    seen = set()
    while native_id not in seen and (above := answers.get(native_id)):
        seen.add(native_id)
        native_id = above
    return native_id


def _comment(source_id: SourceId, entry: Entry, root: str) -> RawPost:
    """Return *entry* as a comment; without its title, which mostly names its author.

    One with an empty place for a text was emptied; what has none says it in its title.
    """
    return RawPost(
        source_id=source_id,
        native_id=entry.id,
        thread_native_id=root,
        parent_native_id=entry.reply_to or root,
        author=entry.author or None,
        body=entry.title if entry.bare else entry.body,
        posted_at=entry.moment,
        url=entry.link,
        language=entry.language,
    )
