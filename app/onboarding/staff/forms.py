"""The form for reassigning an advisor's merchants."""

from collections.abc import Sequence

from wtforms import SelectChoice, SelectField

from app.accounts.models import User
from app.forms import Form
from app.language import gettext
from app.language import lazy_gettext as _


class ReassignmentForm(Form):
    """Which colleague takes over an advisor's merchants."""

    to = SelectField(_("Confier ses marchands à"), validate_choice=False)

    def offer(self, advisor: User) -> None:
        """Offer every active advisor except the one whose merchants are reassigned."""
        self._offered: Sequence[User] = [p for p in User.advisors() if p.id != advisor.id]
        nobody = SelectChoice("", gettext("Choisissez"))
        people = (SelectChoice(str(person.id), person.name) for person in self._offered)
        self.to.choices = [nobody, *people]

    @property
    def chosen(self) -> User | None:
        """The chosen colleague; None if nobody is chosen, or somebody who was not offered."""
        return next((p for p in self._offered if str(p.id) == self.to.data), None)

    def ask_for_somebody(self) -> None:
        """Put an error on the field: a colleague must be chosen."""
        self.to.errors = [gettext("Choisissez qui s'occupe désormais de ces marchands.")]
