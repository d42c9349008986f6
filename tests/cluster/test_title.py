from dataclasses import replace

import pytest

from jobs.cluster.domains import topic_label
from jobs.cluster.headline import LONGEST
from jobs.cluster.nouns import nouns
from jobs.cluster.title import Plain, Wrong, plain_title
from jobs.cluster.vectors import surface_forms
from jobs.language import LANGUAGES
from jobs.language.titles import load_title_words
from jobs.language.words import stem
from jobs.model import Post, Speaker
from tests.cluster.town import read_post, routes_of, title_of, title_of_posts
from tests.make import make_post

ROUTES = routes_of()


def test_a_title_is_the_matter_and_the_place() -> None:
    found = title_of(
        "De lampen in de Molenstraat zijn weer uit",
        "Bij ons in de Molenstraat ook, die lampen zijn al een week uit",
        "Wanneer komen ze voor de lampen?",
    )

    assert found.line.startswith("Lampen Molenstraat")
    assert "lampen" in found.phrases


def test_without_a_noun_of_two_authors_the_domain_names_the_matter() -> None:
    found = title_of("Pikdonker in de Molenstraat", "hier ook geen licht", "zwart gat")

    assert found.line == "Straatverlichting Molenstraat uit"


def test_a_domain_of_several_words_comes_after_the_place() -> None:
    found = title_of("Sluikstort in de Kerkstraat", "ja, vies", "beu!")

    assert found.line == "Kerkstraat: zwerfvuil en sluikstort"


def test_a_venue_says_by_itself_what_it_is_about() -> None:
    assert title_of("Zwembad De Plas is te koud", "inderdaad").line == "Zwembad De Plas"


def test_what_one_person_repeats_never_stands_in_a_title() -> None:
    found = title_of(*["De burgemeester is een sjoemelaar, de sjoemelaar"] * 9, voices=1)

    assert "sjoemelaar" not in found.line.lower()
    assert found.phrases == ()


def test_no_name_mark_or_address_stands_in_a_title() -> None:
    found = title_of(
        "Aan de Marcske: de lampen <b>zijn</b> weer uit, bel [telefoon] of https://x.example/lampen",
        "Vraag het aan de Marcske, de lampen zijn uit, bel [telefoon] #lampen",
        "De Marcske weet van de lampen",
    )

    for wrong in ("marcske", "telefoon", "http", "<", "x.example", "#"):
        assert wrong not in found.line.lower()


def test_a_title_is_never_long_and_starts_with_a_capital() -> None:
    found = title_of(
        *["de afvalverwerkingsinstallatie en de incontinentiemateriaal en de sluikstortcamera"] * 4
    )

    assert 0 < len(found.line) <= LONGEST
    assert found.line[0].isupper()


def test_without_matter_or_place_the_title_says_so() -> None:
    assert title_of("idem", "ja", "+1").line == "Verschillende opmerkingen"


def test_the_heart_of_a_title_exists_in_every_language() -> None:
    topics = {"lighting": 2.0, "water": 1.0}

    lines = [
        plain_title(Plain(topics=topics, place="Molenstraat"), language, ROUTES)
        for language in LANGUAGES
    ]

    assert lines == [
        "Straatverlichting Molenstraat",
        "Éclairage public – Molenstraat",
        "Straßenbeleuchtung Molenstraat",
        "Street lighting, Molenstraat",
    ]
    assert topic_label({}, "nl") == ""


def test_words_are_shown_as_most_people_write_them() -> None:
    readings = [read_post(make_post(text, number=n)) for n, text in enumerate(
        ("lampen", "Lampen", "lamp"), 1)]  # fmt: skip

    assert surface_forms(readings, {stem("lampen", "nl")}) == {stem("lampen", "nl"): "lampen"}
    assert surface_forms(readings, ()) == {}


def shown(*posts: Post) -> set[str]:
    return {noun.word for noun in nouns(read_post(post) for post in posts)}


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("nl", "Ik zag de stoet.", "stoet"),
        ("fr", "Il y a encore des travaux.", "travaux"),
        ("de", "Wann kommt die Müllabfuhr?", "müllabfuhr"),
        ("en", "I saw the potholes.", "potholes"),
    ],
)
def test_a_word_after_an_article_is_a_noun(language: str, text: str, word: str) -> None:
    assert word in shown(make_post(text, language=language))


def test_an_adjective_before_a_noun_is_none() -> None:
    assert "gele" not in shown(make_post("Ik zag de gele bordjes."))


def test_an_abbreviation_keeps_its_capitals_unless_everything_is_shouted() -> None:
    assert "GFT" in shown(make_post("Wat met de GFT?"))
    assert "gft" in shown(make_post("WAT MET DE GFT?"))


def test_an_unknown_language_has_title_words() -> None:
    assert load_title_words("xx") == load_title_words("nl")


def of_posts(*posts: Post) -> str:
    return title_of_posts(*posts).line


