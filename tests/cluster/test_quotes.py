from jobs.cluster.quotes import LONGEST, MOST, choose_quotes
from jobs.cluster.traits import conduct_of
from jobs.language import LANGUAGES
from jobs.language.words import terms
from jobs.model import Kind, Post, Speaker
from tests.cluster.town import read_post
from tests.make import make_post

CONDUCT = conduct_of(LANGUAGES)
TEXTS = (
    "De straatlampen in de Molenstraat zijn al een week uit",
    "Pikdonker in de Molenstraat, de straatlampen branden niet",
    "Wanneer worden de straatlampen in de Molenstraat hersteld?",
    "Met de fiets durf ik er niet meer door",
)


def posts() -> list[Post]:
    return [make_post(text, number=n, voice=f"v{n}") for n, text in enumerate(TEXTS, 1)]


def quotes(given: list[Post], **kinds: Kind) -> list[str]:
    readings = [read_post(post) for post in given]
    told = {post.id: kinds.get(post.voice or "", Kind.COMPLAINT) for post in given}
    by_id = {post.id: post.text for post in given}
    return [by_id[name] for name in choose_quotes(readings, told, CONDUCT)]


def test_at_most_three_posts_stand_for_a_signal_and_they_differ() -> None:
    found = quotes(posts())

    assert len(found) == MOST
    assert len(set(found)) == MOST


def test_nothing_is_quoted_of_fewer_than_three_voices() -> None:
    assert quotes(posts()[:2]) == []


def test_one_voice_is_quoted_once() -> None:
    given = [*posts(), make_post(TEXTS[0] + "!", number=9, voice="v1")]

    assert len(quotes(given)) == MOST


def test_a_threat_or_insult_is_never_quoted() -> None:
    harsh = make_post("Gij zijt een idioot van de straatlampen in de Molenstraat", number=8)

    assert harsh.text not in quotes([*posts(), harsh])


def test_the_municipality_and_texts_too_short_or_long_are_not_quoted() -> None:
    given = [
        *posts(),
        make_post("Straatlampen hersteld, de ploeg is er", number=5, speaker=Speaker.MUNICIPALITY),
        make_post("straatlampen uit", number=6, voice="v6"),
        make_post("straatlampen uit " * 40, number=7, voice="v7"),
    ]

    assert all(text in TEXTS and len(text) <= LONGEST for text in quotes(given))


def test_a_complaint_stands_before_chatter() -> None:
    same = [make_post(TEXTS[0], number=n, voice=f"v{n}") for n in (1, 2, 3)]

    first = choose_quotes(
        [read_post(post) for post in same],
        {same[0].id: Kind.CHATTER, same[1].id: Kind.CHATTER, same[2].id: Kind.COMPLAINT},
        CONDUCT,
    )[0]

    assert first == same[2].id


def test_who_shouts_names_somebody_or_chats_is_not_quoted() -> None:
    shout = make_post("DE STRAATLAMPEN IN DE MOLENSTRAAT ZIJN WEER UIT", number=5, voice="v5")
    named = make_post("Rita, de straatlampen in de Molenstraat zijn uit", number=6, voice="v6")
    chat = make_post("de straatlampen in de Molenstraat, tja zeg", number=7, voice="v7")

    found = quotes([*posts(), shout, named, chat], v7=Kind.CHATTER)

    assert not {shout.text, named.text, chat.text} & set(found)


def test_what_tells_of_somebodys_own_life_leaves_its_place_to_another() -> None:
    lives = [
        make_post(text, number=n, voice=f"v{n}")
        for n, text in (
            (5, "Mijn dochter durft in de Molenstraat niet meer door, de straatlampen zijn uit"),
            (6, "Ik ben mijn werk kwijt en de straatlampen in de Molenstraat zijn uit"),
        )
    ]

    found = quotes([*lives, *posts()])

    assert len(found) == MOST
    assert not {one.text for one in lives} & set(found)


def test_what_names_the_matter_of_the_title_stands_before_what_only_belongs_to_it() -> None:
    texts = (
        "Al vier brieven aan het college en nog altijd geen antwoord gekregen",
        "Wie zijn brieven aan het college richt krijgt nooit een antwoord",
        "De padel speelt elke avond tot tien uur en van het college geen antwoord",
    )
    given = [make_post(text, number=n, voice=f"v{n}") for n, text in enumerate(texts, 1)]
    readings = [read_post(post) for post in given]
    kinds = {post.id: Kind.COMPLAINT for post in given}

    def first(*about: str) -> str:
        best = choose_quotes(readings, kinds, CONDUCT, about)[0]
        return next(post.text for post in given if post.id == best)

    assert first() != texts[2]
    assert first(*terms("Padel Lindelaan", "nl")) == texts[2]


def test_what_shares_no_word_with_the_others_comes_last() -> None:
    lonely = make_post("Mijn katten slapen heerlijk in hun nieuwe mand", number=5, voice="v5")

    assert quotes([lonely, *posts()])[0] != lonely.text


def test_a_text_that_is_passed_on_is_quoted_once() -> None:
    copies = [
        make_post(TEXTS[0] + mark, number=n, thread=n, voice=f"c{n}")
        for n, mark in ((5, "!"), (6, "."), (7, " 😡"))
    ]

    assert sum(text.startswith(TEXTS[0]) for text in quotes([*posts(), *copies])) == 1


def test_the_opening_post_that_says_the_matter_stands_before_a_short_reply() -> None:
    opening = make_post(
        "De straatlampen in de Kerkstraat branden niet sinds maandag, levensgevaarlijk op de fiets",
        number=1,
        thread=1,
        voice="a",
    )
    replies = [
        make_post(text, number=n, thread=1, voice=f"r{n}")
        for n, text in ((2, "Wanneer worden die hersteld?"), (3, "Sinds maandag, bij ons ook."))
    ]

    assert quotes([*replies, opening])[0] == opening.text


def test_who_is_named_in_full_is_not_quoted_but_a_known_place_is_no_person() -> None:
    named = make_post(
        "die straatlampen, dat is de schuld van Zwibber Knoest",
        number=5,
        voice="v5",
    )
    place = make_post("de straatlampen aan zwembad De Plas branden niet", number=6, voice="v6")

    assert named.text not in quotes([named, *posts()[:2]])
    assert place.text in quotes([place, *posts()[:2]])
