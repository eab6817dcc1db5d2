"""The web app: its packages and its build, each done only when what it is made from has changed."""

from steps.machine import WEB, WEBAPP, Problem, call, telling
from steps.node import Node, ensure_node
from steps.stamps import digest, digest_of_tree, is_fresh, remember

PACKAGES = WEB / "node_modules"
MADE = frozenset({"node_modules", "dist", "coverage"})
BUILT_FROM = WEBAPP / ".built-from"


def ensure_webapp() -> None:
    """`fabula/_webapp` holds a build of today's web sources."""
    fingerprint = digest_of_tree(WEB, without=MADE)
    if is_fresh(BUILT_FROM, fingerprint):
        return
    node = ensure_web_packages()
    with telling("Building the web app"):
        npm(node, "run", "build", purpose="Building the web app")
    if not (WEBAPP / "index.html").is_file():
        raise Problem("The web app's build left no fabula/_webapp/index.html.")
    remember(BUILT_FROM, fingerprint)


def ensure_web_packages() -> Node:
    """`web/node_modules` holds exactly what the lock file names."""
    node = ensure_node()
    stamp = PACKAGES / ".installed-from"
    fingerprint = digest(WEB / "package.json", WEB / "package-lock.json", node.version)
    if not is_fresh(stamp, fingerprint):
        with telling("Installing web packages"):
            npm(node, "ci", "--no-audit", "--no-fund", "--loglevel=error", purpose="Installing web packages")
        remember(stamp, fingerprint)
    return node


def npm(node: Node, *words: str, purpose: str) -> str:
    return call([node.npm, *words], cwd=WEB, env=node.surroundings(), purpose=purpose)
