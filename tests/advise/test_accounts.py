"""Figures about own accounts: what counts as asked, answered, open, barred, too often, vanished."""

from datetime import timedelta

import pytest

from jobs.advise.accounts import SPAN, conduct_of
from jobs.advise.ground import barred_roles
from jobs.advise.talk import read_threads
from jobs.model import Conduct, Kind, Label, Measure, Post, Speaker
from jobs.settings.schema import Account
from tests.advise.town import make_town
from tests.make import MONDAY, WEEK, make_label, make_post

ZONE = make_town().hours.zone
BEGINS = (WEEK.bounds(ZONE)[0], WEEK.plus(1 - SPAN).bounds(ZONE)[0])
HOLDER = {"source": "pagina", "author": "schepen", "role": "office_holder"}


def own(text: str = "Wanneer komt de kalender?", **known: object) -> Post:
    return make_post(text, source="pagina", **known)  # type: ignore[arg-type]  # a builder takes any field


def reply(number: int, thread: int = 1, **known: object) -> Post:
    return own(
        "Dag, in december.", number=number, thread=thread, speaker=Speaker.MUNICIPALITY, **known
    )


def question(post: Post, *, wants: bool = True) -> Label:
    return make_label(post, kind=Kind.QUESTION, needs_answer=wants)


def figures(
    *posts: Post, labels: tuple[Label, ...] = (), vanished: tuple[Post, ...] = (), **town: object
) -> dict[tuple[Measure, int], Conduct]:
    ground = make_town(**town)
    threads = read_threads(posts, {one.post_id: one for one in labels}, (), ground)
    found = conduct_of(threads, vanished, ground, BEGINS)
    return {(one.measure, one.weeks): one for one in found}


def test_a_question_is_answered_by_us_by_a_neighbour_or_waits() -> None:
    ours, theirs, waiting = own(number=1), own(number=10), own(number=20)
    posts = (
        *(ours, reply(2)),
        *(theirs, own("In december, stond in het blad", number=11, thread=10, voice="bob")),
        waiting,
    )
    labels = (question(ours), question(theirs, wants=False), question(waiting))
    found = figures(*posts, labels=labels)

    assert found[Measure.ASKED, 1].posts == (ours.id, theirs.id, waiting.id)
    assert found[Measure.ANSWERED, 1].posts == (ours.id,)
    assert found[Measure.HELPED, 1].posts == (theirs.id,)
    assert {one.value for key, one in found.items() if key[0] is Measure.ASKED} == {3}


def test_rhetoric_politics_and_other_places_are_not_asked_of_us() -> None:
    rhetoric, political = own(number=1), own("Wat doet Samen Beekdorp eigenlijk?", number=2)
    elsewhere = make_post("Wanneer komt de kalender?", number=3, source="groep")
    labels = (question(rhetoric, wants=False), question(political), question(elsewhere))

    assert figures(rhetoric, political, elsewhere, labels=labels)[Measure.ASKED, 1].value == 0


def test_the_wait_is_the_median_in_office_hours() -> None:
    posts: list[Post] = []
    for root, minutes in ((20, 30), (30, 60), (40, 300)):
        asked = own(number=root, at=MONDAY + timedelta(hours=1))
        posts += (asked, reply(root + 1, root, at=asked.posted_at + timedelta(minutes=minutes)))
    labels = tuple(question(post) for post in posts[::2])
    found = figures(*posts, labels=labels)[Measure.WAIT, 1]

    assert found.value == 60
    assert found.posts == tuple(post.id for post in posts[::2])


def test_without_an_answer_there_is_no_wait() -> None:
    asked = own()

    assert (Measure.WAIT, 1) not in figures(asked, labels=(question(asked),))


def test_a_question_is_open_too_long_after_the_agreed_working_days() -> None:
    early, late = own(number=1), own(number=2, at=MONDAY + timedelta(days=4))
    labels = (question(early), question(late))

    assert figures(early, late, labels=labels)[Measure.OPEN, SPAN].posts == (early.id,)
    patient = figures(early, late, labels=labels, policy={"open_after": "2 weeks"})
    assert patient[Measure.OPEN, SPAN].value == 0


def test_questions_of_the_weeks_before_count_over_four_weeks_only() -> None:
    old = own(number=1, at=MONDAY - timedelta(weeks=2))
    found = figures(old, labels=(question(old),))

    assert (found[Measure.ASKED, 1].value, found[Measure.ASKED, SPAN].value) == (0, 1)


@pytest.mark.parametrize(
    ("account", "expected"),
    [({}, 1), ({"may_answer": False}, 1), ({"may_answer": True}, 0)],
)
def test_an_office_holder_who_replies_on_an_own_page_is_found(
    account: dict[str, object], expected: int
) -> None:
    holder = own("Ik antwoord als verkozene", number=2, thread=1, speaker=Speaker.OFFICE_HOLDER)
    found = figures(own(number=1), holder, account=[HOLDER | account])[Measure.BARRED, 1]

    assert found.posts == (holder.id,)[:expected]


def test_elsewhere_and_in_another_week_an_office_holder_may_speak() -> None:
    holder = Speaker.OFFICE_HOLDER
    elsewhere = make_post("Kom langs", number=2, thread=5, source="groep", speaker=holder)
    before = own("Kom langs", number=3, thread=1, at=MONDAY - timedelta(weeks=1), speaker=holder)
    groep = HOLDER | {"source": "groep"}

    assert figures(elsewhere, before, account=[HOLDER, groep])[Measure.BARRED, 1].value == 0


def test_a_role_of_which_one_account_may_answer_is_not_barred() -> None:
    accounts = [
        Account.model_validate(
            {"source": "pagina", "author": name, "role": "municipality", "may_answer": may}
        )
        for name, may in (("gemeente", True), ("bib", False))
    ]

    assert barred_roles(accounts) == {}
    assert barred_roles(accounts[1:]) == {"pagina": {Speaker.MUNICIPALITY}}


def test_answers_to_one_person_beyond_the_limit_are_found() -> None:
    posts: list[Post] = [own(number=1, voice="piet")]
    for number in range(2, 8, 2):
        posts += (
            own("Dat is geen antwoord", number=number, thread=1, voice="piet"),
            reply(number + 1),
        )

    assert figures(*posts)[Measure.PAST_LIMIT, 1].posts == (posts[-1].id,)
    assert figures(*posts, policy={"max_answers": 3})[Measure.PAST_LIMIT, 1].value == 0


def test_only_inhabitants_posts_on_own_pages_vanish() -> None:
    gone = own(number=1)
    others = (
        own(number=2, speaker=Speaker.MUNICIPALITY),
        make_post(number=3, source="groep"),
    )

    assert figures(vanished=(gone, *others))[Measure.VANISHED, 1].posts == (gone.id,)
