"""The real SnowNLP: one process loads it once, and no web process ever does."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).parents[2]
LINES = [
    "服务态度很好，办事很快",
    "",
    "👍",
    "服務態度很差",
    "没有一点不满意",
    "请问几点下班？",
    "好" * 500,
    "很好\u2028很好",
]


def run(data: Path, *command: str, stdin: bytes = b"") -> bytes:
    environment = {**os.environ, "DATA_DIR": str(data), "DATABASE_URL": "", "DEMO": "0"}
    return subprocess.run(
        command, input=stdin, cwd=TOP, env=environment, check=True, capture_output=True
    ).stdout


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `sentiment score` says of LINES and of a line that is not UTF-8."""
    flask = (sys.executable, "-m", "flask", "--app", "app", "sentiment", "score")
    given = "\n".join(LINES).encode() + b"\n\xff\xfe\n"
    data = tmp_path_factory.mktemp("data")
    answered = [json.loads(line) for line in run(data, *flask, stdin=given).decode().split("\n")[:-1]]
    assert not (data / "feedback.db").exists()
    return dict(zip([*LINES, "broken"], answered, strict=True))


def test_one_line_of_answer_for_each_line(answers: dict[str, Any]) -> None:
    assert {a["label"] for a in answers.values()} == {"positive", "negative", "unclear", "none"}
    assert answers["服务态度很好，办事很快"]["themes"] == ["服务态度", "办事效率"]
    assert answers["broken"]["label"] == "none"


def test_snownlps_own_score_stands_beside_ours(answers: dict[str, Any]) -> None:
    assert answers["没有一点不满意"]["snownlp"] == 0.49732738168883783
    assert answers["没有一点不满意"]["label"] == "positive"
    assert answers[""]["snownlp"] is None
    assert answers["服務態度很差"]["label"] == "negative"


def test_no_web_process_loads_snownlp(tmp_path: Path) -> None:
    program = """
import sys
from feedback import create_app
app = create_app()
app.testing = True
client = app.test_client()
for rule in app.url_map.iter_rules():
    if "GET" in rule.methods and not rule.arguments:
        client.get(rule.rule)
print(sum(name.split(".")[0] == "snownlp" for name in sys.modules), len(app.url_map._rules))
"""
    loaded, routes = run(tmp_path, sys.executable, "-c", program).split()
    assert loaded == b"0"
    assert int(routes) > 2
