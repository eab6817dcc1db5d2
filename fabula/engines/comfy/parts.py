"""What an opened server is made of."""

from collections.abc import Sequence

from fabula.engines.comfy.address import ServerAddress
from fabula.engines.comfy.catalogue import Catalogue
from fabula.engines.comfy.files.downloads import Downloads
from fabula.engines.comfy.files.uploads import Uploads
from fabula.engines.comfy.jobs.following.watch import Watch
from fabula.engines.comfy.jobs.queue import ServerQueue, Standing
from fabula.engines.comfy.jobs.submission import Submission
from fabula.engines.comfy.values import PromptId
from fabula.engines.comfy.wire.http import Http


class Parts:
    """The parts, joined, with the socket open; made inside a running loop."""

    def __init__(self, address: ServerAddress) -> None:
        self.http = Http(address)
        self.queue = ServerQueue(self.http)
        self.catalogue = Catalogue(self.http)
        self.watch = Watch(address, self.http, self.queue, self._came_back)
        self.submission = Submission(address, self.http, self.queue, self.watch)
        self.uploads = Uploads(address, self.http, self.queue)
        self.downloads = Downloads(address, self.http)
        self.watch.open()

    async def close(self) -> None:
        await self.watch.close()
        await self.http.close()

    def _came_back(self) -> None:
        """Another program, or one with other nodes and models, may answer now."""
        self.queue.forget_capabilities()
        self.catalogue.forget()

    async def cancel(self, prompt_id: PromptId) -> None:
        self.watch.asked_to_cancel(prompt_id)
        await self.queue.cancel(prompt_id)
        if await self.queue.standing(prompt_id) is Standing.UNKNOWN:
            self.watch.is_gone(prompt_id)

    async def delete(self, prompt_ids: Sequence[PromptId]) -> None:
        if not prompt_ids:
            return
        for prompt_id in prompt_ids:
            self.watch.asked_to_cancel(prompt_id)
        await self.queue.remove(*prompt_ids)
