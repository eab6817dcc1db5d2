"""A ComfyUI server: everything that it can be asked for."""

from collections.abc import AsyncGenerator, Callable, Container, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pydantic import JsonValue

from fabula.engines.comfy.address import ServerAddress
from fabula.engines.comfy.errors import ModelFolderUnknown, ServerClosed
from fabula.engines.comfy.jobs.events import Finished, JobEvent
from fabula.engines.comfy.jobs.following.results import finished
from fabula.engines.comfy.values import (
    Accepted,
    Capabilities,
    Graph,
    Look,
    ObjectInfo,
    PromptId,
    QueueReading,
    ServerFile,
    SystemStats,
    new_prompt_id,
    prompt_id_of,
)
from fabula.engines.comfy.wire.readings import read_stats
from fabula.engines.comfy.wire.shapes import JsonObject, an_object, texts

if TYPE_CHECKING:
    from fabula.engines.comfy.parts import Parts

Content = bytes | Path


class ComfyServer:
    """One server while somebody uses it: `async with ComfyServer(ServerAddress(url)) as server: …`.

    It holds one HTTP session and one socket, and may be used by any number of tasks at once.
    """

    def __init__(self, address: ServerAddress | str) -> None:
        self.address = ServerAddress(address) if isinstance(address, str) else address
        self._opened: Parts | None = None

    async def __aenter__(self) -> Self:
        from fabula.engines.comfy.parts import Parts  # brings aiohttp, which not every start needs

        self._opened = Parts(self.address)
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        if self._opened is not None:
            opened, self._opened = self._opened, None
            await opened.close()

    @property
    def _parts(self) -> "Parts":
        if self._opened is None:
            raise ServerClosed(f"The connection to {self.address} is closed.")
        return self._opened

    # What it is

    async def capabilities(self) -> Capabilities:
        """What this server can do, asked once for each time that it was away."""
        return await self._parts.queue.capabilities()

    async def stats(self) -> SystemStats:
        """Version, memory and cards."""
        return read_stats(await self._parts.http.get("/system_stats"))

    async def queue(self) -> QueueReading:
        """What runs and what waits, in the order in which it will run."""
        return await self._parts.queue.reading()

    async def look(self, own: Container[str] = ()) -> Look:
        """Both, and how much of the work is ours: what was submitted here, and what is in `own`."""
        stats, queue = await self.stats(), await self.queue()
        known = self._parts.watch.known()

        def ours(jobs: Sequence[PromptId]) -> int:
            return sum(job in known or job in own for job in jobs)

        running, pending = [job.prompt_id for job in queue.running], [job.prompt_id for job in queue.pending]
        own_running, own_pending = ours(running), ours(pending)
        return Look(
            stats=stats,
            queue=queue,
            own_running=own_running,
            own_pending=own_pending,
            foreign_running=len(running) - own_running,
            foreign_pending=len(pending) - own_pending,
        )

    async def object_info(self, *, fresh: bool = False) -> ObjectInfo:
        """Every node class of this server, as it describes them; remembered until it is asked for fresh."""
        return await self._parts.catalogue.everything(fresh=fresh)

    async def node_info(self, class_type: str) -> Mapping[str, JsonValue] | None:
        """One node class with its choices of this moment; `None` if the server has no such node."""
        return await self._parts.catalogue.one(class_type)

    def forget_object_info(self) -> None:
        """Models or nodes were installed there."""
        self._parts.catalogue.forget()

    async def model_folders(self) -> tuple[str, ...]:
        """The names of the folders of models."""
        return texts(await self._parts.http.get("/models"))

    async def models(self, folder: str) -> tuple[str, ...]:
        """The files of one folder of models, as nodes name them."""
        path = f"/models/{folder}"
        answer = await self._parts.http.ask("GET", path)
        if answer.status == HTTPStatus.NOT_FOUND:
            raise ModelFolderUnknown(f"{self.address} knows no folder of models named {folder!r}.")
        return texts(self._parts.http.good(answer, path).said)

    async def embeddings(self) -> tuple[str, ...]:
        """The names of the text embeddings."""
        return texts(await self._parts.http.get("/embeddings"))

    # Jobs

    async def submit(
        self,
        graph: Graph,
        prompt_id: str | None = None,
        *,
        is_new: bool = False,
        front: bool = False,
        previews: bool = True,
        partly: bool = False,
        targets: Sequence[str] = (),
        png_info: Mapping[str, JsonValue] | None = None,
    ) -> Accepted:
        """Give the server a job; keep the id before, then this is safe to call again after whatever happened.

        `is_new`: nobody can have submitted this id before, so the server need not be asked. `partly`: a graph of which
        only a part can run is welcome. `targets`: only these output nodes. `png_info`: what its pictures carry.
        """
        from fabula.engines.comfy.jobs.submission import Wish

        given = prompt_id_of(prompt_id) if prompt_id else new_prompt_id()
        wish = Wish(front=front, previews=previews, partly=partly, targets=targets, png_info=png_info or {})
        return await self._parts.submission.submit(graph, given, wish, is_new=is_new or prompt_id is None)

    def follow(self, prompt_id: str) -> AsyncGenerator[JobEvent]:
        """Everything that happens to a job, from how it stands to its one end; as often and as late as you like."""
        return self._parts.watch.follow(prompt_id_of(prompt_id))

    async def run(self, graph: Graph, on_event: Callable[[JobEvent], None] | None = None) -> Finished:
        """Submit and follow to the end; a job that does not finish is an error that says why."""
        accepted = await self.submit(graph)
        return await finished(self.address.name, self.follow(accepted.prompt_id), on_event)

    async def cancel(self, prompt_id: str) -> None:
        """Take a job out of the queue or stop it; jobs of others are never touched, ended ones stay as they are."""
        await self._parts.cancel(prompt_id_of(prompt_id))

    async def interrupt(self, prompt_id: str) -> None:
        """Stop the job if it is the one that runs."""
        job = prompt_id_of(prompt_id)
        self._parts.watch.asked_to_cancel(job)
        await self._parts.queue.interrupt(job)

    async def delete(self, *prompt_ids: str) -> None:
        """Take jobs out of the queue; one that runs already goes on."""
        await self._parts.delete([prompt_id_of(prompt_id) for prompt_id in prompt_ids])

    async def clear(self) -> int:
        """Take all our own waiting jobs out of the queue; how many there were."""
        known = self._parts.watch.known()
        ours = [job.prompt_id for job in (await self.queue()).pending if job.prompt_id in known]
        await self._parts.delete(ours)
        return len(ours)

    async def history(self, prompt_id: str) -> JsonObject | None:
        """The raw history entry of an ended job, if the server still has it."""
        return await self._parts.queue.history(prompt_id_of(prompt_id))

    async def free(self, *, unload_models: bool = True, free_memory: bool = True) -> None:
        """Ask the server to give memory back; it does so after its present job, and does not say when."""
        await self._parts.queue.free(unload_models=unload_models, free_memory=free_memory)

    # Files

    async def upload(self, content: Content, name: str = "") -> ServerFile:
        """Send a file once; its `value` is what an input of a node takes. The name gives only the ending."""
        return await self._parts.uploads.upload(content, name)

    async def upload_mask(self, content: Content, original: ServerFile) -> ServerFile:
        """Send a mask once: the result is the original with the mask's transparency."""
        return await self._parts.uploads.upload_mask(content, original)

    def view(self, file: ServerFile) -> AsyncGenerator[bytes]:
        """The bytes of a file, whole: a broken transfer goes on, and what cannot be had whole is an error."""
        return self._parts.downloads.view(file)

    async def fetch(self, file: ServerFile) -> bytes:
        """A whole file in memory."""
        return await self._parts.downloads.fetch(file)

    async def save(self, file: ServerFile, path: Path) -> Path:
        """A whole file on the disk; it appears only when all of it is there."""
        return await self._parts.downloads.save(file, path)

    async def metadata(self, folder: str, filename: str) -> JsonObject:
        """What a model file says of itself; empty if it says nothing."""
        answer = await self._parts.http.ask("GET", f"/view_metadata/{folder}", params={"filename": filename})
        return an_object(answer.said) if answer.status == HTTPStatus.OK else {}
