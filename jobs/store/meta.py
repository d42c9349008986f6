"""Small facts of the installation, by key."""

from sqlalchemy import delete, select

from jobs.store.area import Area
from jobs.store.tables import meta


class Meta(Area):
    """Keys and values, both plain text. ``install_id`` belongs to the store itself."""

    def get(self, key: str) -> str | None:
        """Return the value of *key*; None when it has none."""
        wanted = select(meta.c.value).where(self._mine(meta), meta.c.key == key)
        with self._desk.connections.reading() as connection:
            value: str | None = connection.scalar(wanted)
            return value

    def put(self, key: str, value: str) -> None:
        """Set the value of *key*."""
        with self._desk.writing() as connection:
            connection.execute(delete(meta).where(self._mine(meta), meta.c.key == key))
            self._put(connection, meta, [{"key": key, "value": value}])
