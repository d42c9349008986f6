"""The editor: what each reader gets, and what nobody gets to see."""

from collections import Counter
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from jobs.language import LANGUAGES
from jobs.model import (
    LEAD,
    Action,
    DepartmentId,
    Edition,
    Fact,
    Kind,
    PostId,
    SignalId,
    SourceState,
    Speaker,
    State,
    Trend,
    VoiceKey,
    Weight,
    Who,
)
from jobs.report.desk import Desk, Pen
from jobs.report.edition import edit, reduced
from jobs.report.matters import matters_of
from jobs.report.questions import beginning_of, part_of
from tests.report.scenes import DUE, WEEK, ZONE, edition_of, rich_desk, settings, words


def shown_text(edition: Edition) -> str:
    """Return everything that an edition says, but for the file of posts."""
    told = {f.name: getattr(edition, f.name) for f in fields(edition) if f.name != "rows"}
    return str(told)


def only(desk: Desk, *names: str) -> Desk:
    """Return *desk* with only the signals whose id holds one of *names*."""
    kept = tuple(s for s in desk.signals if any(name in s.id for name in names))
    ids = {signal.id for signal in kept}
    return replace(
        desk,
        signals=kept,
        earlier=(),
        advices=tuple(advice for advice in desk.advices if advice.signal_id in ids),
    )


def test_a_department_is_asked_at_most_three_things_with_owner_and_date() -> None:
    edition = edition_of("vrije-tijd")

    assert 1 <= len(edition.asks) <= 3
    assert all(ask.due == DUE and ask.owner == "Vrije tijd" for ask in edition.asks)
    assert all("woensdag 18 november" in ask.text for ask in edition.asks)


def test_a_lamp_that_is_out_again_reads_as_a_person_would_write_it() -> None:
    edition = edition_of("publieke-ruimte")
    ask = next(ask for ask in edition.asks if "Molenstraat" in ask.text)
    item = next(item for item in edition.items if "Molenstraat" in item.title)

    assert ask.text == (
        "Laat tegen woensdag 18 november weten waarom ‘Straatverlichting Molenstraat opnieuw uit’ "
        "terug is en wanneer het opgelost wordt."
    )
    assert ask.reason == (
        "Terug sinds 11 november: 4 mensen schreven erover. Eén bericht wacht op antwoord."
    )
    assert (item.state_text, item.size, item.history) == (
        "terug",
        "4 stemmen · 4 berichten",
        (13, 3, 0, 4),
    )
    assert item.answer == "nee; 1 bericht wacht op antwoord (melden)."
    assert (
        edition.state
        == "2 signalen · 1 is terug · 1 groeit · 3 antwoorden gevraagd, waarvan 1 over vorige weken"
    )


def test_without_a_term_an_ask_names_no_date() -> None:
    desk = rich_desk()
    desk = replace(desk, advices=tuple(replace(a, due=None) for a in desk.advices))
    edition = edition_of("publieke-ruimte", desk)

    assert all("november" not in ask.text for ask in edition.asks)


def test_a_rule_of_ones_own_falls_back_on_the_words_of_its_action() -> None:
    desk = rich_desk()
    desk = replace(desk, advices=tuple(replace(a, rule="house-made") for a in desk.advices))

    assert "wat we kunnen antwoorden over" in edition_of("publieke-ruimte", desk).asks[0].text
    assert edition_of(LEAD, desk).verdicts[0].why


def test_danger_comes_first_however_few_voices() -> None:
    desk = rich_desk()
    small = next(s for s in desk.signals if not s.shown)
    small = replace(small, department=DepartmentId("publieke-ruimte"))
    desk = replace(desk, signals=(*[s for s in desk.signals if s.id != small.id], small))
    danger = replace(
        next(a for a in desk.advices if a.action is Action.OPEN_TICKET),
        signal_id=small.id,
        action=Action.ESCALATE,
        rule="post-hazard",
        post_id=small.posts[0],
        department=small.department,
    )
    edition = edition_of("publieke-ruimte", replace(desk, advices=(*desk.advices, danger)))

    assert "vandaag nog veilig" in edition.asks[0].text
    assert edition.asks[0].reason.startswith("Nieuw sinds")


@pytest.mark.parametrize("reader", ["publieke-ruimte", "vrije-tijd", LEAD])
def test_nobody_who_stands_alone_is_quoted(reader: str) -> None:
    desk = rich_desk()
    edition = edition_of(reader, desk)
    lone = [post for s in desk.signals if not s.shown for post in s.posts]
    told = shown_text(edition) + str([row.text for row in edition.rows])

    assert len(lone) > 10
    for post_id in lone:
        text = desk.posts[post_id].text
        assert len(text) < 25 or text not in told


def test_threats_and_private_matters_are_never_quoted() -> None:
    desk = rich_desk()
    threats = [a.post_id for a in desk.advices if a.action is Action.ESCALATE and a.post_id]
    signal = next(s for s in desk.signals if threats[0] in s.posts)
    loud = replace(signal, quotes=(threats[0],), open_questions=(threats[0],))
    desk = replace(desk, signals=tuple(loud if s is signal else s for s in desk.signals))
    edition = edition_of(LEAD, desk)
    text = desk.posts[threats[0]].text

    assert edition.alerts
    assert text not in shown_text(edition)
    assert text not in [row.text for row in edition.rows]


def test_only_the_lead_gets_addresses_of_posts() -> None:
    department, lead = edition_of("vrije-tijd"), edition_of(LEAD)

    assert "https://" not in shown_text(department)
    assert not any(row.url for row in department.rows)
    assert all(row.url.startswith("https://") for row in lead.rows if row.text)
    assert not any(row.text for row in lead.rows if not row.url)  # of fewer than three voices
    assert any(note.quote and note.quote.url for note in lead.praise)


def test_a_department_gets_the_posts_of_its_shown_signals_in_order_of_time() -> None:
    desk = rich_desk()
    edition = edition_of("vrije-tijd", desk)
    mine = {p for s in desk.signals if s.department == "vrije-tijd" and s.shown for p in s.posts}

    assert len(edition.rows) == len(mine)
    assert [r.posted_at for r in edition.rows] == sorted(r.posted_at for r in edition.rows)


