"""Every notice gets its key, and what has been mailed about logging in becomes notices: none of it is sent again."""

from django.db import migrations
from django.db.models import Q

LOGIN_KINDS = {"given": "login_given", "forgotten": "login_forgotten", "moved": "login_moved"}
BATCH = 1000


def key_of(notice):
    """As it is worked out for new notices: of these all are about a meeting."""
    receiver = "-"
    if notice.invitation_id is not None:
        receiver = f"invitation:{notice.invitation_id}"
    elif notice.person_id is not None:
        receiver = f"person:{notice.person_id}"
    return f"{notice.kind} meeting:{notice.meeting_id} {receiver} {notice.occurrence}"


def fill_keys(apps, _schema_editor):
    notices = apps.get_model("notifications", "Notice").objects
    while rows := list(notices.filter(key=None)[:BATCH]):
        for row in rows:
            row.key = key_of(row)
        notices.bulk_update(rows, ["key"])


def make_login_notices(apps, _schema_editor):
    """Of what is settled; what still waits gets its notice by the rule that makes them."""
    notice, request = apps.get_model("notifications", "Notice"), apps.get_model("forums", "LoginRequest")
    settled = request.objects.filter(settled_at__isnull=False, notices__isnull=True)
    rows = [
        notice(
            kind=LOGIN_KINDS[row.kind],
            key=f"{LOGIN_KINDS[row.kind]} login_request:{row.pk} - ",
            login_request=row,
            due_at=row.asked_at,
            settled_at=row.settled_at,
        )
        for row in settled
    ]
    notice.objects.bulk_create(rows, batch_size=BATCH)
    # which of the three a mail of before was is not known
    apps.get_model("notifications", "OutboxMessage").objects.filter(kind="login").update(kind="login_given")


def make_requests_settled(apps, _schema_editor):
    """The way back: a notice about no meeting, or to a way in, has no place there."""
    notices = apps.get_model("notifications", "Notice").objects
    requests, mails = apps.get_model("forums", "LoginRequest").objects, apps.get_model("notifications", "OutboxMessage").objects
    for row in notices.filter(login_request__isnull=False, settled_at__isnull=False):
        requests.filter(pk=row.login_request_id).update(settled_at=row.settled_at)
    notices.filter(Q(meeting=None) | Q(contact_point__isnull=False)).delete()
    mails.filter(kind__in=LOGIN_KINDS.values()).update(kind="login")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0014_notices_about_anything")]
    # there they lose their `settled_at`
    run_before = [("forums", "0010_requests_are_not_settled")]

    operations = [
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
        migrations.RunPython(make_login_notices, make_requests_settled),
    ]
