from jobs.cluster.units import by_author, weigh_unit
from jobs.model import Speaker
from tests.cluster.town import read_post, units_of
from tests.make import make_post

PETITION = "Teken mee tegen de nieuwe afvalregeling, wij betalen straks dubbel voor minder!"


def test_a_thread_is_one_unit_and_a_post_without_replies_another() -> None:
    posts = [
        make_post("Lamp stuk", number=1),
        make_post("idem", number=2, thread=1, voice="bob"),
        make_post("Put in de weg", number=3),
    ]

    units = units_of(posts)

    assert [len(unit.members) for unit in units] == [2, 1]
    assert units[0].voices == {"anna", "bob"}


def test_threads_that_open_with_the_same_text_are_one_unit() -> None:
    posts = [make_post(PETITION, number=n, voice=f"v{n}") for n in (1, 2, 3)]

    (unit,) = units_of(posts)

    assert len(unit.threads) == 3


def test_equal_replies_do_not_join_their_threads() -> None:
    posts = [make_post(PETITION, number=n, thread=n + 10) for n in (1, 2)]

    assert len(units_of(posts)) == 2


def test_an_author_weighs_one_however_many_posts() -> None:
    many = [read_post(make_post(number=n)) for n in range(1, 6)]
    one = read_post(make_post(number=9, voice="bob"))

    weights = {reading.post.id: weight for reading, weight in by_author([*many, one])}

    assert sum(weights[reading.post.id] for reading in many) == 1.0
    assert weights[one.post.id] == 1.0


def test_an_opening_post_counts_once_more() -> None:
    (unit,) = units_of([make_post(number=1), make_post(number=2, thread=1, voice="bob")])
    found = {reading.post.id: {"x": 1.0} for reading in unit.members}

    assert weigh_unit(unit, found) == {"x": 3.0}


def test_the_municipality_is_one_author_and_no_voice() -> None:
    posts = [
        make_post(number=n, speaker=Speaker.MUNICIPALITY, voice=None, thread=1) for n in (1, 2)
    ]

    (unit,) = units_of(posts)

    assert unit.voices == frozenset()
    assert [weight for _, weight in by_author(unit.members)] == [0.5, 0.5]
