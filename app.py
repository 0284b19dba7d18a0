"""The application: `flask --app app …` and every web server start here."""

from feedback import create_app

app = create_app()
