"""A model of VRAM: models take their size when they are used first, the oldest leave when there is no room."""

from collections import OrderedDict
from collections.abc import Callable

from fabula.engines.builtin.painter.models import DemoModel

MB = 1024 * 1024
CONTEXT_MB = 300


class OutOfVram(Exception):
    """A model does not fit, even when all others have left."""


class Vram:
    """What lies on the imagined card."""

    def __init__(self, total_mb: int = 8192, reserved_mb: int = 0, others_mb: Callable[[], int] = lambda: 0) -> None:
        self.total_mb = total_mb
        self._reserved_mb = reserved_mb
        self._others_mb = others_mb
        self._loaded: OrderedDict[DemoModelKey, int] = OrderedDict()

    @property
    def loaded(self) -> list[str]:
        return [name for _, name in self._loaded]

    @property
    def reserved_mb(self) -> int:
        """What is never ours: taken all the time, or by other programs just now."""
        return self._reserved_mb + self._others_mb()

    @property
    def used_mb(self) -> int:
        models = sum(self._loaded.values())
        return self.reserved_mb + models + (CONTEXT_MB if models else 0)

    @property
    def free_mb(self) -> int:
        return max(0, self.total_mb - self.used_mb)

    def use(self, model: DemoModel) -> bool:
        """Put the model on the card, and say whether it had to be loaded."""
        key = (model.folder, model.name)
        if key in self._loaded:
            self._loaded.move_to_end(key)
            return False
        if model.vram_mb + CONTEXT_MB + self.reserved_mb > self.total_mb:
            raise OutOfVram(
                f"Allocation on device failed: {model.name} needs {model.vram_mb} MB, "
                f"the card has {max(0, self.total_mb - self.reserved_mb)} MB."
            )
        self._loaded[key] = model.vram_mb
        while self.used_mb > self.total_mb and len(self._loaded) > 1:
            self._loaded.popitem(last=False)
        return True

    def unload(self) -> None:
        self._loaded.clear()

    def device(self, name: str) -> dict[str, object]:
        total, free = self.total_mb * MB, self.free_mb * MB
        return {
            "name": name,
            "type": "demo",
            "index": 0,
            "vram_total": total,
            "vram_free": free,
            "torch_vram_total": self.used_mb * MB,
            "torch_vram_free": 0,
        }


DemoModelKey = tuple[str, str]
