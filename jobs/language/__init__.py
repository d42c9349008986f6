"""Everything that is written in a language: wording of reports, lexicons, stop words, tables."""

from pathlib import Path
from typing import Final

LANGUAGES: Final = ("nl", "fr", "de", "en")
"""The languages we read and write; the first is the one the others are checked against."""

FOLDER: Final = Path(__file__).parent
"""Where the language folders lie."""
