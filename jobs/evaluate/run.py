"""A corpus in, predictions out: the stages themselves, week by week, on a throw-away store."""

import secrets
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path
from time import monotonic
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from jobs.advise import job as advise
from jobs.cluster import job as cluster
from jobs.collect.keep import Keeping, keep_all
from jobs.collect.pseudonym import KEY_BYTES, post_id
from jobs.detect import job as detect
from jobs.evaluate.advised import advised_of
from jobs.evaluate.corpus import Corpus
from jobs.evaluate.predictions import Advised, Prediction
from jobs.model import (
    Counts,
    Cursor,
    Label,
    Mention,
    PostId,
    Progress,
    Signal,
    SourceId,
    SourceState,
    SourceStatus,
    Stage,
    Week,
    silent,
)
from jobs.settings import Settings
from jobs.store import Store


class _Run(Protocol):
    """A stage that analyses one week."""

    def __call__(
        self, store: Store, settings: Settings, week: Week, progress: Progress = silent
    ) -> Counts: ...


STAGES: Final[tuple[tuple[Stage, _Run], ...]] = (
    (Stage.DETECT, detect.run),
    (Stage.CLUSTER, cluster.run),
    (Stage.ADVISE, advise.run),
)
"""The stages that judge; the others only carry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the pipeline made of a corpus.

    Attributes:
        predictions: One a post, in the order of the files.
        counts: Posts, mentions, signals, signals shown, stories, answers asked for.
        seconds: Time of each stage, all weeks together, and of reading as ``collect``.
    """

    predictions: tuple[Prediction, ...]
    counts: dict[str, int]
    seconds: dict[str, float]


def run(corpus: Corpus, progress: Progress = silent) -> Outcome:
    """Return what the stages say of every post of *corpus*; nothing of it is left on the disk."""
    key = secrets.token_bytes(KEY_BYTES)
    with tempfile.TemporaryDirectory(prefix="buurtsignaal-") as folder:
        path = Path(folder) / "evaluate.sqlite"
        with Store.open(path, corpus.settings.municipality.key, create=True) as store:
            return _run(store, corpus, key, progress)


def _run(store: Store, corpus: Corpus, key: bytes, progress: Progress) -> Outcome:
    clock = _Stopwatch()
    with clock.time(Stage.COLLECT):
        weeks = _collect(store, corpus, key)
    for number, week in enumerate(weeks, 1):
        for stage, analyse in STAGES:
            progress(f"{stage} {week}", number, len(weeks))
            with clock.time(stage):
                analyse(store, corpus.settings, week)
    said = {post: one for week in weeks for post, one in _said(store, week)}
    told: dict[PostId, Advised] = {}
    for week in weeks:
        read = advise.read_week(store, corpus.settings, week)
        for post, one in advised_of(*read, store.advices.of_week(week)).items():
            told[post] = one if post not in told or one.action else told[post]
    posts = ((name, post_id(key, source, name)) for source, name in corpus.ids)
    predictions = tuple(
        replace(said.get(post, _NOTHING), id=name, advised=told.get(post)) for name, post in posts
    )
    return Outcome(
        predictions=_renamed(predictions),
        counts=_counts(corpus, predictions, sum(_shown(store, week) for week in weeks)),
        seconds=clock.seconds,
    )


def _renamed(predictions: tuple[Prediction, ...]) -> tuple[Prediction, ...]:
    """Return *predictions* with signals and stories numbered, the largest first.

    Their own names come from the secret key, and scoring breaks a tie by name: the same corpus
    must get the same score every time.
    """
    signals = _numbers("signal", (one.signal for one in predictions if one.signal))
    stories = _numbers("story", (one.story for one in predictions if one.story))
    return tuple(
        replace(one, signal=signals.get(one.signal or ""), story=stories.get(one.story or ""))
        for one in predictions
    )


def _numbers(what: str, names: Iterable[str]) -> dict[str, str]:
    """Return a number for each name: most frequent first, of equals the one that came first."""
    ranked = Counter(names).most_common()
    return {name: f"{what}-{place:05}" for place, (name, _) in enumerate(ranked, 1)}


_NOTHING: Final = Prediction(id="", mention=False, confidence=0.0)
"""What is said of a post that collecting refused."""


class _Stopwatch:
    """Adds up the time of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def time(self, stage: Stage) -> Iterator[None]:
        """Add the time of the block to *stage*."""
        started = monotonic()
        yield
        self.seconds[stage.value] = self.seconds.get(stage.value, 0.0) + monotonic() - started


def _collect(store: Store, corpus: Corpus, key: bytes) -> tuple[Week, ...]:
    """Store the posts as collecting stores them; return the weeks they fall in, in order."""
    now = corpus.latest.astimezone(UTC) + timedelta(days=1)
    zone = ZoneInfo(corpus.settings.municipality.timezone)
    weeks: set[Week] = set()
    for source in corpus.settings.sources:
        name = SourceId(source.id)
        keeping = Keeping.of(corpus.settings, source, key, now)
        kept, refused = keep_all(corpus.posts.get(name, ()), keeping)
        status = SourceStatus(
            source_id=name, cursor=Cursor.start(), state=SourceState.OK, read_at=now, tried_at=now
        )
        store.posts.save(kept, (), status, refused)
        weeks.update(Week.of(post.posted_at, zone) for post in kept)
    return tuple(sorted(weeks))


def _said(store: Store, week: Week) -> Iterator[tuple[PostId, Prediction]]:
    """Yield what the stages said of every post of *week*."""
    labels = {label.post_id: label for label in store.judgements.labels(week)}
    signals = {post: signal for signal in store.signals.of_week(week) for post in signal.posts}
    for mention in store.judgements.mentions(week):
        post = mention.post_id
        yield post, _prediction(mention, labels.get(post), signals.get(post))


def _prediction(mention: Mention, label: Label | None, signal: Signal | None) -> Prediction:
    """Return what was said of one post: the department of its signal goes before its own."""
    if not mention.kept:
        return replace(_NOTHING, confidence=mention.confidence)
    department = signal.department if signal else None
    if department is None and label:
        department = label.department
    return Prediction(
        id="",
        mention=True,
        confidence=mention.confidence,
        signal=signal.id if signal else None,
        story=signal.story_id if signal else None,
        department=department,
        intent=label.kind.value if label else None,
        answer=label.needs_answer if label else None,
        title=signal.title if signal else None,
    )


def _shown(store: Store, week: Week) -> int:
    return sum(signal.shown for signal in store.signals.of_week(week))


def _counts(corpus: Corpus, predictions: tuple[Prediction, ...], shown: int) -> dict[str, int]:
    return {
        "posts": len(corpus.ids),
        "mentions": sum(one.mention for one in predictions),
        "signals": len({one.signal for one in predictions if one.signal}),
        "signals_shown": shown,
        "stories": len({one.story for one in predictions if one.story}),
        "answers": sum(one.answer is True for one in predictions),
    }
