"""The words of a drawing without anybody who says them: how prompts and settings are asked for, and what stands in."""

from fabula.imaging.images.words.wanted import Wanted

__all__ = ["Wanted"]
