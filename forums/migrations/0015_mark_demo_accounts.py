"""The nine accounts that every demonstration until now has made. Addresses that end in .example are nobody's."""

from django.db import migrations

ADDRESSES = [
    "anna@ekonomiskt-bistand-savsjo.example",
    "bo@arbetsformedlingen-vetlanda-savsjo.example",
    "frida@forsakringskassan-hoglandet.example",
    "rut@savsjo-vardcentral.example",
    "kim@arbetsformedlingen-vetlanda-savsjo.example",
    "cilla@samverk-savsjo.example",
    "david@hoglandet.example",
    "adam@hoglandet.example",
    "eva@navigatorcentrum-gislaved.example",
]


def mark(apps, schema_editor):
    apps.get_model("forums", "Person").objects.filter(email__in=ADDRESSES).update(is_demo=True)


class Migration(migrations.Migration):
    dependencies = [("forums", "0014_person_is_demo")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
