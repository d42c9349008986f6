"""What the tests against real servers share: the demo town with four mails queued."""

from tests.deliver.conftest import town

__all__ = ["town"]
