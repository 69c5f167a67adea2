from __future__ import annotations

import datetime
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from booking.meetings.access import can_change, changeable_meetings
from booking.models import Meeting
from booking.series.following import move_following
from forums.models import Person
from notifications.inbox.receiving import receive
from notifications.models import InboundMail, OutboxMessage, OutboxState, Relay, Told
from notifications.notices.by_hand import send_code
from notifications.outbox.relays import name_of
from notifications.pages.access import can_try_again
from notifications.tasks import tell, tell_series
from tests.factories import make_meeting
from tests.factories.calls import call_forum, call_individual, draft_individual
from tests.factories.series import call_weekly
from tests.factories.series_rows import make_series
from tests.notifications.pages.looking import logged_in, seat_of, text_of

pytestmark = pytest.mark.django_db
SENT = reverse("notifications:sent")
INBOUND = reverse("notifications:inbound")
WORDS = "<script>alert(1)</script> Klara Källa \u202e\ufffd kan inte"


def told(meeting: Meeting) -> Meeting:
    tell(meeting.pk)
    return meeting


def fail(meeting: Meeting, person: Person, code: str = "550", state: str = OutboxState.FAILED) -> OutboxMessage:
    mail = meeting.outbox.get(address=person.email)
    mail.state, mail.reply_code = state, code
    mail.save()
    mail.told.is_held = True
    mail.told.save()
    return mail


def came_in(meeting: Meeting | None = None, **fields: Any) -> InboundMail:
    defaults = {
        "message_key": f"key {InboundMail.objects.count()}",
        "from_address": "bo@hemma.example",
        "result": "unknown",
        "reason": "other_sender",
        "needs_person": True,
        "words": WORDS,
    }
    return InboundMail.objects.create(meeting=meeting, **{**defaults, **fields})


def everybody(cast: Any) -> dict[str, Person]:
    return {name: value for name, value in vars(cast).items() if isinstance(value, Person)}


# --- who sees what


def test_changeable_meetings_are_those_that_can_be_changed(cast: Any) -> None:
    open_meeting = make_meeting(cast.open_template, cast.rut)
    meetings = [call_individual(cast), draft_individual(cast), call_forum(cast), open_meeting]
    stripped = make_meeting(cast.lsg_template, cast.anna, forum=cast.lsg, stripped_at=open_meeting.called_at)

    for person in everybody(cast).values():
        wanted = {meeting.pk for meeting in (*meetings, stripped) if can_change(person, meeting)}
        assert set(changeable_meetings(person).values_list("pk", flat=True)) == wanted


def test_mails_of_an_individual_meeting_are_its_callers_alone(cast: Any) -> None:
    told(call_individual(cast, cast.bo, cast.rut))

    seen = {
        name for name, person in everybody(cast).items() if "rut@vardcentralen" in text_of(logged_in(person).get(SENT))
    }

    assert seen == {"anna"}


def test_mails_of_a_group_are_seen_by_those_who_hold_it_together(cast: Any) -> None:
    told(call_forum(cast))

    seen = {
        name for name, person in everybody(cast).items() if "rut@vardcentralen" in text_of(logged_in(person).get(SENT))
    }

    assert seen == {"cilla", "david"}


def test_what_came_in_about_an_individual_meeting_is_its_callers_alone(cast: Any) -> None:
    mail = came_in(call_individual(cast))

    statuses = {
        name: logged_in(person).get(reverse("notifications:inbound-mail", args=[mail.pk])).status_code
        for name, person in everybody(cast).items()
    }

    assert {name for name, status in statuses.items() if status == 200} == {"anna"}
    assert set(statuses.values()) == {200, 404}


def test_a_mail_that_nobody_could_place_shows_an_administrator_no_address_and_no_words(cast: Any) -> None:
    mail = came_in(federation=cast.federation, from_address="klara.kalla@privat.example", reason="unknown_meeting")
    adam = logged_in(cast.adam)

    pages = text_of(adam.get(INBOUND)) + text_of(adam.get(reverse("notifications:inbound-mail", args=[mail.pk])))

    assert "privat.example" in pages
    assert "klara.kalla" not in pages
    assert "kan inte" not in pages
    for person in (cast.anna, cast.cilla, cast.david, cast.eva):
        assert "privat.example" not in text_of(logged_in(person).get(INBOUND))


def test_pages_ask_who_one_is(client: Any, cast: Any) -> None:
    for url in (SENT, INBOUND):
        assert client.get(url).status_code == 302


# --- Skickat


