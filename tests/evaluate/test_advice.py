"""Figures of the advice: what is counted, and what is not."""

from dataclasses import replace

from jobs.evaluate.advice import figures_of_advice
from jobs.evaluate.gold import Gold
from jobs.evaluate.predictions import Advised, Prediction
from tests.evaluate.marking import gold, labels_by_id, said_by_id


def said(name: str, *, signal: str | None = None, advised: Advised | None = None) -> Prediction:
    """Return what was said of post *name*."""
    return Prediction(id=name, mention=True, signal=signal, advised=advised)


def counts(labels: tuple[Gold, ...], predictions: tuple[Prediction, ...], name: str) -> list[int]:
    """Return right, wrong and missed of figure *name*."""
    told = said_by_id(*predictions)
    found = figures_of_advice(tuple(labels_by_id(*labels).values()), told, 3)[name]
    assert isinstance(found, dict)
    return [found["right"], found["wrong"], found["missed"]]


def test_a_town_without_labels_of_a_kind_has_no_figure_of_it() -> None:
    assert figures_of_advice((gold("a", "an"),), said_by_id(said("a")), 3) == {}


def test_politics_are_counted_post_by_post() -> None:
    labels = tuple(replace(gold(name, "an"), political=name in "ac") for name in "abcd")
    found = Advised(political=True)
    told = (said("a", advised=found), said("b", advised=found), said("c"), said("d"))

    assert counts(labels, told, "political") == [1, 1, 1]


def test_a_broken_house_rule_counts_whichever_it_is() -> None:
    labels = tuple(
        replace(gold(name, "an"), house_rule="insult" if name in "ac" else "") for name in "abcd"
    )
    found = Advised(house_rule="spam")
    told = (said("a", advised=found), said("b", advised=found), said("c"), said("d"))

    assert counts(labels, told, "house_rule") == [1, 1, 1]


def test_what_is_ours_given_away_is_wrong_and_what_is_nobodys_is_not() -> None:
    theirs = Advised(other_body="bus")
    labels = (
        replace(gold("a", "an"), other_body="bus"),
        replace(gold("b", "bo"), other_body="grid"),
        gold("c", "ci"),
        gold("d", "di", about="none"),
        replace(gold("e", "ed"), other_body="bus"),
    )
    told = (*(said(name, advised=theirs) for name in "abcd"), said("e"))

    assert counts(labels, told, "other_body") == [1, 2, 2]


def test_a_rumour_counts_by_signal_and_only_when_it_is_to_be_set_right() -> None:
    labels = tuple(replace(gold(n, n), rumour=n in "aehn") for n in "abcdefghijkl")
    marked = Advised(rumour=True, action="correct_once")
    told = (
        *(said(n, signal="1", advised=marked) for n in "abc"),
        *(said(n, signal="2", advised=replace(marked, action="leave")) for n in "def"),
        *(said(n, signal="3", advised=Advised(action="monitor")) for n in "ghi"),
        *(said(n, signal="4", advised=marked) for n in "jkl"),
    )

    assert counts(labels, told, "rumour") == [1, 1, 2]


def test_thanks_count_by_signal_of_enough_voices() -> None:
    labels = tuple(
        gold(n, n, intent="compliment" if n in "abdeg" else "opinion") for n in "abcdefgh"
    )
    passed = Advised(action="pass_on")
    told = (
        *(said(n, signal="1", advised=passed) for n in "abc"),
        *(said(n, signal="2", advised=Advised(action="monitor")) for n in "def"),
        *(said(n, signal="3", advised=passed) for n in "gh"),
    )

    assert counts(labels, told, "thanks") == [1, 0, 1]
