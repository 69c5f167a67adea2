"""What the matrix in `tests/access/` does not ask: rows that a body names, and a token whose person has left."""

import pytest

from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories.calls import call_individual


@pytest.mark.parametrize(
    ("role", "code", "reason"),
    [("cilla", 409, "may_not_call"), ("david", 409, "may_not_call"), ("eva", 400, "does_not_exist")],
)
def test_who_may_not_call_from_a_template_does_not(api: Api, cast: Cast, role, code, reason):
    answer = api(getattr(cast, role)).post("/api/v1/meetings/", {"template": cast.samverksmote.pk})

    assert (answer.status_code, answer.json()["code"]) == (code, reason)


def test_consent_is_not_inherited_from_somebody_elses_meeting(api: Api, cast: Cast):
    first = call_individual(cast, template=cast.formote)

    answer = api(cast.bo).post("/api/v1/meetings/", {"template": cast.samverksmote.pk, "previous": str(first.pk)})

    assert answer.status_code == 403


def test_who_is_no_longer_active_has_no_way_in(api: Api, cast: Cast):
    client = api(cast.anna)
    cast.anna.is_active = False
    cast.anna.save()

    assert client.get("/api/v1/areas/").status_code == 401
