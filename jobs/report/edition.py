"""The editor: what lies on the desk in, the edition of one reader out.

It selects, orders, caps and words. It adds nothing to the facts, and quotes nobody who stands
alone: quotes and lists of posts come only from signals with `MIN_VOICES` voices.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from jobs.language.rules import ANSWERING, checklist_of
from jobs.language.wording import Wording
from jobs.model import Ask, Edition, Item, Note, Quote, Signal, SignalId, Verdict, Weight
from jobs.report.accounts import conduct_of
from jobs.report.asked import also_asked_of, asked_about
from jobs.report.asks import asks_of
from jobs.report.bridge import bridged
from jobs.report.cases import alerts_of, cases_of
from jobs.report.desk import Desk, Pen
from jobs.report.figures import dots_of, pulse_of, ranking_of, timeline_of
from jobs.report.flow import ladders_of, title_of
from jobs.report.glance import glance_of
from jobs.report.honesty import honesty_of
from jobs.report.landed import landed_of
from jobs.report.matter import imprint_of, method_of
from jobs.report.notes import loose_of, open_before_of, praise_of, wait_text, waiting_in
from jobs.report.outstanding import waits_of
from jobs.report.quotes import quoted, with_quotes
from jobs.report.radar import coming_of, questions_of
from jobs.report.rows import rows_of
from jobs.report.scores import scores_of
from jobs.report.signals import MAX_ITEMS, MAX_QUOTES, item_of
from jobs.report.summary import opening_line, state_line, three_sentences
from jobs.report.text import LINE_CAP, cap
from jobs.report.tops import tops_of
from jobs.report.verdicts import verdicts_of

WEEKS_BACK = 7
"""Weeks before this one that an edition looks back."""


def edit(desk: Desk, reader: str, words: Wording) -> Edition:
    """Return the edition of *reader*, a department id or `LEAD`.

    A department with signals, asks or compliments gets a full edition; one with no more than
    single reports, old questions or nothing at all a short one, as the lead does when the week
    held nothing. Silence would leave them in doubt whether anybody looked.
    """
    pen = Pen(desk=desk, reader=reader, words=words)
    return _lead(pen) if pen.lead else _department(pen)


def spared(edition: Edition, guilty: Collection[str], words: Wording) -> Edition:
    """Return *edition* without quotes whose words are *guilty*, and saying how many those are."""
    kept = frozenset(quoted(edition)) - frozenset(guilty)
    said = words.count("honesty.spared", len(guilty))
    return _cautioned(with_quotes(edition, kept), said, "spared")


def reduced(edition: Edition, words: Wording) -> Edition:
    """Return *edition* without any words of posts, and saying so: for when those cannot be set."""
    bare = replace(with_quotes(edition, ()), rows=())
    return _cautioned(bare, words.say("honesty.reduced"), "reduced")


def _cautioned(edition: Edition, said: str, note: str) -> Edition:
    honesty = replace(edition.honesty, caution=(said, *edition.honesty.caution))
    return replace(edition, honesty=honesty, note=note)


def _without(item: Item, said: Sequence[Quote | None]) -> Item:
    """Return *item* without quotes that stand in a request above, as long as one is left."""
    fresh = tuple(quote for quote in item.quotes if quote not in said)
    return replace(item, quotes=fresh[:MAX_QUOTES] or item.quotes[:1])


def _department(pen: Pen) -> Edition:
    asked = asked_about(pen)
    shown = _in_order(pen.shown[:MAX_ITEMS], asked)
    asks = asks_of(pen, {signal.id for signal in shown})
    also = also_asked_of(pen)
    praise = praise_of(pen)
    items = tuple(item_of(pen, signal) for signal in shown)
    said = [quote for ask in asks for quote in ask.quotes]
    items = tuple(_without(item, said) for item in items)
    full = bool(items or asks or praise)
    before = open_before_of(pen, (*shown, *(pen.by_id[one] for one in asked)))
    clicks = has_clicks(asks, items, (*also, *before))
    waits = waiting_in(before)
    late = [one.id for one in shown if one.id not in asked and waits_of(pen, one)]
    by = wait_text(pen, waits + len(late))
    items = tuple(_due(item, by) if item.signal_id in late else item for item in items)
    new, old = len(asks) + len(also), waits + len(late)
    said += [quote for item in items for quote in item.quotes]
    said += [note.quote for note in (*also, *praise) if note.quote is not None]
    tops, tops_caption = tops_of(pen, said)
    frame = _frame(pen, full=full)
    return replace(
        frame,
        subject=pen.words.count("document.subject_asks", new + old, subject=frame.subject)
        if new + old
        else frame.subject,
        state=opening_line(pen, new, old),
        asks=asks,
        also_asked=also,
        items=items,
        reply=_reply(pen, clicks=clicks),
        pulse=pulse_of(pen) if items else None,
        open_before=before,
        open_before_ask=by if waits else "",
        praise=praise,
        loose=loose_of(pen, asked),
        tops=tops,
        tops_caption=tops_caption,
        rows=rows_of(pen) if full else (),
    )


def _reply(pen: Pen, *, clicks: bool) -> str:
    """Return how a department answers, and whom it asks when the settings say so."""
    said = pen.words.say("document.reply_clicks" if clicks else "document.reply")
    contact = pen.desk.settings.delivery.reply_to
    if contact is None:
        return said
    return f"{said} {pen.words.say('document.contact', contact=cap(contact, LINE_CAP))}"


def _in_order(shown: Iterable[Signal], asked: Sequence[SignalId]) -> list[Signal]:
    """Return what is *shown* in the order in which it is *asked* about, and then as it was."""
    return sorted(shown, key=lambda one: asked.index(one.id) if one.id in asked else len(asked))


def _due(item: Item, by: str) -> Item:
    """Return *item*, of which only something of earlier weeks waits, with *by* when."""
    return replace(item, answer=f"{item.answer} {by}".rstrip())


def has_clicks(asks: Iterable[Ask], items: Iterable[Item], notes: Iterable[Note]) -> bool:
    """Return whether anything of an edition can be answered by one click."""
    told = [one.clicks for one in asks] + [one.clicks for one in items]
    return any(told) or any(one.clicks for one in notes)


def _lead(pen: Pen) -> Edition:
    full, policy = bool(pen.mine), pen.desk.policy
    verdicts, legend = verdicts_of(pen)
    glance, glance_sum = glance_of(pen)
    scores = scores_of(pen)
    before = open_before_of(pen)
    return replace(
        _frame(pen, full=full),
        state=state_line(pen),
        summary=three_sentences(pen),
        alerts=alerts_of(pen),
        glance=glance,
        glance_sum=glance_sum,
        verdicts=verdicts,
        verdicts_more=legend,
        checklist=_checklist(pen, verdicts),
        pulse=pulse_of(pen),
        timeline=timeline_of(pen, pen.told),
        ranking=ranking_of(pen),
        dots=dots_of(pen),
        questions=questions_of(pen),
        coming=coming_of(pen),
        landed=landed_of(pen),
        scores=scores,
        scores_caption=pen.words.say("scores.caption", weeks=WEEKS_BACK) if scores else "",
        conduct=conduct_of(pen),
        cases=cases_of(pen),
        open_before=before,
        open_before_ask=wait_text(pen, waiting_in(before)),
        praise=praise_of(pen),
        policy=title_of(policy, pen.words) if policy is not None and full else "",
        ladders=(
            bridged(pen, ladders_of(policy, pen.words, pen.desk.advices))
            if policy is not None and full
            else ()
        ),
        rows=rows_of(pen),
    )


def _checklist(pen: Pen, verdicts: tuple[Verdict, ...]) -> tuple[str, ...]:
    """Return what to mind in an answer, when one of *verdicts* is to write one."""
    steps = (step for v in verdicts for choice in v.choices for step in choice.steps)
    if not any(step.action in ANSWERING for step in steps):
        return ()
    policy = pen.desk.settings.policy
    route = cap(policy.complaint_route, LINE_CAP)
    return checklist_of(policy.max_answers, route, pen.words)


def _frame(pen: Pen, *, full: bool) -> Edition:
    """Return an edition with its header, box of honesty, imprint and method, and no contents."""
    week, town = pen.desk.week, pen.desk.settings.municipality
    name = pen.words.say("document.lead") if pen.lead else pen.department(pen.reader)
    facts: dict[str, str | int] = {
        "municipality": cap(town.name, LINE_CAP),
        "name": name,
        "week": week.number,
        "year": week.year,
    }
    return Edition(
        week=week,
        reader=pen.reader,
        language=pen.words.language,
        locale=f"{pen.words.language}-{town.country}",
        weight=Weight.FULL if full else Weight.SHORT,
        municipality=cap(town.name, LINE_CAP),
        name=name,
        subject=pen.words.say("document.subject", **facts),
        title=pen.words.say("document.title", **facts),
        period=pen.words.say("document.period", week=week.number, span=pen.words.span(week)),
        state="",
        closed_at=week.bounds(pen.zone)[1],
        honesty=honesty_of(pen),
        reply=pen.words.say("document.reply"),
        feedback=pen.desk.settings.delivery.feedback or "",
        imprint=imprint_of(pen),
        method=method_of(pen) if full else (),
    )
