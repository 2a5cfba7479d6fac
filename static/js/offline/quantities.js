// Judging a number with its unit, by the rules of geoquiz/core/kinds/numeric.py.
import { amount, compare, magnitude, minus, readAmount, times } from "./amounts.js";
import { ResponseError } from "./faults.js";
import { HOW_NUMBER, LETTERS, readNumber, splitMultiplier } from "./numbers.js";
import { foldCase, normalise, size, strip } from "./text.js";

const MONEY = ["usd", "eur", "gbp", "rub", "inr", "cny"];
const SYNONYMS = {
  "%": "per cent", percent: "per cent", percentage: "per cent", "percentage point": "per cent", pct: "per cent",
  kilometre: "km", kilometer: "km", mile: "mi", metre: "m", meter: "m", centimetre: "cm", centimeter: "cm",
  "square kilometre": "km2", "square kilometer": "km2", "sq km": "km2",
  yr: "year", hour: "h", hr: "h", minute: "min", second: "s", person: "people",
  gramme: "g", gram: "g", kilogram: "kg", kilo: "kg", tonne: "t", ton: "t", "metric ton": "t",
  $: "usd", "us$": "usd", dollar: "usd", "us dollar": "usd", "€": "eur", euro: "eur", "£": "gbp", pound: "gbp",
  "₽": "rub", rouble: "rub", ruble: "rub", "₹": "inr", rupee: "inr", "¥": "cny", yuan: "cny",
};

function canonical(unit) {
  const text = foldCase(strip(unit)) === "us$" ? "us$" : normalise(unit);
  let singular = text;
  if (text.endsWith("ies")) singular = `${text.slice(0, -3)}y`;
  else if (size(text) > 2) singular = text.replace(/s$/, "");
  const known = (name) => (Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : null);
  return known(text) ?? known(singular) ?? (size(text) > 3 ? singular : text);
}

const power = (exponent) => amount(1, exponent);

// Returns what a reading may mean in the unit of the question.
function valuesOf(key, { value, unit }) {
  const [scale, base] = LETTERS.includes(foldCase(key.unit)) ? [0, key.unit] : splitMultiplier(key.unit);
  const factors = new Map(Object.entries(key.units).map(([name, factor]) => [canonical(name), readAmount(factor)]));
  if (base) factors.set(canonical(base), power(-scale));
  if (key.unit) factors.set(canonical(key.unit), power(0));
  if (scale !== 0 && canonical(unit) === canonical(base) && MONEY.includes(canonical(base))) {
    return [value, times(value, power(-scale))];
  }
  if (unit && factors.has(canonical(unit))) return [times(value, factors.get(canonical(unit)))];
  const [multiplier, rest] = splitMultiplier(unit);
  const whole = times(value, power(multiplier));
  if (rest && factors.has(canonical(rest))) return [times(whole, factors.get(canonical(rest)))];
  if (rest || (key.unit && scale === 0 && LETTERS.includes(unit))) {
    const names = [key.unit, ...Object.keys(key.units)].filter(Boolean).join(" or ") || "a plain number";
    throw new ResponseError(`“${unit}” is not a unit known here: answer in ${names}.`);
  }
  return scale === 0 ? [whole] : [whole, times(whole, power(-scale))];
}

export const judgeNumber = (one) => (key, { response }) => {
  const [answer, margin] = [readAmount(key.answer), readAmount(key.margin)];
  const readings = readNumber(one(response, HOW_NUMBER), key.point);
  const rights = readings.map((reading) => valuesOf(key, reading).some((value) => compare(magnitude(minus(value, answer)), margin) <= 0));
  if (new Set(rights).size > 1) {
    const [first, second] = [...readings].sort((a, b) => compare(a.value, b.value)).map((reading) => reading.plain);
    throw new ResponseError(`Do you mean ${first} or ${second}? Type it just as it stands here.`, [first, second]);
  }
  return { score: rights[0] ? 1 : 0, verdict: rights[0] ? "right" : "wrong", note: readings.length > 1 ? `Read as ${readings[0].plain}.` : "" };
};
