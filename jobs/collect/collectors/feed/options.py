"""What sources.toml says of a feed, and which addresses follow from it."""

from dataclasses import dataclass, field
from typing import Annotated, Final
from urllib.parse import quote, urljoin, urlsplit

from pydantic import Field, model_validator

from jobs.collect.collectors.kit.marks import WebAddress
from jobs.collect.fetch_url import same_site
from jobs.settings.schema import Line, Table

_FIELDS: Final = ("{url}", "{path}", "{id}")


class Options(Table):
    """Keys of a ``[[source]]`` of kind ``feed``.

    Attributes:
        url: Address of the feed.
        comments: Whether the feeds of comments that items name are read too.
        comments_url: Address of an item's comments when the feed does not name it; ``{url}``,
            ``{path}`` and ``{id}`` stand for those of the item.
        one_thread: All items are comments on one thing, such as the comments under one article.
        whole: A feed of comments gives all there are, not only the newest: what two readings of it
            miss is gone.
        author: Who wrote every item, when the feed does not say, such as the paper itself.
        pause: Seconds between two requests.
    """

    url: WebAddress
    comments: bool = True
    comments_url: WebAddress | None = None
    one_thread: bool = False
    whole: bool = False
    author: Line | None = None
    pause: Annotated[float, Field(ge=0, le=60)] = 2.0

    @model_validator(mode="after")
    def _has_field(self) -> "Options":
        if self.comments_url and not any(name in self.comments_url for name in _FIELDS):
            message = "comments_url names no item; write {url}, {path} or {id} in it"
            raise ValueError(message)
        return self

    @property
    def follows(self) -> bool:
        """Whether items have comments elsewhere."""
        return self.comments and not self.one_thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a feed leads to.

    Attributes:
        feed: Its own address.
        template: Address of an item's comments by our own settings, as `Options.comments_url`.
    """

    feed: str = field(repr=False)
    template: str | None = field(default=None, repr=False)

    def item(self, link: str | None) -> str | None:
        """Return the address of an item out of its *link*."""
        try:
            return urljoin(self.feed, link) if link else None
        except ValueError:
            return None

    def own(self, address: str | None) -> str | None:
        """Return *address* when it lies on the site of the feed: it may send us nowhere else."""
        try:
            here, there = urlsplit(self.feed).hostname, urlsplit(address or "").hostname
        except ValueError:
            return None
        return address if here and there and same_site(here, there) else None

    def comments(self, link: str | None, native: str, named: str | None) -> str | None:
        """Return where the comments of an item are, by our own settings or by what it *named*."""
        if self.template is None:
            return self.own(self.item(named))
        address = self.item(link) or ""
        values = {"{url}": address, "{path}": urlsplit(address).path, "{id}": native}
        url = self.template
        for name, value in values.items():
            if name in url and not value:
                return None
            url = url.replace(name, quote(value, safe="/" if name == "{path}" else ""))
        return url

    def comments_at(self, address: str | None) -> str | None:
        """Return where the comments of the item at *address* are, if that alone tells it."""
        if address is None or self.template is None or "{id}" in self.template:
            return None
        return self.comments(address, "", None)
