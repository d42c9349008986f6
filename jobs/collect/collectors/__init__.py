"""One module a kind of source, and the registry of them: a new kind is a module and a line."""

from typing import Final

from pydantic import BaseModel

from jobs.collect.collectors import export, feed, html_forum
from jobs.collect.protocol import Collector

COLLECTORS: Final[dict[str, Collector]] = {
    "feed": feed,
    "html_forum": html_forum,
    "export": export,
}
"""Each kind that a ``[[source]]`` may have, and the module that reads it."""

KINDS: Final[dict[str, type[BaseModel]]] = {
    kind: collector.Options for kind, collector in COLLECTORS.items()
}
"""Each kind and the model of the keys that only it knows, as `jobs.settings.file.load` asks."""
