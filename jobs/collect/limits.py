"""How much one answer, one request and one source may cost: `Limits`, each with its reason."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps of the fetcher. The defaults hold for every source; tests make them smaller.

    Attributes:
        deadline: Network time of one request, its redirects and second tries included; a read
            timeout would start anew at every byte.
        connect: Time for one address of a host to accept the connection.
        source_time: Network time of one source in one run; waiting for our turn is not counted.
        source_requests: Requests of one source in one run, so that pages that lead to new pages
            for ever end somewhere.
        max_packed: Bytes of a gzip answer before unpacking; a plain one is capped by its request.
        max_ratio: Times that an answer may grow when unpacked. Web pages grow 3 to 20 times.
        ratio_from: Bytes of unpacked answer from which the ratio is looked at.
        max_headers: Headers of one answer.
        max_header_bytes: Their length in all. Large sites send 2 to 8 kB.
        max_redirects: Hops of one request.
        max_robots_redirects: Hops for robots.txt; RFC 9309 §2.3.1.2 asks for at least five.
        max_robots_bytes: What is read of a robots.txt; RFC 9309 §2.5 asks for at least 500 KiB.
        robots_keep: How long a robots.txt holds; RFC 9309 §2.4 says at most 24 hours.
        robots_retry: When a robots.txt that could not be read is asked for again.
        tries: Times that a request is sent when the trouble may pass.
        backoff: Longest wait before the second try; it doubles for each next one.
        max_wait: Longest pause that a host may ask for and that we sit out within a run.
        connections: At the same time to one host.
        least_pace: Time between two requests to a public host, whatever a source says; private
            networks may be read as fast as their owner wants.
    """

    deadline: timedelta = timedelta(seconds=30)
    connect: timedelta = timedelta(seconds=10)
    source_time: timedelta = timedelta(minutes=5)
    source_requests: int = 2_000
    max_packed: int = 2_000_000
    max_ratio: int = 100
    ratio_from: int = 1_000_000
    max_headers: int = 100
    max_header_bytes: int = 32_768
    max_redirects: int = 3
    max_robots_redirects: int = 5
    max_robots_bytes: int = 512_000
    robots_keep: timedelta = timedelta(hours=24)
    robots_retry: timedelta = timedelta(hours=1)
    tries: int = 3
    backoff: timedelta = timedelta(seconds=2)
    max_wait: timedelta = timedelta(seconds=60)
    connections: int = 2
    least_pace: timedelta = timedelta(seconds=0.5)


DEFAULTS = Limits()
