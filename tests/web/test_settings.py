"""Settings are read from the environment and the command line, and every one of them is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daso.web.settings import PREFIX, Settings, SettingUnfit, load_settings

OPERATING = Path(__file__).resolve().parents[2] / "docs" / "operating.md"
ROW = re.compile(r"^\| `(DASO_[A-Z_]+)` \| (.*?) \| .+ \|$", re.MULTILINE)


def test_every_setting_is_documented() -> None:
    """The table in docs/operating.md names each setting once, in order, and nothing else."""
    documented = [name for name, _ in ROW.findall(OPERATING.read_text())]
    assert sorted(documented) == sorted(PREFIX + name.upper() for name in Settings.__struct_fields__)


def test_every_default_is_documented() -> None:
    """The defaults in the table are those of the program."""
    usual = Settings()
    for name, default in ROW.findall(OPERATING.read_text()):
        value = getattr(usual, name.removeprefix(PREFIX).lower())
        if default.startswith("`"):
            assert default == f"`{str(value).lower() if isinstance(value, bool) else value}`", name
        else:
            assert value == "" or isinstance(value, Path), name


def test_the_command_line_goes_first(tmp_path: Path) -> None:
    """What is chosen on the command line counts before the environment, and that before the default."""
    environment = {"DASO_PORT": "9000", "DASO_DEMO": "true", "DASO_DATA": str(tmp_path), "HOME": "/nowhere"}
    settings = load_settings(environment, port=9001, home=None)
    assert (settings.port, settings.demo, settings.data, settings.home) == (9001, True, tmp_path, "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DASO_PORT", "door"),
        ("DASO_PORT", "65536"),
        ("DASO_ORIGIN", "vote.example"),
        ("DASO_ORIGIN", "https://vote.example/"),
        ("DASO_ORIGIN", "https://vote.example\n"),
        ("DASO_POSTS_PER_MINUTE", "0"),
        ("DASO_LOG_FORMAT", "poem"),
    ],
)
def test_an_unfit_setting_is_named(name: str, value: str) -> None:
    """A setting that can't be understood is refused by name."""
    with pytest.raises(SettingUnfit, match=name.removeprefix(PREFIX).lower()):
        load_settings({name: value})
