"""What was said in a group, out of what mail puts around it."""

import pytest

from jobs.collect.collectors.mailbox.text import announced, heard, nameless, posted, unsigned
from tests.growth import is_linear_in

POST = "De lampen in de Molenstraat zijn weer uit."


@pytest.mark.parametrize(
    ("subject", "author", "group"),
    [
        ("Jan Peeters posted in Buren van Heide", "Jan Peeters", "Buren van Heide"),
        ("Jan Peeters commented on a post in Buren", "Jan Peeters", "Buren"),
        ("Jan Peeters heeft iets geplaatst in Wonen in Heidebeek.", "Jan Peeters",
         "Wonen in Heidebeek"),
        ("Jan Peeters heeft in Buren van Heide een bericht geplaatst", "Jan Peeters",
         "Buren van Heide"),
        ("Jan Peeters reageerde op een bericht in de groep “Buren”", "Jan Peeters", "Buren"),
        ("Jeanne Dupont a publié dans Voisins du Centre : « Bonjour »", "Jeanne Dupont",
         "Voisins du Centre"),
        ("Uwe Klein hat in Nachbarn Eupen gepostet", "Uwe Klein", "Nachbarn Eupen"),
        ("Fwd: Jan Peeters posted in Buren", "Jan Peeters", "Buren"),
        ("Re: [Buren] straatlampen", "", "Buren"),
        ("Nieuw bericht in Buren van Heide", "", "Buren van Heide"),
    ],
)  # fmt: skip
def test_a_subject_tells_who_said_something_in_which_group(
    subject: str, author: str, group: str
) -> None:
    found = announced(subject)

    assert found is not None
    assert (found.author, found.group) == (author, group)


@pytest.mark.parametrize("subject", ["", "Uw code is 123456", "Factuur", "Welkom bij de dienst"])
def test_a_mail_that_tells_of_no_group_is_no_notification(subject: str) -> None:
    assert announced(subject) is None


@pytest.mark.parametrize(
    "around",
    [
        "{post}\n\n-- \nJan Peeters\n0470 12 34 56",
        "{post}\n\n========\nBekijk op Facebook\nhttps://www.facebook.example/n/?mid=7",
        "Bekijk bericht <https://www.facebook.example/n/?mid=7>\n{post}",
        "{post}\n\nDit bericht is verzonden naar els@town.example.\nMeta Platforms Ireland",
        "{post}\n---\nThis message was sent to els@town.example. To stop receiving these",
        "{post}\nPour vous désabonner, cliquez ici : https://x.example\nMeta",
        "{post}\nVous recevez ce message car vous suivez le groupe",
        "{post}\nSie erhalten diese E-Mail, weil\nJan",
        "{post}\nDiese Benachrichtigungen abbestellen: https://x.example/u",
        "{post}\nKlik hier om je van deze mailinglijst af te melden of uitschrijven\nJan",
        "{post}\n_______________________________________________\nBuren mailing list",
        "Jan Peeters heeft iets geplaatst in Buren.\n\n{post}",
        "{post}\n\nOp 9 november 2026 om 08:15 schreef Jan <jan@x.example>:\n> Oud bericht\n",
        "Op ma 9 nov 2026 schreef Jan:\n> Oud bericht van Jan\n\n{post}",
        "{post}\n\nOn Mon, Nov 9, 2026 at 8:15 AM Jan wrote:\nOud bericht zonder streepjes",
        "{post}\n\nLe 9 nov. 2026 à 08:15, Jan a écrit :\n> vieux",
        "{post}\n\nAm 09.11.2026 um 08:15 schrieb Jan:\n> alt",
        "{post}\n\n-----Oorspronkelijk bericht-----\nVan: Jan",
        "> citaat van Jan\n{post}",
    ],
)
def test_what_stands_around_a_post_goes(around: str) -> None:
    told = announced("Jan Peeters heeft iets geplaatst in Buren")

    assert posted(around.format(post=POST), told) == POST


@pytest.mark.parametrize(
    "said",
    [
        "Hoe kan ik mij uitschrijven uit het bevolkingsregister?",
        "Vraag:\nwaar kan ik afmelden voor de speelpleinwerking?",
        "Unsubscribe me from https://spam.example please",
        "De gemeente heeft in de Molenstraat gewerkt. Nu liggen de putten er nog altijd, al weken.",
        "De gemeente heeft weer niets gedaan in de Molenstraat",
        "[tip] neem de fiets",
        "Wie - net als ik - is dit beu?",
        "op 9 november was er geen licht: schande",
    ],
)
def test_what_an_inhabitant_says_stays(said: str) -> None:
    assert posted(said, announced("Jan Peeters heeft iets geplaatst in Buren")) == said


