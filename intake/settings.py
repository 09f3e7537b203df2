"""What an operator may set, typed and checked, from `INTAKE_*` variables or `intake.toml` in the instance folder.

Secrets are not settings: they live in `secrets/` and are read by `vault/secrets.py` alone.
"""

import os
from pathlib import Path
from typing import Annotated, Literal

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from intake.errors import Unready

LanguageCode = Literal["en", "fa", "ar", "fr", "de", "sq"]
LANGUAGES: tuple[LanguageCode, ...] = ("en", "fa", "ar", "fr", "de", "sq")


class CrisisContact(BaseModel):
    """Help that answers day and night, shown by country. `checked` is the day somebody last tried it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: str
    name: str
    phone: str
    note: str = ""
    checked: str = ""


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// (or http:// for an onion address)")
    return value.rstrip("/")


def _mail_address(value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError(f"{value} is no e-mail address") from None


WebAddress = Annotated[str, AfterValidator(_web_address)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
KeptDays = Annotated[int, Field(ge=30, le=36500)]


class Settings(BaseSettings):
    """All settings, frozen. Field names are the variable names in lower case, without `INTAKE_`."""

    model_config = SettingsConfigDict(env_prefix="INTAKE_", frozen=True, extra="forbid")

    instance_dir: Path = Path("instance")
    database_url: str = ""
    shards_url: str = ""
    ephemeral_url: str = ""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=2, ge=1, le=64)
    onion_host: str = ""
    trust_file: Path | None = None
    base_url: WebAddress | Literal[""] = ""

    organisation: str = "Harbour Support"
    answering_days: int = Field(default=2, ge=1, le=60)
    crisis_contacts: tuple[CrisisContact, ...] = ()
    languages: tuple[LanguageCode, ...] = LANGUAGES
    exit_url: WebAddress = "https://www.wikipedia.org"
    exit_link: bool = True

    idle_minutes: int = Field(default=30, ge=5, le=240)
    session_hours: int = Field(default=10, ge=1, le=24)
    thread_minutes: int = Field(default=15, ge=5, le=120)
    minimum_seconds: int = Field(default=3, ge=0, le=60)

    retention_days: KeptDays = 1095
    form_retention_days: dict[str, KeptDays] = {}
    quiet_days: int = Field(default=90, ge=7, le=3650)
    contact_stale_days: int = Field(default=60, ge=1, le=3650)

    smtp_host: str = ""
    smtp_port: int = Field(default=25, ge=1, le=65535)
    mail_from: str = ""
    notice_hours: tuple[int, ...] = (8, 13)
    checkpoint_mail: tuple[MailAddress, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over `intake.toml`."""
        folder = Path(os.environ.get("INTAKE_INSTANCE_DIR", "instance"))
        toml = TomlConfigSettingsSource(settings_cls, toml_file=folder / "intake.toml")
        return init_settings, env_settings, toml

    @property
    def secrets_dir(self) -> Path:
        """Where the pepper and the server's own keys lie."""
        return self.instance_dir / "secrets"

    @property
    def trusted_file(self) -> Path:
        """Where root pins the first keys of teams; `trust_file` names a place that the server cannot write to."""
        return self.trust_file or self.instance_dir / "trust.toml"

    @property
    def checkpoints_dir(self) -> Path:
        """Where the log's checkpoints are kept."""
        return self.instance_dir / "checkpoints"

    @property
    def address(self) -> str:
        """The address that people use: the operator's, or this machine's own."""
        return self.base_url or f"http://{self.host}:{self.port}"

    @property
    def main_url(self) -> str:
        """The database that is backed up for years."""
        return self.database_url or f"sqlite:///{self.instance_dir.resolve() / 'main.db'}"

    @property
    def shards_store_url(self) -> str:
        """The database whose loss erases; its backups are kept briefly."""
        return self.shards_url or self._beside("shards")

    @property
    def ephemeral_store_url(self) -> str:
        """The database that no backup holds."""
        return self.ephemeral_url or self._beside("ephemeral")

    def _beside(self, name: str) -> str:
        if not self.database_url:
            return f"sqlite:///{self.instance_dir.resolve() / name}.db"
        address, _, query = self.database_url.partition("?")
        return f"{address}_{name}" + (f"?{query}" if query else "")


def load_settings(**given: object) -> Settings:
    """The settings of this process. Raises `Unready` with one line naming each wrong setting."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = "; ".join(f"INTAKE_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise Unready(f"A setting is wrong. {problems}") from None
