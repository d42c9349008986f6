"""A page in, the ways to read what is behind it out: pure, nothing is asked here.

What is found is a `Proposal`: a kind with its keys. Where a mark on a page may deceive, it says by
which documented request of the platform it is proved.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, urlsplit

from bs4.element import Tag

from jobs.collect.charset import decode
from jobs.collect.discover.page import Options, Page, Proof, Proposal
from jobs.collect.protocol import MAX_ITEMS
from jobs.collect.request import Response

MOST_FEEDS: Final = 4
"""Feeds of one page that are proposed; a shop window of fifty is no help."""
_FEED_TYPES: Final = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
)
_FEED: Final = re.compile(r"\s{0,100}(?:<\?xml[^>]{0,300}\?>\s{0,100})?<(?:rss|feed|rdf:RDF)\b")
_JSON_FEED: Final = re.compile(r'\s{0,100}\{[^{]{0,300}"https?://jsonfeed\.org/version/')
_COMMENTS: Final = re.compile(r"\b(?:comments?|reacties|commentaires|kommentare)\b", re.IGNORECASE)
_ISSO: Final = f"/feed?uri={{path}}&limit={MAX_ITEMS}"
"""The feed of all comments on one page, for Isso else gives a hundred of them."""
_REPORTS: Final = re.compile(r"/(?:services|requests|discovery)\.(?:json|xml)$")
_ACCOUNT: Final = re.compile(r"/@([A-Za-z0-9_.-]{1,60}(?:@[A-Za-z0-9.-]{1,200})?)/?$")
_TAG: Final = re.compile(r"/tags?/([^/?#]{1,100})/?$")
_COMMUNITY: Final = re.compile(r"/c/([A-Za-z0-9_]{1,60}(?:@[A-Za-z0-9.-]{1,200})?)/?$")
_BOARD: Final = re.compile(r"(/c/[^?#]{1,200}/\d{1,9})(?:/|$)")
_CATEGORY: Final = re.compile(r"/category/(\d{1,9})(?:/|$)")
_CHANNEL: Final = re.compile(r"/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})(?:/\d{1,12})?/?$")
_HANDLE: Final = re.compile(r"/profile/([A-Za-z0-9.-]{3,253})(?:/|$)")


def by_address(address: str) -> Proposal | None:
    """Return how to read a place that is known by its address alone; None when it is not."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if host == "bsky.app" and (handle := _HANDLE.search(parts.path)):
        options: Options = {"accounts": [handle[1]]}
        return Proposal(kind="bluesky", options=options, site=host, platform="bluesky")
    if host in {"t.me", "telegram.me"} and (channel := _CHANNEL.fullmatch(parts.path)):
        terms = "whether you read https://telegram.org/tos and decided that this may be read"
        return Proposal(
            kind="telegram_public",
            options={"channel": channel[1]},
            site=host,
            platform="telegram",
            decide=(("i_have_read_the_terms", True, terms),),
        )
    if _REPORTS.search(parts.path):
        return _reports(_REPORTS.sub("", address.partition("?")[0]), host)
    return None


def look(response: Response) -> tuple[Proposal, ...]:
    """Return the ways to read what is behind the page in *response*, the best first.

    Forums without an interface are not among them: see `jobs.collect.discover.forum`.
    """
    text = decode(response.body, response.charset)
    if _FEED.match(text.lstrip("\ufeff")) or _JSON_FEED.match(text.lstrip("\ufeff")):
        host = urlsplit(response.url).hostname or ""
        return (Proposal(kind="feed", options={"url": response.url}, site=host),)
    page = Page.of(response)
    return (*_platforms(page), *_feeds(page))


def _platforms(page: Page) -> Iterator[Proposal]:
    """Yield the platforms whose marks are on *page*."""
    for found in (_wordpress, _discourse, _nodebb, _mastodon, _lemmy, _fixmystreet):
        proposal = found(page)
        if proposal is not None:
            yield proposal


def _wordpress(page: Page) -> Proposal | None:
    api = page.linked("https://api.w.org/")
    if not api and not page.generator.startswith("wordpress"):
        return None
    api = api or f"{page.origin}/wp-json/"
    place, _, query = api.partition("?")
    site = place.rstrip("/").removesuffix("/index.php").removesuffix("/wp-json")
    joint = "&" if query else "?"
    asked = f"{api.rstrip('/')}/wp/v2/posts{joint}per_page=1&_fields=id"
    return Proposal(
        kind="wordpress",
        options={"url": site},
        site=page.site,
        platform="news-comments",
        proof=Proof(url=asked, fields=("id",)),
    )


