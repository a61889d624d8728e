"""The sole sender: one process at a time sends from a database, and the next one takes over.

A file is locked beside a SQLite database, an advisory lock is held on PostgreSQL. The operating
system and the server let go of them when the process dies, however it does.
"""

from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout
from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

#: Any number, as long as it is ours.
_ADVISORY_LOCK = 7_305_120_021


class SoleSender(Protocol):
    """A right that one process has at a time."""

    async def acquire(self) -> bool:
        """Take it if nobody has it; whether it is held now."""
        ...

    async def is_held(self) -> bool:
        """Whether it has not been lost."""
        ...

    async def release(self) -> None:
        """Let others have it."""
        ...


def sole_sender(url: URL) -> SoleSender:
    """The right to send from the database at this URL."""
    if url.get_backend_name() != "sqlite":
        return _ServerLock(url)
    return _FileLock(Path(f"{url.database}.sender.lock"))


class _FileLock:
    def __init__(self, path: Path) -> None:
        self._lock = FileLock(path, blocking=False, thread_local=False)

    async def acquire(self) -> bool:
        if not self._lock.is_locked:
            try:
                self._lock.acquire()
            except Timeout:
                return False
        return True

    async def is_held(self) -> bool:
        return self._lock.is_locked

    async def release(self) -> None:
        self._lock.release()


class _ServerLock:
    """Held for as long as its connection lasts, which does nothing else."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection: AsyncConnection | None = None

    async def acquire(self) -> bool:
        if await self.is_held():
            return True
        connection = await self._engine.connect()
        try:
            query = text("SELECT pg_try_advisory_lock(:key)")
            is_acquired = bool(await connection.scalar(query, {"key": _ADVISORY_LOCK}))
        except BaseException:
            await connection.close()
            raise
        if is_acquired:
            self._connection = connection
        else:
            await connection.close()
        return is_acquired

    async def is_held(self) -> bool:
        if self._connection is None:
            return False
        try:
            await self._connection.execute(text("SELECT 1"))
        except Exception:
            # The lock went with the connection, and another may have it by now.
            await self.release()
            raise
        return True

    async def release(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()
