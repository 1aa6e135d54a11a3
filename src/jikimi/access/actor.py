"""Who acts: a member with the roles held today, or the clock, or the operator's command line."""

from __future__ import annotations

from dataclasses import dataclass, field

from jikimi.access.principals import (
    ANALYSTS,
    CLOCK,
    COMMAND_LINE,
    MEMBERS,
    POLICE_AT_WORK,
    SIGN_IN,
    Principal,
)

CASE_WORK = frozenset({"practitioner", "coordinator"})


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One role, held at an agency or in a body."""

    kind: str
    agency_id: int | None = None
    body_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks. member_id 0 is a door or the clock, never a person."""

    member_id: int
    agency_id: int
    agency_kind: str = ""
    roles: frozenset[HeldRole] = frozenset()
    capabilities: tuple[int, ...] = ()
    place: str = field(default="", compare=False)

    def holds(self, kind: str, *, body_id: int | None = None) -> bool:
        """Whether the actor holds this role at its own agency, or in the given body."""
        wanted = (
            HeldRole(kind, body_id=body_id) if body_id else HeldRole(kind, agency_id=self.agency_id)
        )
        return wanted in self.roles

    def holds_anywhere(self, kind: str) -> bool:
        """Whether the actor holds this role at its agency or in any body."""
        return any(role.kind == kind for role in self.roles)

    def bodies_coordinated(self) -> list[int]:
        """Numbers of the bodies this actor coordinates."""
        return sorted(r.body_id for r in self.roles if r.kind == "coordinator" and r.body_id)

    @property
    def principals(self) -> tuple[int, ...]:
        """What the row policies will compare; sorted, never empty for a member."""
        if not self.member_id:
            return self.capabilities
        own = {MEMBERS, Principal.MEMBER.of(self.member_id)}
        for role in self.roles:
            own.update(_principals_of(role, self.agency_kind))
        return tuple(sorted(own))


def _principals_of(role: HeldRole, agency_kind: str) -> set[int]:
    if role.body_id:
        return {Principal.BODY.of(role.body_id)} if role.kind == "coordinator" else set()
    agency = role.agency_id or 0
    if role.kind in CASE_WORK:
        police = {POLICE_AT_WORK, Principal.POLICE.of(agency)} if agency_kind == "police" else set()
        return {Principal.AGENCY.of(agency)} | police
    if role.kind == "analyst":
        return {ANALYSTS}
    single = {"auditor": Principal.AUDITOR, "administrator": Principal.ADMINISTRATOR}
    return {single[role.kind].of(agency)} if role.kind in single else set()


AT_THE_DOOR = Actor(0, 0, capabilities=(SIGN_IN,))
THE_CLOCK = Actor(0, 0, capabilities=(CLOCK,))
THE_OPERATOR = Actor(0, 0, capabilities=(COMMAND_LINE,))
