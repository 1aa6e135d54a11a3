"""Findings of a joint check: each that worries becomes an action of the plan, or gets a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.actions import ActionDraft, assign_action
from jikimi.cases.check_forms import Item, items_of
from jikimi.cases.models import Action, CheckAction, JointCheck
from jikimi.cases.participants import acting_within
from jikimi.cases.texts import covered


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer in words. place: of the item in the form; worries: it calls for something.

    by: the member who gave it.  followed: what follows from it, when that is no action.
    """

    place: int
    item: Item
    answer: str
    word: str
    note: str
    at: str
    by: int
    worries: bool
    followed: str
    action: Action | None

    @property
    def waits(self) -> bool:
        """Whether it worries and nobody has said yet what follows."""
        return self.worries and not self.followed and self.action is None


def act_on_finding(
    *, actor: Actor, check: JointCheck, item: str, draft: ActionDraft
) -> CheckAction:
    """Make an action of the case's plan out of a finding, by the rule of actions.

    Raises what assign_action() raises, NotYet when there is an action already.
    Records cases.checks.follow and cases.actions.assign.
    """
    with acting_within(actor, "cases.checks.follow", check) as doing:
        _need_finding(check, item)
        if CheckAction.objects.filter(check_made=check, item=item).exists():
            says = _("There is an action for this finding already.")
            raise NotYet("cases.not_yet.followed_already", says)
        action = assign_action(actor=actor, case=check.case, draft=draft)
        doing.details.update(check=str(check.pk), item=item, action=str(action.pk))
        return CheckAction.objects.create(
            case_id=check.case_id, check_made=check, item=item, action=action
        )


def note_finding(*, actor: Actor, check: JointCheck, item: str, text: str) -> JointCheck:
    """Say what follows from a finding when it is no action: done on the spot, or why nothing.

    Records cases.checks.follow.
    """
    if not text.strip():
        raise NotValid("cases.checks.note", {"text": _("Say what follows from it.")})
    with acting_within(actor, "cases.checks.follow", check) as doing:
        row = _need_finding(check, item)
        row["followed"] = covered(text)
        check.version += 1
        check.save(update_fields=["findings", "version"])
        doing.details.update(check=str(check.pk), item=item)
    return check


def findings_of(check: JointCheck) -> list[Finding]:
    """What was found, in the order of the form, with what follows from it. One query."""
    rows = CheckAction.objects.filter(check_made=check).select_related("action__agency")
    actions = {row.item: row.action for row in rows}
    items = items_of(check.form, on=check.planned_on)
    return [
        _finding(place, item, check.findings[item.code], actions)
        for place, item in enumerate(items, 1)
        if item.code in check.findings
    ]


def waiting_findings(check: JointCheck, acted_on: set[str]) -> int:
    """How many findings worry and have neither action nor note. acted_on: items with an action."""
    items = {item.code: item for item in items_of(check.form, on=check.planned_on)}
    return sum(
        row["answer"] in items[code].worries and not row.get("followed") and code not in acted_on
        for code, row in check.findings.items()
        if code in items
    )


def finding_called(check: JointCheck, place: int) -> Finding:
    """The finding at this place of the form. Raises NotAllowed when nothing was answered there."""
    found = next((row for row in findings_of(check) if row.place == place), None)
    if found is None:
        raise NotAllowed
    return found


def _finding(place: int, item: Item, row: dict[str, Any], actions: dict[str, Action]) -> Finding:
    return Finding(
        place=place,
        item=item,
        answer=row["answer"],
        word=item.word(row["answer"]),
        note=row["note"],
        at=row["at"],
        by=row["by"],
        worries=row["answer"] in item.worries,
        followed=row.get("followed", ""),
        action=actions.get(item.code),
    )


def _need_finding(check: JointCheck, item: str) -> dict[str, Any]:
    if item not in check.findings:
        raise NotAllowed
    found: dict[str, Any] = check.findings[item]
    return found
