"""A checked address in, the head and the raw body of its answer out; the only sockets we open.

httpx's own client is not used. It would add what we then have to switch off: a cookie jar,
proxies from the environment, unbounded unpacking, and a log line with the whole address. What is
used is its transport seam, over an httpcore pool whose way to the network is guarded.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterable
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache
from typing import Final, Protocol, cast

import httpcore
import httpx

from jobs.collect.address import Resolve, look_up, vetted
from jobs.collect.limits import Limits
from jobs.collect.reasons import FetchReason, FetchStop

_CONNECTIONS: Final = 20  # in all; each host has at most two of them
_IDLE_SECONDS: Final = 15.0  # longer than the pace of a host, shorter than servers keep one open


_HEADERS_TOO_LARGE: Final = 431  # what h11 would have a server answer to such headers


@cache
def tls_context() -> ssl.SSLContext:
    """Return the context for https: certificates and host names checked, TLS 1.2 or later."""
    context = httpx.create_ssl_context(trust_env=False)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends requests over connections that only ever lead to vetted addresses."""

    def __init__(
        self,
        *,
        resolve: Resolve,
        allow_private: bool,
        proxy: str | None,
        tls: ssl.SSLContext,
        limits: Limits,
    ) -> None:
        """Open nothing yet; *proxy* is the operator's own and may stand in a private network."""
        self._resolve = resolve
        self._allow_private = allow_private
        self._proxied = proxy is not None
        self._timeouts = {"connect": limits.connect.total_seconds()}
        network = _GuardedNetwork(resolve, allow_private=allow_private)
        self._pool = _proxy_pool(proxy, tls) if proxy is not None else _pool(network, tls)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*; the body of the answer is not read yet.

        Raises:
            FetchStop: ``address``, ``dns``, ``connection``, ``tls``, ``proxy``, ``headers`` or
                ``timeout``.
        """
        if self._proxied:
            await self._check_before_proxy(request.url)
        with _translated():
            answer = await self._pool.handle_async_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.content,
                    extensions={"timeout": self._timeouts},
                )
            )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_RawStream(cast("_Stream", answer.stream)),
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()

    async def _check_before_proxy(self, url: httpx.URL) -> None:
        """Refuse what is private as seen from here; what only the proxy can look up, it judges."""
        host = url.raw_host.decode("ascii")
        try:
            await vetted(
                host, url.port or 0, resolve=self._resolve, allow_private=self._allow_private
            )
        except FetchStop as stop:
            if stop.reason is not FetchReason.DNS:
                raise


@asynccontextmanager
async def answered(
    transport: httpx.AsyncBaseTransport,
    url: httpx.URL,
    headers: dict[str, str],
    body: bytes | None = None,
) -> AsyncGenerator[httpx.Response]:
    """Ask for *url*, with a *body* by POST; whatever is not read of its answer is never read."""
    method = "GET" if body is None else "POST"
    request = httpx.Request(method, url, headers=headers, content=body)
    response = await transport.handle_async_request(request)
    try:
        yield response
    finally:
        await response.aclose()


class _GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Looks a host up once, checks every address of it, and connects to one of those."""

    def __init__(self, resolve: Resolve, *, allow_private: bool) -> None:
        self._resolve = resolve
        self._allow_private = allow_private
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first vetted address of *host* that answers."""
        addresses = await vetted(
            host, port, resolve=self._resolve, allow_private=self._allow_private
        )
        more = (port, timeout, local_address, socket_options)
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return _Line(await self._plain.connect_tcp(address, *more))
        return _Line(await self._plain.connect_tcp(addresses[-1], *more))


class _Line(httpcore.AsyncNetworkStream):
    """A connection that is closed when its TLS handshake is called off.

    httpcore leaves it open when a deadline of ours cancels the handshake, one socket each time.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
    ) -> bytes:
        """Read on."""
        return await self._stream.read(max_bytes, timeout)

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
    ) -> None:
        """Write all of *buffer*."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
    ) -> httpcore.AsyncNetworkStream:
        """Speak TLS from here on; close when that is called off."""
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except asyncio.CancelledError:
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> object:
        """Tell what httpcore asks of the socket."""
        return self._stream.get_extra_info(info)


class _Stream(Protocol):
    """What httpcore gives as a body."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def aclose(self) -> None:
        """Close the connection, or give it back when everything was read."""


class _RawStream(httpx.AsyncByteStream):
    """A body as it comes over the wire, with httpcore's errors made ours."""

    def __init__(self, stream: _Stream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _translated():
            async for chunk in self._stream:
                yield chunk

    async def aclose(self) -> None:
        """Close the connection, or give it back when everything was read."""
        await self._stream.aclose()


def _pool(
    network: httpcore.AsyncNetworkBackend, tls: ssl.SSLContext
) -> httpcore.AsyncConnectionPool:
    """Return a pool whose connections all go through *network*."""
    return httpcore.AsyncConnectionPool(
        ssl_context=tls,
        max_connections=_CONNECTIONS,
        keepalive_expiry=_IDLE_SECONDS,
        network_backend=network,
    )


def _proxy_pool(proxy: str, tls: ssl.SSLContext) -> httpcore.AsyncHTTPProxy:
    """Return a pool whose connections all go to *proxy*, ``http://[user:password@]host:port``."""
    url = httpx.URL(proxy)
    auth = (url.username, url.password) if url.userinfo else None
    return httpcore.AsyncHTTPProxy(
        proxy_url=httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/"
        ),
        proxy_auth=auth,
        ssl_context=tls,
        max_connections=_CONNECTIONS,
        keepalive_expiry=_IDLE_SECONDS,
        network_backend=_GuardedNetwork(look_up, allow_private=True),
    )


@contextmanager
def _translated() -> Generator[None]:
    """Turn what httpcore raises into a `FetchStop` that holds nothing of the address."""
    try:
        yield
    except httpcore.TimeoutException:
        raise FetchStop(FetchReason.TIMEOUT, "no connection in time") from None
    except httpcore.ProxyError:
        raise FetchStop(FetchReason.PROXY, "the proxy refused") from None
    except httpcore.NetworkError as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, ssl.SSLError):
            raise FetchStop(FetchReason.TLS, getattr(cause, "verify_message", "")) from None
        raise FetchStop(FetchReason.CONNECTION, "no connection, or it broke") from None
    except httpcore.ProtocolError as error:
        cause = error.args[0] if error.args else None
        if getattr(cause, "error_status_hint", 0) == _HEADERS_TOO_LARGE:
            raise FetchStop(FetchReason.HEADERS, "headers without end") from None
        raise FetchStop(FetchReason.CONNECTION, "broke off, or does not speak HTTP") from None
