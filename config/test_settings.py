"""The settings with what makes tests fast and alone: own folder, cheap hasher, quiet logs."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="samverk-test-")
os.environ["SECRET_KEY"] = "bara för prov " * 5
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
for name in list(os.environ):
    if name in ("BROKER_URL", "PUBLIC_URL", "STATIC_ROOT", "DEMO", "DEBUG") or name.startswith(
        ("EMAIL_", "IMAP_", "AUTHSERV_", "MAIL_", "IDENTITY_")
    ):
        del os.environ[name]

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PUBLIC_URL = "https://samverk.example"
# who an answer is from is tried where it is told apart; elsewhere nobody lies
AUTHSERV_ID = "trust-from"
LOGGING = {"version": 1, "disable_existing_loggers": False}
WHITENOISE_AUTOREFRESH = True
if not os.environ["DATABASE_URL"]:
    # said, because pytest-django knows only Django's own engine to be in memory, and would name a file for each process
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405
