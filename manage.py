#!/usr/bin/env python3
"""Django's command line, with our settings. What is wrong with the surroundings is said in a sentence."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Inställningarna går inte att läsa: {error}")
    except Exception as error:
        from config.database.trouble import sentence_for

        sentence = "" if "--traceback" in sys.argv else sentence_for(error)
        if not sentence:
            raise
        sys.exit(sentence)


if __name__ == "__main__":
    main()
