"""Mentions of a week in; what they speak of, as signals, and the stories those continue, out.

    read → alike → vectors → links → group     which threads speak of the same concrete matter
    routes, kinds, answer → label               whose it is, what is asked
    follow → trend → rank                       which story it continues, how it grows, how strong
    title, quotes, places → signals             one line and a few posts that stand for it

The unit is the thread in its week, not the post: nearly every reply has the matter of its opening
post, while its own words seldom show it.
"""
