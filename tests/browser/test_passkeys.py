"""Passkeys in Chromium, with the authenticator that it brings for tests (WebAuthn over CDP)."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.learner import Learner
from tests.factories import PASSWORD


@pytest.fixture
def somebody(visit: Callable[..., Learner]) -> Iterator[Learner]:
    """Somebody with an account whose browser has a passkey device; passkeys are bound to a name, so it is localhost."""
    someone = visit(viewport={"width": 1366, "height": 768})
    session = someone.page.context.new_cdp_session(someone.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True}})
    yield someone
    session.detach()


def make_passkey(page: Page, base: str) -> None:
    page.goto(f"{base}/settings/second-factor")
    page.get_by_label("Your password", exact=True).first.fill(PASSWORD)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("The passkey is kept: you can log in with it.")).to_be_visible()


def log_out(page: Page) -> None:
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("You are logged out.")).to_be_visible()


def test_a_passkey_is_made_and_lets_in_with_a_password_before_it_and_without_one(somebody: Learner) -> None:
    page, base = somebody.page, somebody.site.address.replace("127.0.0.1", "localhost")
    page.goto(f"{base}/register")
    page.get_by_label("User name").fill("passkey owner")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    page.goto(f"{base}/settings/second-factor")
    page.get_by_label("Your password", exact=True).first.fill("not the password")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("This is not your present password. Check it and try again.")).to_be_visible()
    make_passkey(page, base)
    log_out(page)
    # As the second step.
    page.goto(f"{base}/login")
    page.get_by_label("User name").fill("passkey owner")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.locator(".menu summary")).to_be_visible()
    log_out(page)
    # Alone.
    page.goto(f"{base}/login?next=/settings")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
