"""Signals in, advices out: when to answer, when to wait, when to stay silent."""
