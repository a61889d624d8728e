"""Writes chats in pairs until it is killed, and says each pair that has been committed."""

import asyncio
import sys
from datetime import UTC, datetime
from itertools import count

from bot.database import open_database
from bot.database.tables import ChatRow


async def write(url: str) -> None:
    database = await open_database(url)
    for number in count(1):
        async with database.writing() as session:
            for address in (number, -number):
                session.add(ChatRow(address=address, created_at=datetime.now(UTC)))
                await session.flush()
        print(number, flush=True)


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1]))
