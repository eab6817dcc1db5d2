"""How fast the painter works, and how much of a picture it paints."""

from dataclasses import dataclass


@dataclass(slots=True)
class Pace:
    """Seconds that are spent beside the painting itself; `plain` paints tiny flat pictures for benchmarks."""

    step_s: float = 0.0
    load_s: float = 0.0
    node_s: float = 0.0
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the painter takes at most; beyond it there is a clear answer instead of a full disk or memory."""

    queue: int = 10_000
    history: int = 10_000
    body_bytes: int = 100 * 1024 * 1024
    pixels: int = 4096 * 4096
    batch_pixels: int = 4 * 4096 * 4096
    cache_bytes: int = 32 * 1024 * 1024
    cached_results: int = 2048
    socket_backlog: int = 4096
