"""Why a source that answered could not be used, as a closed set of stable codes.

Together with `FetchReason` these are all reasons a `SourceStatus` may hold; every code has
wording in every language.
"""

from enum import StrEnum


class ReadReason(StrEnum):
    """What was wrong with what came. The values are stable: they are stored and worded."""

    NOT_A_FEED = "not-a-feed"
    """Something else came than RSS, Atom or JSON Feed: mostly a web page."""
    DOCTYPE = "doctype"
    """A feed with a document type or entities, which no honest feed needs."""
    EMPTY_FEED = "empty-feed"
    """A feed that had items holds none."""
    NOT_JSON = "not-json"
    """An interface answered something else than JSON: mostly a web page that asks to log in."""
    SCHEMA_DRIFT = "schema-drift"
    """An interface answers in another form than it documents: a field is missing or another."""
    NO_ACCESS = "no-access"
    """The token or password that this source asks for is not set."""
    COMMENTS_CLOSED = "comments-closed"
    """A site gives its posts but not the comments; its feed of comments may."""
    SELECTOR_DRIFT = "selector-drift"
    """A page that had posts parses to none: its layout changed, or it asks to log in."""
    NO_FOLDER = "no-folder"
    """The folder of an import is not there."""
    NO_FILES = "no-files"
    """No file in the folder of an import has such a name."""
    BAD_FILE = "bad-file"
    """A file of an import cannot be read; the others were."""
    CUT = "cut"
    """We stopped at our own limit; the rest follows next time."""
    UNEXPECTED = "unexpected"
    """A mistake of ours; the log holds its kind."""
