"""Forums: the known by their software, the unknown by what repeats on their pages."""

import pytest

from jobs.collect.collectors.html_forum.pages import Select, read_list, read_topic
from jobs.collect.discover.forum import known_forum, programs
from jobs.collect.discover.guess import guess_list, guess_topic
from jobs.collect.discover.inside import Clocks
from jobs.collect.discover.page import Page
from tests.collect.test_discover import answer
from tests.collect.town import ZONE
from tests.fakes import NOW
from tests.growth import is_linear

CLOCKS = Clocks(now=NOW, zone=ZONE)
LIST = "https://forum.example/buurt/"
MENU = (
    '<nav><ul><li><a href="/een">Startpagina</a></li>' + "<li><a href='/x'>Nieuwsbrief</a></li>" * 9
)


def topic_row(number: int, *, times: int = 1, classed: bool = True) -> str:
    """Return a row of a list of topics."""
    moments = "".join(
        f'<time class="t{place}" datetime="2026-11-{10 + place}T08:0{number}:00+01:00">x</time>'
        for place in range(times)
    )
    title = f'<a class="title" href="/t/{number}">De lampen in straat {number} zijn uit</a>'
    name = ' class="row unread"' if classed else ""
    return (
        f'<li{name}><a href="/user/{number}">wie{number}</a><b>{title}</b>{moments}'
        f'<span class="count">{number}</span></li>'
    )


def list_page(*, rows: int = 5, times: int = 1, classed: bool = True) -> Page:
    """Return a list of topics with a menu above it."""
    body = "".join(topic_row(n, times=times, classed=classed) for n in range(rows))
    more = '<a rel="next" href="?page=2">meer</a>'
    return Page.of(answer(f'{MENU}</ul></nav><ul class="topics">{body}</ul>{more}', LIST))


def topic_body(*posts: tuple[str, str, str], ids: str = "id") -> str:
    """Return the markup of a topic with *posts*: id, author, text."""
    return "<h1>Lampen</h1>" + "".join(
        f'<div class="post" {ids}="{native}"><div class="head">'
        f'<a href="/user/{author}"><img src="a.png"></a>'
        f'<a class="username" href="/user/{author}">{author}</a>'
        f'<span class="when" title="{10 + place} november 2026 08:00">{place} dagen</span></div>'
        f'<div class="js-text text"><p>{text}</p><p>Nog een alinea van {author}.</p></div></div>'
        for place, (native, author, text) in enumerate(posts)
    )


def topic_page(*posts: tuple[str, str, str], ids: str = "id") -> Page:
    """Return a page of a topic."""
    return Page.of(answer(topic_body(*posts, ids=ids), "https://forum.example/t/1"))


POSTS = (
    ("p1", "an", "De lampen zijn weer uit"),
    ("p2", "bo", "Bij ons ook, al weken"),
    ("p3", "an", "Ik heb het gemeld"),
)


@pytest.mark.parametrize("name", programs())
def test_every_known_software_has_marks_and_whole_selectors(name: str) -> None:
    software = programs()[name]

    assert software.marks
    assert software.list
    assert {"row", "post", "body", "author", "time", "title"} <= software.select.model_fields_set


def test_a_known_list_is_proposed_with_the_selectors_of_its_software() -> None:
    known = known_forum(Page.of(answer('<ul class="topiclist topics"><li class="row"></ul>', LIST)))

    assert known is not None
    assert known.proposal is not None
    assert known.software == "phpbb"
    assert known.proposal.options["url"] == LIST
    select = Select.model_validate(known.proposal.options["select"])
    assert select == programs()["phpbb"].select


def test_a_topic_of_known_software_leads_to_its_list() -> None:
    crumbs = '<p class="breadcrumbs"><b class="crumb"><a href="/f/2#x">Buurt</a></b></p>'
    post = '<body id="phpbb"><div class="post" id="p1"></div>'
    known = known_forum(Page.of(answer(post + crumbs, LIST)))

    assert known is not None
    assert known.proposal is not None
    assert known.proposal.options["url"] == "https://forum.example/f/2"


def test_a_page_of_boards_names_them() -> None:
    boards = "".join(f'<a class="forumtitle" href="/f/{n % 9}">Bord</a>' for n in range(20))
    known = known_forum(Page.of(answer(f'<body id="phpbb">{boards}', LIST)))

    assert known is not None
    assert known.proposal is None
    assert known.boards == tuple(f"https://forum.example/f/{n}" for n in range(5))


def test_other_pages_are_of_no_known_software() -> None:
    assert known_forum(list_page()) is None


@pytest.mark.parametrize("classed", [True, False])
def test_a_list_is_what_repeats_with_a_link_of_its_own(classed: bool) -> None:  # noqa: FBT001
    rows = guess_list(list_page(classed=classed), CLOCKS)

    assert rows is not None
    assert rows.topics == tuple(f"https://forum.example/t/{n}" for n in range(5))
    assert rows.select["topic"] == "a.title@href"
    assert rows.select["active"] == "time@datetime"
    assert rows.select["next_list"] == "a[rel=next]@href"


