"""Every setting stands in docs/settings.md, as `flask settings` writes it; no other is read."""

import re

from click.testing import CliRunner

from feedback.settings import SETTINGS, command, load
from tests.house import TOP, ours

# What Flask and its extensions call their own.
THEIRS = {"SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_ENGINE_OPTIONS", "SECRET_KEY", "TESTING"}


def test_the_page_of_settings_is_what_the_command_writes() -> None:
    written = CliRunner().invoke(command)
    assert (TOP / "docs" / "settings.md").read_text() == written.output, (
        "flask --app app settings > docs/settings.md"
    )


def test_no_setting_is_read_that_is_not_declared() -> None:
    read = {
        name
        for path in ours(".py")
        if path.relative_to(TOP).parts[0] in ("feedback", "deploy")
        for name in re.findall(
            r"""(?:config\[|config\.get\(|environ\.get\()["']([A-Z0-9_]+)["']""", path.read_text()
        )
    }
    assert len(read) > 8
    assert read - THEIRS - {setting.name for setting in SETTINGS} == set()


def test_every_setting_is_read_somewhere() -> None:
    code = "\n".join(
        path.read_text() for path in ours(".py") if path.relative_to(TOP).parts[0] in ("feedback", "deploy")
    )
    assert [s.name for s in SETTINGS if len(re.findall(rf"\b{s.name}\b", code)) < 2] == []


def test_every_default_can_be_loaded() -> None:
    assert set(load({})) == {setting.name for setting in SETTINGS}
