"""Schema revisions, append-only: files in ``versions/`` named ``NNNN_what.py``, run by Alembic."""
