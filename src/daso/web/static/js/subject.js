/**
 * What else the dialog may say about an act: words whose digest or commitment was checked against its bytes.
 *
 * Read next: `sentences.js`, which says it.
 */
import { get } from "./api.js";
import { decode, digest, encode, toBase64url } from "./canon.js";
import { learnNames } from "./names.js";
import { openText } from "./texts.js";
import { Problem, t } from "./words.js";

const UTF8 = new TextEncoder();
const ABSENT = ["text-erased", "text-hidden", "text-unknown"];

/**
 * @param {{[field: string]: any}} act @param {import("./form.js").Task} task @param {string} words  those of the page
 * @returns {Promise<import("./sentences.js").Known>}
 */
export async function learn(act, task, words) {
  const texts = new Map();
  for (const sent of task.texts) {
    for (const commitment of findCommitments(act)) {
      const opened = await openText(sent, commitment);
      if (opened !== null) texts.set(commitment, opened);
    }
  }
  const subject = act.proposal && act.act !== "ReviseProposal" ? await learnProposal(act, task) : {};
  return { texts, subject, names: await learnNames(act, task), words: await checkWords(act, words) };
}

/** Every place of an act where a text may be committed to. @param {{[field: string]: any}} act @returns {string[]} */
function findCommitments(act) {
  const effects = (act.effects ?? []).flatMap((/** @type {any} */ { profile, reason, text }) => [profile, reason, text]);
  return [act.text, act.reason, act.profile, act.label, ...effects].filter(
    (value) => typeof value === "string" && value,
  );
}

/**
 * A proposal's title and options. A ballot commits to the words it is about, and only those are shown, whatever the
 * site says stands under the number; an act that names the number alone is described by what the site says, and so is
 * how ballots are counted.
 * @param {{[field: string]: any}} act @param {import("./form.js").Task} task
 * @returns {Promise<import("./sentences.js").Subject>}
 */
async function learnProposal(act, task) {
  const isOfProposal = ["CastBallot", "PublishProposal", "SponsorProposal"].includes(act.act);
  const isKnown = act.act === "PublishProposal";
  const standing = isKnown ? {} : await get(`/api/orgs/${task.org}/proposals/${act.proposal}`);
  const words = await readWords(isOfProposal ? act.text : standing.text, task);
  const way = standing.rule?.method === "consent" && standing.form === "motion" ? "consent" : standing.method;
  if (!words) return { isAbsent: true, way };
  // What names options and is no choice is voted on by number alone, whether its words mislead or the site does.
  const isDoubtful = standing.form !== undefined && standing.form !== "choice" && words.options?.length;
  return { title: words.title, options: isDoubtful ? undefined : words.options, way };
}

/**
 * The words that have this commitment; null when they were erased or are kept to others.
 * @param {string} commitment @param {import("./form.js").Task} task @returns {Promise<any>}
 */
async function readWords(commitment, task) {
  let sent;
  try {
    sent = await get(`/o/${task.slug || task.org}/texts/${commitment}`);
  } catch (error) {
    if (error instanceof Problem && ABSENT.includes(error.code)) return null;
    throw error;
  }
  const words = await openText(sent, commitment);
  if (words === null) throw createDifference();
  return words;
}

function createDifference() {
  const sentence = t("The words on this page are not those that you would sign. Load the page again.");
  return new Problem(sentence, "words-differ");
}

/**
 * The words that a digest in the act stands for, as the page gave them; refused when they are others.
 * @param {{[field: string]: any}} act @param {string} words
 */
async function checkWords(act, words) {
  if (!words) return null;
  const isClause = act.act === "AgreeClause";
  const value = isClause ? words : decode(UTF8.encode(words));
  const found = toBase64url(await digest(isClause ? "daso/clause/1" : "daso/foundation/1", encode(value)));
  if (found !== (isClause ? act.text : (act.foundation ?? act.affirms))) {
    throw createDifference();
  }
  return value;
}
