"""A community on a Lemmy server, its comments, and what neither may lose."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.lemmy import collector as lemmy
from jobs.collect.collectors.lemmy.collector import Options
from jobs.collect.protocol import Verified
from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SourceBroken
from jobs.model import Batch
from tests.collect.again import Again, answered
from tests.collect.town import keep_one, posts_of
from tests.fakes import NOW

HOUR = timedelta(hours=1)
URL = "https://lemmy.example"
Node = dict[str, Any]


def posted(hours: float) -> str:
    return (NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.123456Z")


def opening(number: int, hours: float, **more: Any) -> Node:  # noqa: ANN401
    return {
        "post": {
            "id": number,
            "name": f"Titel {number}",
            "body": f"Bericht {number}",
            "published": posted(hours),
            "ap_id": f"{URL}/post/{number}",
            "deleted": False,
            "removed": False,
            **more,
        },
        "creator": {"name": "heidebeek", "local": True, "actor_id": f"{URL}/u/heidebeek"},
        "counts": {"upvotes": 4, "score": 1},
    }


def comment(number: int, post: int, hours: float, above: str = "0", **more: Any) -> Node:  # noqa: ANN401
    return {
        "comment": {
            "id": number,
            "post_id": post,
            "content": f"Reactie {number}",
            "published": posted(hours),
            "path": f"{above}.{number}",
            "ap_id": f"https://elders.example/comment/{number}",
            **more,
        },
        "creator": {
            "name": "klaprooszaad",
            "local": False,
            "actor_id": "https://elders.example/u/klaprooszaad",
        },
        "counts": {"upvotes": 2},
    }


@dataclass
class Fake:
    """A server that lists pinned posts first, filters, and pages as Lemmy does.

    Attributes:
        posts: What is posted in ``heidebeek``.
        comments: All comments.
        most: Posts of a page.
        odd: Path, perhaps with an id → what is answered to it instead.
        asked: Path and query of every question.
    """

    posts: list[Node] = field(default_factory=list)
    comments: list[Node] = field(default_factory=list)
    most: int = 2
    odd: dict[str, tuple[int, object] | Exception] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def get(self, request: Request) -> Response:
        """Answer as a fetcher does."""
        assert not request.robots
        parts = urlsplit(request.url)
        path, params = parts.path.removeprefix("/api/v3"), dict(parse_qsl(parts.query))
        self.asked.append((path, params))
        named = f"{path}/{params.get('post_id') or params.get('id') or params.get('page_cursor')}"
        found = self.odd.get(named) or self.odd.get(path) or self._answer(path, params)
        if isinstance(found, Exception):
            raise found
        code, body = found
        return answered(request, body, code)

    def read(self) -> list[str]:
        """Return the posts whose comments were asked for."""
        return [params["post_id"] for path, params in self.asked if path == "/comment/list"]

    def delete(self, number: int) -> None:
        """Take a post or comment away."""
        self.posts = [one for one in self.posts if one["post"]["id"] != number]
        self.comments = [one for one in self.comments if one["comment"]["id"] != number]

    def _answer(self, path: str, params: dict[str, str]) -> tuple[int, object]:
        if path == "/post":
            found = [one for one in self.posts if str(one["post"]["id"]) == params["id"]]
            absent = (400, {"error": "couldnt_find_post"})
            return (200, {"post_view": self._counted(found[0])}) if found else absent
        assert params["type_"] == "All"
        assert int(params["limit"]) <= 50
        if path == "/post/list":
            if params["community_name"] != "heidebeek":
                return 404, {"error": "couldnt_find_community"}
            return 200, self._listed(params)
        return 200, {"comments": self._comments(params)}

    def _counted(self, one: Node) -> Node:
        found = [each for each in self.comments if each["comment"]["post_id"] == one["post"]["id"]]
        return {**one, "counts": {"comments": len(found), **one["counts"]}}

    def _listed(self, params: dict[str, str]) -> Node:
        assert params["sort"] == "New"
        rows = sorted(self.posts, key=lambda one: str(one["post"]["published"]), reverse=True)
        rows.sort(key=lambda one: not one["post"].get("featured_community", False))
        names = [f"P{one['post']['id']:x}" for one in rows]
        start = names.index(params["page_cursor"]) + 1 if "page_cursor" in params else 0
        rows = rows[start : start + self.most]
        more = names[start + len(rows) - 1] if rows else None
        return {"posts": [self._counted(one) for one in rows], "next_page": more}

    def _comments(self, params: dict[str, str]) -> list[Node]:
        assert params["sort"] == "Old"
        rows = [one for one in self.comments if str(one["comment"]["post_id"]) == params["post_id"]]
        rows.sort(key=lambda one: str(one["comment"]["published"]))
        limit = int(params["limit"])
        start = (int(params["page"]) - 1) * limit
        return rows[start : start + limit]


def place_of(fake: Fake, **options: object) -> Again[Fake]:
    return Again(fake, "lemmy", {"url": URL, "community": "heidebeek", **options})


def make_fake() -> Fake:
    return Fake(
        posts=[opening(1, 50), opening(2, 40), opening(3, 30)],
        comments=[comment(1, 2, 39), comment(2, 2, 38, "0.1"), comment(3, 3, 29)],
    )


def ids(batches: Iterable[Batch]) -> set[str]:
    return {post.native_id for post in posts_of(batches)}


def test_a_community_is_read_with_all_comments_however_deep() -> None:
    place = place_of(make_fake())
    found = {post.native_id: post for post in posts_of(place.visit())}
    assert place.reason == ""
    assert set(found) == {"1", "2", "3", "c1", "c2", "c3"}
    first, deep = found["2"], found["c2"]
    assert (first.title, first.author, first.thread_native_id, first.reactions) == (
        "Titel 2",
        "heidebeek",
        None,
        4,
    )
    assert first.url == f"{URL}/post/2"
    assert (deep.author, deep.thread_native_id, deep.parent_native_id) == (
        "klaprooszaad@elders.example",
        "2",
        "c1",
    )
    assert found["c1"].parent_native_id == "2"
    assert sorted(place.fake.read()) == ["2", "3"]
    assert lemmy.VERIFIED is Verified.DOCUMENTATION


def test_a_post_and_a_comment_of_one_number_are_two() -> None:
    place = place_of(make_fake())
    place.visit()
    assert {"1", "c1"} < set(place.held.bodies())


def test_a_thread_is_read_when_its_number_of_comments_is_another() -> None:
    place = place_of(make_fake())
    place.visit()
    place.visit()
    assert place.fake.read() == []
    place.fake.comments.append(comment(4, 1, 0))
    assert "c4" in ids(place.visit())
    assert place.fake.read() == ["1"]


def test_what_is_pinned_to_the_top_does_not_end_the_list() -> None:
    fake = make_fake()
    fake.posts += [
        opening(8, 9000, featured_community=True),
        opening(9, 8000, featured_community=True),
    ]
    assert {"1", "2", "3"} <= ids(place_of(fake).visit()) <= {"1", "2", "3", "c1", "c2", "c3"}


def test_the_list_ends_where_all_is_too_old() -> None:
    fake = Fake(posts=[opening(number, 24 * number) for number in range(1, 100)])
    place = place_of(fake)
    assert ids(place.visit()) == {str(number) for number in range(1, 29)}
    assert len(fake.asked) < 25


def test_edits_and_deletions_are_found() -> None:
    place = place_of(make_fake())
    place.visit()
    place.fake.posts[1]["post"] |= {"body": "Aangepast", "updated": posted(0)}
    place.fake.comments[0]["comment"] |= {"content": "Ook aangepast", "updated": posted(0)}
    place.fake.comments[1]["comment"] |= {"content": "", "deleted": True}
    place.fake.comments[2]["comment"] |= {"content": "weg", "removed": True}
    place.fake.posts[0]["post"]["removed"] = True
    place.visit(HOUR)
    assert place.held.bodies() == {
        "2": "Aangepast",
        "3": "Bericht 3",
        "c1": "Ook aangepast",
    }


def test_what_two_whole_readings_do_not_give_is_gone() -> None:
    place = place_of(make_fake())
    place.visit()
    place.fake.delete(2)
    place.fake.posts.append(opening(2, 40))
    place.visit(HOUR)
    assert "c2" in place.held.bodies()
    place.visit(6 * HOUR)
    assert "c2" not in place.held.bodies()
    assert "c1" in place.held.bodies()


def test_a_post_that_is_listed_no_more_is_asked_for_and_is_gone_when_it_is_not_there() -> None:
    place = place_of(make_fake())
    place.visit()
    place.fake.posts = place.fake.posts[:2]
    place.visit(HOUR)
    assert set(place.held.bodies()) == {"1", "2", "c1", "c2"}
    assert not [mark for mark in place.cursor.marks if mark.endswith(":3")]


@pytest.mark.parametrize(
    "odd",
    [
        SourceBroken("groep", FetchReason.HTTP_500),
        SourceBroken("groep", FetchReason.CLOSED),
        (200, {}),
        (200, b"<html>"),
        (404, b"<html>"),
        (400, {}),
        (400, {"error": "unknown"}),
        (200, {"comments": "geen"}),
        (200, {"comments": [{"comment": {"id": "../9"}}]}),
    ],
)
def test_what_goes_wrong_in_one_thread_is_told_and_deletes_nothing(
    odd: tuple[int, object] | Exception,
) -> None:
    place = place_of(make_fake())
    place.visit()
    before = place.held.bodies()
    place.fake.odd["/comment/list/2"] = odd
    for hours in (1, 6, 24):
        place.visit(hours * HOUR)
        assert place.reason
        assert place.held.bodies() == before
        assert "3" in place.fake.read()


def test_comments_that_are_counted_and_not_given_are_not_gone() -> None:
    place = place_of(make_fake())
    place.visit()
    before = place.held.bodies()
    place.fake.odd["/comment/list/2"] = (200, {"comments": []})
    for hours in (1, 6, 24):
        place.visit(hours * HOUR)
        assert place.reason == ""
    place.fake.odd["/comment/list"] = (200, {"comments": []})
    place.visit(80 * HOUR)
    assert place.reason == "empty-feed"
    assert place.held.bodies() == before


def test_a_community_that_held_posts_and_is_empty_is_broken() -> None:
    place = place_of(Fake())
    place.visit()
    assert place.reason == ""
    place = place_of(make_fake())
    place.visit()
    place.fake.posts.clear()
    assert ids(place.visit(HOUR)) == set()
    assert place.reason == "empty-feed"
    assert len(place.held.bodies()) == 6


def test_a_list_that_is_cut_goes_on_where_it_stopped_and_loses_nothing() -> None:
    fake = Fake(posts=[opening(number, number) for number in range(1, 21)])
    place = place_of(fake)
    place.max_pages = 3
    assert place.visit()[-1].cut
    place.visit()
    place.visit()
    assert not place.visit()[-1].cut
    assert set(place.held.bodies()) == {str(number) for number in range(1, 21)}


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ((500, {"error": "x"}), "http-500"),
        ((200, b"<html>"), "not-json"),
        ((200, {"posts": [{"post": {"id": "x"}}], "next_page": "P1"}), "schema-drift"),
    ],
)
def test_one_broken_page_holds_up_neither_earlier_pages_nor_their_threads(
    odd: tuple[int, object], reason: str
) -> None:
    fake = Fake(posts=[opening(number, 100 - number) for number in range(1, 9)])
    fake.comments = [comment(1, 8, 90)]
    place = place_of(fake)
    place.max_pages = 1
    place.visit()
    assert place.cursor.marks["at:"] == "P7"
    place.max_pages = 50
    fake.odd["/post/list/P5"] = odd
    place.visit()  # goes on at P7, and is stopped at P5
    for hours in (0, 1, 2):
        fake.posts += [opening(20 + hours, 2 - hours), opening(30 + hours, 2.5 - hours)]
        fake.comments.append(comment(20 + hours, 20 + hours, 2 - hours))
        place.visit(hours * HOUR)
        assert place.reason == reason
        assert {"8", "c1", f"{20 + hours}", f"c{20 + hours}"} < set(place.held.bodies())
    fake.odd.clear()
    place.visit(3 * HOUR)
    assert place.reason == ""
    assert {str(number) for number in range(1, 9)} < set(place.held.bodies())


def test_comments_that_are_cut_go_on_where_they_stopped_and_none_counts_as_gone() -> None:
    fake = Fake(posts=[opening(1, 200)])
    fake.comments = [comment(number, 1, 190 - number) for number in range(1, 131)]
    place = place_of(fake)
    place.max_pages = 2
    assert place.visit()[-1].cut
    assert len(place.held.bodies()) == 101
    place.visit()
    assert len(place.held.bodies()) == 131
    for hours in (1, 6, 24):
        place.visit(hours * HOUR)
    assert len(place.held.bodies()) == 131


def test_a_place_to_go_on_from_that_is_lost_begins_at_the_top_again() -> None:
    place = place_of(make_fake())
    place.max_pages = 1
    place.visit()
    assert place.cursor.marks["at:"] == "P2"
    place.max_pages = 50
    honest = place.fake._answer

    def refusing(path: str, params: dict[str, str]) -> tuple[int, object]:
        lost = params.get("page_cursor") == "P2" and len(place.fake.asked) == 1
        return (404, {"error": "not_found"}) if lost else honest(path, params)

    place.fake._answer = refusing  # type: ignore[method-assign]  # a server that forgot
    place.visit()
    assert place.reason == ""
    assert "1" in place.held.bodies()


def test_pages_that_lead_back_end() -> None:
    place = place_of(Fake())
    place.fake.odd["/post/list"] = (200, {"posts": [opening(1, 5)], "next_page": "P1"})
    place.visit()
    assert len(place.fake.asked) == 2


def test_a_server_that_wants_rest_is_not_asked_again() -> None:
    place = place_of(make_fake())
    place.fake.odd["/comment/list/3"] = (400, {"error": "rate_limit_error"})
    place.visit()
    assert place.reason == "rate-limited"
    assert place.trouble
    assert place.trouble.retry_at
    assert place.fake.read() == ["3"]
    place.fake.odd.clear()
    place.visit(HOUR / 2)
    assert {"c1", "c2", "c3"} < set(place.held.bodies())


@pytest.mark.parametrize(
    ("code", "word", "reason"),
    [
        (400, "instance_is_private", "closed"),
        (404, "couldnt_find_community", "http-404"),
        (400, "couldnt_find_community", "http-404"),
        (400, "unknown", "http-400"),
    ],
)
def test_an_error_is_what_its_word_says(code: int, word: str, reason: str) -> None:
    place = place_of(make_fake())
    place.fake.odd["/post/list"] = (code, {"error": word})
    place.visit()
    assert place.reason == reason


def test_a_moment_without_a_zone_is_in_utc() -> None:
    """Versions before 0.19 did not write it; the clocks of the town are an hour ahead."""
    fake = Fake(posts=[opening(1, 5)])
    with_zone = keep_one(posts_of(place_of(fake).visit())[0]).posted_at
    fake.posts[0]["post"]["published"] = posted(5).removesuffix("Z")
    assert keep_one(posts_of(place_of(fake).visit())[0]).posted_at == with_zone


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("a < b & c <script>x</script> &amp;", "a < b & c <script>x</script> &amp;"),
        ("**Vet** en *schuin* en ~~weg~~ en 2*3*4", "Vet en schuin en weg en 2*3*4"),
        ("# Kop\nzie [de site](https://x.example/a_b) nu", "Kop\nzie de site nu"),
        ("> wat een ander zei\n\nDat klopt", "Dat klopt"),
        ("voor ![een foto](https://x.example/a.png) na", "voor  na"),
        ("::: spoiler Meer\nverborgen\n:::", "verborgen"),
        ("```\ncode\n```\nna", "code\n\nna"),
        (r"\*niet schuin\* 1\. een", "*niet schuin* 1. een"),
        ("[@jan@elders.example](https://elders.example/u/jan) kijk", None),
    ],
)
def test_markdown_becomes_what_it_says(markdown: str, text: str | None) -> None:
    place = place_of(Fake(posts=[opening(1, 5, body=markdown)]))
    kept = keep_one(posts_of(place.visit())[0]).text
    if text is None:
        assert "jan" not in kept
        assert "kijk" in kept
    else:
        assert [line.split() for line in kept.splitlines() if line] == [
            line.split() for line in text.splitlines() if line
        ]


def test_a_title_is_text_and_no_markup() -> None:
    place = place_of(Fake(posts=[opening(1, 5, name="5 <b>km</b> & <3")]))
    assert keep_one(posts_of(place.visit())[0]).title == "5 <b>km</b> & <3"


def test_hostile_texts_pass_and_hostile_fields_do_not() -> None:
    wild = "\ud800\x00" + "![" * 200_000 + "[*" * 200_000 + "\\" * 200_000
    place = place_of(Fake(posts=[opening(1, 5, body=wild)], comments=[comment(1, 1, 4, "x.y")]))
    found = posts_of(place.visit())
    assert keep_one(found[0]).text
    assert found[1].parent_native_id == "1"
    wrong: tuple[tuple[str, object], ...] = (
        ("id", "1/../9"),
        ("id", None),
        ("name", 3.5),
        ("published", []),
    )
    for key, value in wrong:
        place = place_of(Fake())
        place.fake.odd["/post/list"] = (200, {"posts": [opening(1, 5, **{key: value})]})
        place.visit()
        assert place.reason == "schema-drift"
    place.fake.odd["/post/list"] = (200, {"posts": [opening(1, 5)], "next_page": "a b\n"})
    place.visit()
    assert place.reason == "schema-drift"


def test_more_than_one_visit_takes_is_cut_and_follows() -> None:
    fake = Fake(posts=[opening(number, 9, featured_local=False) for number in range(1, 5_200)])
    fake.most = 2_600
    fake.comments = [comment(1, 5_199, 8)]
    place = place_of(fake)
    assert place.visit()[-1].cut
    assert fake.read() == []
    fake.posts = fake.posts[:4_970]
    fake.comments = [comment(number, 1, 8) for number in range(1, 90)]
    fake.comments += [comment(number, 2, 8) for number in range(90, 99)]
    place = place_of(fake)
    assert place.visit()[-1].cut
    assert fake.read() == ["1"]
    place.visit()
    assert "c89" in place.held.bodies()


def test_a_thread_that_is_neither_listed_nor_readable_stays_as_it_is() -> None:
    place = place_of(make_fake())
    place.visit()
    before = place.held.bodies()
    place.fake.posts = place.fake.posts[:2]
    odds: tuple[tuple[int, object], ...] = (
        (400, {"error": "unknown"}),
        (200, {"post_view": {}}),
        (400, {"error": 1.5}),
    )
    for odd in odds:
        place.fake.odd["/post/3"] = odd
        place.visit(HOUR)
        assert place.reason
        assert place.held.bodies() == before


def test_marks_of_threads_that_are_over_are_dropped() -> None:
    place = place_of(make_fake(), reach="2d")
    place.visit()
    place.visit(timedelta(days=15))
    place.fake.posts.append(opening(9, -24 * 20))
    place.visit(timedelta(days=21))
    assert {mark for mark in place.cursor.marks if mark.startswith("n:")} == {"n:9"}


def test_an_author_whose_server_cannot_be_told_has_a_name() -> None:
    fake = Fake(posts=[opening(1, 5), opening(2, 6)])
    fake.posts[0]["creator"] |= {"local": False, "actor_id": "https://[x/"}
    fake.posts[1]["creator"] = {"name": "klaprooszaad"}
    assert [post.author for post in posts_of(place_of(fake).visit())] == [
        "heidebeek",
        "klaprooszaad",
    ]


def test_its_options_name_a_community() -> None:
    for community in (None, "een groep", "a/b"):
        with pytest.raises(ValidationError):
            Options.model_validate({"url": URL, "community": community})
    place = place_of(make_fake(), community="!heidebeek")
    assert "3" in ids(place.visit())
