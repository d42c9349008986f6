"""``buurtsignaal demo FOLDER``: the main job on the demo town, with a mail server of its own."""

import hashlib
import shutil
import socket
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from jobs.cli.display import progress_display, show_counts
from jobs.errors import UsageError
from jobs.model import Week

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

_TOWN: Final = "heidebeek"
"""Key of the demo town in its sources.toml."""

WEEK = Week(2026, 46)
"""Last of the four weeks that the demo data covers; the three before give it a memory."""


def demo(
    folder: Annotated[Path, typer.Argument(help="folder for the results")] = Path("demo"),
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help="throw away earlier results")] = False,
) -> None:
    """Read four weeks of an invented town and make the reports of the last, mails included."""
    from jobs.cli.week import run_chain
    from jobs.wiring import open_workplace

    config = folder / "sources.toml"
    _refuse_other_town(config)
    if fresh and config.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not config.exists():
        shutil.copyfile(shipped_config(), config)
    mails = folder / "mails"
    with mail_sink(mails) as port, open_workplace(config, _loopback(config, port)) as work:
        with progress_display() as progress:
            done = run_chain(work, WEEK, progress)
        show_counts(done)
        paths = [
            work.reports / report.pdf_path
            for report in work.store.reports.of_week(WEEK)
            if report.pdf_path is not None
        ]
    print(f"\nHeidebeek, {WEEK}: {len(paths)} reports and {_count(mails)} mails")
    for path in sorted(paths):
        print(f"  {_near(path)}")
    for place in {path.parent for path in paths}:
        print(f"  {_near(place)}/*.html, the same for a browser")
    print(f"  {_near(mails)}/*.eml")


def _refuse_other_town(config: Path) -> None:
    """Refuse a folder that a real municipality works in: its mails would land in our sink."""
    if not config.exists():
        return
    try:
        town = tomllib.loads(config.read_text("utf-8"))["municipality"]["key"]
    except (OSError, ValueError, KeyError, TypeError):
        town = None
    if town != _TOWN:
        message = f"{config.parent} holds another sources.toml; choose another folder for the demo"
        raise UsageError(message)


def shipped_config() -> Path:
    """Return the sources.toml of the demo town, in the wheel or in the checkout."""
    package = Path(__file__).parent.parent
    for path in (package / "_data" / "sources.toml", package.parent / "sources.toml"):
        if path.exists():
            return path
    message = "the demo town's sources.toml is not installed; install the package again"
    raise UsageError(message)


def _loopback(config: Path, port: int):  # type: ignore[no-untyped-def]  # noqa: ANN202 - lazy type
    """Return the settings with the sink as mail server."""
    from jobs.collect.collectors.registry import KINDS
    from jobs.settings import load

    settings = load(config, KINDS)
    server = {"smtp_host": "127.0.0.1", "smtp_port": port, "security": "none", "username": None}
    delivery = settings.delivery.model_copy(update=server)
    return settings.model_copy(update={"delivery": delivery})


@contextmanager
def mail_sink(folder: Path) -> Iterator[int]:
    """Run a mail server on loopback that keeps every mail as a file; yield its port."""
    try:
        from aiosmtpd.controller import Controller
    except ImportError as error:
        message = "the demo needs a mail server of its own; run: pip install 'buurtsignaal[demo]'"
        raise UsageError(message) from error
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(Sink(folder), hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


class Sink:
    """Keeps each accepted mail as ``<recipient>-<hash>.eml``; the same bytes give the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, server: "SMTP", session: "Session", envelope: "Envelope"
    ) -> str:
        """Write the mail and accept it."""
        del server, session
        content = envelope.original_content or b""
        digest = hashlib.sha256(content).hexdigest()[:8]
        name = "".join(char if char.isalnum() else "-" for char in envelope.rcpt_tos[0])
        (self._folder / f"{name}-{digest}.eml").write_bytes(content)
        return "250 kept"


def _free_port() -> int:
    """Return a port that is free now; the controller cannot ask the kernel for one itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _count(mails: Path) -> int:
    return sum(1 for _ in mails.glob("*.eml"))


def _near(path: Path) -> Path:
    """Return *path* as seen from here, when it lies below."""
    path = path.resolve()
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
