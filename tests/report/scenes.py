"""A rich week of the demo town, made from its posts and their labels: what a desk may hold."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jobs.advise.landing import landings_of, stories_of
from jobs.advise.policy import load_policy
from jobs.language.wording import Wording, load_wording
from jobs.model import (
    Action,
    Advice,
    Conduct,
    Coverage,
    DepartmentId,
    Draft,
    Edition,
    Kind,
    Label,
    Measure,
    Outlook,
    Post,
    PostId,
    Readings,
    Role,
    Signal,
    SignalId,
    SourceId,
    SourceState,
    Speaker,
    State,
    StoryId,
    ThreadId,
    Trend,
    VoiceKey,
    Week,
    Where,
    Who,
)
from jobs.model.token import seal
from jobs.report.desk import Desk
from jobs.report.edition import edit
from jobs.settings.schema import Settings

DEMO = Path(__file__).parents[2] / "jobs" / "demo" / "heidebeek"
ZONE = ZoneInfo("Europe/Brussels")
WEEK = Week(2026, 46)
DUE = date(2026, 11, 18)

TITLES = {
    "diftar-driewekelijks-2027": "Restafval om de drie weken en diftar",
    "rioolwerken-stationsstraat": "Rioolwerken Stationsstraat: infoavond, hinderpremie, planning",
    "verlichting-molenstraat-uit": "Straatverlichting Molenstraat opnieuw uit",
    "zwembad-watermolen-dicht": "Zwembad De Watermolen dicht",
    "padelgeluid-tennisclub": "Geluid van padel aan de Lindenlaan",
    "fietspad-papenvoortsebaan": "Fietspad Papenvoortsebaan: wortels en bladeren",
    "kerstopvang-inschrijving-crash": "Inschrijving kerstopvang viel uit",
    "schoolstraat-proef-regenboog": "Schoolstraat aan De Regenboog",
    "kap-lindes-lindenlaan": "Kap van de linden in de Lindenlaan",
    "wachttijd-identiteitskaart": "Wachttijd voor een identiteitskaart",
    "geurhinder-de-vloed": "Geurhinder Industrieweg De Vloed",
    "kerstmarkt-verhuist": "Kerstmarkt verhuist naar De Kring",
    "dubbele-aanslagbiljetten": "Aanslagbiljetten dubbel verstuurd",
    "vuurwerkverbod-oudejaar": "Vuurwerkverbod op oudejaar",
}
DEPARTMENTS = {
    "publieke-ruimte": ("Publieke ruimte", "wegen, verlichting, riolering, werken"),
    "mobiliteit": ("Mobiliteit", "verkeer, parkeren, fietspaden, schoolstraat"),
    "afval-milieu": ("Afval en milieu", "diftar, ophaling, recyclagepark, geluid, geur"),
    "groen": ("Groendienst", "bomen, hagen, parken, begraafplaats"),
    "burgerzaken": ("Burgerzaken", "loket, afspraken, identiteitskaart"),
    "vrije-tijd": ("Vrije tijd", "zwembad, bib, sport, evenementen"),
    "onderwijs-kinderopvang": ("Onderwijs en kinderopvang", "gemeenteschool, opvang"),
    "welzijn": ("Welzijn en Sociaal Huis (OCMW)", "maaltijden, woningen, stookpremie"),
    "ruimtelijke-ordening": ("Omgeving", "vergunningen, bouwprojecten"),
    "veiligheid": ("Veiligheid", "overlast, inbraken, vuurwerk"),
    "financien": ("Financiën", "belastingen, aanslagbiljetten"),
    "communicatie": ("Communicatie", "website, meldpunt-app, infoblad"),
}
BROKEN = "mastodon-heidebeek"
"""The source that could not be read all week."""
SOURCES = {
    "fbg-je-bent-van-heidebeek": ("Je bent van Heidebeek als …", "facebook-group", "community"),
    "fbg-buren-klein-heide": ("Buren van Klein-Heide", "facebook-group", "community"),
    "fbp-gemeente-heidebeek": ("Gemeentepagina Heidebeek", "facebook-page", "own"),
    "ig-gemeente-heidebeek": ("Instagram van de gemeente", "instagram", "own"),
    "forum-heidebeek": ("Forum Heidebeek", "forum", "community"),
    "nieuws-heikoerier": ("De Heikoerier", "news-comments", "community"),
    "reddit-heidebeek": ("r/heidebeek", "reddit", "community"),
    "tg-bin-papenvoort": ("BIN Papenvoort", "telegram", "community"),
    "mastodon-heidebeek": ("#heidebeek op Mastodon", "mastodon", "community"),
    "bluesky-heidebeek": ("Heidebeek op Bluesky", "bluesky", "community"),
}
SPEAKERS = {
    "gemeente": Speaker.MUNICIPALITY,
    "heikoerier": Speaker.PRESS,
    "schepen_terlinck": Speaker.OFFICE_HOLDER,
}


def settings(**changes: object) -> Settings:
    """Return the demo town's settings, without the keys that only other stages need."""
    table: dict[str, Any] = {
        "municipality": {"name": "Heidebeek", "key": "heidebeek", "inhabitants": 24_000},
        "source": [
            {
                "id": key,
                "name": name,
                "kind": "export",
                "owner": owner,
                "purpose": "dienstverlening verbeteren en vragen van inwoners beantwoorden",
                "legal_basis": "taak van algemeen belang (AVG, artikel 6.1.e)",
                "access": "imported",
                "platform": platform,
            }
            for key, (name, platform, owner) in SOURCES.items()
        ],
        "department": [
            {"id": key, "name": name, "about": about, "recipients": [f"{key}@heidebeek.example"]}
            for key, (name, about) in DEPARTMENTS.items()
        ],
        "faq": [
            {
                "id": "restafval",
                "question": "Wanneer wordt het restafval opgehaald vanaf 2027?",
                "answer": "Vanaf 1 januari 2027 om de drie weken.",
                "department": "afval-milieu",
            }
        ],
        "house_rule": [
            {"id": "threat", "text": "Geen bedreigingen of oproepen tot geweld."},
            {"id": "insult", "text": "Geen beledigingen. Kritiek mag hard zijn."},
        ],
        "announcement": [
            {
                "id": "kalender",
                "title": "Nieuwe ophaalkalender voor het restafval in elke bus",
                "date": "2026-11-24",
                "department": "afval-milieu",
            },
            {
                "id": "loket",
                "title": "Elke dinsdag een loket zonder afspraak",
                "date": "2026-11-10",
                "department": "burgerzaken",
            },
        ],
        "unread": [
            {"name": "Buren Papenvoort", "why": "besloten groep"},
            {"name": "WhatsApp-groepen", "why": "besloten, en dat respecteren we"},
        ],
        "delivery": {
            "sender": "signalen@heidebeek.example",
            "feedback": "antwoord@heidebeek.example",
            "lead": ["communicatie@heidebeek.example"],
        },
        "privacy": {"contact": "dpo@heidebeek.example"},
    }
    return Settings.model_validate({**table, **changes})


