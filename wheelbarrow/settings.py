"""The one settings file. Every difference between deployments is an environment variable; .env.example lists them."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from django.utils.translation import gettext_lazy as _

from wheelbarrow.environment import Environment, mail_settings, refuse

VERSION = "1.0.0"
BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()
environ.Env.read_env(BASE_DIR / ".env")


def _secret_key(*, debug: bool) -> str:
    key = env.str("SECRET_KEY", default="")
    if key:
        return key
    if debug:
        return "development-only: anyone who reads the source knows this key"
    raise refuse("Set SECRET_KEY to a long random text, or DEBUG=1 to develop (see .env.example).")


def _admin_path() -> str:
    path = env.str("ADMIN_PATH", default="admin/")
    taken = ("api", "accounts", "static", "walk", "healthz", "readyz")
    if not re.fullmatch(r"([A-Za-z0-9_-]+/)+", path) or path.split("/")[0] in taken:
        raise refuse(f"ADMIN_PATH must be like admin/ or a/b/, and not begin with any of {', '.join(taken)}.")
    return path


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = _secret_key(debug=DEBUG)
ADMIN_PATH = _admin_path()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api/"
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
    "axes",
]

# First those that add headers to every response: static files, redirects and errors too.
MIDDLEWARE = [
    "wheelbarrow.core.middleware.access_log",
    "wheelbarrow.core.middleware.policies",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "wheelbarrow.core.middleware.body_limit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "accounts.views.EntranceLimit",
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
            ]
        },
    }
]

# Data --------------------------------------------------------------------------------------------

# Empty is as good as not set.
_database = env.str("DATABASE_URL", default="") or f"sqlite:///{BASE_DIR / 'wheelbarrow.sqlite3'}"
if not re.match("(sqlite|postgres|postgresql)://", _database):
    raise refuse("DATABASE_URL must be like postgres://user:password@host:5432/name or sqlite:////path/to/file.")
DATABASES = {"default": env.db_url_config(_database)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN. Measured with 6 processes: DEFERRED failed 663 times
    # in 1,080 with "database is locked" in spite of the timeout, IMMEDIATE never.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
else:
    # What wheelbarrow/core/db/compiled.py asks for is prepared, and nothing else. A pgbouncer must know prepared statements.
    # And disks that spin no more: at 4, PostgreSQL read 100,000 newer works of others for a page of one's own.
    DATABASES["default"]["OPTIONS"] = {
        "prepare_threshold": 2**31,
        # A host that swallows packets is given up after 10 s, not after minutes.
        "connect_timeout": 10,
        "options": "-c random_page_cost=1.1",
        **DATABASES["default"].get("OPTIONS", {}),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# What wheelbarrow/wsgi.py adds: requests have an end, migrations and commands take the time they need.
REQUEST_TIMEOUTS = {
    "statement_timeout": env.int("STATEMENT_TIMEOUT_SECONDS", default=20),
    "lock_timeout": env.int("LOCK_TIMEOUT_SECONDS", default=10),
    "idle_in_transaction_session_timeout": env.int("IDLE_TRANSACTION_TIMEOUT_SECONDS", default=30),
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TRASH_DAYS = env.int("TRASH_DAYS", default=30)

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
]
# Of whoever runs the server: manage.py ensure_admin.
ADMIN_EMAIL = env.str("ADMIN_EMAIL", default="")
ADMIN_PASSWORD = env.str("ADMIN_PASSWORD", default="")
PASSWORD_RESET_TIMEOUT = 60 * 60
REGISTRATION_OPEN = env.bool("REGISTRATION_OPEN", default=True)
AUTHENTICATION_BACKENDS = ["accounts.lockout.Backend"]
AXES_HANDLER = "accounts.lockout.Handler"
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURES", default=10)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOGIN_COOLOFF_MINUTES", default=15))
# The pair: an account cannot be locked from elsewhere by whoever knows its email, nor a network by one of its people.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.address_of"
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_FORM_FIELD = "username"
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
LOGIN_URL = "rest_framework:login"
LOGIN_REDIRECT_URL = "/api/v1/"
LOGOUT_REDIRECT_URL = "/"

# Language and time -------------------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "wheelbarrow" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True

# API ---------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": [
        "wheelbarrow.core.api.renderers.JSONRenderer",
        "wheelbarrow.core.api.renderers.BrowsableRenderer",
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
    },
    # How many proxies of ours stand in front: with 0 nobody can dodge a throttle with X-Forwarded-For.
    "NUM_PROXIES": env.int("TRUSTED_PROXIES", default=0),
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SIMPLE_JWT: dict[str, Any] = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=env.int("ACCESS_TOKEN_MINUTES", default=15)),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=env.int("REFRESH_TOKEN_DAYS", default=14)),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Wheelbarrow",
    "DESCRIPTION": "A self-hosted personal work manager: a tree of projects, the works filed in it, Today, and a trash that gives back.",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "PARSER_WHITELIST": ["wheelbarrow.core.api.parsers.JSONParser"],
    "RENDERER_WHITELIST": ["wheelbarrow.core.api.renderers.JSONRenderer"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": True, "displayOperationId": True},
    "ENUM_NAME_OVERRIDES": {"Status": "works.choices.Status", "Priority": "works.choices.Priority"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "wheelbarrow.core.api.schema.refuse_unknown_fields",
    ],
}

# Pages, mail, logs -------------------------------------------------------------------------------

STATIC_URL = "static/"
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
# A server without mail prints it to the log: the documented default, which Django 6.1 calls an error of deployment.
# That SQLite leaves out what an index only carries along is why such an index is there for PostgreSQL alone.
SILENCED_SYSTEM_CHECKS = ["mail.E001", "models.W040"]
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="wheelbarrow@localhost")

LOG_FORMAT = env.str("LOG_FORMAT", default="line")
if LOG_FORMAT not in ("line", "json"):
    raise refuse("LOG_FORMAT is line or json.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "wheelbarrow.core.logs.Lines"}, "json": {"()": "wheelbarrow.core.logs.Objects"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # runserver tells each request a second time, with its query.
    "loggers": {"django.server": {"level": "CRITICAL"}},
}

# Transport ---------------------------------------------------------------------------------------

# Of a body, files and all: nothing here takes any.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
# A bulk action of the admin carries an id for each row.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.int("TRUSTED_PROXIES", default=0) else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SSL_REDIRECT
SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT
CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
# Browsers take such a name from this host alone, and only over TLS.
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE_SSL_REDIRECT else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE_SSL_REDIRECT else "csrftoken"
X_FRAME_OPTIONS = "DENY"
