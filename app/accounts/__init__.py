"""Who is who: people, companies, who may see what, and who did what when."""

from flask import Flask

from app.extensions import db, login


def init_app(app: Flask) -> None:
    """Add the pages of sign-in and sign-up and the command that makes the first admin."""
    from app.accounts import commands, routes
    from app.accounts.models import User

    login.user_loader(lambda user_id: db.session.get(User, int(user_id)))
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(commands.create_admin)
