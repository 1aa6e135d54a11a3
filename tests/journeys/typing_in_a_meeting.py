"""A clerk who types line after line, as a process of its own that can be killed.

`type` prints the number of each line the server acknowledged, until killed; `read` prints the text.
"""

from __future__ import annotations

import sys

import django

django.setup()

from django.db import transaction
from django.test import Client

from jikimi.access.actor import AT_THE_DOOR, Actor
from jikimi.access.members import actor_called
from jikimi.access.ticket import name_actor
from jikimi.cases.models import Hearing
from tests.cast import on_stage
from tests.sitting import opened_meeting, selected_case

SIGN_IN = "jikimi.access.entering.Entering"


def type_lines() -> None:
    """Save a growing text; say which line is acknowledged as soon as the answer is there."""
    with transaction.atomic():
        cast = on_stage()
        item = opened_meeting(cast, name_actor, selected_case(cast, name_actor)).items.get()
    client = Client()
    with transaction.atomic():
        name_actor(AT_THE_DOOR)
        client.force_login(cast.members["coordinator"], SIGN_IN)
    text = ""
    for number in range(1, 10_000):
        text += f"{number}번째 줄\n"
        typed = {"discussion": text, "version": number}
        where = f"/staff/meetings/{item.meeting_id}/room/{item.pk}/discussion/"
        answer = client.post(where, typed, headers={"HX-Request": "true"})
        if answer.status_code != 200:
            sys.exit(f"line {number} was answered with {answer.status_code}")
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def read_text() -> None:
    """Print what the database holds."""
    with transaction.atomic():
        name_actor(_coordinator())
        sys.stdout.write(Hearing.objects.get().discussion)


def _coordinator() -> Actor:
    name_actor(AT_THE_DOOR)
    return actor_called("coordinator")


if __name__ == "__main__":
    {"type": type_lines, "read": read_text}[sys.argv[1]]()
