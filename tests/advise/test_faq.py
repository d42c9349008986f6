"""Which approved answer fits a question, in small towns of four languages."""

import pytest

from jobs.advise.faq import Entry, best_fit, make_entry, shelves_of

ENTRIES = {
    "nl": (
        "Hoe lang duren de werken in de Dorpsstraat?",
        "Tot eind februari, door een oude leiding.",
    ),
    "fr": (
        "Combien de temps durent les travaux rue du Moulin ?",
        "Jusque fin février, à cause d'une vieille conduite.",
    ),
    "de": (
        "Wie lange dauern die Bauarbeiten in der Mühlstraße?",
        "Bis Ende Februar, wegen einer alten Leitung.",
    ),
    "en": (
        "How long will the roadworks in Mill Street last?",
        "Until the end of February, because of an old pipe.",
    ),
}


def entry(language: str) -> Entry:
    question, answer = ENTRIES[language]
    return make_entry("werken", language, question=question, answer=answer, department="werken")


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("nl", "Tot wanneer duren die werken in de Dorpsstraat nog?"),
        ("fr", "Encore combien de temps ces travaux dans la rue du Moulin ?"),
        ("de", "Bis wann dauern die Arbeiten in der Mühlstraße noch?"),
        ("en", "Until when do the roadworks on Mill Street go on?"),
    ],
)
def test_the_same_question_in_other_words_fits(language: str, question: str) -> None:
    fit = best_fit(shelves_of([entry(language)]), question, "", "werken")

    assert fit is not None
    assert fit.entry.id == "werken"


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("nl", "Waar kan ik een nieuwe vuilbak krijgen?"),
        ("nl", "Staat er nog volk op de markt in de Dorpsstraat?"),
        ("fr", "Où demander une nouvelle poubelle ?"),
        ("de", "Wo bekomme ich eine neue Tonne?"),
        ("en", "Where can I get a new bin?"),
    ],
)
def test_another_question_does_not(language: str, question: str) -> None:
    assert best_fit(shelves_of([entry(language)]), question, "", "afval") is None


def test_words_of_the_opening_post_help_but_do_not_suffice() -> None:
    """``And us?`` under a post about the works says nothing of its own."""
    opening = "De werken in de Dorpsstraat duren langer door een oude leiding."
    known = shelves_of([entry("nl")])

    assert best_fit(known, "En hoe lang duren die dan?", opening, None) is not None
    assert best_fit(known, "En de parochiezaal?", opening, None) is None


def test_another_department_needs_a_closer_fit() -> None:
    question = "Hoe lang duren de werken?"
    same = best_fit(shelves_of([entry("nl")]), question, "", "werken")
    other = best_fit(shelves_of([entry("nl")]), question, "", "zwembad")

    assert same is not None
    assert other is None or other.score < same.score


def test_the_closest_entry_is_taken() -> None:
    pool = make_entry(
        "bad",
        "nl",
        question="Wanneer gaat het zwembad open?",
        answer="Het zwembad heropent in januari.",
        department="werken",
    )
    fit = best_fit(shelves_of([entry("nl"), pool]), "Wanneer gaat het zwembad weer open?", "", None)

    assert fit is not None
    assert fit.entry.id == "bad"


@pytest.mark.parametrize("question", ["", "??", "ok"])
def test_a_question_without_words_fits_nothing(question: str) -> None:
    assert best_fit(shelves_of([entry("nl")]), question, "", None) is None
