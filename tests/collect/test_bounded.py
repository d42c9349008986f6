"""Unpacking gives back what was packed, or stops before the cap is ever passed."""

import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.collect.bounded import BoundedBody
from jobs.collect.limits import DEFAULTS, Limits
from jobs.collect.reasons import FetchReason, FetchStop


def unpack(data: bytes, encoding: str, max_bytes: int, step: int, *, cut: bool = False) -> bytes:
    """Feed *data* in pieces of *step* bytes."""
    body = BoundedBody(encoding, max_bytes, DEFAULTS, cut=cut)
    for at in range(0, len(data), step):
        body.feed(data[at : at + step])
    return body.close()


@settings(deadline=None)  # a machine may be busy
@given(
    st.binary(max_size=3000) | st.integers(0, 300_000).map(bytes),
    st.integers(1, 70_000),
    st.sampled_from(["gzip", "GZIP", " x-gzip ", "identity", ""]),
)
def test_what_was_packed_comes_back_however_it_was_cut(
    data: bytes, step: int, encoding: str
) -> None:
    packed = gzip.compress(data) if "gzip" in encoding.lower() else data

    assert unpack(packed, encoding, len(data), step) == data


@settings(deadline=None)  # a machine may be busy
@given(st.integers(1, 300_000), st.integers(1, 300_000), st.integers(99, 70_000), st.booleans())
def test_the_cap_holds_exactly(size: int, cap: int, step: int, packed: bool) -> None:  # noqa: FBT001 - drawn
    data = b"ab" * (size // 2) + b"c" * (size % 2)
    wire, encoding = (gzip.compress(data), "gzip") if packed else (data, "")

    assert unpack(wire, encoding, cap, step, cut=True) == data[:cap]
    if size <= cap:
        assert unpack(wire, encoding, cap, step) == data
    else:
        with pytest.raises(FetchStop) as caught:
            unpack(wire, encoding, cap, step)
        assert caught.value.reason is FetchReason.TOO_BIG


def test_a_page_may_grow_a_lot_as_long_as_it_is_small() -> None:
    assert len(unpack(gzip.compress(bytes(900_000)), "gzip", 5_000_000, 4096)) == 900_000


def test_a_large_answer_may_not_grow_a_hundredfold() -> None:
    with pytest.raises(FetchStop, match="bomb"):
        unpack(gzip.compress(bytes(1_200_000)), "gzip", 5_000_000, 4096)


def test_zeros_that_fill_the_last_block_are_no_second_answer() -> None:
    padded = gzip.compress(b"hallo") + bytes(500)

    assert unpack(padded, "gzip", 100, 7) == b"hallo"


@pytest.mark.parametrize("step", [1, 3, 10_000])
def test_anything_else_after_the_end_is_refused(step: int) -> None:
    with pytest.raises(FetchStop, match="encoding"):
        unpack(gzip.compress(b"hallo") + b"x", "gzip", 100, step)


def test_an_empty_answer_may_call_itself_packed() -> None:
    assert unpack(b"", "gzip", 100, 1) == b""


@given(st.binary(min_size=1, max_size=200))
def test_noise_that_calls_itself_gzip_is_refused(noise: bytes) -> None:
    with pytest.raises(FetchStop, match="encoding"):
        unpack(b"\0" + noise, "gzip", 1_000_000, 16)


@given(st.text(min_size=1, max_size=20))
def test_only_gzip_and_nothing_are_known(encoding: str) -> None:
    if encoding.strip().lower() in {"", "identity", "gzip", "x-gzip"}:
        return
    with pytest.raises(FetchStop, match="encoding"):
        BoundedBody(encoding, 100, DEFAULTS)


def test_the_packed_size_has_its_own_cap() -> None:
    body = BoundedBody("gzip", 10_000, Limits(max_packed=100))
    with pytest.raises(FetchStop, match="too-big"):
        body.feed(gzip.compress(bytes(range(256)), 0))


def test_raw_deflate_is_not_gzip() -> None:
    with pytest.raises(FetchStop, match="encoding"):
        unpack(zlib.compress(b"hallo"), "gzip", 100, 100)
