/**
 * Words for members: `t("…")` says an English sentence in the page's language.
 *
 * The English sentence is the key. Messages come from `/messages/<language>.json`, which is made of the translations
 * that the pages use. Read next: `sentences.js`.
 */

const LANGUAGE = document.documentElement.lang || "en";
const MESSAGES = await loadMessages(LANGUAGE);
/** The last moment that pages name, at the end of the year 9999. */
const LAST = Date.UTC(10000, 0) - 1;

/** @param {string} language @returns {Promise<{[english: string]: string}>} */
async function loadMessages(language) {
  if (language.startsWith("en")) return {};
  try {
    const answer = await fetch(`/messages/${encodeURIComponent(language)}.json`);
    return answer.ok ? await answer.json() : {};
  } catch {
    return {}; // Better a sentence in English than a form that does nothing.
  }
}

/**
 * The sentence in the page's language, with values in its {placeholders}.
 * @param {string} sentence @param {{[name: string]: string | number}} values
 */
export function t(sentence, values = {}) {
  const known = MESSAGES[sentence] || sentence;
  return known.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * A moment of the log (UTC milliseconds) as the pages write it: 1 March 2026, 14:30 UTC; the log may hold some that no
 * calendar knows.
 * @param {number} at
 */
export function sayMoment(at) {
  return at > LAST ? t("{moment} or later", { moment: writeMoment(LAST) }) : writeMoment(at);
}

/** @param {number} at */
function writeMoment(at) {
  // The pages' English is British: day before month.
  const language = LANGUAGE === "en" ? "en-GB" : LANGUAGE;
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(at);
  return `${day}, ${new Date(at).toISOString().slice(11, 16)} UTC`;
}

/** @param {number} count @param {"day" | "hour"} unit */
const sayUnits = (count, unit) =>
  new Intl.NumberFormat(LANGUAGE, { style: "unit", unit, unitDisplay: "long" }).format(count);

/** A number of hours as pages say it: 14 days, 36 hours. @param {number} hours */
export const sayHours = (hours) =>
  hours >= 48 && hours % 24 === 0 ? sayUnits(hours / 24, "day") : sayUnits(hours, "hour");

/** Why something can't go on, in a sentence for the member; `code` is for programs. */
export class Problem extends Error {
  /** @param {string} sentence @param {string} code */
  constructor(sentence, code = "problem") {
    super(sentence);
    this.code = code;
    /** What can be done about it, shown beside the sentence. @type {Node[]} */
    this.rescue = [];
  }
}
