"""All settings, from the environment. With nothing set: SQLite, a local mailbox and everything in one process."""

from __future__ import annotations

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from kombu import Queue

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "data-local")

DEBUG = environment.flag("DEBUG")
HOST = environment.text("HOST", "127.0.0.1")
PORT = environment.port("PORT", 8000)
PUBLIC_URL = environment.web_address("PUBLIC_URL", f"http://127.0.0.1:{PORT}")
DEMO = environment.demonstration("DEMO", PUBLIC_URL)

SECRET_KEY = environment.secret_key("SECRET_KEY", DATA_DIR, shared=bool(environment.text("DATABASE_URL")))
SECRET_KEY_FALLBACKS = environment.names("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", PUBLIC_URL, embedded=not environment.text("BROKER_URL"))

# --- What it is made of

INSTALLED_APPS = [
    "config",
    "forums",
    "booking",
    "notifications",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "config.middleware.believe_trusted_proxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.keep_out_of_caches",
    # with bytes of random length, which hide how well a page is compressed (BREACH)
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.speak_the_chosen_language",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.compose_letters",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.demo.page.show_progress",
    "forums.signin.middleware.AskForSecondFactor",
    "forums.signin.middleware.keep_late_forms",
    "forums.signin.middleware.answer_who_waits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.vary_on_htmx",
    "config.middleware.explain_wrong_method",
    "config.middleware.keep_numbers_with_words",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
# The loader by hand: the app of template_partials would import the whole of Django's admin
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.shell",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "config.ground.forms.SamverkRenderer"

# --- Database

DATABASES = {
    "default": environment.database(
        "DATABASE_URL", DATA_DIR, statement_timeout=environment.number("STATEMENT_TIMEOUT", 15)
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People

AUTH_USER_MODEL = "forums.Person"
AUTHENTICATION_BACKENDS = ["forums.backends.PersonBackend"]
# the address is unique whatever its capitals, by a constraint that this check does not look for; subdomains and preload
# of HSTS are asked for by settings
SILENCED_SYSTEM_CHECKS = ["auth.E003", "security.W005", "security.W021"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
# How long a link to choose a password with holds, in seconds: from a Friday to a Monday
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
PASSWORD_HASHERS = ["config.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "forums.passwords.LongEnough"},
    {"NAME": "forums.passwords.NotOurWords"},
    {"NAME": "forums.passwords.NotCommon"},
]

# --- Signing in: django-allauth, with brakes, mails and words of our own (forums/signin)

ACCOUNT_ADAPTER = "forums.signin.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
# its own brakes count in the memory of one process; ours are in the database
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "forums.signin.forms.LoginForm",
    "reauthenticate": "forums.signin.forms.PasswordProofForm",
}
# How long a proof of who it is holds before an address, a role, a key or the like is changed, in seconds
ACCOUNT_REAUTHENTICATION_TIMEOUT = environment.number("STEP_UP_MINUTES", 15) * 60
MFA_ADAPTER = "forums.signin.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# one step of thirty seconds to each side; a clock that is two minutes off is told so
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "forums.signin.forms.CodeForm",
    "reauthenticate": "forums.signin.forms.CodeProofForm",
    "authenticate_webauthn": "forums.signin.forms.KeyForm",
    "login_webauthn": "forums.signin.forms.KeyLoginForm",
    "reauthenticate_webauthn": "forums.signin.forms.KeyProofForm",
    "activate_totp": "forums.signin.forms.ActivateAppForm",
    "add_webauthn": "forums.signin.forms.AddKeyForm",
    "edit_webauthn": "forums.signin.forms.RenameKeyForm",
}

# --- Identity providers: parties' own login services by OpenID Connect, each from the file that this names

IDENTITY_PROVIDERS = environment.identity_providers("IDENTITY_PROVIDERS")
SOCIALACCOUNT_ADAPTER = "forums.signin.providers.SocialAccountAdapter"
# tokens are used once, to ask who it is
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False

# --- Language and time

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# --- Static files: collected, compressed and with hashed names, which browsers keep for good. The embedded process does
# it when it starts; tests and development find them where they lie

STATIC_URL = "/static/"
COLLECTS_STATIC = sys.argv[1:2] == ["serve"] and not environment.text("STATIC_ROOT")
STATIC_ROOT = environment.text("STATIC_ROOT") or (str(DATA_DIR / "static") if COLLECTS_STATIC else None)
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Web security. Cookie prefixes and HTTPS rules are on when the public address is https

HTTPS = PUBLIC_URL.startswith("https://")
SESSION_ENGINE = "config.ground.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
# A session ends after so long without a request, and at the latest ten hours after the login
SESSION_IDLE_SECONDS = environment.number("SESSION_IDLE_MINUTES", 60) * 60
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = HTTPS
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"
DEVICE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# other sites below the domain, and browsers' own lists, are its owner's to decide about: a list is left in months
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("HSTS_INCLUDE_SUBDOMAINS")
SECURE_HSTS_PRELOAD = environment.flag("HSTS_PRELOAD")
environment.refuse_former(
    "BEHIND_PROXY", "TRUSTED_PROXY", instead="Skriv proxyns adress i stället: TRUSTED_PROXIES=127.0.0.1"
)
# whose X-Forwarded-Proto and X-Forwarded-For are believed; anybody else's are taken away by the middleware
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Mail. Each of the names in MAIL_NAMES may be given for one federation: EMAIL_URL__HOGLANDET, IMAP_URL__HOGLANDET …

EMAIL_URL = environment.mail_server("EMAIL_URL", f"maildir://{DATA_DIR / 'mailbox'}")
EMAIL_TIMEOUT = 10
IMAP_URL = environment.mail_server("IMAP_URL")
EXAMPLE_MAIL_ADDRESS = "samverk@samverk.example"
MAIL_ADDRESS = environment.text("MAIL_ADDRESS", EXAMPLE_MAIL_ADDRESS)
# "trust-from" believes whoever is written as the sender, as in the demonstration; with none answers wait for a person
AUTHSERV_ID = environment.text("AUTHSERV_ID", "trust-from" if DEMO else "")
# With exchange-online: the domains of the tenant that the mailbox is in, whose mail to it nobody signs
AUTHSERV_TENANT_DOMAINS = environment.text("AUTHSERV_TENANT_DOMAINS")
# "mailbox" for a relay that takes no other envelope sender than the mailbox; else each mail has a signed one of its own
MAIL_RETURN_PATH = environment.text("MAIL_RETURN_PATH")
MAIL_OAUTH_TOKEN_URL = environment.text("MAIL_OAUTH_TOKEN_URL")
MAIL_OAUTH_CLIENT_ID = environment.text("MAIL_OAUTH_CLIENT_ID")
MAIL_OAUTH_CLIENT_SECRET = environment.secret("MAIL_OAUTH_CLIENT_SECRET")
MAIL_OAUTH_SCOPE = environment.text("MAIL_OAUTH_SCOPE")
MAIL_NAMES = [
    "EMAIL_URL",
    "IMAP_URL",
    "AUTHSERV_ID",
    "AUTHSERV_TENANT_DOMAINS",
    "MAIL_RETURN_PATH",
    "MAIL_OAUTH_TOKEN_URL",
    "MAIL_OAUTH_CLIENT_ID",
    "MAIL_OAUTH_CLIENT_SECRET",
    "MAIL_OAUTH_SCOPE",
]
FEDERATION_MAIL = environment.by_suffix(MAIL_NAMES)
# Mails that wait for a person are kept as they came, up to this much together; what is more stays in the mailbox alone
INBOUND_KEPT_MB = environment.number("INBOUND_KEPT_MB", 200)
# Exchange Online takes three connections from one sender; the calendar of a phone may want the third
MAIL_CONNECTIONS = environment.number("MAIL_CONNECTIONS", 2)
# The rate limit in mails a minute and recipients' domain: "60", or "60,kommun.example=20" where one has another
MAIL_PACE = environment.numbers_by_name("MAIL_PACE")

# --- Published calendars. Ports of this machine that may be read: for tests alone, and refused by a system check

CALENDAR_LOOPBACK_PORTS: list[int] = []

# --- API. How long the key of a program holds

API_TOKEN_DAYS = environment.number("API_TOKEN_DAYS", 365)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "forums.backends.PersonToken",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.ground.api.BodyParser"],
    "DEFAULT_PAGINATION_CLASS": "config.ground.api.Paging",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "config.api_schema.Schema",
    "EXCEPTION_HANDLER": "config.ground.api.answer_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Samverk",
    "DESCRIPTION": "Möten, kallelser och statistik för samordningsförbund.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "MeetingState": "booking.models.MeetingState",
        "InvitationState": "booking.models.InvitationState",
        "Answer": "booking.models.Answer",
        "GivenAnswer": "booking.meetings.api.bodies.ANSWERS",
        "WishState": "booking.models.WishState",
        "RoleKind": "forums.models.RoleKind",
    },
}