def test_what_did_not_arrive_stands_first_with_a_reason_in_plain_swedish(cast: Any) -> None:
    meeting = told(call_individual(cast))
    fail(meeting, cast.rut)
    told(call_individual(cast))

    response = logged_in(cast.anna).get(SENT)

    assert response.context["rows"][0]["message"].address == "rut@vardcentralen.example"
    assert "Adressen finns inte eller tar inte emot mejl" in text_of(response)
    assert text_of(response).count("Försök igen<") == 1


@pytest.mark.parametrize("code", ["550", "552", "599", "unwritable"])
def test_every_failure_has_a_sentence_and_never_a_code(cast: Any, code: str) -> None:
    meeting = told(call_individual(cast))
    fail(meeting, cast.rut, code)

    row = logged_in(cast.anna).get(SENT).context["rows"][0]

    assert row["why"].endswith(".")
    assert code not in row["why"]


def test_trying_again_tells_what_is_true_now(cast: Any) -> None:
    meeting = told(call_individual(cast))
    mail = fail(meeting, cast.rut)
    cast.rut.address_bounced_at = None

    url = reverse("notifications:try-again", args=[mail.pk])
    response = logged_in(cast.anna).post(url, follow=True)

    assert "Vi försöker igen" in text_of(response)
    assert meeting.outbox.filter(address=cast.rut.email, state=OutboxState.QUEUED).count() == 1
    assert logged_in(cast.anna).post(url).status_code == 403
    assert logged_in(cast.cilla).post(url).status_code == 404


def test_the_list_can_be_narrowed_to_one_meeting_of_ones_own(cast: Any) -> None:
    first, second = told(call_individual(cast)), told(call_individual(cast))
    anna = logged_in(cast.anna)

    rows = anna.get(SENT, {"mote": first.pk}).context["rows"]

    assert {row["message"].meeting_id for row in rows} == {first.pk}
    assert len(anna.get(SENT, {"mote": "x"}).context["rows"]) == 6
    assert logged_in(cast.cilla).get(SENT, {"mote": second.pk}).context["rows"] == []


def test_who_has_asked_for_a_code_is_not_shown(cast: Any) -> None:
    meeting = told(call_individual(cast))
    send_code(seat_of(meeting, cast.bo))

    assert "Engångskod" not in text_of(logged_in(cast.anna).get(SENT))


def test_the_lists_ask_as_many_questions_for_one_meeting_as_for_three(cast: Any) -> None:
    came_in(told(call_individual(cast)))
    for_one = questions_asked(cast.anna)

    for _again in range(2):
        came_in(told(call_individual(cast)))

    assert questions_asked(cast.anna) == for_one


def questions_asked(person: Person) -> list[int]:
    client = logged_in(person)
    counts = []
    for url in (SENT, INBOUND):
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    return counts


def test_every_try_is_told_with_its_moment_and_the_servers_number(cast: Any) -> None:
    mail = told(call_individual(cast)).outbox.get(address=cast.rut.email)
    for hour, outcome, code in ((8, "later", "451"), (9, "failed", "550")):
        at = timezone.make_aware(datetime.datetime(2026, 11, 26, hour))
        mail.delivery_attempts.create(at=at, outcome=outcome, reply_code=code)

    page = text_of(logged_in(cast.anna).get(SENT))

    assert "2 försök som inte gick" in page
    assert "2026-11-26 08.00: kom inte fram än (451)" in page
    assert "2026-11-26 09.00: nekades (550)" in page


@pytest.mark.parametrize("state", OutboxState)
def test_every_state_of_a_mail_has_a_word(cast: Any, state: str) -> None:
    told(call_individual(cast)).outbox.filter(address=cast.rut.email).update(state=state)

    assert str(OutboxState(state).label) in text_of(logged_in(cast.anna).get(SENT))


def test_a_notice_that_came_back_can_be_seen_but_an_address_that_is_not_held_is_not_tried_again(cast: Any) -> None:
    meeting = told(call_individual(cast))
    meeting.outbox.filter(address=cast.rut.email).update(state=OutboxState.BOUNCED)

    rows = logged_in(cast.anna).get(SENT).context["rows"]

    assert [row["can_try_again"] for row in rows] == [False] * 3


def down(settings: Any, code: str = "535") -> Relay:
    settings.EMAIL_URL = "smtp://samverk:hemlig@relay.example:587"
    now = timezone.now()
    return Relay.objects.create(name=name_of(settings.EMAIL_URL), down_since=now, probe_at=now, code=code)


def test_an_administrator_sees_that_the_relay_is_down_and_why(cast: Any, settings: Any) -> None:
    down(settings)

    page = text_of(logged_in(cast.adam).get(SENT))

    assert "E-postservern relay.example:587 (samverk) tar inte emot mejl" in page
    assert "Den godtar inte användare och lösenord." in page
    assert "hemlig" not in page
    for person in (cast.anna, cast.cilla, cast.david, cast.eva):
        assert "relay.example" not in text_of(logged_in(person).get(SENT))


