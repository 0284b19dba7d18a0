"""The rating page and its thanks."""

from flask import Blueprint

bp = Blueprint("collecting", __name__)
