"""Folders in, the look of one municipality out: colours, letters and logo, every one checked.

``templates/style/tokens.css`` beside sources.toml names what differs from ours. It may hold nothing
but custom properties, so it can fetch nothing and hide nothing.
"""

from jobs.report.look.look import LOGO, Look, look_of

__all__ = ["LOGO", "Look", "look_of"]
