"""pymap as a program of its own, whose connections last until they end.

Its own service begins each connection as a task that nothing holds: a garbage collection may take
it away in the middle of a session, and from Python 3.13 on that hangs up.
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from contextlib import AsyncExitStack
from uuid import uuid4

from proxyprotocol.sock import SocketInfo
from pymap.imap import IMAPServer, IMAPService
from pymap.main import main
from pymap.service import services


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


if __name__ == "__main__":
    main()
