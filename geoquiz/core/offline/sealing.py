"""Keys to answers out of plain sight: what a device takes along cannot be read by chance, but by whoever wants to."""

import base64

NONCE_BYTES = 16


def seal(text: str, nonce: bytes) -> str:
    """Return ``text`` in a form that nobody reads by looking at it; ``static/js/offline/sealing.js`` opens it.

    This is no secrecy: the nonce travels along. ``nonce`` is random and new for every pack.
    """
    return base64.b64encode(_crossed(text.encode(), nonce)).decode()


def unseal(sealed: str, nonce: bytes) -> str:
    """Return the text that was sealed."""
    return _crossed(base64.b64decode(sealed), nonce).decode()


def _crossed(data: bytes, nonce: bytes) -> bytes:
    """Return the bytes, each crossed (XOR) with a byte of the nonce, which begins anew when it is used up."""
    mask = (nonce * (len(data) // len(nonce) + 1))[:len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(mask, "big")).to_bytes(len(data), "big")
