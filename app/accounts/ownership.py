"""Look-ups of rows that belong to a merchant: those of another merchant are never found."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from app.accounts.models import Merchant
from app.extensions import db


class MerchantOwned:
    """Mixin for tables with an `id` and a `merchant_id`."""

    if TYPE_CHECKING:
        id: Mapped[int]
        merchant_id: Mapped[int]

    @classmethod
    def of(cls, merchant: Merchant, ids: Sequence[int], *, lock: bool = False) -> list[Self]:
        """Return those of the rows with these ids that are the merchant's, in order of their ids.

        With `lock` they are reloaded, and locked until the commit.
        """
        own = select(cls).where(cls.merchant_id == merchant.id, cls.id.in_(ids)).order_by(cls.id)
        if lock:
            own = own.with_for_update().execution_options(populate_existing=True)
        return list(db.session.scalars(own))

    @classmethod
    def one_of(cls, merchant: Merchant, row_id: int) -> Self | None:
        """Return the merchant's row with this id, or None."""
        own = select(cls).where(cls.merchant_id == merchant.id, cls.id == row_id)
        return db.session.scalar(own)
