"""Settings in, other bodies that may be competent out: the municipality's own, then those we ship.

bodies.toml holds one of each by country and language. A body is known by its id: a town that names
one of ours with a name or a contact of its own keeps our words for it.
"""

import tomllib
from functools import cache
from importlib.resources import files

from jobs.settings.schema import Body, Settings


def bodies_of(settings: Settings) -> tuple[Body, ...]:
    """Return the bodies of the municipality's sources.toml, then the shipped ones it does not name.

    Of a body that both name, keywords are put together; the name is the municipality's, and so is
    the contact unless it is empty.
    """
    town = settings.municipality
    shipped = {body.id: body for body in shipped_bodies(town.country, town.language)}
    own = [_joined(body, shipped.pop(body.id, None)) for body in settings.bodies]
    return (*own, *shipped.values())


@cache
def shipped_bodies(country: str, language: str) -> tuple[Body, ...]:
    """Return the bodies that we ship for towns of *country* that speak *language* first.

    A town that speaks another language first gets those of its country's first language.
    """
    table = tomllib.loads(files(__package__).joinpath("bodies.toml").read_text(encoding="utf-8"))
    there = [row for row in table["body"] if row["country"] == country]
    spoken = [row for row in there if row["language"] == language] or [
        row for row in there if row["language"] == there[0]["language"]
    ]
    fields = ({"keywords": (), **row} for row in spoken)
    return tuple(
        Body.model_validate({name: row[name] for name in Body.model_fields if name in row})
        for row in fields
    )


def _joined(own: Body, shipped: Body | None) -> Body:
    if shipped is None:
        return own
    words = tuple(dict.fromkeys((*shipped.keywords, *own.keywords)))
    return own.model_copy(update={"keywords": words, "contact": own.contact or shipped.contact})
