"""What cannot wait: how old it is, and for a threat the evidence before it is taken down."""

from dataclasses import replace

import pytest

from jobs.language import LANGUAGES
from jobs.model import LEAD, Action, Advice, Case, Fact, Owner, Where, Who
from jobs.report.cases import alerts_of
from jobs.report.desk import Desk, Pen
from tests.report.scenes import WEEK, ZONE, rich_desk, words

DESK = rich_desk()
SHOWN = next(one for one in DESK.signals if one.shown)


def alert_of(
    danger: str, *, owner: Owner, contact: str = "", language: str = "nl", desk: Desk = DESK
) -> Case:
    """Return what is told of the strongest signal's first post, with *danger* in it."""
    post = DESK.posts[SHOWN.posts[0]]
    whole = next(one for one in DESK.advices if one.signal_id == SHOWN.id)
    fact = Fact(name="danger", value=danger, posts=(post.id,))
    advice: Advice = replace(
        whole,
        action=Action.ESCALATE,
        rule="danger",
        facts=(fact,),
        house_rule=None,
        who=Who.SAFETY_CONTACT,
        where=Where.INTERNAL,
    )
    settings = DESK.settings
    sources = tuple(one.model_copy(update={"owner": owner}) for one in settings.sources)
    policy = settings.policy.model_copy(update={"safety_contact": contact})
    settings = settings.model_copy(update={"sources": sources, "policy": policy})
    desk = replace(desk, advices=(advice,), settings=settings)
    (case,) = alerts_of(Pen(desk=desk, reader=LEAD, words=words(language)))
    return case


def test_a_threat_is_kept_as_evidence_before_it_is_taken_down() -> None:
    case = alert_of("threat", owner=Owner.COMMUNITY, contact="de wachtdienst")
    told = (case.rule, *case.steps)

    assert [line[:2] for line in told] == ["1.", "2.", "3."]
    assert "schermafdruk" in told[0]
    assert told[1] == "2. Bel de wachtdienst en laat de politie verwittigen."
    assert "pas daarna om het weg te halen" in told[2]


def test_on_an_own_page_a_threat_is_hidden_and_without_a_contact_the_police_is_named() -> None:
    case = alert_of("threat", owner=Owner.OWN)

    assert case.steps[0] == "2. Verwittig de politie."
    assert case.steps[1].startswith("3. Verberg het bericht pas daarna.")


def test_a_hazard_has_no_steps_but_whom_to_call() -> None:
    case = alert_of("hazard", owner=Owner.COMMUNITY, contact="brandweer en ambulance 112")

    assert case.steps == ()
    assert "ambulance 112" in case.rule


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_how_old_it_is(language: str) -> None:
    case = alert_of("threat", owner=Owner.COMMUNITY, contact="112", language=language)

    assert "{" not in f"{case.text}{case.rule}{case.steps}"
    assert any(character.isdigit() for character in case.text.rsplit(".", 2)[-2])


def test_who_acts_is_called_as_in_what_to_do() -> None:
    case = alert_of("threat", owner=Owner.COMMUNITY, contact="de wachtdienst")
    bare = alert_of("threat", owner=Owner.COMMUNITY)

    assert case.how.startswith("u, samen met de wachtdienst")
    assert "veiligheidscontact" not in case.how
    assert "veiligheidscontact, intern" in bare.how


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_threat_says_of_what_kind_it_is_and_why_it_is_told_now(language: str) -> None:
    told = words(language)
    case = alert_of("threat", owner=Owner.COMMUNITY, language=language)

    assert case.title.casefold() == told.say("danger.threat").casefold()
    assert case.text.endswith(f", {told.say('alert.first')}.")


def test_what_was_read_only_after_the_week_says_so() -> None:
    post = DESK.posts[SHOWN.posts[0]]
    after = WEEK.bounds(ZONE)[1]
    late = tuple(replace(one, read_at=after) for one in DESK.coverage)
    desk = replace(DESK, coverage=late, readings={})

    assert post.source_id in {one.source_id for one in late}
    case = alert_of("threat", owner=Owner.COMMUNITY, desk=desk)
    assert case.text.endswith("dagen oud, nu pas gelezen.")
