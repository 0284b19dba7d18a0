"""What every installation starts with: the first questionnaire, the first rule of scoring, the theme words."""

import json
from pathlib import Path

from sqlalchemy import select

from feedback.clock import now
from feedback.db import db
from feedback.questionnaire import Questionnaire, Version
from feedback.scoring import ScoreRule
from feedback.scoring.rules import FIRST_RULE
from feedback.sentiment.models import ThemeWords
from feedback.sentiment.themes import SHIPPED

HERE = Path(__file__).parent


def ensure() -> None:
    """Add what is missing; again changes nothing."""
    if db.session.scalar(select(Questionnaire.id).limit(1)) is None:
        body = json.loads((HERE / "questionnaire" / "default.json").read_text())
        first = Questionnaire(name="窗口服务评价")
        first.versions = [Version(number=1, body=body, created_at=now(), published_at=now())]
        db.session.add(first)
    if db.session.scalar(select(ScoreRule.id).limit(1)) is None:
        db.session.add(ScoreRule(number=1, body=FIRST_RULE, created_at=now()))
    known = set(db.session.scalars(select(ThemeWords.theme)))
    for position, (theme, words) in enumerate(SHIPPED.items()):
        if theme not in known:
            db.session.add(ThemeWords(theme=theme, position=position, words=words, changed_at=now()))
    db.session.commit()
