"""Answers of a server as typed values."""

from collections.abc import Iterable

from pydantic import JsonValue

from fabula.engines.comfy.values import Device, PromptId, QueueReading, SystemStats, Waiting
from fabula.engines.comfy.wire.shapes import a_list, a_number, a_text, a_whole, an_object, objects


def read_stats(answer: JsonValue) -> SystemStats:
    """What `/system_stats` says, without the paths of the host."""
    parts = an_object(answer)
    system = an_object(parts.get("system"))
    return SystemStats(
        version=a_text(system.get("comfyui_version")),
        os=a_text(system.get("os")),
        python=a_text(system.get("python_version")).split(" ")[0],
        pytorch=a_text(system.get("pytorch_version")),
        ram_total=a_whole(system.get("ram_total")),
        ram_free=a_whole(system.get("ram_free")),
        devices=tuple(_device(entry) for entry in objects(parts.get("devices"))),
    )


def _device(entry: dict[str, JsonValue]) -> Device:
    index = entry.get("index")
    return Device(
        name=a_text(entry.get("name")),
        kind=a_text(entry.get("type")),
        index=a_whole(index) if isinstance(index, int) else None,
        vram_total=a_whole(entry.get("vram_total")),
        vram_free=a_whole(entry.get("vram_free")),
        torch_vram_total=a_whole(entry.get("torch_vram_total")),
        torch_vram_free=a_whole(entry.get("torch_vram_free")),
    )


def read_queue(answer: JsonValue) -> QueueReading:
    """What `/queue` says; it lists what waits in the order of a heap, not in that of running."""
    parts = an_object(answer)
    return QueueReading(
        running=tuple(_entries(a_list(parts.get("queue_running")))),
        pending=_in_order(_entries(a_list(parts.get("queue_pending")))),
    )


def _entries(entries: list[JsonValue]) -> Iterable[Waiting]:
    for entry in entries:
        match entry:
            case [int() | float() as number, str() as prompt_id, *_]:
                yield Waiting(PromptId(a_text(prompt_id)), a_number(number))
            case _:
                continue


def read_jobs(answer: JsonValue) -> QueueReading:
    """What `/api/jobs` says of the unfinished ones."""
    jobs = list(objects(an_object(answer).get("jobs")))
    return QueueReading(
        running=tuple(_job(job) for job in jobs if job.get("status") == "in_progress"),
        pending=_in_order(_job(job) for job in jobs if job.get("status") == "pending"),
    )


def _job(job: dict[str, JsonValue]) -> Waiting:
    return Waiting(PromptId(a_text(job.get("id"))), a_number(job.get("priority")))


def _in_order(waiting: Iterable[Waiting]) -> tuple[Waiting, ...]:
    return tuple(sorted(waiting, key=lambda job: (job.number, job.prompt_id)))
