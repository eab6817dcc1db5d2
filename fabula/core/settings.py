"""Every setting of the product: `FABULA_*`, `fabula.toml`, or the names that older set-ups used."""

from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote

from platformdirs import user_data_path
from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from fabula.core.errors import StartFailed

Megabytes = Annotated[int, Field(ge=1, le=100_000)]


def _also(name: str, *others: str) -> AliasChoices:
    return AliasChoices(f"FABULA_{name.upper()}", name, *others)


def _words(value: Any) -> Any:
    return tuple(filter(None, (word.strip() for word in value.split(",")))) if isinstance(value, str) else value


class Settings(BaseSettings):
    """Read once at start and handed down; nothing looks a setting up by itself."""

    model_config = SettingsConfigDict(env_prefix="FABULA_", extra="ignore", frozen=True, populate_by_name=True)
    toml_files: ClassVar[list[Path]] = [Path("fabula.toml")]

    data: Path = Field(
        default_factory=lambda: user_data_path("fabula", appauthor=False),
        description="Folder for all that is kept: database, pictures, logs, plugins, languages.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=5573, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(
        default=1, ge=1, le=64, description="Server processes; more than one needs PostgreSQL and a bus."
    )
    open_browser: bool = Field(default=True, description="Open the page in a browser after the start.")
    public_url: str = Field(
        default="", description="Address under which people reach this server, if a proxy stands before it."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)] = Field(
        default=(), description="Addresses of proxies whose X-Forwarded-* headers count."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="How much is logged.")

    otel_endpoint: str = Field(
        default="", description="OTLP/HTTP address that receives traces and metrics; empty sends nothing."
    )

    database_url: str = Field(default="", description="Database address; empty keeps a SQLite file in the data folder.")
    bus_url: str = Field(
        default="", description="redis://… or postgresql://… that carries live events between processes."
    )

    runs_kept_days: int = Field(
        default=180, ge=0, le=36_500, description="How long finished runs stay on record; 0 keeps them for ever."
    )
    demo_runs: bool = Field(
        default=False, description="Offer the run kind demo.counter, which only counts: for trying out and measuring."
    )

    jwt_secret: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=_also("jwt_secret", "JWT_SECRET"),
        description="Key that signs access tokens; empty makes one in the data folder.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="Key that encrypts stored secrets, the same on all hosts; empty makes one in the data folder.",
    )
    access_token_minutes: int = Field(default=15, ge=1, le=1440, description="How long an access token counts.")
    session_days: int = Field(default=30, ge=1, le=365, description="How long a sign-in lasts without use.")
    registration: Literal["open", "invitation", "closed"] = Field(
        default="open", description="Who may make an account, until an admin chooses on the page."
    )

    image_max_width_upload: int = Field(
        default=8192,
        ge=16,
        le=32768,
        validation_alias=_also("image_max_width_upload", "IMAGE_MAX_WIDTH_UPLOAD"),
        description="Widest picture that may be uploaded, in pixels.",
    )
    image_max_height_upload: int = Field(
        default=8192,
        ge=16,
        le=32768,
        validation_alias=_also("image_max_height_upload", "IMAGE_MAX_HEIGHT_UPLOAD"),
        description="Tallest picture that may be uploaded, in pixels.",
    )
    image_max_mb_upload: Megabytes = Field(
        default=32,
        validation_alias=_also("image_max_mb_upload", "IMAGE_MAX_MB_UPLOAD"),
        description="Largest picture file that may be uploaded, in megabytes.",
    )
    image_max_megapixels_upload: int = Field(
        default=68, ge=1, le=1000, description="Most pixels of one uploaded picture, in millions."
    )
    image_max_frames_upload: int = Field(
        default=1000, ge=1, le=10_000, description="Most frames of one uploaded animation."
    )
    image_max_size_for_generation: int = Field(
        default=1024,
        ge=256,
        le=4096,
        validation_alias=_also("image_max_size_for_generation", "IMAGE_MAX_SIZE_FOR_GENERATION"),
        description="Longest side of a picture that is changed, in pixels; larger ones are made smaller first.",
    )
    image_default_width: int = Field(
        default=0,
        ge=0,
        le=4096,
        validation_alias=_also("image_default_width", "IMAGE_DEFAULT_WIDTH"),
        description="Width of a drawing for which nobody named a size; 0 leaves it to the template.",
    )
    image_default_height: int = Field(
        default=0,
        ge=0,
        le=4096,
        validation_alias=_also("image_default_height", "IMAGE_DEFAULT_HEIGHT"),
        description="Height of a drawing for which nobody named a size; 0 leaves it to the template.",
    )
    image_storage_path: str = Field(
        default="",
        validation_alias=_also("image_storage_path", "IMAGE_STORAGE_PATH"),
        description="Folder for stored files; empty keeps them in the data folder.",
    )
    storage_url: str = Field(
        default="",
        description="s3://BUCKET/PREFIX keeps files in an S3-compatible store; its keys come from AWS_* variables.",
    )
    max_body_mb: Megabytes = Field(default=8, description="Largest request body apart from uploads, in megabytes.")
    max_upload_mb: Megabytes = Field(default=1024, description="Largest uploaded file of any kind, in megabytes.")

    # Engines that are known without being added on the page.
    discover_engines: bool = Field(
        default=True, description="Look for Ollama and ComfyUI on this machine at the start; no other host is asked."
    )
    demo_engines: bool = Field(
        default=True, description="Start the built-in demo engines when nothing else can write or draw."
    )
    ollama_url: str = Field(
        default="",
        validation_alias=_also("ollama_url", "OLLAMA_URL"),
        description="Address of an Ollama server, added as a channel.",
    )
    ollama_default_model: str = Field(
        default="",
        validation_alias=_also("ollama_default_model", "OLLAMA_DEFAULT_MODEL"),
        description="Model for chats, until an admin chooses another on the page.",
    )
    ollama_fallback_model: str = Field(
        default="",
        validation_alias=_also("ollama_fallback_model", "OLLAMA_FALLBACK_MODEL"),
        description="Model that is asked when the chosen one fails.",
    )
    ollama_vision_model: str = Field(
        default="",
        validation_alias=_also("ollama_vision_model", "OLLAMA_VISION_MODEL"),
        description="Model that looks at pictures, until an admin chooses another on the page.",
    )
    ollama_vision_timeout: float = Field(
        default=120,
        gt=0,
        le=3600,
        validation_alias=_also("ollama_vision_timeout", "OLLAMA_VISION_TIMEOUT"),
        description="How long a description of a picture may take, in seconds.",
    )
    comfyui_url: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)] = Field(
        default=(),
        validation_alias=_also("comfyui_url", "COMFYUI_URL", "COMFYUI_BASE_URL"),
        description="Addresses of ComfyUI servers, separated by commas, added as picture servers.",
    )
    comfyui_timeout: float = Field(
        default=300,
        gt=0,
        le=86_400,
        validation_alias=_also("comfyui_timeout", "COMFYUI_TIMEOUT", "COMFYUI_TIMEOUT_SECONDS"),
        description="How long a running picture may show no progress before its server counts as stuck, in seconds.",
    )
    comfyui_concurrency: int = Field(
        default=2,
        ge=1,
        le=16,
        validation_alias=_also("comfyui_concurrency", "COMFYUI_CONCURRENCY"),
        description="How many pictures a server is given at once: one that runs, the others waiting there.",
    )

    render_destinations: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)] = Field(
        default=(),
        description="Folders and s3://BUCKET/PREFIX addresses beneath which people may have results of renders put.",
    )
    webhooks_to_private_hosts: bool = Field(
        default=False, description="Let webhooks go to this machine and to private networks."
    )

    gpu_monitor_enabled: bool = Field(
        default=True,
        validation_alias=_also("gpu_monitor_enabled", "GPU_MONITOR_ENABLED"),
        description="Measure the memory of the GPU all the time; without it, only before something is loaded.",
    )
    gpu_monitor_interval: float = Field(
        default=2,
        ge=0.2,
        le=300,
        validation_alias=_also("gpu_monitor_interval", "GPU_MONITOR_INTERVAL"),
        description="Seconds between two measurements of the GPU's memory.",
    )
    gpu_vram_threshold: int = Field(
        default=90,
        ge=1,
        le=100,
        validation_alias=_also("gpu_vram_threshold", "GPU_VRAM_THRESHOLD"),
        description="Percent of used GPU memory above which admins are warned.",
    )
    gpu_min_free_vram_mb: int = Field(
        default=1024,
        ge=0,
        le=1_000_000,
        validation_alias=_also("gpu_min_free_vram_mb", "GPU_MIN_FREE_VRAM_MB"),
        description="GPU memory that is kept free, in megabytes.",
    )
    gpu_wait_timeout: float = Field(
        default=300,
        ge=1,
        le=86_400,
        validation_alias=_also("gpu_wait_timeout", "GPU_WAIT_TIMEOUT"),
        description="Longest wait for the GPU, in seconds; then the work is refused with the reason.",
    )
    gpu_priority_comfyui: int = Field(
        default=10,
        ge=0,
        le=99,
        validation_alias=_also("gpu_priority_comfyui", "GPU_PRIORITY_COMFYUI"),
        description="Importance of pictures on a shared GPU; the higher one goes first among work of one class.",
    )
    gpu_priority_ollama: int = Field(
        default=5,
        ge=0,
        le=99,
        validation_alias=_also("gpu_priority_ollama", "GPU_PRIORITY_OLLAMA"),
        description="Importance of text on a shared GPU.",
    )
    gpu_always_restore_ollama_after_comfyui: bool = Field(
        default=True,
        validation_alias=_also("gpu_always_restore_ollama_after_comfyui", "GPU_ALWAYS_RESTORE_OLLAMA_AFTER_COMFYUI"),
        description="Load the language model again when the last picture is done.",
    )
    gpu_lookahead_leases: int = Field(
        default=16,
        ge=0,
        le=1000,
        description="How many jobs for a loaded model may overtake one that needs another model.",
    )
    gpu_lookahead_seconds: float = Field(
        default=30,
        ge=0,
        le=3600,
        description="For how long jobs for a loaded model may overtake one that needs another.",
    )
    gpu_minimum_residence: float = Field(
        default=30,
        ge=0,
        le=600,
        description="Seconds that a model stays on average before another displaces it; a few swaps come at once.",
    )
    gpu_lease_ttl: float = Field(
        default=900,
        ge=10,
        le=86_400,
        description="Seconds without a sign of life after which the GPU is taken from its holder.",
    )

    process_manager_api_url: str = Field(
        default="",
        validation_alias=_also("process_manager_api_url", "PROCESS_MANAGER_API_URL"),
        description="Address of a process manager that starts and stops Ollama and ComfyUI for this server.",
    )
    process_ollama_command: str = Field(
        default="", description="Command that starts Ollama, for example: ollama serve. Fabula starts and stops it."
    )
    process_ollama_folder: str = Field(default="", description="Folder in which Ollama's command is run.")
    process_ollama_environment: SecretStr = Field(
        default=SecretStr(""),
        description="Environment of Ollama's command, for example: OLLAMA_NUM_PARALLEL=4 OLLAMA_MODELS=/models.",
    )
    process_ollama_health_url: str = Field(
        default="", description="Address that answers when Ollama is ready; empty asks for its version at its own."
    )
    process_ollama_unit: str = Field(default="", description="systemd unit of Ollama, instead of a command.")
    process_comfyui_command: str = Field(
        default="", description="Command that starts ComfyUI, for example: python main.py. Fabula starts and stops it."
    )
    process_comfyui_folder: str = Field(default="", description="Folder in which ComfyUI's command is run.")
    process_comfyui_environment: SecretStr = Field(
        default=SecretStr(""),
        description="Environment of ComfyUI's command, for example: HF_TOKEN=… CUDA_VISIBLE_DEVICES=0.",
    )
    process_comfyui_health_url: str = Field(
        default="", description="Address that answers when ComfyUI is ready; empty asks for its statistics at its own."
    )
    process_comfyui_unit: str = Field(default="", description="systemd unit of ComfyUI, instead of a command.")
    process_user_units: bool = Field(default=False, description="The units are those of the user, not of the system.")
    process_switch_timeout: float = Field(
        default=30,
        ge=1,
        le=3600,
        validation_alias=_also("process_switch_timeout", "PROCESS_SWITCH_TIMEOUT"),
        description="Longest time to stop an engine's program, in seconds.",
    )
    process_startup_wait: float = Field(
        default=10,
        ge=1,
        le=3600,
        validation_alias=_also("process_startup_wait", "PROCESS_STARTUP_WAIT"),
        description="Longest time until a started program answers, in seconds.",
    )
    process_restore_on_release: bool = Field(
        default=True,
        validation_alias=_also("process_restore_on_release", "PROCESS_RESTORE_ON_RELEASE"),
        description="Start a program again that was stopped to make room, when the room is free.",
    )

    tavily_api_key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=_also("tavily_api_key", "TAVILY_API_KEY"),
        description="Key for web search by Tavily; it wins over SearXNG.",
    )
    tavily_url: str = Field(
        default="https://api.tavily.com",
        pattern=r"^https?://",
        validation_alias=_also("tavily_url", "TAVILY_BASE_URL"),
        description="Where Tavily is reached.",
    )
    searxng_url: str = Field(
        default="",
        pattern=r"^(https?://.*)?$",
        validation_alias=_also("searxng_url", "SEARXNG_URL"),
        description="A SearXNG server, the free choice for web search; it must allow the format json.",
    )
    web_search_timeout: float = Field(
        default=10.0, gt=0, le=120, description="How long a web search may take, in seconds; a chat goes on without it."
    )
    web_search_cache_minutes: int = Field(
        default=15, ge=0, le=1440, description="How long the results of a web search are remembered."
    )
    chat_titles: bool = Field(
        default=True,
        description="Let the model that has just answered give a chat its title.",
    )
    chat_trash_days: int = Field(
        default=30, ge=0, le=3650, description="Days that deleted chats stay in the trash; 0 keeps them for ever."
    )
    comfyui_workflow_path: str = Field(
        default="",
        validation_alias=_also("comfyui_workflow_path", "COMFYUI_WORKFLOW_PATH"),
        description="Workflow file that makes pictures from words by default; empty takes the shipped SDXL template.",
    )
    comfyui_workflow_img2img_path: str = Field(
        default="",
        validation_alias=_also("comfyui_workflow_img2img_path", "COMFYUI_WORKFLOW_IMG2IMG_PATH"),
        description="Workflow file that makes pictures from pictures by default; empty takes the shipped Flux one.",
    )

    # The database in the words of older set-ups.
    db_use_mysql: bool = Field(
        default=False,
        validation_alias=_also("db_use_mysql", "DB_USE_MYSQL"),
        description="Use the MySQL/MariaDB server named by DB_*.",
    )
    db_host: str = Field(
        default="localhost",
        validation_alias=_also("db_host", "DB_HOST"),
        description="Database host, with DB_USE_MYSQL.",
    )
    db_port: int = Field(
        default=3306,
        ge=1,
        le=65535,
        validation_alias=_also("db_port", "DB_PORT"),
        description="Database port, with DB_USE_MYSQL.",
    )
    db_user: str = Field(
        default="root", validation_alias=_also("db_user", "DB_USER"), description="Database user, with DB_USE_MYSQL."
    )
    db_password: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=_also("db_password", "DB_PASSWORD"),
        description="Database password, with DB_USE_MYSQL.",
    )
    db_name: str = Field(
        default="fabula", validation_alias=_also("db_name", "DB_NAME"), description="Database name, with DB_USE_MYSQL."
    )

    @field_validator("data")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=cls.toml_files))

    @property
    def database_address(self) -> str:
        """The database's URL: named outright, spelt by DB_*, or the file in the data folder."""
        if self.database_url:
            return self.database_url
        if self.db_use_mysql:
            password = self.db_password.get_secret_value()
            login = quote(self.db_user, safe="") + (f":{quote(password, safe='')}" if password else "")
            return f"mysql://{login}@{self.db_host}:{self.db_port}/{self.db_name}"
        return f"sqlite:///{self.data / 'fabula.db'}"


def load_settings(**given: Any) -> Settings:
    """Settings from everywhere; what is wrong is said in one sentence that names the setting."""
    try:
        return Settings(**given)
    except (ValidationError, SettingsError, TOMLDecodeError) as error:
        raise StartFailed(
            f"A setting is wrong: {_reason(error)}", hint="`fabula config` lists every setting."
        ) from error


def _reason(error: ValidationError | SettingsError | TOMLDecodeError) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
    return str(error)
