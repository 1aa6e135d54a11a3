"""Whatever a program sends to /hsds/, the answer is one that its description names; never a 5xx."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from jikimi.doors.public.hsds.endpoints import ENDPOINTS
from jikimi.doors.web import application
from tests.directory.town import town

__all__ = ["town"]
LISTS = [f"/{name}" for name in ENDPOINTS]
PATHS = ["/", *LISTS, *(f"{path}/{{id}}" for path in LISTS)]
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_FEW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def described(town: Any) -> Any:
    """The interface as it describes itself."""
    return schemathesis.openapi.from_wsgi("/hsds/openapi.json", application)


@pytest.mark.parametrize("path", PATHS)
def test_no_question_breaks_the_interface(path: str, described: Any) -> None:
    """Questions as described, and questions that break the description."""
    statuses: set[int] = set()
    for operation in described[path].values():
        modes = list(GenerationMode) if path in LISTS else [GenerationMode.POSITIVE]
        for mode in modes:

            @_FEW
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: Any) -> None:
                statuses.add(case.call_and_validate(checks=_CHECKS).status_code)

            ask()
    assert statuses & {200, 404}
    assert path == "/" or statuses - {200}
