"""`Request` in, `Response` out, or an error with a stable reason: the one door to the web."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random, SystemRandom
from types import TracebackType
from typing import Self

import httpx

from jobs.collect.address import Resolve, look_up
from jobs.collect.allowance import Allowance, spending
from jobs.collect.bounded import BoundedBody
from jobs.collect.fetch_answer import Answer, check_headers, check_status, is_read
from jobs.collect.fetch_errand import Errand, header_text
from jobs.collect.fetch_url import checked, gate_of, host_of, next_hop, origin_of
from jobs.collect.fetch_wire import GuardedTransport, answered, tls_context
from jobs.collect.limits import DEFAULTS, Limits
from jobs.collect.pace import HostGate, Sleep
from jobs.collect.reasons import FetchReason, FetchStop
from jobs.collect.request import Fetches, Request, Response
from jobs.collect.retry_after import pause_length, reset_length, spent_length
from jobs.collect.robots import Robots, product_token
from jobs.model import SourceId

__all__ = ["Fetcher", "Fetches", "Request", "Response"]


class Fetcher:
    """Polite, bounded reading of the public web; an async context manager, one for a whole run.

    One gate, one robots.txt and one set of connections a host serve all sources and
    municipalities. No cookie is ever kept or sent, and nothing is taken from the environment.
    """

    def __init__(  # noqa: PLR0913 - the last four are seams, each with its own default
        self,
        *,
        user_agent: str,
        now: Callable[[], datetime],
        allow_private: bool = False,
        proxy: str | None = None,
        limits: Limits = DEFAULTS,
        tls: ssl.SSLContext | None = None,
        resolve: Resolve = look_up,
        sleep: Sleep = asyncio.sleep,
        jitter: Random | None = None,
    ) -> None:
        """Connect to nothing yet.

        Args:
            user_agent: ``name/version (+contact address)``; the name is looked up in robots.txt,
                and what a header cannot hold is left out.
            now: The present moment, UTC.
            allow_private: Read private networks and odd ports too, at any pace: an operator's
                switch for an intranet, never a key of a source.
            proxy: ``http://[user:password@]host:port``; None goes straight to the net.
            limits: What one answer, request and source may cost.
            tls: Another trust store, such as an intranet's own; None takes the public one.
            resolve: Looks hosts up.
            sleep: Waits.
            jitter: Spreads second tries, so that many installations do not knock together.
        """
        self._agent = header_text(user_agent)
        self._now = now
        self._allow_private = allow_private
        self._limits = limits
        self._sleep = sleep
        self._jitter = jitter or SystemRandom()
        self._gate = HostGate(now=now, sleep=sleep, limits=limits)
        self._robots = Robots(product_token(user_agent), now=now, limits=limits)
        self._budgets: dict[SourceId, Allowance] = {}
        self._transport = GuardedTransport(
            resolve=resolve,
            allow_private=allow_private,
            proxy=proxy,
            tls=tls or tls_context(),
            limits=limits,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.aclose()

    async def get(self, request: Request) -> Response:
        """Return the answer to *request*: 200, with validators 304, or one of `also_answers`.

        Raises:
            FetchRefused: A guard of ours stopped it; ``reason`` is a `FetchReason`.
            SourceBroken: The server or the way to it did; likewise.
        """
        try:
            url = self._target(request)
            floor = timedelta() if self._allow_private else self._limits.least_pace
            errand = self._errand(replace(request, pace=max(request.pace, floor)), url)
            url, answer = await self._follow(errand, url, self._limits.max_redirects)
            asked = errand.asks_if_changed(host_of(url))
            also = request.also_answers
            check_status(answer.status, host_of(url), asked_if_changed=asked, also=also)
        except FetchStop as stop:
            raise stop.about(request.source_id) from None
        return Response(
            url=str(url),
            status=answer.status,
            content_type=answer.content_type,
            charset=answer.charset,
            body=answer.body,
            validators=answer.validators(request.validators),
            fetched_at=self._now(),
            headers=dict(answer.headers),
        )

    def renew(self, source_id: SourceId) -> None:
        """Give a source its full budget again; for a fetcher that outlives a run."""
        self._budgets.pop(source_id, None)

    def pause(self, url: str, until: datetime) -> None:
        """Leave the host of *url* alone until then: what it asked for before a restart."""
        with suppress(FetchStop):
            self._gate.pause(gate_of(checked(url, allow_private=self._allow_private)), until)

    def _target(self, request: Request) -> httpx.URL:
        """Return where *request* goes; what it sends goes over https, but in a private network."""
        url = checked(request.url, allow_private=self._allow_private)
        sends = request.body is not None or request.headers
        if sends and url.scheme != "https" and not self._allow_private:
            raise FetchStop(FetchReason.SCHEME, "sends a token or a POST over https only")
        return url

    def _errand(self, request: Request, url: httpx.URL, *, cut: bool = False) -> Errand:
        """Return *request* with what it may spend, and what its source may."""
        limits = self._limits
        source = self._budgets.setdefault(
            request.source_id,
            Allowance(
                reason=FetchReason.BUDGET,
                seconds=limits.source_time.total_seconds(),
                requests=limits.source_requests,
            ),
        )
        own = Allowance(
            reason=FetchReason.TIMEOUT,
            seconds=limits.deadline.total_seconds(),
            requests=limits.source_requests,
        )
        return Errand(request=request, home=host_of(url), allowances=(own, source), cut=cut)

    async def _follow(self, errand: Errand, url: httpx.URL, hops: int) -> tuple[httpx.URL, Answer]:
        """Ask for *url* and go where it sends us, at most *hops* times; every hop is checked."""
        seen = {url}
        while True:
            answer = await self._insist(errand, url)
            if answer.location is None:
                return url, answer
            if errand.request.body is not None:
                raise FetchStop(FetchReason.REDIRECT_REFUSED, f"{host_of(url)} sends a POST on")
            target = next_hop(
                url,
                answer.location,
                also_hosts=errand.request.also_hosts,
                allow_private=self._allow_private,
            )
            if target in seen or len(seen) > hops:
                raise FetchStop(FetchReason.REDIRECT_LOOP, f"{host_of(url)} sends on and on")
            seen.add(target)
            url = target

    async def _insist(self, errand: Errand, url: httpx.URL) -> Answer:
        """Ask for *url*, and again when the trouble may pass."""
        pace = await self._pace(errand, url)
        tries = self._limits.tries if errand.request.body is None else 1
        for tried in range(1, tries):
            try:
                return await self._ask(errand, url, pace)
            except FetchStop as stop:
                if not stop.reason.passing or self._is_far(stop.retry_at):
                    raise
            longest = self._limits.backoff.total_seconds() * 2 ** (tried - 1)
            await self._sleep(self._jitter.uniform(0.0, longest))
        return await self._ask(errand, url, pace)

    async def _pace(self, errand: Errand, url: httpx.URL) -> timedelta:
        """Return how fast *url* may be asked for; raise `FetchStop` when robots.txt forbids it."""
        if not errand.request.robots:
            return errand.request.pace
        rules = await self._robots.rules(origin_of(url), partial(self._read_robots, errand, url))
        if not rules.allow(str(url)):
            raise FetchStop(FetchReason.ROBOTS, f"robots.txt of {host_of(url)}")
        return max(errand.request.pace, rules.delay)

    async def _read_robots(self, errand: Errand, url: httpx.URL) -> bytes:
        """Return the start of the robots.txt of the site of *url*."""
        request = replace(
            errand.request,
            accept="text/plain, */*;q=0.1",
            validators=("", ""),
            max_bytes=self._limits.max_robots_bytes,
            robots=False,
            pace=timedelta(),
            headers=(),
            also_answers=frozenset(),
            body=None,
        )
        place = url.copy_with(raw_path=b"/robots.txt")
        robots = self._errand(request, place, cut=True)
        place, answer = await self._follow(robots, place, self._limits.max_robots_redirects)
        check_status(answer.status, host_of(place), asked_if_changed=False)
        return answer.body

    async def _ask(self, errand: Errand, url: httpx.URL, pace: timedelta) -> Answer:
        """Ask once for *url*, when it is our turn; raise `FetchStop` when the host is not well."""
        gate, host = gate_of(url), host_of(url)
        async with self._gate.turn(gate, pace):
            async with spending(*errand.allowances):
                answer = await self._exchange(errand, url)
            spent = spent_length(answer.headers, self._now())
            if spent is not None:  # it answered, and the next one would be refused
                self._gate.pause(gate, self._now() + spent)
            if answer.asks_for_rest:
                until = self._rest_until(answer)
                self._gate.pause(gate, until)
                detail = f"{host} answered {answer.status}"
                raise FetchStop(FetchReason.RATE_LIMITED, detail, retry_at=until)
        if answer.status >= 500 and answer.status not in errand.request.also_answers:
            check_status(answer.status, host, asked_if_changed=False)
        return answer

    async def _exchange(self, errand: Errand, url: httpx.URL) -> Answer:
        """Send one request and read what is wanted of its answer, within the caps."""
        headers, sent = errand.headers(self._agent, host_of(url)), errand.request.body
        async with answered(self._transport, url, headers, sent) as response:
            check_headers(response.headers, self._limits)
            if not is_read(response.status_code, errand.request.also_answers):
                return Answer(status=response.status_code, headers=response.headers)
            body = BoundedBody(
                response.headers.get("content-encoding", ""),
                errand.request.max_bytes,
                self._limits,
                cut=errand.cut,
            )
            async for chunk in response.aiter_raw():
                body.feed(chunk)
                if body.full:
                    break
            return Answer(status=response.status_code, headers=response.headers, body=body.close())

    def _rest_until(self, answer: Answer) -> datetime:
        """Return until when a host wants rest, and a little more, so that not all come at once."""
        told, now = answer.headers.get("retry-after", ""), self._now()
        length = (None if told else reset_length(answer.headers, now)) or pause_length(told, now)
        return self._now() + length * (1 + self._jitter.uniform(0.0, 0.1))

    def _is_far(self, moment: datetime | None) -> bool:
        """Return whether *moment* is further away than we wait within a run."""
        return moment is not None and moment - self._now() > self._limits.max_wait
