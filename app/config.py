"""Every setting, read from environment variables, with its default and what it does.

A missing setting takes the default shown here. A missing required setting, or a value that
cannot be read, stops the program with a message that names it.
"""

import os
from collections.abc import Mapping
from pathlib import Path

DEVELOPMENT = "development"
MEGABYTE = 1024 * 1024


class MissingSetting(RuntimeError):
    """A required setting is absent, or a setting has a value that cannot be used."""


class Config:
    """The settings of one process, as upper-case attributes for `app.config.from_object`."""

    def __init__(self, env: Mapping[str, str] | None = None) -> None:
        read = _SettingsReader(os.environ if env is None else env)
        instance = Path(read.text("INSTANCE_PATH", "instance")).absolute()
        self.INSTANCE_PATH = str(instance)
        self._read_server(read, instance)
        self._read_uploads(read, instance)
        self._read_backups(read)
        self._read_mail(read)
        self._read_mailbox(read)
        self._read_shipping(read)

    def _read_server(self, read: "_SettingsReader", instance: Path) -> None:
        # `development` enables /dev/mails and demonstration data; anything else is production.
        self.DEVELOPMENT = read.text("SILLAGE_ENV", "production") == DEVELOPMENT
        self.DEMONSTRATION = self.DEVELOPMENT
        # Signs session cookies and CSRF tokens. `make run` writes one into the instance folder.
        self.SECRET_KEY = read.required("SECRET_KEY")
        self.SQLALCHEMY_DATABASE_URI = database_url(
            read.text("DATABASE_URL", f"sqlite:///{instance / 'sillage.db'}")
        )
        # The queue that wakes the worker: an SQLite file by default, or postgresql://… or redis://…
        self.HUEY_URL = read.text("HUEY_URL", f"sqlite:///{instance / 'jobs.db'}")
        # The start of every link in a mail.
        self.PUBLIC_URL = read.text("PUBLIC_URL", f"http://127.0.0.1:{read.number('PORT', 8000)}")
        self.PUBLIC_URL = self.PUBLIC_URL.rstrip("/")
        # How many trusted reverse proxies set X-Forwarded-For, -Proto and -Host.
        self.PROXIES = read.number("PROXIES", 0)
        self.MAX_CONTENT_LENGTH = read.number("MAX_UPLOAD_MB", 10) * MEGABYTE
        # Large enough for the form that selects 5 000 labels by their ids.
        self.MAX_FORM_MEMORY_SIZE = 1 * MEGABYTE
        self.SESSION_COOKIE_HTTPONLY = True
        self.SESSION_COOKIE_SAMESITE = "Lax"
        self.SESSION_COOKIE_SECURE = self.PUBLIC_URL.startswith("https://")
        self.REMEMBER_COOKIE_SECURE = self.SESSION_COOKIE_SECURE
        # No time limit: a form that stays open over lunch can still be sent.
        self.WTF_CSRF_TIME_LIMIT: int | None = None
        # Seconds that browsers cache a static file; its URL changes with its content.
        self.SEND_FILE_MAX_AGE_DEFAULT = 31_536_000
        # Cost of hashing a password with argon2id: number of passes, and memory in KiB.
        self.ARGON2_TIME_COST = read.number("ARGON2_TIME_COST", 3)
        self.ARGON2_MEMORY_KIB = read.number("ARGON2_MEMORY_KIB", 65_536)
        # Failed sign-ins within the window before further ones are refused: per e-mail address,
        # and per network address.
        self.SIGN_IN_FAILURES_PER_EMAIL = read.number("SIGN_IN_FAILURES_PER_EMAIL", 10)
        self.SIGN_IN_FAILURES_PER_ADDRESS = read.number("SIGN_IN_FAILURES_PER_ADDRESS", 100)
        self.SIGN_IN_WINDOW_MINUTES = read.number("SIGN_IN_WINDOW_MINUTES", 15)

    def _read_uploads(self, read: "_SettingsReader", instance: Path) -> None:
        # Where documents are stored: a folder, or s3://bucket/prefix with the four settings below.
        self.UPLOADS_URL = read.text("UPLOADS_URL", str(instance / "uploads"))
        # The endpoint of an S3-compatible store; empty for Amazon S3.
        self.UPLOADS_ENDPOINT = read.text("UPLOADS_ENDPOINT", "")
        self.UPLOADS_REGION = read.text("UPLOADS_REGION", "eu-west-3")
        # If empty, boto3 looks for credentials in its usual places.
        self.UPLOADS_ACCESS_KEY = read.text("UPLOADS_ACCESS_KEY", "")
        self.UPLOADS_SECRET_KEY = read.text("UPLOADS_SECRET_KEY", "")
        # The largest document accepted: bytes, pages and pixels. UPLOAD_MEGABYTES is below
        # MAX_UPLOAD_MB, so that a file that is slightly too large is refused by its form, which
        # keeps the other fields, and not by the server.
        self.UPLOAD_MEGABYTES = read.number("UPLOAD_MEGABYTES", 8)
        self.UPLOAD_PAGES = read.number("UPLOAD_PAGES", 60)
        self.UPLOAD_MEGAPIXELS = read.number("UPLOAD_MEGAPIXELS", 60)
        # The program that reads photos of certificates (Debian: tesseract-ocr, tesseract-ocr-fra).
        # Without it, or if empty, photos are shown and their numbers typed.
        self.TESSERACT = read.text("TESSERACT", "tesseract")

    def _read_backups(self, read: "_SettingsReader") -> None:
        # Encrypts what `flask backup` writes: a long random text, kept elsewhere than the backups.
        # Without it they are not encrypted.
        self.BACKUP_KEY = read.text("BACKUP_KEY", "")
        # The folder of `pg_dump` and `pg_restore`, of the server's version or newer; if empty, they
        # are looked for in PATH.
        self.POSTGRESQL_BIN = read.text("POSTGRESQL_BIN", "")

    def _read_mail(self, read: "_SettingsReader") -> None:
        # Without a server mails stay in the outbox; in development they are shown at /dev/mails.
        self.MAIL_SERVER = read.text("MAIL_SERVER", "")
        self.MAIL_PORT = read.number("MAIL_PORT", 25)
        self.MAIL_USE_TLS = read.flag("MAIL_USE_TLS")
        self.MAIL_USE_SSL = read.flag("MAIL_USE_SSL")
        self.MAIL_USERNAME = read.text("MAIL_USERNAME", "") or None
        self.MAIL_PASSWORD = read.text("MAIL_PASSWORD", "") or None
        self.MAIL_DEFAULT_SENDER = read.text(
            "MAIL_SENDER", "Sillage <ne-pas-repondre@sillage.test>"
        )
        # Tests send to a real SMTP server, so Flask-Mail must not suppress sending.
        self.MAIL_SUPPRESS_SEND = False
        # Seconds to wait for a mail server that does not answer.
        self.MAIL_TIMEOUT = read.number("MAIL_TIMEOUT", 15)
        # Recipients of requests for a demonstration, and of merchants who have no advisor.
        self.SALES_EMAIL = read.text("SALES_EMAIL", "ventes@sendcloud.test")
        self.SUPPORT_EMAIL = read.text("SUPPORT_EMAIL", "support@sendcloud.test")
        # The telephone number of Sendcloud's sales team; hidden if empty.
        self.SALES_PHONE = read.text("SALES_PHONE", "")
        # Domains of advisors' addresses. A request to any other domain goes to support instead.
        self.ADVISOR_MAIL_DOMAINS = tuple(
            domain.strip().lower()
            for domain in read.text("ADVISOR_MAIL_DOMAINS", "sendcloud.test,sendcloud.com").split(
                ","
            )
            if domain.strip()
        )

    def _read_mailbox(self, read: "_SettingsReader") -> None:
        # The program's own mailbox, in which replies and bounces arrive. Not read without a host.
        self.IMAP_HOST = read.text("IMAP_HOST", "")
        self.IMAP_PORT = read.number("IMAP_PORT", 993)
        # `yes`: TLS from the start; `starttls`: after the greeting; `no`: unencrypted.
        self.IMAP_TLS = read.text("IMAP_TLS", "yes").lower()
        self.IMAP_USER = read.text("IMAP_USER", "")
        self.IMAP_PASSWORD = read.text("IMAP_PASSWORD", "")
        self.IMAP_FOLDER = read.text("IMAP_FOLDER", "INBOX")
        # The mailbox's address, to which replies and bounces are sent. Merchants forward
        # certificates to local+code@domain, which the mail server must deliver here too.
        self.INBOUND_ADDRESS = read.text("INBOUND_ADDRESS", "").lower() if self.IMAP_HOST else ""
        # Larger mails are left in the mailbox, flagged for a person to read.
        self.INBOUND_MEGABYTES = read.number("INBOUND_MEGABYTES", 25)
        if self.IMAP_HOST and "@" not in self.INBOUND_ADDRESS:
            raise MissingSetting(
                "IMAP_HOST is set: INBOUND_ADDRESS must name the mailbox's address."
            )
        if self.IMAP_TLS not in {"yes", "starttls", "no"}:
            raise MissingSetting(f"IMAP_TLS must be yes, starttls or no, not {self.IMAP_TLS!r}.")

    def _read_shipping(self, read: "_SettingsReader") -> None:
        # The address of further help pages. Not publicly known, so hidden if empty.
        self.HELP_URL = read.text("HELP_URL", "")
        # La Poste's web form for a new number range. Not publicly known: while it is empty, pages lead to
        # the help article instead, which links to it.
        self.LA_POSTE_FORM_URL = read.text("LA_POSTE_FORM_URL", "")
        self.RENEWAL_ARTICLE_URL = read.text(
            "RENEWAL_ARTICLE_URL",
            "https://support.sendcloud.com/hc/fr/articles/360056918391",
        )
        # La Poste's contact for late certificates; if empty, the merchant fills it in.
        self.LA_POSTE_EMAIL = read.text("LA_POSTE_EMAIL", "")
        # A range of more numbers takes a certificate that grants exactly it, or an advisor's reason. An
        # assumption: no source says how large ranges are.
        self.LARGEST_UNCERTIFIED_RANGE = read.number("LARGEST_UNCERTIFIED_RANGE", 100_000)
        # Labels in one batch at most: as many as can be ticked in a list.
        self.BATCH_LIMIT = read.number("BATCH_LIMIT", 5_000)
        # Whether letters go to postcodes 00xxx of the armed forces, at the price of Métropole.
        self.SERVE_ARMED_FORCES = read.flag("SERVE_ARMED_FORCES")
        # Days between reminders to a merchant who waits for La Poste, if they chose no day.
        self.LA_POSTE_REMINDER_DAYS = max(1, read.number("LA_POSTE_REMINDER_DAYS", 7))
        self.ROWS_PER_PAGE = read.number("ROWS_PER_PAGE", 50)


def database_url(url: str) -> str:
    """Return the URL as SQLAlchemy accepts it: hosts hand out `postgres://`, which it refuses."""
    return url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url


class _SettingsReader:
    """Reads settings as text, whole numbers and booleans; raises `MissingSetting`."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def text(self, name: str, default: str) -> str:
        return self._env.get(name, "").strip() or default

    def required(self, name: str) -> str:
        value = self.text(name, "")
        if not value:
            raise MissingSetting(
                f"{name} is not set. Give a long random value, for example from: openssl rand -hex 32"
            )
        return value

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal():
            raise MissingSetting(f"{name} must be a whole number, not {value!r}.")
        return int(value)

    def flag(self, name: str) -> bool:
        return self.text(name, "no").lower() in {"1", "yes", "true", "on"}
