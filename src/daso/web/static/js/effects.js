/**
 * What a proposal's effects would do, in sentences for the member who is about to sign them.
 *
 * The effects were decoded from the very bytes to be signed. Read next: `sentences.js`, which says all the rest.
 *
 * @typedef {import("./sentences.js").Known} Known
 */
import { sayPath, saySetting } from "./charter.js";
import { sayMoney, sayUnits } from "./money.js";
import { nameAll, sayMember } from "./names.js";
import { sayText } from "./sentences.js";
import { sayHours, sayMoment, t } from "./words.js";

/** What a proposal's effects would do, line by line. @param {any[]} effects @param {Known} known */
export function sayEffects(effects, known) {
  if (!effects.length) return [t("It is a resolution: carrying it out changes nothing by itself.")];
  return effects.flatMap((effect) => {
    if (effect.effect === "AmendCharter") return sayAmendment(effect);
    if (effect.effect === "GrantMandate") return sayGrant(effect, known);
    if (effect.effect in OFFICES) return OFFICES[/** @type {keyof OFFICES} */ (effect.effect)](effect, known);
    if (effect.effect === "EndMandate") return t("If carried out: mandate {mandate} ends at once.", effect);
    if (effect.effect === "AdmitMember") return t("If carried out: member {member} receives the vote-token.", nameAll(effect, known));
    if (effect.effect === "ExpelMember") return sayExpulsion(effect, known);
    if (effect.effect === "AgreeOrigin") return t("If carried out: passkeys of {origin} count too.", effect);
    if (effect.effect === "NameWitness") return sayWitness(effect);
    if (effect.effect === "EndWitness") return t("If carried out: witness {witness} no longer counts.", effect);
    if (effect.effect === "BindContract") return sayContract(effect);
    if (effect.effect === "EndContract")
      return t("If carried out: public contract number {contract} is no longer used.", effect);
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

/** @param {{vkey: string, url: string}} effect */
function sayWitness({ vkey, url }) {
  const [name, digits] = vkey.split("+");
  return t("If carried out: {name} becomes a witness, asked at {url}. Its key has the sign {digits}.", {
    name,
    url,
    digits,
  });
}

/** @param {any} effect */
const sayContract = (effect) => {
  if (effect.role === "anchor")
    return t("If carried out: the log’s state is kept in public at {address} on chain {chain}.", effect);
  if (effect.role === "vault")
    return t("If carried out: the vault at {address} on chain {chain} is used for payments that members approve.", effect);
  return t("If carried out: acts that the operator does not take can be handed in at {address} on chain {chain}.", effect);
};

/** @param {any} effect */
function sayAmendment({ path, was, becomes }) {
  return t("If carried out: {place}: {becomes}, instead of {was}.", {
    place: sayPath(path),
    was: saySetting(path, was),
    becomes: saySetting(path, becomes),
  });
}

/** @param {string} text @param {Known} known */
const sayPurpose = (text, known) => {
  const purpose = known.texts.get(text)?.body;
  return purpose ? [t("For: {purpose}", { purpose })] : [];
};

/** Lots, payments and pauses. @type {{[tag: string]: (effect: any, known: Known) => string[]}} */
const OFFICES = {
  DrawLot: (effect, known) => [
    t("If carried out: members drawn by lot: {size}.", effect),
    ...sayPurpose(effect.text, known),
    sayWindows(effect),
  ],
  GrantByLot: (effect, known) => [
    t("If carried out: members drawn by lot: {size}. Each is offered a mandate.", effect),
    ...sayMandate(effect, known),
    sayWindows(effect),
  ],
  OrderPayment: (effect, known) => {
    const amount = sayMoney(effect.amount, effect.currency);
    return [
      effect.payee
        ? t("If carried out: {amount} are to be paid to member {payee}, who does not vote on it.", { ...nameAll(effect, known), amount })
        : t("If carried out: {amount} are to be paid to somebody outside the organisation.", { amount }),
      ...sayPurpose(effect.text, known),
    ];
  },
  PayFromVault: (effect, known) => {
    const amount = sayUnits(effect.amount, effect.token ?? "");
    return [
      t("If carried out: {amount} are to be paid from vault {vault} to {to}, once enough members have approved it.", {
        ...effect,
        amount,
      }),
      ...sayPurpose(effect.text, known),
    ];
  },
  PauseDecisions: ({ hours }) => [
    t("If carried out: for {term} no decision can be carried out.", { term: sayHours(hours) }),
  ],
  EndPause: () => [t("If carried out: the pause ends at once.")],
  RewordHub: (effect, known) => {
    const words = known.texts.get(effect.text) ?? {};
    return [
      t("If carried out: hub {hub} gets another name and purpose.", nameAll(effect, known)),
      words.name && t("Name: {name}", words),
      words.purpose && t("For: {purpose}", words),
      effect.due_at && t("It delivers by {moment}.", { moment: sayMoment(effect.due_at) }),
    ].filter(Boolean);
  },
  EndHub: (effect, known) => [t("If carried out: hub {hub} ends, whoever is in it.", nameAll(effect, known))],
  AttachCondition: (effect, known) => [
    t("If carried out: a condition is attached to number {number}. Member {owner} answers for it, until {date}.", {
      number: effect.to.split("/")[1],
      owner: sayMember(effect.owner, known),
      date: sayMoment(effect.due_at),
    }),
    ...sayText(t("It says"), effect.text, known),
    ...(effect.before ? [t("The decision can’t be carried out before it is met.")] : []),
    ...(effect.replaces ? [t("It takes the place of condition {replaces}.", effect)] : []),
  ],
};

/** @param {any} effect */
const sayWindows = (effect) =>
  t("They commit to secrets for {term}, and reveal them for {second}.", {
    term: sayHours(effect.commit_hours),
    second: sayHours(effect.reveal_hours),
  });

/** A mandate and who is to hold it. @param {any} effect @param {Known} known */
function sayGrant(effect, known) {
  const candidates = (effect.candidates ?? []).map((/** @type {number} */ one) => sayMember(one, known)).join(", ");
  const holder = candidates
    ? t("If carried out: whoever wins is offered a mandate. Candidates, in the order of the options: members {candidates}.", {
        candidates,
      })
    : t("If carried out: member {holder} is offered a mandate.", nameAll(effect, known));
  return [holder, ...sayMandate(effect, known)];
}

/** A mandate with all its words. @param {any} effect @param {Known} known */
function sayMandate(effect, known) {
  const words = known.texts.get(effect.text) ?? {};
  return [
    words.title && t("Mandate: {words}", { words: words.title }),
    words.domain && t("Domain: {words}", { words: words.domain }),
    words.accountabilities && t("Accountabilities: {words}", { words: words.accountabilities }),
    words.limits && t("Limits: {words}", { words: words.limits }),
    t("Term: {term}.", { term: sayHours(effect.hours) }),
    effect.report_hours && t("A report is due every {term}.", { term: sayHours(effect.report_hours) }),
  ].filter(Boolean);
}

const GROUNDS = {
  conduct: () => t("for what they did"),
  "not-a-person": () => t("there is no such person"),
  "second-token": () => t("the same person is here twice"),
  unknown: () => t("no sponsor really knows them"),
};

/** @param {any} effect @param {Known} known */
function sayExpulsion(effect, known) {
  const why = GROUNDS[/** @type {keyof GROUNDS} */ (effect.ground)]?.() ?? effect.ground;
  const said = { ...nameAll(effect, known), why };
  return t("If carried out: member {member} is expelled and loses the vote-token: {why}.", said);
}

/** @param {any} effect @param {Known} known */
function sayHiding(effect, known) {
  const reason = known.texts.get(effect.reason)?.body ?? t("given beside the log");
  return t("If carried out: comment {comment} is hidden. Public reason: {reason}", { ...effect, reason });
}
