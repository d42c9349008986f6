"""How sure a fact is: more voices, more sure; and as sure as was measured."""

import json
from collections import Counter
from pathlib import Path

import pytest

from jobs.advise.conduct import house_rule_of
from jobs.advise.confidence import (
    ABSENT,
    JUDGED_RIGHT,
    READ_RIGHT,
    SUREST,
    confidence_of,
    of_answers,
    of_fit,
)
from jobs.advise.job import read_week
from jobs.advise.of_post import post_case
from jobs.advise.of_signal import signal_case
from jobs.advise.politics import is_political
from jobs.advise.route import place_of_post
from jobs.advise.vocabulary import FACTS
from jobs.model import Kind, PostId, Subject
from jobs.wiring import open_workplace
from tests.advise.town import make_talk_of, make_town
from tests.conftest import Demo
from tests.make import WEEK, make_label, make_post

POLITICAL = "Die burgemeester is een leugenaar, stem hem weg bij de verkiezingen"
GOLD = Path("jobs/demo/heidebeek")


def political_of(voices: str) -> float:
    posts = tuple(
        make_post(POLITICAL, number=number, voice=voice)
        for number, voice in enumerate(voices, start=1)
    )
    fact = signal_case(make_talk_of(posts), make_town()).facts["political"]
    assert fact.value is True
    assert fact.confidence is not None
    return fact.confidence


def test_more_voices_make_a_fact_more_sure() -> None:
    assert political_of("a") == READ_RIGHT
    assert political_of("a") < political_of("ab") <= SUREST


def test_one_voice_that_repeats_itself_makes_it_no_surer() -> None:
    assert political_of("aaa") == political_of("a")


def test_what_is_counted_is_certain() -> None:
    talk = make_talk_of((make_post("De lamp is stuk", number=1),))
    facts = signal_case(talk, make_town()).facts

    assert {facts[name].confidence for name in ("voices", "posts", "place", "trend")} == {1.0}


def test_what_was_not_found_is_nearly_sure_not_to_be_there() -> None:
    facts = signal_case(make_talk_of((make_post("De lamp is stuk"),)), make_town()).facts

    assert (facts["political"].value, facts["political"].confidence) == (False, ABSENT)
    assert (facts["danger"].value, facts["danger"].confidence) == ("none", ABSENT)


def test_what_a_post_does_is_as_sure_as_our_kinds_are() -> None:
    post = make_post("Wat een rommel")
    talk = make_talk_of((post,), (make_label(post, kind=Kind.COMPLAINT),))

    assert signal_case(talk, make_town()).facts["complaint_share"].confidence == JUDGED_RIGHT
    (said,) = talk.members
    assert post_case(said, talk, make_town()).facts["kind"].confidence == JUDGED_RIGHT


def test_an_open_question_is_as_sure_as_its_score() -> None:
    post = make_post("Wanneer komt de nieuwe ophaalkalender van het restafval?")
    label = make_label(post, kind=Kind.QUESTION, needs_answer=True, answer=0.7)
    talk = make_talk_of((post,), (label,))
    whole = signal_case(talk, make_town()).facts
    (said,) = talk.members
    one = post_case(said, talk, make_town()).facts

    assert whole["open_questions"].confidence == one["asks_answer"].confidence == 0.7
    assert whole["faq"].value == "match"
    assert whole["faq"].confidence == one["faq"].confidence
    assert 0.5 <= (whole["faq"].confidence or 0) < 1


def test_a_fit_is_half_sure_where_it_just_counts_and_surer_above() -> None:
    assert of_fit(0.2, 0.2) == 0.5
    assert of_fit(0.2, 0.2) < of_fit(0.4, 0.2) < of_fit(1.0, 0.2) < 1


def test_without_a_question_there_is_no_score() -> None:
    assert of_answers(()) is None


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_has_a_confidence_whatever_its_value(name: str) -> None:
    kind = FACTS[name]
    for value in kind.words or (False, True):
        assert 0 < confidence_of(name, value, ()) <= 1


def test_every_fact_of_the_demo_town_has_a_confidence(demo: Demo) -> None:
    with open_workplace(demo.folder / "sources.toml", create=False) as work:
        ground, talks = read_week(work.store, work.settings, WEEK)
        stored = [fact for one in work.store.advices.of_week(WEEK) for fact in one.facts]
    facts = [
        fact
        for talk in talks
        for fact in signal_case(talk, ground).facts.values()
        if Subject.SIGNAL in FACTS[fact.name].of
    ]

    assert len(talks) > 20
    assert all(fact.confidence is not None and 0 < fact.confidence <= 1 for fact in facts)
    assert all(fact.confidence is not None for fact in stored)


def test_what_is_read_is_as_sure_as_the_labels_of_the_demo_town_say(demo: Demo) -> None:
    """Both constants follow from what people labelled; they may drift a little, no more."""
    texts = (path.read_text("utf-8") for path in GOLD.glob("posts-*.jsonl"))
    lines = [line for text in texts for line in text.splitlines()]
    gold = {row["url"]: row["gold"] for row in map(json.loads, lines)}
    right: Counter[tuple[bool, bool]] = Counter()
    seen: set[PostId] = set()
    with open_workplace(demo.folder / "sources.toml", create=False) as work:
        for back in range(4):
            ground, talks = read_week(work.store, work.settings, WEEK.plus(-back))
            for said in (one for talk in talks for one in talk.said):
                label = gold.get(said.post.url or "")
                if label is None or said.post.id in seen:
                    continue
                seen.add(said.post.id)
                broken = house_rule_of(said, place_of_post(said, ground), ground) != "none"
                politics = is_political(said, ground)
                right[politics, politics == label["political"]] += 1
                right[broken, broken == bool(label["house_rule"])] += 1

    found = right[True, True] / (right[True, True] + right[True, False])
    absent = right[False, True] / (right[False, True] + right[False, False])
    assert len(seen) > 700
    assert found == pytest.approx(READ_RIGHT, abs=0.05)
    assert absent == pytest.approx(ABSENT, abs=0.01)
