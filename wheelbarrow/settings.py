"""Settings of all deployments. They differ by environment variables only, which .env.example lists."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from corsheaders.defaults import default_headers
from django.utils.translation import gettext_lazy as _

from wheelbarrow.environment import (
    Environment,
    admin_path,
    database_settings,
    logging_settings,
    mail_settings,
    refuse,
    script_name,
    secret_key,
    server_name,
    tasks_backend,
)
from wheelbarrow.openapi import OPENAPI

VERSION = "1.0.0"
BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret_key(env.str("SECRET_KEY", default=""), debug=DEBUG)
FORCE_SCRIPT_NAME = script_name(env.str("SCRIPT_NAME", default=""))
ADMIN_PATH = admin_path(env.str("ADMIN_PATH", default="admin/"))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = [*default_headers, "if-match", "idempotency-key"]
CORS_EXPOSE_HEADERS = ["ETag", "Location", "Content-Location", "Retry-After"]
CSRF_FAILURE_VIEW = "wheelbarrow.views.csrf_failed"

INSTALLED_APPS = [
    "wheelbarrow.core",
    "accounts",
    "categories",
    "works",
    "wheelbarrow",
    "wheelbarrow.admin_site.SiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "allauth.account",
    "allauth.usersessions",
    "axes",
    "django_htmx",
    "django_tasks_db",
]

# Those that add headers come first, so that every response has them: static files, redirects and errors too.
MIDDLEWARE = [
    "wheelbarrow.core.middleware.access_log",
    "wheelbarrow.core.middleware.policies",
    "wheelbarrow.core.api.middleware.private_answers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wheelbarrow.core.static_files.StaticFiles",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "wheelbarrow.core.middleware.body_limit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wheelbarrow.core.middleware.preferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "accounts.web.limits.EntranceLimit",
]

ROOT_URLCONF = "wheelbarrow.urls"
WSGI_APPLICATION = "wheelbarrow.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "works.web.navigation.navigation",
            ]
        },
    }
]

# Serving -----------------------------------------------------------------------------------------

# The module of wheelbarrow/serving/ that `manage.py start` runs, and whether the scheduler runs beside it.
SERVER = server_name(env.str("SERVER", default="gunicorn"))
RUN_SCHEDULER = env.bool("RUN_SCHEDULER", default=False)

# Data --------------------------------------------------------------------------------------------

# An empty value counts as not set.
DATABASES = {
    "default": database_settings(env.str("DATABASE_URL", default="") or f"sqlite:///{BASE_DIR / 'wheelbarrow.sqlite3'}")
}
# wheelbarrow/wsgi.py applies these to requests; migrations and commands have no timeout.
REQUEST_TIMEOUTS = {
    "statement_timeout": env.int("STATEMENT_TIMEOUT_SECONDS", default=20),
    "lock_timeout": env.int("LOCK_TIMEOUT_SECONDS", default=10),
    "idle_in_transaction_session_timeout": env.int("IDLE_TRANSACTION_TIMEOUT_SECONDS", default=30),
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TRASH_DAYS = env.int("TRASH_DAYS", default=30)
HISTORY_DAYS = env.int("HISTORY_DAYS", default=365)
# The limits of one account, including its trash; 0: no limit.
QUOTA_ROWS = env.int("QUOTA_ROWS", default=200_000)
QUOTA_BYTES = env.int("QUOTA_BYTES", default=256 * 2**20)
# The directory of the daily backups of run_scheduler; empty: no backups.
BACKUP_DIR = env.str("BACKUP_DIR", default="")
BACKUP_KEEP = env.int("BACKUP_KEEP", default=14)
TASKS = {"default": {"BACKEND": tasks_backend(env.str("TASKS_BACKEND", default="database"))}}

# People ------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "accounts.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.validators.VarietyValidator"},
]
# The account of the operator, for manage.py ensure_admin.
ADMIN_EMAIL = env.str("ADMIN_EMAIL", default="")
ADMIN_PASSWORD = env.str("ADMIN_PASSWORD", default="")
PASSWORD_RESET_TIMEOUT = 60 * 60
REGISTRATION_OPEN = env.bool("REGISTRATION_OPEN", default=True)
AUTHENTICATION_BACKENDS = ["accounts.lockout.Backend"]
AXES_HANDLER = "accounts.lockout.Handler"
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURES", default=10)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOGIN_COOLOFF_MINUTES", default=15))
# By the pair: a stranger elsewhere cannot lock an account, and one person cannot lock out a network.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "wheelbarrow.core.addresses.network_of"
AXES_LOCKOUT_CALLABLE = "accounts.web.limits.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_FORM_FIELD = "username"
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "home"
# The log-in of the pages, by django-allauth. What it writes and limits goes through accounts/adapter.py.
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An account counts with the email that its person gave; only a new email is confirmed (docs/decisions/0017-log-in-pages.md).
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
# A session lasts SESSION_COOKIE_AGE, as after every other log-in; the form asks nothing.
ACCOUNT_SESSION_REMEMBER = True
# EntranceLimit and the lock limit these pages, exactly and across processes; allauth's own limits count in a cache.
ACCOUNT_RATE_LIMITS = False

# Language and time -------------------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "wheelbarrow" / "locale"]
FORMAT_MODULE_PATH = "wheelbarrow.formats"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True

# API ---------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "categories.api.authentication.ApiTokenAuthentication",
        "accounts.api.authentication.TokenAuthentication",
        "accounts.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["wheelbarrow.core.api.scopes.HasScope"],
    "DEFAULT_RENDERER_CLASSES": [
        "wheelbarrow.core.api.renderers.JSONRenderer",
        "wheelbarrow.core.api.browsable.BrowsableRenderer",
    ],
    # JSON for clients; forms for the browsable API, which posts them as multipart.
    "DEFAULT_PARSER_CLASSES": [
        "wheelbarrow.core.api.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "wheelbarrow.core.api.pagination.PageNumberPagination",
    "DEFAULT_SCHEMA_CLASS": "wheelbarrow.core.api.schema.ProblemSchema",
    "EXCEPTION_HANDLER": "wheelbarrow.core.api.exception_handler.problem_response",
    "DEFAULT_THROTTLE_CLASSES": ["wheelbarrow.core.api.throttles.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.str("THROTTLE_USER", default="1200/min"),
        "auth": env.str("THROTTLE_AUTH", default="20/min"),
        "feed": env.str("THROTTLE_FEED", default="60/hour"),
    },
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SIMPLE_JWT: dict[str, Any] = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=env.int("ACCESS_TOKEN_MINUTES", default=15)),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=env.int("REFRESH_TOKEN_DAYS", default=14)),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
}
SPECTACULAR_SETTINGS = {**OPENAPI, "VERSION": VERSION, "SERVERS": [{"url": FORCE_SCRIPT_NAME or "/"}]}

# Pages, mail, logs -------------------------------------------------------------------------------

STATIC_URL = f"{FORCE_SCRIPT_NAME or ''}/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

_mail = env.email("EMAIL_URL", default="consolemail://")
vars().update(mail_settings(_mail, seconds=env.int("EMAIL_TIMEOUT_SECONDS", default=10)))
# mail.E001: without EMAIL_URL mail is printed to the log, as documented; Django 6.1 reports this as an error.
# models.W040: SQLite ignores the INCLUDE columns of an index, which only PostgreSQL needs.
# security.W005, W021: HSTS_INCLUDE_SUBDOMAINS and HSTS_PRELOAD affect other servers; the operator decides.
SILENCED_SYSTEM_CHECKS = ["mail.E001", "models.W040", "security.W005", "security.W021"]
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="wheelbarrow@localhost")

LOG_FORMAT = env.str("LOG_FORMAT", default="line")
if LOG_FORMAT not in ("line", "json"):
    raise refuse("LOG_FORMAT is line or json.")
LOGGING = logging_settings(LOG_FORMAT, level=env.str("LOG_LEVEL", default="INFO"))

# Transport ---------------------------------------------------------------------------------------

# The limit of a whole body; middleware.body_limit applies it to files too.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
# The largest export of Wheelbarrow that can be uploaded; files of other programs can have 20 MiB.
EXPORT_UPLOAD_MB = max(20, env.int("EXPORT_UPLOAD_MB", default=100))
# Addresses that take a file by multipart/form-data, and the limit of the whole body: the file, and the form.
UPLOADS = dict.fromkeys(("/api/v1/imports/", "/settings/imports/"), (EXPORT_UPLOAD_MB + 1) * 2**20)
# A page of a list in the admin has 200 rows, each with a checkbox and, if it can be edited there, some fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# The number of the operator's own proxies. With 0 no forwarding header is trusted.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
# Browsers accept __Host- only over TLS, from the host itself and for the path /; __Secure- only over TLS.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{FORCE_SCRIPT_NAME or ''}/"
_prefix = ("__Secure-" if FORCE_SCRIPT_NAME else "__Host-") if SECURE_SSL_REDIRECT else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}sessionid", f"{_prefix}csrftoken"
X_FRAME_OPTIONS = "DENY"
