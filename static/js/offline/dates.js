// Reading dates as people type them, by the rules of geoquiz/core/dates.py; one corpus of cases tests both.
// A date is [year, month, day] with null for what is not known.
import { ResponseError } from "./faults.js";
import { asciiDigits } from "./numbers.js";
import { collapse, foldCase, size, strip } from "./text.js";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
  "December"];
const LONGEST = 100;
export const HOW_DATE = {
  1: "Type a year, such as 1995.",
  2: "Type a month and a year, such as May 1995 or 1995-05.",
  3: "Type a day, a month and a year, such as 9 May 1995 or 1995-05-09.",
};
// Letters, digits and the underscore of every script stand against the edge of a word.
const START = "(?<![\\p{L}\\p{N}_])";
const END = "(?![\\p{L}\\p{N}_])";
const NOISE = new RegExp(`${START}(?:the|of|on|in)${END}|,`, "gu");
const ORDINAL = new RegExp(`(?<![A-Za-z0-9_])(\\d{1,2})(?:st|nd|rd|th)(?![A-Za-z0-9_])`, "g");
const WEEKDAY = new RegExp(`^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?${END}\\.?`, "u");
const SHORT_YEAR = /^(?:(?:\d{1,2}[-/. ]){1,2}'?\d{2}|.*[a-z]\.?[ -](?:\d{1,2} )?'?\d{2})$/;

function monthOf(word) {
  if (word === "sept") return 9;
  return MONTHS.findIndex((name) => name.toLowerCase() === word || name.slice(0, 3).toLowerCase() === word) + 1 || null;
}

export const readKey = (text) => [...text.split("-").map(Number), null, null].slice(0, 3);
export const precisionOf = ([, month, day]) => (day !== null ? 3 : month !== null ? 2 : 1);
export const cut = ([year, month, day], precision) => [year, precision > 1 ? month : null, precision > 2 ? day : null];
export const inWords = ([year, month, day]) => [day, month && MONTHS[month - 1], String(year).padStart(4, "0")].filter(Boolean).join(" ");

// Returns the readings, one or two, each to the precision typed; throws a ResponseError for what is none, or says too little.
export function readDate(text, precision) {
  const typed = strip(text);
  const how = HOW_DATE[precision];
  if (size(typed) > LONGEST) throw new ResponseError(`That is longer than a date can be. ${how}`);
  const cleaned = clean(typed);
  const readings = readingsOf(cleaned);
  const found = distinct(readings.filter(exists));
  if (readings.length && !found.length) throw new ResponseError(`“${typed}” is not in the calendar. ${how}`);
  if (!found.length) {
    throw new ResponseError(`“${typed}” cannot be read as a date. ${SHORT_YEAR.test(cleaned) ? "Write the year with four digits." : how}`);
  }
  if (precisionOf(found[0]) < precision) throw new ResponseError(`“${typed}” is not precise enough. ${how}`);
  return found;
}

export const distinct = (dates) => [...new Map(dates.map((date) => [date.join(), date])).values()];

function clean(typed) {
  const folded = asciiDigits(strip(foldCase(typed.normalize("NFKC"))).replace(/\.+$/, ""));
  const spaced = folded.replace(WEEKDAY, "").replace(NOISE, " ").replace(ORDINAL, "$1");
  return collapse(spaced).replace(/(?<=\d) ?([-/.]) ?(?=\d)/g, "$1");
}

function readingsOf(text) {
  if (/^\d{4}$/.test(text)) return [[Number(text), null, null]];
  let match = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$/.exec(text);
  if (match) return [[Number(match[1]), Number(match[2]), match[3] ? Number(match[3]) : null]];
  match = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(text);
  if (match) {
    const [first, mark, second, year] = [Number(match[1]), match[2], Number(match[3]), Number(match[4])];
    return [[year, second, first], ...(mark === "." ? [] : [[year, first, second]])];
  }
  match = /^(\d{1,2})[-/.](\d{4})$/.exec(text);
  if (match) return [[Number(match[2]), Number(match[1]), null]];
  return withMonthName(text.replace(/(?<=[a-z])\.|(?<=\d)\.(?= |[a-z])|[-/]/g, " ").split(" ").filter(Boolean));
}

function withMonthName(words) {
  const names = words.map(monthOf).filter(Boolean);
  const numbers = words.filter((word) => /^\d{1,4}$/.test(word));
  if (names.length !== 1 || names.length + numbers.length !== words.length) return [];
  const years = numbers.filter((number) => number.length === 4);
  const days = numbers.filter((number) => number.length <= 2);
  if (years.length !== 1 || days.length > 1) return [];
  return [[Number(years[0]), names[0], days.length ? Number(days[0]) : null]];
}

function exists([year, month, day]) {
  if (year < 1 || year > 9999 || (month !== null && (month < 1 || month > 12))) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][(month ?? 1) - 1];
  return day === null || (day >= 1 && day <= days);
}