def test_no_key_of_a_person_is_anywhere() -> None:
    desk = rich_desk()
    voices = {post.voice for post in desk.posts.values() if post.speaker is Speaker.VOICE}
    edition = str(edition_of(LEAD, desk))

    assert not any(f"'{voice}'" in edition for voice in voices)


def _rekeyed(desk: Desk) -> Desk:
    """Return *desk* as another secret key would have made it: all ids differ, in another order."""
    turned = {p: PostId(f"{int('f' * 32, 16) - int(p, 16):032x}") for p in desk.posts}
    signals = {s.id: SignalId(f"{s.week}-{hash(s.id) & 0xFFFFFFFF:08x}") for s in desk.signals}
    now = dict(signals)
    signals |= {s.id: SignalId(f"{s.id}-x") for s in desk.earlier}

    def post_ids(ids: tuple[PostId, ...]) -> tuple[PostId, ...]:
        return tuple(turned[post_id] for post_id in ids)

    return replace(
        desk,
        posts={
            turned[p.id]: replace(p, id=turned[p.id], voice=VoiceKey(f"k{p.voice}"))
            for p in desk.posts.values()
        },
        labels={turned[k]: replace(v, post_id=turned[k]) for k, v in desk.labels.items()},
        signals=tuple(
            sorted(
                (
                    replace(
                        s,
                        id=signals[s.id],
                        posts=post_ids(s.posts),
                        quotes=post_ids(s.quotes),
                        open_questions=post_ids(s.open_questions),
                        answered=post_ids(s.answered),
                    )
                    for s in desk.signals
                ),
                key=lambda s: s.id,
            )
        ),
        earlier=tuple(
            replace(s, posts=post_ids(s.posts), open_questions=post_ids(s.open_questions))
            for s in desk.earlier
        ),
        advices=tuple(
            replace(
                a,
                signal_id=signals[a.signal_id],
                post_id=None if a.post_id is None else turned[a.post_id],
            )
            for a in reversed(desk.advices)
        ),
        landings=tuple(
            replace(
                one,
                signal_id=now.get(one.signal_id, one.signal_id),
                answers=post_ids(one.answers),
            )
            for one in reversed(desk.landings)
        ),
        conduct=tuple(replace(one, posts=post_ids(one.posts)) for one in reversed(desk.conduct)),
        drafts=tuple(
            replace(
                one,
                signals=tuple(signals[name] for name in one.signals),
                questions=post_ids(one.questions),
            )
            for one in desk.drafts
        ),
        outlooks=tuple(
            replace(
                one,
                signals=tuple(signals[name] for name in one.signals),
                asked=post_ids(one.asked),
                answered=post_ids(one.answered),
                against=post_ids(one.against),
            )
            for one in desk.outlooks
        ),
    )


@pytest.mark.parametrize("reader", ["afval-milieu", LEAD])
def test_the_secret_key_decides_nothing_in_an_edition_but_its_references(reader: str) -> None:
    desk = rich_desk()
    made, again = edition_of(reader, desk), edition_of(reader, _rekeyed(desk))

    assert made != again
    assert _without_references(made) == _without_references(again)


def _without_references(edition: Edition) -> Edition:
    """Return *edition* without what `buurtsignaal why` is asked with."""
    none = SignalId("")
    return replace(
        edition,
        items=tuple(replace(item, signal_id=none, clicks=()) for item in edition.items),
        asks=tuple(replace(ask, clicks=()) for ask in edition.asks),
        open_before=tuple(replace(note, clicks=()) for note in edition.open_before),
        rows=tuple(replace(row, signal_id=none, post_id=PostId("")) for row in edition.rows),
        conduct=tuple(replace(one, traces=()) for one in edition.conduct),
    )


def test_a_department_with_nothing_to_read_gets_a_short_mail_that_says_so() -> None:
    edition = edit(only(rich_desk(), "diftar"), "groen", words())

    assert edition.weight is Weight.SHORT
    assert edition.state == "Deze week vragen we niets van u."
    assert (edition.asks, edition.items, edition.loose, edition.rows) == ((), (), "", ())


def test_single_reports_alone_make_a_short_mail() -> None:
    desk = rich_desk()
    lone = next(s for s in desk.signals if not s.shown and s.department)
    edition = edition_of(str(lone.department), only(desk, lone.id))

    assert edition.weight is Weight.SHORT
    assert edition.state == "Deze week vragen we niets van u."
    assert edition.loose.startswith(f"‘{lone.title}’ (2 stemmen): ")
    assert edition.rows == ()


def test_old_questions_alone_make_a_short_mail() -> None:
    desk = rich_desk()
    edition = edition_of("afval-milieu", replace(desk, signals=(), advices=()))

    assert edition.weight is Weight.SHORT
    assert "wachten nog op antwoord" in edition.open_before[0].text


def test_the_lead_gets_a_short_mail_for_an_empty_week() -> None:
    desk = replace(rich_desk(), signals=(), earlier=(), advices=())
    edition = edition_of(LEAD, desk)

    assert edition.weight is Weight.SHORT
    assert edition.summary == ("Deze week was er geen onderwerp waar genoeg mensen over spraken.",)
    assert edition.pulse is None
    assert edition.ranking is None


def test_the_week_is_told_in_three_sentences_of_facts() -> None:
    desk = rich_desk()
    twice = tuple(
        replace(one, after=replace(one.after, posts=one.after.posts * 2)) for one in desk.landings
    )
    first, second, third = edition_of(LEAD, replace(desk, landings=twice)).summary

    assert first.startswith(
        "Mensen spraken het meest over ‘Rioolwerken Stationsstraat: infoavond, "
    )
    assert "(13 stemmen, groeit), ‘" in first
    assert second.startswith("Nadat de gemeente op ")
    assert "werd het kalmer rond ‘Zwembad De Watermolen dicht’: van 3 op 13 berichten " in second
    assert third.startswith(
        "Er wachten 31 berichten op een antwoord, 23 bij de 19 signalen en 8 bij"
    )


