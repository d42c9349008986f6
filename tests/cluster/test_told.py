"""A week analysed with what people said of it, and of the weeks before."""

from collections.abc import Sequence
from datetime import timedelta

from jobs.cluster.analysis import Found, analyse
from jobs.cluster.memory import Memory
from jobs.model import (
    CONFIRMED,
    NOBODY,
    Correction,
    CorrectionKind,
    LinkKind,
    Post,
    Signal,
    StoryId,
    Week,
)
from jobs.model.decision import Authority, Matter, own_story, scatter
from tests.cluster.town import judge, make_settings
from tests.make import MONDAY, WEEK, corrections, make_correction, make_post

TOGETHER, APART = CorrectionKind.TOGETHER, CorrectionKind.APART
CONTINUES, NOT_CONTINUES = CorrectionKind.CONTINUES, CorrectionKind.NOT_CONTINUES
DEPARTMENT = CorrectionKind.DEPARTMENT
SETTINGS = make_settings()
LAMPS = "De straatlampen in de Molenstraat zijn weer uit, heel de straat is donker"
DARK = "Straatverlichting Molenstraat al een week stuk, het is er pikdonker"
WASTE = "Restafval in de Kerkstraat niet opgehaald, de vuilniszakken staan er nog"
NEXT = WEEK.next


def said(*texts: str, first: int = 1, week: Week = WEEK) -> list[Post]:
    """Return one thread a text, of voices and sources of their own."""
    at = MONDAY + (week.monday - WEEK.monday)
    return [
        make_post(text, number=first + n, voice=f"v{n}", source=f"s{n}", at=at + timedelta(hours=n))
        for n, text in enumerate(texts)
    ]


def run(
    posts: Sequence[Post],
    *made: Correction,
    week: Week = WEEK,
    past: Sequence[Signal] = (),
) -> Found:
    known = {
        post.id: judge(post, week=WEEK if post.posted_at < MONDAY + timedelta(days=6) else NEXT)
        for post in posts
    }
    return analyse(
        week, posts, known, Memory(signals=past, corrections=corrections(*made)), SETTINGS
    )


def threads(found: Found) -> set[frozenset[str]]:
    """Return the members of each signal, by their last digit."""
    return {frozenset(post[-1] for post in signal.posts) for signal in found.signals}


def test_signals_that_people_merge_are_one() -> None:
    posts = said(LAMPS, WASTE)

    assert threads(run(posts)) == {frozenset("1"), frozenset("2")}
    assert threads(run(posts, make_correction(TOGETHER, 1, 2))) == {frozenset("12")}


def test_a_signal_that_people_split_is_two_and_nothing_else_changes() -> None:
    posts = said(LAMPS, DARK, WASTE)

    assert threads(run(posts)) == {frozenset("12"), frozenset("3")}
    split = make_correction(APART, 1, others=(2,))
    assert threads(run(posts, split)) == {frozenset("1"), frozenset("2"), frozenset("3")}


def test_a_confirmed_story_is_followed_whatever_became_of_the_signal() -> None:
    posts = said(LAMPS, WASTE)
    confirmed = make_correction(CONTINUES, 1, story_id=StoryId("s-old"))
    merged = make_correction(TOGETHER, 1, 2, minute=1)

    for made in ((confirmed,), (confirmed, merged)):
        found = run(posts, *made)
        (signal,) = (one for one in found.signals if posts[0].id in one.posts)
        assert signal.story_id == "s-old"
        assert LinkKind.CONFIRMED in {link.kind for link in found.links}


def weeks(*made: Correction, now: str = DARK) -> tuple[Signal, Signal]:
    """Return the signal of lamps of `WEEK`, and that of the week after."""
    before, after = said(LAMPS), said(now, first=5, week=NEXT)
    (first,) = run(before).signals
    (second,) = run([*before, *after], *made, week=NEXT, past=[first]).signals
    return first, second


def test_a_refused_story_is_not_followed_until_someone_confirms_it() -> None:
    first, second = weeks()
    assert second.story_id == first.story_id

    refused = make_correction(NOT_CONTINUES, 5, week=NEXT, story_id=first.story_id)
    _, second = weeks(refused)
    assert second.story_id == own_story(second)

    again = make_correction(CONTINUES, 5, week=NEXT, story_id=first.story_id, minute=1)
    assert weeks(refused, again)[1].story_id == first.story_id


def test_a_department_sticks_to_the_story_for_later_weeks() -> None:
    given = make_correction(DEPARTMENT, 1, story_id=StoryId("s-then"), value="milieu")

    first, second = weeks(given)

    assert first.department == "wegen"  # made before anyone said so
    assert (second.department, second.department_score) == ("milieu", 1.0)
    assert second.department_terms == (CONFIRMED,)
    assert second.story_id == first.story_id