def _discourse(page: Page) -> Proposal | None:
    if not page.generator.startswith("discourse") and not page.has("#data-discourse-setup"):
        return None
    board = _BOARD.search(page.path)
    return Proposal(
        kind="discourse",
        options={"url": page.origin + (board[1] if board else "")},
        site=page.site,
        platform="forum",
        proof=Proof(url=f"{page.origin}/site/basic-info.json", fields=("title", "description")),
    )


def _nodebb(page: Page) -> Proposal | None:
    script = page.soup.select_one('script[src*="/nodebb.min.js"]')
    if script is None:
        return None
    base = page.address(script, "src").partition("/assets/nodebb.min.js")[0]
    base = base.partition("/nodebb.min.js")[0]
    category = _CATEGORY.search(page.path)
    options: Options = {"url": base}
    if category:
        options["category"] = int(category[1])
    return Proposal(
        kind="nodebb",
        options=options,
        site=page.site,
        platform="forum",
        proof=Proof(url=f"{base}/api/config", fields=("relative_path", "version")),
    )


def _mastodon(page: Page) -> Proposal | None:
    activity = page.has('link[type="application/activity+json"]')
    account, tag = _ACCOUNT.search(page.path), _TAG.search(page.path)
    if not page.has("#mastodon") and not (activity and account):
        return None
    options: Options = {"url": page.origin}
    decide: tuple[tuple[str, object, str], ...] = ()
    if account:
        options["accounts"] = [account[1]]
    elif tag:
        options["tags"] = [tag[1]]
    else:
        decide = (("accounts", ["heidebeek"], "whose posts are read; or tags, such as a hashtag"),)
    return Proposal(
        kind="mastodon",
        options=options,
        site=urlsplit(page.url).hostname or "",
        platform="mastodon",
        decide=decide,
        proof=Proof(url=f"{page.origin}/api/v2/instance", fields=("domain", "version")),
        note="Under a hashtag people from everywhere write: add local = false." if tag else "",
    )


def _lemmy(page: Page) -> Proposal | None:
    community = _COMMUNITY.search(page.path)
    marked = any("window.isoData" in (script.string or "") for script in page.soup("script"))
    if not marked or not community:
        return None
    return Proposal(
        kind="lemmy",
        options={"url": page.origin, "community": community[1]},
        site=page.site,
        platform="lemmy",
        proof=Proof(url=f"{page.origin}/api/v3/site", fields=("site_view", "version")),
    )


def _fixmystreet(page: Page) -> Proposal | None:
    if not page.has('[src*="fixmystreet" i], link[href*="fixmystreet" i]'):
        return None
    return _reports(f"{page.origin}/open311/v2", page.site)


def _reports(base: str, site: str) -> Proposal:
    return Proposal(
        kind="open311",
        options={"url": base},
        site=site,
        platform="reports",
        proof=Proof(url=f"{base}/services.json", fields=("service_code",)),
    )


def isso_comments(address: str) -> Options:
    """Return the keys of a feed whose items have their comments in the Isso at *address*."""
    return {"comments_url": f"{address}{_ISSO}", "whole": True}


def _feeds(page: Page) -> Iterator[Proposal]:
    """Yield the feeds that *page* names, those of comments last, and what Isso holds."""
    isso = page.soup.select_one("script[data-isso]")
    comments = page.address(isso, "data-isso").rstrip("/") if isso is not None else ""
    links = [link for link in page.soup("link") if _is_feed(link)]
    found = dict.fromkeys(address for link in links if (address := page.address(link, "href")))
    said = {page.address(link, "href"): str(link.get("title") or "") for link in links}
    about = {
        url: _COMMENTS.search(f"{said[url]} {urlsplit(url).path}") is not None for url in found
    }
    for url in sorted(found, key=lambda url: about[url])[:MOST_FEEDS]:
        options: Options = {"url": url}
        if about[url] and page.path.strip("/") and _below(url, page.url):
            options["one_thread"] = True
        elif comments and not about[url]:
            options |= isso_comments(comments)
        platform = "news-comments" if comments or about[url] else "website"
        yield Proposal(kind="feed", options=options, site=page.site, platform=platform)
    if comments and not any(not late for late in about.values()):
        thread = quote(page.path or "/", safe="/")
        yield Proposal(
            kind="feed",
            options={
                "url": f"{comments}{_ISSO.replace('{path}', thread)}",
                "one_thread": True,
                "whole": True,
            },
            site=page.site,
            platform="news-comments",
            note="These are the comments under one article; with the address of a feed of all"
            " articles in url, the same stands in comments_url with {path} at its end.",
        )


def _is_feed(link: Tag) -> bool:
    rels = [rel.lower() for rel in link.get_attribute_list("rel") if rel]
    kind = str(link.get("type") or "").partition(";")[0].strip().lower()
    return "alternate" in rels and kind in _FEED_TYPES


def _below(url: str, page: str) -> bool:
    return url.startswith(page.partition("?")[0].rstrip("/") + "/")