def test_an_administrator_sees_nothing_of_other_federations_relays(cast: Any, settings: Any) -> None:
    down(settings)
    settings.FEDERATION_MAIL = {"LINGON": {"EMAIL_URL": "smtp://another.example"}}

    assert "relay.example" not in text_of(logged_in(cast.adam).get(SENT))


def test_names_and_days_stand_in_every_row_of_a_series_as_well(cast: Any) -> None:
    series = call_weekly(cast)
    tell_series(series.pk)
    told(call_individual(cast))

    anna, cilla = (logged_in(person).get(SENT).context["rows"] for person in (cast.anna, cast.cilla))

    assert {row["name"] for row in cilla} >= {"Bo Bäverhjälm", "Rut Rimfrosthatt"}
    assert all("kl. 09.00" in row["when"] for row in (*anna, *cilla))


def test_what_a_mail_said_is_shown_to_who_called_without_the_personal_link(cast: Any) -> None:
    meeting = told(call_individual(cast))
    mail = meeting.outbox.get(address=cast.rut.email)
    url = reverse("notifications:sent-mail", args=[mail.pk])
    anna = logged_in(cast.anna)

    assert url in text_of(anna.get(SENT))
    page = text_of(anna.get(url))
    assert "Rut Rimfrosthatt" in page and "Det här stod i mejlet" in page
    assert "/svar/" not in page
    for other in (cast.bo, cast.cilla, cast.david, cast.adam):
        assert logged_in(other).get(url).status_code == 404

    meeting.outbox.update(text="")
    assert "Mejlets text är borttagen" in text_of(anna.get(url))
    assert url not in text_of(anna.get(SENT))


def test_a_call_that_was_thrown_away_is_sent_again_once_an_hour_with_the_same_number(cast: Any) -> None:
    meeting = told(call_individual(cast))
    earlier = timezone.now() - datetime.timedelta(hours=2)
    mail = meeting.outbox.get(address=cast.rut.email)
    meeting.outbox.update(state=OutboxState.SENT, sent_at=earlier)
    url = reverse("notifications:send-again", args=[mail.pk])
    anna = logged_in(cast.anna)

    assert "Skicka igen" not in text_of(anna.get(SENT))
    anna.post(url)
    assert meeting.outbox.filter(address=cast.rut.email).count() == 1

    Told.objects.update(dtstamp=earlier)
    assert "Skicka igen" in text_of(anna.get(SENT))
    assert "skickas en gång till" in text_of(anna.post(url, follow=True))
    again = meeting.outbox.get(address=cast.rut.email, state=OutboxState.QUEUED)
    assert (again.sequence, again.method) == (mail.sequence, "REQUEST")
    anna.post(url)
    assert meeting.outbox.filter(address=cast.rut.email).count() == 2
    assert logged_in(cast.bo).post(url).status_code == 404


def test_an_administrator_sees_how_many_mails_did_not_arrive_and_not_which(cast: Any) -> None:
    meeting = told(call_individual(cast))
    fail(meeting, cast.rut)
    meeting.outbox.filter(address=cast.rut.email).update(failed_at=timezone.now())

    page = text_of(logged_in(cast.adam).get(SENT))

    assert "väntar 2 mejl på att skickas, och 1 har inte kommit fram" in page
    assert cast.rut.email not in page
    assert "har inte kommit fram de senaste" not in text_of(logged_in(cast.anna).get(SENT))


# --- Inkommet


def test_a_mail_is_shown_as_text_and_never_drawn(cast: Any) -> None:
    mail = came_in(call_forum(cast))

    page = text_of(logged_in(cast.cilla).get(reverse("notifications:inbound-mail", args=[mail.pk])))

    assert "&lt;script&gt;alert(1)&lt;/script&gt; Klara Källa �� kan inte" in page
    assert "<script>alert" not in page
    assert "Kom från en annan adress än den som är kallad" in page


def test_a_mail_to_a_group_is_read_as_it_was_written_however_it_was_encoded(cast: Any) -> None:
    meeting = told(call_forum(cast))
    letter = EmailMessage()
    letter["Subject"], letter["From"] = "Sv: Mötet på torsdag", "bo@hemma.example"
    letter["In-Reply-To"] = meeting.outbox.get(address=cast.bo.email).message_id
    letter.set_content("Jag är sjuk och\u00a0kan inte komma.", charset="utf-8", cte="base64")
    letter.add_alternative("<p>Nej</p>", subtype="html")
    receive(bytes(letter))

    url = reverse("notifications:inbound-mail", args=[InboundMail.objects.get().pk])
    page = text_of(logged_in(cast.cilla).get(url))

    assert "<p>Sv: Mötet på torsdag</p>\n\n<p>Jag är sjuk och kan inte komma.</p>" in page