def test_every_label_of_the_story_goes_to_its_department() -> None:
    posts = [*said(LAMPS), make_post("En de zakken van het restafval?", number=2, thread=1)]
    given = make_correction(DEPARTMENT, 1, story_id=StoryId("s-then"), value="burgerzaken")

    found = run(posts, given)

    assert {label.department for label in found.labels} == {"burgerzaken"}
    assert {label.department_terms for label in found.labels} == {(CONFIRMED,)}


def test_a_department_that_is_gone_and_a_later_week_decide_nothing() -> None:
    gone = make_correction(DEPARTMENT, 1, story_id=StoryId("s-then"), value="no-longer")
    later = make_correction(DEPARTMENT, 1, week=NEXT, story_id=StoryId("s-then"), value="milieu")

    (signal,) = run(said(LAMPS), gone, later).signals

    assert signal.department == "wegen"


def test_of_two_departments_the_latest_word_holds() -> None:
    def given(name: str, minute: int) -> Correction:
        story = StoryId("s-then")
        return make_correction(DEPARTMENT, 1, story_id=story, value=name, minute=minute)

    (signal,) = run(said(LAMPS), given("milieu", 2), given("mobiliteit", 1)).signals

    assert signal.department == "milieu"


def test_signals_merged_after_their_report_are_one_story_from_then_on() -> None:
    before, after = said(LAMPS, WASTE), said(DARK, first=5, week=NEXT)
    past = run(before).signals
    merged = make_correction(TOGETHER, 1, 2)

    (alone,) = run([*before, *after], week=NEXT, past=past).signals
    (signal,) = run([*before, *after], merged, week=NEXT, past=past).signals

    assert alone.trend.history == (1, 1)
    assert signal.trend.history == (2, 1)
    assert signal.story_id == min(one.story_id for one in past)


def test_a_thread_split_off_after_the_report_is_remembered_as_a_story_of_its_own() -> None:
    before, after = said(LAMPS, WASTE), said(WASTE, first=5, week=NEXT)
    (joined,) = run(before, make_correction(TOGETHER, 1, 2)).signals
    split = make_correction(APART, 2, others=(1,), minute=1)

    (same,) = run([*before, *after], week=NEXT, past=[joined]).signals
    (other,) = run([*before, *after], split, week=NEXT, past=[joined]).signals

    assert same.story_id == joined.story_id
    assert other.story_id not in {joined.story_id, own_story(other)}
    assert other.trend.history == (1, 1)


def test_a_signal_of_a_reported_week_takes_its_story_along() -> None:
    confirmed = make_correction(CONTINUES, 1, story_id=StoryId("s-old"))

    first, second = weeks(confirmed)

    assert first.story_id == own_story(first)
    assert second.story_id == "s-old"
    assert second.trend.history == (1, 1)


def test_a_signal_of_a_reported_week_leaves_a_story_that_was_refused() -> None:
    before, after = said(LAMPS), said(DARK, first=5, week=NEXT)
    (first,) = run(before, make_correction(CONTINUES, 1, story_id=StoryId("s-old"))).signals
    assert first.story_id == "s-old"
    refused = make_correction(NOT_CONTINUES, 1, story_id=StoryId("s-old"), minute=1)

    (second,) = run([*before, *after], refused, week=NEXT, past=[first]).signals

    assert second.story_id == own_story(first)


def test_what_nobody_takes_is_for_no_department_until_someone_does() -> None:
    posts = said(LAMPS, DARK)
    nobody = make_correction(DEPARTMENT, 1, story_id=StoryId("s-then"), value=NOBODY)
    (before,) = run(posts).signals
    found = run(posts, nobody)
    taken = make_correction(DEPARTMENT, 1, story_id=StoryId("s-then"), value="milieu", minute=1)

    assert before.department is not None
    assert [one.department for one in found.signals] == [None]
    assert {label.department for label in found.labels} == {None}
    assert [one.department for one in run(posts, nobody, taken).signals] == ["milieu"]


def test_a_signal_of_which_nothing_belongs_together_falls_apart() -> None:
    posts = said(LAMPS, DARK, WASTE)
    matter = Matter(signal=run(posts).signals[0], threads=tuple(p.thread_id for p in posts[:2]))
    apart = scatter(matter, Authority("department", MONDAY))

    assert threads(run(posts)) == {frozenset("12"), frozenset("3")}
    assert threads(run(posts, apart)) == {frozenset("1"), frozenset("2"), frozenset("3")}
