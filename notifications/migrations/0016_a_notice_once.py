"""The key is unique, in place of three constraints; and a notice is about exactly one thing."""

from django.db import migrations, models
from django.db.models import Q

ABOUT = ("meeting", "series", "agreement", "unit", "about_person", "login_request")
TO = ("invitation", "person", "contact_point")
INDEXES = {
    "series": "notice_series",
    "agreement": "notice_agreement",
    "unit": "notice_unit",
    "about_person": "notice_about_person",
    "login_request": "notice_login",
    "contact_point": "notice_contact",
}


def one_of(names):
    return [Q(**{f"{name}__isnull": name != the_one for name in names}) for the_one in names]


def any_of(conditions):
    found = conditions[0]
    for other in conditions[1:]:
        found |= other
    return found


class Migration(migrations.Migration):
    dependencies = [("notifications", "0015_keys_of_notices")]

    operations = [
        migrations.RemoveConstraint("notice", "notice_once_per_invitation"),
        migrations.RemoveConstraint("notice", "notice_once_per_person"),
        migrations.RemoveConstraint("notice", "notice_once_to_all"),
        migrations.RemoveConstraint("notice", "notice_goes_to_one_or_all"),
        migrations.AlterField("notice", "key", models.CharField(max_length=200)),
        migrations.AddConstraint("notice", models.UniqueConstraint(fields=["key"], name="notice_once")),
        migrations.AddConstraint(
            "notice", models.CheckConstraint(condition=any_of(one_of(ABOUT)), name="notice_about_one")
        ),
        migrations.AddConstraint(
            "notice",
            models.CheckConstraint(
                condition=any_of([Q(**{f"{name}__isnull": True for name in TO}), *one_of(TO)]),
                name="notice_to_one_or_all",
            ),
        ),
        *(
            migrations.AddIndex("notice", models.Index(fields=[field], condition=Q(**{f"{field}__isnull": False}), name=name))
            for field, name in INDEXES.items()
        ),
    ]
