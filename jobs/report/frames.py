"""Messages between the printing press and its child, over pipes: a length, a header, a body."""

import json
import struct
from collections.abc import Callable
from typing import Final

LENGTH: Final = struct.Struct(">II")
"""Length of the header and of the body, four bytes each."""
MAX_BODY: Final = 64 * 2**20
"""Bytes; the longest edition measured is 1.2 MB."""


def pack(header: dict[str, object], body: bytes = b"") -> bytes:
    """Return one message."""
    head = json.dumps(header).encode()
    return LENGTH.pack(len(head), len(body)) + head + body


def unpack(read: Callable[[int], bytes]) -> tuple[dict[str, object], bytes]:
    """Return the next message that *read* gives, which returns exactly as many bytes as asked.

    Raises:
        EOFError: The other end is gone, or what it says is no message.
    """
    head_length, body_length = LENGTH.unpack(_whole(read, LENGTH.size))
    if max(head_length, body_length) > MAX_BODY:
        message = "a message is longer than any edition"
        raise EOFError(message)
    header = json.loads(_whole(read, head_length))
    return dict(header), _whole(read, body_length)


def _whole(read: Callable[[int], bytes], size: int) -> bytes:
    data = read(size)
    if len(data) != size:
        message = "the other end is gone"
        raise EOFError(message)
    return data
