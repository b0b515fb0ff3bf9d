"""The people and merchants of the demonstration, created by the same functions as real ones."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from app.accounts import replacement, staff
from app.accounts.models import (
    DEMONSTRATION_DOMAIN,
    Membership,
    Merchant,
    Role,
    StaffRole,
    User,
    sign_up,
)
from app.clock import now, today
from app.contracts.label_settings import LabelSettings
from app.contracts.models import Contract
from app.contracts.suspension import suspend
from app.demonstration import accounting, questions, weeks
from app.demonstration.photos import photo_of_a_contract
from app.deposits.models import make_slip
from app.extensions import db
from app.labels.making import make_labels
from app.labels.models import Batch
from app.onboarding.answers import Answers
from app.onboarding.desk import checklist
from app.onboarding.desk.activation import activate
from app.onboarding.dialogue import documents, messages
from app.onboarding.la_poste.models import LETTER_SENT, set_ticks, start_waiting
from app.onboarding.models import PlanAnswer
from app.ranges.bounds import Bounds
from app.ranges.models import Issuer, NumberRange, open_range
from app.renewals.models import begin
from app.shipments import importing
from app.shipments.models import Shipment
from app.uploads.models import Stored, check_upload, write_file

PASSWORD = "demonstration"
_ORDERS = Path(__file__).parent / "data" / "orders.csv"


def load(password_hash: str) -> None:
    """Create everybody. Call it in a write transaction on an empty database."""
    advisor = _add_staff("conseiller", "Claire Conseil", StaffRole.ADVISOR, password_hash)
    admin = _add_staff("admin", "Alix Admin", StaffRole.ADMIN, password_hash)
    colleague = _add_staff("collegue", "Driss Collègue", StaffRole.ADVISOR, password_hash)
    questions.load(admin)
    replacement.plan(
        colleague, advisor, today() + timedelta(days=7), today() + timedelta(days=14), by=colleague
    )
    _load_former_advisor(password_hash, admin)
    _add_owner("nouveau", "Papeterie Neuve", "90000000100017", "Noé Neuf", password_hash)
    _load_waiting_for_la_poste(password_hash)
    _load_requested(password_hash, advisor)
    _load_active(password_hash, advisor)
    _load_nearly_empty(password_hash, advisor)
    _load_suspended(password_hash, advisor)
    _load_issued_by_sendcloud(password_hash, advisor)


def _load_waiting_for_la_poste(password_hash: str) -> None:
    person = _add_owner(
        "attente-la-poste", "Les Graines d'Ici", "90100001800019", "Anne Attente", password_hash
    )
    _confirm_plan(person, "lite")
    contract = Contract(
        merchant=_company(person),
        sender_name="Les Graines d'Ici",
        sender_street="3 place du Marché",
        sender_postcode="26400",
        sender_town="Crest",
    )
    db.session.add(contract)
    contract.give_sender(person)
    start_waiting(contract, person)
    set_ticks(contract, {LETTER_SENT, "minimum_volume"}, person)
    contract.waiting_since = now() - timedelta(days=9)


def _load_requested(password_hash: str, advisor: User) -> None:
    person = _add_owner(
        "demande", "Savons du Vercors", "90200002500012", "Denis Demande", password_hash
    )
    _confirm_plan(person, "growth")
    contract = _describe_contract(person, contract_number="D-2010203-4", coclico="00234567")
    contract.tracking_account = None
    contract.starts_on = date(today().year, 1, 1)
    documents.add_proof(contract, _photo(contract), person)
    contract.merchant.sendcloud_email = "boutique" + DEMONSTRATION_DOMAIN
    contract.request_activation(advisor.email, person)
    contract.requested_at = now() - timedelta(days=2)
    contract.take(advisor)
    # Verified before the merchant corrects it, so that the tick shows as outdated.
    checklist.verify(Answers.about(contract), ["plan", "coclico"], advisor)
    contract.coclico = "00234568"
    _ask_and_answer(contract, advisor, person)


def _ask_and_answer(contract: Contract, advisor: User, person: User) -> None:
    question = messages.ask(contract, "Avez-vous reçu votre compte de suivi ?", advisor)
    question.written_at = now() - timedelta(days=1)
    answer = messages.answer(contract, "Pas encore. Voici la suite de notre contrat.", person)
    documents.attach(answer, [_photo(contract)], person)


def _photo(contract: Contract) -> Stored:
    photo = photo_of_a_contract(contract.contract_number or "", contract.coclico or "")
    return write_file(check_upload(photo), "contrat-port-paye.jpg")


def _load_active(password_hash: str, advisor: User) -> None:
    person = _add_owner(
        "actif", "SARL Les Cèdres Bleus", "90300003200016", "Léa Actif", password_hash
    )
    _confirm_plan(person, "premium")
    contract = _describe_contract(person, contract_number="D-1234567-8", coclico="00098765")
    _activate_contract(contract, person, advisor, Bounds("2L", 5_000, 5_499, 5_120))
    _import_orders(person)
    first = _make_labels(contract, person, 24, key=1)
    make_slip(
        contract,
        [label.id for label in first.labels],
        site=contract.sites[0],
        deposit_date=today(),
        request_key=str(UUID(int=2)),
        by=person,
    )
    _make_labels(contract, person, 12, key=3)
    _add_member(_company(person), "preparateur", "Paula Prépare", Role.SHIPPER, password_hash)
    _add_member(_company(person), "comptable", "Cyril Compte", Role.ACCOUNTANT, password_hash)
    weeks.send_in_past_weeks(contract, person)
    accounting.load(contract, person)


def _load_nearly_empty(password_hash: str, advisor: User) -> None:
    person = _add_owner(
        "presque-vide", "Carnets & Cie", "90400004900018", "Paul Presque", password_hash
    )
    _confirm_plan(person, "growth")
    contract = _describe_contract(person, contract_number="D-7654321-0", coclico="00345678")
    block = ("PORT PAYÉ", "Lyon Montrochet PIC", "D-7654321-0")
    contract.set_label_settings(LabelSettings(block, "LETTRE SUIVIE", 20), advisor)
    _activate_contract(contract, person, advisor, Bounds("2L", 20_000, 20_999, 20_979 - weeks.SENT))
    _import_orders(person)
    _make_labels(contract, person, 9, key=4)
    weeks.send_in_past_weeks(contract, person)
    renewal = begin(contract, email=person.email, by=person)
    renewal.submit(person)
    renewal.confirm(person)


def _load_suspended(password_hash: str, advisor: User) -> None:
    person = _add_owner(
        "suspendu", "Bougies du Lac", "90500006300016", "Sara Suspendue", password_hash
    )
    _confirm_plan(person, "lite")
    contract = _describe_contract(person, contract_number="D-3344556-7", coclico="00456789")
    _activate_contract(contract, person, advisor, Bounds("2L", 40_000, 40_999, 40_000))
    suspend(contract, "La Poste attend le règlement de la dernière facture.", advisor)


def _load_issued_by_sendcloud(password_hash: str, advisor: User) -> None:
    person = _add_owner(
        "chez-sendcloud", "Thés du Mont", "90600000500015", "Théo Sendcloud", password_hash
    )
    _confirm_plan(person, "premium")
    contract = _describe_contract(person, contract_number="D-5566778-9", coclico="00567890")
    first = Bounds("2L", 60_000, 61_999, 60_000)
    _activate_contract(contract, person, advisor, first, Issuer.SENDCLOUD)
    weeks.use_in_past_weeks(NumberRange.all_of(contract)[0], person)
    following = Bounds("2L", 70_000, 70_999, 70_000)
    open_range(contract, following, by=person, issuer=Issuer.SENDCLOUD)


def _load_former_advisor(password_hash: str, admin: User) -> None:
    gone = _add_staff("ancien-conseiller", "Bruno Parti", StaffRole.ADVISOR, password_hash)
    staff.deactivate(gone, admin)
    staff.invite("conseillere-invitee" + DEMONSTRATION_DOMAIN, StaffRole.ADVISOR, admin)


def _add_staff(local: str, name: str, role: StaffRole, password_hash: str) -> User:
    user = User(
        email=local + DEMONSTRATION_DOMAIN,
        name=name,
        password_hash=password_hash,
        language="fr",
        staff_role=role,
    )
    db.session.add(user)
    db.session.flush()
    return user


def _add_owner(local: str, company: str, siret: str, name: str, password_hash: str) -> User:
    user = sign_up(
        company=company,
        siret=siret,
        name=name,
        email=local + DEMONSTRATION_DOMAIN,
        password_hash=password_hash,
        language="fr",
    )
    user.confirm()
    return user


def _add_member(company: Merchant, local: str, name: str, role: Role, password_hash: str) -> None:
    user = User(
        email=local + DEMONSTRATION_DOMAIN, name=name, password_hash=password_hash, language="fr"
    )
    db.session.add(Membership(user=user, merchant=company, role=role))
    db.session.flush()
    user.confirm()


def _company(person: User) -> Merchant:
    return person.memberships[0].merchant


def _confirm_plan(person: User, plan_code: str) -> None:
    answer = PlanAnswer(merchant=_company(person))
    db.session.add(answer)
    answer.confirm(plan_code, person)


def _describe_contract(person: User, *, contract_number: str, coclico: str) -> Contract:
    company = _company(person)
    contract = Contract(
        merchant=company,
        contract_number=contract_number,
        coclico=coclico,
        tracking_account="118402",
        starts_on=date(2026, 1, 1),
        sender_name=company.company,
        sender_street="12 rue des Lilas",
        sender_postcode="69002",
        sender_town="Lyon",
    )
    db.session.add(contract)
    contract.set_site("Lyon Montrochet PIC", "69381A")
    contract.describe(person)
    return contract


def _activate_contract(
    contract: Contract,
    person: User,
    advisor: User,
    bounds: Bounds,
    issuer: Issuer = Issuer.SILLAGE,
) -> None:
    contract.request_activation(advisor.email, person)
    # Not by `take`, whose line in the journal would be of today, while the activation is older.
    contract.taken_at, contract.taken_by = now(), advisor
    checklist.verify_all(contract, advisor)
    activate(contract, bounds, by=advisor, issuer=issuer)
    db.session.flush()


def _import_orders(person: User) -> None:
    reading = importing.read_file(_ORDERS.read_bytes())
    importing.keep(_company(person), reading, filename="commandes.csv", by=person)


def _make_labels(contract: Contract, person: User, count: int, *, key: int) -> Batch:
    waiting = Shipment.to_prepare(contract.merchant).limit(count)
    batch = make_labels(
        contract,
        [shipment.id for shipment in db.session.scalars(waiting)],
        site=contract.sites[0],
        deposit_date=today(),
        request_key=str(UUID(int=key)),
        customs_cleared=True,
        by=person,
    )
    db.session.flush()
    return batch
