"""Laws of corrections: still a partition, hard where people said so, whatever the order."""

from itertools import pairwise, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.cluster.analysis import Found, analyse
from jobs.cluster.bonds import Bonds
from jobs.cluster.group import group
from jobs.cluster.memory import Memory
from jobs.detect.learn import KINDS, learn
from jobs.detect.model import SHIPPED
from jobs.model import (
    Correction,
    CorrectionKind,
    Corrections,
    Post,
    PostId,
    StoryId,
    ThreadId,
)
from tests.cluster.town import judge, make_settings
from tests.make import WEEK, make_correction, make_post, thread_ids
from tests.properties.test_cluster import graphs

SETTINGS = make_settings()
TOGETHER, APART = CorrectionKind.TOGETHER, CorrectionKind.APART
THREADS = st.lists(st.integers(1, 8), min_size=2, max_size=4, unique=True)


@st.composite
def words(draw: st.DrawFn, most: int = 6) -> list[Correction]:
    """Some words on eight threads, one a minute."""
    made = []
    for minute in range(draw(st.integers(0, most))):
        threads = draw(THREADS)
        if draw(st.booleans()):
            made.append(make_correction(TOGETHER, *threads, minute=minute, id=minute + 1))
        else:
            taken, rest = threads[:1], tuple(threads[1:])
            made.append(make_correction(APART, *taken, others=rest, minute=minute, id=minute + 1))
    return made


def week() -> list[Post]:
    """Eight threads, some of them copies, most of them alike."""
    texts = (
        "lampen Molenstraat uit, donker", "lampen Molenstraat uit, donker", "lampen stuk",
        "vuilnis Kerkstraat niet opgehaald", "vuilnis niet opgehaald in de Kerkstraat",
        "straatlampen Molenstraat stuk", "put in de weg", "zwembad De Plas dicht",
    )  # fmt: skip
    return [
        make_post(text, number=number, voice=f"v{number}", source=f"s{number % 3}")
        for number, text in enumerate(texts, 1)
    ]


POSTS = week()


def run(posts: list[Post], made: list[Correction]) -> Found:
    known = {post.id: judge(post) for post in posts}
    return analyse(WEEK, posts, known, Memory(corrections=Corrections(tuple(made))), SETTINGS)


def settled(made: list[Correction]) -> tuple[set[frozenset[ThreadId]], set[frozenset[ThreadId]]]:
    """Return which pairs must be together and which apart, the slow and simple way."""
    together: set[frozenset[ThreadId]] = {frozenset({name}) for name in thread_ids(*range(1, 9))}
    apart: set[frozenset[ThreadId]] = set()
    for one in sorted(made, key=lambda word: word.decided_at, reverse=True):
        if one.kind is APART:
            for left, right in product(one.threads, one.others):
                if not any({left, right} <= own for own in together):
                    apart.add(frozenset({left, right}))
            continue
        heads: list[ThreadId] = []
        for name in sorted(one.threads):
            if not any(_unite(together, apart, head, name) for head in heads):
                heads.append(name)
    return together, apart


def _unite(
    together: set[frozenset[ThreadId]],
    apart: set[frozenset[ThreadId]],
    left: ThreadId,
    right: ThreadId,
) -> bool:
    one = next(own for own in together if left in own)
    other = next(own for own in together if right in own)
    if any(frozenset(pair) in apart for pair in product(one, other)):
        return False
    together -= {one, other}
    together.add(one | other)
    return True


@settings(max_examples=40, deadline=None)
@given(words())
def test_signals_obey_every_word_that_holds_and_are_a_partition(made: list[Correction]) -> None:
    """Apart is apart, together is together, and every post is in one signal."""
    together, apart = settled(made)

    found = run(POSTS, made)

    members = [post for signal in found.signals for post in signal.posts]
    assert sorted(members) == sorted(post.id for post in POSTS)
    home = {post: signal.id for signal in found.signals for post in signal.posts}
    for left, right in map(sorted, apart):
        assert home[PostId(left)] != home[PostId(right)]
    for left, right in (pair for own in together for pair in pairwise(sorted(own))):
        assert home[PostId(left)] == home[PostId(right)]


@settings(max_examples=25, deadline=None)
@given(words(), st.randoms(use_true_random=False))
def test_neither_the_order_of_posts_nor_of_words_matters(
    made: list[Correction], rng: object
) -> None:
    """The same posts and words give the same signals, to the last number."""
    shuffle = getattr(rng, "shuffle")  # noqa: B009 - hypothesis gives a Random under another type
    mixed, told = list(POSTS), list(made)
    shuffle(mixed)
    shuffle(told)

    assert run(mixed, told) == run(POSTS, made)


@given(graphs(), st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=8))
def test_groups_with_words_are_a_partition_that_obeys(
    graph: tuple[int, object], wanted: set[tuple[int, int]]
) -> None:
    """Every unit is in one group, and no two that are kept apart share one."""
    size, pairs = graph
    apart = frozenset((one, other) for one, other in wanted if one < other < size)

    groups = group(size, pairs, apart=apart)  # type: ignore[arg-type]  # graphs() gives Pairs

    assert sorted(place for members in groups for place in members) == list(range(size))
    assert not any({one, other} <= set(members) for members in groups for one, other in apart)


@given(words())
def test_words_on_other_threads_change_no_grouping(made: list[Correction]) -> None:
    """Threads that nobody spoke of stay with those they were with."""
    alike = [
        tuple(ThreadId(f"x{number}") for number in range(start, start + 3)) for start in (0, 3)
    ]

    assert Bonds(Corrections(tuple(made))).groups(alike) == tuple(alike)


STRENGTHS = st.dictionaries(
    st.sampled_from([kind.value for kind in KINDS] + ["no-longer-there"]), st.floats(0, 1)
)


@settings(deadline=None)
@given(st.lists(st.tuples(STRENGTHS, st.sampled_from(("yes", "no"))), max_size=60))
def test_learning_always_ends_in_numbers_and_order_does_not_matter(
    said: list[tuple[dict[str, float], str]],
) -> None:
    """Whatever people say, each constant is a finite number near the one shipped."""
    made = [
        make_correction(
            CorrectionKind.ABOUT, post_id=PostId(f"p{place}"), value=value, minute=place,
            story_id=StoryId(""), strengths=tuple(sorted(found.items())),
        )
        for place, (found, value) in enumerate(said)
    ]  # fmt: skip

    model = learn(Corrections(tuple(made)))

    assert model == learn(Corrections(tuple(reversed(made))))
    moved = [model.bias - SHIPPED.bias]
    moved += [model.weights.get(kind, 0.0) - SHIPPED.weights.get(kind, 0.0) for kind in KINDS]
    assert np.isfinite(moved).all()
    assert max(map(abs, moved)) < 8.0
