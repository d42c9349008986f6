"""The week's signals, labels and posts from the store in; the week's advices to the store."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Final

from jobs.advise.conduct import find_floods
from jobs.advise.decide import advise_talk, once_each
from jobs.advise.ground import make_ground
from jobs.advise.policy import load_policy
from jobs.advise.talk import make_talk
from jobs.model import Advice, Counts, Post, PostId, Progress, ThreadId, Week, silent
from jobs.settings.schema import Settings
from jobs.store import Store

FLOOD_SPAN: Final = timedelta(weeks=4)
"""How far back the same text by the same voice is looked for."""


def run(store: Store, settings: Settings, week: Week, progress: Progress = silent) -> Counts:
    """Advise on every signal of *week* and on posts that are an exception; return counts by action.

    Replaces earlier advices of the week.

    Raises:
        ConfigError: The policy file has mistakes.
    """
    policy = load_policy(settings)
    ground = make_ground(settings, week)
    recent = store.posts.between(ground.ends - FLOOD_SPAN, ground.ends)
    ground = replace(ground, floods=find_floods(recent))
    signals = store.signals.of_week(week)
    labels = {label.post_id: label for label in store.judgements.labels(week)}
    wanted = {post for signal in signals for post in signal.posts}
    threads = _by_thread(store.posts.of_threads(store.posts.threads_of(wanted), ground.ends))
    members = {post.id: post for thread in threads.values() for post in thread}
    advices: list[Advice] = []
    for done, signal in enumerate(signals):
        progress("advise", done, len(signals))
        own = [members[post] for post in signal.posts if post in members]
        posts: dict[PostId, Post] = {post.id: post for post in own}
        for thread in {post.thread_id for post in own}:
            posts |= {post.id: post for post in threads.get(thread, ())}
        advices += advise_talk(make_talk(signal, posts.values(), labels, ground), ground, policy)
    owners = {post: signal.id for signal in signals for post in signal.posts}
    advices = once_each(advices, owners)
    store.advices.put(week, advices)
    progress("advise", len(signals), len(signals))
    return dict(sorted(Counter(advice.action.value for advice in advices).items()))


def _by_thread(posts: tuple[Post, ...]) -> dict[ThreadId, list[Post]]:
    threads: dict[ThreadId, list[Post]] = {}
    for post in posts:
        threads.setdefault(post.thread_id, []).append(post)
    return threads
