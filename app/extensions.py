"""The Flask extensions, created once and bound to an application by `create_app`."""

from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from app.database import Model

# Tables are subclasses of `app.database.Model`, which type checkers understand, and not of
# `db.Model`. `db` provides the engine and the session of the request.
db = SQLAlchemy(
    metadata=Model.metadata,
    engine_options={
        "pool_pre_ping": True,
        # Keeps statement parameters, such as names and addresses, out of the log.
        "hide_parameters": True,
    },
)
migrate = Migrate(render_as_batch=True, compare_type=True)
csrf = CSRFProtect()
login = LoginManager()
mailer = Mail()
