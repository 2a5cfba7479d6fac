from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.offline.sealing import NONCE_BYTES, seal, unseal

NONCES = st.binary(min_size=NONCE_BYTES, max_size=NONCE_BYTES)


@given(st.text(), NONCES)
def test_what_is_sealed_opens_again(text: str, nonce: bytes) -> None:
    assert unseal(seal(text, nonce), nonce) == text


def test_the_same_text_looks_otherwise_in_another_pack() -> None:
    one, other = (seal("Bosporus and Bosporus", bytes([number] * NONCE_BYTES)) for number in (7, 8))
    assert one != other
    assert "Bosporus" not in one
