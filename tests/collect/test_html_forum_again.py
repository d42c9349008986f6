"""Topics of a forum that are read again: what the list does not show is seen all the same."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.collect.collectors.kit.rounds import STEPS
from jobs.collect.collectors.kit.validators import TERM
from jobs.collect.reasons import FetchReason
from jobs.errors import SourceBroken
from jobs.store import Store
from tests.collect.revisited import Revisited
from tests.collect.test_html_forum import HOME, SELECT, listing, topic
from tests.fakes import NOW
from tests.stores import open_store

LOST = SourceBroken("groep", FetchReason.HTTP_404)
HOUR = timedelta(hours=1)


def _at(place: str) -> str:
    return HOME if place == "home" else f"https://forum.example/t/{place}/"


def forum_of(store: Store) -> Revisited:
    """Return a forum whose pages are called ``home`` or by the name of a topic."""
    options = {"url": HOME, "pause": 0, "select": SELECT}
    return Revisited(store, "html_forum", options, "https://forum.example", _at)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.sqlite") as opened:
        yield opened


@pytest.fixture
def forum(store: Store) -> Revisited:
    made = forum_of(store)
    made.read(home=listing(("a", 3), ("b", 1)), a=topic("a", 1, 2, 3), b=topic("b", 7))
    assert made.texts == ["bericht 1", "bericht 2", "bericht 3", "bericht 7"]
    return made


def test_a_topic_is_read_again_at_each_step_and_nothing_new_is_only_asked_after(
    forum: Revisited,
) -> None:
    forum.read(HOUR / 2)
    assert forum.asked == ["?/c/buurt/"]
    before = HOUR / 2
    for step in STEPS:
        counts = forum.read(step - before)
        before = step
        asks = "" if step >= TERM else "?"  # after a week in full, whatever the server says
        assert sorted(forum.asked) == [f"{asks}/c/buurt/", f"{asks}/t/a/", f"{asks}/t/b/"]
        assert (counts["new"], counts["changed"], counts["gone"]) == (0, 0, 0)
        assert counts["read"] == (4 if step >= TERM else 0)
    forum.read(timedelta(days=6))
    assert forum.asked == ["?/c/buurt/"]


def test_an_edit_that_the_list_does_not_show_is_found_at_the_next_step(forum: Revisited) -> None:
    edited = topic("a", 1, 2, 3).replace("<b>2</b>", "<b>verbeterd</b>")
    forum.read(HOUR / 2, a=edited)
    assert "bericht verbeterd" not in forum.texts
    counts = forum.read(HOUR / 2)
    assert counts["changed"] == 1
    assert "bericht verbeterd" in forum.texts


def test_a_post_is_gone_when_two_whole_readings_did_not_give_it(forum: Revisited) -> None:
    forum.read(HOUR, a=topic("a", 1, 3))
    assert "bericht 2" in forum.texts
    assert forum.read(5 * HOUR)["gone"] == 1
    assert "/t/a/" in forum.asked  # in full: what is the same as a bad page proves nothing
    assert forum.texts == ["bericht 1", "bericht 3", "bericht 7"]
    forum.read(timedelta(days=1), a=topic("a", 1, 2, 3))
    assert "bericht 2" not in forum.texts


def test_a_topic_whose_opening_is_gone_loses_that_alone(forum: Revisited) -> None:
    forum.read(HOUR, a=topic("a", 2, 3))
    assert "bericht 1" in forum.texts
    forum.read(5 * HOUR)
    assert forum.texts == ["bericht 2", "bericht 3", "bericht 7"]
    forum.read(timedelta(days=1), a=topic("a", 3))
    forum.read(timedelta(days=2))
    assert forum.texts == ["bericht 3", "bericht 7"]


@pytest.mark.parametrize(
    "page",
    [
        "<form>Meld je aan</form>",
        '<body><div class="bericht" id="a1">andere opmaak</div></body>',
        topic("a", 1).removesuffix("</body>"),
        topic("a", 1, following="/t/verder/"),
        topic("a", 1, 2).replace('id="a2"', ""),
        SourceBroken("groep", FetchReason.HTTP_500),
        SourceBroken("groep", FetchReason.CLOSED),
        SourceBroken("groep", FetchReason.ROBOTS),
        SourceBroken("groep", FetchReason.TOO_BIG),
        SourceBroken("groep", FetchReason.REDIRECT_REFUSED),
    ],
    ids=["login", "drift", "cut", "lost-page", "no-id", "500", "closed", "robots", "big", "away"],
)
def test_what_is_no_whole_reading_is_never_a_deletion(
    forum: Revisited, page: str | Exception
) -> None:
    before = 0 * HOUR
    for step in STEPS:
        forum.read(step - before, a=page)
        before = step
    for _ in range(4):
        forum.read(HOUR)
    assert forum.texts == ["bericht 1", "bericht 2", "bericht 3", "bericht 7"]
    assert not [mark for mark in forum.status.cursor.marks if mark.startswith("again:")]


def test_a_reading_that_misses_more_than_it_gives_is_not_believed(forum: Revisited) -> None:
    forum.read(HOUR, home=listing(("a", 9), ("b", 1)), a=topic("a", *range(1, 7)))
    held = forum.texts
    for length in (6 * HOUR, timedelta(days=1), timedelta(days=2)):
        forum.read(length, a=topic("a", 1))
    assert forum.texts == held


def test_a_topic_that_is_not_there_any_more_goes_when_another_is(forum: Revisited) -> None:
    counts = forum.read(HOUR, a=LOST, home=listing(("b", 1)))
    assert counts["gone"] == 3
    assert forum.texts == ["bericht 7"]
    assert forum.status.reason == ""


def test_a_topic_that_is_not_there_while_the_others_are_not_either_is_not_gone(
    forum: Revisited,
) -> None:
    forum.read(HOUR, a=LOST, b=LOST)
    assert len(forum.texts) == 4
    assert forum.status.reason == "http-404"
    forum.read(HOUR, b=topic("b", 7))
    assert forum.texts == ["bericht 7"]


def test_another_topic_is_asked_for_when_the_only_one_that_is_due_is_not_there(
    forum: Revisited,
) -> None:
    forum.read(HOUR / 2, home=listing(("c", 1), ("a", 3), ("b", 1)), c=topic("c", 5))
    forum.read(HOUR / 2)
    forum.read(HOUR / 2, c=LOST)
    assert forum.asked[:2] == ["?/c/buurt/", "?/t/c/"]
    assert len(forum.asked) == 3
    assert forum.texts == ["bericht 1", "bericht 2", "bericht 3", "bericht 7"]


def test_a_topic_whose_address_may_name_somebody_is_looked_for_on_the_list(
    tmp_path: Path,
) -> None:
    with open_store(tmp_path / "store.sqlite") as store:
        named = forum_of(store)
        named.read(home=listing(("jan", 1), ("c", 1)), jan=topic("jan", 1), c=topic("c", 5))
        posts = store.posts.between(NOW - timedelta(days=99), NOW)
        assert sorted(map(str, (post.url for post in posts))) == ["None", _at("c")]
        assert "forum.example" not in repr(named.status.cursor)
        counts = named.read(HOUR, jan=topic("jan", 1).replace("<b>1</b>", "<b>verbeterd</b>"))
        assert counts["changed"] == 1
        assert sorted(named.asked) == ["/c/buurt/", "?/t/c/", "?/t/jan/"]


@pytest.mark.parametrize("after", [HOUR / 2, HOUR], ids=["not-due", "due"])
@pytest.mark.parametrize("numbers", [(1, 2, 3), (1, 2, 3, 4)], ids=["same", "answered"])
def test_a_topic_that_got_another_address_is_not_gone(
    forum: Revisited, after: timedelta, numbers: tuple[int, ...]
) -> None:
    home = listing(("verplaatst", len(numbers)), ("b", 1))
    forum.read(after, home=home, a=LOST, verplaatst=topic("a", *numbers))
    for step in STEPS:
        forum.read(step)
    assert forum.texts == [*(f"bericht {number}" for number in numbers), "bericht 7"]
    forum.read(HOUR, home=listing(("b", 1)), verplaatst=LOST)
    assert "bericht 7" in forum.texts


def test_a_topic_with_another_address_that_cannot_be_read_to_its_end_is_not_gone(
    forum: Revisited,
) -> None:
    pages = {"verplaatst": topic("a", 1, 2, 3, following="/t/vervolg/")}
    trouble = SourceBroken("groep", FetchReason.HTTP_500)
    home = listing(("verplaatst", 3), ("b", 1))
    forum.read(HOUR, home=home, a=LOST, vervolg=trouble, **pages)
    assert forum.texts == ["bericht 1", "bericht 2", "bericht 3", "bericht 7"]


def test_what_was_erased_is_not_read_again(forum: Revisited) -> None:
    held = forum.store.posts.between(NOW - timedelta(days=99), NOW + timedelta(days=99))
    forum.store.posts.erase([post.id for post in held], NOW)
    forum.read(HOUR)
    assert forum.asked == ["?/c/buurt/"]


def test_the_list_is_asked_for_in_full_until_all_that_it_showed_was_read(forum: Revisited) -> None:
    trouble = SourceBroken("groep", FetchReason.HTTP_500)
    forum.read(HOUR / 2, home=listing(("a", 4), ("b", 2)), a=trouble, b=topic("b", 7, 8))
    forum.read(HOUR / 4)
    assert forum.asked == ["/c/buurt/", "/t/a/"]
    forum.read(HOUR / 8, a=topic("a", 1, 2, 3, 4))
    assert "bericht 4" in forum.texts
    forum.read(HOUR / 16)
    assert forum.asked == ["?/c/buurt/"]


@pytest.fixture
def long(store: Store) -> Revisited:
    """Return a forum with a topic of two pages, read once."""
    made = forum_of(store)
    first = topic("a", 1, 2, following="/t/a/?page=2/")
    made.read(home=listing(("a", 3)), **{"a": first, "a/?page=2": topic("a", 3)})
    assert made.texts == ["bericht 1", "bericht 2", "bericht 3"]
    return made


def test_a_topic_of_pages_is_the_same_when_each_of_them_is(long: Revisited) -> None:
    for length in (HOUR, 5 * HOUR):
        counts = long.read(length)
        assert long.asked == ["?/c/buurt/", "?/t/a/", "?/t/a/?page=2/"]
        assert counts["read"] == 0


def test_of_a_page_that_changed_all_are_read(long: Revisited) -> None:
    edited = topic("a", 3).replace("<b>3</b>", "<b>verbeterd</b>")
    assert long.read(HOUR, **{"a/?page=2": edited})["changed"] == 1
    assert "bericht verbeterd" in long.texts
    first = topic("a", 2, following="/t/a/?page=2/")
    long.read(5 * HOUR, a=first)
    long.read(18 * HOUR)
    assert long.texts == ["bericht 2", "bericht verbeterd"]


def test_a_page_that_went_ends_the_topic_and_is_no_trouble(long: Revisited) -> None:
    changed: dict[str, str | Exception] = {"a/?page=2": LOST, "a": topic("a", 1, 2)}
    long.read(HOUR, **changed)
    long.read(5 * HOUR)
    assert long.texts == ["bericht 1", "bericht 2"]
    assert long.status.reason == ""


def test_no_address_of_a_page_that_may_name_somebody_is_held(store: Store) -> None:
    made = forum_of(store)
    pages = {"a": topic("a", 1, following="/t/a/klaproos2/"), "a/klaproos2": topic("a", 2)}
    made.read(home=listing(("a", 2)), **pages)
    assert made.texts == ["bericht 1", "bericht 2"]
    assert "klaproos" not in repr(made.status.cursor)
    made.read(HOUR)
    assert made.asked == ["?/c/buurt/", "/t/a/", "/t/a/klaproos2/"]
