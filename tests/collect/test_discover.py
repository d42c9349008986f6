"""A page tells how what is behind it is read; a mark may deceive, and a name is never told."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.collect.collectors.registry import SHIPPED
from jobs.collect.discover.doors import DOORS, door_of
from jobs.collect.discover.find import MOST_FEEDS, by_address, look
from jobs.collect.discover.page import Proof, Proposal
from jobs.collect.discover.table import id_of, source_of, table_of
from jobs.collect.request import Response
from tests.fakes import NOW

HOME = "https://site.example/"


def answer(body: str, url: str = HOME, link: str = "") -> Response:
    """Return a page."""
    return Response(
        url=url, status=200, content_type="text/html", charset="utf-8", validators=("", ""),
        body=body.encode("utf-8", "replace"), fetched_at=NOW, headers={"link": link},
    )  # fmt: skip


def found(body: str, url: str = HOME, link: str = "") -> list[tuple[str, dict[str, object]]]:
    """Return kind and keys of what is found on a page."""
    return [(one.kind, one.options) for one in look(answer(body, url, link))]


def alternate(href: str, title: str = "", kind: str = "application/rss+xml") -> str:
    """Return a link to a feed."""
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


@pytest.mark.parametrize(
    "kind", ["application/rss+xml", "application/atom+xml", "APPLICATION/FEED+JSON; charset=utf-8"]
)
def test_feeds_that_a_page_names_are_found(kind: str) -> None:
    assert found(alternate("/feed", kind=kind)) == [("feed", {"url": "https://site.example/feed"})]


@pytest.mark.parametrize(
    "body",
    [
        '<?xml version="1.0"?><rss version="2.0"></rss>',
        "\ufeff<feed xmlns='http://www.w3.org/2005/Atom'></feed>",
        '{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    ],
)
def test_an_address_may_be_a_feed_itself(body: str) -> None:
    url = "https://site.example/feed.xml"
    assert found(body, url) == [("feed", {"url": url})]


def test_a_feed_of_comments_comes_after_the_others_and_is_one_thread_below_an_article() -> None:
    body = alternate("/artikel/feed/", "Reacties op artikel") + alternate("/feed/", "Nieuws")

    assert found(body, "https://site.example/artikel/") == [
        ("feed", {"url": "https://site.example/feed/"}),
        ("feed", {"url": "https://site.example/artikel/feed/", "one_thread": True}),
    ]


def test_of_many_feeds_some_are_proposed_each_once() -> None:
    body = "".join(alternate(f"/{number // 2}.xml") for number in range(60))

    assert len(found(body)) == MOST_FEEDS


@pytest.mark.parametrize("href", ["javascript:alert(1)", "http://[", "file:///etc/passwd", ""])
def test_a_feed_that_leads_to_no_web_address_is_left_out(href: str) -> None:
    assert found(alternate(href)) == ([] if href else [("feed", {"url": HOME})])


@pytest.mark.parametrize(
    ("body", "link"),
    [
        ('<link rel="https://api.w.org/" href="https://site.example/blog/wp-json/">', ""),
        ("", '<https://site.example/blog/wp-json/>; rel="https://api.w.org/"'),
        ('<link rel="https://api.w.org/" href="https://site.example/blog/?rest_route=/">', ""),
        ('<link rel="https://api.w.org/" href="/blog/index.php?rest_route=/">', ""),
    ],
)
def test_wordpress_is_found_by_where_it_says_its_interface_is(body: str, link: str) -> None:
    assert found(body, link=link) == [("wordpress", {"url": "https://site.example/blog"})]


def test_wordpress_is_asked_for_one_article_whatever_its_links_look_like() -> None:
    link = '<link rel="https://api.w.org/" href="https://site.example/?rest_route=/">'
    (plain,) = look(answer('<meta name="generator" content="WordPress 6.1">'))
    (routed,) = look(answer(link))

    assert plain.proof is not None
    assert plain.proof.url == "https://site.example/wp-json/wp/v2/posts?per_page=1&_fields=id"
    assert routed.proof is not None
    assert routed.proof.url == (
        "https://site.example/?rest_route=/wp/v2/posts&per_page=1&_fields=id"
    )


@pytest.mark.parametrize(
    ("body", "path", "kind", "options"),
    [
        ('<meta name="generator" content="Discourse 3.2">', "c/buurt/5/l/latest", "discourse",
         {"url": "https://site.example/c/buurt/5"}),
        ('<meta id="data-discourse-setup">', "latest", "discourse", {"url": "https://site.example"}),
        ('<script src="/forum/nodebb.min.js?v=1"></script>', "forum/category/7/x", "nodebb",
         {"url": "https://site.example/forum", "category": 7}),
        ('<script src="/assets/nodebb.min.js"></script>', "", "nodebb",
         {"url": "https://site.example"}),
        ('<div id="mastodon"></div>', "@heidebeek", "mastodon",
         {"url": "https://site.example", "accounts": ["heidebeek"]}),
        ('<link rel="alternate" type="application/activity+json" href="/x">', "@heidebeek",
         "mastodon", {"url": "https://site.example", "accounts": ["heidebeek"]}),
        ('<div id="mastodon"></div>', "tags/heidebeek", "mastodon",
         {"url": "https://site.example", "tags": ["heidebeek"]}),
        ("<script>window.isoData = {}</script>", "c/heidebeek", "lemmy",
         {"url": "https://site.example", "community": "heidebeek"}),
        ('<script src="/cobrands/fixmystreet/x.js"></script>', "", "open311",
         {"url": "https://site.example/open311/v2"}),
    ],
)  # fmt: skip
def test_a_platform_is_found_by_its_marks_and_must_prove_itself(
    body: str, path: str, kind: str, options: dict[str, object]
) -> None:
    (proposal,) = look(answer(body, HOME + path))

    assert (proposal.kind, proposal.options) == (kind, options)
    assert proposal.proof is not None
    assert proposal.proof.url.startswith("https://site.example/")
    assert source_of(proposal, ()) is not None


def test_on_the_first_page_of_a_server_the_accounts_are_left_to_decide() -> None:
    (proposal,) = look(answer('<div id="mastodon"></div>'))

    assert source_of(proposal, ()) is None
    assert '# accounts = ["heidebeek"]' in table_of(proposal, ())


def test_comments_by_isso_join_the_feed_of_the_articles() -> None:
    script = '<script data-isso="//comments.example/" src="//comments.example/js/e.js"></script>'

    assert found(script + alternate("/feed")) == [
        ("feed", {"url": "https://site.example/feed",
                  "comments_url": "https://comments.example/feed?uri={path}&limit=5000",
                  "whole": True}),
    ]  # fmt: skip
    assert found(script, "https://site.example/a b/") == [
        ("feed", {"url": "https://comments.example/feed?uri=/a%20b/&limit=5000",
                  "one_thread": True, "whole": True}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "kind", "options"),
    [
        ("https://bsky.app/profile/heidebeek.example/post/3k", "bluesky",
         {"accounts": ["heidebeek.example"]}),
        ("https://t.me/s/heidebeek", "telegram_public", {"channel": "heidebeek"}),
        ("https://reports.example/v2/requests.json?x=1", "open311",
         {"url": "https://reports.example/v2"}),
    ],
)  # fmt: skip
def test_some_places_are_known_by_their_address(
    address: str, kind: str, options: dict[str, object]
) -> None:
    proposal = by_address(address)

    assert proposal is not None
    assert (proposal.kind, proposal.options) == (kind, options)


@pytest.mark.parametrize("address", ["https://t.me/+abcdef", "https://[", "https://site.example"])
def test_others_are_not(address: str) -> None:
    assert by_address(address) is None


def test_the_terms_of_telegram_are_left_to_decide() -> None:
    proposal = by_address("https://t.me/s/heidebeek")

    assert proposal is not None
    assert source_of(proposal, ()) is None
    assert "# i_have_read_the_terms = true" in table_of(proposal, ())


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://www.facebook.com/groups/heidebeek", ""),
        ("https://m.facebook.com/gemeente.heidebeek", "facebook_page"),
        ("https://instagram.com/heidebeek", "instagram"),
        ("https://www.threads.net/@heidebeek", "threads"),
        ("https://nextdoor.nl/x", ""),
        ("https://www.nextdoor.co.uk/x", ""),
        ("https://app.hoplr.com/", ""),
        ("https://x.com/heidebeek", ""),
        ("https://www.tiktok.com/@x", ""),
        ("https://chat.whatsapp.com/x", ""),
        ("https://t.me/+abcdef", ""),
        ("https://www.youtube.com/@x", "youtube"),
        ("https://www.reddit.com/r/heidebeek", "reddit"),
        ("https://www.google.com/maps/place/x", "google_reviews"),
    ],
)
def test_a_platform_that_may_not_be_crawled_is_answered_with_its_door(
    address: str, own: str
) -> None:
    door = door_of(address)

    assert door is not None
    assert door.own == own
    assert "What is lawful: " in door.said()
    assert "(kind capture)" in door.said()


@pytest.mark.parametrize(
    "address",
    ["https://notx.com/", "https://nextdoor-forum.example/", "https://google.com/", "//["],
)
def test_other_hosts_have_no_such_door(address: str) -> None:
    assert door_of(address) is None


def test_every_door_names_kinds_that_there_are() -> None:
    assert {kind for door in DOORS for kind in (door.own, *door.ways) if kind} <= set(SHIPPED)


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        (b'{"id": 1, "x": 2}', True),
        (b'[{"id": 1}]', True),
        (b"[]", True),
        (b'[{"id": 1}, 3]', False),
        (b'{"x": 1}', False),
        (b"<html>", False),
        (b"3", False),
        (b"[" * 100_000, False),
    ],
)
def test_a_proof_holds_when_the_fields_are_there(body: bytes, holds: bool) -> None:  # noqa: FBT001
    assert Proof(url=HOME, fields=("id",)).holds(body) is holds


def test_the_title_of_a_page_is_never_told_as_it_may_hold_a_name() -> None:
    (proposal,) = look(answer("<title>Jan Peeters</title>" + alternate("/feed")))
    (named,) = look(
        answer('<meta property="og:site_name" content="De  &quot;Krant&quot;">' + alternate("/f"))
    )

    assert "Jan" not in table_of(proposal, ())
    assert tomllib.loads(table_of(named, ()))["source"][0]["name"] == 'De "Krant"'


def test_an_id_is_made_of_the_host_and_is_new() -> None:
    proposal = Proposal(kind="feed", options={"url": "https://www.Site.example/f"}, site="x")

    assert id_of(proposal, ()) == "site-example"
    assert id_of(proposal, ("site-example", "site-example-2")) == "site-example-3"
    assert id_of(Proposal(kind="feed", options={}, site="…"), ()) == "feed"


@given(st.dictionaries(st.sampled_from(["url", "a", "b"]), st.text(max_size=30)), st.text())
def test_whatever_is_found_the_table_is_toml(options: dict[str, str], site: str) -> None:
    site = site.encode("utf-8", "replace").decode()
    held: dict[str, object] = {
        key: text.encode("utf-8", "replace").decode() for key, text in options.items()
    }
    held["url"] = "https://site.example/"
    table = table_of(Proposal(kind="feed", options=held, site=site), ())
    read = tomllib.loads(table)["source"][0]

    assert {key: read[key] for key in held} == held
    assert json.loads(json.dumps(read["name"])) == (site or "feed")


@given(st.text(alphabet='<>/="ab link.script@:#', max_size=200))
def test_no_page_stops_it(body: str) -> None:
    look(answer(body))
