/**
 * From a form's fields to an act: for each kind of act its own fields, and how they are read.
 *
 * Names of controls are the act's field names (README.md lists them). What an act needs beyond its form (a new key, the
 * organisation, the member, the number of the act) is added by `form.js`. Read next: `sentences.js`, the way back.
 *
 * @typedef {import("./canon.js").Value} Value
 * @typedef {{[field: string]: Value}} Fields
 * @typedef {{element: HTMLFormElement, values: FormData, texts: import("./texts.js").SentText[]}} Source
 * @typedef {(source: Source, name: string) => Value | undefined | Promise<Value | undefined>} Read
 */
import { compareCharters, readCharter, toInteger } from "./charter.js";
import { readChoices } from "./ballots.js";
import { toUnits } from "./money.js";
import { OFFICE_FIELDS, toDayEnd, toName } from "./officeform.js";
import { decodeRequest } from "./request.js";
import { commit, tidy } from "./texts.js";
import { Problem, t } from "./words.js";

/** @type {Read} */
const plain = ({ values }, name) => tidy(String(values.get(name) ?? ""));

/** @type {Read} */
const number = ({ values }, name) => toInteger(String(values.get(name) ?? ""));

/** @type {Read} */
const choices = ({ values }) => readChoices(values);

/** How a choice is to be counted; left out where it is as usual. @type {Read} */
const method = ({ values }) => (values.get("form") === "choice" && String(values.get("method") ?? "")) || undefined;

/**
 * A commitment to the words of several controls; the words themselves travel beside the act.
 * @param {string[]} parts names after the dot @param {boolean} isNeeded else an empty text commits to nothing
 * @returns {Read}
 */
function text(parts, isNeeded = false) {
  return async ({ values, texts }, name) => {
    /** @type {{[part: string]: Value}} */
    const words = Object.fromEntries(parts.map((part) => [part, tidy(String(values.get(`${name}.${part}`) ?? ""))]));
    if (!words[parts[0]]) {
      if (isNeeded) throw new Problem(t("Write something first."), "empty-text");
      return "";
    }
    return send(words, texts);
  };
}

/** @type {Read} */
const proposalText = ({ values, texts }, name) => {
  const title = tidy(String(values.get(`${name}.title`) ?? ""));
  if (!title) throw new Problem(t("Give your proposal a title first."), "empty-text");
  const body = tidy(String(values.get(`${name}.body`) ?? ""));
  return send({ title, body, options: readOptions(values) }, texts);
};

/** @param {Value} words @param {import("./texts.js").SentText[]} texts */
async function send(words, texts) {
  const { commitment, sent } = await commit(words);
  texts.push(sent);
  return commitment;
}

/** Those who stand for election, as they were typed. @param {FormData} values */
const readCandidates = (values) =>
  values
    .getAll("effect.candidates")
    .map((line) => tidy(String(line)))
    .filter(Boolean);

/** The names of a choice's options; a motion's are the law's own. @param {FormData} values */
function readOptions(values) {
  if (values.get("form") === "motion") return [];
  const candidates = readCandidates(values);
  if (candidates.length) return candidates.map(toName);
  return values
    .getAll("text.options[]")
    .map((name) => tidy(String(name)))
    .filter(Boolean);
}

/** @type {Read} */
const countOptions = ({ values }) => (values.get("form") === "motion" ? 2 : readOptions(values).length);

/** @type {Read} */
const effects = ({ element, values, texts }) => {
  const standing = element.dataset.amends; // the charter as it stands, where the form is one
  if (standing) return compareCharters(JSON.parse(standing), readCharter(JSON.parse(standing), values));
  const asked = [...element.querySelectorAll("fieldset[data-effect]:not(:disabled)")];
  return Promise.all(asked.map((fieldset) => readEffect(/** @type {HTMLFieldSetElement} */ (fieldset), texts)));
};

