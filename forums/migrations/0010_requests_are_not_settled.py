"""Whether a request has been seen to says its notice."""

from django.db import migrations


class Migration(migrations.Migration):
    # where there are notices, they are made of what is settled before (`run_before` in their migration)
    dependencies = [("forums", "0009_login_requests")]

    operations = [
        migrations.RemoveIndex("loginrequest", "login_mail_open"),
        migrations.RemoveField("loginrequest", "settled_at"),
    ]
