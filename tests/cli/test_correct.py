"""``correct``: what a person says is kept, obeyed by the next analysis, and changes no edition."""

import hashlib
import json
from pathlib import Path

import pytest

from jobs.cli.correct import TAKES, Act
from jobs.model import CONFIRMED, Signal, Week
from jobs.settings import load_for_analysis
from jobs.store import Store
from tests.cli.conftest import Said, Type
from tests.make import WEEK

BEFORE = WEEK.previous
Rows = list[dict[str, object]]


class Town:
    """A copy of the demo town, typed at."""

    def __init__(self, folder: Path, typed: Type) -> None:
        self.config = folder / "sources.toml"
        self.folder = folder
        self._typed = typed

    def type(self, *words: str) -> Said:
        """Type *words* after ``buurtsignaal``."""
        return self._typed(*words, "--config", self.config)

    def say(self, *words: str) -> str:
        """Correct something; return what was printed."""
        said = self.type("correct", *words)
        assert said.code == 0, said.err
        return said.out.decode()

    def refused(self, *words: str) -> str:
        """Correct something that cannot be; return the error."""
        said = self.type("correct", *words)
        assert said.code == 2, said.out
        return said.err

    def run(self, stage: str) -> tuple[Signal, ...]:
        """Run *stage* of the last week again; return its signals."""
        said = self.type("run", stage, "--week", str(WEEK))
        assert said.code == 0, said.err
        return self.signals()

    def signals(self, week: Week = WEEK) -> tuple[Signal, ...]:
        """Return the signals of *week* as they are now."""
        with self.store() as store:
            return store.signals.of_week(week)

    def store(self) -> Store:
        """Open the store, as another process would."""
        return Store.open(self.folder / "data" / "heidebeek.sqlite", "heidebeek")

    def sent(self) -> list[str]:
        """Return a hash of everything that was made or sent."""
        files = [*self.folder.glob("reports/**/*.pdf"), *self.folder.glob("mails/*.eml")]
        with self.store() as store:
            rows = repr((store.reports.of_week(WEEK), store.outbox.of_week(WEEK)))
        made = [path.read_bytes() for path in sorted(files)]
        return [hashlib.sha256(content).hexdigest() for content in (*made, rows.encode())]


@pytest.fixture
def town(demo_copy: Path, typed: Type) -> Town:
    return Town(demo_copy, typed)


def large(signals: tuple[Signal, ...]) -> list[Signal]:
    """Return the signals of several threads, largest first."""
    return sorted((one for one in signals if one.threads > 1), key=lambda one: -one.threads)


def test_merged_signals_are_one_at_the_next_analysis_and_no_edition_changes(town: Town) -> None:
    one, other = town.signals()[:2]
    before = town.sent()

    told = town.say("merge", one.id, other.id, "--by", "communication lead")
    merged = town.run("cluster")
    town.run("advise")
    town.run("report")

    assert "the reports of 2026-W46 were made and stay as they are" in told
    whole = {*one.posts, *other.posts}
    assert any(whole <= set(signal.posts) for signal in merged)
    assert town.sent() == before


def test_a_split_signal_is_two_until_the_split_is_taken_back(town: Town) -> None:
    signal = large(town.signals())[0]
    with town.store() as store:
        threads = [post.thread_id for post in store.posts.by_id(signal.posts).values()]
    out = threads[0]

    town.say("split", signal.id.rpartition("-")[2], out[:12])
    parted = town.run("cluster")
    assert signal.id not in {one.id for one in parted}

    number = town.say("list").split()[0]
    assert "taken back" in town.say("undo", number)
    assert town.run("cluster") == town.signals()
    assert signal.id in {one.id for one in town.signals()}
    assert town.say("list") == "nobody corrected anything\n"