def test_the_week_can_be_calm() -> None:
    calm = tuple(
        replace(s, open_questions=(), trend=replace(s.trend, state=s.trend.state.STEADY))
        for s in rich_desk().signals
    )
    desk = replace(rich_desk(), signals=calm, landings=())
    first, second, third = edition_of(LEAD, desk).summary

    assert "(13 stemmen, nu 4 weken)" in first
    assert second == "De gemeente antwoordde deze week op geen enkel van deze signalen."
    assert third == "Er wacht niemand op een antwoord."


def test_answers_that_landed_are_told_with_what_came_before_and_after() -> None:
    notes = {note.title: note.text for note in edition_of(LEAD).landed}

    assert notes["Inschrijving kerstopvang viel uit"] == (
        "Eigen bericht op 10 november. Ongenoegen: van 5 op 7 naar 2 op 4. Daarna 1 keer dank."
        " Te weinig berichten om iets te besluiten."
    )


def test_one_verdict_holds_all_matters_of_its_action_by_rule() -> None:
    verdicts = edition_of(LEAD).verdicts

    assert len({verdict.action for verdict in verdicts}) == len(verdicts)
    assert verdicts[0].action is Action.ANSWER
    ready = verdicts[0].choices[0].steps[0].ready
    assert ready is not None
    assert "Wanneer wordt het restafval opgehaald" in ready.question
    check = next(v for v in verdicts if v.action is Action.CHECK_FIRST)
    assert check.why.startswith("Open vraag: Er staat een vraag open")
    assert "Was stil, is terug: " in check.why
    leave = next(v for v in verdicts if v.action is Action.LEAVE)
    step = leave.choices[0].steps[0]
    assert (step.supplies, step.does, step.due) == ("", "niet antwoorden", "")


def test_the_term_that_all_share_is_told_once() -> None:
    check = next(v for v in edition_of(LEAD).verdicts if v.action is Action.CHECK_FIRST)

    assert check.due == "tegen woensdag 18 november"
    assert {step.due for choice in check.choices for step in choice.steps} == {""}


def test_another_body_is_called_by_its_name() -> None:
    desk = rich_desk()
    body = {"id": "netbeheer", "name": "Fluvius", "keywords": ["net"], "contact": "Bel 0800."}
    contact = "Dringend: 101. Anders het politiekantoor of de wijkinspecteur."
    police = f"Bevoegd is de lokale politie. {contact}"
    told = {"netbeheer": "Bevoegd is Fluvius. Bel 0800.", "police": police}
    for name, basis in told.items():
        refer = tuple(
            replace(a, action=Action.REFER, rule="other-body", body=name) if not a.post_id else a
            for a in desk.advices
        )
        changed = replace(desk, advices=refer, settings=settings(body=[body]))
        assert edition_of(LEAD, changed).verdicts[0].choices[0].steps[0].basis == basis


def test_one_post_that_needs_something_else_stands_under_its_matter() -> None:
    desk = rich_desk()
    whole = next(a for a in desk.advices if a.rule == "question")
    signal = next(s for s in desk.signals if s.id == whole.signal_id)
    one = replace(whole, post_id=signal.posts[0], action=Action.REFER, rule="post-other-body")
    same = replace(whole, post_id=signal.posts[0])
    edition = edition_of(LEAD, replace(desk, advices=(*desk.advices, one, same)))
    rows = [choice for v in edition.verdicts for choice in v.choices if len(choice.steps) > 1]

    (row,) = rows
    assert row.title == signal.title
    assert [step.action for step in row.steps] == [whole.action, Action.REFER]
    assert row.steps[1].about == "Eén bericht apart:"


def test_an_office_holder_on_our_page_is_told_to_the_lead() -> None:
    desk = rich_desk()
    holder = next(p for p in desk.posts.values() if p.speaker is Speaker.OFFICE_HOLDER)
    signal = desk.signals[0]
    case = replace(
        desk.advices[0],
        signal_id=signal.id,
        post_id=holder.id,
        action=Action.PASS_ON,
        rule="office-holder-on-own-page",
    )
    edition = edition_of(LEAD, replace(desk, advices=(*desk.advices, case)))

    assert any("mandataris" in case.title for case in edition.cases)


def test_broken_closed_cut_and_untried_sources_are_named_with_their_reason() -> None:
    desk = rich_desk()
    states = (SourceState.BROKEN, SourceState.CLOSED, SourceState.CUT, SourceState.UNTRIED)
    reasons = ("http-500", "robots", "budget", "")
    worn = tuple(
        replace(line, state=state, reason=reason)
        for line, state, reason in zip(desk.coverage[:4], states, reasons, strict=True)
    )
    strange = replace(desk.coverage[4], state=SourceState.BROKEN, reason="ftp-lost", read_at=None)
    honesty = edition_of(LEAD, replace(desk, coverage=(*worn, strange))).honesty

    assert honesty.summary.startswith("Gelezen: 1 van 10 bronnen.")
    assert "de site had een storing. Laatst gelezen op" in honesty.broken[0]
    assert "niet tot het einde gelezen: het lezen duurde te lang" in honesty.broken[2]
    assert "er ging iets mis (ftp-lost)" in honesty.broken[4]
    assert len(honesty.broken) == 10
    assert honesty.unread[0] == "Buren Papenvoort: besloten groep"
    assert honesty.caution[0].startswith("Sociale media zijn geen peiling")


def test_a_source_that_is_suddenly_silent_is_named_and_one_that_always_was_is_not() -> None:
    desk = rich_desk()
    read = replace(desk.coverage[0], state=SourceState.OK, reason="", posts=0, usual=6)
    lines = (read, replace(desk.coverage[1], state=SourceState.OK, posts=0, usual=5))
    broken = edition_of(LEAD, replace(desk, coverage=lines)).honesty.broken

    assert sum("deze week geen enkel bericht, anders zijn het er ongeveer 6" in line
               for line in broken) == 1  # fmt: skip
    assert sum("geen enkel bericht" in line for line in broken) == 1


