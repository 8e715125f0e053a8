"""Whatever a program sends that the API's own description allows, or forbids, is answered as described."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema

from daso.web import Settings, create_app
from tests.e2e.server import serve
from tests.host.founded import ORIGIN, Clock, found, open_host

CHECKS = (
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
)


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """The description that a running site with one organisation gives of itself."""
    data: Path = tmp_path_factory.mktemp("data")
    host = open_host(data, Clock())
    founded = found(host)
    founded.publish(founded.propose())
    with serve(create_app(host, Settings(data=data, origin=ORIGIN, posts_per_minute=1_000_000))) as address:
        yield schemathesis.openapi.from_url(f"{address}/api/openapi.json")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_api_does_as_it_says(described: BaseSchema, data: st.DataObject) -> None:
    """Every answer has a status, a form and fields that the description names, and none is a fault of ours."""
    operations = [result.ok() for result in described.get_all_operations() if isinstance(result, Ok)]
    case = data.draw(data.draw(st.sampled_from(operations)).as_strategy())
    for name in case.path_parameters.keys() & {"slug", "org"}:
        case.path_parameters[name] = data.draw(st.sampled_from(["wheel-whisk", case.path_parameters[name]]))
    case.call_and_validate(checks=CHECKS)
