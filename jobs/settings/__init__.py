"""sources.toml in, frozen `Settings` out; every mistake at once, with its line."""

from jobs.settings.analysis import load_for_analysis, plain_source
from jobs.settings.file import load
from jobs.settings.schema import Settings

__all__ = ["Settings", "load", "load_for_analysis", "plain_source"]
