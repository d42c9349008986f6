"""Packed bytes in as they arrive, unpacked bytes out; stops before too much is ever in memory."""

import zlib
from typing import Final

from jobs.collect.limits import Limits
from jobs.collect.reasons import FetchReason, FetchStop

_STEP: Final = 65_536  # bytes unpacked at a time: the most that one look at the caps can miss
_GZIP: Final = 16 + zlib.MAX_WBITS  # a gzip header and nothing else: no raw deflate, no zlib


class BoundedBody:
    """The body of one answer, plain or in one layer of gzip.

    Raises:
        FetchStop: ``encoding`` when it is packed otherwise; ``too-big`` and ``bomb`` while
            feeding.
    """

    def __init__(self, encoding: str, max_bytes: int, limits: Limits, *, cut: bool = False) -> None:
        """Take the Content-Encoding header; with *cut*, keep the first *max_bytes* and no error."""
        self._limits = limits
        self._max_bytes = max_bytes
        self._cut = cut
        self._fed = 0
        self._body = bytearray()
        match encoding.strip().lower():
            case "" | "identity":
                self._gzip = None
            case "gzip" | "x-gzip":
                self._gzip = zlib.decompressobj(_GZIP)
            case _:
                raise FetchStop(FetchReason.ENCODING, "packed in a way we did not ask for")

    @property
    def full(self) -> bool:
        """Nothing more is wanted: what there was to keep is kept."""
        return self._cut and len(self._body) >= self._max_bytes

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes from the wire."""
        self._fed += len(chunk)
        if self._gzip is None:
            self._keep(chunk)
            return
        if self._fed > self._limits.max_packed:
            raise FetchStop(FetchReason.TOO_BIG, f"more than {self._limits.max_packed} bytes")
        try:
            self._unpack(self._gzip, chunk)
        except zlib.error:
            raise FetchStop(FetchReason.ENCODING, "damaged gzip") from None

    def close(self) -> bytes:
        """Return the whole body; raise `FetchStop` when the packing ends too early."""
        if self._gzip is not None and self._fed and not self._gzip.eof and not self.full:
            raise FetchStop(FetchReason.ENCODING, "gzip that ends too early")
        return bytes(self._body)

    def _unpack(self, gzip: "zlib._Decompress", chunk: bytes) -> None:
        """Unpack *chunk* step by step, looking at the caps after each."""
        rest, piece = chunk, b""
        while (rest or len(piece) == _STEP) and not gzip.eof and not self.full:
            piece = gzip.decompress(rest, _STEP)
            rest = gzip.unconsumed_tail
            self._check_ratio(len(self._body) + len(piece), self._fed - len(rest))
            self._keep(piece)
        if gzip.eof and (gzip.unused_data or rest).strip(b"\0"):
            raise FetchStop(FetchReason.ENCODING, "more after the end of the gzip")

    def _check_ratio(self, size: int, packed: int) -> None:
        """Raise when *packed* bytes became so many that no page explains it."""
        if size > self._limits.ratio_from and size > self._limits.max_ratio * packed:
            raise FetchStop(FetchReason.BOMB, f"{packed} bytes became more than {size}")

    def _keep(self, piece: bytes) -> None:
        """Add *piece* to the body, as far as the cap lets it."""
        if self._cut:
            piece = piece[: self._max_bytes - len(self._body)]
        elif len(self._body) + len(piece) > self._max_bytes:
            raise FetchStop(FetchReason.TOO_BIG, f"more than {self._max_bytes} bytes")
        self._body += piece
