"""The demo town in, the weeks of a town many times as large out: as many more matters, not posts.

A large town is made of copies of the small one, in each of which other people speak of other
things in other streets. In copy 0 nothing changes. In copy n, always in the same way:

- every voice, thread and post is another one;
- a place is another place: the next street of a list that grows with the town, the next venue;
- another word of four letters or more is, unless it is very usual, a word of about the same
  frequency, so that the vocabulary grows as that of a real town does;
- a subject is another subject of the municipality (``fietspad`` becomes ``zwembad``);
- what else detect found in a post (``gemeente``, the name of the town) stays.

A matter keeps its words from week to week, so that it is followed as in the small town.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import count as counted
from itertools import islice
from pathlib import Path
from typing import Final
from zlib import crc32

from jobs.detect import job as detect
from jobs.evaluate import run as stages
from jobs.evaluate.corpus import Corpus
from jobs.language.words import known, language_of
from jobs.model import (
    Cursor,
    Evidence,
    EvidenceKind,
    Mention,
    Post,
    PostId,
    SourceId,
    SourceStatus,
    ThreadId,
    VoiceKey,
    Week,
)
from jobs.settings import Settings
from jobs.store import Store
from tests.bench.towns import DEMO, KEY, corpus_of

STREETS: Final = 10
"""Streets that each copy adds."""
MOST_STREETS: Final = 4_000
"""No town of ours has more."""
USUAL_ZIPF: Final = 5.7
"""Words as usual as this (one in 2,000) stay: all matters share them."""
BLOCK: Final = 500
"""Words of one frequency, among which a word is changed for another."""
_STEP: Final = 37
"""How far a word moves in its block from copy to copy; shares no factor with `BLOCK`."""
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_PLACES: Final = frozenset({EvidenceKind.PLACE, EvidenceKind.VENUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """The small town.

    Attributes:
        settings: Of the municipality.
        weeks: Its posts, thread by thread, by week.
        mentions: What was found in each post.
        topics: Subjects of the municipality that are spoken of, each once.
    """

    settings: Settings
    weeks: dict[Week, tuple[Post, ...]]
    mentions: dict[PostId, Mention]
    topics: tuple[str, ...]


def make_seed(folder: Path) -> Seed:
    """Return the demo town, read on a throw-away store in *folder*."""
    corpus = corpus_of(DEMO)
    with Store.open(folder / "seed.sqlite", corpus.settings.municipality.key, create=True) as store:
        return _seed(store, corpus)


def _seed(store: Store, corpus: Corpus) -> Seed:
    weeks: dict[Week, tuple[Post, ...]] = {}
    mentions: dict[PostId, Mention] = {}
    for week in stages._collect(store, corpus, KEY):
        detect.run(store, corpus.settings, week)
        found = {one.post_id: one for one in store.judgements.mentions(week)}
        posts = store.posts.by_id(found).values()
        weeks[week] = tuple(sorted(posts, key=lambda one: (one.thread_id, one.posted_at, one.id)))
        mentions |= found
    topics = {
        post.words[one.start : one.end].lower()
        for posts in weeks.values()
        for post in posts
        for one in _spots(mentions[post.id])
        if one.kind is EvidenceKind.TOPIC
    }
    return Seed(
        settings=corpus.settings, weeks=weeks, mentions=mentions, topics=tuple(sorted(topics))
    )


def copies(seed: Seed, size: int) -> int:
    """Return how many copies make *size* posts a week."""
    return -(-size // min(map(len, seed.weeks.values())))


def enlarged(settings: Settings, count: int) -> Settings:
    """Return *settings* with the streets of a town of *count* copies."""
    town = settings.municipality
    stems = _ranked(town.language)[2_000 : 2_000 + MOST_STREETS]
    added = [f"{word.capitalize()}straat" for word in stems[: STREETS * (count - 1)]]
    streets = tuple(dict.fromkeys((*town.streets, *added)))
    return settings.model_copy(
        update={"municipality": town.model_copy(update={"streets": streets})}
    )


def scaled(seed: Seed, week: Week, size: int) -> Iterator[Post]:
    """Yield *size* posts of *week* of the large town."""
    settings = enlarged(seed.settings, copies(seed, size))
    numbered = ((number, post) for number in counted() for post in seed.weeks[week])
    for number, post in islice(numbered, size):
        yield _copied(post, number, seed, settings) if number else post


def save(path: Path, seed: Seed, weeks: Iterable[Week], size: int) -> None:
    """Write *weeks* of the large town, *size* posts each, to a new store at *path*."""
    with Store.open(path, seed.settings.municipality.key, create=True) as store:
        for week in weeks:
            listed: dict[SourceId, list[Post]] = defaultdict(list)
            for post in scaled(seed, week, size):
                listed[post.source_id].append(post)
            for source, posts in listed.items():
                store.posts.save(
                    posts, (), SourceStatus(source_id=source, cursor=Cursor.start()), {}
                )


def _copied(post: Post, number: int, seed: Seed, settings: Settings) -> Post:
    text = _changed(post, number, seed, settings)
    title, _, body = text.partition("\n") if post.title else ("", "", text)
    return replace(
        post,
        id=PostId(f"{number:x}-{post.id}"),
        thread_id=ThreadId(f"{number:x}-{post.thread_id}"),
        parent_id=post.parent_id and PostId(f"{number:x}-{post.parent_id}"),
        voice=post.voice and VoiceKey(f"{number:x}-{post.voice}"),
        title=title,
        text=body,
    )


def _changed(post: Post, number: int, seed: Seed, settings: Settings) -> str:
    """Return the words of *post* as copy *number* says them."""
    done: list[str] = []
    reached = 0
    for one in sorted(_spots(seed.mentions[post.id]), key=lambda spot: (spot.start, spot.end)):
        if one.start < reached:
            continue
        done.append(_other_words(post.words[reached : one.start], number, post.language))
        said = post.words[one.start : one.end]
        if one.kind in _PLACES:
            said = _other_place(one.term, number, settings)
        elif one.kind is EvidenceKind.TOPIC:
            said = _other_topic(said.lower(), number, seed.topics)
        done.append(said)
        reached = one.end
    done.append(_other_words(post.words[reached:], number, post.language))
    return "".join(done)


def _spots(mention: Mention) -> Iterator[Evidence]:
    return (one for one in mention.evidence if one.end > one.start)


def _other_place(term: str, number: int, settings: Settings) -> str:
    town = settings.municipality
    venues = (*town.venues, *(venue.name for venue in settings.venues))
    if term in venues:
        return venues[(venues.index(term) + number) % len(venues)]
    at = town.streets.index(term) if term in town.streets else crc32(term.encode())
    return town.streets[(at + number * STREETS) % len(town.streets)]


def _other_topic(said: str, number: int, topics: tuple[str, ...]) -> str:
    return topics[(topics.index(said) + number * _STEP) % len(topics)]


def _other_words(text: str, number: int, language: str) -> str:
    def other(found: re.Match[str]) -> str:
        word = found.group()
        new = _other_word(word.lower(), number, language)
        return new.capitalize() if word[0].isupper() else new

    return _WORD.sub(other, text)


def _other_word(word: str, number: int, language: str) -> str:
    if known(word, language) >= USUAL_ZIPF:
        return word
    ranked, ranks = _ranked(language), _ranks(language)
    if word in ranks:
        block, place = divmod(ranks[word], BLOCK)
        near = ranked[block * BLOCK : (block + 1) * BLOCK]
        return near[(place + number * _STEP) % len(near)]
    seen = crc32(f"{number} {word}".encode())
    return ranked[seen % 8_000] + ranked[(seen >> 13) % 8_000]


@cache
def _ranked(language: str) -> tuple[str, ...]:
    """Return the words that may be changed for another, the most usual first."""
    zipf = language_of(language).zipf
    words = (word for word, value in zipf.items() if value < USUAL_ZIPF and _WORD.fullmatch(word))
    return tuple(sorted(words, key=lambda word: (-zipf[word], word)))


@cache
def _ranks(language: str) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(_ranked(language))}
