"""Signals of a week with their members and story links, and the stories that follow from these."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, select

from jobs.model import LinkKind, PostId, Signal, SignalId, Story, StoryLink, Week
from jobs.store.area import Area
from jobs.store.judgements import refuse_others
from jobs.store.rows import fields_of, rows_of, values_of
from jobs.store.stories import stories
from jobs.store.tables import advice, signal, signal_post, story_link

_NAMES: Final = tuple(name for name in fields_of(Signal) if name != "posts")
_COLUMNS: Final = [signal.c[name] for name in _NAMES]
_LINK: Final = [story_link.c[name] for name in fields_of(StoryLink)]


class Signals(Area):
    """What each week's talk comes down to, and how it continues over weeks."""

    def put(self, week: Week, signals: Iterable[Signal], links: Iterable[StoryLink]) -> None:
        """Replace the signals of *week* and their links; advice stays as long as its signal does.

        Raises:
            ValueError: A signal or link is of another week.
        """
        new, ties = list(signals), list(links)
        refuse_others(week, [*(one.week for one in new), *(tie.week for tie in ties)])
        with self._desk.writing() as connection:
            connection.execute(delete(signal).where(self._mine(signal), signal.c.week == week))
            self._put(connection, signal, rows_of(_NAMES, new))
            self._put(connection, signal_post, _members(new))
            self._put(connection, story_link, rows_of(fields_of(StoryLink), ties))
            left = select(signal.c.id).where(self._mine(signal), signal.c.week == week)
            void = [self._mine(advice), advice.c.week == week, advice.c.signal_id.not_in(left)]
            connection.execute(delete(advice).where(*void))

    def by_id(self, signal_id: SignalId) -> Signal | None:
        """Return the signal called *signal_id*; None when no week has it."""
        return next(iter(self._read(signal.c.id == signal_id)), None)

    def of_week(self, week: Week) -> tuple[Signal, ...]:
        """Return the signals of *week*, strongest first, then by id."""
        return self._read(signal.c.week == week)

    def before(self, week: Week, weeks: int) -> tuple[Signal, ...]:
        """Return the signals of the *weeks* weeks before *week*, newest week, strongest first."""
        return self._read(signal.c.week >= week.plus(-weeks), signal.c.week < week)

    def links(self, week: Week) -> tuple[StoryLink, ...]:
        """Return how the signals of *week* continue stories, in the order they were put."""
        with self._desk.connections.reading() as connection:
            return self._links(connection, story_link.c.week == week)

    def stories(self) -> tuple[Story, ...]:
        """Return every story, by first week and id; see `jobs.store.stories`."""
        columns = [signal.c[name] for name in ("id", "week", "story_id", "title", "department")]
        wanted = select(*columns).where(self._mine(signal)).order_by(signal.c.week, signal.c.id)
        decisive = story_link.c.kind == LinkKind.CONFIRMED
        with self._desk.connections.reading() as connection:
            rows = tuple(connection.execute(wanted))
            return stories(rows, self._links(connection, decisive))

    def weeks(self) -> tuple[Week, ...]:
        """Return the weeks that have signals, oldest first."""
        wanted = select(signal.c.week).where(self._mine(signal)).distinct()
        with self._desk.connections.reading() as connection:
            return tuple(connection.scalars(wanted.order_by(signal.c.week)))

    def _links(self, connection: Connection, which: ColumnElement[bool]) -> tuple[StoryLink, ...]:
        wanted = select(*_LINK).where(self._mine(story_link), which).order_by(story_link.c.id)
        return values_of(StoryLink, connection.execute(wanted).all())

    def _read(self, *conditions: ColumnElement[bool]) -> tuple[Signal, ...]:
        wanted = select(*_COLUMNS).where(self._mine(signal), *conditions)
        order = (signal.c.week.desc(), signal.c.strength.desc(), signal.c.id)
        inside = select(signal.c.id).where(self._mine(signal), *conditions)
        who = [self._mine(signal_post), signal_post.c.signal_id.in_(inside)]
        members = select(signal_post.c.signal_id, signal_post.c.post_id).where(*who)
        posts: dict[SignalId, list[PostId]] = defaultdict(list)
        with self._desk.connections.reading() as connection:
            rows = connection.execute(wanted.order_by(*order)).all()
            for name, post_id in connection.execute(members.order_by(signal_post.c.position)):
                posts[name].append(post_id)
        parts = (dict(zip(_NAMES, row, strict=True)) for row in rows)
        return tuple(Signal(**one, posts=tuple(posts[one["id"]])) for one in parts)


def _members(signals: Iterable[Signal]) -> Iterable[dict[str, Any]]:
    for one in signals:
        for position, post_id in enumerate(one.posts):
            yield {
                "week": one.week,
                "post_id": post_id,
                "signal_id": one.id,
                "position": position,
            }
