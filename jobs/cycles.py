"""How often Python looks for objects that hold each other, and so are not freed by themselves."""

import gc


def look_seldom() -> None:
    """Look once in 50,000 new objects, not once in 700; for the whole process.

    A week makes millions of objects that stay, and a few thousand such cycles. Of a week of 10,000
    posts 2.2 s of 16 went to looking and 0.6 s do now, with the same peak of 505 MB; of 5,000 posts
    0.8 and 0.2 s of 7.5, with 342 MB (347 MB without looking at all).
    """
    gc.set_threshold(50_000, 20, 20)