def test_a_source_that_left_the_settings_is_still_told() -> None:
    desk = rich_desk()
    edition = edition_of(LEAD, replace(desk, settings=settings(source=[])))

    assert len(edition.honesty.broken) == 1
    assert not any(row.url for row in edition.rows)
    assert not any("Doel" in line for line in edition.imprint)


def test_a_compliment_goes_with_its_best_words() -> None:
    praise = edition_of("publieke-ruimte").praise[0]

    assert praise.text == "3 berichten met dank of lof, 79 likes."
    assert praise.quote is not None
    assert praise.quote.credit == "Facebookgroep, 9\u00a0november"


def test_a_compliment_that_mocks_is_not_passed_on() -> None:
    desk = rich_desk()
    mocked = {
        key: replace(post, text="Chapeau voor degene die dat bedacht heeft")
        if post.text.startswith("zij kunnen er ook niet")
        else post
        for key, post in desk.posts.items()
    }

    assert (
        edition_of("publieke-ruimte", replace(desk, posts=mocked))
        .praise[0]
        .text.startswith("2 berichten met dank of lof")
    )


def test_posts_without_likes_are_thanked_for_without_counting_them() -> None:
    desk = rich_desk()
    plain = {key: replace(post, reactions=0) for key, post in desk.posts.items()}

    assert edition_of("publieke-ruimte", replace(desk, posts=plain)).praise[0].text == (
        "3 berichten met dank of lof."
    )


UNSURE = "maar we zijn niet zeker dat dit bij u hoort."


def test_departments_say_why_and_whether_they_are_sure() -> None:
    desk = only(rich_desk(), "molenstraat")
    signal = desk.signals[0]
    for changes, why in (
        (
            {"department_score": 0.4},
            "mensen noemen ‘publieke’ en ‘ruimte’; plaats: Molenstraat, " + UNSURE,
        ),
        ({"department_terms": (), "place": None}, "dat is een gok, er zijn weinig aanwijzingen."),
        ({"department_terms": ("confirmed",)}, "iemand van de gemeente besliste dat."),
    ):
        unsure = replace(signal, **changes)
        label = replace(desk.labels[signal.posts[0]], department=DepartmentId("mobiliteit"))
        labels = {**desk.labels, signal.posts[0]: label}
        edition = edition_of("publieke-ruimte", replace(desk, signals=(unsure,), labels=labels))
        assert edition.items[0].why == why


def test_a_department_to_which_alone_all_points_is_not_doubted() -> None:
    desk = only(rich_desk(), "molenstraat")
    weak = replace(desk.signals[0], department_score=0.4)
    (item,) = edition_of("publieke-ruimte", replace(desk, signals=(weak,))).items

    assert item.why == "mensen noemen ‘publieke’ en ‘ruimte’; plaats: Molenstraat."


def test_erased_posts_leave_their_count_and_no_words() -> None:
    desk = rich_desk()
    gone = {key: replace(post, text="", title="") for key, post in desk.posts.items()}
    edition = edition_of("publieke-ruimte", replace(desk, posts=gone))

    assert all(item.quotes == () for item in edition.items)
    assert edition.items[0].voices == 13


def test_posts_that_are_not_there_do_no_harm() -> None:
    desk = replace(rich_desk(), posts={})
    lead = edition_of(LEAD, desk)

    assert lead.alerts == ()
    assert lead.pulse is None
    assert edition_of("publieke-ruimte", desk).items[0].where == ""


def test_a_title_in_the_readers_language_is_preferred() -> None:
    desk = only(rich_desk(), "molenstraat")
    signal = replace(desk.signals[0], titles=(("fr", "Éclairage de la Molenstraat"),), title="")
    desk = replace(desk, signals=(signal,))

    assert edition_of("publieke-ruimte", desk, "fr").items[0].title == "Éclairage de la Molenstraat"
    assert edition_of("publieke-ruimte", desk, "nl").items[0].title == "Signaal zonder titel"


def test_a_young_municipality_has_no_chart_of_weeks_yet() -> None:
    desk = replace(rich_desk(), earlier=())

    assert edition_of("publieke-ruimte", desk).pulse is None
    ranking = edition_of(LEAD, desk).ranking
    assert ranking is not None
    assert all(rank.before is None for rank in ranking.ranks)


def test_of_days_that_were_equally_busy_none_is_called_the_busiest() -> None:
    desk = rich_desk()
    pulse = edition_of(LEAD, desk).pulse
    assert pulse is not None
    day = Counter(
        post.posted_at.astimezone(ZONE).date()
        for signal in desk.signals
        for post in map(desk.posts.__getitem__, signal.posts)
        if post.speaker is Speaker.VOICE
    )
    assert sorted(day.values(), reverse=True)[:4] == [32, 32, 32, 29]

    assert pulse.headline == "Maandag, dinsdag en donderdag waren even druk: elk 32 berichten"
    assert pulse.highlight is None

    monday = min(day)
    posts = {
        key: replace(post, posted_at=post.posted_at + timedelta(days=1))
        if post.posted_at.astimezone(ZONE).date() == monday
        else post
        for key, post in desk.posts.items()
    }
    alone = edition_of(LEAD, replace(desk, posts=posts)).pulse
    assert alone is not None
    assert alone.headline == "Dinsdag was de drukste dag: 64 berichten"
    assert alone.highlight == 1


def test_the_weeks_of_all_signals_are_told_together() -> None:
    edition = edition_of(LEAD)
    assert edition.timeline is not None

    assert edition.timeline.headline == "Alle signalen: 13 van de 19 lopen al langer dan een week"
    assert edition.timeline.weeks == ("w43", "w44", "w45", "w46")
    assert edition.timeline.most == 18


