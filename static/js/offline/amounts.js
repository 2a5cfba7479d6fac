// Exact decimal numbers with the 28 digits of the server's arithmetic: 0.3 ± 0.1 must accept 0.4.
// An amount is {digits, exponent}: digits × 10^exponent, digits a BigInt.
const PRECISION = 28;

export const amount = (digits, exponent = 0) => ({ digits: BigInt(digits), exponent });

export function readAmount(text) {
  const [, sign, whole, fraction = "", exponent = "0"] = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text);
  return { digits: BigInt(`${sign === "-" ? "-" : ""}${whole + fraction || "0"}`), exponent: Number(exponent) - fraction.length };
}

const abs = (number) => (number < 0n ? -number : number);

// Half goes to the even digit.
function rounded({ digits, exponent }) {
  const excess = abs(digits).toString().length - PRECISION;
  if (excess <= 0) return { digits, exponent };
  const unit = 10n ** BigInt(excess);
  let whole = abs(digits) / unit;
  const rest = 2n * (abs(digits) % unit);
  if (rest > unit || (rest === unit && whole % 2n === 1n)) whole += 1n;
  return rounded({ digits: digits < 0n ? -whole : whole, exponent: exponent + excess });
}

const at = ({ digits, exponent }, lowest) => digits * 10n ** BigInt(exponent - lowest);

export const times = (a, b) => rounded({ digits: a.digits * b.digits, exponent: a.exponent + b.exponent });

export function minus(a, b) {
  const lowest = Math.min(a.exponent, b.exponent);
  return rounded({ digits: at(a, lowest) - at(b, lowest), exponent: lowest });
}

export const magnitude = (a) => rounded({ digits: abs(a.digits), exponent: a.exponent });

export function compare(a, b) {
  const lowest = Math.min(a.exponent, b.exponent);
  const [one, other] = [at(a, lowest), at(b, lowest)];
  return one < other ? -1 : one > other ? 1 : 0;
}

export const negated = (a) => rounded({ digits: -a.digits, exponent: a.exponent });

// All digits, without an exponent.
export function plain({ digits, exponent }) {
  const sign = digits < 0n ? "-" : "";
  const text = abs(digits).toString();
  if (exponent >= 0) return sign + (digits === 0n ? "0" : text + "0".repeat(exponent));
  const padded = text.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
