"""``buurtsignaal why``: every number can be counted again, and nobody is named."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jobs.cli.why_find import Found, Subject
from jobs.cli.why_rows import explain
from jobs.cluster.rank import WEIGHTS
from jobs.cluster.trend import trend
from jobs.detect.model import THREAD_BIAS
from jobs.explain.town import Town
from jobs.explain.words import LINKS, REASONS
from jobs.model import (
    Evidence,
    EvidenceKind,
    LinkKind,
    Post,
    PostId,
    Signal,
    SourceId,
    Speaker,
    StoryId,
    StoryLink,
)
from jobs.store import Store
from jobs.wiring import Workplace, open_workplace
from tests.cli.conftest import Type
from tests.conftest import Demo
from tests.make import WEEK

Facts = dict[str, Any]


@pytest.fixture(scope="module")
def work(demo: Demo) -> Iterator[Workplace]:
    """Return the demo town after its four weeks; only to be read."""
    with open_workplace(demo.folder / "sources.toml", create=False) as opened:
        yield opened


def told(work: Workplace, subject: Subject, name: str) -> Facts:
    return explain(work.store, Found(subject, name), Town(settings=work.settings)).facts()


Explained = dict[str, tuple[Signal, Facts]]
"""Every signal of the week that a report shows, with its explanation."""


@pytest.fixture(scope="module")
def shown(work: Workplace) -> Explained:
    """Return the shown signals of the week, explained."""
    signals = [signal for signal in work.store.signals.of_week(WEEK) if signal.shown]
    return {one.id: (one, told(work, Subject.SIGNAL, one.id)) for one in signals}


@pytest.fixture(scope="module")
def posts(work: Workplace) -> dict[PostId, Facts]:
    """Return every fourth post of the week, explained: kept or not."""
    ids = [mention.post_id for mention in work.store.judgements.mentions(WEEK)]
    return {one: told(work, Subject.POST, one) for one in ids[::4]}


def voices(posts: list[Post]) -> set[str]:
    return {str(post.voice or post.thread_id) for post in posts if post.speaker is Speaker.VOICE}


def test_the_counts_of_every_shown_signal_can_be_counted_by_hand(
    work: Workplace, shown: Explained
) -> None:
    for signal, facts in shown.values():
        posts = list(work.store.posts.by_id(signal.posts).values())
        heard = [post for post in posts if post.speaker is Speaker.VOICE]
        counted = {
            "posts": len(posts),
            "voices": len(voices(posts)),
            "voice_posts": len(heard),
            "threads": len({post.thread_id for post in posts}),
            "sources": len({post.source_id for post in posts}),
            "reactions": sum(post.reactions for post in posts),
        }
        lines = facts["how_many"]["words"]

        assert {name: facts["how_many"][name] for name in counted} == counted
        assert [int(line.split()[0]) for line in lines[:5]] == [
            counted[name] for name in ("posts", "voices", "threads", "sources", "reactions")
        ]
        assert lines[5] == "counted again from its posts: the same"
        listed = facts["posts"]["posts"]
        assert sorted(row["post"] for row in listed) == sorted(post.id for post in posts)
    assert len(shown) > 10


def test_kinds_and_questions_of_every_shown_signal_follow_from_the_listed_posts(
    work: Workplace, shown: Explained
) -> None:
    labels = {one.post_id: one for one in work.store.judgements.labels(WEEK)}
    mentions = {one.post_id: one for one in work.store.judgements.mentions(WEEK)}
    for _, facts in shown.values():
        listed = facts["posts"]["posts"]
        kinds = Counter(labels[r["post"]].kind for r in listed if r["speaker"] == Speaker.VOICE)
        printed = [int(line.rpartition(" ")[2]) for line in facts["what_people_do"]["words"]]

        assert Counter({k: v for k, v in facts["what_people_do"].items() if k != "words"}) == kinds
        assert printed == [number for _, number in kinds.most_common()]
        assert {r["post"] for r in listed if r["open_question"]} == {
            r["post"] for r in listed
            if r["speaker"] == Speaker.VOICE and labels[r["post"]].needs_answer
        }  # fmt: skip
        assert all(r["confidence"] == mentions[r["post"]].confidence for r in listed)


def test_the_points_of_every_shown_signal_add_up_to_its_strength(shown: Explained) -> None:
    for signal, facts in shown.values():
        *lines, total = facts["strength"]["words"]
        points = [float(line.split()[0]) for line in lines]

        assert {line.split("  ")[-1].split(":")[0] for line in lines} == set(WEIGHTS)
        assert sum(points) == pytest.approx(float(total.split()[0]), abs=0.3)
        assert float(total.split()[0]) == pytest.approx(signal.strength, abs=0.6)
        assert total.endswith(f"shown as {signal.strength} of 100")


def test_the_trend_of_every_shown_signal_follows_from_the_weeks_before(
    work: Workplace, shown: Explained
) -> None:
    states, before = set[str](), work.store.signals.before(WEEK, 8)
    for signal, facts in shown.values():
        part = facts["trend"]
        earlier = [one for one in before if one.story_id == signal.story_id]
        by_week = dict.fromkeys(part["before"], 0)
        for one in earlier:
            by_week[str(one.week)] += one.voices
        again = trend((*by_week.values(), signal.voices))
        words = " ".join(part["words"])
        states.add(part["state"])

        assert part["before"] == by_week
        assert (part["state"], part["expected"], part["chance"]) == (
            again.state, again.expected, again.surprise
        )  # fmt: skip
        assert f"{signal.voices} voice" in words
        assert all(f"{voices} in {week}" in words for week, voices in by_week.items())
    assert len(states) > 1


def test_a_signal_says_which_threads_were_joined_and_why(shown: Explained) -> None:
    joined = [(signal, facts) for signal, facts in shown.values() if signal.threads > 1]
    for signal, facts in joined:
        part = facts["why_these_posts"]
        words = " ".join(part["words"])

        assert sum(part["threads"].values()) == len(signal.posts)
        assert len(part["threads"]) == signal.threads
        assert [one["terms"] for one in part["links"]] == [list(one.terms) for one in signal.links]
        assert all(thread[:12] in words for thread in part["threads"])
        assert all(term in words for link in signal.links for term in link.terms)
    assert joined


def test_a_signal_says_the_rule_of_its_advice_and_those_tried_before(
    work: Workplace, shown: Explained
) -> None:
    advices = {one.signal_id: one for one in work.store.advices.of_week(WEEK) if not one.post_id}
    for signal, facts in shown.values():
        part = facts["advice"]
        words = "\n".join(part["words"])

        assert part["advices"][0]["rule"] == advices[signal.id].rule
        assert f"by rule {advices[signal.id].rule}\n" in words
        assert ", ".join(advices[signal.id].tried) in words


def test_a_post_is_explained_by_all_its_evidence_heaviest_first(
    work: Workplace, posts: dict[PostId, Facts]
) -> None:
    mentions = [one for one in work.store.judgements.mentions(WEEK) if one.post_id in posts]
    labels = {one.post_id: one for one in work.store.judgements.labels(WEEK)}
    codes, starts = set[str](), list[float]()
    for mention in mentions:
        facts = posts[mention.post_id]
        evidence = [*facts["in_its_text"]["evidence"], *facts["from_around_it"]["evidence"]]
        weights = [abs(one["weight"]) for one in facts["in_its_text"]["evidence"]]
        post = work.store.posts.by_id([mention.post_id])[mention.post_id]

        assert len(evidence) == len(mention.evidence)
        assert weights == sorted(weights, reverse=True)
        assert all(one["written"] in " ".join(post.words.split()) for one in evidence)
        assert facts["about_the_municipality"]["counted"] is mention.kept
        assert (facts["stands_in"]["signal"] is not None) is mention.kept
        assert ("what_it_does" in facts) is (mention.post_id in labels)
        codes.update(facts.get("asks_for_an_answer", {}).get("reasons", ()))
        if "start" in facts["from_around_it"]:  # all but it is told: every post begins alike
            starts.append(facts["from_around_it"]["start"])
    assert starts == pytest.approx([THREAD_BIAS] * len(starts), abs=0.05)
    assert len(starts) > len(mentions) / 2
    assert {mention.kept for mention in mentions} == {True, False}
    assert len(codes) > 5
    assert codes <= set(REASONS)


def test_a_story_is_told_week_by_week_with_how_each_was_linked(work: Workplace) -> None:
    stories = [story for story in work.store.signals.stories() if len(story.signals) > 1]
    for story in stories:
        facts = told(work, Subject.STORY, story.id)["week_by_week"]["signals"]

        assert [one["signal"] for one in facts] == list(story.signals)
        assert [one["week"] for one in facts] == sorted(one["week"] for one in facts)
        assert all(one["links"] for one in facts)
        assert {one["links"][0]["kind"] for one in facts} <= {"starts", "automatic"}
    assert stories


def test_nobodys_key_is_in_any_explanation(
    work: Workplace, shown: Explained, posts: dict[PostId, Facts]
) -> None:
    sources = [SourceId(source.id) for source in work.settings.sources]
    keys = {str(key) for source in sources for key in work.store.posts.voices(source)}
    stories = {signal.story_id for signal, _ in shown.values()}
    said = [facts for _, facts in shown.values()]
    said += [*posts.values(), *(told(work, Subject.STORY, story) for story in stories)]
    text = json.dumps(said)

    assert not any(key[:12] in text for key in keys)
    assert "canary-" not in text
    assert len(keys) > 100


def test_a_person_and_a_program_are_told_the_same(
    demo: Demo, typed: Type, shown: Explained
) -> None:
    config = demo.folder / "sources.toml"
    *_, (signal, _) = shown.values()
    for name in (signal.id, signal.posts[0], signal.story_id):
        lines = typed("why", name, "--config", config).out.decode().splitlines()
        facts = json.loads(typed("why", name, "--json", "--config", config).out)
        words = [line for part in facts.values() if isinstance(part, dict)
                 for line in part["words"]]  # fmt: skip

        assert lines[0].endswith(name)
        assert [line[2:] for line in lines[1:] if line.startswith("  ")] == words


def test_a_part_of_an_id_is_enough(demo: Demo, typed: Type, work: Workplace) -> None:
    config = demo.folder / "sources.toml"
    signal = work.store.signals.of_week(WEEK)[0]
    post = signal.posts[-1]
    wanted = {
        post[:12]: f"post {post}",
        post.upper(): f"post {post}",
        signal.id.rpartition("-")[2]: f"signal {signal.id}",
        signal.id.lower(): f"signal {signal.id}",
        signal.story_id[:-1]: f"story {signal.story_id}",
    }
    for typed_in, first in wanted.items():
        said = typed("why", typed_in, "--config", config)
        assert said.out.decode().startswith(f"{first}\n")


def test_words_of_a_title_are_enough_when_one_story_has_them(
    demo: Demo, typed: Type, work: Workplace
) -> None:
    titles = Counter(story.title.casefold() for story in work.store.signals.stories())
    story = next(
        one for one in work.store.signals.stories()
        if sum(number for title, number in titles.items() if one.title.casefold() in title) == 1
    )  # fmt: skip
    said = typed("why", story.title.upper(), "--config", demo.folder / "sources.toml")

    assert said.out.decode().startswith(f"story {story.id}\n")


def test_what_is_unknown_names_the_nearest_and_the_next_step(
    demo: Demo, typed: Type, work: Workplace
) -> None:
    config = demo.folder / "sources.toml"
    signal = work.store.signals.of_week(WEEK)[0]
    last = "0" if signal.id[-1] != "0" else "1"
    slip = typed("why", f"{signal.id[:-1]}{last}", "--config", config)
    wrong = typed("why", f"{signal.posts[0][:20]}zz", "--config", config)
    pasted = typed("why", "mijn buurman " * 10, "--config", config)

    assert {slip.code, wrong.code, pasted.code} == {2}
    assert f"signal {signal.id}" in slip.err
    assert "`buurtsignaal export signals --week WEEK`" in wrong.err
    assert len(pasted.err) < 250


def test_what_may_mean_more_lists_the_candidates(demo: Demo, typed: Type, work: Workplace) -> None:
    said = typed("why", str(WEEK), "--config", demo.folder / "sources.toml")
    listed = re.findall(r"signal (\S+?),", said.err)

    assert said.code == 2
    assert len(listed) == 6
    assert set(listed) <= {signal.id for signal in work.store.signals.of_week(WEEK)}


def test_nothing_is_written(demo_copy: Path, typed: Type) -> None:
    config = demo_copy / "sources.toml"
    with open_workplace(config, create=False) as work:
        before, signal = dump(work.store), work.store.signals.of_week(WEEK)[0]
    said = typed("why", signal.id, "--config", config)
    with open_workplace(config, create=False) as work:
        assert dump(work.store) == before
    assert said.code == 0


def dump(store: Store) -> tuple[object, ...]:
    """Return what is stored, but for counts that reading does not touch."""
    weeks = store.signals.weeks()
    return (
        store.audit.entries(),
        [store.runs.of_week(week) for week in weeks],
        [store.signals.of_week(week) for week in weeks],
        [store.judgements.mentions(week) for week in weeks],
    )


def test_an_erased_post_keeps_its_reasons_and_loses_its_words(demo_copy: Path) -> None:
    with open_workplace(demo_copy / "sources.toml", create=False) as work:
        mentions = work.store.judgements.mentions(WEEK)
        mention = next(one for one in mentions if one.kept and any(e.end for e in one.evidence))
        text = work.store.posts.by_id([mention.post_id])[mention.post_id].words
        work.store.posts.erase([mention.post_id], datetime(2026, 12, 1, tzinfo=UTC))
        facts = told(work, Subject.POST, mention.post_id)

    assert text not in json.dumps(facts, ensure_ascii=False)
    assert (facts["redacted_text"]["text"], facts["redacted_text"]["words"]) == (None, ["erased"])
    assert (
        "text erased on 2026-12-01 01:00+01:00; what was judged of it stays"
        in (facts["kept"]["words"])
    )
    assert [e["term"] for e in facts["in_its_text"]["evidence"]]
    assert not any(e["written"] for e in facts["in_its_text"]["evidence"])


def test_what_a_person_decided_is_said_first(demo_copy: Path) -> None:
    with open_workplace(demo_copy / "sources.toml", create=False) as work:
        signals = work.store.signals.of_week(WEEK)
        link = StoryLink(
            signal_id=signals[0].id, week=WEEK, story_id=StoryId("s-2026-W40-00000000"),
            kind=LinkKind.CONFIRMED, score=1.0, terms=(),
        )  # fmt: skip
        work.store.signals.put(WEEK, signals, (link,))
        mention = work.store.judgements.mentions(WEEK)[0]
        person = Evidence(kind=EvidenceKind.PERSON, start=0, end=0, term="", weight=0.0)
        post = told_with(work, mention.post_id, person)
        signal = told(work, Subject.SIGNAL, signals[0].id)

    assert (
        "a person decided so, and that overrules the rest"
        in (post["about_the_municipality"]["words"])
    )
    assert "start" not in post["from_around_it"]
    assert LINKS[LinkKind.CONFIRMED] in signal["story"]["words"][0]


def told_with(work: Workplace, post_id: PostId, evidence: Evidence) -> Facts:
    """Return the explanation of a post after *evidence* was added to its judgement."""
    mentions = [
        replace(one, evidence=(*one.evidence, evidence)) if one.post_id == post_id else one
        for one in work.store.judgements.mentions(WEEK)
    ]
    work.store.judgements.put_mentions(WEEK, mentions)
    return told(work, Subject.POST, post_id)
