// Normalising and comparing typed text by the rules of geoquiz/core/text.py; one corpus of cases tests both.
// Lengths are counted in characters, as there, and not in UTF-16 units.
const WHITE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${WHITE}]+`, "gu");
const EDGES = new RegExp(`^[${WHITE}]+|[${WHITE}]+$`, "gu");
const UNDECOMPOSED = { "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng" };
const ACCENTS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]/gu;
const LEADING_ARTICLE = /^(?:the|an|a) (?=[^ ])/u;
const HYPHENS = /[-\u2010-\u2015\u2212/]/gu;
const SEPARATORS = /[,;:()[\]]|(?<=\p{Nd})\.(?=\p{Nd})/gu;
const DROPPED = new RegExp(`[^\\p{L}\\p{N}\\p{M}${WHITE}]`, "gu");
const DIGIT = /[\p{Nd}\u1369-\u1371]/u;
const ONE_EDIT_FROM = 5;
const TWO_EDITS_FROM = 9;
const LONGEST_COMPARED = 256;
export const LONGEST_RESPONSE = 1000;

export const strip = (text) => text.replace(EDGES, "");
export const collapse = (text) => strip(text.replace(SPACES, " "));
export const size = (text) => [...text].length;

// Unicode's full case folding: what a letter's capital is in small letters, but for the few whose capital is another letter.
const FOLDED = { "ı": "ı", "ẞ": "ss", "ǰ": "ǰ" };
export const foldCase = (text) => [...text].map((c) => FOLDED[c] ?? (c < "\x80" ? c.toLowerCase() : foldLetter(c))).join("");

function foldLetter(letter) {
  // Georgian and Cherokee fold the other way round than their capitals suggest.
  if (/[\u10d0-\u10ff\u1c90-\u1cbf]/u.test(letter)) return letter.toLowerCase();
  if (/[\u13a0-\u13fd\uab70-\uabbf]/u.test(letter)) return letter.toUpperCase();
  return [...letter.toUpperCase()].map((c) => c.toLowerCase()).join("");
}

function fold(text) {
  const folded = foldCase(text.normalize("NFKC")).normalize("NFKD").replace(ACCENTS, "").normalize("NFC");
  return [...folded].map((c) => UNDECOMPOSED[c] ?? c).join("");
}

export function normalise(text) {
  const spaced = fold(text).replaceAll("&", " and ").replace(HYPHENS, " ").replace(SEPARATORS, " ");
  const plain = collapse(spaced.replace(DROPPED, ""));
  return plain.replace(LEADING_ARTICLE, "") || collapse(foldCase(text));
}

export function isSame(given, accepted) {
  return accepted.includes(normalise(given)) || accepted.includes(normalise(given.replace(HYPHENS, "")));
}

export function isAlmost(given, accepted, known) {
  const text = normalise(given);
  if (size(text) > LONGEST_COMPARED || known.includes(text)) return false;
  const taken = new Set(known);
  return accepted.some((form) => isSlip(text, form, taken));
}

function isSlip(given, wanted, taken) {
  const [givenWords, wantedWords] = [given.split(" "), wanted.split(" ")];
  if (givenWords.length !== wantedWords.length) {
    const joined = givenWords.join("");
    return size(joined) >= ONE_EDIT_FROM && !DIGIT.test(joined) && joined === wantedWords.join("");
  }
  return givenWords.every((typed, n) => typed === wantedWords[n] || isWordSlip([...typed], [...wantedWords[n]], taken));
}

function isWordSlip(typed, word, taken) {
  const length = Math.min(typed.length, word.length);
  const allowed = length >= TWO_EDITS_FROM ? 2 : length >= ONE_EDIT_FROM ? 1 : 0;
  const text = typed.join("");
  if (!allowed || typed[0] !== word[0] || taken.has(text) || DIGIT.test(text) || DIGIT.test(word.join(""))) return false;
  return Math.abs(typed.length - word.length) <= allowed && distance(typed, word) <= allowed;
}

// Optimal string alignment: insertions, deletions, substitutions, and two neighbours swapped.
function distance(one, other) {
  let [before, row] = [[], Array.from({ length: other.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[other.length];
}
