"""Accounts: people, companies, permissions, and the audit journal of who did what when."""

from flask import Flask

from app.extensions import login


def init_app(app: Flask) -> None:
    """Register the pages, the loader of the session's user and the command `create-admin`."""
    from app.accounts import (
        account_routes,
        commands,
        guards,
        link_routes,
        routes,
        staff_routes,
        team_routes,
        visits,
    )
    from app.accounts.models import User

    login.user_loader(User.of_session)
    for module in (routes, link_routes, account_routes, team_routes, staff_routes):
        app.register_blueprint(module.blueprint)
    app.jinja_env.globals |= {"current_visit": visits.current, "reads_only": guards.reads_only}
    app.cli.add_command(commands.create_admin)