@pytest.mark.parametrize(
    ("line", "group"),
    [
        ("gehoord in groep Buren van Heide: ", "Buren van Heide"),
        ("Gehoord in de groep Buren van Heide:\n", "Buren van Heide"),
        ("entendu dans le groupe Voisins : ", "Voisins"),
        ("Entendu dans le groupe Voisins\u00a0: ", "Voisins"),
        ("gehört in Gruppe Nachbarn: ", "Nachbarn"),
        ("Gehoert in der Gruppe Nachbarn: ", "Nachbarn"),
        ("heard in group Neighbours: ", "Neighbours"),
        ("> heard in the group Neighbours: ", "Neighbours"),
    ],
)
def test_a_typed_line_says_in_which_group_it_was_heard(line: str, group: str) -> None:
    (found,) = heard(f"Dag Els,\n\n{line}{POST}\n\nGroetjes,\nPiet", "hoi", ["Piet Janssens"])

    assert (found.group, found.text) == (group, POST)


def test_one_mail_may_tell_of_several_groups() -> None:
    text = "gehoord in groep A: een\ntwee\ngehoord in groep B: drie\n--\nPiet"
    found = heard(text, "", [])

    assert [(one.group, one.text) for one in found] == [("A", "een\ntwee"), ("B", "drie")]


HEADS = [
    """\
---------- Forwarded message ---------
Van: Jef Zonnebloem <jef@x.example>
Date: ma 9 nov 2026 om 08:15
Subject: lampen
To: <els@town.example>, <a@x.example>,
 <b@x.example>
""",
    """\
-----Oorspronkelijk bericht-----
Van: Jef Zonnebloem
Verzonden: 9 november 2026 08:15
Aan: Els Peeters
Onderwerp: lampen
""",
    """\
________________________________
De : Jef Zonnebloem <jef@x.example>
Envoyé : lundi 9 novembre 2026 08:15
À : Els
Objet : lampes
""",
    """\
Von: Jef Zonnebloem
Gesendet: Montag, 9. November 2026 08:15
An: Els
Betreff: Lampen
""",
    """\
Begin doorgestuurd bericht:

> Van: Jef Zonnebloem <jef@x.example>
> Datum: 9 november 2026
> Onderwerp: lampen
""",
    """\
*From:* Jef Zonnebloem <jef@x.example>
*Sent:* 9 November 2026 08:15
*To:* Els
""",
]


@pytest.mark.parametrize("heads", HEADS)
def test_headers_of_a_mail_sent_on_go_with_the_names_in_them(heads: str) -> None:
    text = f"gehoord in groep Buren:\n\n{heads}\n{POST}\nZie ook Jef Zonnebloem hierover.\nJef"
    (found,) = heard(text, "Fwd: lampen", ["Piet Janssens"])

    assert POST in found.text
    assert "zonnebloem" not in found.text.lower()
    assert "@" not in found.text
    assert not found.text.endswith("Jef")
    assert "9" in found.when


def test_a_notification_that_is_sent_on_tells_its_group_by_its_subject() -> None:
    subject = "Doorst: Jef Zonnebloem heeft iets geplaatst in Buren"
    (found,) = heard(f"{HEADS[1]}\n{POST}\nJef Zonnebloem", subject, [])

    assert (found.group, found.text) == ("Buren", POST)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("gehoord in groep Buren", POST),
        ("Gehoord in groep Buren:", POST),
        (f"gehoord in groep Buren: {POST}", ""),
    ],
)
def test_the_line_may_stand_in_the_subject(subject: str, text: str) -> None:
    (found,) = heard(text, subject, [])

    assert (found.group, found.text) == ("Buren", POST)


@pytest.mark.parametrize("text", ["", POST, "gehoord in de wandelgangen: niets"])
def test_a_mail_without_a_group_gives_nothing(text: str) -> None:
    assert heard(text, "hallo", []) == ()


def test_one_line_that_looks_like_a_header_is_text() -> None:
    (found,) = heard("gehoord in groep A:\nAan: iedereen die fietst\nPas op!", "", [])

    assert found.text == "Aan: iedereen die fietst\nPas op!"


def test_a_name_goes_wherever_it_is_repeated_and_a_word_stays() -> None:
    text = nameless("Jan Smit zei dat de smederij van JAN SMIT lawaai maakt.\nJan", ["Jan Smit"])

    assert text == "… zei dat de smederij van … lawaai maakt."
    assert nameless("De gemeente Heide slaapt", ["Gemeente Heide"]) == "De gemeente Heide slaapt"
    assert nameless("Ik weet het", ["", "-", "Ik"]) == "Ik weet het"


@pytest.mark.parametrize("said", [POST, "Vraag: waar is het loket?", "3 u wachten\naan het loket"])
def test_what_names_nobody_above_it_stays_whole(said: str) -> None:
    assert unsigned(said) == said


@pytest.mark.parametrize(
    "bad", ["a" * 1_000_000, "Van: " * 200_000, "> " * 500_000, "op 1 " * 200_000, "\n" * 50_000,
            "gehoord in groep " * 60_000, "Van: a@b\n" * 100_000, "-" * 1_000_000, "( " * 400_000,
            "gehoord in groep a:\n" * 50_000, "jef a schreef " * 60_000],
)  # fmt: skip
def test_a_hostile_text_takes_no_time(bad: str) -> None:
    def read(text: str) -> None:
        posted(text)
        heard(text, text, [text[:4_000], "a"])
        unsigned(text)
        announced(text)

    assert is_linear_in(bad[:50_000], read)
