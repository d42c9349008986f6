"""A WordPress site that misbehaves in every way that a real one was not made to."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import ValidationError

from jobs.collect.collectors.wordpress import revisits as wordpress_rounds
from jobs.collect.collectors.wordpress.collector import Options
from jobs.collect.protocol import MAX_ITEMS
from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SourceBroken, SourceError
from jobs.model import RawPost, SourceId
from tests.collect.again import Again, native_id
from tests.collect.town import keep_one, posts_of
from tests.fakes import NOW

Row = dict[str, Any]
SOURCE = SourceId("groep")
URL = "https://krant.example/"
HOUR = timedelta(hours=1)


def at(hours: float) -> str:
    return (NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S")


def article(native: int, hours: float = 24, **more: object) -> Row:
    return {
        "id": native,
        "date_gmt": at(hours),
        "modified_gmt": at(hours),
        "link": f"{URL}{native}/",
        "title": {"rendered": f"Titel {native}"},
        "content": {"rendered": f"<p>Artikel {native}</p>\n", "protected": False},
        "author": 3,
        **more,
    }


def reply(native: int, post: int, hours: float = 5, **more: object) -> Row:
    return {
        "id": native,
        "post": post,
        "parent": 0,
        "author_name": "Klaprooszaad",
        "date_gmt": at(hours),
        "link": f"{URL}{post}/#comment-{native}",
        "content": {"rendered": f"<p>Reactie {native}</p>\n"},
        **more,
    }


@dataclass
class SiteFake:
    """What stands on the site, and how it answers: as WordPress 6 unless told otherwise.

    Attributes:
        posts: Its articles.
        comments: Its comments; one with ``hidden`` is counted but not given.
        size: Rows of a page, whatever is asked for.
        counts: Whether it tells the length of lists.
        claims: What it tells instead of the length.
        deaf: Parameters that it does not know.
        route: The way to its interface.
        plain: What it answers elsewhere.
        errors: Path → status and code, or an error, to answer with.
        fails: Error to answer to a list that is asked for with these parameters.
        asked: Path and query of every question.
    """

    posts: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    size: int = 100
    counts: bool = True
    claims: str = ""
    deaf: frozenset[str] = frozenset()
    route: str = "/wp-json"
    plain: tuple[int, str] = (404, "<p>Niets</p>")
    errors: dict[str, tuple[int, str] | SourceError] = field(default_factory=dict)
    fails: dict[str, SourceError] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def get(self, request: Request) -> Response:
        """Answer as the real fetcher would."""
        assert request.robots
        parts = urlsplit(request.url)
        params = dict(parse_qsl(parts.query))
        path = parts.path + ("?rest_route=" + params.pop("rest_route", "")) * (
            "rest_" in parts.query
        )
        if not path.startswith(self.route):
            return self._said(request, *self.plain, {})
        path = path.removeprefix(f"{self.route}/wp/v2/")
        self.asked.append((path, params))
        status, body, headers = self._answer(path, params)
        return self._said(request, status, body, headers)

    def _said(self, request: Request, status: int, body: str, headers: dict[str, str]) -> Response:
        if status != 200 and status not in request.also_answers:
            reason = {401: FetchReason.CLOSED, 403: FetchReason.CLOSED, 404: FetchReason.HTTP_404}
            raise SourceBroken(request.source_id, reason[status], "fake")
        return Response(
            url=request.url, status=status, content_type="", charset=None, body=body.encode(),
            validators=("", ""), fetched_at=NOW, headers=headers,
        )  # fmt: skip

    def _answer(self, path: str, params: dict[str, str]) -> tuple[int, str, dict[str, str]]:
        found = self.errors.get(path)
        if isinstance(found, SourceError):
            raise found
        if found:
            return found[0], json.dumps({"code": found[1]}), {}
        for name, value in params.items():
            if error := self.fails.get(name) or self.fails.get(f"{name}={value}"):
                raise error
        what, _, native = path.partition("/")
        rows = self.posts if what == "posts" else self.comments
        if native:
            code = {"posts": "rest_post_invalid_id", "comments": "rest_comment_invalid_id"}[what]
            there = [row for row in rows if str(row["id"]) == native]
            body = there[0] if there else {"code": code}
            return 200 if there else 404, json.dumps(body), {}
        return 200, *self._list(rows, {k: v for k, v in params.items() if k not in self.deaf})

    def _list(self, rows: list[Row], params: dict[str, str]) -> tuple[str, dict[str, str]]:
        tests: dict[str, Callable[[Row, str], bool]] = {
            "after": lambda row, value: f"{row['date_gmt']}Z" > value,
            "before": lambda row, value: f"{row['date_gmt']}Z" < value,
            "modified_after": lambda row, value: f"{row['modified_gmt']}Z" > value,
            "include": lambda row, value: str(row["id"]) in value.split(","),
            "post": lambda row, value: str(row["post"]) in value.split(","),
        }
        wanted = [
            row
            for row in rows
            if all(test(row, params[name]) for name, test in tests.items() if name in params)
        ]
        key = "modified_gmt" if params.get("orderby") == "modified" else "date_gmt"
        wanted.sort(key=lambda row: str(row[key]), reverse=True)
        size = min(self.size, int(params["per_page"]))
        start = int(params.get("offset", 0))
        shown = [row for row in wanted[start : start + size] if "hidden" not in row]
        pages = -(-len(wanted) // size)
        told = {"x-wp-total": self.claims or str(len(wanted)), "x-wp-totalpages": str(pages)}
        return json.dumps(shown), told if self.counts else {}


class Town(Again[SiteFake]):
    """A site that is visited again and again."""

    @property
    def site(self) -> SiteFake:
        """What it reads."""
        return self.fake

    @property
    def natives(self) -> set[str]:
        """Native ids of what is held."""
        return {post.native_id for _, post in self.held.posts.values()}

    def raw(self, native: str) -> RawPost:
        """Return what is held under *native*."""
        return self.held.posts[native_id(native)][1]


def make_town(posts: Iterable[Row] = (), comments: Iterable[Row] = (), **site: Any) -> Town:  # noqa: ANN401
    site_of = SiteFake(posts=list(posts), comments=list(comments), **site)
    return Town(site_of, "wordpress", {"url": URL})


def test_an_address_must_be_one() -> None:
    with pytest.raises(ValidationError):
        Options.model_validate({"url": "krant.example"})


def test_text_is_text_and_names_are_unescaped() -> None:
    town = make_town(
        [article(1, title={"rendered": "a &lt; b &amp; c &#8217;s"}, content={"rendered": ""})],
        [
            reply(
                1, 1, content={"rendered": "<p>a &lt; b &#038; c</p>"}, author_name="An &amp; Co"
            ),
            reply(2, 1, content={"rendered": "a < b & c"}, author_name="", parent=1),
        ],
    )
    town.visit()
    assert keep_one(town.raw("1")).text == "a < b & c ’s"
    assert keep_one(town.raw("comment-1")).text == "a < b & c"
    assert keep_one(town.raw("comment-2")).text == "a < b & c"
    assert town.raw("comment-1").author == "An & Co"
    assert town.raw("comment-2").author is None
    assert town.raw("comment-2").parent_native_id == "comment-1"
    assert town.raw("comment-1").parent_native_id == town.raw("comment-1").thread_native_id == "1"


@pytest.mark.parametrize(
    ("row", "options", "author"),
    [
        ({"_embedded": {"author": [{"name": "De Krant &amp; Co"}]}}, {}, "De Krant & Co"),
        ({"_embedded": {"author": [{"code": "rest_user_invalid_id"}]}}, {}, "3"),
        ({}, {}, "3"),
        ({"author": 0}, {}, None),
        ({"_embedded": {"author": [{"name": "Jan"}]}}, {"author": "de krant"}, "de krant"),
    ],
)
def test_an_article_is_by_whom_we_say_or_the_site_names_or_numbers(
    row: Row, options: dict[str, object], author: str | None
) -> None:
    town = make_town([article(1, **row)])
    town.options |= options
    town.visit()
    assert town.raw("1").author == author


def test_the_first_reading_reaches_back_as_far_as_told() -> None:
    town = make_town([article(1, 24), article(2, 24 * 10)], [reply(1, 1), reply(2, 2, 24 * 9)])
    town.options |= {"reach": "7d"}
    town.visit()
    assert town.natives == {"1", "comment-1"}


def test_comments_need_not_be_read() -> None:
    town = make_town([article(1)], [reply(1, 1)])
    town.options |= {"comments": False}
    town.visit()
    town.visit(HOUR)
    assert town.natives == {"1"}
    assert not any(path.startswith("comments") for path, _ in town.site.asked)
    assert town.cursor.marks["again:1"].split(":")[1] == "1"


def test_nothing_new_is_three_questions_and_no_batch() -> None:
    town = make_town([article(1)], [reply(1, 1)])
    town.visit()
    assert town.visit() == []
    assert [path for path, _ in town.site.asked] == ["posts", "posts", "comments"]


def test_without_pretty_links_the_other_way_is_found_once_and_kept() -> None:
    town = make_town([article(1)], [reply(1, 1)], route="/?rest_route=")
    town.visit()
    assert town.natives == {"1", "comment-1"}
    assert town.cursor.marks["route"] == "/?rest_route="
    town.site.route = "/wp-json"
    town.site.plain = (200, "<h1>De Krant</h1>")
    town.visit()
    assert town.reason == ""
    assert town.cursor.marks["route"] == "/wp-json"


@pytest.mark.parametrize("plain", [(404, ""), (200, "<h1>Welkom</h1>"), (401, "{}")])
def test_what_is_no_wordpress_site_is_an_error(plain: tuple[int, str]) -> None:
    town = make_town([article(1)], route="/nergens", plain=plain)
    assert town.visit() == []
    assert town.reason in {"http-404", "not-json", "closed"}


def test_a_site_that_counts_nothing_is_read_by_the_length_of_its_pages() -> None:
    posts = [article(native, native / 10) for native in range(1, 131)]
    town = make_town(posts, counts=False)
    town.visit()
    assert len(town.natives) == 130
    assert [params.get("offset") for _, params in town.site.asked[:3]] == [None, None, "95"]


@pytest.mark.parametrize("claims", ["0", "1", "-1", "veel", "9" * 20, "1,300", "١٣٠"])
def test_a_length_that_makes_no_sense_is_not_believed(claims: str) -> None:
    posts = [article(native, native / 10) for native in range(1, 131)]
    town = make_town(posts, claims=claims)
    town.visit()
    assert len(town.natives) == 130
    assert town.reason == ""


def test_a_plug_in_that_gives_smaller_pages_hides_nothing() -> None:
    posts = [article(native, native / 10) for native in range(1, 131)]
    town = make_town(posts, size=20)
    town.visit()
    assert len(town.natives) == 130


def test_comments_that_are_counted_but_not_given_hide_no_others() -> None:
    comments = [reply(native, 1, native / 10) for native in range(1, 251)]
    for row in comments[:130]:
        row["hidden"] = True
    town = make_town([article(1)], comments)
    town.visit()
    assert len(town.natives) == 121
    assert town.reason == ""


def test_a_site_that_gives_the_same_page_for_ever_is_an_error() -> None:
    posts = [article(native, native / 10) for native in range(1, 131)]
    town = make_town(posts, deaf=frozenset({"offset"}))
    town.visit()
    assert town.reason == "schema-drift"
    assert len(town.natives) == 100


def test_a_reading_that_is_cut_goes_on_where_it_was_and_loses_nothing() -> None:
    town = make_town([article(native, native) for native in range(1, 301)])
    town.max_pages = 1
    first = town.visit()
    assert first[-1].cut
    assert len(town.natives) == 100
    town.site.posts.append(article(999, 0))
    for _ in range(4):
        town.visit()
    assert len(town.natives) == 301
    assert not town.visit()


def test_a_reading_gives_no_more_than_the_most() -> None:
    assert MAX_ITEMS == 5_000
    posts = [article(native, native / 100) for native in range(1, 5_200)]
    comments = [reply(1, 1, 0.1)]
    town = make_town(posts, comments)
    assert town.visit()[-1].cut
    assert len(town.natives) < 5_200
    while town.visit()[-1].cut:
        pass
    assert len(town.natives) == 5_200


def test_a_site_older_than_its_filter_of_edits_is_read_to_the_last_edit() -> None:
    posts = [article(native, native) for native in range(1, 301)]
    town = make_town(posts, deaf=frozenset({"modified_after", "after"}))
    town.options |= {"reach": "520 weeks"}
    town.visit()
    posts[250].update(modified_gmt=at(0), content={"rendered": "Nieuw"})
    town.visit()
    assert town.raw("251").body == "Nieuw"
    assert len(town.site.asked) == 3


def test_an_edit_of_what_is_too_old_is_left_out_unless_we_hold_it() -> None:
    old, older = article(1, 24 * 27), article(2, 24 * 30)
    town = make_town([old, older])
    town.visit()
    for row in (old, older):
        row.update(modified_gmt=at(-48), content={"rendered": "Nieuw"})
    town.visit(timedelta(days=3))
    assert town.natives == {"1"}
    assert town.raw("1").body == "Nieuw"
    assert town.visit(timedelta(days=3)) == []


def test_more_edits_than_one_visit_reads_are_tried_again() -> None:
    posts = [article(native, native) for native in range(1, 131)]
    town = make_town(posts)
    town.visit()
    for row in posts:
        row.update(modified_gmt=at(0.5))
    town.max_pages = 1
    assert town.visit()[-1].cut
    town.max_pages = 50
    assert not town.visit()[-1].cut


@pytest.mark.parametrize("date", ["", None, "0000-00-00T00:00:00", "-0001-11-30T00:00:00", 7])
def test_a_date_that_is_none_is_doubtful_and_moves_no_mark(date: object) -> None:
    town = make_town([article(1, date_gmt=date, modified_gmt=date), article(2, 48)])
    town.site.deaf = frozenset({"after", "modified_after"})
    town.visit()
    assert town.natives == {"1", "2"}
    assert keep_one(town.raw("1")).date_suspect
    assert int(town.cursor.marks["high:posts"]) == int((NOW - 48 * HOUR).timestamp())


def test_a_clock_that_runs_ahead_stops_nothing() -> None:
    town = make_town([article(1, -24 * 365)])
    town.visit()
    town.site.posts.append(article(2, 0))
    town.visit()
    assert town.natives == {"1", "2"}


@pytest.mark.parametrize(
    "row",
    [
        {"id": 0},
        {"id": -1},
        {"id": "x"},
        {"id": None},
        {"id": 2**70},
        {"title": "kaal"},
        {"content": ["x"]},
        {"content": {"rendered": {"x": 1}}},
        {"author": "redactie"},
        {"_embedded": {"author": {"name": "x"}}},
    ],
)
def test_a_row_of_another_form_is_an_error_of_the_source(row: Row) -> None:
    town = make_town([article(1, **row)])
    town.visit()
    assert town.reason == "schema-drift"
    assert town.natives == set()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "not-json"),
        ("{}", "schema-drift"),
        ('{"code":"rest_no_route"}', "schema-drift"),
        ("[1]", "schema-drift"),
        ("[" * 100_000, "not-json"),
        ("null", "schema-drift"),
    ],
    ids=lambda value: value[:20],
)
def test_an_answer_that_is_no_list_is_an_error(body: str, reason: str) -> None:
    town = make_town(route="/nergens", plain=(200, body))
    assert posts_of(town.visit()) == []
    assert town.reason == reason


def test_hostile_texts_are_passed_on_and_kept_in_bounds() -> None:
    text = "\ud800\x00<p>" + "é" * 1_000_000
    town = make_town([article(1, content={"rendered": text}, link="javascript:x")])
    town.visit()
    kept = keep_one(town.raw("1"))
    assert len(kept.text) <= 10_000
    assert kept.url is None


def test_ids_that_repeat_are_one_post() -> None:
    town = make_town([article(1), article(1), article(2)])
    town.visit()
    assert town.natives == {"1", "2"}


def test_articles_behind_a_password_are_not_public() -> None:
    secret = {"rendered": "", "protected": True}
    town = make_town([article(1), article(2, content=secret)], [reply(1, 1)])
    town.visit()
    assert town.natives == {"1", "comment-1"}
    town.site.posts[0].update(content=secret, modified_gmt=at(0))
    town.visit()
    assert town.natives == set()


def test_comments_without_an_article_of_ours_are_threads_of_their_own() -> None:
    town = make_town([], [reply(1, 77), reply(2, 77)])
    town.visit()
    assert town.natives == {"comment-1", "comment-2"}
    assert "again:~77" in town.cursor.marks
    town.visit(HOUR)
    assert town.natives == {"comment-1", "comment-2"}
    del town.site.comments[0]
    town.site.errors["posts/77"] = (404, "rest_post_invalid_id")
    town.visit(6 * HOUR)
    assert town.natives == {"comment-2"}
    assert town.reason == ""


def test_a_page_that_is_closed_takes_its_comments_with_it_and_no_others() -> None:
    town = make_town([article(1)], [reply(1, 1), reply(2, 77)])
    town.visit()
    town.site.fails["post=77"] = SourceBroken(SOURCE, FetchReason.CLOSED)
    town.site.errors["comments/2"] = (401, "rest_cannot_read_post")
    town.visit(HOUR)
    assert town.natives == {"1", "comment-1"}
    assert town.reason == ""


@pytest.mark.parametrize(
    "answer", [(401, "rest_login_required"), (403, ""), (404, "rest_no_route")]
)
def test_another_refusal_of_an_id_is_no_deletion(answer: tuple[int, str]) -> None:
    town = make_town([article(1), article(2)], [reply(1, 1), reply(2, 2)])
    town.visit()
    del town.site.posts[0]
    del town.site.comments[1]
    town.site.errors |= {"posts/1": answer, "comments/2": answer}
    for hours in (1, 6, 24):
        town.visit(hours * HOUR)
        assert town.reason == "closed"
    assert town.natives == {"1", "2", "comment-1", "comment-2"}
    for hours in (100, 200, 400, 1):
        town.visit(hours * HOUR)
    assert town.reason == ""  # what stays closed is not asked for ever


def test_comments_that_are_not_listed_but_there_are_not_gone() -> None:
    town = make_town([article(1)], [reply(1, 1), reply(2, 1)])
    town.visit()
    town.site.comments[0]["hidden"] = True
    for hours in (1, 6, 24):
        town.visit(hours * HOUR)
        assert town.reason == "schema-drift"
    assert town.natives == {"1", "comment-1", "comment-2"}


def test_of_too_many_threads_the_newest_are_read_again() -> None:
    town = make_town([article(native, 27 * 24 - native) for native in range(1, 451)])
    town.visit()
    marks = town.cursor.marks
    assert "again:450" in marks
    assert "again:1" not in marks


def test_an_article_that_is_gone_takes_its_thread_with_it() -> None:
    town = make_town([article(1), article(2)], [reply(1, 1), reply(2, 2)])
    town.visit()
    del town.site.posts[0]
    town.visit(HOUR)
    assert town.natives == {"2", "comment-2"}
    assert "again:1" not in town.cursor.marks
    assert "ids:1" not in town.cursor.marks


def test_many_comments_gone_at_once_need_two_readings() -> None:
    most = wordpress_rounds._ASKED
    comments = [reply(native, 1, native / 10) for native in range(1, most + 11)]
    town = make_town([article(1)], comments)
    town.visit()
    del town.site.comments[1:]
    town.visit(HOUR)
    assert len(town.natives) == 2 + 9
    town.visit(6 * HOUR)
    assert town.natives == {"1", "comment-1"}


def test_a_site_that_lost_all_its_comments_or_articles_is_broken() -> None:
    town = make_town(
        [article(native) for native in range(1, 6)], [reply(native, 1) for native in range(1, 6)]
    )
    town.visit()
    comments, town.site.comments = town.site.comments, []
    town.visit()
    assert town.reason == "empty-feed"
    town.site.comments, town.site.posts = comments, []
    assert town.visit() == []
    assert town.reason == "empty-feed"
    assert len(town.natives) == 10


def test_a_few_comments_may_all_go() -> None:
    town = make_town([article(1)], [reply(1, 1), reply(2, 1)])
    town.visit()
    town.site.comments.clear()
    town.visit(HOUR)
    assert town.reason == ""
    assert town.natives == {"1"}


def test_comments_that_are_closed_are_told_and_articles_go_on() -> None:
    town = make_town([article(1), article(2)], [reply(1, 1)])
    town.site.errors["comments"] = (404, "rest_no_route")
    town.visit()
    assert town.natives == {"1", "2"}
    assert town.reason == "comments-closed"
    assert town.trouble
    assert "feed" in town.trouble.detail
    del town.site.posts[0]
    town.visit(HOUR)
    assert town.natives == {"2"}
    del town.site.errors["comments"]
    town.site.posts.insert(0, article(1))
    town.visit(2 * HOUR)
    assert town.reason == ""
    assert "comment-1" in town.natives


@pytest.mark.parametrize("reason", [FetchReason.RATE_LIMITED, FetchReason.BUDGET])
def test_a_site_that_wants_rest_is_asked_nothing_more(reason: FetchReason) -> None:
    town = make_town([article(1)], [reply(1, 1)])
    town.visit()
    town.site.errors["comments"] = SourceBroken(SOURCE, reason)
    town.visit(HOUR)
    assert town.reason == reason
    assert [path for path, _ in town.site.asked] == ["posts", "posts", "comments"]


def test_trouble_with_one_article_holds_up_no_other() -> None:
    town = make_town([article(native) for native in range(1, 121)])  # asked for 50 at once
    town.visit()
    del town.site.posts[0], town.site.posts[2]
    town.site.errors["posts/1"] = SourceBroken(SOURCE, FetchReason.HTTP_500)
    town.visit(HOUR)
    assert town.reason == "http-500"
    assert town.natives == {str(native) for native in range(1, 121)} - {"4"}


@pytest.mark.parametrize(("reason", "asked"), [(FetchReason.HTTP_500, 3), (FetchReason.BUDGET, 1)])
def test_trouble_with_some_threads_is_told_when_all_were_tried(
    reason: FetchReason, asked: int
) -> None:
    town = make_town([article(native) for native in range(1, 121)])
    town.options |= {"comments": False}
    town.visit()
    town.site.fails["include"] = SourceBroken(SOURCE, reason)
    town.visit(HOUR)
    assert town.reason == reason
    assert sum("include" in params for _, params in town.site.asked) == asked


def test_trouble_with_the_comments_of_threads_is_told() -> None:
    town = make_town([article(1)], [reply(1, 1)])
    town.visit()
    town.site.fails["post"] = SourceBroken(SOURCE, FetchReason.CLOSED)
    town.visit(HOUR)
    assert town.reason == "closed"
    assert town.natives == {"1", "comment-1"}


MORE_THAN_AT_ONCE = [article(native) for native in range(1, 52)]
"""One more than are asked for together; that is number 9, the last by its name."""


def test_threads_too_long_for_one_visit_say_so_and_lose_nothing() -> None:
    comments = [reply(native, 1, native / 100) for native in range(1, 131)]
    town = make_town(MORE_THAN_AT_ONCE, [*comments, reply(999, 9)])
    town.visit()
    town.max_pages = 1
    del town.site.comments[-1]
    assert town.visit(HOUR)[-1].cut
    assert "comment-999" not in town.natives
    assert len(town.natives) == 181
    assert town.cursor.marks["again:1"].split(":")[1] == "1"


def test_what_cannot_be_read_again_today_is_read_tomorrow() -> None:
    comments = [reply(native, 1 + native % 2 * 8, native / 100) for native in range(1, 91)]
    town = make_town(MORE_THAN_AT_ONCE, comments)
    town.max_items = 150
    town.visit()
    for row in comments:
        row["content"] = {"rendered": "Nieuw"}
    town.site.comments = comments + [reply(native, 1, 0) for native in range(500, 560)]
    assert town.visit(HOUR)[-1].cut
    for _ in range(3):
        town.visit(HOUR)
    assert town.raw("comment-1").body == "Nieuw"
    assert town.raw("comment-2").body == "Nieuw"


def test_its_cursor_stays_small_and_names_nobody() -> None:
    comments = [reply(native, 1, native / 1000) for native in range(1, 2_001)]
    town = make_town([article(1)], comments)
    town.visit()
    held = json.dumps(town.cursor.marks)
    assert "Klaprooszaad" not in held
    assert len(town.cursor.marks["ids:1"].split(",")) == 1_000