def test_the_municipality_alone_may_name_the_matter() -> None:
    told = make_post(
        "De aanslagbiljetten zijn dubbel verstuurd.", thread=1, speaker=Speaker.MUNICIPALITY
    )
    asked = make_post("Moet ik nu twee keer betalen?", number=2, thread=1, voice="a")

    assert "aanslagbiljetten" in of_posts(told, asked).lower()


def test_a_listed_word_from_the_start_of_an_opening_post_may_name_the_matter() -> None:
    opening = make_post("De rommelmarkt in de Molenstraat duurt te lang", number=1, thread=1)
    late = make_post(
        "Ik woon hier nu al heel wat jaren met veel plezier maar toch zeg ik u nog eens dat op "
        "het plein van ons elke keer opnieuw zo'n rommelmarkt staat",
        number=1,
        thread=1,
    )
    reply = make_post("inderdaad", number=2, thread=1, voice="b")

    assert of_posts(opening, reply) == "Rommelmarkt Molenstraat"
    assert of_posts(late, reply) == "Verschillende opmerkingen"


def test_a_place_named_in_passing_is_no_part_of_the_title() -> None:
    opening = make_post("Het vuurwerk duurt te lang", number=1, thread=1)
    reply = make_post(
        "Ja, het vuurwerk, ook bij zwembad De Plas", number=2, thread=1, voice="b"
    )  # fmt: skip

    assert of_posts(opening, reply) == "Vuurwerk"


@pytest.mark.parametrize(
    ("language", "texts", "line"),
    [
        ("nl", ("Wat met de gele containers?", "De gele containers zijn weg"), "gele containers"),
        ("fr", ("Et la carte d'identité ?", "La carte d'identité tarde"), "carte d'identité"),
        ("en", ("What about the bus stop?", "The bus stop is gone"), "bus stop"),
    ],
)
def test_a_noun_brings_the_word_that_belongs_to_it(
    language: str, texts: tuple[str, ...], line: str
) -> None:
    found = {
        phrase
        for noun in nouns(
            read_post(make_post(text, number=n, voice=f"v{n}", language=language))
            for n, text in enumerate(texts, 1)
        )
        for phrase, who in noun.phrases
        if len(who) == 2
    }

    assert line in found


def test_what_one_inhabitant_says_in_passing_is_no_noun() -> None:
    opening = make_post("Ik zag de stoet.", number=1, voice="anna")
    remark = "Bij de bakker, na een uur in de regen met al die mensen rond mij, stond de tram."
    reply = make_post(remark, number=2, thread=1, voice="bart")
    again = make_post("De tram reed.", number=3, thread=1, voice="carla")

    assert shown(opening, reply) == {"stoet"}
    assert "tram" in shown(opening, reply, again)


def test_what_is_back_says_so_and_what_is_wrong_with_it() -> None:
    again, dark = Wrong(back=True), Wrong(state="dark", back=True)
    lighting = Plain(topics={"lighting": 1.0}, place="Molenstraat")

    def told(wrong: Wrong) -> list[str]:
        return [
            plain_title(replace(lighting, wrong=wrong), language, ROUTES) for language in LANGUAGES
        ]

    assert told(again) == [
        "Straatverlichting Molenstraat opnieuw",
        "Éclairage public – Molenstraat à nouveau",
        "Straßenbeleuchtung Molenstraat wieder",
        "Street lighting, Molenstraat again",
    ]
    assert told(dark) == [
        "Straatverlichting Molenstraat opnieuw uit",
        "Éclairage public – Molenstraat : panne, à nouveau",
        "Straßenbeleuchtung Molenstraat wieder aus",
        "Street lighting, Molenstraat out again",
    ]


def test_a_venue_comes_first_and_its_matter_after_it() -> None:
    found = title_of(
        "De kleedkamers van zwembad De Plas stinken", "Ja, die kleedkamers in zwembad De Plas!"
    )

    assert found.line == "Zwembad De Plas: kleedkamers"


def test_a_french_title_has_a_space_before_its_colon_and_keeps_what_belongs_together() -> None:
    found = title_of(
        "La collecte des déchets passe au conteneur à puce",
        "Et le conteneur à puce, il coûte combien ?",
        "Le conteneur à puce, quelle idée",
        language="fr",
    )

    assert "onteneur à puce" in found.line
    assert ":" not in found.line.replace(" : ", "")


def test_the_name_of_a_domain_goes_when_the_matter_says_it_too() -> None:
    found = title_of(
        "Wat met restafval en gft vanaf januari?",
        "Het restafval blijft te lang staan",
        "Ja, het restafval stinkt",
    )

    assert found.line.startswith("Restafval")


def test_what_one_remark_brings_up_names_no_domain() -> None:
    found = title_of("Wie kent er een goede kapper?", "dat ligt daar vol zwerfvuil", "haha")

    assert found.line == "Verschillende opmerkingen"


def test_the_order_of_posts_does_not_change_a_title() -> None:
    texts = ("De lampen in de Molenstraat zijn kapot", "Kapot, die lampen", "Weer die lampen kapot")
    posts = [make_post(text, number=n, thread=n, voice=f"v{n}") for n, text in enumerate(texts, 1)]

    assert of_posts(*posts) == of_posts(*reversed(posts))
