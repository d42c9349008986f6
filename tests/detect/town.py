"""A town to detect in: names with variants, venues with remarks, look-alikes, neighbours."""

from jobs.model import Owner
from jobs.settings import plain_source
from jobs.settings.schema import Delivery, Department, Municipality, Settings, Venue


def make_town(**changes: object) -> Municipality:
    """Return the municipality of Veldegem-Oost; *changes* replaces what a test is about."""
    known: dict[str, object] = {
        "name": "Lochtenberg",
        "aliases": ("#lochtenberg", "de gemeente"),
        "sub_municipalities": ("Sint-Alena",),
        "postcodes": ("9999",),
        "streets": ("Hazelaarstraat", "Sint-Alenaplein", "Dries"),
        "venues": ("zwembad De Plons", "recyclagepark (Nijverheidslaan)", "de bib"),
        "neighbours": ("Oosterdonk",),
        "not_us": ("KV Lochtenberg (voetbal)", "de heuvel de Lochtenberg"),
        "office_holders": ("schepen Ine Vanderzwalm (groen)", "burgemeester Jo De Wit"),
    }
    return Municipality.model_validate(known | changes)


def make_settings(**changes: object) -> Settings:
    """Return the settings of that town, with an own page, a group and a far-away search."""
    far = plain_source("zoekterm").model_copy(update={"local": False})
    return Settings(
        municipality=make_town(**changes),
        venues=(Venue(name="sporthal Het Bosje", also=("'t Bosje",)),),
        sources=(plain_source("groep"), plain_source("pagina", owner=Owner.OWN), far),
        departments=(
            Department(id="werken", name="Werken", about="voetpaden en wegen", keywords=("knip",)),
        ),
        delivery=Delivery(sender="buurt@town.example", lead=("lead@town.example",)),
    )
