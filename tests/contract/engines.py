"""Which store engines there are, and rows to put in them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from jobs.model import Cursor, Post, PostId, SourceId, SourceState, SourceStatus, Tally
from jobs.store import Store
from tests.make import MONDAY
from tests.stores import open_store

ENGINES: Final[dict[str, Callable[[Path], Store]]] = {
    "sqlite": lambda path: open_store(path / "store.db"),
}
MINUTE: Final = timedelta(minutes=1)
LEASE: Final = timedelta(seconds=60)
DAY: Final = timedelta(days=1)
STATUS: Final = SourceStatus(
    source_id=SourceId("groep"),
    cursor=Cursor(marks={"newest": "7"}, validators={"https://g.example/": ("etag", "date")}),
    state=SourceState.OK,
    read_at=MONDAY,
    tried_at=MONDAY,
)


def save(store: Store, *posts: Post, gone: tuple[PostId, ...] = ()) -> Tally:
    """Save a reading of the source ``groep``."""
    return store.posts.save(posts, gone, STATUS, {})
