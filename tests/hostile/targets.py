"""Every form of the program, filled in as it should be, by somebody who may send it now."""

from dataclasses import dataclass
from itertools import count
from uuid import uuid4

from app.accounts import team
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import Role, User
from app.clock import today
from app.contracts.models import Contract
from app.extensions import db
from tests import typed
from tests.cast import CLAIRE, PASSWORD, Cast
from tests.hostile.values import ORDERS, Value

File = tuple[bytes, str]  # what it holds, and its name


@dataclass(frozen=True)
class Target:
    """A form that its owner could send now. `owner` is empty where nobody need be signed in.

    Where it `lasts`, it can be sent again once it was taken.
    """

    path: str
    owner: str
    fields: dict[str, Value]
    file: File | None = None
    lasts: bool = False


class Targets:
    """Makes a target of each form, new ones as often as wanted."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._numbers = count(1)

    def make(self, name: str) -> Target:
        """A new one, its owner a newcomer."""
        with self.cast.app.app_context():
            number = next(self._numbers)
            maker = getattr(Makers, name.replace(" ", "__"))
            made: Target = maker(self.cast, f"owner{number}@alma.test", 10_000 * number)
            return made


class Makers:
    """How a target of each form is made: its owner's address, and serials that are free."""

    @staticmethod
    def sign_in(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/sign-in", "", typed_as(email=owner, password=PASSWORD, next="/shipments"))

    @staticmethod
    def sign_up(cast: Cast, owner: str, first: int) -> Target:
        return Target("/sign-up", "", typed_as(**typed.SIGN_UP | {"email": owner}))

    @staticmethod
    def sign_out(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/sign-out", owner, {})

    @staticmethod
    def language(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/language", owner, typed_as(language="en", next="/shipments"), lasts=True)

    @staticmethod
    def step__plan(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/onboarding/plan", owner, typed_as(plan="growth"), lasts=True)

    @staticmethod
    def step__port_paye(cast: Cast, owner: str, first: int) -> Target:
        cast.described(owner)
        return Target("/onboarding/port-paye", owner, typed_as(**typed.PORT_PAYE), lasts=True)

    @staticmethod
    def step__advisor(cast: Cast, owner: str, first: int) -> Target:
        cast.described(owner)
        fields = typed_as(advisor="known", email=CLAIRE, shown_to=CLAIRE)
        return Target("/onboarding/advisor", owner, fields)

    @staticmethod
    def activation(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.requested(owner)
        fields = typed_as(**typed.activation(first, first + 999), reason="Vu le certificat.")
        return Target(f"/contracts/{contract.id}/activation", CLAIRE, fields)

    @staticmethod
    def imports(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/shipments/imports", owner, {}, file=(ORDERS, "commandes.csv"), lasts=True)

    @staticmethod
    def batches(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.active(owner, first=first)
        shipments = cast.shipments(contract, 2)
        ticked = tuple(b"%d" % shipment.id for shipment in shipments)
        deposit = _deposit(contract) | {"customs_cleared": b"y"}
        return Target("/batches", owner, deposit | {"shipment": ticked})

    @staticmethod
    def void(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.active(owner, first=first)
        (label,) = cast.batch(contract, cast.shipments(contract, 1)).labels
        return Target(f"/labels/{label.id}/void", owner, {})

    @staticmethod
    def slips(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.active(owner, first=first)
        labels = cast.batch(contract, cast.shipments(contract, 2)).labels
        ticked = tuple(b"%d" % label.id for label in labels)
        return Target("/deposit-slips", owner, _deposit(contract) | {"label": ticked})

    @staticmethod
    def send_confirmation(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/confirmation", owner, {}, lasts=True)

    @staticmethod
    def confirmation(cast: Cast, owner: str, first: int) -> Target:
        user = cast.merchant(owner)
        return Target(f"/confirmation/{_token(Purpose.CONFIRMATION, user)}", owner, {}, lasts=True)

    @staticmethod
    def password(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/password", "", typed_as(email=owner), lasts=True)

    @staticmethod
    def new_password(cast: Cast, owner: str, first: int) -> Target:
        token = _token(Purpose.PASSWORD, cast.merchant(owner))
        return Target(f"/password/{token}", "", typed_as(password="long enough now"))

    @staticmethod
    def team(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        fields = typed_as(email=f"new-{owner}", role="shipper")
        return Target("/settings/team", owner, fields, lasts=True)

    @staticmethod
    def withdrawal(cast: Cast, owner: str, first: int) -> Target:
        merchant = cast.company(cast.merchant(owner))
        link = team.invite(merchant, f"new-{owner}", Role.SHIPPER, merchant.owner)
        db.session.commit()
        return Target(f"/settings/team/invitations/{link.id}/withdrawal", owner, {}, lasts=True)

    @staticmethod
    def removal(cast: Cast, owner: str, first: int) -> Target:
        member = cast.member(cast.company(cast.merchant(owner)), f"new-{owner}")
        return Target(f"/settings/team/{member.id}/removal", owner, {})

    @staticmethod
    def ownership(cast: Cast, owner: str, first: int) -> Target:
        member = cast.member(cast.company(cast.merchant(owner)), f"new-{owner}")
        return Target(f"/settings/team/{member.id}/ownership", owner, {})

    @staticmethod
    def invitation(cast: Cast, owner: str, first: int) -> Target:
        merchant = cast.company(cast.merchant(owner))
        facts = {"merchant_id": merchant.id, "role": Role.SHIPPER, "created_by": merchant.owner}
        _link, token = AccountLink.issue(Purpose.INVITATION, f"new-{owner}", **facts)
        db.session.commit()
        fields = typed_as(name="Tess", password="long enough now")
        return Target(f"/invitations/{token}", "", fields)

    @staticmethod
    def taking(cast: Cast, owner: str, first: int) -> Target:
        return Target(f"/contracts/{cast.requested(owner).id}/taking", CLAIRE, {}, lasts=True)

    @staticmethod
    def questions(cast: Cast, owner: str, first: int) -> Target:
        path = f"/contracts/{cast.requested(owner).id}/questions"
        return Target(path, CLAIRE, typed_as(question="Quel site ?"), lasts=True)

    @staticmethod
    def notes(cast: Cast, owner: str, first: int) -> Target:
        path = f"/contracts/{cast.requested(owner).id}/notes"
        return Target(path, CLAIRE, typed_as(note="À rappeler."), lasts=True)

    @staticmethod
    def answers(cast: Cast, owner: str, first: int) -> Target:
        cast.requested(owner)
        return Target("/onboarding/answers", owner, typed_as(answer="Lyon."), lasts=True)

    @staticmethod
    def reminders(cast: Cast, owner: str, first: int) -> Target:
        cast.requested(owner)
        return Target("/onboarding/reminders", owner, {}, lasts=True)

    @staticmethod
    def specimen(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/specimen", owner, typed_as(**typed.SENDER), lasts=True)

    @staticmethod
    def label_settings(cast: Cast, owner: str, first: int) -> Target:
        path = f"/requests/{cast.requested(owner).id}/label-settings"
        return Target(path, CLAIRE, typed_as(**typed.LABEL_SETTINGS), lasts=True)


def _token(purpose: Purpose, user: User) -> str:
    _link, token = AccountLink.issue(purpose, user.email, user_id=user.id)
    db.session.commit()
    return token


def typed_as(**fields: str) -> dict[str, Value]:
    """Fields as a browser sends them."""
    return {name: value.encode() for name, value in fields.items()}


def _deposit(contract: Contract) -> dict[str, Value]:
    return typed_as(
        site=str(contract.sites[0].id),
        deposit_date=today().isoformat(),
        request_key=str(uuid4()),
    )
