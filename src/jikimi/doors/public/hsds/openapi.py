"""The interface described for programs (OpenAPI 3.1), from endpoints and profile."""

from __future__ import annotations

from typing import Any

from jikimi.directory.exchange.writing.profile import schemas
from jikimi.directory.exchange.writing.shapes import SHAPES
from jikimi.doors.public.hsds.endpoints import ENDPOINTS, PARAMETERS, VERSION, Endpoint

_SCHEMAS = "#/components/schemas/"
_KEY = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def document(url: str) -> dict[str, Any]:
    """The description of the interface that stands at this absolute url."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "HSDS",
            "version": VERSION,
            "description": "The public directory of help in the form of HSDS 3.2.3.",
        },
        "servers": [{"url": url.rstrip("/")}],
        "paths": {"/": {"get": _about()}, **_paths()},
        "components": {"parameters": _parameters(), "schemas": schemas(_SCHEMAS) | _around()},
    }


def _paths() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for endpoint in ENDPOINTS.values():
        found[f"/{endpoint.name}"] = {
            "get": _list(endpoint, "get"),
            "post": _list(endpoint, "post"),
        }
        found[f"/{endpoint.name}/{{id}}"] = {"get": _one(endpoint)}
    return found


def _list(endpoint: Endpoint, method: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": f"{method}_{endpoint.name}",
        "summary": f"Pages of {endpoint.name}, or all of them as ndjson.",
        "parameters": [{"$ref": f"#/components/parameters/{n}"} for n in endpoint.parameters],
        "responses": _responses(
            {
                "application/json": {"schema": _page(endpoint)},
                "application/x-ndjson": {"schema": {}},
            },
            *(("400",) if method == "get" else ("400", "413", "415")),
        ),
    }
    if method == "post":
        asked = {name: dict(PARAMETERS[name].schema) for name in endpoint.parameters}
        body = {"schema": {"type": "object", "properties": asked}}
        told["requestBody"] = {
            "required": False,
            "content": {"application/json": body, "application/x-www-form-urlencoded": body},
        }
    return told


def _one(endpoint: Endpoint) -> dict[str, Any]:
    asked = [n for n in ("full_service",) if n in endpoint.parameters]
    return {
        "operationId": f"one_of_{endpoint.name}",
        "summary": f"One of {endpoint.name} with everything that hangs on it.",
        "parameters": [_KEY, *({"$ref": f"#/components/parameters/{n}"} for n in asked)],
        "responses": _responses(
            {"application/json": {"schema": {"$ref": _SCHEMAS + SHAPES[endpoint.one].root}}},
            *(("400", "404") if asked else ("404",)),
        ),
    }


def _about() -> dict[str, Any]:
    return {
        "operationId": "about",
        "summary": "Version, profile and description of this interface.",
        "responses": _responses({"application/json": {"schema": {"$ref": _SCHEMAS + "about"}}}),
    }


def _page(endpoint: Endpoint) -> dict[str, Any]:
    own: dict[str, Any] = {"$ref": _SCHEMAS + endpoint.table}
    if "minimal" in endpoint.parameters:
        own = {"anyOf": [own, {"$ref": _SCHEMAS + "minimal"}]}
    contents = {"properties": {"contents": {"type": "array", "items": own}}}
    return {"allOf": [{"$ref": _SCHEMAS + "page"}, contents]}


def _responses(content: dict[str, Any], *problems: str) -> dict[str, Any]:
    refused = {"application/problem+json": {"schema": {"$ref": _SCHEMAS + "problem"}}}
    told = {
        "400": "What does not fit.",
        "404": "There is no such public entry.",
        "413": "The body is too large.",
        "415": "The body is neither JSON nor a form.",
    }
    return {
        "200": {"description": "What was asked.", "content": content},
        "304": {"description": "The asker has these bytes."},
    } | {status: {"description": told[status], "content": refused} for status in problems}


def _parameters() -> dict[str, Any]:
    return {
        name: {
            "name": name,
            "in": "query",
            "required": False,
            "description": one.says,
            "schema": dict(one.schema),
        }
        for name, one in PARAMETERS.items()
    }


def _around() -> dict[str, Any]:
    text, whole, switch = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
    instant = {"type": "string", "format": "date-time"}
    removed = _object({"id": text, "kr_removed_at": instant})
    return {
        "about": _object(
            {"version": text, "profile": text, "openapi_url": text, "description": text}
        ),
        "minimal": _object({"id": text, "modified_date": instant}),
        "problem": _object(
            {"type": text, "status": whole, "code": text, "detail": text}, fields={"type": "object"}
        ),
        "page": {
            "type": "object",
            "required": ["total_items", "total_pages", "page_number", "size", "empty", "contents"],
            "properties": {
                **dict.fromkeys(("total_items", "total_pages", "page_number", "size"), whole),
                **dict.fromkeys(("first_page", "last_page", "empty"), switch),
                "contents": {"type": "array"},
                "kr_removed": {"type": "array", "items": removed},
                "kr_removed_total": whole,
            },
        },
    }


def _object(needed: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(needed), "properties": needed | more}
