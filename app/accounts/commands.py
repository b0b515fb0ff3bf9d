"""The command that creates the first administrator."""

import click
from flask.cli import with_appcontext

from app.accounts import passwords
from app.accounts.models import StaffRole, User, record
from app.database import begin_write
from app.extensions import db


@click.command("create-admin")
@click.option("--email", prompt=True, help="Their e-mail address.")
@click.option("--name", prompt=True, help="Their name.")
@click.password_option(help="Their password, at least 10 characters.")
@with_appcontext
def create_admin(email: str, name: str, password: str) -> None:
    """Create an administrator's account."""
    if User.by_email(email):
        raise click.ClickException(f"{email} already has an account.")
    if len(password) < 10:
        raise click.ClickException("The password needs at least 10 characters.")
    hashed = passwords.hash_password(password)
    begin_write(db.session)
    admin = User(
        email=email.strip().lower(),
        name=name,
        password_hash=hashed,
        language="fr",
        staff_role=StaffRole.ADMIN,
    )
    db.session.add(admin)
    record("admin.created", admin, None, None)
    db.session.commit()
    click.echo(f"{email} may sign in.")
