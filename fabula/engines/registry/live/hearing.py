"""Who asks for text hears its place in the line of the GPU, without every layer in between knowing of it."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from fabula.engines.gpu import Told

_told: ContextVar[Told | None] = ContextVar("fabula_gpu_told", default=None)
_is_batch: ContextVar[bool] = ContextVar("fabula_gpu_batch", default=False)


@contextmanager
def hearing(told: Told | None = None, *, is_batch: bool = False) -> Generator[None]:
    """Inside, `told` hears the place in line; work that nobody watches says so, and lets others go first."""
    tokens = _told.set(told), _is_batch.set(is_batch)
    try:
        yield
    finally:
        _told.reset(tokens[0])
        _is_batch.reset(tokens[1])


def who_hears() -> Told | None:
    return _told.get()


def is_batch() -> bool:
    return _is_batch.get()
