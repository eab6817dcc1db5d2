"""Every setting of the product: `FABULA_*`, `fabula.toml`, or the names that older set-ups used."""

from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Any, ClassVar, Literal

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
from sqlalchemy import URL

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

    demo_runs: bool = Field(
        default=False, description="Offer the run kind demo.counter, which only counts: for trying out and measuring."
    )

    jwt_secret: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=_also("jwt_secret", "JWT_SECRET"),
        description="Key that signs access tokens; empty makes one in the data folder.",
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
            address = URL.create(
                "mysql",
                self.db_user,
                self.db_password.get_secret_value() or None,
                self.db_host,
                self.db_port,
                self.db_name,
            )
            return address.render_as_string(hide_password=False)
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
