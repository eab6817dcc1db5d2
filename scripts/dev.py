"""Sets Fabula up, runs and tests it: `python3 scripts/dev.py VERB`. Needs Python 3.11 and fetches the rest."""

import os
import shutil
import sys

OLDEST = (3, 11)
NEWER = ("python3.15", "python3.14", "python3.13", "python3.12", "python3.11")

if sys.version_info < OLDEST:
    found = next(filter(None, map(shutil.which, NEWER)), None)
    if not found:
        sys.exit("Fabula needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info[:2]))
    os.execv(found, [found, *sys.argv])

if __name__ == "__main__":
    from steps.verbs import main

    sys.exit(main(sys.argv[1:]))