# --- Celery. The database row is the truth, the broker only a doorbell

BROKER_URL = environment.text("BROKER_URL", "memory://localhost/")
EMBEDDED_BROKER = BROKER_URL.startswith("memory:")
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
# A broker that is down or frozen must cost a web request a moment, not six seconds or for ever
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"polling_interval": 0.05}
    if EMBEDDED_BROKER
    else {
        "visibility_timeout": 300,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
        "global_keyprefix": "samverk:",
    }
)
CELERY_VISIBILITY_TIMEOUT = 300
CELERY_RESULT_BACKEND = None
CELERY_RESULT_EXPIRES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# never: `config/celery.py` closes the connections that have to be
CELERY_DB_REUSE_MAX = 10**12
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_QUEUES = [Queue(name) for name in ("mail", "inbound", "report", "tick")]
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_DEFAULT_QUEUE = "tick"
CELERY_TASK_ROUTES = {
    "notifications.sweep_reconcile": {"queue": "mail"},
    "notifications.deliver": {"queue": "mail"},
    "notifications.send_login_mails": {"queue": "mail"},
    "notifications.tell_declines": {"queue": "mail"},
    "notifications.poll_inbox": {"queue": "inbound"},
    "notifications.read_calendars": {"queue": "inbound"},
    "booking.refresh_figures": {"queue": "report"},
}
# With prefetching the memory transport waits for its next poll: 10 tasks a second instead of 350
CELERY_WORKER_PREFETCH_MULTIPLIER = 0 if EMBEDDED_BROKER else 1
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True

# Intervals only: crontab schedules skip the repeated hour in October. Each expires before the next is due,
# so that nothing piles up while the worker is away
TICKS = {
    "notifications.sweep_reconcile": 3,
    "notifications.sweep_outbox": 5,
    "notifications.heartbeat": 10,
    "notifications.run_notices": 30,
    "notifications.read_calendars": 60,
    "notifications.reconcile_all": 3600,
    "booking.refresh_figures": 30,
    "booking.run_retention": 6 * 3600,
    "booking.release_ways_in": 6 * 3600,
    "booking.lapse_wishes": 600,
    "notifications.run_retention": 6 * 3600,
    **(
        {"notifications.poll_inbox": 30}
        if IMAP_URL or any(own.get("IMAP_URL") for own in FEDERATION_MAIL.values()) or environment.flag("POLL_INBOX")
        else {}
    ),
}
CELERY_BEAT_SCHEDULE = {
    name: {"task": name, "schedule": seconds, "options": {"expires": seconds * 0.9}} for name, seconds in TICKS.items()
}

# --- Logs

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
    "root": {"handlers": ["stdout"], "level": environment.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # a line for each tick says nothing and hides the rest
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}
