"""Several servers on one throw-away PostgreSQL database, each a process of its own that can be killed."""

import os
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from fabula.core.db import Database
from fabula.core.ids import new_id
from tests.conftest import outside_transaction
from tests.servers import ServerProcess

POSTGRESQL = os.environ.get("FABULA_TEST_POSTGRESQL_URL", "")
REDIS = os.environ.get("FABULA_TEST_REDIS_URL", "")
SECRET = "one key for all of them"


class Cluster:
    """Servers that share their work."""

    def __init__(self, folder: Path, database_url: str, bus_url: str, life: AsyncExitStack) -> None:
        self.database_url = database_url
        self._folder = folder
        self.bus_url = bus_url
        self._life = life
        self._count = 0

    async def server(self) -> ServerProcess:
        """One more, with a data folder of its own."""
        self._count += 1
        data = self._folder / f"server-{self._count}"
        data.mkdir()
        server = ServerProcess(
            data,
            database_url=self.database_url,
            bus_url=self.bus_url,
            jwt_secret=SECRET,
            secret_key=SECRET,
            image_storage_path=str(self._folder / "files"),
        )
        self._life.push_async_callback(server.close)
        await server.start()
        return server


@asynccontextmanager
async def cluster(folder: Path, bus: str = "redis") -> AsyncGenerator[Cluster]:
    """On an empty database, which is removed afterwards."""
    bus_url = {"redis": REDIS, "postgresql": POSTGRESQL}[bus]
    if not POSTGRESQL or not bus_url:
        pytest.skip("no PostgreSQL or no Redis server: set FABULA_TEST_POSTGRESQL_URL and FABULA_TEST_REDIS_URL")
    name = f"cluster_{new_id().replace('-', '')}"
    server = Database(POSTGRESQL)
    await outside_transaction(server, f"CREATE DATABASE {name}")
    database_url = server.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    try:
        async with AsyncExitStack() as life:
            yield Cluster(folder, database_url, bus_url if bus == "redis" else database_url, life)
    finally:
        await outside_transaction(server, f"DROP DATABASE {name} WITH (FORCE)")
        await server.close()
