"""To whom merchants are given."""

from collections.abc import Sequence

from wtforms import SelectChoice, SelectField

from app.accounts.models import User
from app.forms import Form
from app.language import gettext
from app.language import lazy_gettext as _


class ReassignmentForm(Form):
    """Who looks after an advisor's merchants from now on."""

    to = SelectField(_("Confier ses marchands à"), validate_choice=False)

    def offer(self, advisor: User) -> None:
        """Everybody who may sign in, but the advisor themselves."""
        self._offered: Sequence[User] = [p for p in User.advisors() if p.id != advisor.id]
        nobody = SelectChoice("", gettext("Choisissez"))
        people = (SelectChoice(str(person.id), person.name) for person in self._offered)
        self.to.choices = [nobody, *people]

    @property
    def chosen(self) -> User | None:
        """The person chosen; None where nobody was, or somebody who was not offered."""
        return next((p for p in self._offered if str(p.id) == self.to.data), None)

    def ask_for_somebody(self) -> None:
        """Say that somebody must be named."""
        self.to.errors = [gettext("Choisissez qui s'occupe désormais de ces marchands.")]
