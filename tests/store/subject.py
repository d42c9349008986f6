"""What tests of the store save with a post."""

from typing import Final

from jobs.model import Cursor, SourceId, SourceState, SourceStatus
from tests.make import MONDAY

STATUS: Final = SourceStatus(
    source_id=SourceId("groep"), cursor=Cursor.start(), state=SourceState.OK, tried_at=MONDAY
)
