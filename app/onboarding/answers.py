"""Everything a merchant has answered in the steps."""

from dataclasses import dataclass
from typing import Self

from app.accounts.models import Merchant
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.models import PlanAnswer


@dataclass(frozen=True)
class Answers:
    """The answers of a merchant. An answer not given yet is a new row that is not in the session."""

    merchant: Merchant
    plan: PlanAnswer
    contract: Contract

    @classmethod
    def of(cls, merchant: Merchant, *, lock: bool = False) -> Self:
        """The answers of this merchant; with `lock`, the company is locked until the commit."""
        if lock:
            db.session.get(Merchant, merchant.id, with_for_update=True, populate_existing=True)
        return cls(
            merchant=merchant,
            plan=PlanAnswer.of(merchant) or PlanAnswer(merchant_id=merchant.id),
            contract=Contract.of(merchant) or Contract(merchant_id=merchant.id),
        )

    @classmethod
    def about(cls, contract: Contract) -> Self:
        """The answers that belong to this contract, even if the merchant has a newer one."""
        merchant = contract.merchant
        plan = PlanAnswer.of(merchant) or PlanAnswer(merchant_id=merchant.id)
        return cls(merchant=merchant, plan=plan, contract=contract)
