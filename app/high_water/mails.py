"""The mail to the admins: the database was taken for a restored one."""

from app.accounts.models import StaffRole, User
from app.high_water.registry import registry
from app.mail import outbox


def tell_admins() -> None:
    """Write to every admin, in the transaction that notes it."""
    for admin in User.advisors():
        if admin.staff_role == StaffRole.ADMIN:
            outbox.queue(
                "database_restored",
                to=admin.email,
                language=admin.language,
                person=admin,
                commands=[f"flask {kind} advance --by {admin.email}" for kind in registry().kinds],
            )
