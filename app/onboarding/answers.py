"""What a merchant has answered so far."""

from dataclasses import dataclass
from typing import Self

from app.accounts.models import Merchant
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.models import PlanAnswer


@dataclass(frozen=True)
class Answers:
    """The answers of a merchant; what is not answered yet is an empty row, not yet saved."""

    merchant: Merchant
    plan: PlanAnswer
    contract: Contract

    @classmethod
    def of(cls, merchant: Merchant, *, lock: bool = False) -> Self:
        """Read the answers; with `lock`, nobody else answers for this company before the commit."""
        if lock:
            db.session.get(Merchant, merchant.id, with_for_update=True, populate_existing=True)
        return cls(
            merchant=merchant,
            plan=PlanAnswer.of(merchant) or PlanAnswer(merchant_id=merchant.id),
            contract=Contract.of(merchant) or Contract(merchant_id=merchant.id),
        )

    @classmethod
    def about(cls, contract: Contract) -> Self:
        """The answers of a merchant as they bear on this contract, be it their newest or not."""
        merchant = contract.merchant
        plan = PlanAnswer.of(merchant) or PlanAnswer(merchant_id=merchant.id)
        return cls(merchant=merchant, plan=plan, contract=contract)
