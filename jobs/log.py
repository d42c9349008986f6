"""Structured log: an event name and fields out to stderr; a field that is not listed is dropped.

No text, handle or address of a citizen ever is a field. Other libraries' messages may hold such
text, so of those only the place in their code is written.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final

FIELDS: Final = frozenset(
    {
        *("event", "level", "timestamp", "logger", "library", "line", "version", "dropped"),
        *("municipality", "stage", "week", "run", "fence", "attempt", "lane", "chore", "lease"),
        *("source", "reason", "kind", "status", "error", "counts", "took_ms", "now", "next_at"),
        *("posts", "new", "changed", "same", "gone", "refused", "erased", "pages", "bytes"),
        *("mentions", "signals", "stories", "editions", "reader", "department", "language"),
        *("delivery", "tries", "sent", "queued", "failed", "in_doubt", "code", "threads"),
    }
)
"""Every field a log line may have; docs/operate.md explains them."""

_QUIET: Final = (
    "httpx",
    "httpcore",
    "sqlalchemy",
    "alembic",
    "apscheduler",
    "weasyprint",
    "fontTools",
)
"""Libraries that tell addresses or text at INFO and below."""

_PLAIN: Final = (str, int, float, bool)
Event = MutableMapping[str, Any]


class Log:
    """The log of one module. Costs nothing until the first line: structlog is imported then."""

    def __init__(self, name: str) -> None:
        self.name = name

    def info(self, event: str, **fields: object) -> None:
        """Write that something happened as it should."""
        self._write("info", event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Write that something went wrong that mends itself or concerns one item."""
        self._write("warning", event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Write that something went wrong that a person should look at."""
        self._write("error", event, fields)

    def _write(self, level: str, event: str, fields: dict[str, object]) -> None:
        import structlog  # noqa: PLC0415 - costs up to 0.5 s, which `--help` has not

        if not structlog.is_configured():  # a command that shows its own progress
            _send(structlog.processors.JSONRenderer(), logging.WARNING)
        getattr(structlog.get_logger(), level)(event, logger=self.name, **fields)


def get(name: str) -> Log:
    """Return the log of the module *name*."""
    return Log(name)


def configure(*, as_json: bool) -> None:
    """Send the log to stderr: JSON lines for a service, else coloured lines for a terminal."""
    import structlog  # noqa: PLC0415 - see Log

    show: Any = structlog.processors.JSONRenderer()
    if not as_json:
        show = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    _send(show, logging.INFO)
    root = logging.getLogger()
    root.handlers = [_Others(level=logging.WARNING)]
    root.setLevel(logging.WARNING)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _send(show: Any, level: int) -> None:  # noqa: ANN401 - structlog's own renderers are untyped
    """Have events of *level* and above written to stderr as *show* renders them."""
    import structlog  # noqa: PLC0415 - see Log

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_listed,
            show,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def keep_listed(logger: object, method: str, event: Event) -> Event:
    """Drop every field that is not in `FIELDS`, or holds more than a word, a number or counts."""
    del logger, method
    kept = {name: value for name, value in event.items() if name in FIELDS and _is_plain(value)}
    if len(kept) < len(event):
        kept["dropped"] = len(event) - len(kept)
    return kept


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and isinstance(n, int) for key, n in value.items())
    return value is None or isinstance(value, _PLAIN)


class _Others(logging.Handler):
    """Takes the messages of libraries and writes where they come from, not what they say."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the library and the line of its code."""
        line = f"{record.module}:{record.lineno}"
        get("library").warning("library.warned", library=record.name, line=line)
