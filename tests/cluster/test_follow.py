from datetime import timedelta

from jobs.cluster.follow import AUTOMATIC, NOTHING, Continuation, Remembered, Said, follow
from jobs.cluster.units import Unit
from jobs.model import LinkKind, SignalId, StoryId
from tests.cluster.town import routes_of, topics_in, units_of
from tests.make import MONDAY, WEEK, make_post

ROUTES = routes_of()
LAMPS = "De straatlampen in de Molenstraat zijn uit, heel de straat is donker"
AGAIN = "Molenstraat weer zonder straatverlichting, de lampen zijn opnieuw uit, donker"
WASTE = "Restafval in de Kerkstraat niet opgehaald, de vuilniszakken staan er nog"


def units(text: str, number: int, weeks_ago: int = 0) -> tuple[Unit, ...]:
    at = MONDAY - timedelta(weeks=weeks_ago) + timedelta(minutes=number)
    return units_of([make_post(text, number=number, at=at, voice=f"v{number}")])


def run(
    now: list[str], past: list[tuple[str, str]], said: Said = NOTHING
) -> tuple[Continuation, ...]:
    signals = [(SignalId(f"now-{n}"), units(text, n)) for n, text in enumerate(now, 1)]
    remembered = [
        Remembered(story_id=StoryId(story), units=units(text, 100 + n, 1))
        for n, (story, text) in enumerate(past)
    ]
    everything = [unit for _, found in signals for unit in found]
    everything += [unit for one in remembered for unit in one.units]
    return follow(WEEK, signals, remembered, topics_in(everything, ROUTES), said)


def test_a_signal_joins_the_story_it_continues() -> None:
    (found,) = run([AGAIN], [("s-lamps", LAMPS), ("s-waste", WASTE)])

    assert found.story_id == "s-lamps"
    assert found.score >= AUTOMATIC
    assert [link.kind for link in found.links] == [LinkKind.AUTOMATIC]
    assert found.links[0].terms


def test_a_new_matter_starts_a_story() -> None:
    (found,) = run([WASTE], [("s-lamps", LAMPS)])

    assert found.story_id == "s-now-1"
    assert [link.kind for link in found.links] == [LinkKind.STARTS]


def test_without_memory_every_signal_starts_a_story() -> None:
    assert [one.story_id for one in run([LAMPS, WASTE], [])] == ["s-now-1", "s-now-2"]
    assert run([], [("s-lamps", LAMPS)]) == ()


def test_a_story_goes_on_in_one_signal_and_the_other_is_recorded_as_split() -> None:
    found = run([LAMPS, AGAIN], [("s-lamps", LAMPS)])

    assert [one.story_id for one in found] == ["s-lamps", "s-now-2"]
    assert [link.kind for link in found[1].links] == [LinkKind.STARTS, LinkKind.SPLIT]


def test_a_signal_that_speaks_of_two_stories_keeps_one_and_records_the_merge() -> None:
    (found,) = run([LAMPS], [("s-one", LAMPS), ("s-two", AGAIN)])

    assert found.story_id == "s-one"
    assert (found.links[1].story_id, found.links[1].kind) == ("s-two", LinkKind.MERGED)


def test_the_same_matter_in_another_street_is_never_joined_by_itself() -> None:
    (found,) = run(["Straatlampen Lindelaan uit"], [("s-lamps", "Straatlampen Molenstraat uit")])

    assert found.story_id == "s-now-1"


def test_a_doubtful_continuation_is_proposed_to_a_person() -> None:
    (found,) = run(
        ["Ze rijden hier te snel, een drempel graag"],
        [("s-speed", "Weer een ongeval op het kruispunt")],
    )

    assert found.story_id == "s-now-1"
    assert [link.kind for link in found.links] == [LinkKind.STARTS, LinkKind.POSSIBLE]


def test_what_a_person_confirmed_goes_before_any_score() -> None:
    said = Said(confirmed={1: StoryId("s-lamps")})

    lamps, waste = run([LAMPS, WASTE], [("s-lamps", AGAIN)], said)

    assert waste.story_id == "s-lamps"
    assert [(link.kind, link.score) for link in waste.links] == [(LinkKind.CONFIRMED, 1.0)]
    assert lamps.story_id == "s-now-1"  # one story goes on in one signal
    assert [link.kind for link in lamps.links] == [LinkKind.STARTS, LinkKind.SPLIT]


def test_a_story_that_nobody_remembers_any_more_can_be_confirmed() -> None:
    (found,) = run([LAMPS], [], Said(confirmed={0: StoryId("s-long-ago")}))

    assert found.story_id == "s-long-ago"
    assert [link.kind for link in found.links] == [LinkKind.CONFIRMED]


def test_what_a_person_refused_is_no_longer_proposed_either() -> None:
    said = Said(refused=frozenset({(0, StoryId("s-lamps"))}))

    (found,) = run([AGAIN], [("s-lamps", LAMPS)], said)

    assert found.story_id == "s-now-1"
    assert [link.kind for link in found.links] == [LinkKind.STARTS]
    assert found.score == 0.0


def test_of_two_signals_that_continue_one_story_the_latest_word_has_it() -> None:
    said = Said(confirmed={1: StoryId("s-lamps"), 0: StoryId("s-lamps")})

    first, second = run([LAMPS, WASTE], [("s-lamps", AGAIN)], said)

    assert second.story_id == "s-lamps"
    assert [link.kind for link in first.links] == [LinkKind.STARTS, LinkKind.SPLIT]
