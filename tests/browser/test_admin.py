"""Pages that few come to, in the browser: an admin's, and the second step of logging in."""

import pyotp
import pytest
from playwright.sync_api import expect

from geoquiz.storage.db import db
from geoquiz.storage.models import User
from tests.browser.learner import PASSWORD, Learner
from tests.browser.test_accessibility import findings


@pytest.fixture
def admin(learner: Learner) -> Learner:
    """A learner who has become an admin, at a small phone."""
    with learner.site.app.app_context():
        db.session.query(User).filter_by(name=learner.name).update({"role": "admin"})
        db.session.commit()
        db.session.remove()
    learner.page.set_viewport_size({"width": 320, "height": 640})
    return learner


def looked_at(learner: Learner) -> None:
    assert findings(learner) == [], learner.page.url
    assert not learner.scrolls_sideways(), learner.page.url


def test_an_admins_pages_are_clean_and_fit_a_small_phone(admin: Learner) -> None:
    page = admin.page
    for path in ("/admin", "/admin/users", "/admin/audit"):
        page.goto(path)
        looked_at(admin)
    # The list shows fifty at a time, and the site may have had more visitors before.
    page.goto("/admin/users")
    page.get_by_label("Name", exact=True).fill(admin.name)
    admin.goes_on(page.get_by_role("button", name="Search", exact=True).click)
    page.get_by_role("link", name=admin.name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(admin.name)
    looked_at(admin)


def test_the_second_step_and_its_setting_up_are_clean_and_fit_a_small_phone(admin: Learner, visit) -> None:
    page = admin.page
    page.goto("/settings/second-factor/app")
    looked_at(admin)
    secret = page.locator("code").first.inner_text().replace(" ", "")
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    admin.goes_on(page.get_by_role("button", name="The app is ready").click)
    looked_at(admin)
    other = visit(viewport={"width": 320, "height": 640})
    other.page.goto("/login")
    other.page.get_by_label("User name").fill(admin.name)
    other.page.get_by_label("Password", exact=True).fill(PASSWORD)
    other.goes_on(other.page.get_by_role("button", name="Log in", exact=True).click)
    expect(other.page.get_by_role("heading", level=1)).to_have_text("The second step")
    looked_at(other)
