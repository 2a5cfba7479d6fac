// The device's own judgement of a response, kind by kind, by the rules of geoquiz/core/kinds. It is provisional: the
// server grades again. Each judge takes what `device_key` of geoquiz/core/offline/device.py packed and the fields of the form
// {response: [texts], x, y}, and returns {score, verdict, note}; it throws a ResponseError for what cannot be read.
import { cut, distinct, HOW_DATE, inWords, precisionOf, readDate, readKey } from "./dates.js";
import { ResponseError } from "./faults.js";
import { degrees, distanceKm } from "./geo.js";
import { judgeNumber } from "./quantities.js";
import { isAlmost, isSame, LONGEST_RESPONSE, size, strip } from "./text.js";

const HOW_PLACE = "Point at a place on the map, or choose one from the list.";

function one(response, sentence) {
  const texts = response.map(strip);
  if (texts.length !== 1 || !texts[0]) throw new ResponseError(sentence);
  return texts[0];
}

const all = (isRight, note = "") => ({ score: isRight ? 1 : 0, verdict: isRight ? "right" : "wrong", note });
const share = (score, note = "") => ({ score, verdict: score >= 1 ? "right" : score <= 0 ? "wrong" : "partly", note });
const sorted = (texts) => [...texts].sort();
const isEqual = (some, others) => some.length === others.length && some.every((text, n) => text === others[n]);

function single(key, { response }) {
  const chosen = one(response, "Choose one of the options.");
  if (!key.choices.includes(chosen)) throw new ResponseError("That is not one of the options: choose one of those shown.");
  return all(chosen === key.answer);
}

function multiple(key, { response }) {
  const chosen = [...new Set(response.filter(Boolean))];
  if (!chosen.length) throw new ResponseError("Choose at least one option.");
  if (!chosen.every((text) => key.choices.includes(text))) {
    throw new ResponseError("That is not one of the options: choose from those shown.");
  }
  const right = chosen.filter((text) => key.answers.includes(text)).length;
  return share(Math.max(0, (2 * right - chosen.length) / key.answers.length));
}

function trueFalse(key, { response }) {
  const chosen = one(response, "Choose true or false.").toLowerCase();
  if (!["true", "false"].includes(chosen)) throw new ResponseError("Choose true or false.");
  return all(chosen === key.answer);
}

const typing = (sentence) => (key, { response }) => {
  const given = one(response, sentence);
  if (size(given) > LONGEST_RESPONSE) {
    throw new ResponseError("That is longer than any answer here: type at most 1,000 characters.");
  }
  if (isSame(given, key.accepted)) return all(true);
  if (key.exact || !isAlmost(given, key.accepted, key.known)) return all(false);
  return { score: 1, verdict: "almost", note: `Counted as right; the spelling is ${key.answer}.` };
};

function date(key, { response }) {
  const wanted = readKey(key.answer);
  const precision = precisionOf(wanted);
  const typed = one(response, HOW_DATE[precision]);
  const readings = distinct(readDate(typed, precision).map((found) => cut(found, precision)));
  if (readings.length > 1) {
    const [first, second] = readings.sort((a, b) => a[1] - b[1] || a[2] - b[2]).map(inWords);
    throw new ResponseError(`“${typed}” can be ${first} or ${second}: type the one you mean with the month’s name.`, [first, second]);
  }
  const words = inWords(readings[0]);
  return all(isEqual(readings[0], wanted), [words, key.answer].includes(typed) ? "" : `Read as ${words}.`);
}

function ordering(key, { response }) {
  const count = key.choices.length;
  const ranks = response.map(strip);
  const places = Array.from({ length: count }, (_, n) => String(n + 1));
  if (!isEqual(sorted(ranks), sorted(places))) throw new ResponseError(`Give each item a different number from 1 to ${count}.`);
  const place = new Map(key.choices.map((text, n) => [text, Number(ranks[n])]));
  const pairs = key.items.flatMap((first, n) => key.items.slice(n + 1).map((second) => place.get(first) < place.get(second)));
  return share(Math.max(0, 2 * pairs.filter(Boolean).length / pairs.length - 1));
}

function matching(key, { response }) {
  if (response.length !== key.rights.length || !response.some(Boolean)) {
    throw new ResponseError("Choose what belongs to at least one of the entries.");
  }
  if (!response.every((text) => !text || key.choices.includes(text))) {
    throw new ResponseError("That is not one of the choices: choose from those shown.");
  }
  return share(response.filter((text, n) => text === key.rights[n]).length / key.rights.length);
}

function map(key, { response, x = null, y = null }) {
  if (x === null || y === null || (x === 0 && y === 0)) {
    const name = one(response, HOW_PLACE);
    if (!key.choices.includes(name)) throw new ResponseError(HOW_PLACE);
    return all(name === key.answer);
  }
  const away = distanceKm(key.lat, key.lon, ...degrees(key.frame, x, y));
  return share(Math.min(1, Math.max(0, (3 * key.radius - away) / (2 * key.radius))),
    `Your point is ${Math.round(away).toLocaleString("en")} km from ${key.answer}.`);
}

function card(_key, { rating = null }) {
  if (rating === null) throw new ResponseError("Say how well you knew it: choose Again or Good.");
  return all(rating > 1);
}

const JUDGES = {
  card, single, multiple, true_false: trueFalse, typed: typing("Type an answer, or choose “I don’t know”."),
  cloze: typing("Type what belongs in the gap, or choose “I don’t know”."), numeric: judgeNumber(one), date, ordering, matching, map,
};

export function judge(key, form) {
  if (form.gaveUp) return all(false);
  return JUDGES[key.kind](key, form);
}
