"""Redis Streams: one stream for all processes, of which the newest entries are kept for a moment."""

from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from fabula.core.events.lines.opening import place_of
from fabula.core.events.lines.port import LineDown

STREAM = "fabula:bus"
KEPT = 500  # entries, each with all that one process said at a moment
KEPT_S = 60
LOOK_EVERY_MS = 2000
ANSWER_WITHIN_S = 5.0


class RedisLine:
    """Reads on from the entry that it saw last, so that a short interruption loses nothing."""

    def __init__(self, url: str) -> None:
        self.where = place_of(url)
        from_url: Any = Redis.from_url  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        self._redis = from_url(
            url,
            protocol=2,
            decode_responses=True,
            socket_connect_timeout=ANSWER_WITHIN_S,
            socket_timeout=ANSWER_WITHIN_S,
        )
        self._seen = ""

    async def open(self) -> None:
        try:
            newest = await self._redis.xrevrange(STREAM, count=1)
        except (RedisError, OSError) as error:
            raise LineDown(str(error)) from error
        at = newest[0][0] if newest else "0-0"
        # A server that lost its memory may number anew.
        if not self._seen or _order(at) < _order(self._seen):
            self._seen = at

    async def send(self, text: str) -> None:
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.xadd(STREAM, {"t": text}, maxlen=KEPT, approximate=True)
                pipe.expire(STREAM, KEPT_S)
                await pipe.execute()
        except (RedisError, OSError) as error:
            raise LineDown(str(error)) from error

    async def receive(self) -> Sequence[str]:
        try:
            found = await self._redis.xread({STREAM: self._seen}, block=LOOK_EVERY_MS, count=KEPT)
        except (RedisError, OSError) as error:
            raise LineDown(str(error)) from error
        entries: list[tuple[str, dict[str, str]]] = found[0][1] if found else []
        if entries:
            self._seen = entries[-1][0]
        return [fields["t"] for _, fields in entries]

    async def close(self) -> None:
        try:
            await self._redis.aclose()
        except (RedisError, OSError):
            return


def _order(entry: str) -> tuple[int, int]:
    at, _, number = entry.partition("-")
    return int(at), int(number or 0)
