"""Posts of a week in, their mentions stored; a rerun replaces them."""

from collections import defaultdict
from zoneinfo import ZoneInfo

from jobs.detect.context import judge
from jobs.detect.reading import Reader, Reading
from jobs.model import Counts, Mention, Progress, ThreadId, Week, silent
from jobs.settings.schema import Settings
from jobs.store import Store


def run(store: Store, settings: Settings, week: Week, progress: Progress = silent) -> Counts:
    """Judge every post of *week* in its thread so far; return how many, and how many are kept."""
    start, end = week.bounds(ZoneInfo(settings.municipality.timezone))
    posts = store.posts.between(start, end)
    wanted = frozenset(post.id for post in posts)
    whole = store.posts.of_threads({post.thread_id for post in posts}, end)
    earlier = store.judgements.of_posts(post.id for post in whole if post.erased_at)
    reader = Reader(settings)
    threads: dict[ThreadId, list[Reading]] = defaultdict(list)
    for done, post in enumerate(sorted(whole, key=lambda one: (one.posted_at, one.id))):
        threads[post.thread_id].append(reader.read(post))
        progress("detect", done + 1, len(whole))
    mentions: list[Mention] = []
    for thread in threads.values():
        mentions.extend(judge(thread, week, wanted, earlier))
    store.judgements.put_mentions(week, mentions)
    return {"posts": len(posts), "mentions": sum(mention.kept for mention in mentions)}
