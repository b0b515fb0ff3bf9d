"""The people of the tests: Alice owns a shop, Bob another; Claire is an advisor, Adam an admin."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from app.accounts import passwords
from app.accounts.models import Membership, Merchant, Role, StaffRole, User, sign_up
from app.clock import today
from app.contracts.models import Contract, DepositSite
from app.deposits.models import DepositSlip, make_slip
from app.extensions import db
from app.labels.making import make_labels
from app.labels.models import Batch, Label
from app.language import LANGUAGES
from app.mail.models import OutboxMail
from app.onboarding.desk import checklist
from app.onboarding.desk.activation import activate
from app.onboarding.dialogue.templates import QuestionTemplate
from app.onboarding.la_poste.models import start_waiting
from app.onboarding.models import PlanAnswer
from app.ranges.bounds import Bounds
from app.ranges.models import Issuer, NumberRange, open_range
from app.shipments.models import FILE, Shipment
from tests import typed
from tests.page_client import PageClient

PASSWORD = "demonstration"
ALICE, BOB, CLAIRE = "alice@alma.test", "bob@basalte.test", "claire@sendcloud.test"
ADAM = "adam@sendcloud.test"  # an admin
TESS = "tess@alma.test"  # works for Alice


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

    def member(
        self, merchant: Merchant, email: str = TESS, role: Role = Role.SHIPPER
    ) -> Membership:
        """Somebody who works for a shop that is not theirs."""
        user = User(
            email=email,
            name="Tess",
            password_hash=passwords.hash_password(PASSWORD),
            language="fr",
        )
        member = Membership(user=user, merchant=merchant, role=role)
        db.session.add(member)
        db.session.commit()
        return member

    def advisor(self, email: str = CLAIRE, role: StaffRole = StaffRole.ADVISOR) -> User:
        """Someone at Sendcloud."""
        user = User(
            email=email,
            name=email.partition("@")[0].title(),
            password_hash=passwords.hash_password(PASSWORD),
            language="fr",
            staff_role=role,
        )
        db.session.add(user)
        db.session.commit()
        return user

    def waiting(self, email: str = ALICE) -> Contract:
        """A contract that La Poste has still to sign, the plan confirmed."""
        user = self.merchant(email)
        merchant = self.company(user)
        answer, contract = PlanAnswer(merchant=merchant), Contract(merchant=merchant)
        db.session.add_all([answer, contract])
        answer.confirm("growth", user)
        start_waiting(contract, user)
        db.session.commit()
        return contract

    def question_template(self) -> QuestionTemplate:
        """A question ready to be asked."""
        admin = User.by_email(ADAM) or self.admin()
        title, text = (
            {code: typed.QUESTION_TEMPLATE[f"{what}_{code}"] for code in LANGUAGES}
            for what in ("title", "text")
        )
        template = QuestionTemplate()
        template.write(title, text, admin)
        db.session.commit()
        return template

    def admin(self, email: str = ADAM) -> User:
        """Someone at Sendcloud who lets others in."""
        return self.advisor(email, StaffRole.ADMIN)

    def described(self, email: str = ALICE, *, coclico: str = "00098765") -> Contract:
        """A contract that is described in full, its plan confirmed, nobody asked yet."""
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
            starts_on=date(2026, 1, 1),
            sender_name=merchant.company,
            sender_street="12 rue des Lilas",
            sender_postcode="69002",
            sender_town="Lyon",
        )
        db.session.add(contract)
        contract.set_site("Lyon Montrochet PIC", "69381A")
        contract.describe(user)
        db.session.commit()
        return contract

    def requested(self, email: str = ALICE, *, coclico: str = "00098765") -> Contract:
        """A contract that is described in full and whose activation was asked for."""
        contract = self.described(email, coclico=coclico)
        contract.request_activation("support@sendcloud.test", contract.merchant.owner)
        db.session.commit()
        return contract

    def active(
        self,
        email: str = ALICE,
        *,
        first: int = 1_000,
        size: int = 100,
        coclico: str = "",
        issuer: Issuer = Issuer.SILLAGE,
    ) -> Contract:
        """An active contract with one range of `size` numbers, product 2L, from serial `first`."""
        advisor = User.by_email(CLAIRE) or self.advisor()
        contract = self.requested(email, coclico=coclico or f"{first:08d}")
        checklist.verify_all(contract, advisor)
        activate(contract, Bounds("2L", first, first + size - 1, first), by=advisor, issuer=issuer)
        db.session.commit()
        return contract

    def active_at_sendcloud(
        self, email: str = ALICE, *, first: int = 1_000, size: int = 100
    ) -> Contract:
        """An active contract whose numbers Sendcloud gives."""
        return self.active(email, first=first, size=size, issuer=Issuer.SENDCLOUD)

    def more_numbers(
        self, contract: Contract, *, first: int, size: int, product: str = "2L"
    ) -> NumberRange:
        """A further range of the contract, used up after those it has."""
        advisor = User.by_email(CLAIRE) or self.advisor()
        bounds = Bounds(product, first, first + size - 1, first)
        opened = open_range(contract, bounds, by=advisor, issuer=Issuer.SILLAGE)
        db.session.commit()
        return opened

    def second_site(self, contract: Contract, name: str = "Villeurbanne PIC") -> DepositSite:
        """Another place where the contract's mail is handed over."""
        site = DepositSite(contract=contract, name=name, code="69266B")
        db.session.add(site)
        db.session.commit()
        return site

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

    def batch(
        self,
        contract: Contract,
        shipments: Sequence[Shipment],
        *,
        site: DepositSite | None = None,
    ) -> Batch:
        """Labels for these shipments, to be handed over today at the usual site."""
        batch = make_labels(
            contract,
            [shipment.id for shipment in shipments],
            site=site or contract.sites[0],
            deposit_date=today(),
            request_key=str(uuid4()),
            customs_cleared=True,
            by=contract.merchant.owner,
        )
        db.session.commit()
        return batch

    def slip(
        self, contract: Contract, labels: Sequence[Label], *, day: date | None = None
    ) -> DepositSlip:
        """A deposit slip with these labels, for today."""
        slip = make_slip(
            contract,
            [label.id for label in labels],
            site=labels[0].batch.contract.sites[0],
            deposit_date=day or today(),
            request_key=str(uuid4()),
            by=contract.merchant.owner,
        )
        db.session.commit()
        return slip

    def browser(self, email: str = ALICE) -> PageClient:
        """A browser in which this person is signed in."""
        return self.stranger().sign_in(email)

    def stranger(self) -> PageClient:
        """A browser in which nobody is signed in."""
        client = self.app.test_client()
        assert isinstance(client, PageClient)
        return client

    @staticmethod
    def company(user: User) -> Merchant:
        """The shop of its owner."""
        merchant = user.merchant
        assert merchant is not None
        return merchant

    @staticmethod
    def mails(kind: str) -> Sequence[OutboxMail]:
        """The mails of one kind, in the order they were written."""
        written = select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)
        return db.session.scalars(written).all()