def test_a_department_said_of_a_story_sticks_in_the_weeks_after(town: Town) -> None:
    now = {one.story_id: one for one in town.signals()}
    past = next(one for one in town.signals(BEFORE) if one.story_id in now)
    settings, _ = load_for_analysis(town.config)
    other = next(one.id for one in settings.departments if one.id != now[past.story_id].department)

    town.say("department", past.id, other)
    after = {one.story_id: one for one in town.run("cluster")}

    assert after[past.story_id].department == other
    assert after[past.story_id].department_terms == (CONFIRMED,)


def test_a_story_is_confirmed_refused_and_taken_from_one_signal_to_another(town: Town) -> None:
    now = town.signals()
    follows = next(one for one in now if one.trend.weeks > 1)
    begins = next(one for one in now if one.story_id == f"s-{one.id}")

    town.say("breaks", follows.id)
    town.say("continues", begins.id, follows.story_id)
    after = {one.id: one for one in town.run("cluster")}

    assert after[begins.id].story_id == follows.story_id
    assert after[follows.id].story_id != follows.story_id
    third = next(one for one in now if one.id not in {follows.id, begins.id})
    assert "merge the two" in town.refused("continues", third.id, follows.story_id)


def test_a_post_that_is_not_about_us_leaves_its_signal(town: Town) -> None:
    post = next(one for one in town.signals() if one.threads == 1 and len(one.posts) == 1).posts[0]

    told = town.say("about", post, "no")
    town.run("detect")
    town.run("cluster")

    assert f"post {post} is not about the municipality" in told
    assert post not in {member for one in town.signals() for member in one.posts}
    with town.store() as store:
        (made,) = store.corrections.all().made
    assert made.strengths
    assert all(0.0 < strength <= 1.0 for _, strength in made.strengths)


def test_what_is_kept_holds_no_text(town: Town) -> None:
    signal = town.signals()[0]
    town.say("about", signal.posts[0], "yes", "--by", "communication lead")
    town.say("department", signal.story_id, "mobiliteit")

    with town.store() as store:
        kept = repr(store.corrections.all())
        texts = [post.text for post in store.posts.by_id(signal.posts).values()]
    assert not any(word in kept for text in texts for word in text.split() if len(word) > 11)
    assert [line.split("  ")[2] for line in town.say("list").splitlines()] == [
        "communication lead",
        "operator",
    ]


def test_an_error_names_what_is_unknown_and_the_next_step(town: Town) -> None:
    one, other = town.signals()[:2]
    past = town.signals(BEFORE)[0]

    assert "export signals" in town.refused("merge", one.id, "zzzz")
    assert "at least two" in town.refused("merge", one.id, one.id)
    assert "different weeks" in town.refused("merge", one.id, past.id)
    begins = next(one for one in town.signals() if one.story_id == f"s-{one.id}")
    assert "began in" in town.refused("continues", past.id, begins.id)
    assert "it has:" in town.refused("split", one.id, "zzzz")
    assert "it has: publieke-ruimte" in town.refused("department", one.id, "nergens")
    assert "is no post" in town.refused("about", one.id, "yes")
    assert "say yes or no" in town.refused("about", one.posts[0], "perhaps")
    assert "is no signal" in town.refused("split", one.posts[0], "abcd")
    assert "correct list" in town.refused("undo", "99")
    assert "correct list" in town.refused("undo", "9" * 40)
    assert "role" in town.refused("merge", one.id, other.id, "--by", "jan@town.example")
    assert town.say("list") == "nobody corrected anything\n"


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.LIST])
def test_an_act_without_its_words_says_what_it_takes(act: Act, town: Town) -> None:
    assert TAKES[act] in town.refused(act)


def test_what_was_said_is_in_the_audit_trail_and_in_no_other_output(town: Town) -> None:
    one, other = town.signals()[:2]
    town.say("merge", one.id, other.id, "--by", "communication lead")

    with town.store() as store:
        entry = store.audit.entries()[-1]
        assert store.audit.broken_at() is None
    assert (entry.actor, entry.action) == ("communication lead", "correct")
    exported = town.type("export", "signals", "--week", str(WEEK))
    rows: Rows = [json.loads(line) for line in exported.out.splitlines()]
    assert not any("communication lead" in str(row.values()) for row in rows)
