"""The command that loads the demonstration data."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from app.accounts import passwords
from app.accounts.models import User
from app.database import begin_write
from app.demonstration.people import PASSWORD, load
from app.extensions import db
from app.high_water.stored_marks import forget_marks
from app.renewals.reserve.low_reserve import warn_of_low_reserves


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing if there is data already.")
@with_appcontext
def demo(if_empty: bool) -> None:
    """Load the demonstration data: merchants in each state, advisors and an admin."""
    if not current_app.config["DEVELOPMENT"]:
        raise click.ClickException(
            "The demonstration's passwords are public: set SILLAGE_ENV=development to load it."
        )
    if db.session.scalar(select(func.count(User.id))):
        if if_empty:
            return
        raise click.ClickException(
            "There is data already; the demonstration wants an empty database."
        )
    hashed = passwords.hash_password(PASSWORD)
    # The numbers of an earlier demonstration are on no letter: these may be the same.
    forget_marks()
    begin_write(db.session)
    load(hashed)
    db.session.commit()
    warn_of_low_reserves()
    click.echo(f"Demonstration loaded. Password of every account: {PASSWORD}")
