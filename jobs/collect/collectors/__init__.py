"""One module a kind of source, and the registry of them: a new kind is a module and a line."""

from importlib.metadata import entry_points
from typing import Final

from pydantic import BaseModel

from jobs.collect.collectors import (
    bluesky,
    capture,
    discourse,
    export,
    facebook_page,
    feed,
    google_reviews,
    html_forum,
    instagram,
    lemmy,
    mailbox,
    mastodon,
    nodebb,
    open311,
    reddit,
    telegram_public,
    threads,
    wordpress,
    youtube,
)
from jobs.collect.collectors.others import GROUP, load_others
from jobs.collect.protocol import Collector

SHIPPED: Final[dict[str, Collector]] = {
    "feed": feed,
    "html_forum": html_forum,
    "export": export,
    "facebook_page": facebook_page,
    "instagram": instagram,
    "threads": threads,
    "bluesky": bluesky,
    "wordpress": wordpress,
    "youtube": youtube,
    "google_reviews": google_reviews,
    "reddit": reddit,
    "mastodon": mastodon,
    "lemmy": lemmy,
    "discourse": discourse,
    "nodebb": nodebb,
    "open311": open311,
    "telegram_public": telegram_public,
    "mailbox": mailbox,
    "capture": capture,
}
"""Each kind that comes with the program, and the module that reads it."""

_OTHERS: Final = load_others(entry_points(group=GROUP), SHIPPED)

COLLECTORS: Final[dict[str, Collector]] = {**SHIPPED, **_OTHERS.collectors}
"""Each kind that a ``[[source]]`` may have, those of third parties included."""

KINDS: Final[dict[str, type[BaseModel]]] = {
    **{kind: collector.Options for kind, collector in SHIPPED.items()},
    **_OTHERS.kinds,
}
"""Each kind and the model of the keys that only it knows, as `jobs.settings.file.load` asks."""
