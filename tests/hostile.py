"""Hostile input: every form of the program, each of its fields, and what an attacker puts there."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import StaffRole
from app.clock import today
from app.contracts.models import Contract
from app.extensions import db
from app.overview.invariants import breaches
from tests import typed
from tests.cast import BOB, CLAIRE, PASSWORD, Cast

OWNER, NOBODY, ADMIN = "owner", "", "admin@sendcloud.test"
MARK = "<script>alert(1)</script>"
INJECTED = "X-Injected"

Value = bytes | tuple[bytes, ...]
File = tuple[bytes, str]  # what it holds, and its name
VALUES: dict[str, Value] = {
    "nothing": b"",
    "spaces": b" \t\r\n ",
    "NUL": b"a\0b",
    "only NUL": b"\0",
    "100 kB": b"A" * 100_000,
    "100 kB of accents": "é".encode() * 50_000,
    "invalid UTF-8": b"\xff\xfe\x80\xc3\x28",
    "a lone surrogate": b"\xed\xa0\x80",
    "Latin-1": "Hélène".encode("latin-1"),
    "emoji": "👩‍👩‍👧‍👦 🏴‍☠️ Æ".encode(),
    "right to left": "\u202eמשה \u2066abc\u2069 محمد".encode(),
    "stacked accents": ("Z" + "\u0301\u0336\u0489" * 60).encode(),
    "byte order mark": "\ufeffabc\u200b\u00ad".encode(),
    "SQL": b"'; DROP TABLE label; --",
    "SQL, always true": b"1' OR '1'='1",
    "LIKE": b"%_%\\",
    "HTML": f"\"'>{MARK}".encode(),
    "a link": b"javascript:alert(1)",
    "a template": b"{{ 7 * 7 }}${7*7}{% raw %}#{7*7}",
    "a format": b"%s%n%(read)s%d{0}{read}",
    "path traversal": b"../../../../etc/passwd\0.csv",
    "another path": b"..\\..\\windows\\win.ini",
    "header injection": f"a\r\n{INJECTED}: yes\r\nBcc: eve@evil.test".encode(),
    "another site": b"//evil.test/%2F..",
    "a formula": b"=cmd|' /C calc'!A0",
    "zero": b"0",
    "negative": b"-1",
    "beyond 32 bits": b"2147483648",
    "beyond 64 bits": b"18446744073709551616",
    "5000 digits": b"9" * 5_000,
    "a fraction": b"1.5",
    "an exponent": b"1e400",
    "not a number": b"NaN",
    "Arabic digits": "٢٠٢٦".encode(),
    "superscript digits": "²³".encode(),
    "wide digits": "１２３４".encode(),
    "day zero": b"0000-00-00",
    "the last day": b"9999-12-31",
    "no such day": b"2026-02-30",
    "half an address": b"a@" + b"b" * 300,
    "an address of a machine": b"a@[127.0.0.1]",
    "an address in quotes": b'"a b"@evil.test',
    "a NIL UUID": b"00000000-0000-0000-0000-000000000000",
    "JSON": b'{"$ne": null}',
    "an array": (b"1", b"2", b"x"),
    "6 000 numbers": tuple(b"%d" % n for n in range(1, 6_001)),
    "40 000 numbers": tuple(b"%d" % n for n in range(1, 40_001)),
}
# Whole requests, whatever the form: content type and body.
BODIES: dict[str, tuple[str, bytes]] = {
    "JSON": ("application/json", b'{"email": ["a"]}'),
    "broken JSON": ("application/json", b"{"),
    "no type": ("", b"\0\xff"),
    "multipart without boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "broken multipart": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: a"),
    "2 000 parts": (
        "multipart/form-data; boundary=x",
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n
            for n in range(2_000)
        )
        + b"--x--\r\n",
    ),
    "only separators": ("application/x-www-form-urlencoded", b"&=&;=&&=%&%zz=%"),
    "2 MB": ("application/x-www-form-urlencoded", b"a=" + b"A" * 2_000_000),
    "11 MB": ("application/octet-stream", b"A" * 11_000_000),
}
HEADER = "Référence;Nom;Adresse;Code postal;Ville;Poids (g)\n".encode()
ORDERS = HEADER + "CMD-1;Zoé Lefèvre;8 rue de l'Église;33000;Bordeaux;120\n".encode()
FITTING = {200, 303, 400, 403, 404, 413, 422, 429}


@dataclass(frozen=True)
class Target:
    """A form that its owner could send now. `owner` is empty where nobody need be signed in."""

    path: str
    owner: str
    fields: dict[str, Value]
    file: File | None = None


@dataclass(frozen=True)
class Attack:
    """What is sent in place of a right form."""

    name: str
    spoil: Callable[[dict[str, Value]], dict[str, Value]]
    content_type: str = "application/x-www-form-urlencoded"
    body: bytes | None = None
    file: File | None = None


class Targets:
    """Makes a target of each form, new ones as often as wanted."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._numbers = count(1)

    def make(self, name: str) -> Target:
        """A new one, its owner a newcomer."""
        with self.cast.app.app_context():
            number = next(self._numbers)
            maker = getattr(_Makers, name.replace(" ", "__"))
            made: Target = maker(self.cast, f"owner{number}@alma.test", 10_000 * number)
            return made


