"""Everything an operator can set: one frozen value, read from the environment and the command line.

docs/operating.md describes each setting in one table; a test compares the two. Read next: `app.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs
from msgspec import Meta

from daso.errors import Misconfigured

__all__ = ["PREFIX", "SettingUnfit", "Settings", "load_settings"]

PREFIX = "DASO_"

Positive = Annotated[int, Meta(ge=1)]


class SettingUnfit(Misconfigured):
    """A setting that can't be understood."""

    code = "setting-unfit"
    message = "The setting {name} can't be used: {why}. docs/operating.md says what it may be."


def _choose_data_folder() -> Path:
    return platformdirs.user_data_path("daso")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a site is run. None of it changes what any organisation's law allows."""

    data: Path = msgspec.field(default_factory=_choose_data_folder)
    origin: Annotated[str, Meta(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$(?!\n)")] = "http://localhost:8000"
    listen: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    home: str = ""
    ledger: str = ""
    demo: bool = False
    proxies: str = ""
    posts_per_minute: Positive = 120
    body_bytes: Positive = 256 * 1024
    streams: Positive = 1000
    organisations: Positive = 100
    log_format: Literal["lines", "json"] = "lines"
    smtp: Annotated[str, Meta(pattern=r"^((smtp|smtps|smtp\+plain)://[^\s/]+)?$(?!\n)")] = ""
    mail_from: Annotated[str, Meta(pattern=r"^([^@\s<>]+@[^@\s<>]+)?$(?!\n)")] = ""
    private_endpoints: bool = False
    chain_rpc: Annotated[str, Meta(pattern=r"^(https?://[^\s/]+\S*)?$(?!\n)")] = ""
    chain_key: str = ""
    chain_minutes: Positive = 60

    @property
    def is_secure(self) -> bool:
        """Whether members reach the site over https."""
        return self.origin.startswith("https://")

    @property
    def has_mail(self) -> bool:
        """Whether letters can be sent from here."""
        return bool(self.smtp and self.mail_from)

    def __repr__(self) -> str:
        """Says nothing of what is set, for a password is."""
        return f"Settings({self.origin})"


def load_settings(environment: Mapping[str, str], **chosen: object) -> Settings:
    """Read `DASO_<NAME>` from the environment; what was chosen on the command line goes first."""
    given: dict[str, object] = {
        name: environment[PREFIX + name.upper()]
        for name in Settings.__struct_fields__
        if PREFIX + name.upper() in environment
    }
    given |= {name: value for name, value in chosen.items() if value is not None}
    try:
        settings = msgspec.convert(given, Settings, strict=False, dec_hook=_read_path)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        raise SettingUnfit(name=where.rstrip("`") or "given", why=what) from error
    if bool(settings.smtp) != bool(settings.mail_from):
        raise SettingUnfit(name="mail_from" if settings.smtp else "smtp", why="letters need both of the two")
    if settings.chain_key and not settings.chain_rpc:
        raise SettingUnfit(name="chain_rpc", why="whoever anchors needs a node of the chain")
    return settings


def _read_path(kind: type, value: object) -> object:
    return Path(str(value)).expanduser() if kind is Path else value
