"""Emergency bells: the gateway of a region's bells says which one was pressed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Header, Router, Schema
from pydantic import AwareDatetime, Field

from jikimi.escorts.bells import ring_bell

_WAIT_S = 60
_TITLES = {404: "Not found.", 429: "Too many bells in a minute. Say it again later."}
_CODES = {404: "api.not_found", 429: "api.bells.too_many"}


class Press(Schema):
    """A press of a bell.

    bell: its number in the list of sites; ring: the gateway's own number of this press, so that
    saying it twice counts once; rung_at: when it was pressed.
    """

    bell: str = Field(pattern=r"\S", max_length=60)
    ring: str = Field("", max_length=64)
    rung_at: AwareDatetime | None = None


class Answer(Schema):
    """What became of it: raised; again, of the same alarm or told before; old, no alarm."""

    said: str


class Problem(Schema):
    """Why not, as problem+json."""

    type: str
    title: str
    status: int
    code: str


BellKey = Annotated[str, Header(alias="X-Bell-Key")]
router = Router(tags=["bells"])


@router.post("/ring", auth=None, response={200: Answer, 201: Answer, 404: Problem, 429: Problem})
def ring(request: HttpRequest, press: Press, x_bell_key: BellKey = "") -> HttpResponse:
    """Raise an alarm on the board of the control room whose key stands in the header X-Bell-Key.

    201 raised; 200 again or old; 404 for a key nobody has; 429 with Retry-After when a room gets
    more bells in a minute than there can be.  A bell that nobody knows raises an alarm as well.
    """
    rung_at: datetime | None = press.rung_at
    said = ring_bell(x_bell_key, bell=press.bell.strip(), ring=press.ring.strip(), rung_at=rung_at)
    if said in ("unknown", "too_many"):
        return _problem(404 if said == "unknown" else 429)
    return JsonResponse({"said": said}, status=201 if said == "raised" else 200)


def _problem(status: int) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": _TITLES[status],
        "status": status,
        "code": _CODES[status],
    }
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == 429:
        response.headers["Retry-After"] = str(_WAIT_S)
    return response
