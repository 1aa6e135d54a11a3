"""/hsds/: about the interface, its lists and their entries, its profile, the tabular package."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse

from jikimi.directory.exchange.writing.finding import services_by_words
from jikimi.directory.exchange.writing.listing import count_of, moments_of, page_ids, removed_since
from jikimi.directory.exchange.writing.objects import objects
from jikimi.directory.exchange.writing.package import pack, write_package
from jikimi.directory.exchange.writing.pages import page_object
from jikimi.directory.exchange.writing.profile import profile
from jikimi.directory.routing import public_door
from jikimi.doors.public.hsds.answers import (
    READ,
    SEARCHED,
    as_file,
    as_json,
    as_stream,
    open_to_all,
)
from jikimi.doors.public.hsds.endpoints import ENDPOINTS, VERSION
from jikimi.doors.public.hsds.openapi import document
from jikimi.doors.public.hsds.parameters import Asked, asked, checked, given, shape_of
from jikimi.doors.public.hsds.problems import not_there
from jikimi.doors.public.hsds.streams import gone, minimal, minimal_page, ndjson


@open_to_all(*READ)
def about(request: HttpRequest) -> HttpResponseBase:
    """Which version and profile this is, and where it is described."""
    return as_json(
        request,
        {
            "version": VERSION,
            "profile": request.build_absolute_uri(reverse("hsds_profile")),
            "openapi_url": request.build_absolute_uri(reverse("hsds_openapi")),
            "description": "치안약자 통합지원망 · Where people at risk find help",
        },
    )


@open_to_all(*SEARCHED)
def entries(request: HttpRequest, name: str) -> HttpResponseBase:
    """A list, page by page or as a stream."""
    question = asked(ENDPOINTS[name], request)
    if question.wanted.search:
        with public_door():
            found = tuple(services_by_words(question.wanted.search))
        question = replace(question, wanted=replace(question.wanted, found=found))
    if question.is_stream:
        return as_stream(request, ndjson(question), kind="application/x-ndjson")
    if question.per_page is None:
        return as_stream(request, minimal_page(question.wanted), kind="application/json")
    with public_door():
        return as_json(request, _page(question, question.per_page))


@open_to_all(*READ)
def entry(request: HttpRequest, name: str, key: str) -> HttpResponseBase:
    """One entry with everything that hangs on it."""
    endpoint = ENDPOINTS[name]
    names = tuple(one for one in ("full_service",) if one in endpoint.parameters)
    is_full = bool(checked(names, given(request)).get("full_service"))
    shape = shape_of(endpoint, {"full_service": True}) if is_full else endpoint.one
    try:
        row_id = UUID(key)
    except ValueError:
        raise not_there() from None
    with public_door():
        found = objects(shape, [row_id])
    if not found:
        raise not_there()
    return as_json(request, found[0])


@open_to_all(*READ)
def published_profile(request: HttpRequest) -> HttpResponseBase:
    """What this interface adds to the standard, takes from it, and the form of every answer."""
    return as_json(request, profile())


@open_to_all(*READ)
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The description of this interface for programs."""
    return as_json(request, document(request.build_absolute_uri(reverse("hsds"))))


@open_to_all(*READ)
def package(request: HttpRequest) -> HttpResponseBase:
    """The whole public directory as a tabular data package."""
    packed = TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    with TemporaryDirectory() as folder:
        with public_door():
            write_package(Path(folder))
        pack(Path(folder), packed)
    packed.seek(0)
    return as_file(request, packed, kind="application/zip")


@open_to_all(*SEARCHED)
def nowhere(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Any other address."""
    raise not_there()


def _page(question: Asked, per_page: int) -> dict[str, Any]:
    wanted, offset = question.wanted, (question.page - 1) * per_page
    total = count_of(wanted)
    ids = page_ids(wanted, total=total, offset=offset, size=per_page)
    if question.is_minimal:
        contents = minimal(moments_of(wanted.table, ids))
    else:
        contents = objects(question.shape, ids)
    page = page_object(contents, total=total, number=question.page, per_page=per_page)
    if wanted.modified_after is None:
        return page
    removed, count = removed_since(
        wanted.table, wanted.modified_after, offset=offset, size=per_page
    )
    pages = max(page["total_pages"], ceil(count / per_page))
    told = {"kr_removed": gone(removed), "kr_removed_total": count}
    return page | told | {"total_pages": pages, "last_page": question.page >= pages}


urls = [
    path("hsds/", about, name="hsds"),
    path("hsds/profile", published_profile, name="hsds_profile"),
    path("hsds/openapi.json", openapi, name="hsds_openapi"),
    path("hsds/datapackage.zip", package, name="hsds_package"),
    *(
        path(f"hsds/{one}{slash}", entries, {"name": one}, name=f"hsds_{one}")
        for one in ENDPOINTS
        for slash in ("/", "")
    ),
    *(path(f"hsds/{one}/<str:key>", entry, {"name": one}) for one in ENDPOINTS),
    path("hsds/<path:rest>", nowhere),
]
