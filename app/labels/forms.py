"""The forms for making labels, and the fields that deposit slips share with them."""

from datetime import timedelta
from uuid import uuid4

from wtforms import BooleanField, DateField, HiddenField, SelectChoice
from wtforms import validators as v

from app.clock import today
from app.contracts.models import Contract, DepositSite
from app.forms import ChoiceField, Form
from app.language import gettext
from app.language import lazy_gettext as _

# A label states its day of deposit; a later day is probably a typing error.
FURTHEST_DAY = timedelta(days=60)


class DepositForm(Form):
    """Deposit site and day, and the key by which a double click is recognised as one request."""

    site = ChoiceField(_("Site de dépôt"), missing=_("Choisissez le site de dépôt."))
    deposit_date = DateField(
        _("Jour du dépôt"),
        [v.DataRequired(_("Indiquez le jour du dépôt, par exemple 2026-11-24."))],
    )
    request_key = HiddenField(validators=[v.UUID(message=_("Rechargez la page."))])

    def offer(self, contract: Contract, named: DepositSite | None = None) -> None:
        """Offer the contract's open sites, with the first one and today preselected.

        `named` is a site that labels state; it is offered even if it was withdrawn since.
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
        """The chosen site, of a valid form."""
        return self._sites[self.site.data]

    def validate_deposit_date(self, field: DateField) -> None:
        """Refuse past days, and days more than `FURTHEST_DAY` ahead."""
        if not today() <= field.data <= today() + FURTHEST_DAY:
            raise v.ValidationError(
                gettext("Le jour du dépôt est aujourd'hui au plus tôt, dans 60 jours au plus tard.")
            )


class BatchForm(DepositForm):
    """What a batch of labels needs: site, day, and the confirmation for customs."""

    customs_cleared = BooleanField(
        _(
            "Les envois vers l'outre-mer ne contiennent que des documents, ou leur déclaration en "
            "douane est jointe"
        ),
    )
