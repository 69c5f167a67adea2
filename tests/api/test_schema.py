import json
import re

import yaml
from django.test import Client
from django.utils.html import escape
from drf_spectacular.generators import SchemaGenerator

from booking.models import Meeting, MeetingState
from config import views
from config.refusals import catalogue
from notifications.models import OutboxMessage
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories.calls import draft_individual

YAML, JSON = "application/vnd.oai.openapi", "application/vnd.oai.openapi+json"


def operations(schema: dict) -> dict[str, dict]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }


def test_every_operation_says_what_it_is_for_and_how_it_refuses(schema):
    for name, operation in operations(schema).items():
        assert operation.get("summary"), name
        assert {"400", "401", "404"} <= set(operation["responses"]), name
        refusal = operation["responses"]["400"]["content"]["application/json"]["schema"]
        assert refusal == {"$ref": "#/components/schemas/Error"}, name


def test_the_description_of_the_api_lists_every_code_with_what_it_says(schema):
    listed = schema["components"]["schemas"]["RuleError"]["properties"]["code"]["description"]

    assert listed.splitlines() == [f"* `{code}` - {' / '.join(sentences)}" for code, sentences in catalogue().items()]


def test_what_a_rule_refuses_has_that_shape_in_every_operation(schema):
    for name, operation in operations(schema).items():
        if not name.startswith("GET"):
            refusal = operation["responses"]["409"]["content"]["application/json"]["schema"]
            assert refusal == {"$ref": "#/components/schemas/RuleError"}, name


def test_every_post_that_writes_takes_a_repeat_key(schema):
    posts = {name: operation for name, operation in operations(schema).items() if name.startswith("POST")}
    with_key = {name for name, post in posts.items() if "Idempotency-Key" in str(post.get("parameters"))}

    assert set(posts) - with_key == {"POST /api/v1/meetings/{id}/preview/"}


def test_the_main_job_is_described(schema):
    paths = set(schema["paths"])

    assert paths >= {f"/api/v1/meetings/{{id}}/{step}/" for step in ("preview", "call", "move", "cancel", "outcome")}
    assert paths >= {f"/api/v1/invitations/{{id}}/{step}/" for step in ("answer", "assign", "substitute", "pass-on")}
    assert "/api/v1/statistics/" in paths


def test_the_description_and_its_page_are_open_and_have_no_inline_script(db, settings):
    page = Client().get("/api/v1/docs/").content.decode()

    assert Client().get("/api/v1/schema/").status_code == 200
    assert "<script>" not in page and "<style>" not in page
    assert "https://" not in page.replace(settings.PUBLIC_URL, "")


def test_the_page_shows_every_operation_and_every_form_with_links_that_lead_somewhere(db, schema):
    page = Client().get("/api/v1/docs/").content.decode()

    for name, operation in operations(schema).items():
        method, path = name.split(" ")
        assert f"<b>{method}</b> {path}</code>" in page
        assert escape(operation["summary"]) in page
    anchors = re.findall(r'id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)
    for words in ("Authorization: Token", "create_token", "Idempotency-Key", 'href="#Error"', "En regel säger nej"):
        assert words in page


def test_the_page_says_what_a_field_may_be(db):
    page = Client().get("/api/v1/docs/").content.decode()
    body = page.split('id="MeetingBody"')[1].split("</table>")[0]

    assert "<code>integer</code>, måste finnas" in body  # template
    assert "<code>string (date-time)</code>" in body
    assert '<code>array of</code> <a href="#InvitationBody">InvitationBody</a>' in body
    assert "<code>on_site</code> | <code>digital</code> | <code>hybrid</code>" in body
    assert "högst 160 tecken" in body and "annars false" in body
    assert '<code>page of</code> <a href="#MeetingRow">MeetingRow</a>' in page


def test_the_page_is_there_in_english_too(client, db):
    client.cookies["language"] = "en"

    page = client.get("/api/v1/docs/").content.decode()

    assert "How to begin" in page and "must be given" in page


def test_statistics_are_the_same_figures_as_everywhere(api: Api, cast: Cast):
    answer = api(cast.cilla).get("/api/v1/statistics/", {"area": cast.area.pk, "year": 2026})

    assert answer.status_code == 200
    assert (answer.json()["area"]["name"], answer.json()["year"]) == ("Lingonby", 2026)
    assert api(cast.eva).get("/api/v1/statistics/", {"area": cast.area.pk, "year": 2026}).status_code == 404


def test_the_preview_tells_who_would_get_what_and_keeps_nothing(api: Api, cast: Cast):
    meeting = draft_individual(cast)

    shown = api(cast.anna).post(f"/api/v1/meetings/{meeting.pk}/preview/", {}).json()

    told = {message["address"] for message in shown["messages"]}
    assert told >= {"bo@af.example", "rut@vardcentralen.example"}
    assert (Meeting.objects.get().state, OutboxMessage.objects.count()) == (MeetingState.DRAFT, 0)


def test_the_description_is_made_once_however_often_it_is_asked_for(monkeypatch, db, schema):
    made, generate = [], SchemaGenerator.get_schema
    monkeypatch.setattr(SchemaGenerator, "get_schema", lambda *a, **k: made.append(1) or generate(*a, **k))
    views._description.cache_clear()

    answers = [Client().get("/api/v1/schema/", headers={"accept": kind}) for kind in (YAML, JSON, YAML, JSON, YAML)]

    assert len(made) == 2
    assert {answer.status_code for answer in answers} == {200}
    written, described = yaml.safe_load(answers[0].content), json.loads(answers[1].content)
    assert written == described
    assert (written["paths"], written["components"]) == (schema["paths"], schema["components"])
    assert answers[0].headers["Content-Type"].startswith(YAML)
