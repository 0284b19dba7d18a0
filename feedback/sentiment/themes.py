"""Themes by seed words: what a comment is about."""

import json
from pathlib import Path

SHIPPED: dict[str, list[str]] = json.loads((Path(__file__).parent / "themes.json").read_text())
