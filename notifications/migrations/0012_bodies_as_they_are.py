"""PostgreSQL keeps a mail's body as it is: it is there for seconds, and to compress it took longer than to write it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def keep_as_it_is(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE notifications_outboxmessage ALTER COLUMN body SET STORAGE EXTERNAL")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0011_a_seat_that_ends")]

    operations = [migrations.RunPython(keep_as_it_is, migrations.RunPython.noop)]
