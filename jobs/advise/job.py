"""The week's signals, labels and posts from the store in; the week's advices to the store."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Final

from jobs.advise.conduct import find_floods
from jobs.advise.decide import advise_talk, once_each
from jobs.advise.ground import make_ground
from jobs.advise.policy import load_policy
from jobs.advise.talk import read_threads, talks_of
from jobs.model import Advice, Counts, Progress, Week, silent
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
    since = ground.ends - FLOOD_SPAN
    recent = store.posts.between(since, ground.ends)
    ground = replace(ground, floods=find_floods(recent))
    signals = store.signals.of_week(week)
    labels = {label.post_id: label for label in store.judgements.labels(week)}
    wanted = {post for signal in signals for post in signal.posts}
    names = store.posts.threads_of(wanted)
    posts = [*store.posts.of_threads(names, since), *(p for p in recent if p.thread_id in names)]
    threads = read_threads(posts, labels, signals, ground)
    advices: list[Advice] = []
    for done, talk in enumerate(talks_of(signals, threads, ground)):
        progress("advise", done, len(signals))
        advices += advise_talk(talk, ground, policy)
    advices = once_each(advices)
    store.advices.put(week, advices)
    progress("advise", len(signals), len(signals))
    return dict(sorted(Counter(advice.action.value for advice in advices).items()))
