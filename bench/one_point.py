"""Makes an installation with one brand and one open point, and prints the point's code."""

from flask_migrate import upgrade

from feedback import create_app, defaults
from feedback.accounts import Kind, Organisation
from feedback.brands import Brand, Channel, Point, new_code
from feedback.clock import now
from feedback.db import db


def main() -> None:
    """Fill the database that DATA_DIR names."""
    with create_app().app_context():
        upgrade()
        defaults.ensure()
        branch = Organisation(name="支部", kind=Kind.BRANCH.value, path="/1/")
        brand = Brand(
            code=new_code(),
            organisation=branch,
            questionnaire_id=1,
            name="品牌",
            mark="品",
            created_at=now(),
            changed_at=now(),
        )
        point = Point(
            code=new_code(),
            brand=brand,
            name="窗口",
            channel=Channel.COUNTER.value,
            created_at=now(),
            changed_at=now(),
        )
        db.session.add(point)
        db.session.commit()
        print(point.code)


if __name__ == "__main__":
    main()
