from django.db import migrations, models


def let_steering_groups_read(apps, schema_editor):
    apps.get_model("forums", "MeetingTemplate").objects.filter(slug__in=["lsg", "styrgrupp"]).update(shows_figures=True)


class Migration(migrations.Migration):
    dependencies = [("forums", "0024_proposals")]

    operations = [
        migrations.AddField(
            model_name="meetingtemplate",
            name="shows_figures",
            field=models.BooleanField(
                default=False, help_text="Whoever sits in a group of this kind may read the figures of its area."
            ),
        ),
        migrations.RunPython(let_steering_groups_read, migrations.RunPython.noop),
    ]
