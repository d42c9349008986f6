"""Names for the strings that identify things, so that the type checker keeps them apart."""

from typing import NewType

SourceId = NewType("SourceId", str)
"""``id`` of a ``[[source]]`` in sources.toml."""
PostId = NewType("PostId", str)
"""Keyed hash of source and native id: 32 hex digits. Says nothing about the author."""
ThreadId = NewType("ThreadId", str)
"""`PostId` of the opening post of a thread, whether or not we hold that post."""
VoiceKey = NewType("VoiceKey", str)
"""Keyed hash of one author in one source: 32 hex digits. Never shown, exported or logged."""
DepartmentId = NewType("DepartmentId", str)
"""``id`` of a ``[[department]]`` in sources.toml."""
SignalId = NewType("SignalId", str)
"""``2026-W46-`` and 8 hex digits taken from the members, so that a rerun gives the same id."""
StoryId = NewType("StoryId", str)
"""``s-`` and the id of the first signal of the story."""
