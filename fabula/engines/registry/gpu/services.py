"""The programs behind the engines, as the settings name them."""

import shlex
import sys
from pathlib import Path

from pydantic import SecretStr

from fabula.core.background import Background
from fabula.core.errors import StartFailed
from fabula.core.settings import Settings
from fabula.engines.gpu import News, ProcessRules, Service, Services

OLLAMA, COMFYUI = "ollama", "comfyui"


def services_of(settings: Settings, background: Background, news: News) -> Services:
    """Ollama and ComfyUI, each where the settings say how it is run, or where an outside manager runs both."""
    services = Services(ProcessRules.of(settings), background, news, settings.process_manager_api_url)
    is_managed_outside = bool(settings.process_manager_api_url)
    if is_managed_outside or settings.process_ollama_command or settings.process_ollama_unit:
        services.add(_ollama(settings))
    if is_managed_outside or settings.process_comfyui_command or settings.process_comfyui_unit:
        services.add(_comfyui(settings))
    return services


def _ollama(settings: Settings) -> Service:
    address = (settings.ollama_url or "http://localhost:11434").rstrip("/")
    return Service(
        name=OLLAMA,
        title="Ollama",
        health_url=settings.process_ollama_health_url or f"{address}/api/version",
        command=_words("FABULA_PROCESS_OLLAMA_COMMAND", settings.process_ollama_command),
        folder=_folder(settings.process_ollama_folder),
        environment=_environment("FABULA_PROCESS_OLLAMA_ENVIRONMENT", settings.process_ollama_environment),
        unit=settings.process_ollama_unit,
        is_user_unit=settings.process_user_units,
    )


def _comfyui(settings: Settings) -> Service:
    address = (settings.comfyui_url[0] if settings.comfyui_url else "http://127.0.0.1:8188").rstrip("/")
    return Service(
        name=COMFYUI,
        title="ComfyUI",
        health_url=settings.process_comfyui_health_url or f"{address}/system_stats",
        command=_words("FABULA_PROCESS_COMFYUI_COMMAND", settings.process_comfyui_command),
        folder=_folder(settings.process_comfyui_folder),
        environment=_environment("FABULA_PROCESS_COMFYUI_ENVIRONMENT", settings.process_comfyui_environment),
        unit=settings.process_comfyui_unit,
        is_user_unit=settings.process_user_units,
    )


def _folder(path: str) -> Path | None:
    return Path(path).expanduser() if path else None


def _words(setting: str, text: str) -> list[str]:
    """As a shell would part them; a backslash is part of a path on Windows."""
    is_posix = sys.platform != "win32"
    try:
        return [word if is_posix else word.strip("\"'") for word in shlex.split(text, posix=is_posix)]
    except ValueError as error:
        raise StartFailed(
            f"{setting} cannot be read: {str(error).lower()}.", hint="Close every quotation mark."
        ) from None


def _environment(setting: str, text: SecretStr) -> dict[str, str]:
    """NAME=value, parted by spaces; a value with spaces stands in quotation marks."""
    found: dict[str, str] = {}
    for word in _words(setting, text.get_secret_value()):
        name, is_pair, value = word.partition("=")
        if not is_pair or not name.isidentifier():
            raise StartFailed(f"{setting} holds a word that is not NAME=value.", hint="Write it like HF_HOME=/models.")
        found[name] = value
    return found
