/**
 * What a proposal's effects would do, in sentences for the member who is about to sign them.
 *
 * The effects were decoded from the very bytes to be signed. Read next: `sentences.js`, which says all the rest.
 *
 * @typedef {import("./sentences.js").Known} Known
 */
import { sayPath, saySetting } from "./charter.js";
import { t } from "./words.js";

/** What a proposal's effects would do, line by line. @param {any[]} effects @param {Known} known */
export function sayEffects(effects, known) {
  if (!effects.length) return [t("It is a resolution: carrying it out changes nothing by itself.")];
  return effects.flatMap((effect) => {
    if (effect.effect === "AmendCharter") return sayAmendment(effect);
    if (effect.effect === "GrantMandate") return sayGrant(effect, known);
    if (effect.effect === "EndMandate") return t("If carried out: mandate {mandate} ends at once.", effect);
    if (effect.effect === "AdmitMember") return t("If carried out: member {member} receives the vote-token.", effect);
    if (effect.effect === "ExpelMember") return sayExpulsion(effect);
    if (effect.effect === "AgreeOrigin") return t("If carried out: passkeys of {origin} count too.", effect);
    if (effect.effect === "HideComment") return sayHiding(effect, known);
    if (effect.effect === "RestoreComment")
      return t("If carried out: comment {comment} can be read by everybody again.", effect);
    if (effect.effect === "EndScrutineer") return t("If carried out: scrutineer {scrutineer} loses access.", effect);
    const name = known.texts.get(effect.profile)?.name ?? t("somebody without a name");
    return t(
      "If carried out: {name} becomes a scrutineer, who reads all that members may read and has no vote. Their key begins with {key}…",
      { name, key: effect.key.public.slice(0, 12) },
    );
  });
}

/** @param {any} effect */
function sayAmendment({ path, was, becomes }) {
  return t("If carried out: {place}: {becomes}, instead of {was}.", {
    place: sayPath(path),
    was: saySetting(path, was),
    becomes: saySetting(path, becomes),
  });
}

/** @param {number} hours */
const sayHours = (hours) => t("{days} days and {hours} hours", { days: Math.floor(hours / 24), hours: hours % 24 });

/** A mandate with all its words. @param {any} effect @param {Known} known */
function sayGrant(effect, known) {
  const words = known.texts.get(effect.text) ?? {};
  const facts = { title: words.title ?? "", term: sayHours(effect.hours), holder: effect.holder };
  const candidates = (effect.candidates ?? []).join(", ");
  return [
    candidates
      ? t("If carried out: whoever wins is offered the mandate “{title}” for {term}.", facts)
      : t("If carried out: member {holder} is offered the mandate “{title}” for {term}.", facts),
    candidates && t("Candidates, in the order of the options: members {candidates}.", { candidates }),
    words.domain && t("Domain: {words}", { words: words.domain }),
    words.accountabilities && t("Accountabilities: {words}", { words: words.accountabilities }),
    words.limits && t("Limits: {words}", { words: words.limits }),
    effect.report_hours && t("A report is due every {term}.", { term: sayHours(effect.report_hours) }),
  ].filter(Boolean);
}

const GROUNDS = {
  conduct: () => t("for what they did"),
  "not-a-person": () => t("there is no such person"),
  "second-token": () => t("the same person is here twice"),
  unknown: () => t("no sponsor really knows them"),
};

/** @param {any} effect */
function sayExpulsion({ member, ground }) {
  const why = GROUNDS[/** @type {keyof GROUNDS} */ (ground)]?.() ?? ground;
  return t("If carried out: member {member} is expelled and loses the vote-token: {why}.", { member, why });
}

/** @param {any} effect @param {Known} known */
function sayHiding(effect, known) {
  const reason = known.texts.get(effect.reason)?.body ?? t("given beside the log");
  return t("If carried out: comment {comment} is hidden. Public reason: {reason}", { ...effect, reason });
}
