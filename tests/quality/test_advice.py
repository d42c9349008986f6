"""What the advice of four weeks of the demo town owes to its labels: figures with floors.

The floors are what was reached; none goes down without a word in the changelog.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import pytest

from jobs.advise.conduct import house_rule_of
from jobs.advise.ground import Ground
from jobs.advise.job import read_week
from jobs.advise.politics import is_political
from jobs.advise.route import place_of_post
from jobs.advise.talk import Said, Talk
from jobs.model import Action, Advice, Week
from jobs.wiring import open_workplace
from tests.conftest import Demo
from tests.quality.gate import TOWNS

WEEKS: Final = tuple(Week(2026, number) for number in (43, 44, 45, 46))
RUMOUR: Final = "gerucht-opvang-klooster"
"""A false rumour: it starts in week 44, is denied in week 45 and lingers in week 46."""

Gold = dict[str, Any]


class Advised(NamedTuple):
    """One week of the demo town as advised, with the labels of its posts by address."""

    ground: Ground
    talks: tuple[Talk, ...]
    advices: tuple[Advice, ...]
    gold: dict[str | None, Gold]

    def label(self, said: Said) -> Gold:
        """Return what a person said of *said*."""
        found: Gold = self.gold[said.post.url]["gold"]
        return found

    def about(self, story: str) -> Iterator[Advice]:
        """Yield the advices on whole signals that are mostly about *story*."""
        for talk in self.talks:
            told = Counter(self.label(said)["story"] for said in talk.voices)
            if told and told.most_common(1)[0][0] == story:
                yield from (
                    one
                    for one in self.advices
                    if one.signal_id == talk.signal.id and one.post_id is None
                )


@pytest.fixture(scope="module")
def weeks(demo: Demo) -> tuple[Advised, ...]:
    gold: dict[str | None, Gold] = {}
    for path in sorted(TOWNS[0].folder.glob("posts-*.jsonl")):
        rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
        gold |= {row["url"]: row for row in rows}
    with open_workplace(demo.folder / "sources.toml", create=False) as work:
        read = [read_week(work.store, work.settings, week) for week in WEEKS]
        return tuple(
            Advised(ground, talks, work.store.advices.of_week(week), gold)
            for week, (ground, talks) in zip(WEEKS, read, strict=True)
        )


def once(weeks: Iterable[Advised]) -> Iterator[tuple[Advised, Said]]:
    """Yield what inhabitants said in the threads of all signals, each post once."""
    seen = set()
    for week in weeks:
        for talk in week.talks:
            for said in talk.said:
                if said.by_voice and said.post.id not in seen:
                    seen.add(said.post.id)
                    yield week, said


def counted(pairs: Iterable[tuple[bool, bool]]) -> tuple[int, int, int]:
    """Return how many were found rightly, found wrongly and missed, of (found, true) *pairs*."""
    told = Counter(pairs)
    return told[True, True], told[True, False], told[False, True]


@pytest.mark.quality
def test_political_posts_are_found_with_few_wrong_ones(weeks: tuple[Advised, ...]) -> None:
    right, wrong, missed = counted(
        (is_political(said, week.ground), bool(week.label(said)["political"]))
        for week, said in once(weeks)
    )

    assert right >= 16, (right, wrong, missed)
    assert wrong <= 3, (right, wrong, missed)


@pytest.mark.quality
def test_a_breach_of_a_house_rule_is_never_found_where_there_is_none(
    weeks: tuple[Advised, ...],
) -> None:
    right, wrong, missed = counted(
        (
            house_rule_of(said, place_of_post(said, week.ground), week.ground) != "none",
            bool(week.label(said)["house_rule"]),
        )
        for week, said in once(weeks)
    )

    assert right >= 12, (right, wrong, missed)
    assert wrong == 0, (right, wrong, missed)


@pytest.mark.quality
def test_what_asks_for_an_answer_is_mostly_found(weeks: tuple[Advised, ...]) -> None:
    right, wrong, missed = counted(
        (said.label.needs_answer, bool(week.label(said)["needs_answer"]))
        for week, said in once(weeks)
        if said.label is not None
    )

    assert right >= 94, (right, wrong, missed)
    assert wrong <= 88, (right, wrong, missed)


@pytest.mark.quality
def test_the_alderman_who_answers_on_an_own_page_is_found_both_times(
    weeks: tuple[Advised, ...],
) -> None:
    posts = {said.post.id: said for week in weeks for talk in week.talks for said in talk.said}
    found = [
        week.gold[posts[one.post_id].post.url]["id"]
        for week in weeks
        for one in week.advices
        if one.rule == "office-holder-on-own-page" and one.post_id is not None
    ]

    assert sorted(found) == ["hb-023-09", "hb-023-12"]


@pytest.mark.quality
def test_the_false_rumour_is_checked_at_once_and_corrected_once_it_is_denied(
    weeks: tuple[Advised, ...],
) -> None:
    _, first, second, _ = weeks
    (start,) = first.about(RUMOUR)
    (denied,) = second.about(RUMOUR)

    assert (start.rule, start.action) == ("rumour-to-check", Action.CHECK_FIRST)
    assert (denied.rule, denied.action) == ("rumour-known-false", Action.CORRECT_ONCE)


@pytest.mark.quality
@pytest.mark.parametrize("story", ["bedanking-begraafplaats", "warme-maaltijden-te-laat"])
def test_thanks_are_passed_on_to_those_who_did_it(weeks: tuple[Advised, ...], story: str) -> None:
    advised = [one.action for week in weeks for one in week.about(story)]

    assert Action.PASS_ON in advised
