"""The demo town with four mails queued, as the stage deliver has it."""

from tests.deliver.conftest import town

__all__ = ["town"]
