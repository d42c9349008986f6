"""What people said of threads: joined for good, kept apart for good, the latest word first."""

from jobs.cluster.bonds import FREE, Bonds
from jobs.cluster.units import make_units
from jobs.model import Correction, CorrectionKind, Post, Role
from tests.cluster.town import read_post
from tests.make import corrections, make_correction, make_post, thread_ids

TOGETHER, APART = CorrectionKind.TOGETHER, CorrectionKind.APART
TEXT = "De straatlampen in de Molenstraat zijn weer uit, heel de straat is donker"


def bonds(*made: Correction) -> Bonds:
    return Bonds(corrections(*made))


def test_together_is_handed_on() -> None:
    found = bonds(make_correction(TOGETHER, 1, 2), make_correction(TOGETHER, 2, 3, minute=1))

    groups = found.groups([(thread,) for thread in thread_ids(1, 3, 4)])

    assert groups == (thread_ids(1, 3), thread_ids(4))


def test_what_is_kept_apart_from_one_is_kept_apart_from_all_it_is_joined_to() -> None:
    found = bonds(make_correction(TOGETHER, 1, 2), make_correction(APART, 2, others=(3,), minute=1))

    assert found.apart([thread_ids(1), thread_ids(3)]) == {(0, 1)}
    assert found.groups([thread_ids(1, 3)]) == (thread_ids(1), thread_ids(3))


def test_of_two_words_that_contradict_the_later_holds() -> None:
    joined, parted = (
        make_correction(TOGETHER, 1, 2, minute=1),
        make_correction(APART, 1, others=(2,), minute=2),
    )
    groups = [(thread,) for thread in thread_ids(1, 2)]

    assert bonds(joined, parted).groups(groups) == (thread_ids(1), thread_ids(2))
    later = make_correction(TOGETHER, 1, 2, minute=3)
    assert bonds(joined, parted, later).groups(groups) == (thread_ids(1, 2),)


def test_an_older_word_holds_as_far_as_it_still_fits() -> None:
    all_three = make_correction(TOGETHER, 1, 2, 3, minute=1)
    one_out = make_correction(APART, 2, others=(1, 3), minute=2)

    groups = bonds(all_three, one_out).groups([(thread,) for thread in thread_ids(1, 2, 3)])

    assert groups == (thread_ids(1, 3), thread_ids(2))


def test_without_a_word_nothing_changes() -> None:
    groups = [thread_ids(2, 1), thread_ids(3)]

    assert FREE.groups(groups) == tuple(groups)
    assert FREE.apart(groups) == frozenset()


def units(posts: list[Post], found: Bonds) -> list[tuple[str, ...]]:
    readings = [read_post(post) for post in posts]
    roots = {one.post.thread_id: one for one in readings if one.post.role is Role.OPENING}
    return [unit.threads for unit in make_units(readings, roots, found)]


def test_a_copy_that_people_keep_apart_stays_apart() -> None:
    posts = [make_post(TEXT, number=number) for number in (1, 2, 3)]

    assert units(posts, FREE) == [thread_ids(1, 2, 3)]
    kept = units(posts, bonds(make_correction(APART, 2, others=(1, 3))))
    assert kept == [thread_ids(1, 3), thread_ids(2)]


def test_a_copy_follows_what_the_other_was_joined_to_unless_it_may_not() -> None:
    posts = [make_post(TEXT, number=1), make_post(TEXT, number=2), make_post("Bank weg", number=3)]
    joined = make_correction(TOGETHER, 2, 3, minute=1)

    assert units(posts, bonds(joined)) == [thread_ids(1, 2, 3)]
    parted = make_correction(APART, 1, others=(3,), minute=2)
    assert units(posts, bonds(joined, parted)) == [thread_ids(1), thread_ids(2, 3)]
