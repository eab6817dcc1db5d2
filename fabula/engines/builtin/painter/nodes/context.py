"""What a node may use while it works."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from fabula.engines.builtin.painter.folders import Folders
from fabula.engines.builtin.painter.models import DemoModel
from fabula.engines.builtin.painter.pace import Bounds, Pace

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


class NodeFailed(Exception):
    """The node cannot do this; the type is the name that the error carries on the wire."""

    def __init__(self, message: str, kind: str = "RuntimeError") -> None:
        super().__init__(message)
        self.kind = kind


class Interrupted(Exception):
    """Somebody asked the running job to stop."""


class Progress(Protocol):
    async def __call__(self, value: int, most: int, preview: "Callable[[], bytes] | None" = None) -> None: ...


@dataclass(slots=True)
class Context:
    """One node's view of the painter."""

    folders: Folders
    pace: Pace
    bounds: Bounds
    graph: dict[str, Any]
    extra_data: dict[str, Any]
    wants_previews: bool
    is_full: bool
    progress: Progress
    send_picture: "Callable[[Picture, int, int], Awaitable[None]]"
    load: Callable[[DemoModel], Awaitable[None]]
    check: Callable[[], None]

    @property
    def is_plain(self) -> bool:
        return self.pace.plain

    def hold_bounds(self, width: int, height: int, batch: int) -> None:
        """A picture beyond the bounds fails like one that does not fit the card."""
        if width * height > self.bounds.pixels or width * height * batch > self.bounds.batch_pixels:
            raise NodeFailed(
                f"Allocation on device failed: {batch} x {width} x {height} is more than the built-in demo engine "
                f"paints ({self.bounds.pixels // 1_000_000} megapixels). Make the picture or the batch smaller.",
                "torch.OutOfMemoryError",
            )
