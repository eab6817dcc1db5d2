"""Does a program answer? Any answer below 500 counts: it is up, whatever it thinks of the question."""

import asyncio

HTTP_ERROR = 500


async def answers(url: str, within_s: float) -> bool:
    import aiohttp

    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=within_s)) as http,
            http.get(url, allow_redirects=False) as answer,
        ):
            return answer.status < HTTP_ERROR
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return False


async def comes_up(url: str, within_s: float, *, ask_s: float, poll_s: float) -> bool:
    """Wait until it answers, but not for longer than this."""
    deadline = asyncio.get_running_loop().time() + within_s
    while not await answers(url, ask_s):
        if asyncio.get_running_loop().time() >= deadline:
            return False
        await asyncio.sleep(poll_s)
    return True
