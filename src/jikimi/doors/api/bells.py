"""Emergency bells: the gateway of a region's bells says which one was pressed."""

from __future__ import annotations

import json

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jikimi.escorts.bells import ring_bell

_MOST_BYTES = 2_000


@csrf_exempt
@require_POST
def ring(request: HttpRequest) -> JsonResponse:
    """Raise an alarm on the board: header X-Bell-Key, body {"bell": its number in the list}.

    201 raised, 200 pressed again within a minute, 404 for a key nobody has, 422 without a number.
    """
    try:
        said = json.loads(request.body[:_MOST_BYTES] or b"{}")
        bell = str(said["bell"]).strip()
    except (ValueError, KeyError, TypeError):
        bell = ""
    if not bell:
        return _problem(422, "api.bells.number", "The body has no number of a bell.")
    done = ring_bell(request.headers.get("X-Bell-Key", ""), bell=bell)
    if done == "unknown":
        return _problem(404, "api.not_found", "Not found.")
    return JsonResponse({"said": done}, status=201 if done == "raised" else 200)


def _problem(status: int, code: str, title: str) -> JsonResponse:
    body = {"type": "about:blank", "title": title, "status": status, "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")


urls = [path("api/v1/bells/ring", ring, name="ring_bell")]
