"""Settings and a week in, `Ground` out: what is known before any talk is read."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from jobs.advise.calendar import Calendar
from jobs.advise.faq import Shelf, make_entry, shelves_of
from jobs.advise.hours import Hours
from jobs.language.conduct import load_conduct
from jobs.language.phrases import Lists
from jobs.model import Access, Owner, PostId, Speaker, Week
from jobs.settings.bodies import bodies_of
from jobs.settings.schema import Account, Settings, Source

GROUPS: Final = frozenset(
    {"facebook-group", "whatsapp", "telegram", "hoplr", "nextdoor", "signal", "discord"}
)
"""Platforms where one speaks among members; who copies from one is openly a member of it."""
OURS: Final = frozenset({Speaker.MUNICIPALITY, Speaker.OFFICE_HOLDER})
"""Roles for which the municipality's policy holds; the press and the neighbours are their own."""
SOON: Final = 14
"""Days: an announcement that is nearer than this deserves its own message now."""
PARTIES: Final = "the parties"
HOLDERS: Final = "the office holders"
"""Lists of names beside those of other bodies, whose ids hold no blank."""
MATTER_OF: Final = "matter of "
"""Before the id of a body: the list of what is the matter of that body alone."""
OWNER: Final = "owner is "
"""Before the id of a body: the list of how people say that it is the matter of that body."""
_PLACE: Final = "{place}"
_ASIDE: Final = re.compile(r"\([^)]*\)|,.*")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """What the facts are read against.

    Attributes:
        week: The week.
        ends: End of the week, UTC.
        calendar: Working days after it.
        language: The municipality's first language.
        places: Where the talk of a source is, by source id.
        named: Words that point to another body, by its id; after `MATTER_OF` what is its matter
            alone, after `OWNER` how people say so; with these, as one text is asked for all of
            them, the names of parties and of office holders.
        house_rules: Ids of the house rules of the own pages.
        faq: Approved answers that are valid when the edition leaves.
        announcements: What is planned soon, as entries.
        max_answers: Own answers to one person in one thread before it is enough.
        election: The edition leaves, or the week lies, in an election period.
        hours: When somebody is there to answer.
        open_after: Working days after which a question is open for too long.
        barred: Roles that may not answer, by id of an own page.
        floods: Posts that paste the same text many times.
    """

    week: Week
    ends: datetime
    calendar: Calendar
    language: str
    places: Mapping[str, str]
    named: Lists
    house_rules: frozenset[str]
    faq: tuple[Shelf, ...]
    announcements: tuple[Shelf, ...]
    max_answers: int
    election: bool
    hours: Hours
    open_after: int
    barred: Mapping[str, frozenset[Speaker]]
    floods: frozenset[PostId] = frozenset()


def make_ground(settings: Settings, week: Week) -> Ground:
    """Return what *settings* say that matters for the talk of *week*; no post is a flood yet."""
    town = settings.municipality
    calendar = Calendar.after(week, settings)
    leaves = calendar.day(0)
    return Ground(
        week=week,
        ends=week.bounds(ZoneInfo(town.timezone))[1],
        calendar=calendar,
        language=town.language,
        places={source.id: place_of(source) for source in settings.sources},
        named=Lists.of(
            {
                **_bodies(settings),
                PARTIES: (*town.council.majority, *town.council.opposition),
                HOLDERS: tuple(name for line in town.office_holders for name in names_of(line)),
            }
        ),
        house_rules=frozenset(rule.id for rule in settings.house_rules),
        faq=shelves_of(
            make_entry(
                entry.id,
                town.language,
                question=entry.question,
                answer=entry.answer,
                department=entry.department,
            )
            for entry in settings.faq
            if (entry.valid_from or leaves) <= leaves <= (entry.valid_until or leaves)
        ),
        announcements=shelves_of(
            make_entry(
                entry.id,
                town.language,
                question=entry.title,
                answer=entry.about,
                department=entry.department,
            )
            for entry in settings.announcements
            if 0 <= (entry.date - leaves).days <= SOON
        ),
        max_answers=settings.policy.max_answers,
        election=_in_period(settings.policy.election_period, week, leaves),
        hours=Hours.of(settings, calendar),
        open_after=settings.policy.open_after.days,
        barred=barred_roles(settings.accounts),
    )


def place_of(source: Source) -> str:
    """Return where the talk of *source* is: one of `vocabulary.PLACES`."""
    if source.owner is Owner.OWN:
        return "own_page"
    if source.platform in GROUPS:
        return "group"
    return "closed" if source.access is Access.CAPTURED else "open_place"


def barred_roles(accounts: Iterable[Account]) -> dict[str, frozenset[Speaker]]:
    """Return by source which roles of ours may not answer there: none of their accounts may.

    Of a post that is kept only the role of its author is known, not the account.
    """
    known: dict[tuple[str, Speaker], list[bool]] = defaultdict(list)
    for account in accounts:
        known[account.source, account.role].append(account.answers)
    barred: dict[str, set[Speaker]] = defaultdict(set)
    for (source, role), may in known.items():
        if role in OURS and not any(may):
            barred[source].add(role)
    return {source: frozenset(roles) for source, roles in barred.items()}


def names_of(holder: str) -> tuple[str, ...]:
    """Return how people name an office holder: full name, and last name when it is no short word.

    >>> names_of("schepen Nele Op den Bergh (jeugd, sport)")
    ('Nele Op den Bergh', 'Op den Bergh')
    """
    words = _ASIDE.sub("", holder).split()
    while words and words[0][:1].islower():
        words = words[1:]
    if len(words) < 2:
        return ()
    full, last = " ".join(words), " ".join(words[1:])
    return (full, last) if len(last) >= 5 else (full,)


def _bodies(settings: Settings) -> dict[str, tuple[str, ...]]:
    town = settings.municipality
    spoken = load_conduct(tuple(sorted({town.language, *town.languages})))
    lists = {}
    for body in sorted(bodies_of(settings), key=lambda one: one.id):
        words = _placed(spoken.bodies.get(body.id, ()), town.neighbours)
        lists[body.id] = (*words, *body.keywords)
        lists[MATTER_OF + body.id] = spoken.matters.get(body.id, ())
        lists[OWNER + body.id] = spoken.owners.get(body.id, ())
    return lists


def _placed(phrases: Iterable[str], neighbours: Iterable[str]) -> tuple[str, ...]:
    """Return *phrases*, those that speak of a neighbour once for each of *neighbours*."""
    return tuple(
        phrase.replace(_PLACE, place)
        for phrase in phrases
        for place in (neighbours if _PLACE in phrase else ("",))
    )


def _in_period(period: tuple[date, date] | None, week: Week, leaves: date) -> bool:
    return period is not None and period[0] <= leaves and week.monday <= period[1]
