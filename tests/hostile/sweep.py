"""Sending attacks, and judging what comes back."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from urllib.parse import quote_plus

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.overview.invariants import breaches
from tests.cast import ADAM, BOB, CLAIRE, PASSWORD, Cast
from tests.hostile.attacks import Attack, attacks, probes
from tests.hostile.targets import Makers, Target, Targets, typed_as
from tests.hostile.values import INJECTED, MARK, Value

OWNER, NOBODY = "owner", ""
# One in so many attacks of somebody whose answer depends on what they send: the two databases leave
# nothing out. And of somebody else: no divisor of how many there are for a field, so that each field
# meets others than the one before.
HEARD, UNHEARD = 2, 11
FITTING = {200, 303, 400, 403, 404, 410, 413, 422, 429}


class Sweep:
    """An application under attack by everybody who may be signed in."""

    forms = tuple(name.replace("__", " ") for name in vars(Makers) if name[0] != "_")
    # The owner of the form attacked, nobody, another merchant, an advisor, an admin.
    ROLES = (OWNER, NOBODY, BOB, CLAIRE, ADAM)

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.targets = Targets(Cast(app))
        self.answers: Counter[int] = Counter()
        with app.app_context():
            cast = Cast(app)
            cast.active(BOB, first=5_000)
            cast.admin()

    def send_all(self, form: str, turn: int) -> None:
        """Send everything as the form's owner, and as everybody else what they may change.

        The others stand for who may do what, which no database decides: they share their attacks
        out between the two databases (`turn` is 0 or 1). Who is given one answer whatever is sent,
        because the form is not theirs, sends a part only, each of these roles another. What stands
        in place of a whole form is sent by all.
        """
        for rank, role in enumerate(self.ROLES):
            if role == OWNER:
                self.send(form, role, lambda every: every)
            elif self._hears(form, role):
                self.send(form, role, partial(_some, first=turn, one_in=HEARD))
            else:
                self.send(form, role, partial(_some, first=2 * rank + turn, one_in=UNHEARD))

    def _hears(self, form: str, role: str) -> bool:
        """Whether the answer to somebody depends on what they send."""
        target = self.targets.make(form)
        browser = _Attacker(self.app, role)
        answers = [browser.send(target, attack) for attack in probes(target)]
        return len({(one.status_code, one.location) for one in answers}) > 1

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
            if response.status_code == 303 and role == OWNER:
                _judge(browser.client.get(response.location), f"{form} after {attack.name}")
                if not target.lasts:
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
            form = typed_as(email=email, password=PASSWORD, csrf_token=self._token())
            response = self._post("/sign-in", _urlencoded(form))
            assert response.status_code == 303, response.text
        self.token = self._token()

    def send(self, target: Target, attack: Attack) -> TestResponse:
        fields = attack.spoil({"csrf_token": self.token.encode(), **target.fields})
        if attack.file:
            content, file_name = attack.file
            parts = {name: _words(value) for name, value in fields.items()}
            upload = FileStorage(BytesIO(content), file_name)
            boundary, body = encode_multipart({**parts, "file": upload})
            return self._post(target.path, body, f"multipart/form-data; boundary={boundary}")
        body = _urlencoded(fields) if attack.body is None else attack.body
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


def _some(every: list[Attack], first: int, one_in: int) -> list[Attack]:
    """One in so many, but all that stands for the whole of a form."""
    whole = [attack for attack in every if attack.body is not None]
    return every[:1] + every[1 + first :: one_in] + whole


def _judge(response: TestResponse, what: str) -> None:
    assert response.status_code in FITTING, f"{what}: {response.status_code}"
    assert MARK not in response.text, f"{what}: what was typed came back as markup"
    assert INJECTED not in response.headers, f"{what}: a header was injected"
    location = response.headers.get("Location", "/")
    assert location.startswith("/") and not location.startswith("//"), f"{what}: {location}"


def _urlencoded(fields: dict[str, Value]) -> bytes:
    return "&".join(
        f"{quote_plus(name)}={quoted}"
        for name, value in fields.items()
        for quoted in _quoted(value)
    ).encode()


@cache
def _quoted(value: Value) -> list[str]:
    """Kept: some are very long, and each is sent in every field."""
    return [quote_plus(one) for one in (value if isinstance(value, tuple) else (value,))]


def _words(value: Value) -> str | list[str]:
    """As a browser writes it beside a file; what is no UTF-8 is tried in other forms."""
    if isinstance(value, tuple):
        return [one.decode("utf-8", "replace") for one in value]
    return value.decode("utf-8", "replace")
