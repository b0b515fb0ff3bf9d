"""What a draw would give, for a person to see before it is made."""

from dataclasses import dataclass

from app.contracts.models import Contract
from app.ranges.models import is_issued_elsewhere, left_for, preview_draw
from app.ranges.splitting import RangeExhausted


@dataclass(frozen=True, slots=True)
class DrawPreview:
    """The first and the last number that would be drawn, and what would remain.

    Nothing is reserved: someone else may draw first. `first` and `last` are None where nothing is
    wanted or too few are left. `elsewhere`: Sendcloud issues the numbers, no label is made here.
    """

    wanted: int
    left: int
    first: str | None
    last: str | None
    elsewhere: bool = False

    @classmethod
    def of(cls, contract: Contract, wanted: int) -> "DrawPreview":
        """The preview for a contract; nothing is drawn."""
        left, elsewhere = left_for(contract), is_issued_elsewhere(contract)
        if not wanted:
            return cls(0, left, None, None, elsewhere)
        try:
            return cls(wanted, left, *preview_draw(contract, wanted))
        except RangeExhausted:
            return cls(wanted, left, None, None, elsewhere)

    @property
    def suffices(self) -> bool:
        """Whether there are numbers enough."""
        return self.wanted <= self.left

    @property
    def remaining(self) -> int:
        """How many would remain."""
        return max(0, self.left - self.wanted)
