"""What every store engine must do with judgements, signals, stories and advice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from jobs.errors import StoreError
from jobs.model import (
    Action,
    Advice,
    Condition,
    DepartmentId,
    Evidence,
    EvidenceKind,
    Fact,
    Kind,
    Link,
    LinkKind,
    Policy,
    Post,
    PostId,
    Rule,
    Signal,
    SignalId,
    StoryId,
    StoryLink,
    Subject,
    Week,
    Where,
    Who,
)
from jobs.store import Store
from tests.contract.engines import MINUTE, save
from tests.make import MONDAY, WEEK, make_label, make_mention, make_post, make_signal


def make_advice(signal: Signal, *, post: Post | None = None) -> Advice:
    return Advice(
        signal_id=signal.id,
        week=signal.week,
        post_id=None if post is None else post.id,
        action=Action.ANSWER,
        rule="question-with-faq",
        facts=(
            Fact(name="question", value=True, posts=signal.posts[:1], confidence=0.54),
            Fact(name="voices", value=3),
            Fact(name="share", value=0.5),
            Fact(name="tone", value="calm"),
        ),
        tried=("hazard", "political"),
        who=Who.DEPARTMENT,
        where=Where.IN_THREAD,
        department=DepartmentId("wegen"),
        body=None,
        faq="lampen",
        house_rule=None,
        not_before=MONDAY + MINUTE,
        due=date(2026, 11, 20),
    )


def test_mentions_of_a_week_are_replaced_as_a_whole(store: Store) -> None:
    one, two = make_post(number=1), make_post(number=2)
    save(store, one, two)
    evidence = (
        Evidence(kind=EvidenceKind.PLACE, start=3, end=9, term="Molenstraat", weight=1.5),
        Evidence(kind=EvidenceKind.THREAD_ROOT, start=0, end=0, term="", weight=-0.25),
    )
    found = replace(make_mention(one), evidence=evidence)
    store.judgements.put_mentions(WEEK, [make_mention(two, kept=False), found])

    assert store.judgements.mentions(WEEK) == (found, make_mention(two, kept=False))
    assert store.judgements.of_posts([one.id, PostId("f" * 32)]) == {one.id: found}

    store.judgements.put_mentions(WEEK, [make_mention(two)])

    assert store.judgements.mentions(WEEK) == (make_mention(two),)
    assert store.judgements.mentions(WEEK.next) == ()


def test_a_post_that_changes_week_takes_its_mention_along(store: Store) -> None:
    post = make_post()
    save(store, post)
    store.judgements.put_mentions(WEEK, [make_mention(post)])

    moved = replace(make_mention(post), week=WEEK.next)
    store.judgements.put_mentions(WEEK.next, [moved])

    assert store.judgements.mentions(WEEK) == ()
    assert store.judgements.mentions(WEEK.next) == (moved,)


def test_labels_of_a_week_are_replaced_as_a_whole(store: Store) -> None:
    post = make_post()
    save(store, post)
    label = replace(
        make_label(post, kind=Kind.QUESTION, needs_answer=True, answer=0.75),
        department=DepartmentId("wegen"),
        department_terms=("lamp", "straat"),
        places=("Molenstraat",),
        answer_reasons=("question",),
    )
    store.judgements.put_labels(WEEK, [make_label(post)])
    store.judgements.put_labels(WEEK, [label])

    assert store.judgements.labels(WEEK) == (label,)


def test_weeks_are_not_mixed(store: Store) -> None:
    post = make_post()
    save(store, post)
    signal = make_signal((post,))
    other = WEEK.next

    mixed: tuple[Callable[[], None], ...] = (
        lambda: store.judgements.put_mentions(other, [make_mention(post)]),
        lambda: store.judgements.put_labels(other, [make_label(post)]),
        lambda: store.signals.put(other, [signal], []),
        lambda: store.advices.put(other, [make_advice(signal)]),
    )
    for put in mixed:
        with pytest.raises(ValueError, match="2026-W47"):
            put()


def make_full_signal(posts: tuple[Post, ...]) -> Signal:
    link = Link(first=posts[0].thread_id, second=posts[1].thread_id, score=0.5, terms=("lamp",))
    return replace(
        make_signal(posts),
        titles=(("fr", "Éclairage Molenstraat"),),
        department=DepartmentId("wegen"),
        department_score=0.5,
        department_terms=("lamp",),
        place="Molenstraat",
        phrases=("lamp uit",),
        open_questions=(posts[1].id,),
        answered=(posts[0].id,),
        strength_inputs=(("voices", 0.25),),
        links=(link,),
    )


def make_link(
    signal: Signal, kind: LinkKind = LinkKind.STARTS, story: StoryId | None = None
) -> StoryLink:
    return StoryLink(
        signal_id=signal.id,
        week=signal.week,
        story_id=story or signal.story_id,
        kind=kind,
        score=0.5,
        terms=("lamp", "straat"),
    )


def test_a_signal_comes_back_as_it_was(store: Store) -> None:
    signal = make_full_signal((make_post(number=2), make_post(number=1), make_post(number=3)))

    store.signals.put(WEEK, [signal], [make_link(signal)])

    assert store.signals.of_week(WEEK) == (signal,)
    assert store.signals.links(WEEK) == (make_link(signal),)
    assert store.signals.weeks() == (WEEK,)


def test_signals_come_strongest_first_and_newest_week_first(store: Store) -> None:
    posts = [make_post(number=number) for number in range(1, 5)]
    weak, strong, twin = (make_signal((post,)) for post in posts[:3])
    weak, older = replace(weak, strength=10), make_signal((posts[3],))
    before = WEEK.previous
    older = replace(older, id=SignalId(f"{before}-x"), week=before, strength=99)
    store.signals.put(WEEK, [weak, twin, strong], [])
    store.signals.put(before, [older], [])

    assert store.signals.of_week(WEEK) == (strong, twin, weak)
    assert store.signals.before(WEEK.next, 2) == (strong, twin, weak, older)
    assert store.signals.before(WEEK.next, 1) == (strong, twin, weak)
    assert store.signals.weeks() == (before, WEEK)


def test_a_post_is_in_one_signal_of_a_week(store: Store) -> None:
    post = make_post()
    twice = [make_signal((post,)), replace(make_signal((post,)), id=SignalId("2026-W46-y"))]

    with pytest.raises(StoreError):
        store.signals.put(WEEK, twice, [])

    assert store.signals.of_week(WEEK) == ()


def test_putting_signals_again_keeps_what_still_holds(store: Store) -> None:
    stays, goes = make_signal((make_post(number=1),)), make_signal((make_post(number=2),))
    confirmed = make_link(stays, LinkKind.CONFIRMED, StoryId("s-old"))
    store.signals.put(WEEK, [stays, goes], [confirmed, make_link(goes)])
    store.advices.put(WEEK, [make_advice(goes), make_advice(stays)])

    store.signals.put(WEEK, [stays], [make_link(stays)])

    assert store.signals.of_week(WEEK) == (stays,)
    assert store.signals.by_id(stays.id) == stays
    assert store.signals.by_id(goes.id) is None
    assert store.signals.links(WEEK) == (make_link(stays),)
    assert store.advices.of_week(WEEK) == (make_advice(stays),)


def in_week(signal: Signal, week: Week, story: StoryId) -> Signal:
    return replace(signal, id=SignalId(f"{week}{signal.id[8:]}"), week=week, story_id=story)


def test_a_story_is_the_signals_that_continue_each_other(store: Store) -> None:
    post = make_post()
    first = make_signal((post,))
    second = in_week(replace(first, title="Nog steeds donker"), WEEK.next, first.story_id)
    store.signals.put(WEEK, [first], [make_link(first)])
    store.signals.put(WEEK.next, [second], [make_link(second, LinkKind.AUTOMATIC)])

    (story,) = store.signals.stories()

    assert (story.id, story.title) == (first.story_id, "Nog steeds donker")
    assert story.signals == (first.id, second.id)
    assert (story.first_week, story.last_week) == (WEEK, WEEK.next)


def test_a_story_that_a_person_confirmed_moves_with_all_that_continued_it(store: Store) -> None:
    old = make_signal((make_post(number=1),))
    new = in_week(make_signal((make_post(number=2),)), WEEK.next, StoryId("s-new"))
    last = in_week(make_signal((make_post(number=2),)), WEEK.plus(2), StoryId("s-new"))
    links = [make_link(new, LinkKind.POSSIBLE, old.story_id)]
    store.signals.put(WEEK, [old], [make_link(old)])
    store.signals.put(WEEK.next, [new], links)
    store.signals.put(WEEK.plus(2), [last], [make_link(last, LinkKind.AUTOMATIC)])
    assert len(store.signals.stories()) == 2

    yes = make_link(new, LinkKind.CONFIRMED, old.story_id)
    store.signals.put(WEEK.next, [new], [*links, yes])

    (story,) = store.signals.stories()
    assert story.signals == (old.id, new.id, last.id)


def test_advice_comes_back_as_it_was_and_in_order(store: Store) -> None:
    signal = make_signal((make_post(number=2), make_post(number=1)))
    store.signals.put(WEEK, [signal], [])
    exception = make_advice(signal, post=make_post(number=1))

    store.advices.put(WEEK, [make_advice(signal)])
    store.advices.put(WEEK, [exception, make_advice(signal)])

    assert store.advices.of_week(WEEK) == (exception, make_advice(signal))
    assert store.advices.of_week(WEEK.next) == ()


def test_the_policy_of_a_week_is_kept_as_it_was(store: Store) -> None:
    """Also when the municipality's file has changed since."""
    own = Rule(
        name="crowd",
        of=Subject.SIGNAL,
        when=(
            Condition(fact="voices", least=25.0),
            Condition(fact="political_share", least=0.1, most=0.5, read=True),
        ),
        unless=(Condition(fact="danger", values=frozenset({"hazard", "threat"}), read=True),),
        action=Action.PUBLISH,
        who=Who.LEAD,
        where=None,
        wait=timedelta(hours=2),
        due=3,
        asks=True,
        own=True,
        why=(("nl", "Zo sprak het college af."),),
        worded=False,
    )
    rest = replace(
        own, name="rest", when=(), unless=(), where=Where.NOWHERE, wait=None, due=None, why=()
    )
    shown = replace(
        rest, name="shown", when=(Condition(fact="shown", values=frozenset({True})),), own=False
    )
    first = Policy(
        name="Beekdorp",
        version=2,
        rules=(own, shown, rest),
        speak={"group": Where.OWN_PAGE, "closed": Where.OWN_PAGE},
        removed=("yes-no",),
    )
    later = replace(first, version=3, rules=(rest,))

    assert store.advices.policy(WEEK) is None
    store.advices.put_policy(WEEK, replace(first, name="Vorige"))
    store.advices.put_policy(WEEK, first)
    store.advices.put_policy(WEEK.next, later)

    assert store.advices.policy(WEEK) == first
    assert store.advices.policy(WEEK.next) == later
