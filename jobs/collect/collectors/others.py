"""Names of installed packages in; the collectors of third parties out, or why they are not used.

A package offers one under the entry point group ``buurtsignaal.collectors``: its name is the kind,
its value the module. `docs/collectors.md` has an example that a test installs and runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from typing import Final

from pydantic import BaseModel, ConfigDict, model_validator

from jobs.collect.protocol import VERSION, Collector
from jobs.settings.schema import Table

GROUP: Final = "buurtsignaal.collectors"
"""Entry point group."""


@dataclass(frozen=True, slots=True)
class Others:
    """What third parties brought.

    Attributes:
        collectors: By kind, those that can be used.
        kinds: By kind, the model of its keys; of one that cannot be used, a model that says why.
    """

    collectors: dict[str, Collector]
    kinds: dict[str, type[BaseModel]]


def load_others(entries: Iterable[EntryPoint], shipped: Iterable[str]) -> Others:
    """Return the collectors behind *entries*; a kind that is *shipped* is never replaced."""
    taken = set(shipped)
    collectors: dict[str, Collector] = {}
    kinds: dict[str, type[BaseModel]] = {}
    for entry in sorted(entries, key=lambda one: (one.name, one.value)):
        if entry.name in taken:
            continue
        taken.add(entry.name)
        found = _loaded(entry)
        if isinstance(found, str):
            kinds[entry.name] = _unusable(f"the collector {entry.value} {found}")
        else:
            collectors[entry.name] = found
            kinds[entry.name] = found.Options
    return Others(collectors, kinds)


def _loaded(entry: EntryPoint) -> Collector | str:
    """Return the module behind *entry*, or what is wrong with it."""
    try:
        module = entry.load()
    except Exception as error:  # noqa: BLE001 - whatever it does, the other kinds go on
        return f"cannot be imported ({type(error).__name__}); install it again"
    if getattr(module, "PROTOCOL", None) != VERSION:
        return (
            f"was not written for version {VERSION} of the protocol; ask its maker for a newer one"
        )
    options = getattr(module, "Options", None)
    if not (isinstance(options, type) and issubclass(options, Table)):
        return "has no Options that is a jobs.settings.schema.Table"
    if not callable(getattr(module, "collect", None)):
        return "has no collect"
    checked: Collector = module
    return checked


def _unusable(reason: str) -> type[BaseModel]:
    """Return a model of keys that refuses every source with *reason*."""

    class Unusable(BaseModel):
        """Takes any key, and then says why the source cannot be read."""

        model_config = ConfigDict(extra="allow")

        @model_validator(mode="after")
        def _refuse(self) -> "Unusable":
            raise ValueError(reason)

    return Unusable
