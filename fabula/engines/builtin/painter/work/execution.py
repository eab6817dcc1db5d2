"""Runs one graph node by node, tells what happens, and leaves an entry for the history."""

import asyncio
import inspect
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fabula.core.background import in_thread
from fabula.engines.builtin.painter.folders import Folders, OutsideTheFolder
from fabula.engines.builtin.painter.models import DemoModel
from fabula.engines.builtin.painter.nodes.context import Context, Interrupted, NodeFailed
from fabula.engines.builtin.painter.nodes.spec import Registry, Result
from fabula.engines.builtin.painter.pace import Bounds, Pace
from fabula.engines.builtin.painter.script import Script
from fabula.engines.builtin.painter.vram import OutOfVram, Vram
from fabula.engines.builtin.painter.work.cache import Cache, Signatures, is_link
from fabula.engines.builtin.painter.work.jobs import Ended, Job
from fabula.engines.builtin.painter.work.news import News
from fabula.engines.builtin.painter.work.order import Order

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

PREVIEW_METHODS = ("auto", "latent2rgb", "taesd")


@dataclass(slots=True)
class Workshop:
    """All that the execution of a graph needs."""

    registry: Registry
    folders: Folders
    cache: Cache
    vram: Vram
    pace: Pace
    bounds: Bounds
    script: Script


class _Stopped(Exception):
    """One node ended the job: by an error or by an interrupt."""


class Execution:
    def __init__(self, job: Job, workshop: Workshop, news: News) -> None:
        self._job = job
        self._shop = workshop
        self._news = news
        self._signatures = Signatures(job.graph, workshop.registry)
        self._results: dict[str, Result] = {}
        self._executed: list[str] = []
        self._ended = Ended(job, "success")

    async def run(self) -> Ended:
        graph = self._job.graph
        self._news.started()
        found = {each: self._shop.cache.get(self._signatures.of(each)) for each in self._reachable()}
        self._results = {each: result for each, result in found.items() if result is not None}
        self._news.cached([each for each in graph if each in self._results])
        order = Order(graph, self._shop.registry, self._job.outputs, set(self._results))
        try:
            while (node_id := order.pick()) is not None:
                await self._node(node_id)
                order.done(node_id)
        except _Stopped:
            self._ended.status = "error"
        else:
            self._news.kept("execution_success", {})
        self._ended.messages = self._news.messages
        return self._ended

    def _reachable(self) -> list[str]:
        seen: dict[str, None] = {}
        to_do = list(self._job.outputs)
        while to_do:
            node_id = to_do.pop()
            if node_id in seen:
                continue
            seen[node_id] = None
            inputs = self._job.graph[node_id]["inputs"].values()
            to_do.extend(value[0] for value in inputs if is_link(value, self._job.graph))
        return list(seen)

    async def _node(self, node_id: str) -> None:
        if (known := self._results.get(node_id)) is not None:
            self._show(node_id, known)
            self._news.node_finished(node_id, was_cached=True)
            return
        kind = self._shop.registry[self._job.graph[node_id]["class_type"]]
        self._news.node_started(node_id)
        try:
            result = await self._run(node_id)
        except Interrupted:
            self._stop("execution_interrupted", node_id, {}, to_all=self._job.client_id is None)
        except NodeFailed as error:
            self._fail(node_id, error, error.kind)
        except OutOfVram as error:
            self._fail(node_id, error, "torch.OutOfMemoryError")
        except OutsideTheFolder as error:
            told = NodeFailed(f"**** ERROR: Saving image outside the output folder is not allowed.\n {error}\n")
            self._fail(node_id, told, "Exception")
        except Exception as error:
            self._fail(node_id, error, type(error).__name__)
        else:
            self._results[node_id] = result
            self._shop.cache.keep(self._signatures.of(node_id), kind, result)
            self._executed.append(node_id)
            self._show(node_id, result)
            self._news.node_finished(node_id)

    async def _run(self, node_id: str) -> Result:
        self._check()
        kind = self._shop.registry[self._job.graph[node_id]["class_type"]]
        if (fault := self._shop.script.node_fault(node_id, kind.name)) is not None:
            raise NodeFailed(fault.message, fault.kind)
        if self._shop.pace.node_s:
            await asyncio.sleep(self._shop.pace.node_s)
        await self._shop.script.while_hung()
        context, values = self._context(node_id), self._values(node_id)
        if kind.is_heavy and not self._shop.pace.plain:
            done = await in_thread(kind.run, context, values)
        else:
            done = kind.run(context, values)
        result = await done if inspect.isawaitable(done) else done
        self._check()
        return result

    def _values(self, node_id: str) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for name, value in self._job.graph[node_id]["inputs"].items():
            linked = is_link(value, self._job.graph)
            given[name] = self._results[value[0]].outputs[value[1]] if linked else value
        return given

    def _context(self, node_id: str) -> Context:
        async def progress(value: int, most: int, preview: Callable[[], bytes] | None = None) -> None:
            self._check()
            picture = await in_thread(preview) if preview is not None else None
            self._news.step(node_id, value, most, picture)
            await asyncio.sleep(0)
            await self._shop.script.while_hung()
            self._check()

        async def send_picture(picture: "Picture", value: int, most: int) -> None:
            from fabula.engines.builtin.painter.nodes.files import as_png

            self._news.picture(node_id, await in_thread(as_png, picture, {}), "image/png")
            self._news.step(node_id, value, most)

        async def load(model: DemoModel) -> None:
            if self._shop.vram.use(model) and self._shop.pace.load_s:
                await asyncio.sleep(self._shop.pace.load_s)

        return Context(
            folders=self._shop.folders,
            pace=self._shop.pace,
            bounds=self._shop.bounds,
            graph=self._job.graph,
            extra_data=self._job.extra_data,
            wants_previews=self._job.extra_data.get("preview_method") in PREVIEW_METHODS,
            is_full=self._shop.script.is_output_full,
            progress=progress,
            send_picture=send_picture,
            load=load,
            check=self._check,
        )

    def _check(self) -> None:
        if self._job.is_interrupted:
            raise Interrupted

    def _show(self, node_id: str, result: Result) -> None:
        if result.ui is None:
            return
        self._news.executed(node_id, result.ui)
        self._ended.outputs[node_id] = result.ui
        self._ended.meta[node_id] = {
            "node_id": node_id,
            "display_node": node_id,
            "parent_node": None,
            "real_node_id": node_id,
        }

    def _stop(self, kind: str, node_id: str, more: dict[str, Any], *, to_all: bool = False) -> None:
        class_type = self._job.graph[node_id]["class_type"]
        data = {"node_id": node_id, "node_type": class_type, "executed": list(self._executed), **more}
        self._news.kept(kind, data, to_all=to_all)
        raise _Stopped

    def _fail(self, node_id: str, error: Exception, kind: str) -> None:
        inputs = self._job.graph[node_id]["inputs"].items()
        more = {
            "exception_message": f"{error}\n",
            "exception_type": kind,
            "traceback": traceback.format_exception_only(error),
            "current_inputs": {name: [str(value)] for name, value in inputs if not is_link(value, self._job.graph)},
            "current_outputs": list(self._job.graph),
        }
        self._stop("execution_error", node_id, more)
