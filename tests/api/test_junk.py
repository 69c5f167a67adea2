"""Whatever is sent to whatever the description names: never an unexpected error."""

import json

from tests.api.conftest import Api
from tests.api.test_schema import operations
from tests.cast import Cast
from tests.factories.calls import call_individual

JUNK = [None, True, -1, 10**40, "", "x" * 5000, "\x00", "\ud800", "2026-13-40", [[]], {"\ud800": {}}]


def properties(schema: dict, operation: dict) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return list(schema["components"]["schemas"].get(name, {}).get("properties", {}))


def test_no_body_is_answered_with_an_unexpected_error(api: Api, cast: Cast, schema: dict):
    meeting = call_individual(cast)
    client, seat = api(cast.anna), meeting.invitations.get(person=cast.bo).pk
    client.raise_request_exception = False
    writes = {name: row for name, row in operations(schema).items() if name.split()[0] in ("POST", "PATCH")}

    failed = []
    for name, operation in writes.items():
        method, path = name.split()
        address = path.replace("{id}", str(seat if "/invitations/{" in path else meeting.pk))
        fields = properties(schema, operation)
        for body in (None, "x", [1], {"\ud800": 1}, *(dict.fromkeys(fields, junk) for junk in JUNK)):
            answer = client.generic(method, address, json.dumps(body), content_type="application/json")
            if answer.status_code >= 500:
                failed.append((name, body))

    assert failed == []


def test_no_filter_is_answered_with_an_unexpected_error(api: Api, cast: Cast, schema: dict):
    client = api(cast.anna)
    client.raise_request_exception = False

    failed = []
    for name, operation in operations(schema).items():
        method, path = name.split()
        if method != "GET" or "{" in path:
            continue
        for parameter in [row["name"] for row in operation.get("parameters", []) if row["in"] == "query"]:
            for junk in ("", "x", "-1", "9" * 40, "\x00", "2026-13-40", "å", "%ff"):
                if client.get(path, {parameter: junk}).status_code >= 500:
                    failed.append((path, parameter, junk))

    assert failed == []