/** @param {HTMLFieldSetElement} fieldset @param {import("./texts.js").SentText[]} texts @returns {Promise<Fields>} */
async function readEffect(fieldset, texts) {
  const get = (/** @type {string} */ name) => {
    const control = /** @type {HTMLInputElement | null} */ (fieldset.querySelector(`[name="effect.${name}"]`));
    return control?.type === "checkbox" && !control.checked ? "" : tidy(control?.value ?? "");
  };
  const effect = fieldset.dataset.effect ?? "";
  if (effect in OFFICE_FIELDS) {
    const candidates = readCandidates(new FormData(/** @type {HTMLFormElement} */ (fieldset.form)));
    return { effect, ...(await OFFICE_FIELDS[effect](get, (words) => send(words, texts), candidates)) };
  }
  if (effect === "AgreeOrigin") return { effect, origin: get("origin") };
  if (effect === "BindContract") return { effect, ...readContract(get("code")) };
  if (effect === "EndContract") return { effect, contract: toInteger(get("ended")) };
  if (effect === "EndScrutineer") return { effect, scrutineer: toInteger(get("scrutineer")) };
  if (effect === "NameWitness") return { effect, vkey: get("vkey"), url: get("url").replace(/\/$/, "") };
  if (effect === "EndWitness") return { effect, witness: toInteger(get("witness")) };
  if (effect === "AdmitMember") return { effect, member: toInteger(get("member")) };
  if (effect === "ExpelMember") return { effect, member: toInteger(get("member")), ground: get("ground") };
  if (effect === "RestoreComment") return { effect, comment: toInteger(get("restore")) };
  if (effect === "AmendCharter") {
    return { effect, path: get("path"), was: JSON.parse(get("was")), becomes: JSON.parse(get("becomes")) };
  }
  if (effect === "HideComment") {
    if (!get("reason")) throw new Problem(t("Give a public reason for hiding the comment."), "empty-text");
    return { effect, comment: toInteger(get("hide")), reason: await send({ body: get("reason") }, texts) };
  }
  if (effect !== "NameScrutineer") throw new Error(`unknown effect ${effect}`);
  const { key, name } = await decodeRequest(get("request"));
  return { effect, key, profile: name ? await send({ name, email: "" }, texts) : "" };
}

/** A contract's code, such as `anchor/eip155:1:0x5f…`. @param {string} code @returns {Fields} */
function readContract(code) {
  const found = /^(anchor|inbox|vault)\/eip155:([1-9][0-9]{0,14}):(0x[0-9a-f]{40})$/.exec(code.toLowerCase());
  if (!found) throw new Problem(t("This is no contract’s code. Paste all of it, from its first word on."), "no-contract-code");
  return { role: found[1], chain: Number(found[2]), address: found[3] };
}

/** The draft in `data-charter` with the form's own changes. @type {Read} */
const charter = ({ element, values }) => readCharter(JSON.parse(readDraft(element)), values);

/** The charter to start from: of the chosen template, or of the form. @param {HTMLFormElement} element */
function readDraft(element) {
  const chosen = /** @type {HTMLElement | null} */ (element.querySelector("[data-charter]:checked"));
  const draft = chosen?.dataset.charter ?? element.dataset.charter;
  if (!draft) throw new Problem(t("Choose a kind of organisation first."), "no-template");
  return draft;
}

const comment = text(["body"], true);

/** A number that may be missing, and then is left out of the act. @type {Read} */
const maybe = ({ values }, name) => (values.get(name) ? toInteger(String(values.get(name))) : undefined);

/** The members whom a comment addresses: those whose names stand in the words after an @. @type {Read} */
const mentions = async ({ values }) => {
  const body = tidy(String(values.get("text.body") ?? ""));
  if (!body.includes("@")) return undefined;
  const { findMentioned } = await import("./talk.js");
  const numbers = await findMentioned(document.documentElement.dataset.org ?? "", body);
  return numbers.length ? numbers : undefined;
};

/** An address on a chain, in small letters. @type {Read} */
const address = (source, name) => String(plain(source, name)).toLowerCase();

