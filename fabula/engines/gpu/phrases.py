"""What news says: a sentence for each code, filled with the data of the entry; the page translates by these codes."""

from collections.abc import Mapping

from pydantic import JsonValue

LOST = "A lease for {what} was given up: {because}"
ROOM = "Making room for {wish}: "

# By the kind of the entry, and behind it what it is more exactly.
SENTENCES: Mapping[str, str] = {
    "lease.granted": "{engine} begins with {wish}",
    "lease.released": "{engine} is done with {wish}",
    "lease.lost_silent": LOST,
    "lease.lost_unreleased": LOST,
    "lease.lost_stopped": LOST,
    "lease.lost_aside": LOST,
    "lease.refused_busy": "{why}",
    "lease.refused_room": "{why}",
    "room.step_unloads": ROOM + "{engine} gives up {model}",
    "room.step_clears": ROOM + "{engine} gives up its models",
    "room.step_stops": ROOM + "{engine} is stopped",
    "room.step_starts": ROOM + "{engine} is started",
    "room.step_failed_model": "{engine} still holds {model}: {problem}",
    "room.step_failed_model_late": "{engine} still holds {model} {wait_s:.0f} s after unloading",
    "room.step_failed_memory": "{engine} still holds its memory: {problem}",
    "room.step_failed_memory_late": "{engine} still holds its memory {wait_s:.0f} s after it should free it",
    "room.step_failed_stop": "{engine} was not stopped: {problem}",
    "room.step_failed_stop_late": "{engine} was not stopped within {wait_s:.0f} s",
    "room.refused": "{why}",
    "language.restored": "{engine} has {what} again",
    "language.restore_failed": "{what} was not brought back: {problem}",
    "vram.high": "{card} is {percent:.0f} % full",
    "vram.low": "{card} has only {free_mb:,} MB left",
    "vram.normal": "{card} has memory again",
    "vram.stranger": "{stranger_mb:,} MB of {card} are held by programs that are not ours",
    "vram.stranger_named": "{stranger_mb:,} MB of {card} are held by {programs}",
    "vram.blind": "The memory of {card} cannot be measured now",
    "vram.seen": "The memory of {card} is measured again",
    "service.started": "{engine} answers",
    "service.stopped": "{engine} is stopped",
    "service.crashed": "{engine} ended by itself with code {exit_code}{log}",
    "service.given_up": "{engine} crashed {crashes} times{log}",
    "service.given_up_start": "{problem}",
}


def sentence(code: str, data: Mapping[str, JsonValue]) -> str:
    return SENTENCES[code].format_map(data)
