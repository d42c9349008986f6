"""Every rule of the shipped policy, by a case file: facts in, the rule that decides out."""

import tomllib
from pathlib import Path

import pytest

from jobs.advise.decide import advise, exception
from jobs.advise.policy import load_policy
from jobs.advise.vocabulary import FACTS
from jobs.language import LANGUAGES
from jobs.language.rules import label_of, question_of, reason_of
from jobs.language.wording import load_wording
from jobs.model import Action, Advice, Subject, Where, Who
from tests.advise.town import CASES, make_case, make_settings, make_town, shipped_policy

FILES = sorted((CASES / "rules").glob("*.toml"))


def advice_of(path: Path) -> tuple[Advice | None, dict[str, str]]:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    facts = make_case(case["facts"], post=case["of"] == "post")
    policy = shipped_policy()
    decide = exception if case["of"] == "post" else advise
    return decide(facts, policy, make_town().calendar), case["expect"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_file(path: Path) -> None:
    """The facts of the file lead to the rule, action, role, place, term and words it names."""
    advice, expect = advice_of(path)

    assert advice is not None
    assert advice.rule == expect["rule"] == path.stem
    assert advice.action == expect["action"]
    assert advice.who == expect["who"]
    assert advice.where == expect["where"]
    assert (str(advice.due) if advice.due else "") == expect.get("due", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_file_in_words(path: Path, language: str) -> None:
    """What the report says of the rule: its name, its question in the flowchart, its reason."""
    expect = tomllib.loads(path.read_text(encoding="utf-8"))["words"][language]
    policy, words = shipped_policy(), load_wording(language)
    rule = policy.rule(path.stem)

    assert rule is not None
    assert label_of(rule.name, words) == expect["name"]
    assert question_of(rule, words) == expect["question"]
    assert reason_of(rule.name, rule.action, policy, words) == expect["why"]


def test_every_rule_has_a_case_file() -> None:
    assert {rule.name for rule in shipped_policy().rules} == {p.stem for p in FILES}


def test_every_outcome_has_a_case_file() -> None:
    """Every action, and every role and place that an advice can name."""
    expected = [tomllib.loads(path.read_text("utf-8"))["expect"] for path in FILES]

    assert {case["action"] for case in expected} == set(Action)
    assert {case["who"] for case in expected} == set(Who)
    assert {case["where"] for case in expected} | set(shipped_policy().speak.values()) == set(Where)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_files_use_known_facts_of_their_subject(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))

    assert all(Subject(case["of"]) in FACTS[fact].of for fact in case["facts"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_advice_tells_which_facts_decided(path: Path) -> None:
    """The facts the rule looked at come with it, and the rules tried before it."""
    advice, _ = advice_of(path)

    assert advice is not None
    assert advice.facts
    assert advice.rule not in advice.tried


def test_the_other_body_and_the_faq_entry_come_with_the_advice() -> None:
    policy, calendar = shipped_policy(), make_town().calendar
    refer = advise(
        make_case({"shown": True, "competence": "other", "concern_share": 0.5}), policy, calendar
    )
    answer = advise(
        make_case({"shown": True, "faq": "match", "open_questions": 1.0}), policy, calendar
    )

    assert (refer.body, refer.faq, refer.department) == ("railway", None, None)
    assert (answer.body, answer.faq) == (None, "kalender")


def test_only_a_rule_that_asks_something_names_the_department() -> None:
    policy, calendar = shipped_policy(), make_town().calendar

    asked = advise(make_case({"shown": True, "open_questions": 1.0}), policy, calendar)
    silent = advise(make_case({"shown": True, "political": True}), policy, calendar)

    assert (asked.department, silent.department) == ("openbare-werken", None)


def test_cooling_off_counts_from_the_last_post_when_it_outlasts_the_edition() -> None:
    """The last post is of Sunday 21:00 in Beekdorp; the edition leaves on Monday at 06:30."""
    case = make_case({"shown": True, "open_questions": 1.0})
    slow = make_settings(policy={"cooling_off": "24h"})
    soon = advise(case, shipped_policy(), make_town().calendar)
    late = advise(case, load_policy(slow), make_town().calendar)

    assert soon.not_before is None
    assert str(late.not_before) == "2026-11-16 20:00:00+00:00"
