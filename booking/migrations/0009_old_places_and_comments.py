"""Places of meetings about persons that were written become chosen ones where they match, comments on them go.

A place in the same words as one of the area's places or units, whatever its capitals, is that one. "Digitalt" is said
as such. Everything else counts as typed by hand: mails that were sent stay as they are (the digest has a new version,
which tells nobody anything), and the next one about the meeting does not say it. Again it changes nothing.
"""

from django.db import migrations

DIGITAL = ("digitalt", "digitalt möte")


def choose_places(apps, schema_editor):
    Meeting = apps.get_model("booking", "Meeting")
    individual = Meeting.objects.filter(template__level="individual", place_kind="").exclude(place="")
    known = {}
    for area, text in individual.order_by().values_list("area", "place").distinct():
        if area not in known:
            known[area] = places_of(apps, area)
        folded = text.casefold().strip()
        chosen = {"place_kind": "typed"}
        if folded in DIGITAL:
            chosen = {"place_kind": "digital", "place": ""}
        chosen = known[area].get(folded, chosen)
        individual.filter(area=area, place=text).update(**chosen)


def places_of(apps, area):
    """What the area's places and units are called, as they may have been written."""
    Place, Unit = apps.get_model("forums", "Place"), apps.get_model("forums", "Unit")
    found = {}
    for unit in Unit.objects.filter(areas=area):
        for words in (unit.name, unit.address and f"{unit.name}, {unit.address}", unit.address):
            if words:
                found.setdefault(words.casefold(), {"place_kind": "unit", "at_unit": unit.pk})
    for place in Place.objects.filter(area=area, ended_on=None):
        parts = (place.name, place.room, place.address)
        for words in (parts, parts[:2], (place.name, place.address)):
            text = ", ".join(part for part in words if part)
            found[text.casefold()] = {"place_kind": "place", "at_place": place.pk}
    return found


def remove_comments(apps, schema_editor):
    """The caller sees that something was said, and calls."""
    Invitation = apps.get_model("booking", "Invitation")
    said = Invitation.objects.filter(meeting__template__level="individual").exclude(comment="")
    said.update(comment="", answer_notes=["unkept"])


class Migration(migrations.Migration):
    dependencies = [("booking", "0008_places_are_chosen")]

    operations = [
        migrations.RunPython(choose_places, migrations.RunPython.noop),
        migrations.RunPython(remove_comments, migrations.RunPython.noop),
    ]
