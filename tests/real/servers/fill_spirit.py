"""Run inside a Spirit project's own environment: threads as JSON on stdin become topics.

Each thread is ``{"title", "posts": [{"author", "at", "text"}]}``; the first post opens it.
"""

import json
import os
import sys
from datetime import datetime

import django

sys.path.insert(0, os.getcwd())  # noqa: PTH109 - the project lies where we are started
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings.dev")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from spirit.category.models import Category  # noqa: E402
from spirit.comment.models import Comment  # noqa: E402
from spirit.core.utils.markdown import Markdown  # noqa: E402
from spirit.topic.models import Topic  # noqa: E402


def member(name: str) -> object:
    """Return the member *name*, made when new."""
    user, _ = get_user_model().objects.get_or_create(username=name, defaults={"is_active": True})
    return user


def fill() -> None:
    """Make one topic a thread and one comment a post."""
    category, _ = Category.objects.get_or_create(title="Algemeen")
    for thread in json.load(sys.stdin):
        posts = [(post, datetime.fromisoformat(post["at"])) for post in thread["posts"]]
        last = max(at for _, at in posts)
        topic = Topic.objects.create(
            user=member(posts[0][0]["author"]),
            category=category,
            title=thread["title"],
            date=posts[0][1],
            last_active=last,
            comment_count=len(posts),
        )
        for post, at in posts:
            Comment.objects.create(
                user=member(post["author"]),
                topic=topic,
                comment=post["text"],
                comment_html=Markdown().render(post["text"]),
                date=at,
            )
    print(Comment.objects.count())


fill()