def rich_desk() -> Desk:
    """Return the desk of week 46 of the demo town, stories as a person labelled them."""
    posts, labels, told = _read()
    signals = _signals(posts, told, WEEK)
    earlier = tuple(
        signal for back in (1, 2, 3) for signal in _signals(posts, told, WEEK.plus(-back))
    )
    return Desk(
        week=WEEK,
        settings=settings(),
        signals=signals,
        earlier=earlier,
        advices=tuple(advice for s in signals for advice in _advices(s, told)),
        labels=labels,
        posts=posts,
        coverage=tuple(_coverage(key) for key in SOURCES),
        readings={SourceId(key): _readings(key) for key in SOURCES},
        links=(),
        version="0.1.0",
        policy=load_policy(settings()),
        seal=partial(seal, bytes(32), "heidebeek"),
        landings=landings_of(stories_of((*signals, *earlier), {}), posts, labels, WEEK),
        conduct=_conduct(posts, labels),
        drafts=tuple(_draft(s, posts, labels) for s in signals if _questions(s, labels)),
        outlooks=tuple(_outlooks(signals)),
    )


def _conduct(posts: dict[PostId, Post], labels: dict[PostId, Label]) -> tuple[Conduct, ...]:
    """Return figures about the municipality's page: every question there was answered but two."""
    page = [post for post in posts.values() if post.source_id == "fbp-gemeente-heidebeek"]
    asked = [post for post in page if labels[post.id].kind is Kind.QUESTION]
    week = [post for post in asked if Week.of(post.posted_at, ZONE) == WEEK]
    told = (
        *((Measure.ASKED, span, found) for span, found in ((1, week), (4, asked))),
        *((Measure.ANSWERED, span, found[2:]) for span, found in ((1, week), (4, asked))),
        *((Measure.HELPED, span, found[:0]) for span, found in ((1, week), (4, asked))),
        (Measure.OPEN, 4, asked[:2]),
        (Measure.BARRED, 1, page[:0]),
        (Measure.PAST_LIMIT, 1, page[:0]),
        (Measure.VANISHED, 1, page[:0]),
    )
    figures = [
        Conduct(
            week=WEEK,
            measure=measure,
            weeks=span,
            value=len(found),
            posts=tuple(post.id for post in found),
        )
        for measure, span, found in told
    ]
    wait = replace(figures[2], measure=Measure.WAIT, weeks=4, value=95)
    return (*figures, wait)


