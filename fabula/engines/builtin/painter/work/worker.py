"""Takes one job after another, and frees what it was asked to free between them."""

import asyncio
import logging

from fabula.core.background import in_thread
from fabula.core.memory import give_back
from fabula.engines.builtin.painter.work.execution import Execution, Workshop
from fabula.engines.builtin.painter.work.jobs import Ended, History, Job, Queue
from fabula.engines.builtin.painter.work.news import Listeners, News

log = logging.getLogger(__name__)

GIVES_BACK_AFTER_S = 3.0


class Worker:
    def __init__(self, workshop: Workshop, queue: Queue, history: History, listeners: Listeners) -> None:
        self._shop = workshop
        self._queue = queue
        self._history = history
        self._listeners = listeners
        self._wake = asyncio.Event()
        self._frees: set[str] = set()
        self._has_painted = False
        self.news: News | None = None

    def submit(self, job: Job) -> None:
        self._queue.put(job)
        self.tell_status()
        self._wake.set()

    def free(self, what: set[str]) -> None:
        self._frees |= what
        self._wake.set()

    def tell_status(self) -> None:
        self._listeners.send("status", {"status": {"exec_info": {"queue_remaining": self._queue.remaining}}})

    def interrupt(self, prompt_id: str | None = None) -> bool:
        running = self._queue.running
        if running is None or (prompt_id is not None and running.prompt_id != prompt_id):
            return False
        running.is_interrupted = True
        return True

    async def run(self) -> None:
        while True:
            self._wake.clear()
            self._free_now()
            job = None if self._shop.script.is_wedged else self._queue.take()
            if job is None:
                await self._rest()
                continue
            self.tell_status()
            await self._execute(job)
            # A whole queue of tiny jobs must not keep the server from answering.
            await asyncio.sleep(0)

    async def _rest(self) -> None:
        """Until there is something to do; what painting took is given back if that lasts."""
        if self._has_painted:
            try:
                async with asyncio.timeout(GIVES_BACK_AFTER_S):
                    await self._wake.wait()
                return
            except TimeoutError:
                self._has_painted = False
                await in_thread(give_back)
        await self._wake.wait()

    async def _execute(self, job: Job) -> None:
        self.news = News(job, self._listeners)
        self._has_painted = True
        try:
            ended = await Execution(job, self._shop, self.news).run()
        except Exception:
            log.exception("the painter could not run job %s", job.prompt_id)
            ended = Ended(job, "error", messages=self.news.messages)
        self._history.add(ended)
        self._queue.finish()
        self.tell_status()
        self.news.ended()

    def _free_now(self) -> None:
        if "unload_models" in self._frees:
            self._shop.vram.unload()
        if "free_memory" in self._frees:
            self._shop.cache.clear()
        self._frees.clear()
