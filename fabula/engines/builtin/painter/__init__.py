"""The painter: a ComfyUI server of our own that paints with a procedural brush, for demos, tests and benchmarks."""

from fabula.engines.builtin.painter.pace import Bounds, Pace
from fabula.engines.builtin.painter.painter import Painter
from fabula.engines.builtin.painter.script import Script
from fabula.engines.builtin.painter.vram import Vram

__all__ = ["Bounds", "Pace", "Painter", "Script", "Vram"]
