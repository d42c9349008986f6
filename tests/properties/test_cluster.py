"""Laws of grouping: a partition, whatever the order; and of the numbers that are shown."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.cluster.alike import alike
from jobs.cluster.analysis import analyse
from jobs.cluster.group import group
from jobs.cluster.links import Pairs
from jobs.cluster.memory import Memory
from jobs.cluster.trend import HISTORY, trend
from jobs.model import Post
from tests.cluster.town import judge, make_settings
from tests.make import WEEK, make_post

SETTINGS = make_settings()
TEXTS = st.lists(
    st.sampled_from(
        (
            "lampen", "uit", "Molenstraat", "Kerkstraat", "vuilnis", "niet", "opgehaald", "idem",
            "wanneer?", "put", "in de weg", "zwembad De Plas", "schandalig", "bedankt", "😂",
        )
    ),
    max_size=9,
).map(" ".join)  # fmt: skip


@st.composite
def weeks(draw: st.DrawFn) -> list[Post]:
    """Some threads of some voices."""
    size = draw(st.integers(0, 14))
    return [
        make_post(
            draw(TEXTS),
            number=number,
            thread=draw(st.integers(1, number)),
            voice=draw(st.sampled_from(("anna", "bob", "cem", None))),
            source=draw(st.sampled_from(("groep", "forum"))),
        )
        for number in range(1, size + 1)
    ]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, Pairs]:
    """Some units and the pairs of them that are alike."""
    size = draw(st.integers(1, 12))
    pairs = [(one, other) for one in range(size) for other in range(one + 1, size)]
    kept = [pair for pair in pairs if draw(st.booleans())]
    scores = [draw(st.floats(0.02, 1.0)) for _ in kept]
    return size, Pairs(
        first=np.array([one for one, _ in kept], dtype=np.int64),
        second=np.array([other for _, other in kept], dtype=np.int64),
        score=np.array(scores, dtype=np.float64),
    )


@settings(max_examples=40, deadline=None)
@given(weeks(), st.integers(1, 4))
def test_a_far_away_thread_changes_no_other_signals_members(posts: list[Post], size: int) -> None:
    """As it shares nothing with them, what it is about cannot bring them together or apart."""
    far = [
        make_post("zwurbel plonkt xirf", number=90 + n, thread=90, voice=f"far{n}", source="x")
        for n in range(size)
    ]

    members = [
        {signal.posts for signal in analyse(WEEK, some, judged, Memory(), SETTINGS).signals}
        for some in (posts, [*posts, *far])
        for judged in [{post.id: judge(post) for post in some}]
    ]

    assert members[1] == members[0] | {tuple(post.id for post in far)}


@settings(max_examples=40, deadline=None)
@given(weeks())
def test_signals_are_a_partition_of_the_mentions(posts: list[Post]) -> None:
    """Every kept mention is in exactly one signal, and has exactly one label."""
    found = analyse(WEEK, posts, {post.id: judge(post) for post in posts}, Memory(), SETTINGS)

    members = sorted(post for signal in found.signals for post in signal.posts)
    assert members == sorted(post.id for post in posts)
    assert sorted(label.post_id for label in found.labels) == members
    assert len({signal.id for signal in found.signals}) == len(found.signals)


@settings(max_examples=25, deadline=None)
@given(weeks(), st.randoms(use_true_random=False))
def test_the_order_in_which_posts_come_changes_nothing(posts: list[Post], rng: object) -> None:
    """The same posts give the same signals, to the last number."""
    mentions = {post.id: judge(post) for post in posts}
    mixed = list(posts)
    shuffle = getattr(rng, "shuffle")  # noqa: B009 - hypothesis gives a Random under another type
    shuffle(mixed)

    assert analyse(WEEK, mixed, mentions, Memory(), SETTINGS) == analyse(
        WEEK, posts, mentions, Memory(), SETTINGS
    )


@given(graphs())
def test_groups_are_a_partition(graph: tuple[int, Pairs]) -> None:
    """Every unit is in exactly one group."""
    size, pairs = graph

    groups = group(size, pairs)

    assert sorted(place for members in groups for place in members) == list(range(size))


@given(graphs(), graphs())
def test_what_is_not_linked_does_not_matter(
    one: tuple[int, Pairs], other: tuple[int, Pairs]
) -> None:
    """Units beside it, without a link, change nothing to a group."""
    size, pairs = one
    more, others = other
    together = Pairs(
        first=np.concatenate([pairs.first, others.first + size]),
        second=np.concatenate([pairs.second, others.second + size]),
        score=np.concatenate([pairs.score, others.score]),
    )

    groups = group(size + more, together)

    assert [members for members in groups if members[0] < size] == list(group(size, pairs))


@given(st.lists(st.text(max_size=60), max_size=12))
def test_near_identical_texts_are_a_partition(texts: list[str]) -> None:
    """Every text is in exactly one group, and equal long texts are in the same one."""
    groups = alike(texts)

    assert sorted(place for members in groups for place in members) == list(range(len(texts)))


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_a_trend_is_always_in_bounds(history: list[int]) -> None:
    """Any row of weeks has a state, a probability and at most eight weeks of history."""
    found = trend(history)

    assert 0.0 <= found.surprise <= 1.0
    assert found.expected >= 0.0
    assert 1 <= len(found.history) <= HISTORY
    assert found.history[-1] == history[-1]
