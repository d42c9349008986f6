"""``kill -9`` at any moment of a walk over pages that grow meanwhile: no post lost, none twice."""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from jobs.collect.collectors.kit.marks import digest
from jobs.model import SourceId, SourceState
from jobs.store import Store
from tests.pipeline.forks import said, start
from tests.pipeline.growing import FIRST, Forum, Growing, Said, growing
from tests.pipeline.test_bad_sources import GOOD_SOURCE_AND_MAIL
from tests.pipeline.town import configuration, known_key

KILLS = 50
MOST_RUNS = 250
LIMIT = 60.0
"""Seconds that one run may take before the test gives up on it."""
COLLECT = ("run", "collect", "--week", "2026-W46")
HEAD = """
[[source]]
id = "{id}"
name = "{id}"
kind = "{kind}"
owner = "community"
purpose = "weten wat er leeft"
legal_basis = "public-task"
access = "open"
pause = 0
"""
SOURCES = (
    HEAD.format(id="pages", kind="html_forum")
    + """url = "{address}/pages"
[source.select]
row = ".topic"
changed = [".count"]
post = ".post"
author = ".by"
time = "time@datetime"
body = ".text"
next = ".next@href"
next_list = ".next@href"
"""
    + HEAD.format(id="api", kind="nodebb")
    + 'url = "{address}"\n'
)


@dataclass
class Walked:
    """What happened.

    Attributes:
        kills: Runs that were killed.
        whole: Runs that came to their end.
        skipped: What a mark said was read and was not there, after a kill or a run.
        grown: Posts that there were at each kill.
    """

    folder: Path
    server: Growing
    kills: int = 0
    whole: int = 0
    skipped: list[str] = field(default_factory=list)
    grown: list[int] = field(default_factory=list)

    @property
    def forums(self) -> dict[str, Forum]:
        """What is read, by source."""
        return dict(self.server.forums)

    @property
    def path(self) -> Path:
        """Where the store is."""
        return self.folder / "data" / "heidebeek.sqlite"

    def store(self) -> Store:
        """Open the store, which nobody else has open now."""
        return Store.open(self.path, "heidebeek")


def held(store: Store) -> dict[str, list[str]]:
    """Return the texts that we hold, by source."""
    posts = store.posts.between(FIRST - timedelta(days=9), FIRST + timedelta(days=9))
    found: dict[str, list[str]] = {"pages": [], "api": []}
    for post in posts:
        found[str(post.source_id)].append(post.text)
    return found


def promised(walked: Walked, store: Store) -> Iterator[str]:
    """Yield the texts that the marks of both cursors say were read."""
    statuses = store.sources.all()
    for name, forum in walked.forums.items():
        status = statuses.get(SourceId(name))
        marks = status.cursor.marks if status else {}
        for topic, posts in list(forum.topics.items()):
            yield from (said.text for said in _read(marks, walked.server, topic, posts))


def _read(marks: dict[str, str], server: Growing, topic: int, posts: list[Said]) -> list[Said]:
    """Return the posts of *topic* that *marks* stand for: by their number, or the newest's age."""
    if "behind" in marks:
        return []
    if mark := marks.get(f"t:{digest(f'{server.address}/pages/{topic}')}"):
        states = [digest(f"{count} berichten") for count, _ in enumerate(posts, 1)]
    elif mark := marks.get(f"t:{topic}"):
        states = [digest(str(count), said.at) for count, said in enumerate(posts, 1)]
    else:
        return []
    state = mark.partition(":")[0]
    assert state in states, f"topic {topic} never was in the state of its mark, {mark}"
    return posts[: states.index(state) + 1]


def walk(walked: Walked, random: Random) -> None:
    """Run the command until it was killed often enough, each time at another moment."""
    for _ in range(MOST_RUNS):
        if walked.kills == KILLS:
            break
        # after few requests or many: a first reading takes fifty, one of what is new ten
        goal = walked.server.asked + int(2 ** random.uniform(0, 6)) - 1
        process = start(*COLLECT, folder=walked.folder, BUURTSIGNAAL_ALLOW_PRIVATE="yes")
        while process.is_alive() and not walked.server.wait_for(goal, 0.01):
            pass
        time.sleep(random.choice((0.0, random.uniform(0, 0.02), random.uniform(0, 0.2))))
        process.kill()
        process.join(LIMIT)
        note(walked, process.exitcode)


def note(walked: Walked, exitcode: int | None) -> None:
    """Note how a run ended and whether what its marks promise is there."""
    walked.kills += exitcode == -signal.SIGKILL
    walked.whole += exitcode == 0
    assert exitcode in {0, -signal.SIGKILL}, said(walked.folder)
    walked.grown.append(sum(forum.posts for forum in walked.forums.values()))
    if not walked.path.exists():
        return  # killed before there was a store
    with walked.store() as store:
        texts = {text for listed in held(store).values() for text in listed}
        walked.skipped += [text for text in promised(walked, store) if text not in texts]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """Kill the command fifty times, then let it come to its end."""
    folder = tmp_path_factory.mktemp("walk")
    random = Random(20261109)  # noqa: S311 - moments to kill at
    forums = {name: Forum(name, random, most=150) for name in ("pages", "api")}
    for forum in forums.values():
        for _ in range(20):
            forum.grow()
    with growing(Growing(random, forums)) as server:
        known_key(folder)
        delivery = GOOD_SOURCE_AND_MAIL.partition("[[source]]")[0].format(port=9)
        text = configuration(sources=SOURCES.format(address=server.address), delivery=delivery)
        (folder / "sources.toml").write_text(text, encoding="utf-8")
        found = Walked(folder, server)
        walk(found, random)
        for forum in forums.values():
            forum.most = 0
        server.moody = False
        last = start(*COLLECT, folder=folder, BUURTSIGNAAL_ALLOW_PRIVATE="yes")
        last.join(LIMIT)
        note(found, last.exitcode)
        # nothing is new now, which the lists say themselves
        last = start(*COLLECT, folder=folder, BUURTSIGNAAL_ALLOW_PRIVATE="yes")
        last.join(LIMIT)
        note(found, last.exitcode)
        yield found


def test_it_was_killed_often_and_the_forums_grew_and_had_moods(walked: Walked) -> None:
    assert walked.kills == KILLS
    assert walked.whole > 1
    assert len(set(walked.grown)) > 10
    assert len(walked.server.refused) > 5


def test_lists_that_say_that_they_did_not_change_were_believed(walked: Walked) -> None:
    """So what follows holds for validators as well: none stood for what was not stored."""
    assert walked.server.same >= len(walked.forums)


def test_no_post_is_lost_and_none_is_there_twice(walked: Walked) -> None:
    with walked.store() as store:
        found = held(store)

    for name, forum in walked.forums.items():
        assert Counter(found[name]) == Counter(forum.texts)


def test_no_mark_ever_stood_for_a_post_that_was_not_there(walked: Walked) -> None:
    assert walked.skipped == []


def test_both_sources_stand_well_after_the_last_run(walked: Walked) -> None:
    with walked.store() as store:
        states = {str(name): status.state for name, status in store.sources.all().items()}

    assert states == {"pages": SourceState.OK, "api": SourceState.OK}
