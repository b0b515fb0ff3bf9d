"""What the tests of renewals share: certificates as La Poste might write them."""

import io

from weasyprint import HTML

from app.ranges import tracking_number
from tests.page_client import PageClient


def numbers(first: int, size: int, product: str = "2L") -> tuple[str, str]:
    """The first and the last number of a range."""
    write = tracking_number.write
    return write(product, first), write(product, first + size - 1)


def typed_range(first: int, size: int, **more: str) -> dict[str, str]:
    """The form of a range, its keys right."""
    start, end = numbers(first, size)
    return {"first": start, "last": end} | more


def certificate(
    *ranges: tuple[int, int], coclico: str = "00001000", account: str = "118402"
) -> str:
    """The text of a certificate for these ranges, each by its first serial and its size."""
    lines = [f"N° COCLICO : {coclico}", f"Compte de suivi : {account}", ""]
    for first, size in ranges:
        start, end = numbers(first, size)
        lines += [f"Premier numéro : {start}", f"Dernier numéro : {end}", f"Nombre : {size}", ""]
    return "\n".join(["Certificat d'attribution de plage", "", *lines])


def as_html(text: str) -> bytes:
    """The same as a page."""
    rows = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f"<!doctype html><html><body>{rows}</body></html>".encode()


def as_pdf(text: str) -> bytes:
    """The same on paper."""
    written: bytes = HTML(string=as_html(text).decode()).write_pdf()
    return written


def as_file(content: bytes, name: str, field: str = "file") -> dict[str, tuple[io.BytesIO, str]]:
    """A file in the form of the certificate, or in another field."""
    return {field: (io.BytesIO(content), name)}


def begun(browser: PageClient, contract_id: int) -> str:
    """Begin a renewal; the address of its page."""
    response = browser.send(f"/contracts/{contract_id}/renewals")
    assert response.status_code == 303
    return response.location
