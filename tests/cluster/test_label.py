import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.cluster.course import make_course
from jobs.cluster.departments import point
from jobs.cluster.label import NEEDS_ANSWER, answer_score, kinds_of, label, make_conversation
from jobs.cluster.read import Reading, in_time
from jobs.cluster.traits import conduct_of
from jobs.cluster.weights import KINDS, load_weights
from jobs.language import LANGUAGES
from jobs.language.kinds import CUES, load_cues
from jobs.model import Kind, Label, Post, Role, Speaker
from tests.cluster.town import read_post, routes_of
from tests.make import WEEK, make_post

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "cluster" / "kinds.toml").read_text(encoding="utf-8")
)["case"]
CONDUCT = conduct_of(LANGUAGES)
ROUTES = routes_of()


def labels_of(*posts: Post) -> list[Label]:
    readings = sorted((read_post(post) for post in posts), key=in_time)
    talk = make_conversation(
        readings,
        next((one for one in readings if one.post.role is Role.OPENING), None),
        {one.post.id: point(one, ROUTES) for one in readings},
    )
    return [label(reading, WEEK, talk, CONDUCT) for reading in readings]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"])[:40])
def test_a_post_gets_the_kind_a_reader_would_give(case: dict[str, str]) -> None:
    (found,) = labels_of(make_post(case["text"], language=case["language"]))

    assert found.kind is Kind(case["kind"])


def test_who_speaks_decides_for_those_who_are_no_inhabitant() -> None:
    posts = [
        make_post("De straat gaat open.", number=1, speaker=Speaker.MUNICIPALITY),
        make_post("Dag Lies, vrijdag.", number=2, thread=1, speaker=Speaker.MUNICIPALITY),
        make_post("Werken duren langer", number=3, thread=1, speaker=Speaker.PRESS),
        make_post("Wij werken eraan!", number=4, thread=1, speaker=Speaker.OFFICE_HOLDER),
    ]

    assert [one.kind for one in labels_of(*posts)] == [
        Kind.NEWS,
        Kind.ANSWER,
        Kind.NEWS,
        Kind.OPINION,
    ]


def answer_of(reading: Reading) -> float:
    course = make_course([reading])
    return answer_score(reading, kinds_of(reading, None), course, CONDUCT)[0]


QUESTION = "Waar kan ik melden dat de lampen in de Molenstraat niet branden?"


def test_an_open_question_asks_for_an_answer_and_says_why() -> None:
    (found,) = labels_of(make_post(QUESTION))

    assert found.needs_answer
    assert found.answer_score >= NEEDS_ANSWER
    assert {"question", "unanswered", "place"} <= set(found.answer_reasons)


def test_an_answer_of_the_municipality_lowers_the_need() -> None:
    reply = make_post("Dag, dat kan via het meldpunt.", number=2, thread=1,
                      speaker=Speaker.MUNICIPALITY, voice=None)  # fmt: skip

    (asked, _) = labels_of(make_post(QUESTION), reply)

    assert "answered" in asked.answer_reasons
    assert asked.answer_score < labels_of(make_post(QUESTION))[0].answer_score


def test_help_of_a_neighbour_and_a_solution_lower_the_need() -> None:
    tip = make_post("Dat kan online via de site", number=2, thread=1, voice="bob")
    done = make_post("Is opgelost, bedankt", number=3, thread=1, voice="bob")

    (asked, *_) = labels_of(make_post(QUESTION), tip, done)

    assert {"peer_answered", "solved"} <= set(asked.answer_reasons)


def test_the_municipality_never_needs_an_answer_of_itself() -> None:
    (found,) = labels_of(make_post("Wie helpt mee?", speaker=Speaker.MUNICIPALITY))

    assert not found.needs_answer
    assert found.answer_reasons == ()


def test_saying_it_again_lowers_the_need() -> None:
    root = make_post("De lampen in de Molenstraat zijn uit", number=1, voice="anna")
    other, again = (
        labels_of(root, make_post(QUESTION, number=2, thread=1, voice=voice))[1]
        for voice in ("bob", "anna")
    )

    assert again.answer_score < other.answer_score


def test_an_answer_to_the_very_question_lowers_the_need_more_than_one_later_in_the_thread() -> None:
    asked = make_post(QUESTION, number=2, thread=1, voice="bob")
    reply = make_post("Dat kan via het meldpunt.", number=3, thread=1, speaker=Speaker.MUNICIPALITY)
    root = make_post("De lampen in de Molenstraat zijn uit", number=1)

    later = labels_of(root, asked, reply)[1]
    here = labels_of(root, asked, replace(reply, parent_id=asked.id))[1]

    assert here.answer_score < later.answer_score


def test_what_may_be_none_of_ours_needs_an_answer_less() -> None:
    sure, doubtful = (
        answer_of(replace(read_post(make_post(QUESTION)), confidence=confidence))
        for confidence in (0.95, 0.5)
    )

    assert doubtful < sure


@pytest.mark.parametrize("quip", ["Koffie?", "Un café ?", "Kaffee?", "Coffee?"])
def test_a_question_of_a_word_waits_for_nothing(quip: str) -> None:
    root = make_post("De lampen in de Molenstraat zijn uit, wie herstelt dat?", number=1)

    (_, reply) = labels_of(root, make_post(quip, number=2, thread=1, voice="bob"))

    assert not reply.needs_answer


@pytest.mark.parametrize(
    "said",
    [
        "nog niet gezien dat iemand hier respectvol van mening verschilt, koffie?",
        "jamais vu quelqu'un d'aussi poli par ici, santé ?",
        "So höflich war hier noch niemand anderer Meinung, Kaffee?",
        "never seen anybody disagree so politely in here, coffee?",
    ],
)
def test_a_word_behind_a_comma_makes_no_question(said: str) -> None:
    reply = make_post(said, number=2, thread=1, voice="bob")
    root = make_post("Wij krijgen vier lagen in de Molenstraat, wie wil dat?", number=1)

    (_, label) = labels_of(root, reply)

    assert "question" not in label.answer_reasons
    assert not label.needs_answer


def test_a_reply_takes_department_and_place_from_its_thread() -> None:
    root = make_post("De straatlampen in de Molenstraat zijn uit", number=1)

    (_, reply) = labels_of(root, make_post("idem", number=2, thread=1, voice="bob"))

    assert reply.department == "wegen"
    assert reply.places == ("Molenstraat",)
    assert reply.department_terms


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_cue(language: str) -> None:
    assert set(load_cues(language)) == set(CUES)


def test_every_kind_of_an_inhabitant_has_weights() -> None:
    assert {*KINDS, "needs_answer"} == set(load_weights())
    assert all("bias" in weights for weights in load_weights().values())


def test_an_unknown_language_has_cues_too() -> None:
    assert set(load_cues("xx")) == set(CUES)
