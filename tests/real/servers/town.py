"""The demo town's posts as threads, for filling real servers with them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from jobs.model import Week
from tests.real.servers.run import ROOT

ZONE = ZoneInfo("Europe/Brussels")
SPOKESMEN = ("gemeente", "heikoerier", "schepen_terlinck")
"""Authors that the configuration names; every other name must never be seen again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TownPost:
    """One post of the corpus, without its labels."""

    id: str
    source: str
    thread: str
    parent: str | None
    author: str
    at: datetime
    text: str


def posts() -> Iterator[TownPost]:
    """Yield every post of the demo town, threads whole."""
    for path in sorted((ROOT / "jobs" / "demo" / "heidebeek").glob("posts-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield TownPost(
                id=row["id"],
                source=row["source"],
                thread=row["thread"],
                parent=row["parent"],
                author=row["author"] if row["author"] in SPOKESMEN else f"canary-{row['author']}",
                at=datetime.fromisoformat(row["created_at"]).astimezone(UTC),
                text=row["text"],
            )


def threads(*sources: str, week: Week) -> list[list[TownPost]]:
    """Return the threads of *sources* that were opened in *week*, each in order of time."""
    found: dict[str, list[TownPost]] = {}
    for post in posts():
        if post.source in sources:
            found.setdefault(post.thread, []).append(post)
    ordered = [sorted(thread, key=lambda post: (post.at, post.id)) for thread in found.values()]
    return [thread for thread in ordered if Week.of(thread[0].at, ZONE) == week]
