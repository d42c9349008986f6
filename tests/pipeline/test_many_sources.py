"""A hundred sources, a fifth of them hostile: the others are read whole, and the run ends.

What one answer may do to the fetcher is in ``tests/hostile``; here it meets all the others.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.language.wording import load_wording
from jobs.model import Post, SourceState, SourceStatus
from jobs.store import Store
from tests.hostile.server import Server
from tests.pipeline.many import (
    GOOD,
    HOSTILE,
    NOW,
    POSTS,
    all_plays,
    good_names,
    honest,
    mixed,
    options,
)
from tests.real.servers.run import ROOT

MOST_MEMORY = 300
"""MB of the whole process; 230 of them are the program with its words and languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What one run over all of them left behind."""

    counts: Mapping[str, int]
    memory: int
    seconds: float
    statuses: Mapping[str, SourceStatus]
    posts: tuple[Post, ...]
    good: tuple[str, ...]


def read_all(path: Path, named: Iterable[tuple[str, str]]) -> Done:
    """Read the sources that are *named* into the store *path*; the run must end by itself."""
    return asyncio.run(asyncio.wait_for(_read_all(path, named), 240))


async def _read_all(path: Path, named: Iterable[tuple[str, str]]) -> Done:
    """Read them in a process of its own, served from this one."""
    async with Server(all_plays()) as server:
        sources = [
            {"kind": kind, "name": name.replace(" ", "-"), **options(kind, name, server.port)}
            for kind, name in named
        ]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.pipeline.reader", str(path), cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, _ = await process.communicate(json.dumps(sources).encode())
        assert process.returncode == 0
    found = json.loads(said)
    with Store.open(path, "heidebeek") as store:
        ever = (NOW - timedelta(days=999), NOW + timedelta(days=999))
        return Done(
            counts=found["counts"],
            memory=found["peak"],
            seconds=found["seconds"],
            statuses={str(name): status for name, status in store.sources.all().items()},
            posts=tuple(store.posts.between(*ever)),
            good=good_names(),
        )


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """Read all sources once."""
    return read_all(tmp_path_factory.mktemp("many") / "town.db", mixed())


def test_every_honest_source_is_read_whole(done: Done) -> None:
    counts = Counter(str(post.source_id) for post in done.posts)

    assert {done.statuses[name].state for name in done.good} == {SourceState.OK}
    assert {name: counts[name] for name in done.good} == dict.fromkeys(done.good, POSTS)


def test_no_post_of_one_source_stands_under_another(done: Done) -> None:
    honest = [post for post in done.posts if str(post.source_id) in done.good]

    assert [post for post in honest if f" van {post.source_id} " not in post.text] == []


@pytest.mark.parametrize("name", HOSTILE)
def test_each_hostile_source_has_a_state_and_a_reason(done: Done, name: str) -> None:
    status = done.statuses[name.replace(" ", "-")]

    assert (status.state, status.reason) == (HOSTILE[name].state, HOSTILE[name].reason.value)
    assert load_wording("nl").say(f"reason.{status.reason}")


def test_a_rest_without_end_is_one_of_hours(done: Done) -> None:
    status = done.statuses["come-back-never"]

    assert status.next_at is not None
    assert status.next_at < NOW + timedelta(hours=8)


def test_every_source_is_counted(done: Done) -> None:
    failed = [one for one in HOSTILE.values() if one.state is SourceState.BROKEN]

    assert done.counts["sources"] == GOOD + len(HOSTILE) == 100
    assert done.counts["sources_failed"] == len(failed)
    assert done.counts["sources_cut"] == len(HOSTILE) - len(failed)


def test_the_hostile_ones_cost_no_more_time_than_all_would(done: Done, tmp_path: Path) -> None:
    def times_as_long(tried: int) -> float:
        hostile = read_all(tmp_path / f"hostile-{tried}.db", mixed()) if tried else done
        normal = read_all(tmp_path / f"normal-{tried}.db", honest())
        assert normal.counts["new"] == 100 * POSTS
        return hostile.seconds / normal.seconds

    assert any(times_as_long(tried) < 2 for tried in range(3))  # a busy machine is no failure


def test_memory_stays_within_bounds(done: Done) -> None:
    assert done.memory < MOST_MEMORY
