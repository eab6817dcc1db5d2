"""What this server is and what it has."""

import platform
import sys

from aiohttp import web

from fabula import __version__
from fabula.engines.builtin.painter.models import FOLDERS, find, names
from fabula.engines.builtin.painter.server.state import COMFYUI, ENGINE, FEATURES, state_of


async def system_stats(request: web.Request) -> web.Response:
    import psutil

    vram, memory = state_of(request).shop.vram, psutil.virtual_memory()
    system = {
        "os": sys.platform,
        "ram_total": memory.total,
        "ram_free": memory.available,
        "comfyui_version": COMFYUI,
        "required_frontend_version": None,
        "installed_templates_version": None,
        "required_templates_version": None,
        "comfy_package_versions": [],
        "python_version": platform.python_version(),
        "pytorch_version": f"none ({ENGINE} {__version__})",
        "embedded_python": False,
        "deploy_environment": "fabula-demo",
        "argv": ["fabula", "builtin", "painter"],
    }
    return web.json_response({"system": system, "devices": [vram.device(ENGINE)]})


async def features(_: web.Request) -> web.Response:
    return web.json_response(FEATURES)


async def object_info(request: web.Request) -> web.Response:
    shop = state_of(request).shop
    return web.json_response({name: kind.described(shop.folders) for name, kind in shop.registry.items()})


async def object_info_of(request: web.Request) -> web.Response:
    shop, name = state_of(request).shop, request.match_info["name"]
    kind = shop.registry.get(name)
    return web.json_response({} if kind is None else {name: kind.described(shop.folders)})


async def model_folders(_: web.Request) -> web.Response:
    return web.json_response(list(FOLDERS))


async def models(request: web.Request) -> web.Response:
    folder = request.match_info["folder"]
    return web.json_response(names(folder)) if folder in FOLDERS else web.Response(status=404)


async def embeddings(_: web.Request) -> web.Response:
    return web.json_response([name.removesuffix(".safetensors") for name in names("embeddings")])


async def view_metadata(request: web.Request) -> web.Response:
    model = find(request.match_info["folder"], request.query.get("filename", ""))
    if model is None or not model.metadata:
        return web.Response(status=404)
    return web.json_response(model.metadata)


async def nothing(_: web.Request) -> web.Response:
    return web.json_response({})


async def users(_: web.Request) -> web.Response:
    return web.json_response({"storage": "server", "migrated": True})


async def about(_: web.Request) -> web.Response:
    return web.Response(text=f"{ENGINE} {__version__}: speaks the protocol of ComfyUI {COMFYUI}.\n")
