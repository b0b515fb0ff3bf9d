"""Every form of the program, filled in as it should be, by somebody who may send it now."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from uuid import uuid4

from app.accounts import replacement, staff, team
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import Role, StaffRole, User
from app.clock import today
from app.contracts.forms import SenderFields
from app.contracts.models import Contract
from app.contracts.suspension import suspend
from app.extensions import db
from app.invoices.models import add_invoice
from app.months import first_of
from app.onboarding.answers import Answers
from app.onboarding.desk.checklist import checks
from app.onboarding.dialogue.documents import add_proof
from app.onboarding.recipient import Addressee
from app.ranges.bounds import Bounds
from app.ranges.forecast import Peak
from app.ranges.models import Issuer, NumberRange
from app.ranges.peaks import declare
from app.renewals import models as renewals
from app.renewals.contests import models as contests
from app.uploads.models import check_upload, write_file
from tests import samples, typed
from tests.cast import ADAM, CLAIRE, PASSWORD, Cast
from tests.hostile.values import ORDERS, Value
from tests.renewals import renewing

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
    def account(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        fields = typed_as(name="Alice", email=f"new{first}@alma.test", password=PASSWORD)
        return Target("/account", owner, fields, lasts=True)

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
    def step__demonstration(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        fields = typed_as(plan="demo", times="mardi matin", phone="04 78 00 00 00")
        return Target("/onboarding/plan", owner, fields, lasts=True)

    @staticmethod
    def step__port_paye(cast: Cast, owner: str, first: int) -> Target:
        cast.described(owner)
        return Target(
            "/onboarding/port-paye",
            owner,
            typed_as(**typed.PORT_PAYE, ends_on="2030-12-31"),
            lasts=True,
        )

    @staticmethod
    def step__advisor(cast: Cast, owner: str, first: int) -> Target:
        cast.described(owner)
        fields = typed_as(advisor="known", email=CLAIRE, shown_to=CLAIRE, sendcloud_email=owner)
        return Target("/onboarding/advisor", owner, fields)

    @staticmethod
    def step__advisor__by__name(cast: Cast, owner: str, first: int) -> Target:
        cast.described(owner).merchant.owner.confirm()
        name = f"Advisor {first}"
        advisor = cast.advisor(f"{first}@sendcloud.test")
        advisor.name = name
        db.session.commit()
        shown_to = Addressee.from_directory(advisor).key
        fields = typed_as(advisor="directory", advisor_name=name, shown_to=shown_to)
        return Target("/onboarding/advisor", owner, fields)

    @staticmethod
    def letter(cast: Cast, owner: str, first: int) -> Target:
        cast.waiting(owner)
        names = SenderFields.SENDER
        sender = {name: typed.PORT_PAYE[name] for name in names if name in typed.PORT_PAYE}
        fields = typed_as(**sender, sender_complement="Cour B", phone="04 78 00 00 00")
        return Target("/onboarding/port-paye/letter", owner, fields, lasts=True)

    @staticmethod
    def letter__sending(cast: Cast, owner: str, first: int) -> Target:
        cast.waiting(owner)
        return Target("/onboarding/port-paye/letter/sending", owner, {}, lasts=True)

    @staticmethod
    def la_poste__checklist(cast: Cast, owner: str, first: int) -> Target:
        cast.waiting(owner)
        fields: dict[str, Value] = {"thing": (b"sites", b"artwork")}
        return Target("/onboarding/port-paye/checklist", owner, fields, lasts=True)

    @staticmethod
    def la_poste__reminder(cast: Cast, owner: str, first: int) -> Target:
        cast.waiting(owner)
        fields = typed_as(remind_on=(today() + timedelta(days=3)).isoformat())
        return Target("/onboarding/port-paye/reminder", owner, fields, lasts=True)

    @staticmethod
    def la_poste__silence(cast: Cast, owner: str, first: int) -> Target:
        cast.waiting(owner)
        return Target("/onboarding/port-paye/reminder/silence", owner, {}, lasts=True)

    @staticmethod
    def la_poste__resumption(cast: Cast, owner: str, first: int) -> Target:
        cast.waiting(owner)
        return Target("/onboarding/port-paye/reminder/resumption", owner, {}, lasts=True)

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
    def answers__with_a_file(cast: Cast, owner: str, first: int) -> Target:
        cast.requested(owner)
        file = (samples.picture(), "site.jpg")
        fields = typed_as(answer="Lyon.")
        return Target("/onboarding/answers", owner, fields, file=file, lasts=True)

    @staticmethod
    def proofs(cast: Cast, owner: str, first: int) -> Target:
        cast.described(owner)
        file = (samples.pdf(), "contrat.pdf")
        return Target("/onboarding/documents", owner, {}, file=file, lasts=True)

    @staticmethod
    def proof_withdrawal(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.described(owner)
        file = write_file(check_upload(samples.pdf()), "contrat.pdf")
        document = add_proof(contract, file, contract.merchant.owner)
        db.session.commit()
        return Target(f"/onboarding/documents/{document.id}/withdrawal", owner, {}, lasts=True)

    @staticmethod
    def reminders(cast: Cast, owner: str, first: int) -> Target:
        cast.requested(owner)
        return Target("/onboarding/reminders", owner, {}, lasts=True)

    @staticmethod
    def assignment(cast: Cast, owner: str, first: int) -> Target:
        path = f"/contracts/{cast.requested(owner).id}/assignment"
        return Target(path, CLAIRE, typed_as(advisor=str(_id_of(CLAIRE))), lasts=True)

    @staticmethod
    def verification(cast: Cast, owner: str, first: int) -> Target:
        path = f"/contracts/{cast.requested(owner).id}/verification"
        fields = typed_as(**typed.activation(first, first + 999), ends_on="2030-12-31")
        return Target(path, CLAIRE, fields | typed_as(site_postcode="69002"), lasts=True)

    @staticmethod
    def verified__again(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.active(owner, first=first)
        contract.allow_site("Bron PIC", None)
        db.session.commit()
        seen = next(c.trace for c in checks(Answers.about(contract)) if c.item.slug == "sites")
        path = f"/contracts/{contract.id}/verified-again"
        return Target(path, CLAIRE, typed_as(item="sites", seen=seen), lasts=True)

    @staticmethod
    def suspension(cast: Cast, owner: str, first: int) -> Target:
        path = f"/contracts/{cast.active(owner, first=first).id}/suspension"
        return Target(path, CLAIRE, typed_as(reason="Facture impayée."))

    @staticmethod
    def resumption(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.active(owner, first=first)
        suspend(contract, "Facture impayée.", contract.merchant.owner)
        db.session.commit()
        return Target(f"/contracts/{contract.id}/resumption", CLAIRE, typed_as(reason="Payée."))

    @staticmethod
    def sites(cast: Cast, owner: str, first: int) -> Target:
        path = f"/requests/{cast.requested(owner).id}/sites"
        fields = typed_as(site_name="Bron PIC", site_code="69500A", site_postcode="69500")
        return Target(path, CLAIRE, fields, lasts=True)

    @staticmethod
    def site_withdrawal(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.requested(owner)
        site = cast.second_site(contract)
        path = f"/contracts/{contract.id}/sites/{site.id}/withdrawal"
        return Target(path, CLAIRE, {}, lasts=True)

    @staticmethod
    def replacements(cast: Cast, owner: str, first: int) -> Target:
        away = cast.advisor(f"a{first}@sendcloud.test")
        days = {"first_day": today().isoformat(), "last_day": today().isoformat()}
        fields = typed_as(advisor=str(away.id), substitute=str(_id_of(CLAIRE)), **days)
        return Target("/replacements", away.email, fields)

    @staticmethod
    def replacement_withdrawal(cast: Cast, owner: str, first: int) -> Target:
        away, claire = cast.advisor(f"a{first}@sendcloud.test"), User.by_email(CLAIRE)
        planned = replacement.plan(away, claire or away, today(), today(), by=away)
        db.session.commit()
        return Target(f"/replacements/{planned.id}/withdrawal", away.email, {}, lasts=True)

    @staticmethod
    def new_question_template(cast: Cast, owner: str, first: int) -> Target:
        fields = typed_as(**typed.QUESTION_TEMPLATE)
        return Target("/question-templates/new", ADAM, fields, lasts=True)

    @staticmethod
    def question_template(cast: Cast, owner: str, first: int) -> Target:
        path = f"/question-templates/{cast.question_template().id}"
        return Target(path, ADAM, typed_as(**typed.QUESTION_TEMPLATE), lasts=True)

    @staticmethod
    def archival(cast: Cast, owner: str, first: int) -> Target:
        path = f"/question-templates/{cast.question_template().id}/archival"
        return Target(path, ADAM, {}, lasts=True)

    @staticmethod
    def specimen(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/specimen", owner, typed_as(**typed.SENDER), lasts=True)

    @staticmethod
    def label_settings(cast: Cast, owner: str, first: int) -> Target:
        path = f"/requests/{cast.requested(owner).id}/label-settings"
        return Target(path, CLAIRE, typed_as(**typed.LABEL_SETTINGS), lasts=True)

    @staticmethod
    def advisors(cast: Cast, owner: str, first: int) -> Target:
        cast.admin(owner)
        fields = typed_as(email=f"new-{owner}", role="advisor")
        return Target("/advisors", owner, fields, lasts=True)

    @staticmethod
    def staff_withdrawal(cast: Cast, owner: str, first: int) -> Target:
        link = staff.invite(f"new-{owner}", StaffRole.ADVISOR, cast.admin(owner))
        db.session.commit()
        return Target(f"/advisors/invitations/{link.id}/withdrawal", owner, {}, lasts=True)

    @staticmethod
    def joining(cast: Cast, owner: str, first: int) -> Target:
        facts = {"staff_role": StaffRole.ADVISOR, "created_by": cast.admin(owner)}
        _link, token = AccountLink.issue(Purpose.INVITATION, f"new-{owner}", **facts)
        db.session.commit()
        fields = typed_as(name="Cléo", password="long enough now")
        return Target(f"/advisors/joining/{token}", "", fields)

    @staticmethod
    def deactivation(cast: Cast, owner: str, first: int) -> Target:
        return _giving_on(cast, owner, "deactivation")

    @staticmethod
    def reassignment(cast: Cast, owner: str, first: int) -> Target:
        return _giving_on(cast, owner, "reassignment")

    @staticmethod
    def reactivation(cast: Cast, owner: str, first: int) -> Target:
        cast.admin(owner)
        gone = cast.advisor(f"gone-{owner}")
        return Target(f"/advisors/{gone.id}/reactivation", owner, {}, lasts=True)

    @staticmethod
    def visit(cast: Cast, owner: str, first: int) -> Target:
        cast.advisor(owner)
        merchant = cast.company(cast.merchant(f"shop-{owner}"))
        return Target(f"/merchants/{merchant.id}/visit", owner, {}, lasts=True)

    @staticmethod
    def visit_end(cast: Cast, owner: str, first: int) -> Target:
        cast.advisor(owner)
        return Target("/visit/end", owner, {}, lasts=True)

    @staticmethod
    def renewals(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.active(owner, first=first)
        return Target(f"/contracts/{contract.id}/renewals", owner, {}, lasts=True)

    @staticmethod
    def renewal_values(cast: Cast, owner: str, first: int) -> Target:
        fields = typed_as(yearly_estimate="12000", email=owner)
        return Target(f"{_renewal(cast, owner, first)}/values", owner, fields, lasts=True)

    @staticmethod
    def renewal_submission(cast: Cast, owner: str, first: int) -> Target:
        return Target(f"{_renewal(cast, owner, first)}/submission", owner, {}, lasts=True)

    @staticmethod
    def renewal_submission__again(cast: Cast, owner: str, first: int) -> Target:
        path = f"{_renewal(cast, owner, first)}/submission"
        return Target(
            path, owner, typed_as(again="2026-01-01T00:00:00+00:00", email=owner), lasts=True
        )

    @staticmethod
    def renewal_confirmation(cast: Cast, owner: str, first: int) -> Target:
        return Target(f"{_renewal(cast, owner, first)}/confirmation", owner, {}, lasts=True)

    @staticmethod
    def certificate(cast: Cast, owner: str, first: int) -> Target:
        path = f"{_renewal(cast, owner, first)}/certificate"
        fields = typed_as(text=renewing.certificate((first + 1_000, 500)))
        return Target(path, owner, fields, lasts=True)

    @staticmethod
    def certificate__as__a__file(cast: Cast, owner: str, first: int) -> Target:
        path = f"{_renewal(cast, owner, first)}/certificate"
        file = (renewing.certificate((first + 1_000, 500)).encode(), "certificat.txt")
        return Target(path, owner, {}, file=file, lasts=True)

    @staticmethod
    def refusal(cast: Cast, owner: str, first: int) -> Target:
        path = _renewal(cast, owner, first)
        renewal = db.session.get_one(renewals.Renewal, int(path.rpartition("/")[2]))
        renewal.submit(renewal.started_by)
        db.session.commit()
        fields = typed_as(reason="Le COCLICO est inconnu.", field="coclico")
        return Target(f"{path}/refusal", owner, fields, lasts=True)

    @staticmethod
    def sendcloud_entry(cast: Cast, owner: str, first: int) -> Target:
        known = _range_at_sendcloud(cast, owner, first)
        return Target(f"/ranges/{known.id}/sendcloud", owner, {}, lasts=True)

    @staticmethod
    def reserve_people(cast: Cast, owner: str, first: int) -> Target:
        member = cast.member(cast.active(owner, first=first).merchant, f"tess-{owner}")
        fields = typed_as(second=str(member.id), renewers=str(member.id))
        return Target("/ranges/people", owner, fields, lasts=True)

    @staticmethod
    def contest(cast: Cast, owner: str, first: int) -> Target:
        path = _contest_path(cast, owner, first)
        fields = typed_as(**renewing.typed_range(first + 500, 100), text="Certificat")
        return Target(path, owner, fields, lasts=True)

    @staticmethod
    def contest__with__a__file(cast: Cast, owner: str, first: int) -> Target:
        path = _contest_path(cast, owner, first)
        fields = typed_as(**renewing.typed_range(first + 500, 100))
        return Target(path, owner, fields, file=(samples.pdf(), "certificat.pdf"), lasts=True)

    @staticmethod
    def decision(cast: Cast, owner: str, first: int) -> Target:
        advisor = cast.advisor(owner)
        contract = cast.active(f"shop-{owner}", first=first)
        cast.active(f"other-{owner}", first=first + 500)
        bounds = Bounds("2L", first + 500, first + 599, first + 500)
        begun, _ = contests.contest(contract, bounds, contests.Evidence("Certificat"), advisor)
        db.session.commit()
        fields = typed_as(decision="keep", reason="Vu avec La Poste.")
        return Target(f"/contests/{begun.id}", owner, fields, lasts=True)

    @staticmethod
    def abandonment(cast: Cast, owner: str, first: int) -> Target:
        return Target(f"{_renewal(cast, owner, first)}/abandonment", owner, {}, lasts=True)

    @staticmethod
    def new_range(cast: Cast, owner: str, first: int) -> Target:
        path = f"{_renewal(cast, owner, first)}/range"
        return Target(
            path, owner, typed_as(**renewing.typed_range(first + 1_000, 500), count="500")
        )

    @staticmethod
    def pencil(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.active(owner, first=first)
        fields = typed_as(
            **renewing.typed_range(first + 1_000, 500), count="500", reason="Vu avec La Poste."
        )
        return Target(f"/settings/contracts/{contract.id}", CLAIRE, fields)

    @staticmethod
    def correction(cast: Cast, owner: str, first: int) -> Target:
        known = cast.more_numbers(cast.active(owner, first=first), first=first + 1_000, size=500)
        fields = typed_as(**renewing.typed_range(first + 1_000, 400))
        return Target(f"/ranges/{known.id}/correction", owner, fields)

    @staticmethod
    def range_certificate(cast: Cast, owner: str, first: int) -> Target:
        (known,) = NumberRange.all_of(cast.active(owner, first=first))
        fields = typed_as(text=renewing.certificate((first, 100)))
        return Target(f"/ranges/{known.id}/certificate", owner, fields, lasts=True)

    @staticmethod
    def range_certificate__as__a__file(cast: Cast, owner: str, first: int) -> Target:
        (known,) = NumberRange.all_of(cast.active(owner, first=first))
        file = (samples.pdf(), "certificat.pdf")
        return Target(f"/ranges/{known.id}/certificate", owner, {}, file=file, lasts=True)

    @staticmethod
    def peaks(cast: Cast, owner: str, first: int) -> Target:
        cast.active(owner, first=first)
        day = (today() + timedelta(days=3)).isoformat()
        fields = typed_as(first_day=day, last_day=day, quantity="200")
        return Target("/ranges/peaks", owner, fields, lasts=True)

    @staticmethod
    def peak_withdrawal(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.active(owner, first=first)
        peak = declare(contract, Peak(today(), today(), 200), contract.merchant.owner)
        db.session.commit()
        return Target(f"/ranges/peaks/{peak.id}/withdrawal", owner, {}, lasts=True)

    @staticmethod
    def prices(cast: Cast, owner: str, first: int) -> Target:
        cast.active(owner, first=first)
        fields = typed_as(valid_from="2026-01-01", corrects="2025-01-01", metropole_250="2,1234")
        return Target("/prices", owner, fields | typed_as(om1_3000="9.5 €"), lasts=True)

    @staticmethod
    def invoices(cast: Cast, owner: str, first: int) -> Target:
        cast.active(owner, first=first)
        file = (samples.pdf(), "facture.pdf")
        return Target("/documents", owner, typed_as(month="10/2026"), file=file, lasts=True)

    @staticmethod
    def invoice_withdrawal(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.active(owner, first=first)
        file = write_file(check_upload(samples.pdf()), "facture.pdf")
        invoice = add_invoice(contract, file, first_of(today()), contract.merchant.owner)
        db.session.commit()
        return Target(f"/documents/invoices/{invoice.id}/withdrawal", owner, {}, lasts=True)

    @staticmethod
    def thresholds(cast: Cast, owner: str, first: int) -> Target:
        cast.active(owner, first=first)
        fields = typed_as(days="20, 10, 5, 2", percents="20, 10, 5")
        return Target("/ranges/thresholds", owner, fields, lasts=True)

    @staticmethod
    def uses(cast: Cast, owner: str, first: int) -> Target:
        known = _range_at_sendcloud(cast, owner, first)
        fields = typed_as(last_used=renewing.numbers(first, 10)[1])
        return Target(f"/ranges/{known.id}/uses", owner, fields)

    @staticmethod
    def uses__in__a__file(cast: Cast, owner: str, first: int) -> Target:
        known = _range_at_sendcloud(cast, owner, first)
        labels = f"tracking_number\n{renewing.numbers(first, 10)[1]}\n".encode()
        return Target(f"/ranges/{known.id}/uses", owner, {}, file=(labels, "etiquettes.csv"))


def _renewal(cast: Cast, owner: str, first: int) -> str:
    contract = cast.active(owner, first=first)
    by = contract.merchant.owner
    renewal = renewals.begin(contract, email=owner, by=by)
    db.session.commit()
    return f"/renewals/{renewal.id}"


def _contest_path(cast: Cast, owner: str, first: int) -> str:
    """Where the range of another merchant is in the way."""
    contract = cast.active(owner, first=first)
    cast.active(f"other-{owner}", first=first + 500)
    return f"/contracts/{contract.id}/contests"


def _range_at_sendcloud(cast: Cast, owner: str, first: int) -> NumberRange:
    (known,) = NumberRange.all_of(cast.active(owner, first=first))
    known.issuer = Issuer.SENDCLOUD
    db.session.commit()
    return known


def _id_of(email: str) -> int:
    user = User.by_email(email)
    assert user is not None
    return user.id


def _giving_on(cast: Cast, owner: str, act: str) -> Target:
    """An advisor with one merchant, who is given to the admin."""
    admin, gone = cast.admin(owner), cast.advisor(f"gone-{owner}")
    cast.requested(f"shop-{owner}").take(gone)
    db.session.commit()
    return Target(f"/advisors/{gone.id}/{act}", owner, typed_as(to=str(admin.id)))


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
