"""Whose a signal is: its words, and the usual matter that most of it speaks of."""

from jobs.cluster.departments import Pointers, point, point_story
from jobs.cluster.owner import point_signal
from jobs.cluster.profiles import topics_of_group
from jobs.model import PostId
from tests.cluster.town import read_post, routes_of, topics_in, units_of
from tests.make import make_post

ROUTES = routes_of()


def pointed(*texts: str) -> tuple[Pointers, Pointers]:
    """Return whose the thread of *texts* is, each of another voice, and whose by words alone."""
    posts = [make_post(text, number=n, thread=1, voice=f"v{n}") for n, text in enumerate(texts, 1)]
    units = units_of(posts)
    pointers: dict[PostId, Pointers] = {post.id: point(read_post(post), ROUTES) for post in posts}
    topics = topics_of_group(units, topics_in(units, ROUTES))
    whole = point_signal(units, (), pointers, topics, ROUTES)
    return whole, point_story(units, (), pointers)


def test_what_a_signal_is_called_after_decides_against_words_in_passing() -> None:
    whole, words = pointed(
        "De kerstmarkt verhuist naar de parking",
        "Rijdt er dan een bus?",
        "parkeren wordt een ramp",
        "dan maar met de bus",
    )

    assert words.choice == "mobiliteit"
    assert whole.choice == "vrije-tijd"
    assert "kerstmarkt" in whole.reasons


def test_words_that_are_plain_are_not_overruled() -> None:
    whole, words = pointed(
        "De afvalophaling is weer niet geweest, restafval en gft staan er nog",
        "Ook hier: afval, sluikstort en zwerfvuil tot aan de kerstmarkt",
    )

    assert whole.choice == words.choice == "milieu"


def test_without_a_usual_matter_the_words_decide_alone() -> None:
    whole, words = pointed("Het loket is onvriendelijk", "het loket, inderdaad")

    assert whole == words
    assert whole.choice == "burgerzaken"


def test_a_matter_that_points_nowhere_new_is_the_reason_where_no_other_word_is() -> None:
    whole, words = pointed("Die brug ligt open", "welke brug", "de brug")

    assert whole.choice == "wegen"
    assert "brug" in whole.reasons
    assert words.choice in {None, "wegen"}
