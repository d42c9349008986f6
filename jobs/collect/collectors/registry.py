"""One module a kind of source, and the registry of them: a new kind is a module and a line."""

from importlib.metadata import entry_points
from typing import Final

from pydantic import BaseModel

from jobs.collect.collectors import capture, telegram_public
from jobs.collect.collectors.bluesky import collector as bluesky
from jobs.collect.collectors.export import collector as export
from jobs.collect.collectors.feed import collector as feed
from jobs.collect.collectors.forums import discourse, nodebb
from jobs.collect.collectors.google import google_reviews, youtube
from jobs.collect.collectors.html_forum import collector as html_forum
from jobs.collect.collectors.lemmy import collector as lemmy
from jobs.collect.collectors.mailbox import collector as mailbox
from jobs.collect.collectors.mastodon import collector as mastodon
from jobs.collect.collectors.meta import facebook_page, instagram, threads
from jobs.collect.collectors.open311 import collector as open311
from jobs.collect.collectors.others import GROUP, load_others
from jobs.collect.collectors.reddit import collector as reddit
from jobs.collect.collectors.wordpress import collector as wordpress
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
