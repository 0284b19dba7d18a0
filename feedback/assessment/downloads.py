"""The result and a brand's sheet as files: Word, Excel, and the frozen text itself."""

from io import BytesIO

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from feedback.accounts import BRANCH, COMMITTEE, only
from feedback.assessment import excel, word
from feedback.assessment.report import Report, result_report, sheet_report
from feedback.assessment.views import bp, paper_for

FORMS = {
    "docx": (word.paper, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (excel.spreadsheet, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@bp.get("/<int:cycle_id>/result.<any(docx, xlsx, json):form>")
@only(*COMMITTEE)
def cycles_file(cycle_id: int, form: str) -> ResponseReturnValue:
    """Send the result table, or the frozen text to the last byte, so that anybody can hash it."""
    paper = paper_for(cycle_id)
    if not paper.sight.committee:
        abort(404)
    if form != "json":
        return _send(result_report(paper), form)
    if paper.version is None:
        abort(404)
    name = f"{paper.content['cycle']['name']}考核第{paper.version.number}版.json"
    text = BytesIO(paper.version.document.encode())
    return send_file(text, "application/json", as_attachment=True, download_name=name)


@bp.get("/<int:cycle_id>/brands/<int:brand_id>.<any(docx, xlsx):form>")
@only(*BRANCH, *COMMITTEE)
def cycles_sheet_file(cycle_id: int, brand_id: int, form: str) -> ResponseReturnValue:
    """Send one brand's sheet."""
    paper = paper_for(cycle_id)
    return _send(sheet_report(paper, paper.row(brand_id) or abort(404)), form)


def _send(report: Report, form: str) -> ResponseReturnValue:
    write, mimetype = FORMS[form]
    file = BytesIO(write(report))
    return send_file(file, mimetype, as_attachment=True, download_name=f"{report.title}.{form}")
