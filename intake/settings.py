"""What an operator may set, typed and checked, from `INTAKE_*` variables or `intake.toml` in the instance folder.

Secrets are not settings: they live in `secrets/` and are read by `vault/secrets.py` alone.
"""

import os
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from babel import Locale
from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from intake.calendars.working_days import WEEKDAYS, Weekday
from intake.errors import Unready

LanguageCode = Literal["en", "fa", "ar", "fr", "de", "sq"]
LANGUAGES: tuple[LanguageCode, ...] = ("en", "fa", "ar", "fr", "de", "sq")
FormName = Literal["self", "someone", "left", "information", "contact"]

NEUTRAL_HOSTS: Final = (
    "www.wikipedia.org", "en.wikipedia.org", "fa.wikipedia.org", "ar.wikipedia.org", "fr.wikipedia.org",
    "de.wikipedia.org", "sq.wikipedia.org", "www.bbc.com",
)
"""Where leaving may go unless the operator says otherwise: quick, ordinary, and the same for everybody who comes."""

CHECKED_FOR: Final = timedelta(days=180)
"""How long a number counts as checked."""

_SUBJECT_LIMIT: Final = 60


def _country(value: str) -> str:
    if len(value) != 2 or value not in Locale("en").territories:
        raise ValueError(f"{value} is no country: give its two letters, as in FR")
    return value


class CrisisContact(BaseModel):
    """Help that answers day and night, shown by country (two letters). `checked` is the day somebody last tried it.

    A `service` is named in the language of each page; anything else has a `name` of its own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: Annotated[str, AfterValidator(_country)]
    service: Literal["", "emergency", "police", "ambulance"] = ""
    name: str = ""
    phone: str = Field(min_length=1)
    note: str = ""
    checked: date | None = None

    @model_validator(mode="after")
    def _has_a_name(self) -> "CrisisContact":
        if not (self.service or self.name):
            raise ValueError("a contact needs a name or a service")
        return self

    def is_checked(self, today: date) -> bool:
        """Whether somebody tried it lately."""
        return self.checked is not None and timedelta(0) <= today - self.checked <= CHECKED_FOR


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
def _sender(value: str) -> str:
    address = _mail_address(value)
    if not address.isascii():
        raise ValueError(f"{value} is no sender: give an address of plain letters")
    return address


def _subject(value: str) -> str:
    breaks = any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in value)
    if breaks or not _as_read(value) or len(value) > _SUBJECT_LIMIT:
        raise ValueError(f"a subject is one line of 1 to {_SUBJECT_LIMIT} characters")
    return value


def _as_read(text: str) -> str:
    """A text as somebody reads it: without spaces, marks that nobody sees, and the difference of small and capital."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] not in "CZ")


MailAddress = Annotated[str, AfterValidator(_mail_address)]
Sender = Annotated[str, AfterValidator(_sender)]
Subject = Annotated[str, AfterValidator(_subject)]
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
    working_days: tuple[Weekday, ...] = Field(default=WEEKDAYS[:5], min_length=1)
    holidays: tuple[date, ...] = ()
    arabic_digits: Literal["latin", "arabic"] = "latin"
    crisis_contacts: tuple[CrisisContact, ...] = ()
    languages: tuple[LanguageCode, ...] = LANGUAGES
    exit_hosts: tuple[str, ...] = NEUTRAL_HOSTS
    exit_url: WebAddress = Field(default="https://www.wikipedia.org", validate_default=True)
    exit_urls: dict[LanguageCode, WebAddress] = {}
    exit_link: bool = True

    idle_minutes: int = Field(default=30, ge=5, le=240)
    session_hours: int = Field(default=10, ge=1, le=24)
    thread_minutes: int = Field(default=15, ge=5, le=120)
    minimum_seconds: int = Field(default=3, ge=0, le=60)
    forms_in_steps: frozenset[FormName] = frozenset()
    enquiries_per_minute: int = Field(default=30, ge=1, le=100_000)
    same_text_a_day: int = Field(default=4, ge=1, le=100_000)
    code_tries_per_minute: int = Field(default=30, ge=1, le=100_000)

    retention_days: KeptDays = 1095
    form_retention_days: dict[str, KeptDays] = {}
    quarantine_days: int = Field(default=30, ge=7, le=365)
    quiet_days: int = Field(default=90, ge=7, le=3650)
    contact_attempts: int = Field(default=3, ge=1, le=20)
    contact_stale_days: int = Field(default=60, ge=1, le=3650)

    max_file_mb: int = Field(default=100, ge=1, le=2048)
    case_quota_mb: int = Field(default=1000, ge=1)
    store_quota_mb: int | None = Field(default=None, ge=1)
    free_disk_mb: int = Field(default=1024, ge=0)
    clamav_socket: str = ""

    smtp_host: str = ""
    smtp_port: int = Field(default=25, ge=1, le=65535)
    mail_from: Sender | Literal[""] = ""
    notice_from: Sender | Literal[""] = ""
    notice_subjects: dict[LanguageCode, Subject] = {}
    notice_hours: tuple[int, ...] = (8, 13)
    notice_language: LanguageCode = "en"
    checkpoint_mail: tuple[MailAddress, ...] = ()

    @field_validator("exit_url", "exit_urls")
    @classmethod
    def _leads_to_a_listed_host(cls, value: str | dict[str, str], info: ValidationInfo) -> str | dict[str, str]:
        for address in [value] if isinstance(value, str) else value.values():
            host = urlsplit(address).hostname
            if host not in info.data.get("exit_hosts", ()):
                raise ValueError(f"{host} is not among INTAKE_EXIT_HOSTS")
        return value

    @field_validator("notice_subjects")
    @classmethod
    def _does_not_say_who_we_are(cls, value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        ours = _as_read(info.data.get("organisation", ""))
        if ours and any(ours in _as_read(subject) for subject in value.values()):
            raise ValueError("a subject holds INTAKE_ORGANISATION: whoever sees the mail would know who writes")
        return value

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

    def exit_for(self, language: str) -> str:
        """Where leaving goes for a browser in this language."""
        return next((url for code, url in self.exit_urls.items() if code == language), self.exit_url)

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
    except SettingsError as error:
        raise Unready(f"A setting is wrong. Lists in variables are JSON, as in [\"en\", \"fa\"]: {error}") from None
