"""Mentions of a week in, its labels, signals and story links stored; a rerun replaces them."""

from zoneinfo import ZoneInfo

from jobs.cluster.analysis import analyse
from jobs.cluster.follow import MEMORY_WEEKS
from jobs.cluster.memory import Memory
from jobs.cluster.rhythm import shares_read
from jobs.model import Counts, Progress, Week, silent
from jobs.settings.schema import Settings
from jobs.store import Store


def run(store: Store, settings: Settings, week: Week, progress: Progress = silent) -> Counts:
    """Group the mentions of *week* and follow their stories; return how many there are."""
    start, end = week.bounds(ZoneInfo(settings.municipality.timezone))
    progress("cluster", 0, 1)
    kept = store.judgements.kept(week)
    remembered = store.signals.before(week, MEMORY_WEEKS)
    wanted = {*kept, *(post for signal in remembered for post in signal.posts)}
    posts = store.posts.of_threads(store.posts.threads_of(wanted), end)
    mentions = store.judgements.of_posts(post.id for post in posts)
    read = {source: one.read_at for source, one in store.sources.all().items() if one.read_at}
    memory = Memory(
        signals=remembered,
        corrections=store.corrections.all(),
        shares=shares_read(posts, read, start, end),
    )
    found = analyse(week, posts, mentions, memory, settings)
    with store.transaction():
        store.judgements.put_labels(week, found.labels)
        store.signals.put(week, found.signals, found.links)
    progress("cluster", 1, 1)
    return {
        "labels": len(found.labels),
        "signals": len(found.signals),
        "shown": sum(signal.shown for signal in found.signals),
    }
