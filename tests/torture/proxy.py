"""What lies between the service and its database? A proxy that can cut, and that can swallow."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Proxy:
    """Takes connections on a port of the loopback and hands them on to a server's unix socket."""

    def __init__(self, target: Path, listener: socket.socket) -> None:
        self.port: int = listener.getsockname()[1]
        self._target = target
        self._listener = listener
        self._over = asyncio.Event()
        self._passes = asyncio.Event()
        self._passes.set()
        self._refuses = False
        self._open: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """End all connections, and refuse new ones."""
        self._loop.call_soon_threadsafe(self._cut)

    def swallow(self) -> None:
        """Let nothing through, but end nothing: nobody is told."""
        self._loop.call_soon_threadsafe(self._passes.clear)

    def mend(self) -> None:
        """Let everything through again; what was swallowed comes late."""
        self._refuses = False
        self._loop.call_soon_threadsafe(self._passes.set)

    def stop(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._over.set)

    async def serve(self) -> None:
        """Serve until `stop`."""
        self._loop = asyncio.get_running_loop()
        async with await asyncio.start_server(self._take, sock=self._listener):
            await self._over.wait()
            self._cut()

    def _cut(self) -> None:
        self._refuses = True
        for writer in self._open:
            writer.transport.abort()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            writer.transport.abort()
            return
        with suppress(OSError):
            its_reader, its_writer = await asyncio.open_unix_connection(str(self._target))
            both = {writer, its_writer}
            self._open |= both
            await asyncio.gather(self._pump(reader, its_writer), self._pump(its_reader, writer))
            self._open -= both

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._passes.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


@contextmanager
def proxied(target: Path) -> Iterator[Proxy]:
    """Run a proxy to a unix socket in a thread."""
    proxy = Proxy(target, socket.create_server(("127.0.0.1", 0)))
    thread = threading.Thread(target=lambda: asyncio.run(proxy.serve()))
    thread.start()
    try:
        yield proxy
    finally:
        proxy.stop()
        thread.join()
