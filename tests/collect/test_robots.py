"""What a robots.txt says to us, also when it is odd, huge or hostile."""

import asyncio
import tracemalloc
from datetime import timedelta

import pytest

from jobs.collect.reasons import FetchReason, FetchStop
from jobs.collect.robots import Robots, Rules, product_token
from tests.growth import ends
from tests.hostile.clock import FakeClock

US = "buurtsignaal"
SITE = "https://forum.example"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/t/1", True),
        ("User-agent: *\nDisallow: /", "/t/1", False),
        ("User-agent: *\nDisallow:", "/t/1", True),
        ("User-agent: *\nDisallow: /api/\nAllow: /api/open", "/api/closed", False),
        ("User-agent: *\nDisallow: /api/\nAllow: /api/open", "/api/open/1", True),
        ("User-agent: *\nDisallow: /*?page=", "/t/1?page=2", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/t/1.pdf", False),
        ("User-agent: buurtsignaal\nDisallow: /\n\nUser-agent: *\nDisallow:", "/t/1", False),
        ("User-agent: buurtsignaal\nDisallow:\n\nUser-agent: *\nDisallow: /", "/t/1", True),
        ("User-agent: BuurtSignaal\nDisallow: /", "/t/1", False),
        ("User-agent: buurtsignaal*\nDisallow: /", "/t/1", False),
        ("User-agent: Googlebot\nUser-agent: *\nDisallow: /", "/t/1", False),
        ("User-agent: Googlebot\nDisallow: /", "/t/1", True),
        ("User-agent: *\nAllow: /\nUser-agent: GPTBot\nDisallow: /", "/t/1", True),
        ("User-agent: GPTBot # a comment\nDisallow: /", "/t/1", True),
        ("user agent *\ndisallow /t", "/t/1", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/t/1", False),
        ("<html><body>User-agent: *</body></html>", "/t/1", True),
        ("Disallow: /", "/t/1", True),
        ("User-agent:\nDisallow: /", "/t/1", True),
    ],
)
def test_the_rules_for_us_are_found(text: str, path: str, allowed: bool) -> None:  # noqa: FBT001 - a case
    assert Rules(text, US).allow(f"{SITE}{path}") is allowed


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("5", 5), ("2.5", 2.5), ("-1", 0), ("inf", 0), ("nan", 0), ("1e300", 21_600), ("soon", 0)],
)
def test_a_crawl_delay_is_a_pace(value: str, seconds: float) -> None:
    rules = Rules(f"User-agent: *\nCrawl-delay: {value}\nAllow: /", US)

    assert rules.delay == timedelta(seconds=seconds)


def test_thousands_of_agents_with_thousands_of_rules_stay_small() -> None:
    """Copied to every agent, these rules would be two hundred and fifty million."""
    agents = "".join(f"User-agent: a{number}\n" for number in range(14_000))
    rules = "".join("Disallow: /a\n" for _ in range(18_000))
    text = agents + rules
    assert 400_000 < len(text) < 512_000

    tracemalloc.start()
    try:
        assert Rules(text, US).allow(f"{SITE}/a")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 40_000_000


def test_wildcards_without_end_do_not_hold_us_up() -> None:
    rules = Rules("User-agent: *\n" + f"Disallow: /{'*a' * 500}b\n" * 300, US)

    with ends():  # milliseconds; a backtracking match takes for ever
        assert rules.allow(f"{SITE}/{'a' * 1900}")


def test_our_name_is_the_word_before_the_version() -> None:
    assert product_token("Buurtsignaal/1.2 (+https://x.example)") == US
    assert product_token("Buurtsignaal (+https://x.example)") == US


class Site:
    """A robots.txt that can be read, missing or broken, and counts how often it was read."""

    def __init__(self, text: str = "", stop: FetchReason | None = None) -> None:
        self.text = text
        self.stop = stop
        self.reads = 0

    async def read(self) -> bytes:
        """Answer as told."""
        self.reads += 1
        await asyncio.sleep(0)
        if self.stop is not None:
            raise FetchStop(self.stop)
        return self.text.encode()


def allowed(robots: Robots, site: Site) -> bool:
    """Return whether a page of *site* may be read now."""
    return asyncio.run(robots.rules(SITE, site.read)).allow(f"{SITE}/t/1")


def make_robots(clock: FakeClock) -> Robots:
    return Robots(US, now=clock.now)


def test_a_file_is_read_once_a_day() -> None:
    clock, site = FakeClock(), Site("User-agent: *\nDisallow: /")
    robots = make_robots(clock)

    assert not allowed(robots, site)
    clock.move(hours=23)
    assert not allowed(robots, site)
    assert site.reads == 1

    site.text = ""
    clock.move(hours=1)
    assert allowed(robots, site)


def test_many_at_once_read_it_once() -> None:
    site = Site()

    async def story() -> None:
        robots = make_robots(FakeClock())
        await asyncio.gather(*(robots.rules(SITE, site.read) for _ in range(9)))

    asyncio.run(story())
    assert site.reads == 1


@pytest.mark.parametrize("stop", [FetchReason.HTTP_404, FetchReason.CLOSED, FetchReason.HTTP_400])
def test_no_file_means_that_all_may_be_read(stop: FetchReason) -> None:
    assert allowed(make_robots(FakeClock()), Site(stop=stop))


@pytest.mark.parametrize(
    "stop", [FetchReason.HTTP_500, FetchReason.TIMEOUT, FetchReason.REDIRECT_REFUSED]
)
def test_a_file_that_cannot_be_read_closes_the_site_for_an_hour(stop: FetchReason) -> None:
    clock, site = FakeClock(), Site(stop=stop)
    robots = make_robots(clock)

    for _ in range(2):
        with pytest.raises(FetchStop) as caught:
            allowed(robots, site)
        assert caught.value.reason is FetchReason.ROBOTS_UNREACHABLE
        assert caught.value.retry_at == clock.moment + timedelta(hours=1)
    assert site.reads == 1

    clock.move(hours=1)
    site.stop = None
    assert allowed(robots, site)


def test_yesterdays_rules_hold_while_the_file_cannot_be_read() -> None:
    clock, site = FakeClock(), Site("User-agent: *\nDisallow: /x")
    robots = make_robots(clock)
    assert allowed(robots, site)

    site.stop = FetchReason.HTTP_500
    clock.move(hours=25)
    assert allowed(robots, site)
    clock.move(hours=1)
    assert allowed(robots, site)
    assert site.reads == 3


@pytest.mark.parametrize("stop", [FetchReason.DNS, FetchReason.ADDRESS, FetchReason.CONNECTION])
def test_a_site_that_cannot_be_reached_says_so_itself(stop: FetchReason) -> None:
    site = Site(stop=stop)
    robots = make_robots(FakeClock())

    for _ in range(2):
        with pytest.raises(FetchStop) as caught:
            allowed(robots, site)
        assert caught.value.reason is stop
    assert site.reads == 2