def test_a_first_week_is_told_as_one() -> None:
    desk = rich_desk()
    fresh = Trend(state=State.NEW, weeks=1, history=(4,), expected=0.0, surprise=1.0)
    desk = replace(desk, signals=tuple(replace(s, trend=fresh) for s in desk.signals))
    timeline = edition_of(LEAD, desk).timeline
    assert timeline is not None

    assert timeline.headline == "Alle signalen: allemaal nieuw deze week"
    assert timeline.weeks == ("w46",)


def test_what_is_new_is_drawn_from_this_week_on() -> None:
    fresh = Trend(state=State.NEW, weeks=2, history=(1, 0, 4), expected=0.5, surprise=0.01)
    back = replace(fresh, state=State.BACK)
    desk = only(rich_desk(), "molenstraat")

    def drawn(trend: Trend) -> tuple[int, ...]:
        signals = tuple(replace(signal, trend=trend) for signal in desk.signals)
        return edition_of("publieke-ruimte", replace(desk, signals=signals)).items[0].history

    assert (drawn(fresh), drawn(back)) == ((4,), (1, 0, 4))


def test_voices_by_place_add_up_to_those_of_each_department() -> None:
    """They may be more: who speaks in two places is heard in both."""
    edition = edition_of(LEAD)
    dots, ranking = edition.dots, edition.ranking
    assert dots is not None
    assert ranking is not None

    assert dots.headline == (
        "Het drukst was het op ‘Je bent van Heidebeek als …’: 76 stemmen, over 11 diensten"
    )
    assert dots.places[-1] == "andere bronnen"
    told = {row.label: sum(row.values) for row in dots.rows}
    assert all(told[rank.label] >= rank.value for rank in ranking.ranks)
    assert len(told) == 5
    assert "Vrije tijd: Je bent van Heidebeek als … 15, Gemeentepagina" in dots.alternative


def test_one_place_alone_needs_no_dots() -> None:
    desk = rich_desk()
    source = next(iter(desk.posts.values())).source_id
    posts = {key: replace(post, source_id=source) for key, post in desk.posts.items()}

    assert edition_of(LEAD, replace(desk, posts=posts)).dots is None


def test_a_reduced_edition_has_no_words_of_others_and_says_so() -> None:
    desk = rich_desk()
    made = reduced(edition_of(LEAD, desk), words())

    assert made.note == "reduced"
    assert made.rows == ()
    assert "Quote(" not in str(made)
    assert made.honesty.caution[0].startswith("Deze editie is ingekort")


def test_many_signals_are_capped_and_the_rest_is_counted() -> None:
    desk = rich_desk()
    signal = next(s for s in desk.signals if s.shown and s.open_questions)
    whole = next(a for a in desk.advices if a.signal_id == signal.id and not a.post_id)
    many = tuple(
        replace(signal, id=SignalId(f"{WEEK}-{n:08x}"), title=f"Zaak {n}") for n in range(40)
    )
    advices = tuple(replace(whole, signal_id=s.id) for s in many)
    edition = edition_of(LEAD, replace(desk, signals=many, advices=advices))

    assert sum(len(v.choices) for v in edition.verdicts) == 14
    assert "Nog 26 signalen staan in de lijst met berichten." in edition.verdicts_more


def test_what_waits_for_nothing_is_counted_with_its_posts_in_a_line_of_its_own() -> None:
    desk = rich_desk()
    pen = Pen(desk=desk, reader=LEAD, words=words())
    followed = [one for one in matters_of(pen)[Action.MONITOR] if not one.shown]
    calm = [one for one in followed if not (pen.doubts(one) and one.open_questions)]
    posts = sum(one.voice_posts for one in calm)

    first, *others = edition_of(LEAD).verdicts_more

    assert first == (
        f"Nog {len(calm)} kleinere onderwerpen (samen {posts} berichten) wachten niet op een "
        "antwoord van ons."
    )
    assert any("zonder vraag aan ons: " in line for line in others)
    assert not any("vragen 1" in line for line in (first, *others))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reader_gets_an_edition_in_every_language(language: str) -> None:
    desk = rich_desk()
    for reader in (*[d.id for d in desk.settings.departments], LEAD):
        made = edit(desk, reader, words(language))
        assert made.language == language
        assert made.subject
        assert made.state


def test_a_quote_keeps_the_language_it_was_written_in() -> None:
    desk = rich_desk()
    french = {key: replace(post, language="fr") for key, post in desk.posts.items()}

    quotes = edition_of("publieke-ruimte", replace(desk, posts=french)).items[0].quotes

    assert {quote.language for quote in quotes} == {"fr"}


def test_kinds_are_told_most_first() -> None:
    item = edition_of("publieke-ruimte").items[0]

    assert item.shares[0].kind is Kind.OPINION
    assert item.shares_text.startswith("mening geven\u00a06, klagen\u00a03, ")


def test_what_says_nothing_of_what_people_want_is_counted_together() -> None:
    desk = only(rich_desk(), "molenstraat")
    signal = replace(desk.signals[0], kinds=((Kind.CHATTER, 3), (Kind.REPORT, 1)))
    item = edition_of("publieke-ruimte", replace(desk, signals=(signal,))).items[0]

    assert item.shares_text == "melden\u00a01, iets anders\u00a03"
    silent = replace(signal, kinds=((Kind.CHATTER, 3), (Kind.ANSWER, 1)))
    edition = edition_of("publieke-ruimte", replace(desk, signals=(silent,)))
    assert edition.items[0].shares_text == "iets anders\u00a04"


