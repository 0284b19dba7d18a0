"""The schemes: all of them, one version, a new scheme, a new version."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import COMMITTEE, Organisation, Role, only, person
from feedback.assessment import actions, queries, scheme_queries
from feedback.assessment.indicators import BY_KEY
from feedback.assessment.models import Scheme
from feedback.assessment.scheme import default_body, read_body
from feedback.assessment.scheme_form import SchemeForm
from feedback.assessment.views import bp
from feedback.pages import Refused

MANAGER = Role.COMMITTEE_MANAGER


@bp.get("/schemes")
@only(*COMMITTEE)
def cycles_schemes() -> ResponseReturnValue:
    """List the newest version of each scheme."""
    return render_template(
        "assessment/cycles_schemes.html",
        schemes=scheme_queries.newest_schemes(person()),
        read=read_body,
        manages=MANAGER in person().roles,
    )


@bp.get("/schemes/<int:scheme_id>")
@only(*COMMITTEE)
def cycles_scheme(scheme_id: int) -> ResponseReturnValue:
    """Show one version of a scheme, with its other versions."""
    scheme = scheme_queries.scheme_for(person(), scheme_id)
    return render_template(
        "assessment/cycles_scheme.html",
        scheme=scheme,
        body=read_body(scheme.body),
        versions=scheme_queries.versions_of_scheme(scheme),
        KINDS=BY_KEY,
        manages=MANAGER in person().roles,
    )


@bp.route("/schemes/new", methods=["GET", "POST"])
@only(MANAGER)
def cycles_schemes_new() -> ResponseReturnValue:
    """Make a scheme, beginning from the one we propose."""
    organisation = queries.own_committee(person())
    return _scheme_page(organisation, SchemeForm("品牌考核方案", default_body()), None)


@bp.route("/schemes/<int:scheme_id>/edit", methods=["GET", "POST"])
@only(MANAGER)
def cycles_scheme_edit(scheme_id: int) -> ResponseReturnValue:
    """Make the next version of a scheme, beginning from this one."""
    scheme = scheme_queries.scheme_for(person(), scheme_id, MANAGER)
    return _scheme_page(scheme.organisation, SchemeForm(scheme.name, scheme.body), scheme)


def _scheme_page(organisation: Organisation, form: SchemeForm, scheme: Scheme | None) -> ResponseReturnValue:
    if form.validate_on_submit() and (body := form.body()) is not None:
        try:
            name = scheme.name if scheme else form.name.data or ""
            kept = actions.add_scheme(person(), organisation, name, body)
            flash(f"方案已保存为第 {kept.number} 版。已经启动的考核仍用原来的版本。")
            return redirect(url_for("assessment.cycles_scheme", scheme_id=kept.id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return render_template("assessment/cycles_scheme_edit.html", form=form, scheme=scheme), form.status
