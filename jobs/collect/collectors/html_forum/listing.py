"""The list of topics in, those that changed out; and the addresses of those that are looked for."""

import asyncio
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import timedelta

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.html_forum.marks import TopicMarks
from jobs.collect.collectors.html_forum.pages import Topic, read_list
from jobs.collect.collectors.html_forum.topic import Pages
from jobs.collect.collectors.kit.validators import UNKNOWN
from jobs.collect.moments import to_utc
from jobs.errors import SelectorDrift


@dataclass(slots=True)
class Listing:
    """What the list of topics told.

    Attributes:
        changed: Topics to read, newest first.
        seen: Every topic on it, by key.
        cut: It went on too long.
        validators: To ask whether it changed.
    """

    changed: list[Topic] = field(default_factory=list)
    seen: dict[str, Topic] = field(default_factory=dict)
    cut: bool = False
    validators: tuple[str, str] = UNKNOWN


async def read_listing(
    pages: Pages,
    marks: TopicMarks,
    *,
    url: str,
    reach: timedelta,
    wanted: AbstractSet[str],
    held: tuple[str, str],
) -> Listing:
    """Return what the list at *url* tells.

    Walks it until a page on which every topic is known and unchanged, or too old; a topic that
    could not be read before, or is *wanted*, is looked for as long as topics are not too old.

    Args:
        pages: The pages of the forum.
        marks: What is known of its topics.
        url: The first page of the list.
        reach: Topics that were silent longer are too old.
        wanted: Keys of the topics whose address is looked for.
        held: Validators of the first page, when all that it showed was read.

    Raises:
        SourceError: It could not be read.
    """
    listing, troubled = Listing(), marks.troubled
    missing = troubled | wanted
    following: str | None = url
    walked: set[str] = set()
    fresh: list[Topic] = []
    while following is not None and following not in walked and len(walked) < pages.visit.max_pages:
        response = await pages.get(following, UNKNOWN if walked or missing else held)
        if response.status == 304:
            listing.validators = response.validators
            return listing
        topics, behind = await asyncio.to_thread(read_list, response, pages.select)
        if not walked:
            listing.validators = response.validators
            if not topics:
                detail = "select.row: none"
                source_id = pages.visit.source_id
                raise SelectorDrift(source_id, ReadReason.SELECTOR_DRIFT, detail)
        walked.add(following)
        recent = [topic for topic in topics if not _is_old(pages, topic, reach)]
        fresh = [topic for topic in recent if not marks.is_settled(topic)]
        new = [topic for topic in fresh if topic.key not in listing.seen]
        listing.changed.extend({topic.key: topic for topic in new}.values())
        listing.seen.update((topic.key, topic) for topic in topics)
        missing -= listing.seen.keys()
        following = behind if fresh or (missing and recent) else None
    marks.forget_troubled(troubled - listing.seen.keys())
    listing.cut = following is not None and bool(fresh)
    return listing


def _is_old(pages: Pages, topic: Topic, reach: timedelta) -> bool:
    visit = pages.visit
    moment, doubtful = to_utc(topic.active, now=visit.now, zone=visit.zone)
    return not doubtful and moment < visit.now - reach
