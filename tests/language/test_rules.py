"""Conditions, facts and rules in words: complete in every language, and plain."""

import pytest

from jobs.advise.vocabulary import FACTS
from jobs.language import LANGUAGES
from jobs.language.rules import (
    asked_of,
    checklist_of,
    condition_of,
    label_of,
    outcome_of,
    question_of,
    value_of,
)
from jobs.language.wording import load_wording
from jobs.model import Condition
from tests.advise.town import shipped_policy

NL = load_wording("nl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_every_fact_has_words_of_its_own(language: str) -> None:
    words = load_wording(language)
    for name, kind in FACTS.items():
        told = [value_of(name, value, words) for value in kind.words or (True, False)]

        assert all(told)
        assert len(set(told)) == len(told), name
        assert all("_" not in one for one in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_rule_has_a_question_an_outcome_and_conditions(language: str) -> None:
    words = load_wording(language)
    for rule in shipped_policy().rules:
        assert words.has(f"box.{rule.name}")
        assert question_of(rule, words) == words.say(f"box.{rule.name}")
        assert asked_of(rule, words)
        assert outcome_of(rule, words)


def test_facts_told_per_cent_are_those_between_nothing_and_all() -> None:
    shares = {name for name, kind in FACTS.items() if kind.most == 1}

    assert shares == {name for name in FACTS if name.endswith(("_share", "_score"))}


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (Condition(fact="political", values=frozenset({True})), "politiek: ja"),
        (Condition(fact="shown", values=frozenset({False})), "genoeg stemmen om te tonen: nee"),
        (Condition(fact="place", values=frozenset({"group"})), "waar het gesprek loopt: groep"),
        (
            Condition(fact="danger", values=frozenset({"hazard", "threat"})),
            "gevaar: iets gevaarlijks of dreiging",
        ),
        (Condition(fact="voices", least=25.0), "stemmen: minstens 25"),
        (Condition(fact="open_questions", most=0.0), "open vragen: 0"),
        (Condition(fact="voices", most=4.0), "stemmen: hoogstens 4"),
        (Condition(fact="voices", least=3.0, most=9.0), "stemmen: 3 tot 9"),
        (Condition(fact="question_share", least=0.3, most=1.0), "aandeel vragen: minstens 30%"),
        (Condition(fact="question_share", most=0.25), "aandeel vragen: hoogstens 25%"),
    ],
)
def test_a_condition_is_told_in_plain_words(condition: Condition, told: str) -> None:
    assert condition_of(condition, NL) == told


def test_a_rule_of_ones_own_is_called_by_its_name() -> None:
    assert label_of("veel-stemmen", NL) == "veel stemmen"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checklist_says_how_often_one_person_is_answered(language: str) -> None:
    words = load_wording(language)

    assert "3" in checklist_of(3, "", words)[-1]
    assert checklist_of(1, "", words)[-1] != checklist_of(3, "", words)[-1]
    assert len(checklist_of(2, "", words)) == 9
    assert "loket 4" in checklist_of(2, "loket 4", words)[-1]
