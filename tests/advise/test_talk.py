"""Whole talks, by a case file: posts in, facts and advices out."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jobs.advise.decide import advise_talk
from jobs.advise.of_signal import signal_case
from jobs.advise.talk import Talk
from jobs.model import Advice, DepartmentId, Kind, Label, Post, Signal, Speaker
from tests.advise.town import CASES, make_talk_of, make_town, shipped_policy
from tests.make import MONDAY, make_label, make_post, make_signal

FILES = sorted((CASES / "talk").glob("*.toml"))


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def posts_of(case: dict[str, Any]) -> tuple[tuple[Post, ...], tuple[Label, ...]]:
    """Return the posts of the file, five minutes apart, and their labels."""
    posts: list[Post] = []
    labels: list[Label] = []
    opened: dict[int, int] = {}
    for number, told in enumerate(case["post"], start=1):
        root = opened.setdefault(told["thread"], number)
        post = make_post(
            told["text"],
            number=number,
            thread=root,
            voice=told["voice"],
            source=told["source"],
            speaker=Speaker(told.get("speaker", "voice")),
            at=MONDAY + timedelta(minutes=5 * number),
        )
        redacted = told.get("redacted")
        posts.append(replace(post, redacted=(redacted,) if redacted else ()))
        label = make_label(post, kind=Kind(told["kind"]), needs_answer=told.get("asks", False))
        department = told.get("department")
        labels.append(replace(label, department=DepartmentId(department) if department else None))
    return tuple(posts), tuple(labels)


def signal_of(case: dict[str, Any], posts: tuple[Post, ...], labels: tuple[Label, ...]) -> Signal:
    told = case.get("signal", {})
    kinds = [
        label.kind
        for post, label in zip(posts, labels, strict=True)
        if post.speaker is Speaker.VOICE
    ]
    counted = sorted({kind: kinds.count(kind) for kind in kinds}.items(), key=lambda c: -c[1])
    department = told.get("department")
    signal = make_signal(posts)
    return replace(
        signal,
        trend=replace(signal.trend, weeks=told.get("weeks", signal.trend.weeks)),
        department=DepartmentId(department) if department else None,
        department_score=told.get("department_score", 0.6),
        place=told.get("place"),
        kinds=tuple(counted),
    )


def talk_of(path: Path) -> Talk:
    case = read(path)
    posts, labels = posts_of(case)
    return make_talk_of(posts, labels, signal=signal_of(case, posts, labels))


def advices_of(path: Path) -> tuple[Advice, ...]:
    return advise_talk(talk_of(path), make_town(), shipped_policy())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_facts_of_a_talk(path: Path) -> None:
    facts = signal_case(talk_of(path), make_town()).facts

    for name, value in read(path)["facts"].items():
        assert (name, facts[name].value) == (name, value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_advices_on_a_talk(path: Path) -> None:
    """The advice on the signal, then every exception, in order of time; nothing more."""
    expected = read(path)["advice"]
    found = advices_of(path)

    assert [(a.rule, a.post_id is None) for a in found] == [
        (e["rule"], "post" not in e) for e in expected
    ]
    for advice, told in zip(found, expected, strict=True):
        assert advice.action == told["action"]
        assert advice.post_id is None or int(advice.post_id, 16) == told["post"]
        for key in set(told) - {"rule", "action", "post"}:
            assert str(getattr(advice, key)) == told[key]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_facts_rest_on_posts_of_the_talk(path: Path) -> None:
    talk = talk_of(path)
    known = {said.post.id for said in talk.said}

    for fact in signal_case(talk, make_town()).facts.values():
        assert set(fact.posts) <= known
