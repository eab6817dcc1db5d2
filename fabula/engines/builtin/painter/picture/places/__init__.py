"""Places: each lays sky, land and what stands there, and says where somebody can stand."""

from collections.abc import Callable

from fabula.engines.builtin.painter.picture.places import afar, coast, country, inside, towns
from fabula.engines.builtin.painter.picture.stage import Stage

PLACES: dict[str, Callable[[Stage], None]] = {
    "lighthouse": coast.lighthouse,
    "harbour": coast.harbour,
    "sea": coast.sea,
    "lake": coast.lake,
    "mountains": country.mountains,
    "forest": country.forest,
    "meadow": country.meadow,
    "desert": country.desert,
    "aurora": country.north,
    "village": towns.village,
    "city": towns.city,
    "castle": towns.castle,
    "viaduct": towns.railway,
    "interior": inside.room,
    "koi": inside.pond,
    "underwater": inside.reef,
    "space": afar.space,
    "whale": afar.sky_whale,
}
