"""Page one in every language: what is asked is clear, and every figure adds up with the rows."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.language import LANGUAGES
from jobs.language.wording import load_wording
from jobs.model import LEAD, Action, Edition, Fact, Kind, PostId, Speaker, Who
from jobs.report.assets import Assets
from jobs.report.desk import Desk, Pen
from jobs.report.edition import edit
from jobs.report.glyphs import known_in
from jobs.report.html import Sheets
from jobs.report.plain import plain
from jobs.report.questions import brief_question_of
from jobs.report.rows import csv_of
from jobs.report.unquoted import about_text, held_text, unquoted_text
from tests.report.scenes import DEPARTMENTS, DUE, rich_desk, words

DESK = rich_desk()
VERBS = {
    "nl": {"Geef", "Laat", "Kijk", "Ga", "Neem", "Maak"},
    "fr": {"Donnez-nous", "Dites-nous", "Vérifiez", "Prenez", "Sécurisez"},
    "de": {"Geben", "Teilen", "Prüfen", "Klären", "Nehmen", "Nennen", "Kümmern", "Sichern"},
    "en": {"Give", "Let", "Check", "Find", "Get", "Take", "Make"},
}
ASKS = re.compile(r"ask\.\w+\.(un)?dated|rule\.[\w-]+\.ask(_undated)?")
READERS = sorted(DEPARTMENTS)
LIVES = (
    "Ik ben mijn werk kwijt.",
    "150 euro is een halve maand gas bij mij.",
    "Ma pension ne suffit pas.",
    "Meine Rente reicht nicht.",
    "My pension is all there is.",
)


def edition_of(reader: str, language: str = "nl", desk: Desk = DESK) -> Edition:
    return edit(desk, reader, words(language))


def voices_in(text: str) -> int:
    """Return the voices that a Dutch line counts, those in a total before those it is made of."""
    return sum(map(int, re.findall(r"(\d+) stem(?:men)?\b", text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_request_begins_with_a_verb_and_has_a_day_when_there_is_one(language: str) -> None:
    texts = load_wording(language).texts
    asks = {key: str(text) for key, text in texts.items() if ASKS.fullmatch(key)}
    asks = {key: text for key, text in asks.items() if not key.startswith("rule.compliment.")}

    assert len(asks) > 40
    for key, text in asks.items():
        assert re.match(r"[\w-]+", text)[0] in VERBS[language], key  # type: ignore[index]  # a word
        assert "{title}" in text, key
        assert ("{date}" in text) is not key.endswith("undated"), key
        assert text.rstrip()[-1] in ".:", key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", READERS)
def test_every_request_has_a_verb_an_owner_and_a_date(reader: str, language: str) -> None:
    edition = edition_of(reader, language)
    day = words(language).day(DUE)

    for ask in edition.asks:
        assert ask.text.split()[0] in VERBS[language]
        assert ask.owner == DEPARTMENTS[reader][0]
        assert day in ask.text
        assert ask.reason
        assert (ask.text[-1] == ":") <= bool(ask.quotes)
    then = [ask.then for ask in edition.asks if ask.then]
    assert not edition.asks or then[0].split()[0] in {"U", "Vous", "Sie", "You"}
    assert not any(ask.owner in ask.then for ask in edition.asks)
    old = sum(note.waits for note in edition.open_before)
    asked = len(edition.asks) + len(edition.also_asked) + old
    assert str(asked) in edition.subject.split("–")[-1] or not edition.asks


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [0, 1, 2, 5, 1000])
def test_every_plural_is_a_whole_sentence_for_every_number(language: str, number: int) -> None:
    wording = load_wording(language)
    for key, text in wording.texts.items():
        if isinstance(text, str):
            continue
        facts = dict.fromkeys(re.findall(r"{(\w+)}", "".join(text.values())), "x")
        facts.pop("n", None)
        told = wording.count(key, number, **facts)
        assert "{" not in told, key
        assert "  " not in told, key
        one = wording.locale.plural_form(number) == "one"
        assert one == (number == 1 or (language == "fr" and number == 0))


@pytest.mark.parametrize("reader", READERS)
def test_every_voice_of_the_week_stands_somewhere_on_the_page(reader: str) -> None:
    edition = edition_of(reader)
    if edition.pulse is None:
        assert edition.items == ()
        return
    shown = sum(item.voices for item in edition.items)

    assert shown + voices_in(edition.loose) == edition.pulse.values[-1]
    assert edition.pulse.headline.startswith(f"{edition.pulse.values[-1]} stem")


def test_signals_that_page_one_has_no_room_for_are_named_with_their_voices() -> None:
    (signal,) = [s for s in DESK.signals if "molenstraat" in s.id]
    many = tuple(replace(signal, id=f"{signal.id}{n}", title=f"Zaak {n}") for n in range(7))  # type: ignore[arg-type]  # an id
    edition = edition_of("publieke-ruimte", desk=replace(DESK, signals=many))

    assert len(edition.items) == 5
    assert edition.loose == "Nog 2 signalen: ‘Zaak 5’ (4 stemmen) en ‘Zaak 6’ (4 stemmen)."
    assert edition.pulse is not None
    assert 5 * 4 + voices_in(edition.loose) == edition.pulse.values[-1]


@pytest.mark.parametrize("reader", READERS)
def test_the_figures_of_a_signal_add_up_with_its_rows(reader: str) -> None:
    edition = edition_of(reader)
    resident = words().say("speaker.voice")

    for item in edition.items:
        rows = [row for row in edition.rows if row.signal_id == item.signal_id]
        assert sum(row.speaker == resident for row in rows) == item.posts
        assert sum(share.posts for share in item.shares) == item.posts
        waiting = sum(bool(row.open) for row in rows)
        told = re.findall(r"(\d+) bericht(?:en)? wacht", item.answer)
        assert told == ([str(waiting)] if waiting else [])
        counted = sum(int(number) for number in re.findall(r"\s(\d+)", item.where))
        assert counted == item.posts


@pytest.mark.parametrize("reader", READERS)
def test_the_printed_posts_are_of_the_file_and_most_reacted_to_first(reader: str) -> None:
    edition = edition_of(reader)
    numbers = [int(top.reactions.replace(".", "")) for top in edition.tops]

    assert len(edition.tops) <= 5
    assert numbers == sorted(numbers, reverse=True)
    assert bool(edition.tops) == bool(edition.tops_caption)
    assert {top.signal for top in edition.tops} <= {row.signal for row in edition.rows}
    quotes = [
        *(q for a in edition.asks for q in a.quotes),
        *(q for i in edition.items for q in i.quotes),
    ]
    assert not any(
        quote.text.startswith(top.quote.text) for top in edition.tops for quote in quotes
    )
    kept = {int(row.reactions) for row in edition.rows if row.text}
    assert set(numbers) <= kept


def test_what_somebody_goes_through_is_counted_and_never_quoted_nor_listed() -> None:
    (signal,) = [s for s in DESK.signals if "molenstraat" in s.id]
    told = "Ik heb mijn werk verloren en ik schaam mij, en het licht brandt hier ook al niet meer."
    posts = {**DESK.posts, **{p: replace(DESK.posts[p], text=told) for p in signal.posts}}
    edition = edition_of("publieke-ruimte", desk=replace(DESK, posts=posts))
    item = next(item for item in edition.items if item.signal_id == signal.id)
    rows = [row for row in edition.rows if row.signal_id == signal.id]

    assert "schaam" not in str(edition)
    assert item.quotes == ()
    assert item.voices == signal.voices
    assert rows
    assert not any(row.text for row in rows)


def test_a_question_of_people_who_need_help_is_asked_without_anybodys_words() -> None:
    (signal,) = [s for s in DESK.signals if "molenstraat" in s.id]
    whole = next(a for a in DESK.advices if a.signal_id == signal.id and a.post_id is None)
    fact = Fact(name="vulnerable", value=True)
    careful = replace(whole, rule="question-vulnerable", facts=(fact,))
    edition = edition_of("publieke-ruimte", desk=replace(DESK, advices=(careful,)))

    assert edition.asks[0].quotes == ()
    assert "minstens één vraag gaat over mensen die hulp nodig hebben" in edition.asks[0].text
    assert edition.asks[0].reason.endswith("het staat in de lijst bij dit rapport.")


@pytest.mark.parametrize(
    ("lives", "posts", "told"),
    [
        ((True,), 1, "We citeren het niet, want het gaat over iemands privéleven: communicatie"),
        ((True, False), 2, "bericht. Het andere staat in de lijst bij dit rapport."),
        ((False, False), 2, "We citeren ze niet; ze staan in de lijst bij dit rapport."),
        ((False,), 2, "Eén daarvan citeren we niet; het staat in de lijst bij dit rapport."),
    ],
)
def test_who_may_not_quote_says_why_and_where_it_stands(
    lives: tuple[bool, ...], posts: int, told: str
) -> None:
    signal = max((s for s in DESK.signals if s.shown), key=lambda s: s.voice_posts)
    asked = signal.posts[:posts]
    waiting = tuple(
        replace(
            DESK.posts[one], text=LIVES[0] if life else "En wanneer dan?", speaker=Speaker.VOICE
        )
        for one, life in zip(asked, lives, strict=False)
    )
    pen = Pen(desk=DESK, reader=str(signal.department), words=words())

    assert told in unquoted_text(pen, replace(signal, open_questions=asked), waiting, quotes=0)


def test_a_danger_is_not_called_a_private_life() -> None:
    held = [replace(post, text="De put ligt open.") for post in list(DESK.posts.values())[:2]]
    pen = Pen(desk=DESK, reader="publieke-ruimte", words=words())

    assert held_text(pen, held, alone=True) == (
        "We citeren ze niet: communicatie toont u de berichten."
    )


def test_what_is_not_quoted_is_told_in_words_of_our_lists() -> None:
    signal = next(s for s in DESK.signals if not s.shown)
    post = replace(DESK.posts[signal.posts[0]], text="Wat is dat daar?", speaker=Speaker.VOICE)
    label = replace(DESK.labels[post.id], department_terms=("zebrapad",), places=("Heirbaan",))
    pen = Pen(desk=replace(DESK, labels={post.id: label}), reader="mobiliteit", words=words())
    life = replace(post, text=LIVES[0])

    assert about_text(pen, signal, [post]) == "Het gaat over: zebrapad. Waar: Heirbaan."
    assert about_text(pen, signal, [life]) == ""
    doubled = replace(label, department_terms=("zebrapad", "het zebrapad", "zebrapaden"))
    twice = replace(pen, desk=replace(DESK, labels={post.id: doubled}))
    assert about_text(twice, signal, [post]) == "Het gaat over: zebrapad. Waar: Heirbaan."


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_to_answer_is_said_once_and_whom_to_ask(language: str) -> None:
    wording = words(language)
    whom = "communicatie@heidebeek.example"
    delivery = DESK.settings.delivery.model_copy(update={"reply_to": whom})
    own = DESK.settings.model_copy(update={"delivery": delivery})
    edition = edition_of("publieke-ruimte", language, replace(DESK, settings=own))
    assets = Assets.of(Path("/nonexistent"))
    sheets = Sheets(assets, known_in(assets))

    assert edition.asks
    assert edition.reply.endswith(wording.say("document.contact", contact=whom))
    for page in (sheets.page(edition, wording, ""), sheets.mail(edition, wording)):
        assert page.count(f"{whom}.") == 1
        assert page.index(f"{whom}.") < page.index(wording.say("heading.honesty"))
    quiet = replace(edition, asks=())
    for page in (sheets.page(quiet, wording, ""), sheets.mail(quiet, wording)):
        assert page.index(f"{whom}.") > page.index(wording.say("heading.honesty"))


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(sorted(DESK.posts)), st.sampled_from(LIVES), st.sampled_from(LANGUAGES))
def test_of_what_tells_of_a_life_no_edition_list_or_mail_has_a_word(
    post_id: PostId, life: str, language: str
) -> None:
    told = f"{life} Wanneer komt dat kwartelspoor terug, en dank aan het kwartelspoor!"
    post = replace(DESK.posts[post_id], text=told, speaker=Speaker.VOICE)
    desk = replace(DESK, posts={**DESK.posts, post_id: post})

    for reader in (*READERS, LEAD):
        edition = edition_of(reader, language, desk)
        for printed in (str(edition), csv_of(edition, words(language))):
            assert "kwartelspoor" not in printed
        assert "kwartelspoor" not in plain(edition, words(language))


def test_nobody_in_office_is_judged_by_name() -> None:
    (signal,) = [s for s in DESK.signals if "rioolwerken" in s.id]
    told = "Burgemeester Vandenkwartel zat heel de tijd op zijn gsm, dat was beschamend."
    posts = {**DESK.posts, **{p: replace(DESK.posts[p], text=told) for p in signal.posts}}
    edition = edition_of("publieke-ruimte", desk=replace(DESK, posts=posts))

    assert "Vandenkwartel" not in str(edition)
    assert any("Burgemeester [mandataris] zat" in row.text for row in edition.rows)
    assert not any("gsm" in top.quote.text for top in edition.tops)


def test_a_question_late_in_a_post_is_the_part_that_is_quoted() -> None:
    (signal,) = [s for s in DESK.signals if "molenstraat" in s.id]
    (asked,) = signal.open_questions
    told = "Het was een lange avond. " * 12 + "Wanneer branden de lampen weer?"
    posts = {**DESK.posts, asked: replace(DESK.posts[asked], text=told)}
    whole = next(a for a in DESK.advices if a.signal_id == signal.id and a.post_id is None)
    labels = {**DESK.labels, asked: replace(DESK.labels[asked], kind=Kind.QUESTION)}
    changed = replace(DESK, posts=posts, labels=labels, advices=(replace(whole, rule="question"),))
    (ask,) = edition_of("publieke-ruimte", desk=changed).asks

    assert [quote.text for quote in ask.quotes] == ["… Wanneer branden de lampen weer?"]
    long = replace(DESK.posts[asked], text="woord " * 60 + "en wanneer branden ze weer?")
    (ask,) = edition_of("publieke-ruimte", desk=replace(changed, posts={**posts, asked: long})).asks
    assert ask.quotes[0].text.startswith("… woord")
    assert ask.quotes[0].text.endswith("en wanneer branden ze weer?")


@pytest.mark.parametrize(
    ("told", "quoted"),
    [
        ("> Wanneer komt de dokter bij mij thuis langs?\nIk heb kanker en weet het niet.", ()),
        (
            "> Wanneer komt de dokter bij mij langs?\nMijn winkel is ernaast. Komt hij hier ook?",
            ("Komt hij hier ook?",),
        ),
    ],
)
def test_no_question_of_another_post_is_quoted_as_that_of_who_repeats_it(
    told: str, quoted: tuple[str, ...]
) -> None:
    (signal,) = [s for s in DESK.signals if "molenstraat" in s.id]
    (asked,) = signal.open_questions
    whole = next(a for a in DESK.advices if a.signal_id == signal.id and a.post_id is None)
    posts = {**DESK.posts, asked: replace(DESK.posts[asked], text=told)}
    desk = replace(DESK, posts=posts, advices=(replace(whole, rule="question"),))
    (ask,) = edition_of("publieke-ruimte", desk=desk).asks

    assert tuple(quote.text for quote in ask.quotes) == quoted


@pytest.mark.parametrize(
    ("told", "quoted"),
    [
        (
            "Goed idee. Is het loket donderdag om 14.30 uur ook open voor een nieuwe kaart?",
            "Is het loket donderdag om 14.30 uur ook open voor een nieuwe kaart?",
        ),
        (
            "Kost een zak nu echt 1.50 euro in de winkel op het dorpsplein? Schandalig.",
            "Kost een zak nu echt 1.50 euro in de winkel op het dorpsplein?",
        ),
        (
            'Aan de poort: "hebt ge een afspraak?" Zot toch.',
            "Aan de poort: ‘hebt ge een afspraak?’",
        ),
        (
            "Weer stuk.Wanneer wordt de lamp in de straat eindelijk gemaakt?",
            "Wanneer wordt de lamp in de straat eindelijk gemaakt?",
        ),
    ],
)
def test_a_sentence_is_quoted_whole(told: str, quoted: str) -> None:
    pen = Pen(desk=DESK, reader=LEAD, words=words())
    post = replace(next(iter(DESK.posts.values())), text=told)

    assert brief_question_of(pen, post).text == quoted


def test_what_was_kept_back_in_an_earlier_week_is_kept_back_still() -> None:
    edition = edition_of("afval-milieu")
    (note,) = [note for note in edition.open_before if note.title == "Recyclagepark op afspraak"]
    (old,) = [s for s in DESK.earlier if "recyclagepark" in s.id]
    whole = DESK.advices[0]
    never = tuple(
        replace(whole, signal_id=old.id, week=old.week, post_id=post_id, action=Action.MOVE_PRIVATE)
        for post_id in old.open_questions
    )
    again = edition_of("afval-milieu", desk=replace(DESK, before=never))
    (kept,) = [note for note in again.open_before if note.title == "Recyclagepark op afspraak"]

    assert note.quote is not None
    assert kept.quote is None
    assert kept.text == f"{note.text} Het gaat over: afval en milieu."
    bare = tuple(replace(one, department_terms=(), place=None) for one in DESK.earlier)
    again = edition_of("afval-milieu", desk=replace(DESK, before=never, earlier=bare))
    (kept,) = [note for note in again.open_before if note.title == "Recyclagepark op afspraak"]
    assert kept.text == f"{note.text} We citeren ze niet: communicatie toont u de berichten."


@pytest.mark.parametrize("reader", READERS)
def test_what_is_asked_of_a_department_stands_in_its_edition(reader: str) -> None:
    signals = [s for s in DESK.signals if s.department == reader and not s.shown][:6]
    whole = next(a for a in DESK.advices if a.post_id is None and a.due == DUE)
    asked = tuple(
        replace(whole, signal_id=one.id, post_id=one.posts[0], rule="post-question",
                action=Action.CHECK_FIRST, who=Who.DEPARTMENT, department=one.department)
        for one in signals
    )  # fmt: skip
    edition = edition_of(reader, desk=replace(DESK, advices=asked))

    assert len(edition.asks) + len(edition.also_asked) == len(signals)
    for note in edition.also_asked:
        assert note.quote is None
        assert words().day(DUE) in note.text
        assert note.clicks


@pytest.mark.parametrize("reader", READERS)
def test_old_questions_have_a_day_and_can_be_closed_by_one_click(reader: str) -> None:
    edition = edition_of(reader)
    waiting = [note for note in edition.open_before if note.clicks]

    assert bool(waiting) == bool(edition.open_before_ask)
    assert not waiting or words().day(DUE) in edition.open_before_ask
    for note in waiting:
        assert {"gepland", "opgelost"} <= {click.text for click in note.clicks}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", READERS)
def test_nothing_on_the_page_is_left_empty(reader: str, language: str) -> None:
    edition = edition_of(reader, language)
    told = [edition.state, edition.subject, edition.reply, *edition.imprint]
    told += [text for _, text in edition.method]
    for item in edition.items:
        told += [item.title, item.state_text, item.size, item.shares_text, item.where]
        told += [item.answer, item.why]
    told += [part for ask in edition.asks for part in (ask.text, ask.reason)]
    told += [note.text for note in (*edition.open_before, *edition.praise)]

    for text in told:
        assert text.strip() == text != ""
        assert not re.search(r"[{}]|  |\bNone\b| [.,]|\(\)|‘’|“”|«\s*»", text), text


def test_french_marks_keep_their_blank_in_what_is_put_together() -> None:
    edition = edition_of(LEAD, "fr")
    charts = (edition.pulse, edition.ranking, edition.dots)
    told = [*edition.summary, *(chart.alternative for chart in charts if chart)]

    assert len(told) == 6
    assert any(";" in text for text in edition.summary)
    assert [text for text in told if re.search(r"[^\u00a0];", text)] == []
    assert edition.dots is not None
    for row in edition.dots.rows:
        assert f"{row.label}\u00a0: " in edition.dots.alternative


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", ["publieke-ruimte", "vrije-tijd", "communicatie"])
def test_the_text_part_says_what_the_html_part_says(reader: str, language: str) -> None:
    edition, wording = edition_of(reader, language), words(language)
    assets = Assets.of(Path("/nonexistent"))
    html = Sheets(assets, known_in(assets)).mail(edition, wording)
    shown = _bare(unescape(re.sub(r"<[^>]+>", " ", html)))
    text = _bare(plain(edition, wording))
    told = [part for a in edition.asks for part in (a.text, a.reason, a.then) if part]
    told += [quote.text for a in edition.asks for quote in a.quotes]
    for item in edition.items:
        told += [item.title, item.size, item.shares_text, item.answer, item.where, item.why]
        told += [quote.text for quote in item.quotes]
    told += [n.text for n in (*edition.open_before, *edition.praise)]
    told += [edition.open_before_ask, edition.loose, edition.honesty.summary, *edition.imprint]

    assert len(html.encode()) < 100_000
    for part in map(_bare, told):
        assert part in shown, part
        assert part in text, part


def _bare(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_until_a_department_answers_there_is_a_reply_that_promises_only_a_day(
    language: str,
) -> None:
    advices = [replace(a, action=Action.CHECK_FIRST) for a in DESK.advices if a.post_id is None]
    desk = replace(DESK, advices=tuple(advices))
    edition = edition_of(LEAD, language, desk)
    (asked,) = [one for one in edition.verdicts if one.action is Action.CHECK_FIRST]
    spoken = words(language)

    assert asked.holding == spoken.say("holding.dated", date=spoken.day(DUE))
    assert asked.holding in plain(edition, spoken)
    undated = replace(desk, advices=tuple(replace(a, due=None) for a in advices))
    (asked,) = [one for one in edition_of(LEAD, language, undated).verdicts if one.holding]
    assert asked.holding == spoken.say("holding.undated")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whom_to_write_in_private_can_be_found_and_what_if_that_cannot_be(language: str) -> None:
    signal = next(s for s in DESK.signals if s.shown and s.open_questions and s.department)
    (asked, *_) = signal.open_questions
    life = replace(DESK.posts[asked], text=LIVES[0], speaker=Speaker.VOICE)
    whole = next(a for a in DESK.advices if a.signal_id == signal.id and a.post_id is None)
    apart = replace(
        whole, post_id=asked, action=Action.MOVE_PRIVATE, who=Who.PAGE_TEAM, department=None
    )
    whole = replace(whole, action=Action.CHECK_FIRST)
    desk = replace(DESK, posts={**DESK.posts, asked: life}, advices=(whole, apart))
    edition = edition_of(LEAD, language, desk)
    steps = [step for v in edition.verdicts for c in v.choices for step in c.steps]
    (step,) = [one for one in steps if one.action is Action.MOVE_PRIVATE]

    assert step.quote is None
    assert step.url == life.url
    assert step.supplies == DEPARTMENTS[str(signal.department)][0]
    assert step.told.endswith(words(language).say("told.private"))
