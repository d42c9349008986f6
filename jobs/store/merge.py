"""A post as read, what is known of it → whether to insert, update or leave it, and the count."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from jobs.model import Post, Tally
from jobs.store.columns import moment_text
from jobs.store.rows import fields_of

_FIELDS: Final = fields_of(Post)
_OURS: Final = frozenset({"id", "collected_at", "erased_at"})
"""What no source can change: left out of the content hash."""
_MASK: Final = re.compile(r"\[[\w/-]{2,22}\]")
"""What stands for whoever was named; redaction has labels of one word."""


def content_hash(post: Post) -> str:
    """Return a hash of everything a source can change in *post*."""
    parts = {name: getattr(post, name) for name in _FIELDS if name not in _OURS}
    parts["posted_at"] = moment_text(post.posted_at)
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What must be known of a stored post to judge a new reading of it."""

    id: str
    posted_at: datetime
    collected_at: datetime
    date_suspect: bool
    erased_at: datetime | None
    changed_at: datetime | None
    title: str
    text: str
    content_hash: str


_KNOWN: Final = fields_of(Known)


class Ledger:
    """One reading of one source, entered post by post; order makes no difference."""

    def __init__(self, known: dict[str, Known], tombstones: set[str]) -> None:
        self._known = known
        self._tombstones = tombstones
        self._inserts: dict[str, dict[str, Any]] = {}
        self._updates: dict[str, dict[str, Any]] = {}
        self._counts: Counter[str] = Counter()

    def enter(self, post: Post) -> None:
        """Decide what becomes of *post*, and count it."""
        known = self._known.get(post.id)
        if known is None and post.id in self._tombstones:
            self._counts["erased"] += 1
            return
        if known is None:
            self._keep(self._inserts, post, "new", None)
            return
        merged = _merged(known, post)
        if known.erased_at is not None or content_hash(merged) == known.content_hash:
            self._counts["same"] += 1
            return
        rows = self._inserts if post.id in self._inserts else self._updates
        reworded = _is_new(known.title, merged.title) or _is_new(known.text, merged.text)
        self._keep(rows, merged, "changed", post.collected_at if reworded else known.changed_at)

    def inserts(self) -> tuple[dict[str, Any], ...]:
        """Return the rows to insert."""
        return tuple(self._inserts.values())

    def updates(self) -> tuple[dict[str, Any], ...]:
        """Return the rows to write over what is stored."""
        return tuple(self._updates.values())

    def tally(self, refused: dict[str, int], gone: int) -> Tally:
        """Return where every item went; *refused* are those left out before."""
        counts = self._counts
        late = {"erased": counts["erased"]} if counts["erased"] else {}
        return Tally(
            new=counts["new"],
            changed=counts["changed"],
            same=counts["same"],
            gone=gone,
            refused=dict(Counter(refused) + Counter(late)),
        )

    def _keep(
        self, rows: dict[str, dict[str, Any]], post: Post, count: str, changed_at: datetime | None
    ) -> None:
        row = {name: getattr(post, name) for name in _FIELDS}
        rows[post.id] = row | {"content_hash": content_hash(post), "changed_at": changed_at}
        self._counts[count] += 1
        self._known[post.id] = Known(**{name: rows[post.id][name] for name in _KNOWN})


def _merged(known: Known, post: Post) -> Post:
    """Return *post* with what we know better: when we first read it, and a first, usable moment."""
    if post.date_suspect:
        post = replace(post, posted_at=known.posted_at, date_suspect=known.date_suspect)
    return replace(post, collected_at=known.collected_at, erased_at=known.erased_at)


def _is_new(before: str, now: str) -> bool:
    """Whether *now* says what *before* did not, but for what is masked since.

    A name is masked in an old post too once its bearer writes in the thread, or a later version of
    ours knows it for a name; nobody wrote anything then.
    """
    start = 0
    first, *rest = _MASK.split(now)
    if not rest or not before.startswith(first):
        return before != now
    for part in (first, *rest):
        found = before.find(part, start)
        if found < 0:
            return True
        start = found + len(part)
    return not before.endswith(rest[-1])
