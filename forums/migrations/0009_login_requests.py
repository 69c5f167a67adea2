"""A row that says who has asked for a login is a request, and no mail: the mails are notices by now."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("forums", "0008_retention_decisions")]

    operations = [
        migrations.RemoveConstraint("loginmail", "login_mail_goes_to_somebody"),
        migrations.RenameModel("LoginMail", "LoginRequest"),
        migrations.RenameIndex("loginrequest", new_name="login_request_by_address", old_name="login_mail_by_address"),
        migrations.AlterField(
            "loginrequest",
            "person",
            models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="login_requests", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            "loginrequest",
            models.CheckConstraint(
                condition=Q(kind="forgotten", person__isnull=True) | (~Q(kind="forgotten") & Q(person__isnull=False)),
                name="login_request_for_somebody",
            ),
        ),
        migrations.AddIndex("loginrequest", models.Index(fields=["asked_at"], name="login_request_by_time")),
    ]
