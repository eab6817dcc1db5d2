"""The steps behind `make`: each module is one of them, and all of them use the standard library alone."""