def words(language: str = "nl") -> Wording:
    """Return the words of *language*."""
    return load_wording(language)


def edition_of(reader: str, desk: Desk | None = None, language: str = "nl") -> Edition:
    """Return the edition that *reader* gets of *desk*, or of a rich one."""
    made = edit(desk or rich_desk(), reader, words(language))
    assert made is not None
    return made


def _read() -> tuple[dict[PostId, Post], dict[PostId, Label], dict[PostId, dict[str, Any]]]:
    posts, labels, told = {}, {}, {}
    number = 0
    numbers: dict[str, int] = {}
    for path in sorted(DEMO.glob("posts-*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            gold = row["gold"]
            if gold["about"] != "municipality" or gold["pii"]:
                continue
            number += 1
            thread = numbers.setdefault(row["thread"], number)
            post = _post(row, number, thread)
            posts[post.id] = post
            told[post.id] = gold
            labels[post.id] = _label(post, gold)
    return posts, labels, told


def _post(row: dict[str, Any], number: int, thread: int) -> Post:
    moment = datetime.fromisoformat(row["created_at"]).astimezone(UTC)
    return Post(
        id=PostId(f"{number:032x}"),
        source_id=SourceId(row["source"]),
        thread_id=ThreadId(f"{thread:032x}"),
        parent_id=None,
        role=Role.OPENING if row["type"] == "post" else Role.COMMENT,
        voice=VoiceKey(row["author"]),
        speaker=SPEAKERS.get(row["author"], Speaker.VOICE),
        title="",
        text=row["text"],
        language="nl",
        posted_at=moment,
        collected_at=moment + timedelta(hours=1),
        reactions=row["likes"],
        url=row["url"],
    )


def _label(post: Post, gold: dict[str, Any]) -> Label:
    return Label(
        post_id=post.id,
        week=Week.of(post.posted_at, ZONE),
        kind=Kind(gold["intent"]),
        department=None if gold["department"] is None else DepartmentId(gold["department"]),
        department_score=0.9,
        department_terms=(),
        places=(),
        answer_score=1.0 if gold["needs_answer"] else 0.0,
        answer_reasons=(),
        needs_answer=gold["needs_answer"],
    )


def _signals(
    posts: dict[PostId, Post], told: dict[PostId, dict[str, Any]], week: Week
) -> tuple[Signal, ...]:
    stories: dict[str, list[Post]] = defaultdict(list)
    for post in sorted(posts.values(), key=lambda p: (p.posted_at, p.id)):
        if Week.of(post.posted_at, ZONE) == week:
            stories[told[post.id]["story"] or f"los-{post.thread_id[-4:]}"].append(post)
    made = [_signal(name, members, posts, told, week) for name, members in stories.items()]
    return tuple(sorted(made, key=lambda s: (-s.strength, s.id)))


def _signal(
    name: str,
    members: list[Post],
    posts: dict[PostId, Post],
    told: dict[PostId, dict[str, Any]],
    week: Week,
) -> Signal:
    voices = [post for post in members if post.speaker is Speaker.VOICE]
    count = len({post.voice for post in voices})
    history = _history(name, posts, told, week)
    kinds = Counter(Kind(told[post.id]["intent"]) for post in voices)
    quotable = sorted(voices, key=lambda p: (abs(len(p.text) - 90), p.id))
    department = next((told[p.id]["department"] for p in members if told[p.id]["department"]), None)
    open_questions = tuple(post.id for post in voices if told[post.id]["needs_answer"])
    key = SignalId(f"{week}-{name[:24]}")
    return Signal(
        id=key,
        week=week,
        story_id=StoryId(f"s-{name}"),
        title=TITLES.get(name, name.replace("-", " ").capitalize()),
        posts=tuple(post.id for post in members),
        voices=count,
        voice_posts=len(voices),
        reactions=sum(post.reactions for post in members),
        sources=tuple(SourceId(s) for s in dict.fromkeys(post.source_id for post in members)),
        threads=len({post.thread_id for post in members}),
        first_at=members[0].posted_at,
        last_at=members[-1].posted_at,
        department=None if department is None else DepartmentId(department),
        department_score=0.9,
        department_terms=tuple((department or "onbekend").split("-")),
        place=next((p for p in ("Molenstraat", "Stationsstraat") if p.lower() in name), None),
        kinds=tuple(kinds.most_common()),
        phrases=(),
        quotes=tuple(post.id for post in quotable[:2]) if count >= 3 else (),
        open_questions=open_questions,
        answered=tuple(p.id for p in members if p.speaker is Speaker.MUNICIPALITY),
        trend=Trend(
            state=_state(history),
            weeks=sum(1 for voices in history if voices),
            history=history,
            expected=1.0,
            surprise=0.5,
        ),
        strength=min(100, count * 6),
        strength_inputs=(("voices", 0.5),),
    )


def _questions(signal: Signal, labels: dict[PostId, Label]) -> tuple[PostId, ...]:
    waiting = signal.open_questions
    return tuple(post_id for post_id in waiting if labels[post_id].kind is Kind.QUESTION)


def _draft(signal: Signal, posts: dict[PostId, Post], labels: dict[PostId, Label]) -> Draft:
    asked = [posts[post_id] for post_id in _questions(signal, labels)]
    return Draft(
        week=signal.week,
        department=signal.department,
        signals=(signal.id,),
        questions=tuple(post.id for post in asked),
        voices=len({post.voice for post in asked}),
        since=min(post.posted_at for post in asked),
    )


def _outlooks(signals: tuple[Signal, ...]) -> Iterator[Outlook]:
    waste = next(
        signal for signal in signals if signal.department == "afval-milieu" and signal.shown
    )
    asked = waste.posts[:3]
    for name, faq in (("loket", ()), ("kalender", ("restafval",))):
        yield Outlook(
            week=WEEK,
            announcement=name,
            signals=(waste.id,),
            faq=faq,
            asked=asked,
            answered=asked[:2],
            against=asked[2:],
        )


def _history(
    name: str, posts: dict[PostId, Post], told: dict[PostId, dict[str, Any]], week: Week
) -> tuple[int, ...]:
    weeks: dict[Week, set[VoiceKey | None]] = defaultdict(set)
    for post in posts.values():
        if told[post.id]["story"] == name and post.speaker is Speaker.VOICE:
            weeks[Week.of(post.posted_at, ZONE)].add(post.voice)
    counts = [len(weeks[week.plus(-back)]) for back in range(3, -1, -1)]
    started = next((i for i, voices in enumerate(counts) if voices), 3)
    return tuple(counts[started:])


def _state(history: tuple[int, ...]) -> State:
    if len(history) == 1:
        return State.NEW
    if history[-2] == 0:
        return State.BACK
    if history[-1] >= history[-2] * 1.5:
        return State.GROWING
    return State.FADING if history[-1] * 2 <= history[-2] else State.STEADY


def _advices(signal: Signal, told: dict[PostId, dict[str, Any]]) -> list[Advice]:
    made = [advice_of(signal)]
    for post_id in signal.posts:
        gold = told[post_id]
        if gold["house_rule"] == "threat":
            made.append(
                advice_on(signal, Action.ESCALATE, "post-threat", Who.SAFETY_CONTACT, post_id)
            )
        elif gold["house_rule"]:
            rule = "post-house-rule-own-page"
            case = advice_on(signal, Action.APPLY_HOUSE_RULE, rule, Who.PAGE_TEAM, post_id)
            made.append(case)
    return made


def advice_of(signal: Signal) -> Advice:
    """Return the advice on the whole of *signal*."""
    rules = (
        (not signal.shown, Action.MONITOR, "few-voices", Who.NOBODY),
        ("vuurwerk" in signal.id, Action.LEAVE, "yes-no", Who.NOBODY),
        ("diftar" in signal.id, Action.ANSWER, "faq-ready", Who.PAGE_TEAM),
        (signal.trend.state is State.BACK, Action.CHECK_FIRST, "back-after-solved", Who.DEPARTMENT),
        (dict(signal.kinds).get(Kind.REPORT, 0) > 1, Action.OPEN_TICKET, "defect", Who.DEPARTMENT),
        (bool(signal.open_questions), Action.CHECK_FIRST, "question", Who.DEPARTMENT),
        (True, Action.MONITOR, "nothing-asked", Who.NOBODY),
    )
    action, rule, who = next(rest for applies, *rest in rules if applies)
    return advice_on(signal, Action(action), str(rule), Who(who))


def advice_on(
    signal: Signal, action: Action, rule: str, who: Who, post_id: PostId | None = None
) -> Advice:
    """Return an advice on *signal*, or on one post of it."""
    asks = action in {Action.CHECK_FIRST, Action.OPEN_TICKET}
    answers = action in {Action.ANSWER, Action.CHECK_FIRST}
    where = Where.IN_GROUP_AS_PAGE if answers else Where.INTERNAL
    house = {Action.ESCALATE: "threat", Action.APPLY_HOUSE_RULE: "insult"}
    return Advice(
        signal_id=signal.id,
        week=signal.week,
        post_id=post_id,
        action=action,
        rule=rule,
        facts=(),
        tried=(),
        who=who,
        where=Where.TICKET if action is Action.OPEN_TICKET else where,
        department=signal.department if asks else None,
        body=None,
        faq="restafval" if action is Action.ANSWER else None,
        house_rule=house.get(action),
        not_before=None,
        due=DUE if asks else WEEK.next.monday,
    )


def _readings(key: str) -> Readings:
    if key == BROKEN:
        return Readings(failed=9)
    read_at = datetime(2026, 11, 15, 22, 0, tzinfo=UTC)
    return Readings(done=28, new=25, changed=3, gone=1, read_at=read_at)


def _coverage(key: str) -> Coverage:
    broken = key == BROKEN
    return Coverage(
        source_id=SourceId(key),
        posts=0 if broken else 27,
        state=SourceState.BROKEN if broken else SourceState.OK,
        reason="http-500" if broken else "",
        read_at=datetime(2026, 11, 8 if broken else 15, 22, 0, tzinfo=UTC),
        usual=31,
    )