def test_of_a_signal_we_are_less_sure_of_a_department_gets_the_title_only() -> None:
    desk = rich_desk()
    signal = next(s for s in desk.signals if "molenstraat" in s.id)
    enough = replace(desk, confidence=dict.fromkeys(signal.posts, 0.6))
    desk = replace(desk, confidence=dict.fromkeys(signal.posts, 0.5))
    edition, lead = edition_of("publieke-ruimte", desk), edition_of(LEAD, desk)

    assert len(signal.posts) == 4  # at .6 each more of them are ours than of three at .7
    assert any("Molenstraat" in i.title for i in edition_of("publieke-ruimte", enough).items)

    assert not any("Molenstraat" in item.title for item in edition.items)
    assert not any("Molenstraat" in ask.text for ask in edition.asks)
    assert "waarschijnlijk ook over de gemeente: ‘Straatverlichting Mol" in edition.loose
    assert any("Molenstraat" in row.signal for row in edition.rows)
    assert any("waarschijnlijk" in c.detail for v in lead.verdicts for c in v.choices)
    assert any("Molenstraat" in str(verdict) for verdict in lead.verdicts)


def test_a_request_follows_what_people_want() -> None:
    desk = only(rich_desk(), "molenstraat")
    signal, whole = desk.signals[0], next(a for a in desk.advices if a.post_id is None)
    question = replace(whole, rule="question", due=None)
    (asked,) = signal.open_questions
    label = desk.labels[asked]

    def text(kind: Kind, *, waiting: int = 1) -> str:
        changed = replace(
            signal, open_questions=signal.posts[:waiting] if waiting != 1 else (asked,)
        )
        labels = {**desk.labels, asked: replace(label, kind=kind)}
        made = replace(desk, signals=(changed,), advices=(question,), labels=labels)
        return edition_of("publieke-ruimte", made).asks[0].text

    assert text(Kind.QUESTION).startswith("Geef ons het antwoord op deze vraag over")
    assert text(Kind.QUESTION, waiting=2).startswith("Laat weten wat we kunnen antwoorden op de v")
    assert text(Kind.QUESTION, waiting=0).startswith("Laat weten wat we kunnen antwoorden over")
    assert text(Kind.COMPLAINT).startswith("Kijk na wat er speelt bij")
    assert text(Kind.REPORT).startswith("Kijk na wat er gemeld is over")
    unlabelled = replace(desk, labels={}, advices=(question,))
    assert "deze vraag over" in edition_of("publieke-ruimte", unlabelled).asks[0].text


def test_a_request_about_one_post_follows_that_post() -> None:
    desk = only(rich_desk(), "molenstraat")
    signal, whole = desk.signals[0], next(a for a in desk.advices if a.post_id is None)
    one = replace(whole, rule="post-question", due=None, post_id=signal.open_questions[0])
    edition = edition_of("publieke-ruimte", replace(desk, advices=(one,)))

    assert "‘Straatverlichting Molenstraat opnieuw uit’" in edition.asks[0].text


def test_what_is_only_spoken_of_again_is_not_said_to_be_broken_again() -> None:
    desk = only(rich_desk(), "molenstraat")
    calm = replace(desk.signals[0], kinds=((Kind.QUESTION, 4),))
    edition = edition_of("publieke-ruimte", replace(desk, signals=(calm,)))

    assert "opgelost" not in edition.asks[0].text


def test_a_request_quotes_the_question_and_the_signal_below_says_something_else() -> None:
    edition = edition_of("onderwijs-kinderopvang")
    told = [quote for ask in edition.asks for quote in ask.quotes]

    assert told
    assert all(len(item.quotes) < 2 or item.quotes[0] not in told for item in edition.items)


def test_what_communication_does_then_is_said_once() -> None:
    then = [ask.then for ask in edition_of("vrije-tijd").asks]

    assert len(then) > 1
    assert then[0] == "U zoekt het uit, daarna antwoordt communicatie."
    assert then[0] not in then[1:]


def test_words_that_a_post_repeats_are_not_its_own() -> None:
    desk = only(rich_desk(), "molenstraat")
    posts = {
        key: replace(post, text=f"> zei iemand anders al\n\n{post.text}")
        for key, post in desk.posts.items()
    }
    edition = edition_of("publieke-ruimte", replace(desk, posts=posts))

    assert edition.items[0].quotes
    assert not any("zei iemand" in quote.text for quote in edition.items[0].quotes)


def test_an_address_of_a_person_cannot_wait() -> None:
    desk = rich_desk()
    case = next(a for a in desk.advices if a.action is Action.APPLY_HOUSE_RULE)
    exposed = replace(case, house_rule="personal-data")
    edition = edition_of(LEAD, replace(desk, advices=(exposed, case)))

    assert [alert.title for alert in edition.alerts] == ["Persoonsgegevens van anderen"]
    assert [other.title for other in edition.cases] == ["Belediging"]


def test_rows_about_single_posts_are_capped_and_each_has_its_own_words() -> None:
    desk = rich_desk()
    small = [s for s in desk.signals if not s.shown]
    whole = next(a for a in desk.advices if a.signal_id == small[0].id)
    single = tuple(
        replace(
            whole, signal_id=s.id, post_id=s.posts[0], action=Action.OPEN_TICKET, rule="post-defect"
        )
        for s in small
    )
    edition = edition_of(LEAD, replace(desk, advices=(*desk.advices, *single)))
    tickets = next(v for v in edition.verdicts if v.action is Action.OPEN_TICKET).choices
    rows = [choice for choice in tickets if "stem" in choice.size and choice.number > 19]

    assert len(small) > len(rows) == 8
    left = f"Nog {len(small) - 8} kleinere onderwerpen staan in de lijst met berichten."
    assert edition.verdicts_more[-1] == left
    for row in rows:
        (step,) = row.steps
        assert step.quote is None
        assert step.told.startswith(
            ("Gemeld ", "Ongenoegen ", "Bericht ", "Gevraagd ", "Gaat over")
        )


def test_loose_questions_stand_together_by_the_department_that_knows() -> None:
    desk = rich_desk()
    small = [s for s in desk.signals if not s.shown][:5]
    whole = next(a for a in desk.advices if a.rule == "question")
    asked = tuple(
        replace(whole, signal_id=s.id, post_id=s.posts[0], department=DepartmentId(name))
        for s, name in zip(small, ("groen", "groen", "groen", "welzijn", ""), strict=True)
    )
    edition = edition_of(LEAD, replace(desk, advices=(*desk.advices, *asked)))
    check = next(v for v in edition.verdicts if v.action is Action.CHECK_FIRST)
    loose = {choice.title: choice for choice in check.choices if not choice.number}

    assert sorted(loose) == [
        "1 losse vraag voor Welzijn en Sociaal Huis (OCMW)",
        "1 losse vraag voor de bevoegde dienst",
        "3 losse vragen voor Groendienst",
    ]
    assert loose["3 losse vragen voor Groendienst"].detail.count("(nr. ") == 3


