"""Run inside a Spirit project's own environment: acts as JSON on stdin, their answers on stdout.

Each act is ``[name, value…]``, a function below. What members and moderators do goes through
Spirit's own forms, as a browser sends them.
"""

import json
import os
import sys

import django

sys.path.insert(0, os.getcwd())  # noqa: PTH109 - the project lies where we are started
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings.dev")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from spirit.category.models import Category  # noqa: E402
from spirit.comment.models import Comment  # noqa: E402


def member(name: str, *, moderates: bool = False) -> Client:
    """Return a browser in which the member *name* is logged in."""
    user, new = get_user_model().objects.get_or_create(username=name)
    if new and moderates:
        user.st.is_moderator = True
        user.st.save()
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(user)
    return browser


def send(browser: Client, view: str, *where: int, **fields: object) -> None:
    """Send a form; one that is refused is shown again instead of leading on."""
    answer = browser.post(reverse(f"spirit:{view}", args=where), fields)
    assert answer.status_code == 302, f"{view}: {answer.status_code} {answer.content[-500:]!r}"


def topic(name: str, title: str, text: str) -> list[int]:
    """Open a topic; return its number and that of its first post."""
    category, _ = Category.objects.get_or_create(title="Algemeen")
    send(member(name), "topic:publish", title=title, category=category.pk, comment=text)
    made = Comment.objects.latest("pk")
    return [made.topic_id, made.pk]


def reply(name: str, to: int, text: str) -> int:
    """Answer in the topic *to*; return the number of the post."""
    send(member(name), "comment:publish", to, comment=text)
    return Comment.objects.latest("pk").pk


def edit(name: str, post: int, text: str) -> None:
    """Change a post of one's own."""
    send(member(name), "comment:update", post, comment=text)


def remove(post: int) -> None:
    """Remove a post; its place stays."""
    send(member("bode", moderates=True), "comment:delete", post)


def move(post: int, topic_of_it: int, to: int) -> None:
    """Move a post to another topic."""
    where = {"topic": to, "comments": [post]}
    send(member("bode", moderates=True), "comment:move", topic_of_it, **where)


def remove_topic(number: int) -> None:
    """Remove a topic."""
    send(member("bode", moderates=True), "topic:moderate:delete", number)


def erase(post: int) -> None:
    """Take a post out of the database, as who runs the forum does in its administration."""
    Comment.objects.get(pk=post).delete()


def rows() -> list[dict[str, object]]:
    """Return every post that the public can read."""
    shown = Comment.objects.filter(is_removed=False, action=Comment.COMMENT)
    shown = shown.filter(topic__is_removed=False).select_related("topic", "user")
    return [
        {
            "id": str(one.pk),
            "topic": one.topic_id,
            "author": one.user.st.nickname,
            "text": one.comment,
            "at": one.date.isoformat(),
        }
        for one in shown.order_by("date")
    ]


ACTS = {act.__name__: act for act in (topic, reply, edit, remove, move, remove_topic, erase, rows)}
print(json.dumps([ACTS[name](*values) for name, *values in json.load(sys.stdin)]))
