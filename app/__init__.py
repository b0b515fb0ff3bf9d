"""Sillage: a merchant's own Lettre Suivie contract with Sendcloud, from sign-up to deposit."""

from importlib import import_module
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app import errors, formats, language, page
from app.config import Config
from app.extensions import csrf, db, login, mailer, migrate

# Each package brings its own tables, pages and commands. A package imports only earlier ones.
FEATURES = (
    "jobs",
    "uploads",
    "mail",
    "accounts",
    "high_water",
    "backups",
    "contracts",
    "ranges",
    "onboarding",
    "renewals",
    "shipments",
    "labels",
    "deposits",
    "invoices",
    "specimens",
    "overview",
    "demonstration",
)


def create_app(config: Config | None = None) -> Flask:
    """Create the application; without a `config`, settings are read from the environment.

    Raises `MissingSetting` if a required setting is absent or invalid.
    """
    config = config or Config()
    app = Flask(__name__, instance_path=config.INSTANCE_PATH)
    app.config.from_object(config)
    Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.PROXIES:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, config.PROXIES, config.PROXIES, config.PROXIES
        )
    _bind_extensions(app)
    for module in (language, formats, page, errors):
        module.init_app(app)
    for feature in FEATURES:
        import_module(f"app.{feature}").init_app(app)
    return app


def _bind_extensions(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(Path(__file__).parent.parent / "migrations"))
    csrf.init_app(app)
    login.init_app(app)
    mailer.init_app(app)
