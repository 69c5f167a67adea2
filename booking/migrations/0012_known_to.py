from django.db import migrations, models


def tell_what_files_knew(apps, schema_editor):
    """Days of meetings about a person were spread over quarters; of groups and open meetings the file gave the day."""
    loaded = apps.get_model("booking", "Meeting").objects.filter(is_loaded=True)
    loaded.exclude(template__level="individual").update(known_to="day")
    loaded.filter(template__level="individual").update(known_to="half_year")


class Migration(migrations.Migration):
    dependencies = [("booking", "0011_goes_ahead_and_declines")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="known_to",
            field=models.CharField(
                choices=[("moment", "tid"), ("day", "dag"), ("month", "månad"), ("half_year", "halvår")],
                default="moment",
                max_length=9,
            ),
        ),
        migrations.RunPython(tell_what_files_knew, migrations.RunPython.noop),
    ]
