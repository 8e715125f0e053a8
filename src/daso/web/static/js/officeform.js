/**
 * The effects that give mandates, draw lots, order payments, pause and attach conditions, read from their forms.
 *
 * Controls are named `effect.` and what `web/pages/office_form.py` says. Read next: `acts.js`, who asks here.
 *
 * @typedef {(name: string) => string} Get  what a control says
 * @typedef {(words: import("./canon.js").Value) => Promise<string>} Send  a text's commitment; the text goes along
 * @typedef {{[field: string]: import("./canon.js").Value}} Fields
 */
import { toMinor, toUnits } from "./money.js";
import { Problem, t } from "./words.js";

const DAY = 24;
const HOUR = 3_600_000;

/** The number with which a line such as "7 Ada Ash" begins. @param {string} line */
export function toNumber(line) {
  const found = /^[0-9]{1,9}(?=\s|$)/.exec(line);
  if (!found) throw new Problem(t("“{text}” does not begin with a number.", { text: line }), "not-a-number");
  return Number(found[0]);
}

/** The last moment of a day such as "2026-05-01", as calendars here count it. @param {string} day */
export function toDayEnd(day) {
  const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(day);
  if (!found) throw new Problem(t("Choose the day by which it delivers."), "no-day");
  return Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]) + 1) - 1000;
}

/** What is called "7 Ada Ash" in a list, without the number. @param {string} line */
export const toName = (line) =>
  line.replace(/^[0-9]+\s*/, "") || t("Member {number}", { number: toNumber(line) });

/** @param {Get} get @param {Send} send @returns {Promise<Fields>} */
async function readMandate(get, send) {
  if (!get("title") || !get("domain")) throw new Problem(t("Name the mandate and its domain first."), "empty-text");
  const words = { title: get("title"), domain: get("domain"), accountabilities: get("accountabilities"), limits: get("limits") };
  const report = get("report_days") ? { report_hours: toNumber(get("report_days")) * DAY } : {};
  return { text: await send(words), hours: toNumber(get("days")) * DAY, ...report };
}

/** @param {Get} get */
const readWindows = (get) => ({
  size: toNumber(get("size")),
  commit_hours: toNumber(get("commit_hours")),
  reveal_hours: toNumber(get("reveal_hours")),
});

/** @param {Get} get @param {Send} send */
async function sendPurpose(get, send) {
  if (!get("purpose")) throw new Problem(t("Say what it is for first."), "empty-text");
  return send({ body: get("purpose") });
}

/** @param {string[]} lines @param {Get} get */
function readHolder(lines, get) {
  return lines.length ? { candidates: lines.map(toNumber) } : { holder: toNumber(get("holder")) };
}

/** By kind of effect. @type {{[tag: string]: (get: Get, send: Send, candidates: string[]) => Promise<Fields>}} */
export const OFFICE_FIELDS = {
  GrantMandate: async (get, send, candidates) => ({ ...(await readMandate(get, send)), ...readHolder(candidates, get) }),
  GrantByLot: async (get, send) => ({ ...(await readMandate(get, send)), ...readWindows(get) }),
  DrawLot: async (get, send) => ({ text: await sendPurpose(get, send), ...readWindows(get) }),
  EndMandate: async (get) => ({ mandate: toNumber(get("mandate")) }),
  OrderPayment: async (get, send) => {
    const currency = get("currency").toUpperCase();
    const payee = get("payee") ? { payee: toNumber(get("payee")) } : {};
    return { amount: toMinor(get("amount"), currency), currency, text: await sendPurpose(get, send), ...payee };
  },
  PayFromVault: async (get, send) => {
    const token = get("token").toLowerCase();
    const place = { vault: toNumber(get("vault")), to: get("to").toLowerCase(), amount: toUnits(get("units"), token) };
    return { ...place, text: await send({ body: get("purpose") }), ...(token ? { token } : {}) };
  },
  PauseDecisions: async (get) => ({ hours: toNumber(get("hours")) }),
  EndPause: async () => ({}),
  RewordHub: async (get, send) => {
    if (!get("name") || !get("purpose")) throw new Problem(t("Name the hub, and say what it is for."), "empty-text");
    const words = { name: get("name"), purpose: get("purpose") };
    const due = get("due") ? { due_at: toDayEnd(get("due")) } : {};
    return { hub: toNumber(get("hub")), text: await send(words), ...due };
  },
  EndHub: async (get) => ({ hub: toNumber(get("hub")) }),
  AttachCondition: async (get, send) => {
    const due_at = Number(get("now")) + toNumber(get("due_days")) * DAY * HOUR; // by the site's clock, as the law counts
    const content = { to: `proposal/${toNumber(get("to"))}`, owner: toNumber(get("owner")), due_at };
    const before = get("before") ? { before: true } : {};
    const replaces = get("replaces") ? { replaces: toNumber(get("replaces")) } : {};
    return { ...content, text: await sendPurpose(get, send), ...before, ...replaces };
  },
};
