"""SMTP servers: one that works, and several that fail."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"
TAKEN = "250 taken"
DROPPED = "dropped"


class PostOffice:
    """A real SMTP server. `answers` maps commands to responses other than success."""

    def __init__(self) -> None:
        self.port = free_port()
        self.received: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.answers: dict[str, list[str]] = {"MAIL": [], "RCPT": [], "DATA": [], "QUIT": []}

    @contextmanager
    def open(self) -> Iterator["PostOffice"]:
        """Answer at `port` while this lasts."""
        controller = Controller(self, hostname=HOST, port=self.port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._answer("MAIL", server)

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = self._answer("RCPT", server)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self._answer("DATA", server)
        if answer == TAKEN:
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return answer

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        return self._answer("QUIT", server).replace(TAKEN, "221 bye")

    def _answer(self, command: str, server: Any) -> str:
        planned = self.answers[command]
        answer = planned.pop(0) if planned else TAKEN
        if answer == DROPPED:
            server.transport.abort()
        return answer


@contextmanager
def silent_server() -> Iterator[int]:
    """Run a server that accepts connections and never answers; yield its port."""
    with socket.create_server((HOST, 0)) as listening:
        yield listening.getsockname()[1]


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])
