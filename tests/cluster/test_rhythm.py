from datetime import UTC, datetime, timedelta

import pytest

from jobs.cluster.rhythm import LEAST, share_of, shares_read
from jobs.model import Post, SourceId
from tests.make import make_post

START = datetime(2026, 11, 9, tzinfo=UTC)
END = START + timedelta(weeks=1)
GROUP, PAGE = SourceId("groep"), SourceId("pagina")


def earlier(source: SourceId, hours: list[float]) -> list[Post]:
    """Return posts of the week before, so many hours after it started."""
    before = START - timedelta(weeks=1)
    return [
        make_post("x", number=n, source=source, at=before + timedelta(hours=hour))
        for n, hour in enumerate(hours, 1)
    ]


def test_a_source_that_was_read_to_the_end_has_no_share() -> None:
    assert shares_read([], {GROUP: END, PAGE: END + timedelta(days=9)}, START, END) == {}


def test_without_a_known_rhythm_time_passes_evenly() -> None:
    found = shares_read(earlier(GROUP, [1.0]), {GROUP: START + timedelta(days=3.5)}, START, END)

    assert found == {GROUP: pytest.approx(0.5)}


def test_a_group_that_lives_on_weekends_has_seen_little_by_friday() -> None:
    weekend = [120.0 + n % 48 for n in range(LEAST - 3)] + [5.0, 30.0, 50.0]

    found = shares_read(earlier(GROUP, weekend), {GROUP: START + timedelta(days=5)}, START, END)

    assert found == {GROUP: pytest.approx(3 / LEAST)}


def test_a_source_that_failed_all_week_was_not_read_at_all() -> None:
    assert shares_read([], {GROUP: START - timedelta(days=2)}, START, END) == {GROUP: 0.0}


def test_the_share_of_a_story_follows_where_it_is_spoken_of() -> None:
    assert share_of({GROUP: 3, PAGE: 1}, {GROUP: 0.5}) == pytest.approx((3 * 0.5 + 1) / 4)
    assert share_of({PAGE: 2}, {GROUP: 0.5}) == 1.0
