// Reading numbers as people type them, by the rules of geoquiz/core/numbers.py; one corpus of cases tests both.
import { amount, compare, magnitude, negated, plain, readAmount, times } from "./amounts.js";
import { ResponseError } from "./faults.js";
import { collapse, foldCase, size, strip } from "./text.js";

const HOW = "Type one number, such as 1500 or 3.5.";
export const HOW_NUMBER = HOW;
const LONGEST = 100;
const DIGITS = /^([+-]?)(\d[\d.,' ]*\d|\d|\.\d+)(?:e([+-]?\d+))?(?![\d.,]*\d)/;
const CURRENCY = /^([+-]?)(us\$|[$€£¥₹₽]|(?:usd|eur|gbp|rub|inr|cny)(?=[\s]*[\d.]))[\s]*(.*)/u;
const ABOUT = /(?:about|around|approximately|approx\.?|circa|ca\.?|c\.|~|≈)\s*/;
const ANOTHER_NUMBER = /(?<![\p{L}\p{Nl}\p{No}])\p{Nd}/u;
const RAISED = /\p{Nd}\s*[²³¹⁰⁴-⁹]/u;
const LARGEST = amount(1, 30);
const POWERS = {
  hundred: 2, thousand: 3, k: 3, million: 6, mn: 6, mln: 6, m: 6, billion: 9, b: 9, bn: 9, bln: 9, trillion: 12, tn: 12,
};
export const LETTERS = ["k", "m", "b"];
const SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
  "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
const TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES = ["thousand", "million", "billion", "trillion"];

// Returns one or two readings {value, unit, plain}; throws a ResponseError for what is no number.
export function readNumber(text, isPointDecimal) {
  const typed = strip(text);
  if (size(typed) > LONGEST) throw new ResponseError(`That is longer than a number with its unit can be. ${HOW}`);
  const many = `“${typed}” holds more than one number. ${HOW}`;
  if (RAISED.test(typed)) throw new ResponseError(many);
  const cleaned = clean(typed);
  const match = DIGITS.exec(cleaned);
  if (!match) return [inWords(cleaned, typed)];
  const [whole, sign, digits, exponent] = match;
  const unit = trim(cleaned.slice(whole.length));
  if (ANOTHER_NUMBER.test(unit)) throw new ResponseError(many);
  if (exponent && Math.abs(Number(exponent)) > 30) throw new ResponseError(`“${typed}” is too large or too small to be meant. ${HOW}`);
  const candidates = spellings(digits.replaceAll(" ", "'"), isPointDecimal);
  if (!candidates.length) throw new ResponseError(`The separators in “${typed}” can be read in no way we know. ${HOW}`);
  return candidates.map((candidate) => reading(bounded(readAmount(`${sign}${candidate}${exponent ? `e${exponent}` : ""}`)), unit));
}

const reading = (value, unit) => ({ value, unit, plain: `${spell(value)} ${unit}`.trim() });
const trim = (text) => text.replace(/^[ .,;!?]+|[ .,;!?]+$/g, "");

function spell(value) {
  const [whole, fraction = ""] = plain(value).split(".");
  let kept = fraction.replace(/0+$/, "");
  if (kept.length === 3) kept += "0";
  return kept ? `${whole}.${kept}` : whole;
}

// Returns the power of ten that leads the words ("billion US dollars": 9) and the rest.
export function splitMultiplier(words) {
  let [power, rest] = [0, foldCase(strip(words))];
  while (rest) {
    const space = rest.indexOf(" ");
    const first = space < 0 ? rest : rest.slice(0, space);
    const found = POWERS[first] ?? POWERS[first.replace(/s$/, "")];
    if (found === undefined) break;
    power += found;
    rest = space < 0 ? "" : strip(rest.slice(space));
  }
  return [power, rest];
}

function clean(typed) {
  let cleaned = foldCase(typed.normalize("NFKC")).replaceAll("−", "-").replaceAll("’", "'");
  cleaned = asciiDigits(cleaned);
  cleaned = collapse(cleaned).replace(ABOUT, "");
  const money = CURRENCY.exec(cleaned);
  return money ? `${money[1]}${money[3]} ${money[2]}` : cleaned;
}

// Digits of all scripts stand in tens, each beginning with its zero.
export function asciiDigits(text) {
  return text.replace(/\p{Nd}/gu, (digit) => {
    if (digit <= "9") return digit;
    const code = digit.codePointAt(0);
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String((code - zero) % 10);
  });
}

function bounded(value) {
  if (compare(magnitude(value), LARGEST) > 0) throw new ResponseError(`That number is too large to be meant. ${HOW}`);
  return value;
}

function spellings(digits, isPointDecimal) {
  const separators = [...digits].filter((c) => ".,'".includes(c));
  if (!separators.length) return [digits];
  const last = separators.at(-1);
  const others = new Set(separators.slice(0, -1));
  if (new Set(separators).size > 1) {
    const end = digits.lastIndexOf(last);
    const whole = digits.slice(0, end);
    if (others.has(last) || others.size > 1 || last === "'" || !isGrouped(whole, separators[0])) return [];
    return [`${whole.replaceAll(separators[0], "")}.${digits.slice(end + 1)}`];
  }
  const grouped = isGrouped(digits, last) ? [digits.replaceAll(last, "")] : [];
  if (last === "'" || separators.length > 1) return grouped;
  const decimal = [digits.replace(last, ".")];
  return (last === ".") === isPointDecimal ? [...decimal, ...grouped] : [...grouped, ...decimal];
}

function isGrouped(digits, separator) {
  const [first, ...groups] = digits.split(separator);
  return first.length >= 1 && first.length <= 3 && first !== "0" && groups.every((group) => /^\d{3}$/.test(group));
}

function inWords(cleaned, typed) {
  const words = cleaned.replaceAll("-", " ").replaceAll(",", " ").split(" ").filter(Boolean);
  const isNegative = ["minus", "negative"].includes(words[0]);
  if (isNegative) words.shift();
  const [value, used] = spelled(words);
  if (value === null) throw new ResponseError(`“${typed}” is not a number. ${HOW}`);
  return reading(isNegative ? negated(value) : value, words.slice(used).join(" "));
}

// Each scale must be smaller than the one before: "nineteen ninety-five" is not added up.
function spelled(words) {
  let [total, used, below, found] = [0n, 0, SCALES.length, false];
  for (const [group, count, scale] of groups(words)) {
    if (scale >= below) return [null, 0];
    total += BigInt(group) * 1000n ** BigInt(scale + 1);
    [used, below, found] = [count, scale, true];
  }
  return found ? [times(amount(total), amount(1)), used] : [null, 0];
}

function* groups(words) {
  let position = 0;
  for (;;) {
    const start = position + (position > 0 && words[position] === "and" ? 1 : 0);
    let [group, after] = belowThousand(words, start);
    if (group === null) return;
    let scale = -1;
    if (after < words.length) scale = SCALES.indexOf(words[after].replace(/s$/, ""));
    if (scale >= 0) after += 1;
    position = after;
    yield [group, position, scale];
  }
}

function belowThousand(words, start) {
  let [first, position] = belowHundred(words, start);
  if (first === null && words[start] === "a" && ["hundred", ...SCALES].includes(words[start + 1])) [first, position] = [1, start + 1];
  if (first === null || words[position] !== "hundred") return [first, position];
  position += 1;
  const [rest, after] = belowHundred(words, position + (words[position] === "and" ? 1 : 0));
  return rest === null ? [100 * first, position] : [100 * first + rest, after];
}

function belowHundred(words, start) {
  const word = words[start] ?? "";
  if (SMALL.includes(word)) return [SMALL.indexOf(word), start + 1];
  if (!TENS.includes(word)) return [null, start];
  const tens = 10 * (TENS.indexOf(word) + 2);
  const ones = SMALL.indexOf(words[start + 1]);
  return ones >= 1 && ones <= 9 ? [tens + ones, start + 2] : [tens, start + 1];
}
