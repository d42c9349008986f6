"""What is known before any talk is read."""

from dataclasses import replace

import pytest

from jobs.advise.conduct import find_floods
from jobs.advise.decide import advise, advise_talk, once_each
from jobs.advise.ground import names_of
from jobs.advise.of_post import post_case
from jobs.advise.of_signal import signal_case
from jobs.advise.politics import is_political
from jobs.advise.route import body_of_talk
from jobs.advise.talk import read_threads, talks_of
from jobs.language.phrases import Phrases, plain
from jobs.model import Kind, Policy, SignalId, Speaker, Subject
from tests.advise.town import make_case, make_talk_of, make_town, shipped_policy
from tests.make import make_label, make_post, make_signal

FLOOD = "WORD WAKKER de zendmasten maken iedereen ziek en niemand durft het hier te zeggen mensen"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("schepen Nele Op den Bergh (jeugd, sport)", ("Nele Op den Bergh", "Op den Bergh")),
        ("burgemeester An Vermeulen", ("An Vermeulen", "Vermeulen")),
        ("schepen Jan Bos", ("Jan Bos",)),
        ("burgemeester", ()),
    ],
)
def test_office_holders_are_known_by_full_and_last_name(line: str, names: tuple[str, ...]) -> None:
    """A last name as short as *bos* is a word too."""
    assert names_of(line) == names


def test_places_follow_owner_access_and_platform() -> None:
    assert make_town().places == {
        "pagina": "own_page",
        "groep": "group",
        "forum": "open_place",
        "besloten": "closed",
    }


def test_a_source_that_is_gone_is_a_place_where_we_do_not_speak() -> None:
    talk = make_talk_of((make_post(source="weg"),))

    assert signal_case(talk, make_town()).facts["place"].value == "closed"


def test_only_answers_that_hold_when_the_edition_leaves_count() -> None:
    """The edition of week 46 leaves on Monday 16 November."""
    entry = {"question": "Open?", "answer": "Ja.", "department": "afval"}
    town = make_town(
        faq=[
            {**entry, "id": "later", "valid_from": "2026-11-17"},
            {**entry, "id": "over", "valid_until": "2026-11-15"},
            {**entry, "id": "now", "valid_from": "2026-11-16", "valid_until": "2026-11-16"},
        ]
    )

    assert [known.id for shelf in town.faq for known in shelf.entries] == ["now"]


def test_only_announcements_of_the_coming_fortnight_count() -> None:
    entry = {"title": "Werken Dorpsstraat", "department": "afval"}
    town = make_town(
        announcement=[
            {**entry, "id": "past", "date": "2026-11-15"},
            {**entry, "id": "soon", "date": "2026-11-30"},
            {**entry, "id": "far", "date": "2026-12-01"},
        ]
    )

    assert [known.id for shelf in town.announcements for known in shelf.entries] == ["soon"]


def test_an_announcement_touches_the_signal_about_the_same_matter() -> None:
    town = make_town(
        announcement=[
            {
                "id": "lampen",
                "title": "Nieuwe straatverlichting in de Molenstraat",
                "date": "2026-11-20",
                "department": "openbare-werken",
            }
        ]
    )
    talk = make_talk_of((make_post(),), ground=town)

    assert signal_case(talk, town).facts["announcement"].value is True


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (["2026-11-16", "2026-12-01"], True),
        (["2026-10-01", "2026-11-09"], True),
        (["2026-11-17", "2026-12-01"], False),
        (["2026-10-01", "2026-11-08"], False),
    ],
)
def test_the_election_period_covers_the_week_and_the_day_the_edition_leaves(
    period: list[str], *, expected: bool
) -> None:
    assert make_town(policy={"election_period": period}).election is expected


def test_a_body_of_sources_toml_adds_to_the_words_of_the_shipped_one() -> None:
    town = make_town(
        body=[{"id": "bus", "name": "Buurtbus vzw", "keywords": ["buurtbus"]},
              {"id": "intercommunale", "name": "Igemo", "keywords": ["igemo"]}]
    )  # fmt: skip

    assert "bus" in town.named.counts(plain("De buurtbus reed niet"))
    assert "bus" in town.named.counts(plain("Welke buslijn is dat?"))
    assert "intercommunale" in town.named.counts(plain("Bel Igemo"))


def test_a_neighbouring_municipality_is_another_body() -> None:
    town = make_town(municipality={"name": "Beekdorp", "neighbours": ["Heuveldorp"]})

    assert "neighbour" in town.named.counts(plain("Het zwembad van Heuveldorp is open"))
    assert "neighbour" not in town.named.counts(plain("Het zwembad van Beekdorp is open"))


@pytest.mark.parametrize(
    ("ours", "expected"),
    [
        (None, "other"),
        ("Klopt, dit is een gewestweg. Meld het aan het gewest.", "other"),
        ("Dit is een gemeenteweg. Wij herstellen hem volgende week.", "shared"),
    ],
)
def test_what_a_resident_says_of_whose_it_is_gives_way_to_our_own_answer(
    ours: str | None, expected: str
) -> None:
    posts = [
        make_post("De putten in de Lindenlaan worden steeds erger!", number=1, thread=1),
        make_post("Wanneer wordt dit hersteld?", number=2, thread=1, voice="bo"),
        make_post("Dat is van het gewest.", number=3, thread=1, voice="cis"),
    ]
    if ours is not None:
        posts.append(make_post(ours, number=4, thread=1, speaker=Speaker.MUNICIPALITY))
    town = make_town()
    talk = make_talk_of(tuple(posts), ground=town)

    assert body_of_talk(talk, town)[0] == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], "ours"),
        ([("dirk", "Toch wel, dat is van het gewest.")], "other"),
    ],
)
def test_where_residents_are_divided_over_whose_it_is_most_of_them_decide(
    more: list[tuple[str, str]], expected: str
) -> None:
    said = [
        ("an", "Die put in de Lindenlaan wordt steeds erger!"),
        ("ed", "Mijn band is er kapot op gereden."),
        ("fien", "Ik ben er bijna gevallen."),
        ("gust", "Hier in de straat ook."),
        ("bo", "Dat is voor de watergroep."),
        ("cis", "Dat is van het gewest."),
        *more,
    ]
    posts = [
        make_post(text, number=number, thread=1, voice=voice)
        for number, (voice, text) in enumerate(said, 1)
    ]
    town = make_town()

    assert body_of_talk(make_talk_of(tuple(posts), ground=town), town)[0] == expected


