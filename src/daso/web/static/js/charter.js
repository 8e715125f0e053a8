/**
 * The charter by its numbers: reading one from a form, what differs between two, and each number's name.
 *
 * Forms name their controls as the charter names its numbers, `charter.sponsors` or `charter.rules.hub.quorum`. What
 * stands at nought is left out of a charter's bytes. Read next: `acts.js`, `sentences.js`.
 *
 * @typedef {import("./canon.js").Value} Value
 * @typedef {{[name: string]: any}} Charter
 */
import { tidy } from "./texts.js";
import { Problem, sayHours, t } from "./words.js";

const TRUTHS = ["early", "hidden", "void_ballots"];
const SHARES = ["share", "quorum"];
const WORDS = ["name", "template", "texts", "method", "of"];
const NEEDED = ["share", "quorum", "seasoning_hours", "discussion_hours", "voting_hours", "carrying_out_hours"];

/** @param {string} text */
export function toInteger(text) {
  if (!/^[0-9]{1,15}$/.test(text)) throw new Problem(t("“{text}” is not a whole number.", { text }), "not-a-number");
  return Number(text);
}

/** A share as people write it. @param {string} text */
function toShare(text) {
  const parts = /^\s*(\d{1,7})\s*\/\s*(\d{1,7})\s*$/.exec(text);
  if (parts) return [Number(parts[1]), Number(parts[2])];
  const percent = /^\s*(\d{1,3})\s*%\s*$/.exec(text);
  if (percent) return [Number(percent[1]), 100];
  throw new Problem(t("“{text}” is not a share. Write it like 2/3 or 20 %.", { text }), "not-a-share");
}

/** The value of a number by its name, as its control says it. @param {string} name @param {string[]} said @returns {Value} */
function toSetting(name, said) {
  const value = tidy(said.at(-1) ?? "");
  if (TRUTHS.includes(name)) return value === "yes";
  if (name === "choices") return said.filter(Boolean);
  if (SHARES.includes(name)) return toShare(value);
  return WORDS.includes(name) ? value : toInteger(value);
}

/** What stands where nothing is said. @param {string} name @returns {Value} */
const getDefault = (name) => (TRUTHS.includes(name) ? false : name === "choices" ? [] : 0);

/** @param {Value} one @param {Value} other */
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * A charter with what the form's controls say on top; a kind whose box is not ticked has no rule.
 * @param {Charter} draft @param {FormData} values @returns {Charter}
 */
export function readCharter(draft, values) {
  const charter = structuredClone(draft);
  for (const name of new Set(values.keys())) {
    const [first, ...path] = name.split(".");
    const last = path.pop();
    if (first !== "charter" || !last) continue;
    const said = values.getAll(name).map(String);
    if (last === "kinds") charter.rules = keepKinds(charter.rules, said);
    else setPath(charter, path, last, toSetting(last, said));
  }
  return charter;
}

/** @param {Charter} rules @param {string[]} kinds those that are to have a rule */
function keepKinds(rules, kinds) {
  const kept = kinds.filter(Boolean).map((kind) => [kind, rules[kind] ?? {}]);
  return Object.fromEntries(kept);
}

/** @param {Charter} charter @param {string[]} path @param {string} last @param {Value} value */
function setPath(charter, path, last, value) {
  const place = path.reduce((inner, name) => inner?.[name], charter);
  if (!place) return; // a kind that is to have no rule
  const isLeftOut = isSame(value, getDefault(last)) && !(path.length && NEEDED.includes(last));
  if (isLeftOut) delete place[last];
  else place[last] = value;
}

/**
 * Every change from one charter to another, as effects of an amendment.
 * @param {Charter} was @param {Charter} becomes
 */
export function compareCharters(was, becomes) {
  const { rules, ...plain } = was;
  const { rules: others, ...otherwise } = becomes;
  const effects = compareValues("", plain, otherwise);
  for (const kind of [...new Set([...Object.keys(rules), ...Object.keys(others)])].sort()) {
    const path = `rules.${kind}`;
    if (rules[kind] && others[kind]) effects.push(...compareValues(`${path}.`, rules[kind], others[kind]));
    else effects.push({ effect: "AmendCharter", path, was: rules[kind] ?? null, becomes: others[kind] ?? null });
  }
  return effects;
}

/** @param {string} prefix @param {Charter} was @param {Charter} becomes */
function compareValues(prefix, was, becomes) {
  const names = [...new Set([...Object.keys(was), ...Object.keys(becomes)])].sort();
  return names
    .map((name) => ({
      effect: "AmendCharter",
      path: prefix + name,
      was: was[name] ?? getDefault(name),
      becomes: becomes[name] ?? getDefault(name),
    }))
    .filter((effect) => !isSame(effect.was, effect.becomes));
}

