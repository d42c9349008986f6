"""A proposal in, the ``[[source]]`` for sources.toml out: as text, and as one to read with."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from jobs.collect.collectors.registry import COLLECTORS
from jobs.collect.discover.page import Proposal
from jobs.model import Owner
from jobs.settings.schema import Source

_LONGEST_ID: Final = 50
_DECIDE: Final = (
    ("owner", "community", '"own" when the place is the municipality\'s itself'),
    ("purpose", "", "what it is read for; printed in the register of processing"),
    ("legal_basis", "", "why that may be done; printed there too"),
)
"""Keys that a person decides, never a program: name, example, what it is."""


def source_of(proposal: Proposal, taken: Collection[str]) -> Source | None:
    """Return a source to read *proposal* with; None while something must be decided first.

    Args:
        proposal: What was found.
        taken: Ids of other sources.
    """
    try:
        options = COLLECTORS[proposal.kind].Options.model_validate(proposal.options)
    except ValidationError:
        return None
    return Source(
        id=id_of(proposal, taken),
        name=proposal.site or proposal.kind,
        kind=proposal.kind,
        owner=Owner.COMMUNITY,
        purpose="to try",
        legal_basis="to try",
        access=proposal.access,
        platform=proposal.platform,
        options=options,
    )


def id_of(proposal: Proposal, taken: Collection[str]) -> str:
    """Return a short name that says where *proposal* is and is none of those *taken*."""
    place = urlsplit(str(proposal.options.get("url", ""))).hostname or proposal.site
    place = place.removeprefix("www.").lower()
    plain = re.sub(r"[^a-z0-9]+", "-", place).strip("-")[:_LONGEST_ID].strip("-")
    first = plain or proposal.kind
    names = (first, *(f"{first}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def table_of(proposal: Proposal, taken: Collection[str]) -> str:
    """Return *proposal* as it may stand in sources.toml; what is to be decided are comments."""
    tables = {key: held for key, held in proposal.options.items() if isinstance(held, Mapping)}
    lines = [
        "[[source]]",
        _line("id", id_of(proposal, taken)),
        _line("name", proposal.site or proposal.kind),
        _line("kind", proposal.kind),
        _line("access", proposal.access.value),
        _line("platform", proposal.platform),
        *(f"# {_line(key, such)}  # {what}" for key, such, what in (*_DECIDE, *proposal.decide)),
        *(_line(key, held) for key, held in proposal.options.items() if key not in tables),
    ]
    for name, table in tables.items():
        lines += ["", f"[source.{name}]", *(_line(str(key), held) for key, held in table.items())]
    return "\n".join(lines) + "\n"


def _line(key: str, held: object) -> str:
    return f"{key} = {_value(held)}"


def _value(held: object) -> str:
    """Return *held* as TOML, in which texts, numbers, yes and no are written as in JSON."""
    if isinstance(held, list | tuple):
        return f"[{', '.join(map(_value, held))}]"
    return json.dumps(held, ensure_ascii=False).replace("\x7f", "\\u007f")
