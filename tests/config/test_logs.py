import json
import logging

import pytest

from config.logs import JsonFormatter, hide_personal

UUID = "019a8c1e-1234-7000-8000-123456789012"
TOKEN = "kX3" * 15


@pytest.mark.parametrize(
    "personal",
    [
        "sam.lind@forsvik.example",
        "19900101-2385",
        "199001012385",
        "900101-2385",
        "900101 - 2385",
        "900161+2385",
        "199001612385",
        TOKEN,
        "070-123 45 67",
        "0701234567",
        "+46701234567",
        "0046 70 123 45 67",
        "0380-51 00 00",
    ],
)
def test_addresses_tokens_and_identity_numbers_never_reach_the_log(personal):
    hidden = hide_personal(f"före {personal} efter")

    assert personal not in hidden
    assert hidden.startswith("före [") and hidden.endswith("] efter")


def test_a_personal_link_never_reaches_the_log_even_without_a_digit():
    assert hide_personal(f"Not Found: /svar/-{'kXq_' * 10}ab/vilka/") == "Not Found: /svar/[hemlighet]/vilka/"


def test_the_address_of_a_subscription_never_reaches_the_log():
    assert hide_personal(f"Not Found: /kalender/{'kXq_' * 10}ab.ics") == "Not Found: /kalender/[hemlighet].ics"


def test_a_telephone_number_in_a_path_never_reaches_the_log():
    assert hide_personal("Not Found: /personer/070-1234567/") == "Not Found: /personer/[telefon]/"


@pytest.mark.parametrize(
    "kept",
    [
        UUID,
        "0.0123456789 s",
        "kl. 09.00–10.30",
        "2026-11-23 19:05:29",
        "meeting.moved",
        "booking:meeting-move",
        "rad 1234",
    ],
)
def test_ids_and_times_are_kept(kept):
    assert hide_personal(kept) == kept


def test_an_event_is_one_line_of_json_with_its_ids():
    record = logging.makeLogRecord({"name": "booking", "levelname": "INFO", "msg": "meeting.moved", "meeting": UUID})

    line = JsonFormatter().format(record)

    assert "\n" not in line
    assert json.loads(line)["event"] == "meeting.moved"
    assert json.loads(line)["meeting"] == UUID


def test_what_stands_in_an_exception_is_hidden_too():
    try:
        raise ValueError("kunde inte skicka till sam.lind@forsvik.example")
    except ValueError as error:
        record = logging.makeLogRecord({"msg": "fel", "exc_info": (type(error), error, error.__traceback__)})

    line = JsonFormatter().format(record)

    assert "ValueError: kunde inte skicka till [adress]" in json.loads(line)["trace"]
    assert "forsvik" not in line


def test_what_was_searched_for_is_not_logged_with_the_path(client, caplog):
    client.get("/finns-inte/?q=Zebrafink")

    line = JsonFormatter().format(caplog.records[-1])

    assert "Zebrafink" not in line
    assert json.loads(line)["request"] == "GET /finns-inte/"


def test_the_path_of_a_personal_link_is_logged_without_its_token(client, caplog):
    client.get(f"/finns-inte/{TOKEN}/")

    line = JsonFormatter().format(caplog.records[-1])

    assert TOKEN not in line
    assert "/finns-inte/[hemlighet]/" in line


def test_a_path_is_logged_without_its_query(client, caplog):
    client.get("/finns-inte/", {"q": "Kanarie Fågelström"})

    line = JsonFormatter().format(caplog.records[-1])

    assert "/finns-inte/" in line
    assert "Kanarie" not in line and "q=" not in line


def test_a_long_path_and_a_long_host_are_cut(client, caplog):
    client.get(f"/{'a-' * 4000}")
    client.get("/", headers={"host": "b-" * 4000})

    lines = [JsonFormatter().format(record) for record in caplog.records]

    assert len(lines) >= 2
    assert all("a-" * 200 not in line and "b-" * 200 not in line for line in lines)


def test_what_is_hidden_is_hidden_before_the_line_is_cut():
    record = logging.makeLogRecord({"msg": f"{'x' * 295}19900101-2385"})

    assert "19900" not in JsonFormatter().format(record)