def test_a_post_can_be_for_another_body_though_the_signal_is_ours() -> None:
    post = make_post("Wanneer rijdt de lijnbus op zondag?", source="pagina")
    town = make_town()
    talk = make_talk_of((post,), (make_label(post, kind=Kind.QUESTION, needs_answer=True),))
    found = advise_talk(talk, town, shipped_policy())

    assert [(one.rule, one.body) for one in found] == [
        ("few-voices", None),
        ("post-other-body", "bus"),
    ]


def test_the_same_text_under_three_threads_is_a_flood() -> None:
    posts = [make_post(f"{FLOOD} {number}", number=number, voice="an") for number in (1, 2, 3)]

    assert find_floods(posts) == {post.id for post in posts}


def test_the_same_text_twice_or_in_one_thread_or_by_three_people_is_none() -> None:
    twice = [make_post(FLOOD, number=number, voice="an") for number in (1, 2)]
    together = [make_post(FLOOD, number=number, thread=1, voice="an") for number in (1, 2, 3)]
    people = [make_post(FLOOD, number=n, voice=v) for n, v in enumerate("abc", start=1)]
    ours = [make_post(FLOOD, number=number, speaker=Speaker.MUNICIPALITY) for number in (1, 2, 3)]

    assert not any(find_floods(posts) for posts in (twice, together, people, ours))


@pytest.mark.parametrize(
    ("kind", "expected"), [(Kind.QUESTION, "none"), (Kind.OPINION, "off-topic-flood")]
)
def test_a_question_asked_again_is_no_flood(kind: Kind, expected: str) -> None:
    post = make_post(FLOOD, source="pagina")
    town = replace(make_town(), floods=frozenset({post.id}))
    talk = make_talk_of((post,), (make_label(post, kind=kind),), ground=town)
    case = post_case(talk.voices[0], talk, town)

    assert case.facts["house_rule"].value == expected


def test_on_the_own_page_only_its_own_house_rules_count() -> None:
    post = make_post("Gij zijt een idioot.", source="pagina")
    talk = make_talk_of((post,))
    without = make_town(house_rule=[])

    assert post_case(talk.voices[0], talk, make_town()).facts["house_rule"].value == "insult"
    assert post_case(talk.voices[0], talk, without).facts["house_rule"].value == "none"


def test_advising_without_a_rule_for_the_case_is_a_mistake_of_ours() -> None:
    shipped = shipped_policy()
    empty = Policy(name="leeg", version=1, rules=shipped.of(Subject.POST), speak=shipped.speak)

    with pytest.raises(LookupError, match="leeg"):
        advise(make_case({}), empty, make_town().calendar)


def test_posts_of_the_thread_that_are_no_members_are_still_watched() -> None:
    """A threat under a signal is told, though the post itself is not about the municipality."""
    members = tuple(make_post(number=number, voice=f"v{number}") for number in (1, 2, 3))
    threat = make_post("Ik weet waar ge woont", number=9, thread=1, voice="x")
    talk = make_talk_of((*members, threat), signal=make_signal(members))
    found = advise_talk(talk, make_town(), shipped_policy())

    assert [(one.rule, one.post_id) for one in found[1:]] == [("post-threat", threat.id)]


@pytest.mark.parametrize("member", [True, False])
def test_a_post_is_told_of_once_and_by_its_own_signal(*, member: bool) -> None:
    """A threat that is no mention stands in threads of two signals; a mention belongs to one."""
    first, second = (make_post(number=number, voice=f"v{number}") for number in (1, 2))
    threat = make_post("Ik weet waar ge woont", number=9, thread=1, voice="x")
    other = make_post(number=3, thread=1, voice="y")
    signals = (
        make_signal((first,)),
        replace(make_signal((second, other, *([threat] * member))), id=SignalId("2026-W46-2")),
    )
    town = make_town()
    threads = read_threads((first, threat, second, other), {}, signals, town)
    found = [
        advice
        for talk in talks_of(signals, threads, town)
        for advice in advise_talk(talk, town, shipped_policy())
    ]
    teller = signals[1 if member else 0].id

    assert sum(one.post_id == threat.id for one in found) == (1 if member else 2)
    assert [one.signal_id for one in once_each(found) if one.post_id] == [teller]


@pytest.mark.parametrize("speaker", [Speaker.PRESS, Speaker.MUNICIPALITY])
def test_news_about_the_council_is_no_political_talk(speaker: Speaker) -> None:
    post = make_post("De oppositie stemde tegen", speaker=speaker)
    talk = make_talk_of((post,))

    assert not is_political(talk.members[0], make_town())


def test_a_list_without_phrases_finds_nothing() -> None:
    assert not Phrases.of(()).found(plain("iets"))
    assert not Phrases.pairs((), ("idioot",)).found(plain("gij zijt een idioot"))
