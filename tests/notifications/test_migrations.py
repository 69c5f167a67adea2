"""From the former version of the database to this one, and back: rows stay, and nobody is told twice."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from booking.meetings.places import NO_PLACE
from booking.models import Meeting
from forums.actions.logins import ask_for_password, give_login
from forums.models import ContactPoint, LoginRequest, MeetingTemplate
from notifications import retention
from notifications.itip import key_of
from notifications.models import Notice, OutboxMessage, Told
from notifications.models.notices import notice_key
from notifications.notices.due import run_due
from notifications.tasks import run_notices, send_login_mails, tell, tell_series
from tests.cast import make_cast
from tests.factories.calls import call_individual
from tests.factories.series import call_weekly
from tests.notifications.notices.reminding import remind_days_before
from tests.notifications.notices.test_notices import unit_call

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FORMER = [("notifications", "0013_fewer_indexes"), ("forums", "0008_retention_decisions")]
Migrate = Callable[[list[tuple[str, str]]], Apps]


@pytest.fixture
def migrate() -> Iterator[Migrate]:
    """The database as it was at these migrations; brought back to now after the test."""

    def to(targets: list[tuple[str, str]]) -> Apps:
        executor = MigrationExecutor(connection)
        return executor.migrate(targets).apps

    yield to
    to(now())


def now() -> list[tuple[str, str]]:
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def rows_of(notice: Any) -> set[tuple[Any, ...]]:
    fields = ("pk", "kind", "meeting", "invitation", "person", "occurrence", "due_at", "settled_at", "was_sent")
    return set(notice.objects.filter(meeting__isnull=False).values_list(*fields))


def test_rows_of_the_former_version_stay_and_nothing_is_sent_twice(migrate: Migrate, time_machine: Any) -> None:
    cast = make_cast()
    meeting = unit_call(cast)
    # the former version knows no chosen place: on the way there it would be lost, and told as another one
    Meeting.objects.filter(pk=meeting.pk).update(**NO_PLACE)
    tell(meeting.pk)
    remind_one_by_one(migrate(FORMER), meeting)
    before, mails = former_rows(migrate), OutboxMessage.objects.count()

    migrate(now())

    assert rows_of(Notice) == before
    for row in Notice.objects.all():
        to = ("invitation", row.invitation_id) if row.invitation_id else row.person_id and ("person", row.person_id)
        assert row.key == notice_key(row.kind, ("meeting", row.meeting_id), to or None, row.occurrence)
    tell(meeting.pk)
    run_notices()
    assert (Notice.objects.count(), OutboxMessage.objects.count()) == (len(before), mails)
    time_machine.move_to(remind_days_before(meeting, meeting.template.remind_unanswered_days))
    run_due()
    reminded = OutboxMessage.objects.filter(kind="remind_unanswered").values_list("address", flat=True)
    # Bo had his before, as rows were made then: one for each
    assert set(reminded) == {"rut@vardcentralen.example", "samverkan@fk.example"}


def remind_one_by_one(apps: Apps, meeting: Meeting) -> None:
    """A reminder of before reminders were to all, and it has been sent."""
    notice = apps.get_model("notifications", "Notice").objects
    to_all = notice.get(kind="remind_unanswered")
    calls = apps.get_model("booking", "Invitation").objects
    notice.create(
        kind=to_all.kind,
        meeting_id=meeting.pk,
        invitation_id=calls.get(meeting=meeting.pk, person__email="bo@af.example").pk,
        occurrence=to_all.occurrence,
        due_at=to_all.due_at,
        settled_at=timezone.now(),
        was_sent=True,
    )


def former_rows(migrate: Migrate) -> set[tuple[Any, ...]]:
    return rows_of(migrate(FORMER).get_model("notifications", "Notice"))


def test_what_was_mailed_about_logging_in_is_not_mailed_again_and_what_waits_is(migrate: Migrate) -> None:
    cast = make_cast()
    cast.bo.set_password("fyra ord som passar")
    cast.bo.save()
    mail = migrate(FORMER).get_model("forums", "LoginMail").objects
    at = timezone.now() - datetime.timedelta(hours=2)
    asked = {"kind": "given", "asked_at": at, "asked_by_id": cast.cilla.pk}
    mail.create(**asked, person_id=cast.rut.pk, settled_at=at)
    mail.create(kind="forgotten", address="bo@af.example", asked_at=at, settled_at=at)
    mail.create(kind="forgotten", address="bo@af.example", asked_at=at)

    migrate(now())
    send_login_mails()
    run_notices()

    assert LoginRequest.objects.count() == 3
    assert [(mail.kind, mail.address) for mail in OutboxMessage.objects.all()] == [("login_forgotten", "bo@af.example")]


def test_a_mail_about_logging_in_of_before_is_kept_no_longer_than_the_new_ones(migrate: Migrate) -> None:
    cast = make_cast()
    apps = migrate(FORMER)
    apps.get_model("notifications", "OutboxMessage").objects.create(
        kind="login", federation_id=cast.federation.pk, address="bo@af.example", next_at=timezone.now(), state="sent",
        message_id="<1@x>",
    )  # fmt: skip
    migrate(now())
    OutboxMessage.objects.update(created_at=timezone.now() - datetime.timedelta(days=91))

    retention.run_retention()

    assert not OutboxMessage.objects.exists()


def test_the_way_back_keeps_what_the_former_version_knows(migrate: Migrate) -> None:
    cast = make_cast()
    meeting = call_individual(cast)
    tell(meeting.pk)
    give_login(cast.bo, by=cast.cilla)
    send_login_mails()
    ask_for_password("rut@vardcentralen.example")
    point = ContactPoint.objects.create(unit=cast.af_unit, function="Reception", mailbox="in@af.example")
    Notice.objects.create(kind="x", key="x", unit=cast.af_unit, contact_point=point, due_at=timezone.now())
    of_meeting = rows_of(Notice)

    apps = migrate(FORMER)

    former, mail = apps.get_model("notifications", "Notice"), apps.get_model("forums", "LoginMail").objects
    assert rows_of(former) == of_meeting and former.objects.count() == len(of_meeting) == 3
    assert {(row.kind, row.settled_at is not None) for row in mail.all()} == {("given", True), ("forgotten", False)}
    assert apps.get_model("notifications", "OutboxMessage").objects.filter(kind="login").count() == 1


def test_exceptions_that_were_told_stay_exceptions_and_agreed_texts_say_what_is_true(migrate: Migrate) -> None:
    """What the former version told an address at another time is in its calendar as an exception."""
    cast = make_cast()
    series = call_weekly(cast, count=4)
    tell_series(series.pk)
    first, second, third, _last = series.instances.order_by("recurrence_at")
    hour = datetime.timedelta(hours=1)
    apps = migrate([("notifications", "0019_words_of_groups_only")])
    told = apps.get_model("notifications", "Told").objects.get(address="bo@af.example")
    # the second is an hour later, and the third was for a while
    keys = [key_of(one.recurrence_at) for one in (first, second, third)]
    told.queued_digest = (
        f"3:{keys[0]}={keys[0]}=a {keys[1]}={key_of(second.recurrence_at + hour)}=b {keys[2]}={keys[2]}=c"
    )
    told.instance_sequences = {keys[2]: 2}
    told.save()
    templates = apps.get_model("forums", "MeetingTemplate").objects
    for template in templates.all():
        template.texts["removed"] = {"subject": "Du behövs inte längre: {what}", "line": "Egna ord."}
        template.texts["changed"]["line"] = "Det här har ändrats: {changes}. Du behöver inte svara igen."
        template.texts["invitation_individual"]["body"] = (
            "Var: {place}\n"
            "Referens: {reference}. Vem mötet gäller får du veta av {caller_name}, telefon {caller_phone}.\n"
        )
        template.save()

    migrate(now())

    assert Told.objects.get(address="bo@af.example").told_overrides == sorted(keys[1:])
    for texts in MeetingTemplate.objects.values_list("texts", flat=True):
        assert texts["removed"] == {"subject": "Du är inte längre kallad: {what}", "line": "Egna ord."}
        assert texts["changed"]["line"] == "Det här har ändrats: {changes}."
        assert texts["invitation_individual"]["body"].startswith("Var: {place}\nVem kallar: {caller}, telefon")


def test_mail_that_was_seen_to_stays_seen_to_and_what_waits_still_waits(migrate: Migrate) -> None:
    """What the version before has removed from the mailbox asks nobody; a bounce of then was about the address."""
    cast = make_cast()
    tell(call_individual(cast).pk)
    apps = migrate([("notifications", "0019_words_of_groups_only")])
    mails, messages = (apps.get_model("notifications", name).objects for name in ("InboundMail", "OutboxMessage"))
    now, long_ago = timezone.now(), timezone.now() - datetime.timedelta(days=31)
    mails.create(message_key="handled", result="unknown", handled_at=now)
    mails.create(message_key="waits", result="unknown", needs_person=True)
    mails.create(message_key="gone", result="ignored")
    mails.create(message_key="there", result="ignored")
    mails.filter(message_key__in=["gone", "waits"]).update(received_at=long_ago)
    messages.filter(address="bo@af.example").update(state="bounced")

    apps = migrate([("notifications", "0021_kinds_of_failures_and_originals")])

    mails = apps.get_model("notifications", "InboundMail").objects
    assert dict(mails.values_list("message_key", "handled_as")) == {
        "handled": "handled", "waits": "", "gone": "", "there": "",
    }  # fmt: skip
    assert set(mails.filter(handled_at=None).values_list("message_key", flat=True)) == {"waits", "there"}
    failures = apps.get_model("notifications", "OutboxMessage").objects.values_list("state", "failure")
    assert set(failures) == {("queued", ""), ("bounced", "address")}