def test_no_department_with_loose_questions_is_left_out() -> None:
    desk = rich_desk()
    names = [department.id for department in desk.settings.departments]
    small = [s for s in desk.signals if not s.shown][: len(names)]
    whole = next(a for a in desk.advices if a.rule == "question")
    asked = tuple(
        replace(whole, signal_id=s.id, post_id=s.posts[0], department=DepartmentId(name))
        for s, name in zip(small, names, strict=True)
    )
    edition = edition_of(LEAD, replace(desk, advices=(*desk.advices, *asked)))
    check = next(v for v in edition.verdicts if v.action is Action.CHECK_FIRST)

    assert len([row for row in check.choices if not row.number]) == len(names) > 8


def test_every_matter_stands_in_exactly_one_place() -> None:
    desk = rich_desk()
    edition = edition_of(LEAD)
    counted = sum(int(line.title.rpartition("(")[2].rstrip(")")) for line in edition.glance[1:])
    shown = [s for s in desk.signals if s.shown]
    numbers = [c.number for v in edition.verdicts for c in v.choices if c.number]

    assert counted == len(desk.signals)
    assert edition.glance_sum.startswith(
        f"Samen {len(shown)} signalen en {len(desk.signals) - len(shown)} kleinere onderwerpen van "
        "één of twee stemmen."
    )
    assert "wachten 2 vragen al meer dan 3 werkdagen op antwoord" in edition.glance[0].text
    assert sorted(numbers) == list(range(1, len(shown) + 1))
    assert {row.number for row in edition.rows} == set(range(1, len(desk.signals) + 1))


def test_what_tells_of_somebodys_life_is_neither_quoted_nor_linked() -> None:
    desk = rich_desk()
    signal = next(s for s in desk.signals if s.shown and s.open_questions)
    life = "Ik ben mijn werk kwijt en het geld raakt op, waar kan ik terecht?"
    posts = {k: replace(p, text=life) if k in signal.posts else p for k, p in desk.posts.items()}
    edition = edition_of(LEAD, replace(desk, posts=posts))
    row = next(c for v in edition.verdicts for c in v.choices if c.title == signal.title)
    rows = [r for r in edition.rows if r.signal_id == signal.id]

    assert "Ik ben mijn werk kwijt" not in shown_text(edition)
    assert row.steps[0].told.startswith("Bericht van ")
    assert "over iemands eigen leven: niet geciteerd" in row.steps[0].told
    assert row.steps[0].url is None
    assert f"nr. {row.number} in de lijst. Antwoord algemeen" in row.steps[0].told
    assert {r.text for r in rows if r.speaker == "inwoner"} == {""}
    assert all(r.url for r in rows)


def test_what_only_the_title_of_a_post_tells_of_somebodys_life_is_kept_back_too() -> None:
    desk = rich_desk()
    signal = next(s for s in desk.signals if s.shown and s.open_questions)
    asked = signal.open_questions[0]
    said = "Ik kom er niet uit. Wanneer is het loket weer open voor ons allemaal?"
    for title, quoted in (("Vraag over het loket", True), ("Ik ben mijn werk kwijt", False)):
        post = replace(desk.posts[asked], title=title, text=said)
        pen = Pen(desk=replace(desk, posts={**desk.posts, asked: post}), reader=LEAD, words=words())
        part = part_of(pen, post)
        assert pen.quotable(post) is quoted
        assert (part is not None) is quoted


def test_of_somebodys_life_not_even_the_question_is_quoted() -> None:
    desk = rich_desk()
    signal = next(s for s in desk.signals if s.shown and s.open_questions)
    life = "Ik ben mijn werk kwijt. Weet iemand waar dat loket is?"
    posts = {k: replace(p, text=life) if k in signal.posts else p for k, p in desk.posts.items()}
    edition = edition_of(LEAD, replace(desk, posts=posts))
    row = next(c for v in edition.verdicts for c in v.choices if c.title == signal.title)

    assert row.steps[0].quote is None
    assert "dat loket" not in shown_text(edition)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "De schommel op het pleintje is losgekomen. Mijn kleinzoon viel er bijna af.",
            "De schommel op het pleintje is losgekomen.",
        ),
        ("Mijn kleinzoon viel bijna. De schommel op het pleintje is losgekomen.", None),
        ("Voor de zoveelste keer. Mijn man werd bijna omver gereden.", None),
        ("De schommel op het pleintje is losgekomen. Dat is een taak voor Rita.", None),
    ],
)
def test_of_a_report_with_somebodys_own_people_its_first_sentence_is_left(
    said: str, kept: str | None
) -> None:
    desk = rich_desk()
    asked = next(s for s in desk.signals if s.shown and s.open_questions).open_questions[0]
    post = replace(desk.posts[asked], title="", text=said)
    pen = Pen(desk=desk, reader=LEAD, words=words())
    part = beginning_of(pen, post)

    assert (part and part.text) == kept


def test_of_who_is_recognised_only_another_sentence_is_quoted_and_leads_nowhere() -> None:
    desk = rich_desk()
    signal = next(s for s in desk.signals if s.shown and s.open_questions)
    trade = "Ik heb mijn winkel hier al 19 jaar. Weet iemand waar dat loket is?"
    posts = {k: replace(p, text=trade) if k in signal.posts else p for k, p in desk.posts.items()}
    edition = edition_of(LEAD, replace(desk, posts=posts))
    row = next(c for v in edition.verdicts for c in v.choices if c.title == signal.title)
    quote = row.steps[0].quote

    assert quote is not None
    assert (quote.text, quote.url) == ("Weet iemand waar dat loket is?", None)
    assert "mijn winkel" not in shown_text(edition)


