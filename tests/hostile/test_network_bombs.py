"""Answers that unpack to far more than they weigh."""

import gzip
import tracemalloc
import zlib

import pytest

from jobs.collect.limits import Limits
from tests.hostile.fetching import ask, make_fetcher, reason_of, run
from tests.hostile.server import (
    Play,
    Server,
    head,
    raw,
    says,
)

MIB = 1_048_576


ONCE = Limits(tries=1)


def packed(megabytes: int) -> bytes:
    """Return so many MiB of zeros as gzip: about a thousandth of their size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    pieces = [packer.compress(bytes(MIB)) for _ in range(megabytes)]
    return b"".join([*pieces, packer.flush()])


def zipped(data: bytes, *encodings: str) -> Play:
    """Answer with *data* that calls itself packed in *encodings*."""
    return says(data, headers=[("Content-Encoding", name) for name in encodings])


def why(play: Play, limits: Limits | None = None) -> str:
    """Return the reason why the answer of *play* is not taken."""

    async def story() -> str:
        async with Server({"/": play}) as server, make_fetcher(limits=limits or ONCE) as fetcher:
            return await reason_of(fetcher, ask(server.url(), robots=False))

    return run(story())


def test_a_bomb_of_200_mib_never_gets_into_memory() -> None:
    bomb = packed(200)
    assert len(bomb) < 250_000

    tracemalloc.start()
    try:
        assert why(zipped(bomb, "gzip")) == "bomb"
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 16 * MIB


def test_a_bomb_of_many_pieces_is_stopped_at_the_first_of_them() -> None:
    bomb = packed(200)
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(piece), piece)
        for piece in (bomb[at : at + 512] for at in range(0, len(bomb), 512))
    )
    headers = [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]

    assert why(raw(head(200, headers) + chunks + b"0\r\n\r\n")) == "bomb"


@pytest.mark.parametrize(
    "name", ["br", "zstd", "deflate", "compress", "aes128gcm", "gzip;q=1", "*"]
)
def test_what_we_did_not_ask_for_is_refused_by_its_name(name: str) -> None:
    assert why(zipped(b"\x00" * 300, name)) == "encoding"


@pytest.mark.parametrize("layers", [2, 3, 10])
def test_one_layer_of_packing_is_all_we_take(layers: int) -> None:
    data = packed(1)
    for _ in range(layers - 1):
        data = gzip.compress(data)

    assert why(zipped(data, *["gzip"] * layers)) == "encoding"
    assert why(zipped(data, ", ".join(["gzip"] * layers))) == "encoding"


def test_a_second_layer_that_is_not_told_stays_packed() -> None:
    inside = gzip.compress(b"hallo")

    async def story() -> bytes:
        async with (
            Server({"/": zipped(gzip.compress(inside), "gzip")}) as server,
            make_fetcher() as fetcher,
        ):
            return (await fetcher.get(ask(server.url()))).body

    assert run(story()) == inside


@pytest.mark.parametrize(
    "data",
    [
        b"<html>this is not gzip</html>",
        zlib.compress(b"zlib"),
        gzip.compress(b"x" * 5000)[:-20],
        gzip.compress(b"one") + gzip.compress(b"two"),
        gzip.compress(b"one") + b"trailing",
    ],
    ids=["plain", "zlib", "cut", "two in a row", "something after it"],
)
def test_damaged_packing_is_refused(data: bytes) -> None:
    assert why(zipped(data, "gzip")) == "encoding"


def test_no_layer_and_too_long_is_too_big() -> None:
    small = ask("http://127.0.0.1/", robots=False, max_bytes=1000)

    async def story(play: Play) -> str:
        async with Server({"/": play}) as server, make_fetcher() as fetcher:
            url = server.url()
            return await reason_of(fetcher, ask(url, robots=False, max_bytes=small.max_bytes))

    assert run(story(says(b"x" * 1001))) == "too-big"
    assert run(story(raw(head() + b"x" * 5000))) == "too-big"
    assert run(story(zipped(gzip.compress(b"x" * 1001), "gzip"))) == "too-big"


def test_a_packed_answer_has_a_cap_before_unpacking_too() -> None:
    noise = zlib.compress(bytes(range(256)) * 8, 0)

    assert why(zipped(gzip.compress(noise, 0), "gzip"), Limits(max_packed=1000)) == "too-big"


def test_the_body_of_a_redirect_or_an_error_is_never_unpacked() -> None:
    bomb = packed(20)
    packing = [("Content-Encoding", "gzip, gzip, br")]

    async def story() -> tuple[bytes, str]:
        plays = {
            "/": says(bomb, 302, [*packing, ("Location", "/good")]),
            "/good": says("goed"),
            "/bad": says(bomb, 404, packing),
        }
        async with Server(plays) as server, make_fetcher() as fetcher:
            good = await fetcher.get(ask(server.url()))
            return good.body, await reason_of(fetcher, ask(server.url("/bad")))

    assert run(story()) == (b"goed", "http-404")
