"""The week's signals and posts from the store in; advices, policy and alarms to the store."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from jobs.advise.accounts import SPAN, concerns_us, conduct_of
from jobs.advise.alarms import OVERLAP, alarms_of
from jobs.advise.conduct import find_floods
from jobs.advise.decide import advise_talk, once_each
from jobs.advise.drafts import drafts_of
from jobs.advise.ground import Ground, make_ground
from jobs.advise.landing import WEEKS, landings_of, stories_of
from jobs.advise.outlooks import outlooks_of
from jobs.advise.policy import load_policy
from jobs.advise.talk import Talk, read_threads, talks_of
from jobs.model import (
    NEWS,
    Advice,
    Alarm,
    Conduct,
    Counts,
    Label,
    Landing,
    Post,
    PostId,
    Progress,
    Signal,
    Speaker,
    ThreadId,
    Week,
    silent,
)
from jobs.settings.schema import Settings
from jobs.store import Store

LOOKED_AT: Final = "alarms_looked_at"
"""Where the store keeps when new posts were last looked at for a danger."""
About = Callable[[Iterable[ThreadId], datetime], frozenset[ThreadId]]
"""Tells which threads are, until a moment, about the municipality."""


def run(store: Store, settings: Settings, week: Week, progress: Progress = silent) -> Counts:
    """Advise on every signal of *week* and on posts that are an exception; return counts by action.

    Replaces earlier advices of the week.

    Raises:
        ConfigError: The policy file has mistakes.
    """
    policy = load_policy(settings)
    whole = _read(store, settings, week)
    ground, talks = whole.ground, whole.talks
    advices: list[Advice] = []
    for done, talk in enumerate(talks):
        progress("advise", done, len(talks))
        advices += advise_talk(talk, ground, policy)
    advices = once_each(advices)
    figures, landings = _conduct(store, whole), _landings(store, whole)
    drafts = drafts_of(talks, ground)
    outlooks = outlooks_of(talks, settings.announcements, ground)
    with store.transaction():
        store.advices.put(week, advices)
        store.advices.put_policy(week, policy)
        store.conducts.put(week, figures, landings)
        store.radars.put(week, drafts, outlooks)
    progress("advise", len(talks), len(talks))
    return dict(sorted(Counter(advice.action.value for advice in advices).items()))


def read_week(store: Store, settings: Settings, week: Week) -> tuple[Ground, tuple[Talk, ...]]:
    """Return what the facts of *week* are read against, and its signals as talk."""
    whole = _read(store, settings, week)
    return whole.ground, whole.talks


class _Read(NamedTuple):
    """A week, read once for all that is said of it.

    Attributes:
        ground: What its facts are read against.
        recent: Every post of the weeks that are looked back over.
        ours: Every post, until the end of the week, of the threads there that concern our accounts.
        labels: What the posts of the week ask.
        signals: Its signals.
        talks: The same as talk.
    """

    ground: Ground
    recent: tuple[Post, ...]
    ours: tuple[Post, ...]
    labels: dict[PostId, Label]
    signals: tuple[Signal, ...]
    talks: tuple[Talk, ...]


def _read(store: Store, settings: Settings, week: Week) -> _Read:
    ground = make_ground(settings, week)
    since = _since(ground)  # the same text by the same voice is looked for as far back too
    recent = store.posts.between(since, ground.ends)
    ground = replace(ground, floods=find_floods(recent))
    signals = store.signals.of_week(week)
    labels = {label.post_id: label for label in store.judgements.labels(week)}
    threads = {post.id: post.thread_id for post in recent}
    told_of = {post for signal in signals for post in signal.posts}
    spoken = {threads[post] for post in told_of & threads.keys()}
    spoken |= store.posts.threads_of(told_of - threads.keys())
    ours = {post.thread_id for post in recent if concerns_us(post, ground)}
    posts = (*store.posts.of_threads(spoken | ours, since), *recent)
    told = [post for post in posts if post.thread_id in spoken]
    return _Read(
        ground=ground,
        recent=recent,
        ours=tuple(post for post in posts if post.thread_id in ours),
        labels=labels,
        signals=signals,
        talks=tuple(talks_of(signals, read_threads(told, labels, signals, ground), ground)),
    )


def _labels_of(store: Store, whole: _Read, posts: Iterable[PostId]) -> dict[PostId, Label]:
    """Return the labels of *posts*, of whatever week; only those of other weeks are read."""
    return whole.labels | store.judgements.labels_of(set(posts) - whole.labels.keys())


def _conduct(store: Store, whole: _Read) -> tuple[Conduct, ...]:
    ground = whole.ground
    begins, ends = ground.week.bounds(ground.hours.zone)
    labels = _labels_of(store, whole, (post.id for post in whole.ours))
    threads = read_threads(whole.ours, labels, (), ground)
    gone = store.posts.gone(begins, ends)
    logged = {one.post_id for one in store.moderations.of_posts(post.id for post in gone)}
    vanished = [post for post in gone if post.id not in logged]
    return conduct_of(threads, vanished, ground, (begins, _since(ground)))


def _landings(store: Store, whole: _Read) -> tuple[Landing, ...]:
    week = whole.ground.week
    homes = {name: story.id for story in store.signals.stories() for name in story.signals}
    earlier = store.signals.before(week, WEEKS - 1)
    parts = stories_of((*whole.signals, *earlier), homes)
    posts = {post.id: post for post in whole.recent}
    ours = {post.id for post in whole.recent if post.speaker is Speaker.MUNICIPALITY}
    parts = {
        story: told
        for story, told in parts.items()
        if any(not ours.isdisjoint(signal.posts) for signal in told)
    }
    names = {post for told in parts.values() for signal in told for post in signal.posts}
    return landings_of(parts, posts, _labels_of(store, whole, names), week)


def _since(ground: Ground) -> datetime:
    """Return when the first of the weeks that are looked back over began, UTC."""
    return ground.week.plus(1 - SPAN).bounds(ground.hours.zone)[0]


def watch(store: Store, settings: Settings, now: datetime, about: About) -> Counts:
    """Keep an alarm of every new danger in what was read since the last look; return how many.

    What was found is kept together with how far was looked: a crash repeats a look at most.

    Raises:
        ConfigError: The policy file has mistakes.
    """
    fresh = _fresh(store, now)
    found = _alarms(store, settings, fresh, now, about) if fresh else ()
    with store.transaction():
        new = store.alarms.add(found)
        if found:  # the mail gives the reason in the municipality's own words
            store.advices.put_policy(found[0].week, load_policy(settings))
        store.meta.put(LOOKED_AT, now.isoformat())
    return {"looked_at": len(fresh), "alarms": new}


def _fresh(store: Store, now: datetime) -> tuple[Post, ...]:
    """Return what was posted lately and read since the last look, or changed since."""
    looked_at = store.meta.get(LOOKED_AT)
    since = now - NEWS
    if looked_at is not None:
        since = max(since, datetime.fromisoformat(looked_at) - OVERLAP)
    found = store.posts.fresh_since(since, posted=now - NEWS)
    return tuple(post for post in found if post.posted_at <= now)


def _alarms(
    store: Store, settings: Settings, fresh: tuple[Post, ...], now: datetime, about: About
) -> tuple[Alarm, ...]:
    policy = load_policy(settings)
    ground = make_ground(settings, Week.of(now, ZoneInfo(settings.municipality.timezone)))
    names = {post.thread_id for post in fresh}
    threads = read_threads(store.posts.of_threads(names, now), {}, (), ground)
    found = alarms_of(threads, (post.id for post in fresh), ground, policy, now)
    new = store.alarms.new(found)
    ours = about([alarm.thread_id for alarm in new], now) if new else frozenset()
    return tuple(alarm for alarm in new if alarm.thread_id in ours)
