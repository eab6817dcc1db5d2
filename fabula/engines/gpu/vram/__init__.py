"""Measuring memory: the card's own counters where they can be read, else what its engines say."""

from fabula.engines.gpu.vram.measuring import Measuring, PidsOf
from fabula.engines.gpu.vram.monitor import Monitor
from fabula.engines.gpu.vram.nvml import CardReading, Gauge, Nvml, has_driver

__all__ = ["CardReading", "Gauge", "Measuring", "Monitor", "Nvml", "PidsOf", "has_driver"]
