// Opens what geoquiz/core/offline/sealing.py sealed: kept out of plain sight, not secret.
const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

export function unseal(sealed, nonce) {
  const mask = bytes(nonce);
  return JSON.parse(new TextDecoder().decode(bytes(sealed).map((byte, n) => byte ^ mask[n % mask.length])));
}
