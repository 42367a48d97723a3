"""The settings: defaults, then `kashshaf.toml`, then `KASHSHAF_*` variables, then flags."""

import logging
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from platformdirs import user_cache_path

from indexer.base.errors import SettingsError

logger = logging.getLogger(__name__)

ENVIRONMENT_PREFIX = "KASHSHAF_"
NOT_SETTINGS = frozenset({"KASHSHAF_SHARED"})
"""Variables of our prefix that are for the tests, not for the program."""

Count = Annotated[int, msgspec.Meta(ge=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set. Each name is also a key of `kashshaf.toml` and, in capitals
    after `KASHSHAF_`, an environment variable.

    `docs/settings.md` explains each; a test fails on one that it doesn't name.
    """

    # where things lie
    index: str = "index_data/current"
    cache: str = msgspec.field(default_factory=lambda: str(user_cache_path("kashshaf")))

    # reading
    time_zone: str = "UTC"
    day_first: bool = True
    max_page_bytes: Count = 20_000_000
    max_page_seconds: Count = 5
    max_page_megabytes: Annotated[int, msgspec.Meta(ge=50)] = 300
    follow_links: bool = False
    field_names: dict[str, list[str]] = {}

    # indexing
    keyword_engine: Literal["tantivy", "whoosh"] = "tantivy"
    final_letters: Literal["one", "apart"] = "one"
    commit_articles: Count = 25_000
    model: str = "bundled"
    device: str = "auto"
    passage_words: Annotated[int, msgspec.Meta(ge=20, le=400)] = 160
    max_passages: Count = 1
    commit_vectors: Count = 4_000

    # searching
    dense_limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 100
    fusion: Literal["relevance", "linear", "rrf"] = "relevance"
    reranker: str = ""
    rerank_depth: Annotated[int, msgspec.Meta(ge=1, le=200)] = 20
    synonyms: str = ""
    buckwalter: bool = True
    freedict: bool = True
    time_budget: Count = 2_000

    # serving
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8000
    base_url: Annotated[str, msgspec.Meta(pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$")] = ""
    proxies: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    threads: Count = 8
    page_size: Annotated[int, msgspec.Meta(ge=1, le=100)] = 10

    @property
    def index_path(self) -> Path:
        """The folder of the index."""
        return Path(self.index).expanduser()

    @property
    def cache_path(self) -> Path:
        """The folder for what can be made again: the unpacked model, cached vectors."""
        return Path(self.cache).expanduser()

    @property
    def synonyms_path(self) -> Path | None:
        """The administrator's file of synonyms; None where there is none."""
        return Path(self.synonyms).expanduser() if self.synonyms else None

    @property
    def zone(self) -> ZoneInfo:
        """The archive's time zone."""
        return ZoneInfo(self.time_zone)


def load_settings(
    file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    **flags: Any,
) -> Settings:
    """Collect the settings from all their sources.

    Args:
        file: a settings file; by default `kashshaf.toml` in the working folder, if there is one.
        environment: where `KASHSHAF_*` variables are looked up.
        flags: settings by name that win over all else; None means not given.

    Raises:
        SettingsError: for an unknown name, a value of the wrong kind or out of range.
    """
    values: dict[str, Any] = _from_file(file)
    values |= _from_environment(environment)
    values |= {name: value for name, value in flags.items() if value is not None}
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(
            str(error), "settings", "docs/settings.md lists every setting and its range"
        ) from error
    try:
        _ = settings.zone
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"no time zone is called {settings.time_zone!r}",
            "setting time_zone",
            "Use a name such as Asia/Beirut or Africa/Cairo",
        ) from error
    return settings


def _from_file(file: Path | None) -> dict[str, Any]:
    path = file or Path("kashshaf.toml")
    if not path.exists():
        if file is None:
            return {}
        raise SettingsError("there is no such settings file", str(file), "Check the path")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"not valid TOML: {error}", str(path), "Mend the line named") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    kinds = {f.name: f.type for f in msgspec.structs.fields(Settings)}
    values: dict[str, Any] = {}
    for variable, text in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable in NOT_SETTINGS:
            continue
        name = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
        if name not in kinds:
            logger.warning("%s is no setting of Kashshaf and is ignored", variable)
        else:
            values[name] = _parsed(text, kinds[name], variable)
    return values


def _parsed(text: str, kind: Any, variable: str) -> Any:
    """Read a variable's text: structured kinds are written as JSON, all others as they are."""
    if get_origin(kind) is dict or dict in get_args(kind):
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            raise SettingsError(
                f"not valid JSON: {error}", variable, 'Write it like {"title": ["headline"]}'
            ) from error
    return text
