"""Settings in, the names that belong to the ids in the store out: `Town`."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from jobs.explain.parts import enumerate_words
from jobs.explain.words import OWNERS, moment_words, percent
from jobs.model import CONFIRMED, DepartmentId, SourceId
from jobs.settings.schema import Settings, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The municipality as its sources.toml names it.

    Attributes:
        settings: Its sources.toml.
    """

    settings: Settings

    def department(self, name: DepartmentId | None) -> str:
        """Return the name of a department; its id when sources.toml has it no more."""
        if name is None:
            return "no department"
        return next((one.name for one in self.settings.departments if one.id == name), name)

    def whose(
        self, department: DepartmentId | None, score: float, terms: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return in words which department something is for, and what pointed there."""
        name = self.department(department)
        if department is None:
            return ("no known word or venue in it points to a department",)
        if terms == (CONFIRMED,):
            return (f"{name}: a person said so",)
        return (
            f"{name}: {percent(score)} of what points to a department",
            f"pointed there, heaviest first: {enumerate_words(terms)}",
            "how the rest is divided over other departments is not stored",
        )

    def place(self, name: SourceId) -> Source | None:
        """Return a source as sources.toml has it; None when it has it no more."""
        return next((one for one in self.settings.sources if one.id == name), None)

    def source(self, name: SourceId) -> str:
        """Return the name of a source and whose it is; its id when it is read no more."""
        source = self.place(name)
        if source is None:
            return f"{name} (no longer in sources.toml)"
        return f"{source.name} ({OWNERS[source.owner]})"

    def moment(self, moment: datetime) -> str:
        """Return *moment* on the municipality's clocks: ``2026-11-11 08:20+01:00``."""
        return moment_words(moment, ZoneInfo(self.settings.municipality.timezone))