/** A token's address; left out for the chain's own coin. @type {Read} */
const token = (source, name) => address(source, name) || undefined;

/** An amount of coins, or of the token that the form names. @type {Read} */
const units = ({ values }, name) => toUnits(String(values.get(name) ?? ""), String(values.get("token") ?? ""));

/** Until when a hub delivers, where it is of the kind that does. @type {Read} */
const dueDay = ({ values }, name) =>
  values.get("kind") === "execution" ? toDayEnd(String(values.get(name) ?? "")) : undefined;

const reason = text(["body"]);
const profile = text(["name", "email"]);

/** A public key as the page has it from a request code. @type {Read} */
const publicKey = ({ values }, name) => JSON.parse(String(values.get(name) ?? "null"));

/** What a proposal is about, where it is about a decision or a member. @type {Read} */
const about = (source, name) => plain(source, name) || undefined;

/** For each kind of act, how its own fields are read from a form. @type {{[kind: string]: {[field: string]: Read}}} */
const FIELDS = {
  FoundOrganisation: { door: plain, charter, profile },
  WriteClause: { clause: plain, text: plain },
  WriteCharter: { charter },
  AgreeClause: { clause: plain, text: plain },
  AffirmFoundation: { foundation: plain },
  Inaugurate: { foundation: plain },
  InviteMembers: {},
  JoinOrganisation: { profile },
  SponsorMember: { member: number },
  LeaveOrganisation: {},
  AddKey: { label: text(["label"]) },
  RevokeKey: { key: number },
  OpenProposal: { kind: plain, form: plain, options: countOptions, text: proposalText, effects, about, method, hub: maybe },
  VouchForMember: { member: number, key: publicKey },
  VetoRecovery: {},
  CompleteRecovery: { member: number },
  PublishFinding: { decision: number, verdict: plain, text: comment },
  ReviseProposal: { proposal: number, options: countOptions, text: proposalText, effects, hub: maybe },
  PublishProposal: { proposal: number, text: plain },
  WithdrawProposal: { proposal: number },
  CastBallot: { proposal: number, text: plain, choices, reason },
  SponsorProposal: { proposal: number, text: plain },
  ReplyToProposal: { proposal: number, text: comment },
  OpenChallenge: { about: plain, ground: plain, text: proposalText },
  ReportCondition: { proposal: number, condition: number, text: comment },
  AnswerObjection: { proposal: number, member: number, text: comment },
  CarryOutDecision: { proposal: number },
  PostComment: { subject: plain, text: comment, parent: maybe, mentions },
  EditComment: { comment: number, text: comment },
  React: { comment: number, reaction: plain },
  Unreact: { comment: number, reaction: plain },
  FlagComment: { comment: number, reason: comment },
  AcceptMandate: { mandate: number },
  ResignMandate: { mandate: number },
  ReportMandate: { mandate: number, text: comment },
  CommitLot: { lot: number },
  RevealLot: { lot: number },
  DeclineLot: { lot: number },
  ConfirmPayment: { payment: number },
  AnnouncePayment: { vault: number, to: address, amount: units, text: comment, token },
  FoundHub: { kind: plain, text: text(["name", "purpose"], true), due_at: dueDay },
  JoinHub: { hub: number },
  LeaveHub: { hub: number },
};

/**
 * The act's own fields as the form says them, and the texts that go along.
 * @param {string} kind @param {HTMLFormElement} element @param {HTMLElement | null} submitter the button that was pressed
 */
export async function readForm(kind, element, submitter = null) {
  const readers = FIELDS[kind];
  if (!readers) throw new Error(`no act is called ${kind}`);
  /** @type {Source} */
  const source = { element, values: new FormData(element, submitter), texts: [] };
  /** @type {Fields} */
  const fields = {};
  for (const [name, read] of Object.entries(readers)) {
    const value = await read(source, name);
    if (value !== undefined) fields[name] = value; // what is as usual is left out of an act's bytes
  }
  return { fields, texts: source.texts };
}
