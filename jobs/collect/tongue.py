"""A text in, its language out: one of ours, or that of the place when the text is too short."""

from functools import cache
from threading import Lock
from typing import Any, Final

from jobs.language import LANGUAGES

_FEWEST_WORDS: Final = 4
"""Shorter texts (``idem``, ``Merci!``) take the language of their place."""
_SUREST: Final = 0.9
"""Below this the guess is no better than the language of the place; dialect often lies below."""
_LONGEST: Final = 500
"""Characters that are looked at; more change nothing."""
_LOADING: Final = Lock()


def language_of(text: str, *, said: str | None, default: str) -> str:
    """Return ``nl``, ``fr``, ``de`` or ``en``.

    Args:
        text: Plain text.
        said: What the source says, such as ``nl-BE``; believed when the text is short.
        default: Language of the place.
    """
    claimed = (said or "").strip().lower()[:2]
    fallback = claimed if claimed in LANGUAGES else default
    if len(text.split()) < _FEWEST_WORDS:
        return fallback
    with _LOADING:  # sources are read side by side; without it each would load the model
        identifier = _identifier()
    guess, sure = identifier.classify(text[:_LONGEST])
    return str(guess) if sure >= _SUREST else fallback


def forget() -> None:
    """Let go of the model, 50 MB; the next text loads it again."""
    with _LOADING:
        _identifier.cache_clear()


@cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid ships no types
    from py3langid.langid import (  # noqa: PLC0415 - its model takes 0.5 s, which `--help` has not
        MODEL_FILE,
        LanguageIdentifier,
    )

    every = LanguageIdentifier.from_model_file(MODEL_FILE)
    every.set_languages(list(LANGUAGES))
    return LanguageIdentifier(  # a new one: the first would keep 28 MB of other languages
        every.nb_ptc,
        every.nb_pc,
        every.nb_classes,
        every.tk_nextmove,
        every.tk_output,
        tk_row=every.tk_row,
        norm_probs=True,
    )
