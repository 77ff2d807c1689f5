"""Django's settings, all of them made from `elkvision.core.settings`. Importing this writes nothing."""

import sys
from pathlib import Path

from elkvision.core.settings import load
from elkvision.server.config import caches, csp, database, hosts, secret

ELKVISION = load()

SECRET_KEY = secret.of(ELKVISION)
DEBUG = False

INSTALLED_APPS = [
    # Before Django's own, whose command `createsuperuser` it has in its place.
    "elkvision.server.apps.accounts",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "rest_framework",
    "drf_spectacular",
    "elkvision.server.api",
    "elkvision.server.apps.logs",
    "elkvision.server.apps.notifications",
    "elkvision.server.apps.alerts",
    "elkvision.server.apps.analytics",
    "elkvision.server.apps.dashboards",
    "elkvision.server.apps.pipelines",
    "elkvision.server.apps.searches",
    "elkvision.server.apps.uploads",
    "elkvision.server.apps.health",
    "elkvision.server.apps.keeping",
]

MIDDLEWARE = [
    "elkvision.server.api.counted.routed",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "elkvision.server.config.urls"
ASGI_APPLICATION = "elkvision.server.config.routing.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parent.parent / "api" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {},
    }
]
STATIC_URL = "/static/"

DATABASES = {"default": database.settings_for(ELKVISION)}
if not ELKVISION.database:
    # The REST framework looks for fields of PostgreSQL's own, and would load its driver for nothing: 4 MB a process.
    sys.modules.setdefault("django.contrib.postgres", None)  # type: ignore[arg-type]  # how Python is told of no module
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = caches.settings_for(ELKVISION)

LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True
APPEND_SLASH = True

# Who may speak to us. A name that is not listed is refused, which is what stops DNS rebinding.
ALLOWED_HOSTS = hosts.allowed(ELKVISION)
CSRF_TRUSTED_ORIGINS = hosts.trusted_origins(ELKVISION)
CSRF_FAILURE_VIEW = "elkvision.server.api.errors.csrf_failure"

SESSION_ENGINE = caches.session_engine(ELKVISION)
SESSION_COOKIE_NAME = "elkvision_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ELKVISION.https
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = ELKVISION.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ELKVISION.https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": csp.FOR_ANSWERS}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["elkvision.server.apps.accounts.passwords.Backend"]
PASSWORD_HASHERS = ["elkvision.server.apps.accounts.passwords.Argon2"]
PASSWORD_RESET_TIMEOUT = 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email", "name")},
    },
]

# Files that are handed in are streamed to the data folder, so that memory does not grow with them.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_MEMORY_SIZE = ELKVISION.max_body_bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
FILE_UPLOAD_TEMP_DIR = None

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "elkvision.server.api.authentication.Key",
        "elkvision.server.api.authentication.Browser",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["elkvision.server.api.permissions.Allowed"],
    "DEFAULT_RENDERER_CLASSES": ["elkvision.server.api.rendering.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "elkvision.server.api.rendering.OnlyJson",
    "DEFAULT_PAGINATION_CLASS": "elkvision.server.api.paging.Cursor",
    "DEFAULT_SCHEMA_CLASS": "elkvision.server.api.schema.Schema",
    "EXCEPTION_HANDLER": "elkvision.server.api.errors.answer",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "ELK Vision",
    "DESCRIPTION": "Ship logs, find any line, watch them live. Conventions: docs/reference/api.md.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SORT_OPERATIONS": False,
    "ENUM_NAME_OVERRIDES": {
        "Role": "elkvision.server.apps.accounts.models.Role",
        "Scope": "elkvision.server.apps.accounts.models.Scope",
        "PipelineInput": "elkvision.server.apps.pipelines.api.serializers.INPUTS",
        "UploadStatus": "elkvision.server.apps.uploads.models.Status",
        "PanelKind": "elkvision.server.panels.definition.KINDS",
        "MeasureKind": "elkvision.server.panels.definition.MEASURES",
        "DeliveryStatus": "elkvision.server.apps.notifications.models.Status",
        "ChannelKind": "elkvision.server.apps.notifications.api.serializers.CHANNEL_KINDS",
        "Severity": "elkvision.server.apps.notifications.message.SEVERITIES",
        "LeastSeverity": "elkvision.server.apps.notifications.api.serializers.MINIMA",
        "NotificationKind": "elkvision.server.apps.notifications.preferences.KINDS",
        "RuleState": "elkvision.server.apps.alerts.models.RuleState",
        "AlertState": "elkvision.server.apps.alerts.api.shapes.SHOWN",
        "PartStatus": "elkvision.server.apps.health.api.serializers.STATUS",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "elkvision.server.api.schema.with_errors",
    ],
}

# Processes of ours set logging up themselves (structlog); Django's own lines follow the root logger.
LOGGING_CONFIG = None
