"""What may be logged about a post that was hidden or removed, and what may not."""

from dataclasses import replace

import pytest

from jobs.model import Moderation, ModerationAct, Post, Speaker
from jobs.model.decision import Authority, DecisionError
from jobs.model.moderation import Page, moderated
from tests.make import MONDAY, make_post

PAGE = Page(own=True, rules=("insult", "spam"))
LEAD = Authority("communication lead", MONDAY)


def log(
    post: Post | None = None, *, rule: str = "insult", reason: str = "", page: Page = PAGE
) -> Moderation:
    subject = post or make_post(source="pagina")
    return moderated(subject, ModerationAct.HIDDEN, rule, reason, page, LEAD)


def test_an_entry_holds_who_in_which_role_what_and_why_and_no_word_of_the_post() -> None:
    made = log(reason="  Schelden op een  medewerker. ")

    assert (made.act, made.rule, made.by, made.at) == (
        ModerationAct.HIDDEN,
        "insult",
        "communication lead",
        MONDAY,
    )
    assert made.reason == "Schelden op een medewerker."
    assert make_post().text not in repr(made)


@pytest.mark.parametrize("speaker", [Speaker.MUNICIPALITY, Speaker.OFFICE_HOLDER, Speaker.PRESS])
def test_only_an_inhabitants_post_is_logged(speaker: Speaker) -> None:
    with pytest.raises(DecisionError, match="not an inhabitant's"):
        log(make_post(source="pagina", speaker=speaker))


def test_elsewhere_the_municipality_removes_nothing() -> None:
    with pytest.raises(DecisionError, match="no page of the municipality"):
        log(page=replace(PAGE, own=False))


def test_an_unknown_rule_is_refused_with_those_there_are() -> None:
    with pytest.raises(DecisionError, match="it has: insult, spam"):
        log(rule="rude")


def test_without_house_rules_it_says_where_to_write_them() -> None:
    with pytest.raises(DecisionError, match=r"write a \[\[house_rule\]\] first"):
        log(page=replace(PAGE, rules=()))


@pytest.mark.parametrize("reason", ["bel 0475123456", "mail jan@mail.example", "x" * 301, "a\x1bb"])
def test_a_reason_holds_no_number_no_address_and_is_short(reason: str) -> None:
    with pytest.raises(DecisionError, match="a reason is at most 300 characters"):
        log(reason=reason)


@pytest.mark.parametrize("by", ["jan@mail.example", "", "0475"])
def test_who_decided_is_a_role(by: str) -> None:
    with pytest.raises(DecisionError, match="a role is"):
        Authority(by, MONDAY)