const SETTINGS = {
  name: () => t("Name of the organisation"),
  texts: () => t("Who may read names, proposals and comments?"),
  founders: () => t("Founders needed to begin"),
  sponsors: () => t("Sponsors that a newcomer needs"),
  invitations: () => t("Open invitations that a member may have"),
  invitation_hours: () => t("An invitation ends after"),
  probation_hours: () => t("Probation"),
  admissions: () => t("Admissions in thirty days, in percent of all members"),
  expulsions: () => t("Expulsions in thirty days, in percent of all members"),
  void_ballots: () => t("Open ballots of an expelled member are void"),
  sponsor_pause_hours: () => t("A sponsor who was mistaken sponsors nobody for"),
  dormancy_hours: () => t("A member is dormant after no act for"),
  vouchers: () => t("Members who vouch for somebody who lost every key"),
  recovery_hours: () => t("Vouched-for keys count after"),
  live_proposals: () => t("Live proposals that a member may have"),
  draft_hours: () => t("An unpublished draft lapses after"),
  mandate_hours: () => t("Longest term of a mandate"),
  reading_hours: () => t("Time between the two readings of an amendment"),
  pause_hours: () => t("Longest emergency pause"),
  flags: () => t("Members whose flags hide a comment"),
  hub_members: () => t("Members that a hub needs to live"),
  cosignatures: () => t("Witnesses who must have seen what the log shows"),
};
const RULE_SETTINGS = {
  method: () => t("Adopted by"),
  of: () => t("Counted of"),
  share: () => t("The larger share"),
  quorum: () => t("Quorum"),
  choices: () => t("Further ways of counting a choice"),
  sponsors: () => t("Sponsors to publish"),
  discussion_hours: () => t("Discussion, at least"),
  voting_hours: () => t("Voting"),
  late_hours: () => t("The close is put off if the lead changes within the last"),
  extensions: () => t("How often the close can be put off"),
  early: () => t("Close early"),
  hidden: () => t("Hide counts until the close"),
  objection_hours: () => t("Objection period"),
  challengers: () => t("Members who can challenge, in percent"),
  reply_hours: () => t("Time to reply"),
  carrying_out_hours: () => t("To be carried out within"),
  cooldown_hours: () => t("Can be tried again after"),
  seasoning_hours: () => t("To vote, people have held their vote-token for"),
};
const KINDS = {
  ordinary: () => t("Ordinary"),
  policy: () => t("Policy"),
  payment: () => t("Payment"),
  mandate: () => t("Mandate"),
  admission: () => t("Admission"),
  expulsion: () => t("Expulsion"),
  amendment: () => t("Amendment"),
  hub: () => t("Hub"),
  pause: () => t("Emergency pause"),
};
const VALUES = {
  majority: () => t("more than half"),
  supermajority: () => t("a larger share, as named below"),
  plurality: () => t("the most votes"),
  consent: () => t("consent: no objection stands"),
  votes: () => t("of the votes cast"),
  members: () => t("of all members entitled to vote"),
  ranked: () => t("Ranking"),
  approval: () => t("Approval"),
  score: () => t("Points"),
};

/** @param {{[name: string]: () => string}} table @param {string} name */
const say = (table, name) => (Object.hasOwn(table, name) ? table[name]() : name);

/** A kind of proposal. @param {string} kind */
export const sayKind = (kind) => say(KINDS, kind);

/** The name of a place in the charter. @param {string} path */
export function sayPath(path) {
  const [first, kind, name] = path.split(".");
  if (first !== "rules") return say(SETTINGS, path);
  if (!name) return t("{kind}: the whole rule", { kind: sayKind(kind) });
  return t("{kind}: {setting}", { kind: sayKind(kind), setting: say(RULE_SETTINGS, name) });
}

/** A value at a place, every part of it. @param {string} path @param {any} value @returns {string} */
export function saySetting(path, value) {
  const name = path.split(".").at(-1) ?? "";
  if (value === null) return t("no such proposals");
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  if (Array.isArray(value)) {
    return SHARES.includes(name) ? value.join("/") : value.map((one) => say(VALUES, one)).join(", ") || t("none");
  }
  if (typeof value === "object") {
    const names = Object.keys(RULE_SETTINGS).filter((one) => one in value);
    return names.map((one) => `${say(RULE_SETTINGS, one)}: ${saySetting(one, value[one])}`).join("; ");
  }
  if (name.endsWith("_hours")) return value ? sayHours(value) : t("none");
  if (path === "texts") return value === "public" ? t("everybody") : t("members and scrutineers");
  return name === "method" || name === "of" ? say(VALUES, value) : String(value);
}
