"""The Python environment `.venv`: made once, filled from the lock files, and mended when it was moved or broken."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from steps.machine import PYTHON, ROOT, VENV, Problem, call, can_install_packages, telling
from steps.stamps import digest, is_fresh, remember

BASE = ROOT / "requirements.lock"
DEV = ROOT / "requirements-dev.lock"
NODE = ROOT / "requirements-node.lock"
STAMPS = VENV / "stamps"

PIP = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet")


def ensure_package() -> None:
    """`.venv` holds the locked packages and this package itself."""
    fingerprint = digest(BASE, ROOT / "pyproject.toml", str(ROOT))
    if _is_sound() and is_fresh(STAMPS / "package", fingerprint):
        return
    _ensure_venv()
    with telling("Installing Python packages"):
        _install("-r", BASE)
    with telling("Installing Fabula"):
        call(
            [*PIP, "install", "--no-deps", "--no-index", "--no-build-isolation", "--editable", ROOT],
            purpose="Installing Fabula",
        )
    remember(STAMPS / "package", fingerprint)


def ensure_locked(lock: Path, what: str) -> None:
    """The packages of one more lock file are installed."""
    stamp, fingerprint = STAMPS / lock.stem, digest(lock, BASE)
    if is_fresh(stamp, fingerprint):
        return
    with telling(f"Installing {what}"):
        _install("-r", lock)
    remember(stamp, fingerprint)


def _install(*what: str | Path) -> None:
    call(
        [*PIP, "install", "--no-deps", "--require-hashes", *what],
        purpose="Installing Python packages",
        hint="Is the network there? A proxy or mirror is set with `pip config`.",
    )


def _is_sound() -> bool:
    return PYTHON.exists() and is_fresh(STAMPS / "home", str(ROOT))


def _ensure_venv() -> None:
    moved = (STAMPS / "home").exists() and not is_fresh(STAMPS / "home", str(ROOT))
    if VENV.exists() and (moved or not _has_pip()):
        shutil.rmtree(VENV)
    if not VENV.exists():
        with telling("Making the Python environment .venv"):
            _make_venv()
    remember(STAMPS / "home", str(ROOT))


def _has_pip() -> bool:
    if not PYTHON.exists():
        return False
    asked = subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False)
    return asked.returncode == 0


def _make_venv() -> None:
    try:
        call([sys.executable, "-m", "venv", VENV], purpose="Making the Python environment")
    except Problem:
        # Debian and Ubuntu keep the part that puts pip into an environment in a package of its own.
        if not shutil.which("apt-get"):
            raise
        shutil.rmtree(VENV, ignore_errors=True)
        call([sys.executable, "-m", "venv", "--without-pip", VENV], purpose="Making the Python environment")
        _take_pip_from_debian()


def _take_pip_from_debian() -> None:
    """Fetch the system's own pip package without installing it, which needs no root, and put its wheel into `.venv`."""
    hint = "Install it with: sudo apt-get install python3-venv"
    if can_install_packages():
        call(["apt-get", "update", "-q"], purpose="Looking for pip", hint=hint)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        call(["apt-get", "download", "-q", "python3-pip-whl"], cwd=folder, purpose="Fetching pip", hint=hint)
        call(["dpkg-deb", "-x", next(folder.glob("*.deb")), folder], purpose="Unpacking pip", hint=hint)
        wheel = next(folder.rglob("pip-*.whl"))
        call([PYTHON, wheel / "pip", "install", "--quiet", "--no-index", wheel], purpose="Installing pip", hint=hint)
