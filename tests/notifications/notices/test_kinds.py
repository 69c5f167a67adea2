"""Every kind of notice that is registered: due, wanted, said in Swedish, sent once; and what no kind is known of."""

from __future__ import annotations

import datetime
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from booking.meetings.places import NO_PLACE
from booking.models import Meeting
from notifications import retention
from notifications.models import Notice, OutboxMessage, OutboxState
from notifications.models.notices import ABOUT, TO, notice_key
from notifications.notices.about import Sender
from notifications.notices.due import run_due
from notifications.notices.kinds import KINDS, MEETING_RULES, SWEEPS, Kind, register
from notifications.notices.logins import LOGIN_GIVEN
from notifications.notices.planning import make, plan_swept
from notifications.pages.wording import kind_text
from notifications.tasks import run_notices, tell
from notifications.telling.texts import MailText
from tests.cast import make_cast
from tests.factories import make_contact_point
from tests.factories.calls import call_forum, call_individual
from tests.factories.series_rows import make_series
from tests.notifications.notices.situations import SITUATIONS
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
SENT_PAGE = "/skickat/"


def mails(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind))


def test_there_is_a_situation_for_every_kind() -> None:
    assert set(SITUATIONS) == set(KINDS)


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_kind_is_sent_once_to_whom_it_is_for(cast: Any, time_machine: Any, name: str) -> None:
    SITUATIONS[name](cast, time_machine)
    due = set(Notice.objects.filter(kind=name, settled_at=None).values_list("pk", flat=True))

    run_due()
    sent = mails(name)
    assert sent and all(mail.notice is not None and mail.notice.was_sent for mail in sent)
    run_due()

    assert mails(name) == sent
    # what is to all is sent to nobody itself, but as one for each
    assert due.isdisjoint({mail.notice_id for mail in sent}) == (KINDS[name].each is not None)


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_kind_is_not_sent_when_it_is_not_wanted_any_more(cast: Any, time_machine: Any, name: str) -> None:
    spoil = SITUATIONS[name](cast, time_machine)

    spoil()
    run_due()

    assert mails(name) == []
    assert not Notice.objects.filter(kind=name, settled_at=None).exists()


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_kind_says_in_swedish_what_it_is_about_with_its_link(cast: Any, time_machine: Any, name: str) -> None:
    SITUATIONS[name](cast, time_machine)

    with translation.override("en"):
        run_due()
    mail = mails(name)[0]

    assert mail.notice is not None
    link = KINDS[name].link(mail.notice)
    assert mail.subject and "{" not in mail.subject + mail.text
    assert mail.text.startswith("Hej!\n")
    assert bool(link.label) == bool(link.address) == (f"{link.label}: [din personliga länk]" in mail.text)


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_kind_has_a_name_on_the_page_of_what_was_sent(name: str) -> None:
    with translation.override("sv"):
        assert kind_text(name) == str(KINDS[name].label) != name
    with translation.override("en"):
        assert kind_text(name) != name


