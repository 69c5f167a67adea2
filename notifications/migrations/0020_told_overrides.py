"""What each address has as exceptions of a series, read out of what it was told; and agreed texts without what was not
true of every mail: whether one has to answer again, and that somebody is not needed."""

from django.db import migrations, models

BATCH = 500
REFERENCE = "Referens: {reference}. Vem mötet gäller får du veta av {caller_name}, telefon {caller_phone}.\n"
WHO = "Vem kallar: {caller}, telefon {caller_phone}\n"
# kind, and which of its texts: what it said, and what it says now
SAID = [
    (
        "invitation_individual",
        "body",
        REFERENCE,
        f"{WHO}Referens: {{reference}}\n\nVem mötet gäller får du veta av {{caller_name}}.\n",
    ),
    (
        "invitation_forum",
        "body",
        "{caller} kallar till {forum}.\n\nNär: {weekday} {date} kl. {time}–{end_time} svensk tid (vecka {week})\n"
        "Var: {place}\n",
        "{caller} kallar till {forum}.\n\nVad: {what}\n"
        "När: {weekday} {date} kl. {time}–{end_time} svensk tid (vecka {week})\n"
        f"Var: {{place}}\n{WHO}",
    ),
    ("moved", "line", " Svara på nytt.", ""),
    ("changed", "line", " Du behöver inte svara igen.", ""),
    ("removed", "subject", "Du behövs inte längre: ", "Du är inte längre kallad: "),
]


def say_what_is_true(apps, schema_editor):
    for row in apps.get_model("forums", "MeetingTemplate").objects.exclude(texts={}).iterator(BATCH):
        texts = {kind: dict(words) if isinstance(words, dict) else words for kind, words in row.texts.items()}
        for kind, which, was, now in SAID:
            if isinstance(texts.get(kind), dict) and which in texts[kind]:
                texts[kind][which] = texts[kind][which].replace(was, now)
        if texts != row.texts:
            row.texts = texts
            row.save(update_fields=["texts"])


def read_overrides(apps, schema_editor):
    """The instances that were told at another time than their own: by now, or ever."""
    told = apps.get_model("notifications", "Told")
    changed = []
    for row in told.objects.filter(seat__isnull=False).iterator(BATCH):
        tokens = [token.split("=") for token in row.queued_digest.partition(":")[2].split()]
        moved = {token[0] for token in tokens if len(token) > 1 and token[0] != token[1]}
        row.told_overrides = sorted(moved | set(row.instance_sequences))
        if row.told_overrides:
            changed.append(row)
    told.objects.bulk_update(changed, ["told_overrides"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0019_words_of_groups_only"),
        ("forums", "0017_phones_and_functions_are_searched"),
    ]

    operations = [
        migrations.AddField(
            model_name="told",
            name="told_overrides",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RunPython(read_overrides, migrations.RunPython.noop),
        migrations.RunPython(say_what_is_true, migrations.RunPython.noop),
    ]
