"""Whole processes: the command without a database, SnowNLP itself as a last resort, and never in a web process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from feedback.sentiment import arrays
from tests.databases import MODELS, lend_models

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


SCORE = (sys.executable, "-m", "flask", "--app", "app", "sentiment", "score")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `sentiment score` says of LINES and of a line that is not UTF-8."""
    data = tmp_path_factory.mktemp("data")
    arrays.load(MODELS)
    lend_models(data)
    given = "\n".join(LINES).encode() + b"\n\xff\xfe\n"
    answered = [json.loads(line) for line in run(data, *SCORE, stdin=given).decode().split("\n")[:-1]]
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


def test_where_no_model_file_can_stand_snownlp_itself_reads_the_same(
    tmp_path: Path, answers: dict[str, Any]
) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    some = ["没有一点不满意", "服務態度很差"]
    said = run(tmp_path, *SCORE, stdin="\n".join(some).encode()).decode().splitlines()
    assert [json.loads(line) for line in said] == [answers[text] for text in some]


def test_no_web_process_loads_snownlp_or_its_models(tmp_path: Path) -> None:
    program = """
import sys
from feedback import create_app
app = create_app()
app.testing = True
client = app.test_client()
for rule in app.url_map.iter_rules():
    if "GET" in rule.methods and not rule.arguments:
        try:
            client.get(rule.rule)
        except Exception:
            pass  # no table is there: it is the imports that count
heavy = {"snownlp", "numpy"} & {name.split(".")[0] for name in sys.modules}
print(",".join(sorted(heavy)) or "none", len(app.url_map._rules))
"""
    loaded, routes = run(tmp_path, sys.executable, "-c", program).split()
    assert loaded == b"none"
    assert int(routes) > 10
