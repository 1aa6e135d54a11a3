"""The wall of the bodies room: who may see what hangs on a body, a meeting or an agenda item.

The acl of every row is kept by triggers (bodies/sql/circle.sql) and never by Python.
"""

from __future__ import annotations

from jikimi.access.policy import SOMEBODY, AclPolicy, RowPolicy

# Read only by a person who accepted confidentiality for that very meeting (SR-56).
ACCEPTED = "meeting_id = ANY ((SELECT bodies_meetings_accepted())::uuid[])"
_KEEPS = "(SELECT access_is(30)) OR (SELECT bodies_kept()) @> ARRAY[{column}]"


class BodyPolicy(RowPolicy):
    """Facts of a body that hold no person helped: all may read, those who keep the body write.

    Its coordinators, the administrators of its station, the operator and the clock keep a body.
    column: which holds the number of the body.
    """

    def __init__(self, *, name: str, column: str = "body_id") -> None:
        self.column = column
        keeps = _KEEPS.format(column=column)
        super().__init__(name=name, select=SOMEBODY, insert=keeps, update=keeps)

    def deconstruct(self) -> tuple[str, tuple[object, ...], dict[str, object]]:
        """As written in a migration."""
        path = f"{type(self).__module__}.{type(self).__name__}"
        column = {} if self.column == "body_id" else {"column": self.column}
        return (path, (), {"name": self.name, **column})


class CirclePolicy(AclPolicy):
    """Rows for those who sit together: coordinators, council members, seated agencies, invited.

    steering: for coordinators, chairs and council members only.
    own_agency, own_member: the agency, the member on the row see it too.  options: as AclPolicy.
    """

    def __init__(
        self,
        *,
        name: str,
        steering: bool = False,
        own_agency: bool = False,
        own_member: bool = False,
        **options: bool | str,
    ) -> None:
        self.circle = {"steering": steering, "own_agency": own_agency, "own_member": own_member}
        words = (
            "steering" if steering else "all",
            "agency_id" if own_agency else "",
            "member_id" if own_member else "",
        )
        keeper = "bodies_keep_circle_acl('{}', '{}', '{}')".format(*words)
        super().__init__(name=name, keeper=keeper, **options)  # type: ignore[arg-type]

    def deconstruct(self) -> tuple[str, tuple[object, ...], dict[str, object]]:
        """As written in a migration."""
        path = f"{type(self).__module__}.{type(self).__name__}"
        said = {word: True for word, is_so in self.circle.items() if is_so}
        return (path, (), {"name": self.name, **said, **self.options})