def test_people_for_whom_waiting_weighs_more_are_named_first() -> None:
    desk = rich_desk()
    whole = next(a for a in desk.advices if a.rule == "question")
    asked = next(s.open_questions for s in desk.signals if s.id == whole.signal_id)
    fact = Fact(name="vulnerable", value=True, posts=asked)
    first = replace(whole, facts=(fact,), rule="question-vulnerable", due=WEEK.next.monday)
    advices = tuple(first if a is whole else a for a in desk.advices)
    edition = edition_of(LEAD, replace(desk, advices=advices))
    title = next(s.title for s in desk.signals if s.id == whole.signal_id)
    check = next(v for v in edition.verdicts if v.action is Action.CHECK_FIRST)

    assert f"begin met ‘{title}’" in edition.summary[2]
    assert check.choices[0].title == title
    assert check.choices[0].steps[0].due == "vandaag"


def test_a_signal_without_advice_is_followed() -> None:
    edition = edition_of(LEAD, replace(rich_desk(), advices=()))
    (verdict,) = edition.verdicts

    assert verdict.action is Action.MONITOR
    assert len(verdict.choices) == 14
    assert {step.does for c in verdict.choices for step in c.steps} == {"niet antwoorden"}


def test_a_post_without_label_is_of_unknown_kind() -> None:
    desk = replace(rich_desk(), labels={})
    edition = edition_of(LEAD, desk)

    assert {row.kind for row in edition.rows} == {"onbekend"}
    assert edition.praise == ()


def test_an_edition_is_closed_at_the_end_of_its_week() -> None:
    edition = edition_of(LEAD)

    assert edition.closed_at - WEEK.bounds(ZONE)[0] == timedelta(days=7)


def test_the_first_sentence_says_what_was_spoken_of_and_the_last_what_waits() -> None:
    edition = edition_of(LEAD, only(rich_desk(), "kerstopvang"))

    assert edition.summary[0] == (
        "Mensen spraken het meest over ‘Inschrijving kerstopvang viel uit’ (8 stemmen, nieuw)."
    )
    assert edition.summary[1] == (
        "Of onze antwoorden van deze week hielpen, weten we nog niet: daarna schreven te weinig "
        "mensen."
    )
    assert edition.summary[2] == "Er wachten 2 berichten op een antwoord."


def test_an_answer_that_changed_nothing_is_not_said_to_calm() -> None:
    desk = only(rich_desk(), "kerstopvang")
    same = tuple(
        replace(one, before=many, after=replace(many, unhappy=len(many.posts)))
        for one in desk.landings
        if one.signal_id == desk.signals[0].id
        for many in (replace(one.before, posts=one.before.posts * 2),)
    )

    assert edition_of(LEAD, replace(desk, landings=same)).summary[1] == (
        "Ons antwoord van deze week veranderde nog niets aan de toon."
    )


def test_one_question_and_no_faq_make_a_plain_sentence() -> None:
    edition = edition_of(LEAD, only(rich_desk(), "molenstraat"))

    assert edition.summary[-1] == "Er wacht 1 bericht op een antwoord."


def test_questions_of_too_few_voices_are_counted_without_a_title() -> None:
    desk = rich_desk()
    lone = [s for s in desk.signals if not s.shown and s.open_questions]
    shown = replace(desk.signals[0], open_questions=())
    edition = edition_of(LEAD, replace(desk, signals=(shown, *lone), advices=()))

    assert edition.summary[-1] == f"Er wachten {len(lone)} berichten op een antwoord."
    assert [note.title for note in edition.questions] == ["De andere"]


def test_an_edition_of_a_source_nobody_knows_says_so() -> None:
    desk = rich_desk()
    edition = edition_of("publieke-ruimte", replace(desk, settings=settings(source=[])))

    assert "onbekende bron" in edition.items[0].where


def test_a_signal_that_breaks_a_house_rule_does_not_quote_the_posts_that_do() -> None:
    desk = rich_desk()
    signal = next(s for s in desk.signals if s.shown and s.quotes)
    fact = Fact(name="house_rule", value="insult", posts=signal.quotes)
    hazard = Fact(name="danger", value="hazard", posts=signal.posts)
    whole = next(a for a in desk.advices if a.signal_id == signal.id and not a.post_id)
    rule = replace(whole, action=Action.APPLY_HOUSE_RULE, house_rule="other", facts=(fact, hazard))
    edition = edition_of(LEAD, replace(desk, advices=(rule,)))
    row = next(c for v in edition.verdicts for c in v.choices if c.title == signal.title)

    told = {desk.posts[post_id].text for post_id in signal.quotes}
    assert not any(step.quote and step.quote.text in told for step in row.steps)
    assert [case.title for case in edition.cases] == ["Huisregel"]


def test_who_supplies_and_who_answers_are_both_named() -> None:
    desk = rich_desk()
    whole = next(a for a in desk.advices if a.rule == "question")
    advice = replace(whole, who=Who.LEAD, due=None)
    edition = edition_of(LEAD, replace(desk, advices=(advice,)))
    verdict = next(v for v in edition.verdicts if v.action is whole.action)
    step = verdict.choices[0].steps[0]

    assert step.supplies
    assert step.does == "u, in de groep"
    assert (step.due, verdict.due) == ("", "")


def test_today_is_the_day_on_which_the_edition_leaves() -> None:
    desk = rich_desk()
    late = replace(desk, settings=settings(schedule={"weekday": "wed"}))
    due = [edition_of(LEAD, d).verdicts[1].due for d in (desk, late)]

    assert due == ["tegen woensdag 18 november", "vandaag"]


def test_a_post_that_names_somebody_is_not_quoted() -> None:
    desk = rich_desk()
    named = {k: replace(p, text=f"Zeg Rita, {p.text}") for k, p in desk.posts.items()}

    assert "Zeg Rita" not in shown_text(edition_of(LEAD, replace(desk, posts=named)))
