"""Every operation of the OpenAPI document tried with made-up input, as the document allows it and as it doesn't."""

from __future__ import annotations

from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assistant.server import api
from assistant.server.door import mounted
from assistant.server.permissions import PERMISSIONS
from tests.security.site import Site

EXAMPLES = 15  # of each operation
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def _document() -> dict[str, Any]:
    """The document as a program gets it, without the corpus behind it: tests are collected quickly."""
    described = FastAPI(title="北京就业政策问答", version="1")
    described.router.routes.extend(mounted(api.router))
    document: dict[str, Any] = described.openapi()
    return document


schema = schemathesis.openapi.from_dict(_document())


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
def test_an_operation_keeps_to_its_document(case: schemathesis.Case[Any], site: Site) -> None:
    answer = case.call(base_url=site.server.url, timeout=20)
    case.validate_response(answer, checks=CHECKS)


def test_all_operations_of_the_interface_are_documented(site: Site) -> None:
    document = site.browser().get("/api/v1/openapi.json").json()
    assert document == _document()
    paths = document["paths"]
    documented = {f"{method.upper()} {path}" for path, operations in paths.items() for method in operations}
    ours = {route.replace("{clause_id:path}", "{clause_id}") for route in PERMISSIONS if " /api/v1/" in route}
    assert documented == ours - {"GET /api/v1/openapi.json"}
    for operations in paths.values():
        for operation in operations.values():
            assert {"4XX", "5XX"} <= set(operation["responses"])
