"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from guidance.model import Issue
from kb import access

blueprint = Blueprint("account", __name__, url_prefix="/account")


class SignInForm(FlaskForm):
    """An email address and a password."""

    email = EmailField("Email address", [InputRequired("Enter your email address"), Length(max=254)])
    password = PasswordField("Password", [InputRequired("Enter your password"), Length(max=1024)])
    next = HiddenField()


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for an address and a password; go where the person wanted to go."""
    form = SignInForm(next=request.args.get("next", ""))
    if access.person():
        return redirect(access.safe_next(form.next.data), code=303)
    issues: list[Issue] = []
    if form.validate_on_submit():
        if access.begin(form.email.data or "", form.password.data or ""):
            return redirect(access.safe_next(form.next.data), code=303)
        issues.append(Issue("email", "The email address or the password is wrong. Check both and try again."))
    issues += [Issue(name, str(told[0])) for name, told in form.errors.items() if name and told]
    page = render_template("account/sign_in.html", page_title="Sign in", active="", form=form, issues=issues)
    return page, 400 if issues else 200


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Forget the sign-in, here and in the database, and what the browser kept."""
    access.end()
    response = redirect(url_for("account.sign_in"), code=303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
