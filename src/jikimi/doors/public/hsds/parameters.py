"""What a request asks, in its url or a POST's body, checked against the table of endpoints."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.directory.exchange.writing.wanted import Wanted
from jikimi.doors.public.hsds.endpoints import PARAMETERS, PER_PAGE, Endpoint, Parameter
from jikimi.doors.public.hsds.problems import Problem, bad_parameters

_LARGEST_BODY = 64 * 1024
_FILTERS = (
    *("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "parent_id", "top_only"),
    *("modified_after", "postcode"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked question. per_page None: everything on one page (minimal)."""

    wanted: Wanted
    shape: str
    page: int
    per_page: int | None
    is_stream: bool
    is_minimal: bool


def asked(endpoint: Endpoint, request: HttpRequest) -> Asked:
    """What is asked of a list. Raises Problem naming every parameter that does not fit."""
    values = checked(endpoint.parameters, given(request))
    if values.get("proximity") and not values.get("postcode"):
        raise bad_parameters({"proximity": _("Give a postcode with it.")})
    filters = {name: values[name] for name in _FILTERS if values.get(name)}
    wanted = Wanted(endpoint.table, proximity_m=values.get("proximity"), **filters)
    is_minimal = bool(values.get("minimal"))
    return Asked(
        wanted=wanted,
        shape=shape_of(endpoint, values),
        page=values.get("page", 1),
        per_page=values.get("per_page", None if is_minimal else PER_PAGE),
        is_stream=values.get("format") == "ndjson",
        is_minimal=is_minimal,
    )


def shape_of(endpoint: Endpoint, values: Mapping[str, Any]) -> str:
    """The form in which entries of a list are shown."""
    if values.get("full_service"):
        return "organization_with_services"
    return endpoint.full if values.get("full") else endpoint.basic


def given(request: HttpRequest) -> dict[str, Any]:
    """All that was sent: in the url, and in a POST's body, so that words need not be in urls."""
    sent: dict[str, Any] = request.GET.dict()
    return sent | (_body(request) if request.method == "POST" else {})


def checked(names: tuple[str, ...], sent: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters among what was sent, as values. What the list does not know is ignored."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in names:
        if sent.get(name) in (None, ""):
            continue
        parameter = PARAMETERS[name]
        try:
            values[name] = _READERS[parameter.kind](parameter, _text(sent[name]))
        except ValueError:
            wrong[name] = _says(parameter)
    if wrong:
        raise bad_parameters(wrong)
    return values


def _body(request: HttpRequest) -> dict[str, Any]:
    body = request.read(_LARGEST_BODY + 1)
    if len(body) > _LARGEST_BODY:
        raise Problem(413, "hsds.body_too_large", _("The body is too large."))
    if not body.strip():
        return {}
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode(errors="replace")))
    if request.content_type != "application/json":
        raise Problem(415, "hsds.body_unknown", _("Send application/json or a form."))
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise Problem(400, "hsds.body_unreadable", _("The body is not a JSON object."))
    return sent


def _text(value: Any) -> str:
    """A value as it would stand in a url; what cannot stand there does not fit."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise ValueError(value)
    text = str(value).strip()
    text.encode()  # half of a surrogate pair is no text; UnicodeEncodeError is a ValueError
    if "\x00" in text:
        raise ValueError(value)
    return text


def _words(parameter: Parameter, text: str) -> str:
    if len(text) > parameter.schema["maxLength"]:
        raise ValueError(text)
    return text


def _whole(parameter: Parameter, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise ValueError(text)
    if not parameter.schema["minimum"] <= int(text) <= parameter.schema["maximum"]:
        raise ValueError(text)
    return int(text)


def _switch(parameter: Parameter, text: str) -> bool:
    if text.lower() not in ("true", "1", "false", "0"):
        raise ValueError(text)
    return text.lower() in ("true", "1")


def _choice(parameter: Parameter, text: str) -> str:
    if text not in parameter.schema["enum"]:
        raise ValueError(text)
    return text


def _key(parameter: Parameter, text: str) -> UUID:
    return UUID(text)


def _instant(parameter: Parameter, text: str) -> datetime:
    """A plus that was not encoded came as a space."""
    read = datetime.fromisoformat(re.sub(r" (?=\d\d:?\d\d$)", "+", text) if "T" in text else text)
    return read if timezone.is_aware(read) else timezone.make_aware(read)


def _metres(parameter: Parameter, text: str) -> float:
    if not re.fullmatch(parameter.schema["pattern"], text, re.ASCII) or not float(text):
        raise ValueError(text)
    return float(text)


_READERS: Mapping[str, Callable[[Parameter, str], Any]] = {
    "text": _words,
    "integer": _whole,
    "boolean": _switch,
    "choice": _choice,
    "uuid": _key,
    "date-time": _instant,
    "metres": _metres,
}


def _says(parameter: Parameter) -> str:
    if parameter.kind == "choice":
        return _("Choose one of: %(words)s.") % {"words": ", ".join(parameter.schema["enum"])}
    if parameter.kind == "integer":
        most = parameter.schema["maximum"]
        return _("Give a whole number from 1 to %(most)s.") % {"most": most}
    if parameter.kind == "text":
        return _("Give at most %(most)s letters.") % {"most": parameter.schema["maxLength"]}
    return {
        "boolean": _("Say true or false."),
        "uuid": _("Give a UUID."),
        "date-time": _("Give an instant as in 2026-11-22T09:00:00+09:00."),
        "metres": _("Give metres as a number above zero."),
    }[parameter.kind]