class _Makers:
    """How a target of each form is made: its owner's address, and serials that are free."""

    @staticmethod
    def sign_in(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/sign-in", "", _typed(email=owner, password=PASSWORD, next="/shipments"))

    @staticmethod
    def sign_up(cast: Cast, owner: str, first: int) -> Target:
        return Target("/sign-up", "", _typed(**typed.SIGN_UP | {"email": owner}))

    @staticmethod
    def sign_out(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/sign-out", owner, {})

    @staticmethod
    def language(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/language", owner, _typed(language="en", next="/shipments"))

    @staticmethod
    def step__plan(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/onboarding/plan", owner, _typed(plan="growth"))

    @staticmethod
    def step__port_paye(cast: Cast, owner: str, first: int) -> Target:
        cast.described(owner)
        return Target("/onboarding/port-paye", owner, _typed(**typed.PORT_PAYE))

    @staticmethod
    def step__advisor(cast: Cast, owner: str, first: int) -> Target:
        cast.described(owner)
        fields = _typed(advisor="known", email=CLAIRE, shown_to=CLAIRE)
        return Target("/onboarding/advisor", owner, fields)

    @staticmethod
    def activation(cast: Cast, owner: str, first: int) -> Target:
        contract = cast.requested(owner)
        fields = _typed(**typed.activation(first, first + 999), reason="Vu le certificat.")
        return Target(f"/contracts/{contract.id}/activation", CLAIRE, fields)

    @staticmethod
    def imports(cast: Cast, owner: str, first: int) -> Target:
        cast.merchant(owner)
        return Target("/shipments/imports", owner, {}, file=(ORDERS, "commandes.csv"))

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


def attacks(target: Target) -> Iterator[Attack]:
    """Everything that is tried on a form, one thing at a time; the first is nothing at all."""
    yield Attack("as it should be", _same, file=target.file)
    for field in [*target.fields, "csrf_token", "check", "all"]:
        yield Attack(f"no {field}", _without(field), file=target.file)
        for name, value in VALUES.items():
            yield Attack(f"{field}: {name}", _with(field, value), file=target.file)
    for name, (content_type, body) in BODIES.items():
        yield Attack(f"body: {name}", _same, content_type, body)
    if target.file:
        yield from _attacks_by_file()


def _attacks_by_file() -> Iterator[Attack]:
    for name, value in VALUES.items():
        content = b";".join(value) if isinstance(value, tuple) else value
        cells = HEADER + b";".join([content] * 6)
        yield Attack(f"no file but: {name}", _with("file", value))
        yield Attack(f"the file: {name}", _same, file=(content, "a.csv"))
        yield Attack(f"its cells: {name}", _same, file=(cells, "a.csv"))
        yield Attack(f"its name: {name}", _same, file=(ORDERS, _one_line(content)))


class Sweep:
    """An application under attack by everybody who may be signed in."""

    forms = tuple(name.replace("__", " ") for name in vars(_Makers) if name[0] != "_")
    # The owner of the form attacked, nobody, another merchant, an advisor, an admin.
    ROLES = (OWNER, NOBODY, BOB, CLAIRE, ADMIN)

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.targets = Targets(Cast(app))
        self.answers: Counter[int] = Counter()
        with app.app_context():
            cast = Cast(app)
            cast.active(BOB, first=5_000)
            cast.advisor(ADMIN).staff_role = StaffRole.ADMIN
            db.session.commit()

    def send(self, form: str, role: str, chosen: Callable[[list[Attack]], list[Attack]]) -> None:
        """Send the chosen ones of all attacks on a form.

        Fails where an answer is an error of ours, or carries what was typed as markup.
        """
        target = self.targets.make(form)
        browser = _Attacker(self.app, target.owner if role == OWNER else role)
        for attack in chosen(list(attacks(target))):
            response = browser.send(target, attack)
            _judge(response, f"{form} as {role or 'nobody'}: {attack.name}")
            self.answers[response.status_code] += 1
            if response.status_code == 303 and role == OWNER:  # what is done cannot be done again
                target = self.targets.make(form)
                browser = _Attacker(self.app, target.owner)

    def assert_nothing_is_broken(self) -> None:
        """What must always hold, holds."""
        with self.app.app_context():
            assert list(breaches()) == []


class _Attacker:
    """A browser that sends bytes as they are, with a token that fits."""

    def __init__(self, app: Flask, email: str) -> None:
        self.client = FlaskClient(app, app.response_class)
        if email:
            form = _typed(email=email, password=PASSWORD, csrf_token=self._token())
            response = self._post("/sign-in", urlencode(form, doseq=True).encode())
            assert response.status_code == 303, response.text
        self.token = self._token()

    def send(self, target: Target, attack: Attack) -> TestResponse:
        fields = attack.spoil({"csrf_token": self.token.encode(), **target.fields})
        if attack.file:
            content, name = attack.file
            data = {**{n: _words(v) for n, v in fields.items()}, "file": (BytesIO(content), name)}
            return self.client.post(target.path, data=data)
        body = urlencode(fields, doseq=True).encode() if attack.body is None else attack.body
        return self._post(target.path, body, attack.content_type)

    def _post(
        self, path: str, body: bytes, content_type: str = "application/x-www-form-urlencoded"
    ) -> TestResponse:
        return self.client.post(path, data=body, content_type=content_type)

    def _token(self) -> str:
        page = self.client.get("/", follow_redirects=True).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found
        return found[1]


def _judge(response: TestResponse, what: str) -> None:
    assert response.status_code in FITTING, f"{what}: {response.status_code}"
    assert MARK not in response.text, f"{what}: what was typed came back as markup"
    assert INJECTED not in response.headers, f"{what}: a header was injected"
    location = response.headers.get("Location", "/")
    assert location.startswith("/") and not location.startswith("//"), f"{what}: {location}"


def _typed(**fields: str) -> dict[str, Value]:
    return {name: value.encode() for name, value in fields.items()}


def _deposit(contract: Contract) -> dict[str, Value]:
    return _typed(
        site=str(contract.sites[0].id),
        deposit_date=today().isoformat(),
        request_key=str(uuid4()),
    )


def _without(field: str) -> Callable[[dict[str, Value]], dict[str, Value]]:
    return lambda fields: {name: value for name, value in fields.items() if name != field}


def _with(field: str, value: Value) -> Callable[[dict[str, Value]], dict[str, Value]]:
    return lambda fields: {**fields, field: value}


def _same(fields: dict[str, Value]) -> dict[str, Value]:
    return fields


def _words(value: Value) -> str | list[str]:
    """As a browser writes it beside a file; what is no UTF-8 is tried in other forms."""
    if isinstance(value, tuple):
        return [one.decode("utf-8", "replace") for one in value]
    return value.decode("utf-8", "replace")


def _one_line(name: bytes) -> str:
    """A file's name stands in a header of its part."""
    return re.sub(r"[\r\n]", " ", name[:2_000].decode("utf-8", "replace")) or "x"
