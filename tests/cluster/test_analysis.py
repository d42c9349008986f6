"""The whole of the stage without a store: what one week comes down to."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.cluster.analysis import Found, analyse
from jobs.cluster.headline import LONGEST
from jobs.cluster.memory import Memory
from jobs.model import (
    Kind,
    LinkKind,
    Post,
    PostId,
    Signal,
    Speaker,
    State,
    ThreadId,
    VoiceKey,
)
from tests.cluster.town import judge, make_settings
from tests.make import MONDAY, WEEK, make_post

SETTINGS = make_settings(languages=("nl", "fr"))

LAMPS = (
    "De straatlampen in de Molenstraat zijn weer uit, het is pikdonker",
    "Bij ons in de Molenstraat ook, die straatlampen zijn al een week stuk",
    "Wanneer komen ze voor de straatlampen in de Molenstraat?",
    "idem",
)
WASTE = (
    "Restafval in de Kerkstraat alweer niet opgehaald, de zakken staan er nog",
    "Hier ook, de zakken stinken",
    "Restafval blijft staan, schandalig",
)


def talk(texts: Sequence[str], first: int, weeks: int = 0, source: str = "groep") -> list[Post]:
    at = MONDAY + timedelta(weeks=weeks)
    return [
        make_post(
            text,
            number=first + n,
            thread=first,
            voice=f"v{first}-{n}",
            source=source,
            at=at + timedelta(minutes=first + n),
        )
        for n, text in enumerate(texts)
    ]


def run(posts: Sequence[Post], past: Sequence[Signal] = (), weeks: int = 0) -> Found:
    mentions = {
        post.id: judge(post, week=WEEK.plus((post.posted_at - MONDAY).days // 7)) for post in posts
    }
    return analyse(WEEK.plus(weeks), posts, mentions, Memory(signals=past), SETTINGS)


def test_two_matters_are_two_signals_with_department_place_and_title() -> None:
    found = run([*talk(LAMPS, 1), *talk(WASTE, 50)])

    lamps, waste = sorted(found.signals, key=lambda signal: signal.first_at)
    assert (lamps.department, lamps.place, lamps.voices) == ("wegen", "Molenstraat", 4)
    assert (waste.department, waste.place, waste.voices) == ("milieu", "Kerkstraat", 3)
    assert lamps.title == "Straatlampen Molenstraat"
    assert lamps.titles == (("fr", "Éclairage public – Molenstraat"),)
    assert lamps.trend.state is State.NEW
    assert lamps.department_terms
    assert talk(LAMPS, 1)[2].id in lamps.open_questions


def test_every_kept_mention_is_in_one_signal_and_has_one_label() -> None:
    posts = [*talk(LAMPS, 1), *talk(WASTE, 50), make_post("zomaar iets", number=90)]

    found = run(posts)

    members = sorted(post for signal in found.signals for post in signal.posts)
    assert members == sorted(post.id for post in posts)
    assert sorted(one.post_id for one in found.labels) == members


def test_two_threads_of_one_matter_are_one_signal_that_tells_why() -> None:
    posts = [*talk(LAMPS[:2], 1), *talk(LAMPS[1:3], 30, source="forum")]

    (signal,) = run(posts).signals

    assert signal.threads == 2
    assert signal.sources == ("forum", "groep")
    assert "straatlampen" in signal.links[0].terms
    assert 0.0 < signal.links[0].score <= 1.0


def test_a_story_goes_on_and_counts_its_voices() -> None:
    first = run(talk(LAMPS, 1))
    posts = [*talk(LAMPS, 1), *talk(LAMPS[:3], 30, weeks=1)]

    second = run(posts, first.signals, weeks=1)

    (signal,) = second.signals
    assert signal.story_id == first.signals[0].story_id
    assert signal.trend.history == (4, 3)
    assert [link.kind for link in second.links] == [LinkKind.AUTOMATIC]


def test_a_story_comes_back_after_weeks_of_silence() -> None:
    first = run(talk(LAMPS, 1))
    posts = [*talk(LAMPS, 1), *talk(LAMPS[:3], 30, weeks=4)]

    (signal,) = run(posts, first.signals, weeks=4).signals

    assert signal.trend.state is State.BACK
    assert signal.trend.history == (4, 0, 0, 0, 3)


def test_a_story_whose_posts_are_gone_is_simply_not_recognised() -> None:
    first = run(talk(LAMPS, 1))

    (signal,) = run(talk(LAMPS, 30, weeks=1), first.signals, weeks=1).signals

    assert signal.trend.state is State.NEW


def test_municipality_and_press_are_context_and_never_voices() -> None:
    posts = talk(LAMPS, 1)
    posts.append(
        make_post("Dag, we herstellen de straatlampen vrijdag.", number=9, thread=1, voice="town",
                  speaker=Speaker.MUNICIPALITY)
    )  # fmt: skip

    (signal,) = run(posts).signals

    assert signal.voices == 4
    assert signal.answered == (posts[-1].id,)
    assert posts[-1].id in signal.posts
    assert Kind.ANSWER not in dict(signal.kinds)


def test_fewer_than_three_voices_are_kept_but_neither_shown_nor_quoted() -> None:
    (signal,) = run(talk(LAMPS[:2], 1)).signals

    assert not signal.shown
    assert signal.quotes == ()


def test_a_post_that_is_no_mention_is_only_context() -> None:
    posts = talk(LAMPS, 1)
    mentions = {post.id: judge(post, kept=post is not posts[3]) for post in posts}

    found = analyse(WEEK, posts, mentions, Memory(), SETTINGS)

    assert posts[3].id not in found.signals[0].posts
    assert len(found.labels) == 3


def test_the_order_of_the_posts_does_not_matter() -> None:
    posts = [*talk(LAMPS, 1), *talk(WASTE, 50), *talk(LAMPS[:3], 80, source="forum")]
    mixed = random.Random(1).sample(posts, len(posts))  # noqa: S311 - a shuffle, no secret

    assert run(mixed) == run(posts)


def test_what_is_shown_does_not_depend_on_the_key_behind_the_ids() -> None:
    posts = [*talk(LAMPS, 1), *talk(WASTE, 50), *talk(LAMPS[:3], 80, source="forum")]
    other = [rekeyed(post) for post in posts]

    assert [visible(one, other) for one in run(other).signals] == [
        visible(one, posts) for one in run(posts).signals
    ]


def rekeyed(post: Post) -> Post:
    """Return *post* as another installation would store it."""
    return replace(
        post,
        id=PostId(f"{(int(post.id, 16) * 7919) % 104_729:032x}"),
        thread_id=ThreadId(f"{(int(post.thread_id, 16) * 7919) % 104_729:032x}"),
        voice=VoiceKey(f"k{hash(post.voice)}"),
    )


def visible(signal: Signal, posts: Sequence[Post]) -> tuple[object, ...]:
    text = {post.id: post.text for post in posts}
    return (
        signal.title,
        signal.voices,
        signal.strength,
        signal.department_terms,
        signal.phrases,
        [text[post] for post in signal.posts],
        [text[post] for post in signal.quotes],
        [text[post] for post in signal.open_questions],
        [link.terms for link in signal.links],
    )


def test_a_far_away_thread_changes_no_other_signals_members() -> None:
    posts = [*talk(LAMPS, 1), *talk(LAMPS[:3], 80, source="forum")]

    alone = {signal.posts for signal in run(posts).signals}
    beside = {signal.posts for signal in run([*posts, *talk(WASTE, 150)]).signals}

    assert alone <= beside


@pytest.mark.parametrize(
    "posts",
    [
        [],
        [make_post("x")],
        [make_post("", number=1)],
        [make_post("?" * 9, number=1), make_post("🙃", number=2, thread=1)],
        [make_post("Hoera " * 1600, number=1)],
        [make_post("Lampen uit", number=n) for n in range(1, 120)],
        [make_post(LAMPS[0], number=n, voice=f"v{n}") for n in range(1, 200)],
        [make_post(f"Put nummer {n} in de weg", number=n) for n in range(1, 150)],
        [make_post("Straten zonder naam", number=1, language="tr")],
        [make_post("idem", number=2, thread=77)],
        [make_post("a", number=1, voice=None), make_post("b", number=2, voice=None)],
    ],
    ids=[
        "empty week", "one post", "empty text", "signs", "very long", "one author, same text",
        "same text", "one author", "unknown language", "reply without opening", "no author",
    ],
)  # fmt: skip
def test_whatever_comes_in_something_sensible_comes_out(posts: list[Post]) -> None:
    found = run(posts)

    assert sorted(p for s in found.signals for p in s.posts) == sorted(p.id for p in posts)
    assert all(0 <= signal.strength <= 100 for signal in found.signals)
    assert all(0 < len(signal.title) <= LONGEST for signal in found.signals)


def test_one_author_with_five_hundred_posts_is_one_voice() -> None:
    posts = [make_post(f"Put {n} in de Molenstraat", number=n) for n in range(1, 501)]

    assert max(signal.voices for signal in run(posts).signals) == 1


def test_dates_out_of_order_are_put_in_order() -> None:
    posts = talk(LAMPS, 1)
    early = replace(posts[2], posted_at=MONDAY - timedelta(minutes=5))
    mentions = {post.id: judge(post) for post in posts}

    found = analyse(WEEK, [*posts[:2], early, posts[3]], mentions, Memory(), SETTINGS)

    assert found.signals[0].first_at == early.posted_at
    assert found.signals[0].posts[0] == early.id


def test_a_copied_post_is_listed_once() -> None:
    posts = talk(LAMPS, 1)

    assert run([*posts, *posts]) == run(posts)
