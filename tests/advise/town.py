"""A small town for the tests of the advisor: settings, facts and talk with sensible defaults."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from jobs.advise.facts import Case, Facts
from jobs.advise.ground import Ground, make_ground
from jobs.advise.policy import load_policy
from jobs.advise.talk import Talk, read_threads, talks_of
from jobs.advise.vocabulary import FACTS
from jobs.model import (
    DepartmentId,
    Label,
    Policy,
    Post,
    PostId,
    Signal,
    SignalId,
    Value,
)
from jobs.settings.schema import Settings
from tests.make import WEEK, make_signal

CASES = Path("tests/cases/advise")
LAST_AT = datetime(2026, 11, 15, 20, 0, tzinfo=UTC)
HOUSE_RULES = ("insult", "threat", "discrimination", "personal-data", "spam", "off-topic-flood")


def make_settings(**changed: object) -> Settings:
    """Return the settings of Beekdorp; a keyword takes the place of a whole table."""
    tables: dict[str, object] = {
        "municipality": {
            "name": "Beekdorp",
            "council": {"majority": ["Samen Beekdorp"], "opposition": ["Beekdorp Vooruit!"]},
            "office_holders": ["burgemeester An Vermeulen", "schepen Jef Op de Beeck (mobiliteit)"],
        },
        "source": [
            _source("pagina", "own", "facebook-page"),
            _source("groep", "community", "facebook-group"),
            _source("forum", "community", "forum"),
            _source("besloten", "community", "schoolapp", access="captured"),
        ],
        "department": [
            {"id": "openbare-werken", "name": "Openbare werken", "about": "straten en lampen"},
            {"id": "afval", "name": "Afval", "about": "afval"},
        ],
        "house_rule": [{"id": rule, "text": f"Regel over {rule}."} for rule in HOUSE_RULES],
        "faq": [
            {
                "id": "kalender",
                "question": "Wanneer krijgen we de nieuwe ophaalkalender voor het restafval?",
                "answer": "In december krijgt elk gezin de ophaalkalender in de bus.",
                "department": "afval",
            },
            {
                "id": "zwembad",
                "question": "Wordt het zwembad verkocht?",
                "answer": "Neen. Het zwembad blijft van de gemeente en heropent in januari.",
                "department": "openbare-werken",
            },
        ],
        "delivery": {"sender": "signaal@beekdorp.example", "lead": ["com@beekdorp.example"]},
    }
    return Settings.model_validate(tables | changed)


def _source(name: str, owner: str, platform: str, access: str = "open") -> dict[str, object]:
    return {
        "id": name,
        "name": name,
        "kind": "feed",
        "owner": owner,
        "purpose": "weten wat leeft",
        "legal_basis": "taak van algemeen belang",
        "access": access,
        "platform": platform,
    }


def make_facts_of(values: Mapping[str, Value]) -> Facts:
    """Return all facts, those in *values* changed."""
    return Facts(lambda name: (values.get(name, FACTS[name].default), ()))


def make_case(values: Mapping[str, Value], *, post: bool = False) -> Case:
    """Return a case with the facts in *values*, about a signal or about one post."""
    return Case(
        signal_id=SignalId(f"{WEEK}-00000001"),
        week=WEEK,
        post_id=PostId("0" * 32) if post else None,
        facts=make_facts_of(values),
        department=DepartmentId("openbare-werken"),
        body=lambda: "railway" if values.get("competence") == "other" else None,
        faq=lambda: "kalender" if values.get("faq") == "match" else None,
        last_at=LAST_AT,
    )


def make_talk_of(
    posts: tuple[Post, ...],
    labels: tuple[Label, ...] = (),
    *,
    signal: Signal | None = None,
    ground: Ground | None = None,
) -> Talk:
    """Return the talk of *posts* as one signal of all of them."""
    known = {label.post_id: label for label in labels}
    told, town = signal or make_signal(posts), ground or make_town()
    (talk,) = talks_of([told], read_threads(posts, known, [told], town), town)
    return talk


@cache
def shipped_policy() -> Policy:
    """Return the shipped policy, read once: it never changes."""
    return load_policy(make_settings())


def make_town(**changed: object) -> Ground:
    """Return what is known of Beekdorp in the week of the tests."""
    return make_ground(make_settings(**changed), WEEK)
