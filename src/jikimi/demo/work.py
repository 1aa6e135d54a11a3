"""Told here: the actions of the agencies, from being given to their end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.cases.actions import ActionDraft, accept_action, action_called, assign_action
from jikimi.cases.endings import end_action
from jikimi.demo.book import Told
from jikimi.demo.order import Event
from jikimi.demo.town import Town


def events(told: Told) -> Iterator[Event]:
    """Each action: given, accepted unless it waits, and ended unless it is still to be done."""
    for action in told["actions"]:
        about = f"{told['key']} {action['key']}"
        yield Event(action["added_days_ago"], "action", about, partial(_give, told, action))
        if action["ended"]:
            days_ago = action["ended"]["days_ago"]
            yield Event(days_ago, "action_ended", about, partial(_end, told, action))


def _give(told: Told, action: Told, town: Town) -> None:
    draft = ActionDraft(
        side=action["side"],
        agency_id=town.agencies[action["agency"]].pk,
        owner_id=town.members[action["owner"]].pk,
        text=action["text"],
        due_on=town.days_ahead(action["due_days"]),
        cause_id=town.causes[told["key"], action["cause"]],
    )
    with town.on_case(town.coordinator_of(told), told) as (actor, case):
        given = assign_action(actor=actor, case=case, draft=draft)
    town.actions[told["key"], action["key"]] = given.pk
    if action["accepted"]:
        with town.on_case(action["owner"], told) as (actor, case):
            accept_action(actor=actor, action=action_called(actor, case, given.pk))


def _end(told: Told, action: Told, town: Town) -> None:
    ended = action["ended"]
    with town.on_case(action["owner"], told) as (actor, case):
        found = action_called(actor, case, town.actions[told["key"], action["key"]])
        end_action(actor=actor, action=found, ending=ended["outcome"], text=ended["text"])
