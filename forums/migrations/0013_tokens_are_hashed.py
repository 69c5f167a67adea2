"""Keys that were kept in the clear, in a table of Django REST framework's, go on working for a year, hashed.

That app is no longer installed, so its table is read as it is, and goes together with its place among the migrations:
an earlier version that is put back makes it anew. A digest cannot be turned back into a key.
"""

import datetime
import hashlib

from django.db import migrations
from django.utils.dateparse import parse_datetime

FORMER = "authtoken_token"
A_YEAR = datetime.timedelta(days=365)


def moment(value):
    found = value if isinstance(value, datetime.datetime) else parse_datetime(value)
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def hash_tokens(apps, schema_editor):
    ApiToken = apps.get_model("forums", "ApiToken")
    connection = schema_editor.connection
    ends_at = datetime.datetime.now(datetime.UTC) + A_YEAR
    with connection.cursor() as cursor:
        if FORMER not in connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT key, user_id, created FROM {FORMER}")  # noqa: S608
        for key, person, created in cursor.fetchall():
            digest = hashlib.sha256(key.encode()).hexdigest()
            made = {"name": "API", "digest": digest, "made_at": moment(created), "ends_at": ends_at}
            ApiToken.objects.get_or_create(person_id=person, name="API", defaults=made)
        cursor.execute(f"DROP TABLE {FORMER}")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'authtoken'")


class Migration(migrations.Migration):
    dependencies = [("forums", "0012_api_tokens")]

    operations = [migrations.RunPython(hash_tokens, migrations.RunPython.noop)]
