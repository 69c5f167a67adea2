"""`check --deploy`: what must not be so on a site that people use."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks


def ids(deploy: bool = True) -> set[str]:
    found = run_checks(include_deployment_checks=deploy)
    return {message.id or "" for message in found if (message.id or "").startswith("config.")}


@pytest.mark.parametrize(
    ("authserv_id", "own", "found"),
    [
        ("", {}, {"config.W001"}),
        ("trust-from", {}, {"config.W002"}),
        ("mx.lingon.example", {}, set()),
        ("", {"LINGON": {"AUTHSERV_ID": "mx.lingon.example"}}, set()),
        ("mx.lingon.example", {"LINGON": {"AUTHSERV_ID": "Trust-From"}}, {"config.W002"}),
    ],
)
def test_a_site_that_cannot_tell_who_answers_is_warned(
    settings: Any, authserv_id: str, own: dict[str, dict[str, str]], found: set[str]
) -> None:
    settings.AUTHSERV_ID, settings.FEDERATION_MAIL = authserv_id, own

    assert ids() == found
    assert ids(deploy=False) == set()


def test_a_demonstration_is_no_site(settings: Any) -> None:
    settings.AUTHSERV_ID, settings.DEMO = "mx.lingon.example", True

    assert ids() == {"config.E002"}