def test_the_page_of_a_mail_about_a_person_says_where_its_words_are(cast: Any) -> None:
    mail = came_in(call_individual(cast), words="")

    page = text_of(logged_in(cast.anna).get(reverse("notifications:inbound-mail", args=[mail.pk])))

    assert "Vad som skrivs om möten om enskilda sparas inte här. Ring avsändaren" in page


def test_a_mail_that_is_seen_to_waits_no_longer_and_its_words_go(cast: Any) -> None:
    mail = came_in(call_individual(cast))
    anna, url = logged_in(cast.anna), reverse("notifications:inbound-mail", args=[mail.pk])
    assert "Inkommet (1 att se på)" in text_of(anna.get(SENT))

    anna.post(url)

    mail.refresh_from_db()
    assert (mail.needs_person, mail.words) == (False, "")
    assert mail.handled_at is not None
    assert "att se på" not in text_of(anna.get(SENT))


def test_what_a_mail_about_a_groups_meeting_says_is_its_callers(cast: Any) -> None:
    url = reverse("notifications:inbound-mail", args=[came_in(call_forum(cast)).pk])

    assert "Klara Källa" in text_of(logged_in(cast.cilla).get(url))
    assert "Klara Källa" not in text_of(logged_in(cast.david).get(url))


def test_an_answer_to_a_series_is_seen_by_those_who_hold_it_together(cast: Any) -> None:
    series = make_series(cast)
    InboundMail.objects.create(
        message_key="k", series=series, federation=cast.federation, result="applied", reason="no", from_address="b@x"
    )

    assert "LSG Lingonby, alla tillfällen" in text_of(logged_in(cast.cilla).get("/inkommet/"))
    for other in (cast.bo, cast.anna, cast.adam, cast.eva):
        assert "alla tillfällen" not in text_of(logged_in(other).get("/inkommet/"))


def test_a_mail_about_a_series_can_be_tried_again_until_the_last_of_it_has_begun(cast: Any) -> None:
    series = call_weekly(cast, count=3)
    tell_series(series.pk)
    OutboxMessage.objects.filter(address=cast.bo.email).update(state=OutboxState.BOUNCED)
    Told.objects.filter(address=cast.bo.email).update(is_held=True)
    first, _second, last = series.instances.order_by("starts_at")

    for moment, can in ((first.starts_at, True), (last.starts_at, False)):
        with time_machine.travel(moment + datetime.timedelta(minutes=1), tick=False):
            rows = {row["message"].address: row for row in logged_in(cast.cilla).get(SENT).context["rows"]}
            assert rows[cast.bo.email]["can_try_again"] is can
            (message,) = OutboxMessage.objects.filter(address=cast.bo.email)
            assert can_try_again(message) is can


def test_the_end_of_a_series_can_be_told_again_to_an_address_that_did_not_take_it(cast: Any) -> None:
    """All of it went over to another one: nothing lies ahead in this, but the calendar still shows what did."""
    series = call_weekly(cast, count=3)
    tell_series(series.pk)
    OutboxMessage.objects.update(state=OutboxState.SENT)
    Told.objects.update(left_method=F("queued_method"), left_digest=F("queued_digest"))
    first = series.instances.order_by("starts_at").first()
    hour = datetime.time(15)
    move_following(first, by=cast.cilla, first_on=first.starts_at.date(), starts=hour, length_minutes=60)
    tell_series(series.pk)
    ended = OutboxMessage.objects.get(address=cast.bo.email, method="CANCEL")
    OutboxMessage.objects.filter(pk=ended.pk).update(state=OutboxState.BOUNCED)
    Told.objects.filter(pk=ended.told_id).update(is_held=True)

    assert can_try_again(ended)


def test_what_came_in_can_be_narrowed_to_what_waits(cast: Any) -> None:
    waiting = came_in(call_individual(cast))
    done = came_in(call_individual(cast), needs_person=False, handled_at=timezone.now(), handled_as="handled")
    anna = logged_in(cast.anna)

    def keys(visa: str) -> set[int]:
        return {row["mail"].pk for row in anna.get(INBOUND, {"visa": visa}).context["rows"]}

    assert keys("") == keys("x") == {waiting.pk, done.pk}
    assert keys("att-se-pa") == keys("oppna") == {waiting.pk}
    assert keys("klara") == {done.pk}
    waiting.delete()
    assert "Inga mejl stämmer med valet" in text_of(anna.get(INBOUND, {"visa": "oppna"}))
