"""Passkeys: a key in the device or on a stick that proves itself without a password to type (WebAuthn)."""

import json
from dataclasses import dataclass
from datetime import datetime

import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from geoquiz import passwords
from geoquiz.core.errors import GeoquizError
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, audit, second_factor
from geoquiz.storage.queries.accounts import Account

_REFUSED = "The passkey was not accepted: try again, or use another way."
_FAULTS = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Site:
    """What passkeys are bound to: the host's name, and the address that pages come from."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the browser asks the passkey, as JSON, and the challenge in it, which the answer must hold."""

    options: str
    challenge: bytes


def ask_for_new(session: Database, user_id: int, site: Site) -> Question:
    """Return what a browser needs to make a passkey; those that the user has already are named, so that none is made twice."""
    account = accounts.by_id(session, user_id)
    assert account is not None  # Whoever asks is logged in.
    options = webauthn.generate_registration_options(
        rp_id=site.host, rp_name="geoquiz", user_name=account.name or "", user_id=account.handle.encode(),
        exclude_credentials=_descriptors(session, user_id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED))
    return Question(webauthn.options_to_json(options), options.challenge)


def _descriptors(session: Database, user_id: int) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=factor.credential) for factor in second_factor.of(session, user_id)
            if factor.credential is not None]


def add(session: Database, user_id: int, name: str, credential: str, challenge: bytes, site: Site, *, now: datetime) -> None:
    """Store a new passkey; raise GeoquizError when the browser's answer does not fit the question."""
    try:
        made = webauthn.verify_registration_response(credential=credential, expected_challenge=challenge, expected_rp_id=site.host,
                                                     expected_origin=site.origin)
    except _FAULTS as error:
        raise GeoquizError(_REFUSED) from error
    begin_write(session)
    accounts.lock(session, user_id)
    second_factor.add(session, user_id, _key(made.credential_id), name=name.strip()[:64] or "Passkey",
                      credential=made.credential_id, secret=made.credential_public_key, counter=made.sign_count, now=now)
    audit.record(session, "second factor added", f"{audit.origin_of(session).actor}: passkey", now=now)
    session.commit()


def _key(credential_id: bytes) -> str:
    return passwords.digest(credential_id.hex())


def ask_for_one(session: Database, account: Account | None, site: Site) -> Question:
    """Return what a browser needs to use a passkey: one of the account's, or, of nobody yet, any that names its user."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host, allow_credentials=_descriptors(session, account.id) if account else None,
        user_verification=UserVerificationRequirement.PREFERRED if account else UserVerificationRequirement.REQUIRED)
    return Question(webauthn.options_to_json(options), options.challenge)


def whose(session: Database, account: Account | None, credential: str, challenge: bytes, site: Site, *, now: datetime) -> Account:
    """Return whose passkey answered.

    As second step it must be the account's own; alone it must have checked its user (by finger, face or PIN), so that it
    is two factors in one. Raises GeoquizError when it is nobody's, or the answer does not fit the question.
    """
    try:
        sent = json.loads(credential)
        found = account or accounts.by_handle(session, base64url_to_bytes(sent["response"]["userHandle"]).decode())
        factor = second_factor.find(session, found.id, _key(base64url_to_bytes(sent["id"]))) if found else None
        if found is None or factor is None or found.is_disabled:
            raise GeoquizError(_REFUSED)
        answer = webauthn.verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=site.host, expected_origin=site.origin,
            credential_public_key=factor.secret, credential_current_sign_count=factor.counter,
            require_user_verification=account is None)
    except _FAULTS as error:
        raise GeoquizError(_REFUSED) from error
    begin_write(session)
    second_factor.used(session, found.id, factor.key, answer.new_sign_count, now)
    session.commit()
    return found
