"""One settings file. Everything that differs between places is an environment variable; `bin/demo` sets its own."""

import json
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

BASE = Path(__file__).resolve().parent
DEMO = os.environ.get("THROUGHCARE_DEMO") == "1"
DEBUG = False
SECRET_KEY = os.environ.get("THROUGHCARE_SECRET_KEY", "")
if not SECRET_KEY:
    if os.environ.get("THROUGHCARE_PRODUCTION") == "1":
        raise RuntimeError("THROUGHCARE_SECRET_KEY must be set")
    SECRET_KEY = "for-development-and-demonstration-only-never-served-to-the-world"
PRODUCTION = os.environ.get("THROUGHCARE_PRODUCTION") == "1"
if PRODUCTION and DEMO:
    raise RuntimeError("The demonstration's one-click sign-in is refused by settings for production")

ALLOWED_HOSTS = os.environ.get("THROUGHCARE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ROOT_URLCONF = "throughcare.web.urls"
WSGI_APPLICATION = "throughcare.web.wsgi.application"
AUTH_USER_MODEL = "accounts.Person"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "throughcare.foundation.audit",
    "throughcare.foundation.clocks",
    "throughcare.foundation.work",
    "throughcare.accounts",
    "throughcare.clients",
    "throughcare.network",
    "throughcare.consent",
    "throughcare.screening",
    "throughcare.referrals",
    "throughcare.crisis",
    "throughcare.documents",
    "throughcare.papers",
    "throughcare.tray",
    "throughcare.doors",
    "throughcare.messaging",
    "throughcare.inquiries",
    "throughcare.intake",
    "throughcare.scheduling",
    "throughcare.identities",
    "throughcare.voices",
    "throughcare.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "throughcare.web.middleware.ContentSecurity",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "throughcare.web.middleware.WhoIsAsking",
    "throughcare.web.made_for.MadeForOneOrganization",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "throughcare.web.context.everywhere",
            ],
            "builtins": ["throughcare.web.templatetags.posting"],  # our {% csrf_token %}
        },
    }
]


def database(url: str) -> dict:
    """A postgresql:// address as Django wants it. `host` may stand in the query, for sockets."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "throughcare.foundation.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": query,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


WEB_URL = os.environ.get("DATABASE_URL", "postgresql:///throughcare")
ADDRESSES = {
    "web": WEB_URL,
    "worker": os.environ.get("DATABASE_WORKER_URL", WEB_URL),
    "owner": os.environ.get("DATABASE_OWNER_URL", WEB_URL),
    "direct": os.environ.get("DATABASE_DIRECT_URL", WEB_URL),
    "keeper": os.environ.get("DATABASE_KEEPER_URL", WEB_URL),
}
DATABASES = {
    "default": database(ADDRESSES[os.environ.get("THROUGHCARE_ROLE", "web")])  # one process, one role
    | {"ATOMIC_REQUESTS": True},
    "keeper": database(ADDRESSES["keeper"]),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {  # what is counted once for all processes: attempts to sign in, codes of a second factor that were used
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # what has ended is removed only above this
    }
}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "throughcare.web.accounts.adapter.ByInvitationOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("THROUGHCARE_PROXIES", 0))  # X-Forwarded-For counts only behind ours
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
USERSESSIONS_TRACK_ACTIVITY = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "worklist"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = int(os.environ.get("THROUGHCARE_SESSION_SECONDS", 12 * 3600))
IDLE_SIGN_OUT_AFTER = int(os.environ.get("THROUGHCARE_IDLE_SECONDS", 15 * 60))  # seconds without a request
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

PUBLIC_ADDRESS = os.environ.get("THROUGHCARE_ADDRESS", "").rstrip(
    "/"
)  # as others reach us; unset: links are not mailed
DOOR, LIST, DIGEST = "/d/{token}/", "/", "/digest/"  # where a partner's link leads, and the links of a digest
PHONE_FOR_ANYBODY = os.environ.get("THROUGHCARE_PHONE", "305-555-0110" if DEMO else "")  # on pages that know nobody

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]  # of pages that clients read; those of the staff are in English
LOCALE_PATHS = [BASE / "web" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("THROUGHCARE_STATIC")  # unset: files are found where the packages keep them
STATICFILES_DIRS = [BASE / "web" / "static"]
WHITENOISE_USE_FINDERS = True

SMTP_HOST = os.environ.get("THROUGHCARE_SMTP_HOST", "")  # unset: no e-mail goes out
SMTP_PORT = int(os.environ.get("THROUGHCARE_SMTP_PORT", 587))
SMTP_TLS = os.environ.get("THROUGHCARE_SMTP_TLS", "1") == "1"
SMTP_USER = os.environ.get("THROUGHCARE_SMTP_USER", "")
SMTP_PASSWORD = os.environ.get("THROUGHCARE_SMTP_PASSWORD", "")
MAIL_FROM = os.environ.get("THROUGHCARE_MAIL_FROM", "throughcare@localhost.localdomain")
SMS_URL = os.environ.get("THROUGHCARE_SMS_URL", "")  # of a gateway that speaks as Twilio does; unset: no texts go out
SMS_ACCOUNT = os.environ.get("THROUGHCARE_SMS_ACCOUNT", "")
SMS_TOKEN = os.environ.get("THROUGHCARE_SMS_TOKEN", "")
SMS_FROM = os.environ.get("THROUGHCARE_SMS_FROM", "")
SMS_RECEIPTS = os.environ.get("THROUGHCARE_SMS_RECEIPTS", "")  # our address for receipts, as the gateway reaches it

FAX_DOMAIN = os.environ.get("THROUGHCARE_FAX_DOMAIN", "")  # of a gateway that takes faxes by e-mail; unset: none go out
TRAY_FOLDERS = json.loads(os.environ.get("THROUGHCARE_TRAY_FOLDERS", "[]"))  # {"path": …, "org": …, "desk": …}
TRAY_MAILBOXES = json.loads(
    os.environ.get("THROUGHCARE_TRAY_MAILBOXES", "[]")
)  # {"host": …, "user": …, "password": …, …}

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "throughcare.foundation.logs.WithoutPeople",
            "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
