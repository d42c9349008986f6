from tests.cluster.town import title_of


def test_a_word_from_replies_only_is_no_matter() -> None:
    found = title_of(
        "De lantaarns in de Molenstraat branden niet",
        "Daar vlakbij de brug ook niet",
        "Klopt, aan de brug is het ook zo",
        "hier nog wel",
        "vreemd",
    )

    assert "brug" not in found.line


def test_german_nouns_keep_their_capital() -> None:
    found = title_of(
        "Wann kommt die Müllabfuhr mit der Biotonne?",
        "Ja, die Biotonne steht seit Montag da",
        "Unsere Biotonne auch",
        language="de",
    )

    assert "Biotonne" in found.line
    assert "biotonne" not in found.line


def test_a_german_verb_or_name_is_no_matter() -> None:
    found = title_of(
        "Der mäht samstags den Rasen, der Zwickelmoser",
        "Der mäht immer, der Zwickelmoser",
        "So ist der Zwickelmoser",
        language="de",
    )

    assert "mäht" not in found.line.lower()
    assert "zwickelmoser" not in found.line.lower()
