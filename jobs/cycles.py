"""How often Python looks for objects that hold each other, and so are not freed by themselves."""

import gc


def look_seldom() -> None:
    """Look once in 500,000 new objects, not once in 700; for the whole process.

    A week makes millions of objects that stay, and a few thousand such cycles. Once in 50,000 a
    week of 5,000 posts takes 3.4 s of CPU and one of 10,000 6.7 s, once in 500,000 3.0 and 6.4,
    with the same peaks of 241 and 297 MB; more seldom gains nothing.
    """
    gc.set_threshold(500_000, 20, 20)
