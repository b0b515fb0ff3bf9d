"""The people of the tests: Alice owns a shop, Bob another, Claire is an advisor."""

from collections.abc import Sequence
from uuid import uuid4

from flask import Flask

from app.accounts import passwords
from app.accounts.models import Merchant, StaffRole, User, sign_up
from app.clock import today
from app.contracts.models import Contract
from app.extensions import db
from app.labels.making import make_labels
from app.labels.models import Batch
from app.onboarding.activation import activate
from app.onboarding.models import PlanAnswer
from app.ranges.bounds import Bounds
from app.shipments.models import FILE, Shipment

PASSWORD = "demonstration"
ALICE, BOB, CLAIRE = "alice@alma.test", "bob@basalte.test", "claire@sendcloud.test"


class Cast:
    """Makes people and what is theirs, through the doors that everybody uses.

    Call its methods inside the application's context; each commits. Names are addresses.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app

    def merchant(self, email: str = ALICE, *, language: str = "fr") -> User:
        """The owner of a shop that has just signed up."""
        name = email.partition("@")[0].title()
        user = sign_up(
            company=f"Atelier {name}",
            siret="90300003200016",
            name=name,
            email=email,
            password_hash=passwords.hash_password(PASSWORD),
            language=language,
        )
        db.session.commit()
        return user

    def advisor(self, email: str = CLAIRE) -> User:
        """Someone at Sendcloud."""
        user = User(
            email=email,
            name="Claire",
            password_hash=passwords.hash_password(PASSWORD),
            language="fr",
            staff_role=StaffRole.ADVISOR,
        )
        db.session.add(user)
        db.session.commit()
        return user

    def requested(self, email: str = ALICE, *, coclico: str = "00098765") -> Contract:
        """A contract that is described in full and whose activation was asked for."""
        user = self.merchant(email)
        merchant = self.company(user)
        answer = PlanAnswer(merchant=merchant)
        db.session.add(answer)
        answer.confirm("growth", user)
        contract = Contract(
            merchant=merchant,
            contract_number="D-1234567-8",
            coclico=coclico,
            tracking_account="118402",
            sender_name=merchant.company,
            sender_street="12 rue des Lilas",
            sender_postcode="69002",
            sender_town="Lyon",
        )
        db.session.add(contract)
        contract.set_site("Lyon Montrochet PIC", "69381A")
        contract.describe(user)
        contract.request_activation("support@sendcloud.test", user)
        db.session.commit()
        return contract

    def active(self, email: str = ALICE, *, first: int = 1_000, size: int = 100) -> Contract:
        """An active contract with one range of `size` numbers, product 2L, from serial `first`."""
        advisor = User.by_email(CLAIRE) or self.advisor()
        contract = self.requested(email, coclico=f"{first:08d}")
        activate(contract, Bounds("2L", first, first + size - 1, first), by=advisor)
        db.session.commit()
        return contract

    def shipments(
        self, contract: Contract, count: int, *, postcode: str = "69002", grams: int = 120
    ) -> list[Shipment]:
        """Shipments that wait for their label."""
        made = [
            Shipment(
                merchant_id=contract.merchant_id,
                source=FILE,
                reference=f"CMD-{uuid4().hex[:12]}",
                line1=f"Destinataire {n}",
                line2="",
                line3="",
                line4=f"{n} rue de la République",
                line5="",
                postcode=postcode,
                town="Lyon",
                grams=grams,
            )
            for n in range(1, count + 1)
        ]
        db.session.add_all(made)
        db.session.commit()
        return made

    def batch(self, contract: Contract, shipments: Sequence[Shipment]) -> Batch:
        """Labels for these shipments."""
        batch = make_labels(
            contract,
            [shipment.id for shipment in shipments],
            site=contract.sites[0],
            deposit_date=today(),
            request_key=str(uuid4()),
            customs_cleared=True,
            by=contract.merchant.owner,
        )
        db.session.commit()
        return batch

    @staticmethod
    def company(user: User) -> Merchant:
        """The shop of its owner."""
        merchant = user.merchant
        assert merchant is not None
        return merchant