def test_of_several_moments_in_a_row_one_is_named() -> None:
    rows = guess_list(list_page(times=2), CLOCKS)

    assert rows is not None
    assert rows.select["active"] == ".t1@datetime"


@pytest.mark.parametrize("body", ["", f"{MENU}</ul></nav>", "<p>tekst</p>" * 50, "<ul><li>a" * 300])
def test_a_page_without_a_list_gives_none(body: str) -> None:
    assert guess_list(Page.of(answer(body, LIST)), CLOCKS) is None


def test_a_topic_is_what_repeats_with_an_id_a_moment_an_author_and_a_text() -> None:
    select = guess_topic([topic_page(*POSTS)], CLOCKS)

    assert select == {
        "post": "div.post",
        "id": "@id",
        "time": ".when@title",
        "body": "div.js-text",
        "author": ".username",
        "title": "h1",
    }


def test_an_id_that_only_counts_the_posts_of_its_page_is_no_id() -> None:
    one, other = topic_page(*POSTS), topic_page(*POSTS)
    apart = [topic_page(*POSTS, ids="data-pk"), topic_page(("q1", "cy", "Iets anders"),
             ("q2", "di", "Nog iets anders"), ids="data-pk")]  # fmt: skip

    assert guess_topic([one, other], CLOCKS) is None
    found = guess_topic(apart, CLOCKS)
    assert found is not None
    assert found["id"] == "@data-pk"


@pytest.mark.parametrize("posts", [(), POSTS[:1]])
def test_a_topic_without_an_answer_tells_nothing(posts: tuple[tuple[str, str, str], ...]) -> None:
    assert guess_topic([topic_page(*posts)], CLOCKS) is None


def test_without_moments_nothing_is_guessed() -> None:
    bare = topic_body(*POSTS).replace("november", "x")

    assert guess_topic([Page.of(answer(bare))], CLOCKS) is None


def bare_topic(text: str) -> Page:
    """Return a topic whose posts have no class inside."""
    return Page.of(
        answer(
            "".join(
                f'<article id="{n}"><a rel="author">wie{n}</a><i title="2026-11-0{n}">nu</i>'
                f"<div>{text}</div></article>"
                for n in range(1, 5)
            )
        )
    )


def test_a_text_without_a_class_is_its_one_paragraph() -> None:
    select = guess_topic([bare_topic("<p>De lampen zijn weer uit</p>")], CLOCKS)

    assert select is not None
    assert (select["body"], select["author"]) == ("p", "a[rel=author]")


def test_where_only_part_of_a_text_could_be_named_nothing_is_guessed() -> None:
    assert guess_topic([bare_topic("<p>De lampen zijn</p><p>weer uit</p>")], CLOCKS) is None


@pytest.mark.parametrize(
    ("inside", "selector"),
    [
        ("<h3><a href='/t/{n}'>De lampen zijn uit</a></h3>", "h3 a@href"),
        ("<b class='wat'><a href='/t/{n}'>De lampen zijn uit</a></b>", "b.wat a@href"),
        ("<a href='/t/{n}'>De lampen zijn uit</a>", "a@href"),
        ("<a href='/user/{n}'>wie dat was</a> <a href='/t/{n}'>De lampen zijn uit</a>", None),
    ],
)
def test_the_link_of_a_row_is_named_by_where_it_stands(inside: str, selector: str | None) -> None:
    body = "".join(f"<li class='row'>{inside.replace('{n}', str(n))}</li>" for n in range(5))
    rows = guess_list(Page.of(answer(f"<ul>{body}</ul>", LIST)), CLOCKS)

    assert (rows.select["topic"] if rows else None) == selector


def test_a_page_made_to_stall_us_is_looked_at_in_moments() -> None:
    def look(size: int) -> None:
        many = "".join(
            f'<div class="a{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}"'
            f' id="{n}{m}"><p class="x y z" title="x">{"woorden " * 5}</p></div>'
            for m in "ab"
            for n in range(size)
        )
        page = Page.of(answer(many, LIST))
        assert guess_list(page, CLOCKS) is None
        assert guess_topic([page, page], CLOCKS) is None

    assert is_linear(look, 400)


def test_what_was_guessed_reads_the_pages() -> None:
    listing, topic = list_page(), answer(topic_body(*POSTS), "https://forum.example/t/1")
    rows, posts = guess_list(listing, CLOCKS), guess_topic([Page.of(topic)], CLOCKS)
    assert rows is not None
    assert posts is not None
    select = Select.model_validate({**rows.select, **posts})
    topics, following = read_list(answer(str(listing.soup), LIST), select)
    page = read_topic(topic, select)

    assert (len(topics), following) == (5, "https://forum.example/buurt/?page=2")
    assert [(item.id, item.author) for item in page.items] == [one[:2] for one in POSTS]
    assert all(
        text in (item.body or "") for item, (_, _, text) in zip(page.items, POSTS, strict=True)
    )
