"""Every code that the store can hold has words, and figures say no more than is known."""

import re
from collections.abc import Mapping

import pytest

from jobs.advise.vocabulary import FACTS
from jobs.cluster.label import answer_score
from jobs.cluster.rank import WEIGHTS
from jobs.explain import words as told
from jobs.explain.evidence import OUTSIDE
from jobs.language.wording import load_wording
from jobs.model import (
    Action,
    EvidenceKind,
    Kind,
    LinkKind,
    Owner,
    Role,
    Speaker,
    State,
    Where,
    Who,
)
from tests.advise.town import shipped_policy

REASONS = re.findall(r"``(\w+)``", answer_score.__doc__ or "")


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (EvidenceKind, told.EVIDENCE),
        (Kind, told.KINDS),
        (Speaker, told.SPEAKERS),
        (Role, told.ROLES),
        (Owner, told.OWNERS),
        (LinkKind, told.LINKS),
        (State, told.STATES),
        (WEIGHTS, told.INPUTS),
        (REASONS, told.REASONS),
    ],
    ids=["evidence", "kind", "speaker", "role", "owner", "link", "state", "strength", "answer"],
)
def test_every_code_has_words_of_its_own(codes: list[str], words: Mapping[str, str]) -> None:
    assert set(words) == set(codes)
    assert all(words.values())
    assert len(set(words.values())) == len(words)


def test_every_action_fact_role_place_and_shipped_rule_has_words() -> None:
    words = load_wording("en")
    wanted = [f"action.{one}.{part}" for one in Action for part in ("label", "why")]
    wanted += [f"who.{one}.label" for one in Who] + [f"where.{one}.label" for one in Where]
    wanted += [f"fact.{name}" for name in FACTS]
    wanted += [f"rule.{rule.name}.why" for rule in shipped_policy().rules]

    assert [key for key in wanted if not words.has(key)] == []


def test_what_lies_outside_a_text_is_told_apart() -> None:
    inside = set(EvidenceKind) - OUTSIDE

    assert {EvidenceKind.THREAD_ROOT, EvidenceKind.SOURCE} <= OUTSIDE
    assert {EvidenceKind.NAME, EvidenceKind.HOMONYM} <= inside


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"),
        (0.0047, "0.47 %"),
        (0.01, "1 %"),
        (0.5, "50 %"),
        (0.99, "99 %"),
        (0.998, "99.80 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_is_never_shown_as_none_or_all_unless_it_is(share: float, words: str) -> None:
    assert told.percent(share) == words


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.95, "almost certainly (95 %)"),
        (0.7, "probably (70 %)"),
        (0.5, "more likely than not (50 %)"),
        (0.3, "probably not (30 %)"),
        (0.0, "almost certainly not (0 %)"),
    ],
)
def test_a_confidence_is_said_in_plain_words(chance: float, words: str) -> None:
    assert told.confidence_words(chance) == words


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (2.12, "speaks strongly for it (+2.12)"),
        (0.4, "speaks somewhat for it (+0.40)"),
        (0.1, "speaks slightly for it (+0.10)"),
        (-1.95, "speaks strongly against it (-1.95)"),
    ],
)
def test_a_weight_says_its_side_and_its_size(weight: float, words: str) -> None:
    assert told.weight_words(weight) == words
