"""pymap as a program of its own, whose connections last until they end, and that signs in quickly.

Its own service begins each connection as a task that nothing holds: a garbage collection may take
it away in the middle of a session, and from Python 3.13 on that hangs up.
"""

import asyncio
from argparse import Namespace
from asyncio import StreamReader, StreamWriter
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

from proxyprotocol.sock import SocketInfo
from pymap.backend import backends
from pymap.backend.dict import Config, DictBackend
from pymap.imap import IMAPServer, IMAPService
from pymap.main import main
from pymap.service import services
from pysasl.hashing import Cleartext


@services.register("imap")
class HeldConnections(IMAPService):
    """Awaits each connection, so that the stream's own task holds it."""

    async def start(self, stack: AsyncExitStack) -> None:
        """Listen until the stack unwinds."""
        session = IMAPServer(self.backend.login, self.config)

        async def connected(reader: StreamReader, writer: StreamWriter) -> None:
            where = SocketInfo.get(writer, None, unique_id=uuid4().bytes)
            await session(reader, writer, where)

        listening = await asyncio.start_server(connected, self.config.host, self.config.port)
        await stack.enter_async_context(listening)


@backends.register("dict")
class PlainPasswords(DictBackend):
    """Keeps the one password as it is: half a million rounds of a hash took 0.2 s a sign-in."""

    @classmethod
    async def init(cls, args: Namespace, **overrides: Any) -> tuple[DictBackend, Config]:
        """Begin without a mail."""
        return await super().init(args, hash_context=Cleartext(), **overrides)


if __name__ == "__main__":
    main()
