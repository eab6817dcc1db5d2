"""Texts as directions: hashed words and character n-grams, so that similar texts lie near each other."""

import math
import re
import zlib
from collections import Counter

WORD = re.compile(r"\w+")
WORD_WEIGHT = 1.0
GRAM_WEIGHT = 0.45
GRAMS = (3, 4)
COMMON = frozenset(
    WORD.findall("""
    a an and are as at be but by for from had has have he her his i in is it its me my not of on or our she so that the
    their them then there they this to was we were will with you your
    и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее мне было вот от меня о из ему для
    мы их чем была без до или ни быть был него это эта этот
    """)
)


def embed(text: str, dimensions: int) -> list[float]:
    """A normalised vector; the same text always has the same one."""
    vector = [0.0] * dimensions
    for feature, times in _features(text).items():
        hashed = zlib.crc32(feature.encode())
        weight = (WORD_WEIGHT if feature[0] == "w" else GRAM_WEIGHT) * (1 + math.log(times))
        vector[hashed % dimensions] += weight if hashed & 0x40000000 else -weight
    length = math.sqrt(math.fsum(value * value for value in vector))
    if length == 0:
        vector[0] = length = 1.0
    return [round(value / length, 7) for value in vector]


def _features(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    words = WORD.findall(text.lower().replace("ё", "е"))
    telling = [word for word in words if word not in COMMON] or words
    for word in telling:
        found[f"w{word}"] += 1
        bounded = f"^{word}$"
        for length in GRAMS:
            for start in range(len(bounded) - length + 1):
                found[f"g{bounded[start : start + length]}"] += 1
    return found
