#!/bin/sh
# Collects all texts, and makes the English ones, and the few Swedish ones of a library, readable for Django. Needs gettext;
# whoever only runs Samverk does not.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python manage.py makemessages --locale en --no-location --no-wrap --no-obsolete \
    --ignore .venv --ignore tests --ignore scripts --ignore data-local --ignore static-collected
.venv/bin/python manage.py compilemessages --locale en --locale sv --ignore .venv
