"""Posts of a week and corrections in, their mentions stored; a rerun replaces them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.detect.context import judge, seen_of
from jobs.detect.learn import Lesson, learn, people_said
from jobs.detect.reading import Reader, Reading
from jobs.model import (
    Counts,
    Mention,
    Post,
    PostId,
    Progress,
    ThreadId,
    Week,
    silent,
)
from jobs.settings.schema import Settings
from jobs.store import Store


def run(store: Store, settings: Settings, week: Week, progress: Progress = silent) -> Counts:
    """Judge every post of *week* in its thread so far; return how many, and how many are kept."""
    start, end = week.bounds(ZoneInfo(settings.municipality.timezone))
    posts = store.posts.between(start, end)
    wanted = frozenset(post.id for post in posts)
    earlier_posts = store.posts.of_threads({post.thread_id for post in posts}, start)
    mentions = _judged(store, settings, week, (*earlier_posts, *posts), wanted, progress)
    store.judgements.put_mentions(week, mentions)
    return {"posts": len(posts), "mentions": sum(mention.kept for mention in mentions)}


def threads_about_us(
    store: Store, settings: Settings, threads: Iterable[ThreadId], until: datetime
) -> frozenset[ThreadId]:
    """Return those of *threads* in which, *until* then, a post is about the municipality.

    Nothing is stored: the week is judged when it is over.
    """
    posts = store.posts.of_threads(threads, until)
    week = Week.of(until, ZoneInfo(settings.municipality.timezone))
    wanted = frozenset(post.id for post in posts)
    kept = {
        mention.post_id
        for mention in _judged(store, settings, week, posts, wanted, silent)
        if mention.kept
    }
    return frozenset(post.thread_id for post in posts if post.id in kept)


def _judged(
    store: Store,
    settings: Settings,
    week: Week,
    whole: tuple[Post, ...],
    wanted: frozenset[PostId],
    progress: Progress,
) -> list[Mention]:
    """Return the mentions of the *wanted* posts of *whole* threads."""
    earlier = _earlier(store, whole)
    corrections = store.corrections.all()
    reader = Reader(settings)
    threads: dict[ThreadId, list[Reading]] = defaultdict(list)
    for done, post in enumerate(sorted(whole, key=_in_time)):
        threads[post.thread_id].append(reader.read(post))
        progress("detect", done + 1, len(whole))
    about = people_said(corrections)
    seen = (
        values
        for thread in threads.values()
        for post, values in seen_of(tuple(thread), earlier, about)
        if post in wanted
    )
    lesson = Lesson(about=about, model=learn(corrections, seen))
    mentions: list[Mention] = []
    for thread in threads.values():
        mentions.extend(judge(thread, week, wanted, earlier, lesson))
    return mentions


def _in_time(post: Post) -> tuple[object, ...]:
    """Key that sorts by time, then text: nothing may depend on the secret key behind the ids."""
    return post.posted_at, post.words, post.source_id, post.id


def _earlier(store: Store, posts: Iterable[Post]) -> Mapping[PostId, Mention]:
    """Return how those of *posts* were judged whose text has been erased since."""
    return store.judgements.of_posts(post.id for post in posts if post.erased_at)


def strengths_of(store: Store, settings: Settings, post: Post) -> dict[str, float]:
    """Return what the model sees of *post* in its week, by name; strengths from 0 to 1.

    Empty when there is nothing to learn from it: its text was erased, or it is our own.
    """
    if post.erased_at:
        return {}
    zone = ZoneInfo(settings.municipality.timezone)
    _, end = Week.of(post.posted_at, zone).bounds(zone)
    whole = store.posts.of_threads([post.thread_id], end)
    thread = Reader(settings).read_all(sorted(whole, key=_in_time))
    about = people_said(store.corrections.all())
    found = dict(seen_of(thread, _earlier(store, whole), about)).get(post.id, {})
    return {kind.value: round(strength, 4) for kind, strength in found.items() if strength}
