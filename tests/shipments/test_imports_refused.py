"""Order files that are refused, and who may import one."""

from io import BytesIO

import pytest
from flask import Flask

from app.shipments.models import Shipment, ShipmentImport
from tests.cast import BOB, CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.shipments.uploading import GOOD, HEADER, count, upload

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "Le fichier est vide.", id="empty"),
        pytest.param(b" \r\n\r\n", "Le fichier est vide.", id="blank"),
        pytest.param(b"PK\x03\x04\x14\x00", "C’est un classeur de tableur.", id="xlsx"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", "C’est un classeur de tableur.", id="xls"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "C’est un PDF, pas un tableau.", id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "C’est une image, pas un tableau.", id="png"),
        pytest.param(b"Bonjour.\nVoici.\n", "n’est pas un tableau.", id="letter"),
        pytest.param(b"une seule colonne\n1\n", "n’est pas un tableau.", id="one column"),
        pytest.param(bytes(range(256)), "n’est pas un tableau.", id="binary"),
        pytest.param(b"Nom;Ville\n\xffLuc;\x81\n", "Ligne 2 : les lettres", id="encoding"),
        pytest.param(HEADER.encode(), "n’a que sa ligne de titres", id="header only"),
        pytest.param(b"a;b\n1;2\n", "Il manque ces colonnes : « Référence »", id="no column"),
        pytest.param(
            f"{HEADER}\n{GOOD}".replace(" (g)", "").encode(), "ne dit pas son unité", id="no unit"
        ),
        pytest.param(
            "\n".join((HEADER, *[GOOD] * 5_001)).encode(), "plus de 5 000 commandes", id="too many"
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_creates_nothing(
    newcomer: PageClient, content: bytes, sentence: str
) -> None:
    refused = upload(newcomer, content)
    assert refused.status_code == 422
    (error,) = page_of(refused).xpath("//*[@id='file-error']")
    assert sentence in " ".join(error.text_content().split())
    assert page_of(refused).xpath("//*[@id='error-summary']//a/@href") == ["#file"]
    assert (count(Shipment), count(ShipmentImport)) == (0, 0)


@pytest.mark.parametrize("name", ["x" * 300 + ".csv", "..\\..\\é\x00.csv", "\ud83d.csv", " "])
def test_any_file_name_is_borne(newcomer: PageClient, name: str) -> None:
    body = f"{HEADER}\n{GOOD}".encode()
    quoted = name.encode("utf-8", "surrogatepass").replace(b'"', b"")
    token = (newcomer.last_token or "").encode()
    parts = (
        b'--X\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token,
        b'--X\r\nContent-Disposition: form-data; name="file"; filename="' + quoted + b'"\r\n\r\n',
    )
    form = parts[0] + b"\r\n" + parts[1] + body + b"\r\n--X--\r\n"
    answer = newcomer.post(
        "/shipments/imports", data=form, content_type="multipart/form-data; boundary=X"
    )
    assert answer.status_code in {303, 400, 422}
    if answer.status_code == 303:
        assert newcomer.get(answer.location).status_code == 200


def test_no_file_is_asked_for_again(newcomer: PageClient) -> None:
    refused = newcomer.send("/shipments/imports")
    assert refused.status_code == 422
    assert "Choisissez le fichier de votre boutique." in text_of(refused)


def test_a_file_that_is_too_big_is_refused_unread(
    newcomer: PageClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1_000)
    refused = upload(newcomer, f"{HEADER}\n{GOOD}\n" * 30)
    assert refused.status_code == 413
    assert "Le fichier dépasse la taille permise." in text_of(refused)
    assert count(ShipmentImport) == 0


def test_ten_megabytes_are_the_default(app: Flask) -> None:
    assert app.config["MAX_CONTENT_LENGTH"] == 10 * 1024 * 1024


@pytest.mark.parametrize(
    "number",
    ["0", "999", "2147483648", "9" * 30, pytest.param("9" * 5_000, id="5000 digits"), "-1", "x"],
)
def test_another_merchants_import_is_not_found_nor_is_one_that_never_was(
    newcomer: PageClient, cast: Cast, number: str
) -> None:
    location = upload(newcomer, f"{HEADER}\n{GOOD}").location
    cast.merchant(BOB)
    bob = cast.browser(BOB)
    assert newcomer.get(location).status_code == 200
    assert bob.get(location).status_code == 404
    assert bob.get(f"/shipments/imports/{number}").status_code == 404


@pytest.mark.parametrize("path", ["/shipments/imports", "/shipments/imports/1"])
def test_who_is_signed_out_goes_to_sign_in(client: PageClient, path: str) -> None:
    assert client.get(path).location.startswith("/sign-in?next=")


def test_a_file_sent_while_signed_out_is_not_taken(client: PageClient) -> None:
    assert upload(client, f"{HEADER}\n{GOOD}").location == "/sign-in"
    assert count(Shipment) == 0


def test_an_advisor_imports_nothing(cast: Cast) -> None:
    cast.advisor(CLAIRE)
    claire = cast.browser(CLAIRE)
    assert upload(claire, f"{HEADER}\n{GOOD}").status_code == 403
    assert count(Shipment) == 0


def test_without_the_token_of_its_page_a_file_is_not_taken(newcomer: PageClient) -> None:
    body = f"{HEADER}\n{GOOD}".encode()
    bare = newcomer.post("/shipments/imports", data={"file": (BytesIO(body), "x.csv")})
    assert bare.status_code == 400
    assert count(Shipment) == 0
