import datetime
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.utils import timezone
from rest_framework.response import Response

from booking.models import Invitation, Meeting, MeetingEvent, RequestKey
from booking.retention import run_retention
from tests.api.conftest import Api
from tests.api.test_meetings import MEETINGS, whole_call
from tests.cast import Cast
from tests.factories.calls import call_individual

KEY = {"Idempotency-Key": "k-1"}


def test_a_repeated_call_is_one_meeting_and_the_same_answer(api: Api, cast: Cast):
    client, body = api(cast.anna), whole_call(cast)

    first = client.post(MEETINGS, body, headers=KEY)
    again = client.post(MEETINGS, body, headers=KEY)

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert (Meeting.objects.count(), MeetingEvent.objects.filter(what="called").count()) == (1, 1)


def test_without_a_key_a_repeated_call_is_another_meeting(api: Api, cast: Cast):
    for _time in range(2):
        api(cast.anna).post(MEETINGS, whole_call(cast, confirm_same=True))

    assert (Meeting.objects.count(), RequestKey.objects.count()) == (2, 0)


def test_a_key_that_was_used_for_something_else_is_refused(api: Api, cast: Cast):
    client = api(cast.anna)
    client.post(MEETINGS, whole_call(cast), headers=KEY)

    answer = client.post(MEETINGS, whole_call(cast, place="Blåbärshuset"), headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")
    assert Meeting.objects.get().place == "Lingonhuset, rum 3"


def test_the_same_key_at_another_address_is_something_else(api: Api, cast: Cast):
    meeting, client = call_individual(cast), api(cast.anna)
    body = {"reason": "illness"}
    client.post(f"{MEETINGS}{meeting.pk}/cancel/", body, headers=KEY)

    answer = client.post(f"{MEETINGS}{call_individual(cast).pk}/cancel/", body, headers=KEY)

    assert answer.json()["code"] == "key_reused"


def test_two_persons_may_choose_the_same_key(api: Api, cast: Cast):
    first = api(cast.anna).post(MEETINGS, {"template": cast.samverksmote.pk}, headers=KEY)
    second = api(cast.bo).post(MEETINGS, {"template": cast.samverksmote.pk}, headers=KEY)

    assert first.json()["id"] != second.json()["id"]


def test_a_refusal_leaves_the_key_free(api: Api, cast: Cast):
    client = api(cast.anna)
    refused = client.post(MEETINGS, whole_call(cast, invitations=[]), headers=KEY)

    answer = client.post(MEETINGS, whole_call(cast), headers=KEY)

    assert (refused.status_code, answer.status_code) == (409, 201)


def test_the_first_answer_stays_though_the_meeting_has_changed(api: Api, cast: Cast):
    meeting, client = call_individual(cast), api(cast.anna)
    seats = f"{MEETINGS}{meeting.pk}/invitations/"
    first = client.post(seats, {"person": cast.kim.pk}, headers=KEY)
    client.delete(f"/api/v1/invitations/{first.json()['id']}/")

    again = client.post(seats, {"person": cast.kim.pk}, headers=KEY)

    assert again.json() == first.json()
    assert Invitation.objects.filter(person=cast.kim).count() == 1


@pytest.mark.parametrize("key", ["", "a b", "å", "x" * 81])
def test_a_key_that_cannot_be_kept_is_refused(api: Api, cast: Cast, key):
    answer = api(cast.anna).post(MEETINGS, whole_call(cast), headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_key")
    assert Meeting.objects.count() == 0


def test_keys_are_purged_after_a_day(api: Api, cast: Cast):
    for number in range(2):
        api(cast.anna).post(MEETINGS, {"template": cast.samverksmote.pk}, headers={"Idempotency-Key": f"k-{number}"})
    older, newer = RequestKey.objects.order_by("pk")
    RequestKey.objects.filter(pk=older.pk).update(created_at=timezone.now() - datetime.timedelta(hours=25))

    removed = run_retention()

    assert (removed["request_keys"], RequestKey.objects.get()) == (1, newer)


def test_of_a_key_only_a_digest_is_kept(api: Api, cast: Cast):
    body = {"template": cast.samverksmote.pk}

    api(cast.anna).post(MEETINGS, body, headers={"Idempotency-Key": "zebrafink@tapirsson.example"})

    assert "zebrafink" not in RequestKey.objects.get().key


def test_an_answer_without_a_body_is_repeated_too(api: Api, cast: Cast):
    client, body = api(cast.cilla), {"party": cast.af.pk, "since": "2026-01-01"}

    answers = [client.post(f"/api/v1/forums/{cast.lsg.pk}/decline/", body, headers=KEY) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert "Idempotency-Replayed" in answers[1]
    assert cast.lsg.declines.count() == 1


def at_once(count: int, call: Callable[[], Response]) -> list[Response]:
    """The same call from so many threads, each with a connection of its own, started together."""
    barrier, answers = threading.Barrier(count), []

    def run() -> None:
        barrier.wait()
        try:
            answers.append(call())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_at_once_with_one_key_are_one_meeting(api: Api, cast: Cast):
    client, body = api(cast.anna), whole_call(cast)

    answers = at_once(10, lambda: client.post(MEETINGS, body, headers=KEY))

    assert Counter(answer.status_code for answer in answers) == {201: 10}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Counter("Idempotency-Replayed" in answer for answer in answers) == {True: 9, False: 1}
    assert (Meeting.objects.count(), Invitation.objects.count()) == (1, 3)
    assert MeetingEvent.objects.filter(what="called").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_calls_of_one_draft_at_once_are_one_call(api: Api, cast: Cast):
    client = api(cast.anna)
    draft = client.post(MEETINGS, whole_call(cast, call=False)).json()

    answers = at_once(10, lambda: client.post(f"{MEETINGS}{draft['id']}/call/", {}))

    assert Counter(answer.status_code for answer in answers) == {200: 10}
    assert MeetingEvent.objects.filter(what="called").count() == 1
    assert connection.vendor == "postgresql"
