"""Author and native id in, keyed hashes out; without the key nobody finds the way back."""

import hmac
import os
import secrets
import stat
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import Final

from jobs.errors import StoreError
from jobs.model import PostId, SourceId, ThreadId, VoiceKey

KEY_BYTES: Final = 32
"""Length of a key file, in bytes."""
_HASH_BYTES: Final = 16
"""128 bits: no two of a billion posts share one, and nobody can tell them apart by length."""
_TOO_OPEN: Final = stat.S_IRWXO | stat.S_IWGRP
"""Modes that let others read, or the group write."""


def _keyed(key: bytes, purpose: bytes, source: str, name: str) -> str:
    text = purpose + b"\0" + source.encode("utf-8") + b"\0" + name.encode("utf-8", "surrogatepass")
    return hmac.new(key, text, sha256).digest()[:_HASH_BYTES].hex()


def voice_key(key: bytes, source: SourceId, author: str) -> VoiceKey:
    """Return the key of *author* in *source*: the same handle, however capitalised, the same key.

    The source is part of it: one person in two sources is two voices, and stays two.
    """
    name = unicodedata.normalize("NFC", author).strip().casefold()
    return VoiceKey(_keyed(key, b"voice", source, name))


def post_id(key: bytes, source: SourceId, native: str) -> PostId:
    """Return the id of the post that *source* calls *native*."""
    return PostId(_keyed(key, b"post", source, native))


def thread_id(key: bytes, source: SourceId, native: str) -> ThreadId:
    """Return the id of the thread whose opening post *source* calls *native*."""
    return ThreadId(post_id(key, source, native))


def fingerprint(key: bytes) -> str:
    """Return 16 hex digits that recognise a key and give nothing of it away."""
    return hmac.new(key, b"fingerprint", sha256).hexdigest()[:16]


def load_key(path: Path, *, create: bool) -> bytes:
    """Return the key in *path*; with *create*, make it first when there is none.

    Raises `StoreError` when it is missing, not 32 bytes long, or open to others: a wrong key
    would silently turn every known voice and post into a new one.
    """
    if create and not path.exists():
        _write_key(path)
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = file.read(KEY_BYTES + 1)
    except OSError as error:
        message = f"key file {path} cannot be read ({error.strerror}); restore it from its own copy"
        raise StoreError(message) from None
    if mode & _TOO_OPEN:
        message = f"key file {path} is open to others; run: chmod 600 {path}"
        raise StoreError(message)
    if len(key) != KEY_BYTES:
        message = f"key file {path} is damaged: not {KEY_BYTES} bytes; restore it from its own copy"
        raise StoreError(message)
    return key


def _write_key(path: Path) -> None:
    """Write a new key under another name and move it, so that a half key never stands there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails when another process was first: then that key holds
    except FileExistsError:
        pass
    finally:
        draft.unlink()
