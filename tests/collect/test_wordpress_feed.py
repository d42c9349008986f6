"""The feed of a WordPress site as a gate: shut only when all that it tells of was read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from jobs.collect.codes import ReadReason
from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SourceBroken
from tests.collect.again import Again
from tests.collect.test_wordpress import SOURCE, URL, SiteFake, article, reply
from tests.fakes import NOW

DAY = timedelta(days=1)


@dataclass
class FedSite(SiteFake):
    """A site with feeds, whose ETag is the moment of what is newest on it.

    Attributes:
        type: Media type of the feeds.
        broken: What they answer instead.
        always_same: Calls everything unchanged, when asked whether it changed.
        conditions: Of each question for a feed, its path and whether it was a conditional one.
    """

    type: str = "application/rss+xml"
    broken: SourceBroken | None = None
    always_same: bool = False
    conditions: list[tuple[str, bool]] = field(default_factory=list)

    async def get(self, request: Request) -> Response:
        """Answer as the real fetcher would."""
        path = request.url.removeprefix(URL.rstrip("/"))
        if path not in {"/feed/", "/comments/feed/"}:
            return await super().get(request)
        assert request.max_bytes <= 2_000_000
        assert not request.also_hosts
        self.conditions.append((path, any(request.validators)))
        if self.broken:
            raise self.broken
        rows = [*self.posts, *(self.comments if "comments" in path else [])]
        pair = (str(max(max(row["date_gmt"], row.get("modified_gmt", "")) for row in rows)), "")
        same = request.validators == pair or (self.always_same and any(request.validators))
        return Response(
            url=request.url, status=304 if same else 200, content_type="" if same else self.type,
            charset=None, body=b"", validators=pair, fetched_at=NOW,
        )  # fmt: skip


def make(*, comments: bool = True) -> Again[FedSite]:
    site = FedSite(posts=[article(1)], comments=[reply(1, 1)])
    return Again(site, "wordpress", {"url": URL, "comments": comments})


def broken(reason: FetchReason) -> Callable[[FedSite], None]:
    def happens(site: FedSite) -> None:
        site.broken = SourceBroken(SOURCE, reason, "fake")

    return happens


def as_page(site: FedSite) -> None:
    site.type = "text/html"


def test_a_second_visit_without_news_asks_the_feed_alone() -> None:
    town = make()
    town.visit()
    assert town.visit() == []
    assert (town.fake.asked, town.fake.conditions[-1]) == ([], ("/comments/feed/", True))
    town.fake.comments.append(reply(2, 1, hours=1))
    town.visit()
    assert "comment-2" in {post.native_id for _, post in town.held.posts.values()}
    town.visit()
    assert town.fake.asked == []


def test_without_comments_it_is_the_feed_of_the_articles() -> None:
    town = make(comments=False)
    town.visit()
    town.fake.comments.append(reply(2, 1, hours=1))
    assert town.visit() == []
    assert town.fake.conditions == [("/feed/", False), ("/feed/", True)]


@pytest.mark.parametrize(
    "happens",
    [broken(FetchReason.HTTP_404), broken(FetchReason.ROBOTS), as_page],
    ids=["absent", "forbidden", "page"],
)
def test_without_a_feed_the_lists_are_asked(happens: Callable[[FedSite], None]) -> None:
    town = make()
    happens(town.fake)
    first = True
    for _ in range(3):
        town.visit()
        assert [path for path, _ in town.fake.asked] == ["posts"] * 2 + ["comments"] * (1 + first)
        first = False
        assert town.reason == ""
    assert not any(conditional for _, conditional in town.fake.conditions)


def test_a_host_that_wants_rest_is_left_alone() -> None:
    town = make()
    broken(FetchReason.RATE_LIMITED)(town.fake)
    town.visit()
    assert (town.reason, town.fake.asked) == ("rate-limited", [])


def test_the_gate_shuts_only_with_the_last_batch_and_without_trouble() -> None:
    town = make()
    first = town.visit()
    assert [bool(batch.cursor.validators) for batch in first] == [False] * (len(first) - 1) + [True]
    town.fake.comments.append(reply(2, 1, hours=1))
    town.fake.fails["post"] = SourceBroken(SOURCE, FetchReason.HTTP_500, "fake")
    town.fake.errors["comments"] = SourceBroken(SOURCE, ReadReason.SCHEMA_DRIFT, "fake")
    town.visit()
    assert town.reason == "schema-drift"
    assert not town.cursor.validators
    town.fake.errors.clear()
    town.visit()
    assert town.fake.conditions[-1] == ("/comments/feed/", False)
    assert "comment-2" in {post.native_id for _, post in town.held.posts.values()}


def test_a_walk_that_was_cut_leaves_the_gate_open() -> None:
    town = make()
    town.fake.posts = [article(native, native / 10) for native in range(1, 151)]
    town.max_items = 100
    assert town.visit()[-1].cut
    assert not town.cursor.validators
    assert not town.visit()[-1].cut
    assert len(town.held.posts) == 151


def test_a_feed_that_never_changes_is_believed_for_a_day() -> None:
    town = make()
    town.fake.always_same = True
    town.visit()
    town.fake.comments.append(reply(2, 1, hours=1))
    town.visit()
    assert town.fake.asked == []
    town.visit(DAY)
    assert "comment-2" in {post.native_id for _, post in town.held.posts.values()}
    assert town.fake.conditions[-1] == ("/comments/feed/", False)


def test_what_is_due_is_read_behind_a_shut_gate() -> None:
    town = make()
    town.visit()
    town.fake.comments[0]["content"] = {"rendered": "verbeterd"}
    town.visit(1)
    assert town.held.bodies()["comment-1"] == "verbeterd"
    assert town.fake.conditions[-1] == ("/comments/feed/", True)
    assert not [params for _, params in town.fake.asked if params.get("per_page") == "1"]
