"""Every setting, read from the environment, named and explained.

A setting that is missing takes the value shown here; one that must be given stops the program
with a sentence that says so.
"""

import os
from collections.abc import Mapping
from pathlib import Path

DEVELOPMENT = "development"
MEGABYTE = 1024 * 1024


class MissingSetting(RuntimeError):
    """A setting without which the program must not start."""


class Config:
    """The settings of one process, as attributes in capitals for `app.config.from_object`."""

    def __init__(self, env: Mapping[str, str] | None = None) -> None:
        read = _Reader(os.environ if env is None else env)
        instance = Path(read.text("INSTANCE_PATH", "instance")).absolute()
        self.INSTANCE_PATH = str(instance)
        self._read_frame(read, instance)
        self._read_uploads(read, instance)
        self._read_mail(read)
        self._read_mailbox(read)
        self._read_trade(read)

    def _read_frame(self, read: "_Reader", instance: Path) -> None:
        # `development` shows /dev/mails and allows demonstration data; anything else is production.
        self.DEVELOPMENT = read.text("SILLAGE_ENV", "production") == DEVELOPMENT
        self.DEMONSTRATION = self.DEVELOPMENT
        # Signs sessions and forms. `make run` writes one into the instance folder.
        self.SECRET_KEY = read.required("SECRET_KEY")
        self.SQLALCHEMY_DATABASE_URI = database_url(
            read.text("DATABASE_URL", f"sqlite:///{instance / 'sillage.db'}")
        )
        # Where work for the worker waits: a file by default; postgresql://… or redis://… beyond.
        self.HUEY_URL = read.text("HUEY_URL", f"sqlite:///{instance / 'jobs.db'}")
        # Addresses in mails begin with this.
        self.PUBLIC_URL = read.text("PUBLIC_URL", f"http://127.0.0.1:{read.number('PORT', 8000)}")
        self.PUBLIC_URL = self.PUBLIC_URL.rstrip("/")
        # How many trusted proxies stand in front and set X-Forwarded-For, -Proto and -Host.
        self.PROXIES = read.number("PROXIES", 0)
        self.MAX_CONTENT_LENGTH = read.number("MAX_UPLOAD_MB", 10) * MEGABYTE
        # A selection of 5 000 labels is posted as a list of numbers.
        self.MAX_FORM_MEMORY_SIZE = 1 * MEGABYTE
        self.SESSION_COOKIE_HTTPONLY = True
        self.SESSION_COOKIE_SAMESITE = "Lax"
        self.SESSION_COOKIE_SECURE = self.PUBLIC_URL.startswith("https://")
        self.REMEMBER_COOKIE_SECURE = self.SESSION_COOKIE_SECURE
        # A form may stay open over lunch: the token lives as long as the session.
        self.WTF_CSRF_TIME_LIMIT: int | None = None
        # Seconds in which a browser keeps a static file; its address changes with its content.
        self.SEND_FILE_MAX_AGE_DEFAULT = 31_536_000
        # Cost of hashing a password (argon2id): passes over, and KiB of, memory.
        self.ARGON2_TIME_COST = read.number("ARGON2_TIME_COST", 3)
        self.ARGON2_MEMORY_KIB = read.number("ARGON2_MEMORY_KIB", 65_536)
        # Failed sign-ins from one address before it waits, per e-mail and per network address.
        self.SIGN_IN_FAILURES_PER_EMAIL = read.number("SIGN_IN_FAILURES_PER_EMAIL", 10)
        self.SIGN_IN_FAILURES_PER_ADDRESS = read.number("SIGN_IN_FAILURES_PER_ADDRESS", 100)
        self.SIGN_IN_WINDOW_MINUTES = read.number("SIGN_IN_WINDOW_MINUTES", 15)

    def _read_uploads(self, read: "_Reader", instance: Path) -> None:
        # Where documents lie: a folder, or s3://bucket/prefix with the four settings below.
        self.UPLOADS_URL = read.text("UPLOADS_URL", str(instance / "uploads"))
        # The address of an S3-compatible store; empty for Amazon's own.
        self.UPLOADS_ENDPOINT = read.text("UPLOADS_ENDPOINT", "")
        self.UPLOADS_REGION = read.text("UPLOADS_REGION", "eu-west-3")
        # Empty: boto3 looks where it usually does.
        self.UPLOADS_ACCESS_KEY = read.text("UPLOADS_ACCESS_KEY", "")
        self.UPLOADS_SECRET_KEY = read.text("UPLOADS_SECRET_KEY", "")
        # A document's bytes, pages and pixels at most. Below MAX_UPLOAD_MB, so that the page
        # answers and what was typed beside the file is kept.
        self.UPLOAD_MEGABYTES = read.number("UPLOAD_MEGABYTES", 8)
        self.UPLOAD_PAGES = read.number("UPLOAD_PAGES", 60)
        self.UPLOAD_MEGAPIXELS = read.number("UPLOAD_MEGAPIXELS", 60)

    def _read_mail(self, read: "_Reader") -> None:
        # Without a server mails are kept and, in development, read at /dev/mails.
        self.MAIL_SERVER = read.text("MAIL_SERVER", "")
        self.MAIL_PORT = read.number("MAIL_PORT", 25)
        self.MAIL_USE_TLS = read.flag("MAIL_USE_TLS")
        self.MAIL_USE_SSL = read.flag("MAIL_USE_SSL")
        self.MAIL_USERNAME = read.text("MAIL_USERNAME", "") or None
        self.MAIL_PASSWORD = read.text("MAIL_PASSWORD", "") or None
        self.MAIL_DEFAULT_SENDER = read.text(
            "MAIL_SENDER", "Sillage <ne-pas-repondre@sillage.test>"
        )
        # Tests talk to a real server too.
        self.MAIL_SUPPRESS_SEND = False
        # Seconds that a silent mail server is waited for.
        self.MAIL_TIMEOUT = read.number("MAIL_TIMEOUT", 15)
        # Who gets requests for a demonstration, and requests from merchants without an advisor.
        self.SALES_EMAIL = read.text("SALES_EMAIL", "ventes@sendcloud.test")
        self.SUPPORT_EMAIL = read.text("SUPPORT_EMAIL", "support@sendcloud.test")
        # The telephone number of sales, shown beside their address; hidden while empty.
        self.SALES_PHONE = read.text("SALES_PHONE", "")
        # A request to an address that ends with none of these goes to support instead.
        self.ADVISOR_MAIL_DOMAINS = tuple(
            domain.strip().lower()
            for domain in read.text("ADVISOR_MAIL_DOMAINS", "sendcloud.test,sendcloud.com").split(
                ","
            )
            if domain.strip()
        )

    def _read_mailbox(self, read: "_Reader") -> None:
        # A mailbox of the program's own, in which replies and bounces arrive. Without a host, off.
        self.IMAP_HOST = read.text("IMAP_HOST", "")
        self.IMAP_PORT = read.number("IMAP_PORT", 993)
        # `yes` from the first byte, `starttls` after the greeting, `no` not at all.
        self.IMAP_TLS = read.text("IMAP_TLS", "yes").lower()
        self.IMAP_USER = read.text("IMAP_USER", "")
        self.IMAP_PASSWORD = read.text("IMAP_PASSWORD", "")
        self.IMAP_FOLDER = read.text("IMAP_FOLDER", "INBOX")
        # The address whose mails arrive there: replies and bounces are sent to it. Certificates are
        # forwarded to it with a code behind a +, which the mail server must deliver to it too.
        self.INBOUND_ADDRESS = read.text("INBOUND_ADDRESS", "").lower() if self.IMAP_HOST else ""
        # Larger mails are left in the mailbox for a person.
        self.INBOUND_MEGABYTES = read.number("INBOUND_MEGABYTES", 25)
        if self.IMAP_HOST and "@" not in self.INBOUND_ADDRESS:
            raise MissingSetting(
                "IMAP_HOST is set: INBOUND_ADDRESS must name the mailbox's address."
            )
        if self.IMAP_TLS not in {"yes", "starttls", "no"}:
            raise MissingSetting(f"IMAP_TLS must be yes, starttls or no, not {self.IMAP_TLS!r}.")

    def _read_trade(self, read: "_Reader") -> None:
        # Links of the help page, hidden while empty: their addresses are not public knowledge.
        self.HELP_URL = read.text("HELP_URL", "")
        # Where La Poste's form for more numbers stands: not public knowledge, hidden while empty.
        self.LA_POSTE_FORM_URL = read.text("LA_POSTE_FORM_URL", "")
        # Who at La Poste is asked where a certificate stays; empty: the merchant fills it in.
        self.LA_POSTE_EMAIL = read.text("LA_POSTE_EMAIL", "")
        # Labels that one batch may hold, as many as can be ticked.
        self.BATCH_LIMIT = read.number("BATCH_LIMIT", 5_000)
        # Days between two mails to a merchant who waits for La Poste, where no day was chosen.
        self.LA_POSTE_REMINDER_DAYS = max(1, read.number("LA_POSTE_REMINDER_DAYS", 7))
        self.ROWS_PER_PAGE = read.number("ROWS_PER_PAGE", 50)


def database_url(url: str) -> str:
    """The address in SQLAlchemy's words: hosts hand out `postgres://`, which it refuses."""
    return url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url


class _Reader:
    """Reads settings as text, whole numbers and flags."""

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
