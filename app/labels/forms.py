"""What making labels asks for."""

from datetime import timedelta
from uuid import uuid4

from wtforms import BooleanField, DateField, HiddenField, SelectChoice
from wtforms import validators as v

from app.clock import today
from app.contracts.models import Contract, DepositSite
from app.forms import ChoiceField, Form
from app.language import gettext
from app.language import lazy_gettext as _

# A label carries its day of deposit: further ahead is a slip of the finger.
FURTHEST_DAY = timedelta(days=60)


class DepositForm(Form):
    """Where and when the mail is handed over, and the key that makes two clicks one request."""

    site = ChoiceField(_("Site de dépôt"), missing=_("Choisissez le site de dépôt."))
    deposit_date = DateField(
        _("Jour du dépôt"),
        [v.DataRequired(_("Indiquez le jour du dépôt, par exemple 2026-11-24."))],
    )
    request_key = HiddenField(validators=[v.UUID(message=_("Rechargez la page."))])

    def offer(self, contract: Contract, named: DepositSite | None = None) -> None:
        """Offer the contract's sites; the first, and today, are chosen beforehand.

        A site that labels name stays among them, though it be withdrawn by now.
        """
        offered = [*contract.open_sites, *([named] if named else [])]
        self._sites = {str(site.id): site for site in offered}
        self.site.choices = [SelectChoice(key, site.name) for key, site in self._sites.items()]
        if not self.is_submitted():
            self.site.data = next(iter(self._sites), None)
            self.deposit_date.data = today()
            self.request_key.data = str(uuid4())

    @property
    def chosen_site(self) -> DepositSite:
        """The site that was chosen."""
        return self._sites[self.site.data]

    def validate_deposit_date(self, field: DateField) -> None:
        """Today or soon."""
        if not today() <= field.data <= today() + FURTHEST_DAY:
            raise v.ValidationError(
                gettext("Le jour du dépôt est aujourd'hui au plus tôt, dans 60 jours au plus tard.")
            )


class BatchForm(DepositForm):
    """A batch of labels."""

    customs_cleared = BooleanField(
        _(
            "Les envois vers l'outre-mer ne contiennent que des documents, ou leur déclaration en "
            "douane est jointe"
        ),
    )
