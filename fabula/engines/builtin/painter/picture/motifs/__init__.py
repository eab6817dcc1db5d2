"""Things that are painted into places: sky, land, trees, buildings, animals, people."""
