"""Open questions that no approved answer fits, grouped into draft FAQ entries."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.advise.drafts import drafts_of
from jobs.advise.ground import make_ground
from jobs.advise.talk import Talk, read_threads, talks_of
from jobs.model import DepartmentId, Draft, Kind, Label, Post, Speaker
from tests.advise.town import make_settings, make_town
from tests.make import MONDAY, WEEK, make_label, make_post, make_signal

SAME = {
    "nl": (
        "Waar vind ik de presentatie van de infoavond?",
        "Staat die presentatie van de infoavond ergens online?",
    ),
    "fr": (
        "Où peut-on échanger son conteneur contre un plus grand?",
        "Bonjour, comment échanger mon petit conteneur pour un grand?",
    ),
    "de": (
        "Wo kann ich meine Mülltonne tauschen?",
        "Kann man die Mülltonne gegen eine größere tauschen?",
    ),
    "en": (
        "Where can I swap my bin for a larger one?",
        "How do I swap a small bin for a bigger bin?",
    ),
}
"""Two people who ask the same, by language."""


def asking(*texts: str, language: str = "nl", first: int = 1) -> tuple[Post, ...]:
    """Return questions of as many people, each in a thread of its own."""
    return tuple(
        make_post(text, number=number, voice=f"v{number}", language=language)
        for number, text in enumerate(texts, first)
    )


def question(post: Post, department: str | None = None) -> Label:
    label = make_label(post, kind=Kind.QUESTION, needs_answer=True, answer=0.9)
    return replace(label, department=None if department is None else DepartmentId(department))


def talks(*signals: tuple[Post, ...], labels: tuple[Label, ...] = ()) -> tuple[Talk, ...]:
    """Return *signals* as talk; a post without a label of its own is an open question."""
    own = {label.post_id: label for label in labels}
    posts = [post for signal in signals for post in signal]
    known = {post.id: own.get(post.id, question(post)) for post in posts}
    told, town = [make_signal(signal) for signal in signals], make_town()
    return tuple(talks_of(told, read_threads(posts, known, told, town), town))


def drafts(*signals: tuple[Post, ...], labels: tuple[Label, ...] = ()) -> tuple[Draft, ...]:
    return drafts_of(talks(*signals, labels=labels), make_town())


@pytest.mark.parametrize("language", SAME)
def test_who_asks_the_same_in_other_words_makes_one_draft(language: str) -> None:
    posts = asking(*SAME[language], language=language)

    (draft,) = drafts(posts[:1], posts[1:])

    assert set(draft.questions) == {post.id for post in posts}
    assert draft.voices == len(draft.signals) == 2
    assert draft.since == posts[0].posted_at
    assert draft.week == WEEK


def test_the_question_that_is_most_like_the_others_stands_first() -> None:
    texts = (
        "Is de presentatie van de infoavond er al?",
        "Waar staat de presentatie van die infoavond over de riolering?",
        "Komt er een infoavond over de riolering in de Kerkstraat?",
    )
    posts = asking(*texts)

    (draft,) = drafts(posts)

    assert draft.questions == (posts[1].id, posts[0].id, posts[2].id)


def test_other_questions_stay_apart_and_most_voices_come_first() -> None:
    lone = replace(asking("Hoe laat gaat de bib open op zaterdag?", first=9)[0], reactions=50)

    found = drafts((lone,), asking(*SAME["nl"]))

    assert [draft.voices for draft in found] == [2, 1]


def test_of_one_voice_each_what_plainly_waits_for_an_answer_comes_first() -> None:
    sour, plain = asking("Hoe laat gaat de bib open?", "Mag een hond mee in het park?")
    sour = replace(sour, reactions=50)
    doubtful = replace(question(sour), answer_score=0.6)

    first, _ = drafts((sour,), (plain,), labels=(doubtful,))

    assert first.questions == (plain.id,)


def test_of_those_as_plain_what_most_people_like_comes_first() -> None:
    quiet, liked = asking("Hoe laat gaat de bib open?", "Mag een hond mee in het park?")

    first, _ = drafts((quiet,), (replace(liked, reactions=5),))

    assert first.questions == (liked.id,)


def test_a_question_in_two_languages_is_not_two_people_asking_the_same() -> None:
    french = make_post(
        "Le formulaire? Ik begrijp een beetje niet iemand", number=1, language="fr", voice="a"
    )
    dutch = make_post("weet iemand hoelang? ik word een beetje bang", number=2, voice="b")

    assert len(drafts((french,), (dutch,))) == 2


def test_words_of_the_opening_post_alone_make_no_two_questions_the_same() -> None:
    opening = make_post("Infoavond over de riolering in de Kerkstraat", number=1, voice="o")
    first = make_post("Wie betaalt dat?", number=2, thread=1, voice="a")
    second = make_post("Mogen kinderen mee?", number=3, thread=1, voice="b")
    told = make_label(opening, kind=Kind.NEWS)

    assert len(drafts((opening, first, second), labels=(told,))) == 2


def test_the_department_is_that_of_most_questions() -> None:
    posts = asking(*SAME["nl"], "Wanneer staat de presentatie van de infoavond online?")
    names = ("openbare-werken", "openbare-werken", "afval")
    labels = tuple(question(p, name) for p, name in zip(posts, names, strict=True))

    (draft, *_) = drafts(posts, labels=labels)

    assert draft.department == "openbare-werken"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Wanneer komt de ophaalkalender voor het restafval?", id="the FAQ answers it"),
        pytest.param("Moet schepen Op de Beeck geen ontslag nemen?", id="political"),
        pytest.param("Wat is de stand van mijn dossier?", id="about one's own file"),
    ],
)
def test_what_no_new_entry_would_answer_makes_no_draft(text: str) -> None:
    assert drafts(asking(text)) == ()


def test_what_we_answered_makes_no_draft() -> None:
    (asked,) = asking("Mag een hond mee in het park?")
    reply = make_post(
        "Ja, aan de leiband.",
        number=2,
        thread=1,
        speaker=Speaker.MUNICIPALITY,
        at=MONDAY + timedelta(hours=1),
    )
    told = make_label(reply, kind=Kind.ANSWER)

    assert drafts((asked, reply), labels=(told,)) == ()


def test_a_complaint_that_waits_is_no_question_for_the_faq() -> None:
    (post,) = asking("De hondenweide stinkt.")
    told = make_label(post, kind=Kind.COMPLAINT, needs_answer=True)

    assert drafts((post,), labels=(told,)) == ()


def test_an_answer_that_is_no_longer_valid_makes_room_for_a_draft() -> None:
    (post,) = asking("Wanneer komt de ophaalkalender voor het restafval?")
    old = make_settings(
        faq=[
            {
                "id": "kalender",
                "question": "Wanneer krijgen we de nieuwe ophaalkalender voor het restafval?",
                "answer": "In december krijgt elk gezin de ophaalkalender in de bus.",
                "department": "afval",
                "valid_until": "2026-01-31",
            }
        ]
    )

    (draft,) = drafts_of(talks((post,)), make_ground(old, WEEK))

    assert draft.questions == (post.id,)
