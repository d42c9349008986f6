"""``buurtsignaal init``: five answers in, a commented sources.toml out that passes ``check``."""

import json
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Annotated, Final

import typer

from jobs.errors import UsageError

_STARTER: Final = Path(__file__).parent / "starter"
_PLACES: Final[Mapping[str, str]] = {"BE": "Europe/Brussels", "NL": "Europe/Amsterdam"}
_LANGUAGES: Final = ("nl", "fr", "de", "en")
_DOMAIN: Final = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,5}", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,255}")
_SERVER: Final = re.compile(
    r"([a-z0-9.-]{1,253}|\[[0-9a-f:]{2,39}\])(?::(\d{1,5}))?", re.IGNORECASE
)
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the municipality answered; empty where it gave no answer.

    Attributes:
        name: Its name.
        place: Country and language, such as ``BE nl``.
        feed: Address of the feed of its own site.
        mail: Mail domain of the departments, or one address for all of them.
        lead: Address of the communication lead and the mail server.
    """

    name: str
    place: str
    feed: str
    mail: str
    lead: str


Ask = Callable[[str, str], str]
"""Shows a question and a proposal, and returns what was answered."""


def init(  # noqa: PLR0913 - one option a question
    *,
    config: Annotated[Path, typer.Option("--config", "-c", help="the file to write")] = Path(
        "sources.toml"
    ),
    name: Annotated[str, typer.Option(help="name of the municipality")] = "",
    place: Annotated[str, typer.Option(help='country and language, such as "BE nl"')] = "",
    feed: Annotated[str, typer.Option(help="address of your own site's feed")] = "",
    mail: Annotated[str, typer.Option(help="mail domain of the departments, or one address")] = "",
    lead: Annotated[str, typer.Option(help="lead's address and the mail server")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="ask nothing")] = False,
    force: Annotated[bool, typer.Option("--force", help="replace a file that is there")] = False,
) -> None:
    """Write a commented sources.toml; asks five questions."""
    if config.exists() and not force:
        message = f"{config} is there already; edit it, or write another one with --force"
        raise UsageError(message)
    given = Answers(name=name, place=place, feed=feed, mail=mail, lead=lead)
    answers = complete(given, _keep if yes else _ask)
    text = compose(answers)
    write(config, text, force=force)
    _show(config, answers)


def complete(given: Answers, ask: Ask) -> Answers:
    """Fill in what was not *given* by asking; each proposal follows from the answers before.

    Raises:
        UsageError: An answer cannot be used; the message says what to write.
    """
    name = _answer(given.name, ask, "Name of the municipality", "Voorbeeld", check_name)
    site = f"www.{slug(name)}.example"
    place = _answer(given.place, ask, "Country and language", "BE nl", check_place)
    feed = _answer(given.feed, ask, "Feed of your own site", f"https://{site}/feed", check_feed)
    domain = f"{slug(name)}.example"
    mail = _answer(
        given.mail, ask, "Mail domain of the departments, or one address", domain, check_mail
    )
    domain = mail.rpartition("@")[2]
    proposal = f"communication@{domain} mail.{domain}:587"
    lead = _answer(given.lead, ask, "Address of the lead and mail server", proposal, check_lead)
    return Answers(name=name, place=place, feed=feed, mail=mail, lead=lead)


def compose(answers: Answers) -> str:
    """Return the text of sources.toml for *answers* that were checked."""
    country, language = answers.place.upper().split()
    language = language.lower()
    lead, server = answers.lead.split()
    host, port, security = _server(server)
    departments = _departments(language, answers.mail)
    template = Template((_STARTER / "sources.toml.txt").read_text("utf-8"))
    values = {
        "name": answers.name, "key": slug(answers.name), "country": country, "language": language,
        "timezone": _PLACES[country], "site_name": f"{answers.name}: website",
        "feed": answers.feed, "smtp_host": host, "security": security, "lead": lead,
        "sender": f"signals@{lead.rpartition('@')[2]}",
        "first_department": str(departments[0]["id"]),
    }  # fmt: skip
    return template.substitute(
        {key: quoted(value) for key, value in values.items()},
        name_plain=answers.name,
        smtp_port=port,
        departments="".join(_table(department) for department in departments),
    )


def write(path: Path, text: str, *, force: bool) -> None:
    """Write *text* to *path*; replace what is there only with *force*."""
    try:
        with path.open("w" if force else "x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        message = f"{path} cannot be written ({type(error).__name__}); choose another --config"
        raise UsageError(message) from error


def slug(name: str) -> str:
    """Return *name* as a short name: small letters, digits and hyphens."""
    plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in name.lower())
    return re.sub("-+", "-", plain).strip("-")[:60].strip("-") or "municipality"


def quoted(text: str) -> str:
    """Return *text* as a TOML string."""
    return json.dumps(text, ensure_ascii=False)


def check_name(text: str) -> str:
    """Return what is wrong with a name; empty when nothing is."""
    good = text.isprintable() and len(text) <= 200
    return "" if good else "a name is one line of at most 200 characters"


def check_place(text: str) -> str:
    """Return what is wrong with a country and language; empty when nothing is."""
    words = text.split()
    good = len(words) == 2 and words[0].upper() in _PLACES and words[1].lower() in _LANGUAGES
    return "" if good else 'write BE or NL, then nl, fr, de or en: "BE nl"'


def check_feed(text: str) -> str:
    """Return what is wrong with the address of a feed; empty when nothing is."""
    good = re.fullmatch(r"https?://[^\s/@\"\\]{1,253}(/[^\s\"\\]{0,1500})?", text)
    return (
        ""
        if good and text.isprintable()
        else "write an address such as https://www.example.org/feed"
    )


def check_mail(text: str) -> str:
    """Return what is wrong with a mail domain or address; empty when nothing is."""
    good = text.isprintable() and (_DOMAIN.fullmatch(text) or _ADDRESS.fullmatch(text))
    return (
        "" if good else "write a domain such as example.org, or an address such as info@example.org"
    )


def check_lead(text: str) -> str:
    """Return what is wrong with an address and a mail server; empty when nothing is."""
    address, _, server = text.partition(" ")
    match = _SERVER.fullmatch(server.strip())
    if match and _ADDRESS.fullmatch(address) and address.isprintable():
        return "" if 1 <= int(match[2] or 587) <= 65535 else "a port is a number up to 65535"
    return 'write an address and a server: "communication@example.org mail.example.org:587"'


def _answer(given: str, ask: Ask, question: str, proposal: str, wrong: Callable[[str], str]) -> str:
    """Return what was *given*, or asked for until it can be used."""
    if given.strip():
        if advice := wrong(given.strip()):
            message = f"{question}: {quoted(given)}: {advice}"
            raise UsageError(message)
        return given.strip()
    while True:
        text = ask(question, proposal).strip()
        advice = wrong(text)
        if not advice:
            return text
        if ask is _keep:
            message = f"{question}: {quoted(text)}: {advice}"
            raise UsageError(message)
        print(f"  {advice}")


def _ask(question: str, proposal: str) -> str:
    print(f"{question} [{proposal}]: ", end="", file=sys.stderr, flush=True)
    try:
        return input().strip() or proposal
    except EOFError as error:
        message = "nobody answers; give the answers as options with --yes (see --help)"
        raise UsageError(message) from error


def _keep(question: str, proposal: str) -> str:
    del question
    return proposal


def _server(text: str) -> tuple[str, int, str]:
    match = _SERVER.fullmatch(text)
    host, port = (match[1], int(match[2] or 587)) if match else (text, 587)
    if host.lower() in _LOOPBACK:
        return host.strip("[]"), port, "none"
    return host, port, "tls" if port == 465 else "starttls"


def _departments(language: str, mail: str) -> list[dict[str, object]]:
    text = (_STARTER / "departments.toml").read_text("utf-8")
    tables: list[dict[str, object]] = tomllib.loads(text)[language]
    return [
        {**table, "recipients": [mail if "@" in mail else f"{table['id']}@{mail}"]}
        for table in tables
    ]


def _table(department: Mapping[str, object]) -> str:
    lines = "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in department.items()
    )
    return f"\n[[department]]\n{lines}"


def _show(config: Path, answers: Answers) -> None:
    print(f"{config} is written for {answers.name}.")
    if ".example" in f"{answers.feed} {answers.mail} {answers.lead}":
        print("Addresses that end in .example do not exist: put yours in their place.")
    print(f"Next: buurtsignaal check --config {config}")
