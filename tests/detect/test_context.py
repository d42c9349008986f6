"""A post inherits from its thread, and says why."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from jobs.detect.context import judge
from jobs.detect.model import KEEP, OWN_POST
from jobs.detect.reading import Reader
from jobs.model import EvidenceKind, Mention, Post, PostId, Speaker
from tests.detect.town import make_settings
from tests.make import MONDAY, WEEK, make_mention, make_post

READER = Reader(make_settings())
COMPLAINT = "De straatverlichting in de Hazelaarstraat is al weken stuk, al gemeld aan de gemeente"
SALE = "Te koop: eiken kast, zelf af te halen"


def judged(*posts: Post, earlier: dict[PostId, Mention] | None = None) -> list[Mention]:
    wanted = frozenset(post.id for post in posts)
    known = {post.id: earlier[post.id] for post in posts if earlier and post.id in earlier}
    return list(judge(READER.read_all(posts), WEEK, wanted, known))


def test_idem_under_a_complaint_is_a_mention_and_under_a_sale_it_is_not() -> None:
    for opening, kept in ((COMPLAINT, True), (SALE, False)):
        root, reply = judged(make_post(opening), make_post("idem", number=2, thread=1))

        assert (root.kept, reply.kept) == (kept, kept)


def test_a_reply_says_that_its_opening_post_decided_and_what_that_is_about() -> None:
    reply = judged(make_post(COMPLAINT), make_post("idem", number=2, thread=1))[1]
    root = next(one for one in reply.evidence if one.kind is EvidenceKind.THREAD_ROOT)

    assert root.term == "de gemeente"
    assert root.weight > 3
    assert (root.start, root.end) == (0, 0)


def test_evidence_stands_in_order_of_the_text_and_thread_last() -> None:
    post = make_post(COMPLAINT)
    evidence = judged(post, make_post("Weer stuk", number=2, thread=1))[0].evidence
    inside = [one for one in evidence if one.end]

    assert [one.start for one in inside] == sorted(one.start for one in inside)
    assert evidence[: len(inside)] == tuple(inside)
    assert post.words[inside[0].start : inside[0].end] == "straatverlichting"
    assert evidence[-1].kind is EvidenceKind.THREAD_OTHERS


def test_own_posts_are_mentions_and_lift_their_thread() -> None:
    own = make_post("Morgen feest!", speaker=Speaker.MUNICIPALITY, source="pagina")
    reply = make_post("mooi", number=2, thread=1, source="pagina")
    alone = judged(make_post("mooi", number=3, source="groep"))[0]
    first, second = judged(own, reply)

    assert first.kept
    assert first.confidence == OWN_POST
    assert second.kept
    assert not alone.kept
    assert EvidenceKind.OWN_PAGE in {one.kind for one in second.evidence}


def test_an_own_reply_speaks_for_the_question_it_answers() -> None:
    question = make_post("Kan iemand dat eens uitleggen?")
    answer = make_post("Bel ons gerust", number=2, thread=1, speaker=Speaker.MUNICIPALITY)

    without, answered = judged(question)[0], judged(question, answer)[0]

    assert answered.confidence > without.confidence
    assert EvidenceKind.OWN_REPLY in {one.kind for one in answered.evidence}


def test_an_erased_opening_post_hands_on_what_it_was_judged() -> None:
    gone = replace(make_post("", number=1), erased_at=MONDAY)
    reply = make_post("idem", number=2, thread=1)
    sure = {gone.id: make_mention(gone, confidence=0.98)}

    assert not judged(gone, reply)[1].kept
    assert judged(gone, reply, earlier=sure)[1].kept


def test_a_reply_whose_opening_post_we_do_not_hold_is_judged_by_itself() -> None:
    lost = make_post(COMPLAINT, number=2, thread=1)

    assert judged(lost)[0].kept


def test_only_the_wanted_posts_are_judged() -> None:
    root, reply = make_post(COMPLAINT), make_post("idem", number=2, thread=1)
    readings = READER.read_all((root, reply))

    assert [one.post_id for one in judge(readings, WEEK, frozenset({reply.id}), {})] == [reply.id]


def test_a_talk_about_the_neighbours_is_no_mention() -> None:
    assert not judged(make_post("Het gemeentebestuur van Oosterdonk sluit het zwembad"))[0].kept


def test_any_language_is_read() -> None:
    french = make_post("L'éclairage public est en panne, la commune ne fait rien", language="fr")

    assert judged(french)[0].kept
    assert judged(replace(french, language="xx"))


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_whatever_is_written_the_confidence_is_a_share_and_spans_lie_inside(
    texts: list[str],
) -> None:
    posts = [make_post(text, number=n, thread=1) for n, text in enumerate(texts, 1)]
    words = {post.id: post.words for post in posts}

    for mention in judged(*posts):
        assert 0 <= mention.confidence <= 1
        assert mention.kept == (mention.confidence >= KEEP)
        for one in mention.evidence:
            assert 0 <= one.start <= one.end <= len(words[mention.post_id])
