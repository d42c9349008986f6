"""What Discourse, NodeBB, an Open311 server and a Telegram preview answer, from a few values."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from tests.fakes import NOW

Pages = dict[str, str | bytes | Exception]

DISCOURSE = "https://forum.example"
NODEBB = "https://talk.example"
OPEN311 = "https://meldpunt.example/open311/v2"
TELEGRAM = "https://t.me/s/Klaprooszaad"
AUTHOR = "Klaprooszaad"
SPAN = timedelta(days=14)


@dataclass(frozen=True)
class Said:
    """A post of a topic; *more* are fields that its forum tells besides."""

    id: int
    text: str = "<p>bericht</p>"
    at: datetime = NOW - timedelta(hours=2)
    author: str = AUTHOR
    answers: int | None = None
    more: Mapping[str, object] = field(default_factory=dict)

    def with_(self, **more: object) -> "Said":
        """Return the same with other fields of the forum."""
        return replace(self, more={**self.more, **more})


@dataclass(frozen=True)
class Thread:
    """A topic; *more* are fields that the list tells besides."""

    id: int
    posts: tuple[Said, ...]
    title: str = "Vraag"
    active: datetime | None = None
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """When somebody answered last."""
        return self.active or max(post.at for post in self.posts)


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def discourse(*threads: Thread, list_at: str = "/latest.json", per_page: int = 30) -> Pages:
    """Return the answers of a forum that holds *threads*, newest activity first."""
    pages: Pages = {}
    parts = [threads[at : at + per_page] for at in range(0, len(threads), per_page)] or [()]
    for number, part in enumerate(parts):
        listed: dict[str, object] = {"topics": [_discourse_topic(thread) for thread in part]}
        if number + 1 < len(parts):
            listed["more_topics_url"] = "/latest?page=1"
        query = urlencode({**({"order": "activity"} if "/c/" in list_at else {}), "page": number})
        pages[f"{DISCOURSE}{list_at}?{query}"] = json.dumps({"topic_list": listed})
    for thread in threads:
        pages |= _discourse_thread(thread)
    return pages


def _discourse_topic(thread: Thread) -> dict[str, object]:
    return {
        "id": thread.id, "title": thread.title, "posts_count": len(thread.posts),
        "highest_post_number": len(thread.posts), "bumped_at": iso(thread.at),
        "last_posted_at": iso(thread.at), "pinned": False, "visible": True, **thread.more,
    }  # fmt: skip


def _discourse_thread(thread: Thread) -> Pages:
    rows = {
        str(post.id): {
            "id": post.id, "username": post.author, "name": "Voornaam Naam",
            "created_at": iso(post.at), "updated_at": iso(post.at), "cooked": post.text,
            "post_number": number, "post_type": 1, "version": 1,
            "reply_to_post_number": post.answers, "hidden": False, "user_deleted": False,
            "actions_summary": [{"id": 2, "count": 3}, {"id": 3, "count": 9}], **post.more,
        }
        for number, post in enumerate(thread.posts, 1)
    }  # fmt: skip
    ids = list(rows)
    stream = {"stream": list(map(int, ids)), "posts": [rows[one] for one in ids[:20]]}
    pages: Pages = {
        f"{DISCOURSE}/t/{thread.id}.json": json.dumps(
            {"id": thread.id, "title": thread.title, "post_stream": stream}
        )
    }
    for at in range(20, len(ids), 20):
        chunk = ids[at : at + 20]
        query = urlencode([("post_ids[]", one) for one in chunk])
        found = {"post_stream": {"posts": [rows[one] for one in chunk]}}
        pages[f"{DISCOURSE}/t/{thread.id}/posts.json?{query}"] = json.dumps(found)
    return pages


def nodebb(*threads: Thread) -> Pages:
    """Return the answers of a forum that holds *threads*, newest activity first."""
    listed = {
        "topics": [
            {
                "tid": thread.id, "title": thread.title, "postcount": str(len(thread.posts)),
                "lastposttimeISO": iso(thread.at), "pinned": False, "deleted": False, **thread.more,
            }
            for thread in threads
        ],
        "pagination": {"pageCount": 1, "currentPage": 1},
    }  # fmt: skip
    pages: Pages = {f"{NODEBB}/api/recent?page=1": json.dumps(listed)}
    for thread in threads:
        parts = [thread.posts[at : at + 20] for at in range(0, len(thread.posts), 20)]
        for number, part in enumerate(parts, 1):
            pages[nodebb_topic(thread.id, number)] = json.dumps(
                {
                    "tid": thread.id, "title": thread.title, "mainPid": str(thread.posts[0].id),
                    "posts": [_nodebb_post(post) for post in part],
                    "pagination": {"pageCount": len(parts), "currentPage": number},
                }
            )  # fmt: skip
    return pages


def nodebb_topic(topic: int, page: int = 1) -> str:
    """Return the address of a page of a topic."""
    query = "sort=oldest_to_newest" + (f"&page={page}" if page > 1 else "")
    return f"{NODEBB}/api/topic/{topic}?{query}"


def _nodebb_post(post: Said) -> dict[str, object]:
    answers = {} if post.answers is None else {"toPid": str(post.answers)}
    return {
        "pid": str(post.id), "content": post.text, "timestampISO": iso(post.at), "deleted": False,
        "upvotes": 2, "user": {"uid": "4", "username": post.author}, **answers, **post.more,
    }  # fmt: skip


def report(number: int, **more: object) -> dict[str, object]:
    """Return a report as an Open311 server tells it."""
    return {
        "service_request_id": str(number), "status": "open", "service_name": "Straatverlichting",
        "description": "bericht", "requested_datetime": "2026-11-15T10:00:00Z",
        "updated_datetime": "2026-11-15T12:00:00Z", "lat": 50.1, "long": 4.2, **more,
    }  # fmt: skip


def asked(start: datetime, end: datetime, page: int = 1, **more: str) -> str:
    """Return the address of a page of the reports of a span of time, of whole days."""
    span = {"start_date": _midnight(start), "end_date": _midnight(end)}
    return f"{OPEN311}/requests.json?{urlencode({**more, **span, 'page': page})}"


def open311(*reports: Mapping[str, object], now: datetime = NOW) -> Pages:
    """Return the answers of a server all of whose reports were made in the newest span."""
    pages: Pages = {asked(now - SPAN * (at + 1), now - SPAN * at): "[]" for at in range(3)}
    pages[asked(now - SPAN, now)] = json.dumps(reports)
    pages[asked(now - SPAN, now, 2)] = "[]"
    return pages


def _midnight(moment: datetime) -> str:
    return (moment + timedelta(days=1)).strftime("%Y-%m-%dT00:00:00Z")


def telegram(*messages: Said, before: int = 0, channel: str = AUTHOR, more: bool = False) -> Pages:
    """Return one page of the preview of a channel; *more* is whether it tells of older ones."""
    front = f'<a class="tme_messages_more" data-before="{messages[0].id}"></a>' if more else ""
    body = "".join(
        '<div class="tgme_widget_message_wrap">'
        f'<div class="tgme_widget_message {said.more.get("of", "js-widget_message")}"'
        f' data-post="{channel}/{said.id}">{said.more.get("front", "")}'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{said.text}</div>'
        f'<a class="tgme_widget_message_date"><time datetime="{said.at.isoformat()}" class="time">'
        "</time></a></div></div>"
        for said in messages
    )
    return {f"{TELEGRAM}{f'?before={before}' if before else ''}": f"<main>{front}{body}</main>"}


def numbered(numbers: Sequence[int], *, newest: datetime = NOW - timedelta(hours=1)) -> list[Said]:
    """Return messages with these numbers, an hour apart."""
    last = max(numbers)
    return [Said(number, at=newest - timedelta(hours=last - number)) for number in numbers]