# --- the register


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Kinds that a test adds are gone after it."""
    names = set(KINDS)
    rules, sweeps = len(MEETING_RULES), len(SWEEPS)
    yield []
    for name in set(KINDS) - names:
        del KINDS[name]
    del MEETING_RULES[rules:], SWEEPS[sweeps:]


def letter(name: str, about: str, **more: Any) -> Kind:
    """A kind about something, as a later file may register it."""
    kind = Kind(
        name=name,
        label="Ett prov",
        about=about,
        wanted=lambda _notice: True,
        text=lambda _notice, _link: MailText("Ett prov", "Hej!\n\nEtt prov.\n"),
        kept_days=30,
        **more,
    )
    register(kind)
    return kind


@pytest.mark.usefixtures("added")
def test_a_kind_may_be_about_anything_and_goes_by_the_federation_that_it_concerns(cast: Any) -> None:
    series = make_series(cast)
    things = {"series": series, "agreement": cast.agreement, "unit": cast.af_unit}
    for name, thing in things.items():
        make([letter(f"about_{name}", name).due(thing, cast.bo)])
    person = letter(
        "about_somebody", "about_person", sender=lambda _notice: Sender(cast.federation, cast.federation.name)
    )
    make([person.due(cast.rut, cast.bo)])

    assert run_due() == 4

    sent = OutboxMessage.objects.filter(subject="Ett prov")
    assert set(sent.values_list("kind", "address", "federation", "meeting", "series")) == {
        ("about_series", "bo@af.example", cast.federation.pk, None, series.pk),
        ("about_agreement", "bo@af.example", cast.federation.pk, None, None),
        ("about_unit", "bo@af.example", cast.federation.pk, None, None),
        ("about_somebody", "bo@af.example", cast.federation.pk, None, None),
    }


@pytest.mark.usefixtures("added")
def test_a_notice_to_a_way_in_goes_to_its_mailbox_that_holds_now(cast: Any) -> None:
    point = make_contact_point(cast.af_unit, mailbox="in@af.example")
    make([letter("to_way_in", "unit").due(cast.af_unit, point)])
    point.mailbox = "nya@af.example"
    point.save()

    run_due()

    assert [mail.address for mail in mails("to_way_in")] == ["nya@af.example"]


@pytest.mark.usefixtures("added")
def test_a_notice_about_a_series_is_seen_by_those_who_hold_it_together(cast: Any) -> None:
    make([letter("about_series", "series").due(make_series(cast), cast.bo)])
    run_due()

    page = text_of(logged_in(cast.cilla).get(SENT_PAGE))

    assert "LSG Lingonby, alla tillfällen" in page and "Ett prov" in page and "Bo Bäverhjälm" in page
    for other in (cast.bo, cast.anna, cast.adam, cast.eva):
        assert "Ett prov" not in text_of(logged_in(other).get(SENT_PAGE))


@pytest.mark.usefixtures("added")
def test_what_is_about_no_meeting_is_kept_as_long_as_its_kind_says(cast: Any) -> None:
    kind = letter("about_unit", "unit")
    make([kind.due(cast.af_unit, one) for one in (cast.bo, cast.rut)])
    run_due()
    for days, state, left in ((29, "sent", (2, 2)), (31, "queued", (0, 2)), (31, "sent", (0, 0))):
        long_ago = timezone.now() - datetime.timedelta(days=days)
        Notice.objects.update(settled_at=long_ago)
        OutboxMessage.objects.update(created_at=long_ago, state=state)

        retention.run_retention()

        assert (Notice.objects.count(), OutboxMessage.objects.count()) == left


@pytest.mark.usefixtures("added")
def test_what_goes_of_one_kind_is_counted_and_takes_nothing_of_another(cast: Any) -> None:
    tell(call_forum(cast).pk)
    make([letter("about_unit", "unit").due(cast.af_unit, cast.bo)])
    run_due()
    of_others = [set(rows.objects.exclude(kind="about_unit")) for rows in (Notice, OutboxMessage)]
    long_ago = timezone.now() - datetime.timedelta(days=31)
    Notice.objects.update(settled_at=long_ago)
    OutboxMessage.objects.update(created_at=long_ago, state="sent")

    assert all(of_others)
    assert [retention.run_retention()["old_notices"] for _ in range(2)] == [2, 0]
    assert [set(rows.objects.all()) for rows in (Notice, OutboxMessage)] == of_others


@pytest.mark.usefixtures("added")
def test_a_rule_that_is_registered_is_asked_when_meetings_are_told_and_by_the_tick(cast: Any) -> None:
    told, swept = letter("when_told", "meeting"), letter("by_tick", "unit")
    register(
        of_meetings=lambda batch: [told.due(meeting, cast.bo) for meeting, _live in batch.values()],
        sweep=lambda: [swept.due(cast.af_unit, cast.bo)],
    )

    for _time in range(2):
        tell(call_forum(cast).pk if not mails("when_told") else mails("when_told")[0].meeting_id)
        plan_swept()
        run_due()

    assert (len(mails("when_told")), len(mails("by_tick"))) == (1, 1)


@pytest.mark.usefixtures("added")
def test_a_rule_that_fails_stops_no_other_rule(cast: Any, caplog: Any) -> None:
    swept = letter("by_tick", "unit")
    register(sweep=lambda: [1 / 0])  # type: ignore[list-item]
    register(sweep=lambda: [swept.due(cast.af_unit, cast.bo)])

    run_notices()

    assert len(mails("by_tick")) == 1
    assert "notices could not be planned" in caplog.text


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize(
    "wrong", [{"name": "assign"}, {"about": "weather"}, {"about": "unit"}], ids=["taken", "about nothing", "kept"]
)
def test_a_kind_that_cannot_be_kept_apart_or_for_ever_is_not_registered(wrong: dict[str, str]) -> None:
    fields = {"name": "new", "about": "meeting", **wrong}

    with pytest.raises(ValueError, match="cannot be registered"):
        register(Kind(label="", wanted=lambda _n: True, text=lambda _n, _l: MailText("", ""), **fields))  # type: ignore[arg-type]


def test_a_notice_of_an_unknown_kind_is_set_aside_and_stops_no_other(cast: Any, caplog: Any) -> None:
    meeting = call_individual(cast)
    make([LOGIN_GIVEN.due(meeting)._replace(kind="from_tomorrow", about=("meeting", meeting.pk))])
    make([letter_to_bo(meeting, cast)])
    Notice.objects.filter(kind="from_tomorrow").update(due_at=timezone.now() - datetime.timedelta(days=1))

    assert run_due() == 1

    unknown = Notice.objects.get(kind="from_tomorrow")
    assert (unknown.settled_at, mails("from_tomorrow")) == (None, [])
    assert unknown.due_at > timezone.now() + datetime.timedelta(minutes=50)
    assert "notice of an unknown kind" in caplog.text
    assert run_due() == 0


def letter_to_bo(meeting: Any, cast: Any) -> Any:
    return KINDS["access_code"].due(meeting, meeting.invitations.get(person=cast.bo), "now")


def test_a_notice_is_of_no_use_when_its_end_has_passed(cast: Any, time_machine: Any) -> None:
    SITUATIONS["login_given"](cast, time_machine)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=3, minutes=1))

    assert run_due() == 0

    assert Notice.objects.get().was_sent is False


def test_nothing_is_sent_about_a_meeting_that_nobody_is_mailed_about_by_now(cast: Any, time_machine: Any) -> None:
    SITUATIONS["remind_everyone"](cast, time_machine)
    Meeting.objects.update(no_mail=True, **NO_PLACE)

    assert run_due() == 0

    assert not Notice.objects.filter(settled_at=None, due_at__lte=timezone.now()).exists()


# --- the row


def test_a_notice_is_about_exactly_one_thing_and_to_one_or_all(cast: Any) -> None:
    meeting = call_individual(cast)
    one = {"kind": "x", "due_at": timezone.now()}
    wrong = [
        {},
        {"meeting": meeting, "unit": cast.af_unit},
        {"unit": cast.af_unit, "about_person": cast.bo},
        {"meeting": meeting, "person": cast.bo, "invitation": meeting.invitations.first()},
    ]
    for number, fields in enumerate(wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.create(key=str(number), **one, **fields)
    Notice.objects.create(key="right", **one, unit=cast.af_unit)
    Notice.objects.create(key="to one", **one, unit=cast.af_unit, person=cast.bo)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(key="right", **one, meeting=meeting)


def test_all_that_a_notice_refers_to_is_in_its_key() -> None:
    """A new thing to be about, or one to write to, stands in the lists that the constraints and the key are made of."""
    refers = {field.name for field in Notice._meta.fields if field.is_relation}

    assert refers == {*ABOUT, *TO}


def test_the_key_tells_kind_thing_receiver_and_occurrence_apart(cast: Any) -> None:
    meeting = call_individual(cast)
    seat = meeting.invitations.first()
    assign, released = KINDS["assign"], KINDS["unit_released"]
    due = [
        assign.due(meeting),
        released.due(meeting),
        assign.due(meeting, seat),
        assign.due(meeting, cast.bo),
        assign.due(meeting, cast.bo, "again"),
        assign.due(call_individual(cast), cast.bo),
    ]

    make([*due, *due])
    make(due)

    assert Notice.objects.count() == len({one.key for one in due}) == len(due)
    assert assign.due(meeting, cast.bo, "again").key == f"assign meeting:{meeting.pk} person:{cast.bo.pk} again"


def test_the_longest_key_has_room() -> None:
    def longest(name: str) -> str:
        return "x" * Notice._meta.get_field(name).max_length

    about, to = max(ABOUT, key=len), max(TO, key=len)

    key = notice_key(longest("kind"), (about, uuid.uuid4()), (to, uuid.uuid4()), longest("occurrence"))

    assert len(key) <= Notice._meta.get_field("key").max_length


def test_a_mail_stays_when_what_its_notice_was_about_is_gone(cast: Any, time_machine: Any) -> None:
    SITUATIONS["login_given"](cast, time_machine)
    run_due()

    cast.bo.login_requests.all().delete()

    assert not Notice.objects.exists()
    assert OutboxMessage.objects.get().state == OutboxState.QUEUED


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_make_the_same_notice_at_once_make_one_and_it_is_sent_once() -> None:
    cast = make_cast()
    meeting = call_individual(cast)
    due = KINDS["address_bounced"].due(meeting, cast.anna, "one")
    first_is_in, second_waits = threading.Event(), threading.Event()

    def beside() -> None:
        first_is_in.wait(10)
        second_waits.set()
        make([due])
        run_due()
        connection.close()

    thread = threading.Thread(target=beside)
    thread.start()
    with transaction.atomic():
        make([due])
        first_is_in.set()
        assert second_waits.wait(10)
    run_due()
    thread.join()

    assert Notice.objects.filter(kind="address_bounced").count() == 1
    assert len(mails("address_bounced")) == 1
