"""Makes the database of a product under test and puts the cast in it: `python -m tests.faults.seed`, prints JSON."""

from __future__ import annotations

import json
import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    from tests.cast import make_cast
    from tests.factories import make_key

    call_command("migrate", verbosity=0, interactive=False)
    cast = make_cast()
    invited = [cast.bo, cast.kim, cast.frida, cast.rut]
    print(
        json.dumps(
            {
                "token": make_key(cast.anna),
                "template": cast.samverksmote.pk,
                "invited": [person.pk for person in invited],
                "parties": [cast.af.pk, cast.fk.pk, cast.region.pk],
                "addresses": sorted(person.email for person in [cast.anna, *invited]),
            }
        )
    )


if __name__ == "__main__":
    main()
