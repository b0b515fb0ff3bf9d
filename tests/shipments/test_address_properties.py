"""For any input: lines fit, no letter is lost, and a proposal that is followed is accepted."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from app.postal.characters import capitals
from app.shipments.address import STORED_LENGTH, Address, compose
from app.shipments.faults import Field, FieldProblem

LATIN = "abcdefghijklmnopqrstuvwxyzàâçéèêëîïôœæùûüÿßÉŒ -'’.,&/()0123456789"
words = st.text(alphabet=LATIN, min_size=1, max_size=14)
written = (
    st.lists(words, max_size=9).map(" ".join)
    | st.sampled_from(["Appt 12", "BP 7, Bât. B", "rue du Maréchal", "SARL X"])
    | st.text(max_size=45)
)
addresses = st.fixed_dictionaries(
    {"name": written, "company": written | st.just(""), "street": written, "complement": written,
     "town": written, "postcode": st.from_regex(r"[0-9]{5}", fullmatch=True)}
)  # fmt: skip


def letters(texts: list[str]) -> Counter[str]:
    return Counter("".join(capitals(text) for text in texts).replace(" ", ""))


def written_texts(parts: dict[str, str]) -> list[str]:
    same = capitals(parts["name"]) == capitals(parts["company"])
    return [text for field, text in parts.items() if not (same and field == "name")]


@settings(max_examples=250)
@given(addresses)
def test_printed_lines_fit_and_lose_no_letter(parts: dict[str, str]) -> None:
    address = compose(**parts)
    if isinstance(address, list):
        assert address
        return
    lines = address.printed_lines()
    assert len(lines) <= 6
    assert all(0 < len(line) <= 38 for line in lines)
    attention = [form for form in ("À L'ATTENTION DE ", "ATT. ") if address.line2.startswith(form)]
    expected = letters([*written_texts(parts), *attention[:1]])
    assert letters(list(lines)) == expected
    assert all(len(line) <= STORED_LENGTH for line in (address.line1, address.line4, address.town))


@settings(max_examples=250)
@given(addresses)
def test_every_proposal_is_accepted_when_followed(parts: dict[str, str]) -> None:
    faults = compose(**parts)
    if isinstance(faults, Address) or len(faults) != 1 or not faults[0].instead:
        return
    fault = faults[0]
    followed = {**parts, str(fault.field): fault.instead}
    if fault.complement:
        followed["complement"] = fault.complement
    if fault.problem is FieldProblem.MISSING and fault.field is Field.STREET:
        followed["complement"] = ""
    assert isinstance(compose(**followed), Address)
