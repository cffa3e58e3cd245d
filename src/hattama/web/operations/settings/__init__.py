"""Django settings, read from the environment. All state lives under HATTAMA_DATA."""

import os
from pathlib import Path

from hattama.phrases import LOCALE
from hattama.web.capabilities import APPLICATIONS
from hattama.web.kernel.languages.formats import is_right_to_left, own_name
from hattama.web.kernel.server_log.lines import logging_settings
from hattama.web.operations.settings.reading import read_settings

_read = read_settings(os.environ)
env = _read.env

PACKAGE = Path(__file__).resolve().parents[2]
DATA_DIR = env.data_dir
DEBUG = False
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = env.allowed_hosts
CSRF_TRUSTED_ORIGINS = env.trusted_origins
BASE_URL = env.base_url
PRODUCTION = env.production
MIRRORS = env.mirrors
METRICS_TOKEN = env.metrics_token
LOG_ORIGIN = env.log_origin
LOG_KEY = env.log_key
LOG_SIGNER = env.log_signer

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "hattama.web.kernel.languages",
    *APPLICATIONS,
]

SILENCED_SYSTEM_CHECKS = [
    # Our {% translate %} stands in for Django's on purpose.
    "templates.W003",
    # TLS ends at the proxy, which sends everybody there (deploy/nginx).
    "security.W008",
    # What holds for all names below the site's, and for good in the lists of browsers, is its owner's to say.
    "security.W005",
    "security.W021",
]

MIDDLEWARE = [
    # First, so that every line written for a request bears its identifier.
    "hattama.web.kernel.server_log.requests.WriteDownRequests",
    "hattama.web.operations.watching.views.AnswerHealth",
    "hattama.web.operations.watching.views.TimeRequests",
    "hattama.web.kernel.pages.remembered_pages.GiveKeptPages",
    "django.middleware.security.SecurityMiddleware",
    "hattama.web.kernel.pages.pressed_answers.PressAnswers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "hattama.web.kernel.accounts.browser_limits.limit_devices",
    "hattama.web.kernel.accounts.browser_limits.keep_no_trouble",
    "hattama.web.kernel.pages.bounded_requests.store_what_can_be_stored",
    "hattama.web.kernel.accounts.who_asks.mark_who_is_logged_in",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hattama.web.kernel.pages.addresses.LanguageOfAddress",
    "hattama.web.kernel.pages.election_clock.ClockOfElection",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hattama.web.kernel.pages.outage_views.AnswerLostFiles",
    "hattama.web.kernel.pages.problem_answers.AnswerWithProblems",
]

ROOT_URLCONF = "hattama.web.urls"
WSGI_APPLICATION = "hattama.web.wsgi.application"
_TEMPLATES_LIE = [f"django.template.loaders.{place}.Loader" for place in ("filesystem", "app_directories")]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "loaders": [("hattama.web.kernel.languages.templatetags.quick_templates.Loader", _TEMPLATES_LIE)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["hattama.web.kernel.languages.templatetags.hattama_addresses"],
        },
    }
]

DATABASES = {"default": _read.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Failed logins are counted here: in the database, so that every process of the server counts with the others.
CACHES = {
    "default": {"BACKEND": "hattama.web.kernel.accounts.adapter.FailedLogins", "LOCATION": "cache_row"},
}

# MAIL_READY and the settings that Django sends letters by.
MAIL_READY: bool
globals().update(_read.mail)

# Where scans and other kept files lie.
STORE_BUCKET: str
STORE_PREFIX: str
STORE_ENDPOINT: str
STORE_REGION: str
STORE_SECONDS: float
globals().update(_read.store)

LANGUAGE_CODE = env.languages[0]
LANGUAGES = [(code, own_name(code)) for code in env.languages]
LANGUAGES_BIDI = [code for code in env.languages if is_right_to_left(code)]
LOCALE_PATHS = [LOCALE, PACKAGE / "locale_supplied"]
FORMAT_MODULE_PATH = ["hattama.web.kernel.languages.django_formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
# Static files are served from the package itself, so that a start needs no collecting step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Work that nobody waits for is kept in the database, and done by `hattama scans work`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

MAX_SCAN_BYTES = 20 * 1024 * 1024
MAX_RECORDING_BYTES = 512 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Telephones of observers send a filled form with up to a hundred files.
DATA_UPLOAD_MAX_NUMBER_FILES = 101
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["hattama.web.kernel.pages.form_parts.ReadFormParts"]

PASSWORD_HASHERS = [
    "hattama.web.kernel.accounts.hashing_line.HashInTurn",
    "hattama.web.kernel.accounts.hashing_line.HashedBefore",
]
# Of each process, an eighth of its threads (SQLite: half): the others are for who enters, and for readers.
LOGINS_IN_LINE = 4
AUTHENTICATION_BACKENDS = ["hattama.web.kernel.accounts.who_asks.KnownAccounts"]
ACCOUNT_ADAPTER = "hattama.web.kernel.accounts.adapter.DeskAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Five wrong passphrases from one address lock the account for it for five minutes, and so do five wrong codes
# for all; fifty lock it for every passphrase. Many precincts may share one address: of codes on paper only
# those count that there are not.
ALLAUTH_TRUSTED_PROXY_COUNT = env.proxies
# Reports of people and wishes to be told are counted for each network address, which many may share.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,5/5m/key",
    "login_failed_anywhere": "50/5m/key",
    "login": "120/m/ip",
    "paper": "30/m/ip",
    "report": "30/h/ip",
    "copy": "120/h/ip",
    "sent_copy": "30/h/ip",
    "sent_copy_crowded": "10/h/ip",
    "copy_code": "60/h/ip",
    "subscribe": "30/h/ip",
    "observer_guess": "30/m/ip",
}
FACTOR_KEY = DATA_DIR / "factor_key"
MFA_ADAPTER = "hattama.web.kernel.accounts.sealed_factors.DeskMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": "hattama.web.kernel.accounts.adapter.TakeCode",
    "reauthenticate": "hattama.web.kernel.accounts.adapter.TakeCodeAgain",
    "activate_totp": "hattama.web.kernel.accounts.adapter.EnrolApp",
    "add_webauthn": "hattama.web.kernel.accounts.adapter.AddPasskey",
    "edit_webauthn": "hattama.web.kernel.accounts.adapter.RenamePasskey",
}
MFA_TOTP_ISSUER = "Hattama"
# Clocks of cheap phones: one step of thirty seconds to either side.
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers give passkeys to a page without TLS on this machine alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.is_https
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "public:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

if env.is_https:
    # Once seen over TLS, the site is not asked for without it for a month.
    SECURE_HSTS_SECONDS = 30 * 24 * 60 * 60
    if env.proxies:
        # The operator's proxies end TLS; from anybody else this header would be a lie.
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "hattama.web.kernel.accounts.who_asks"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.is_https
SESSION_COOKIE_AGE = 12 * 60 * 60
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# Whoever tries the site out on one machine is told of trouble alone.
LINES = env.log_format or ("json" if env.production else "text")
LOGGING = logging_settings(LINES, SECRET_KEY, with_requests=env.production or bool(env.log_format))
