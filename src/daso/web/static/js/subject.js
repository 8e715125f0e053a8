/**
 * What else the dialog may say about an act: words whose digest or commitment was checked against its bytes.
 *
 * Read next: `sentences.js`, which says it.
 */
import { get } from "./api.js";
import { decode, digest, encode, toBase64url } from "./canon.js";
import { openText } from "./texts.js";
import { Problem, t } from "./words.js";

const UTF8 = new TextEncoder();

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
  const subject = act.proposal && act.act !== "ReviseProposal" ? await learnProposal(act.proposal, task) : {};
  return { texts, subject, words: await checkWords(act, words) };
}

/** Every place of an act where a text may be committed to. @param {{[field: string]: any}} act @returns {string[]} */
function findCommitments(act) {
  const effects = (act.effects ?? []).map((/** @type {any} */ effect) => effect.profile);
  return [act.text, act.reason, act.profile, act.label, ...effects].filter(
    (value) => typeof value === "string" && value,
  );
}

/**
 * A proposal's title and options, from the text that it commits to.
 * @param {number} number @param {import("./form.js").Task} task
 */
async function learnProposal(number, task) {
  try {
    const proposal = await get(`/api/orgs/${task.org}/proposals/${number}`);
    const sent = await get(`/o/${task.slug || task.org}/texts/${proposal.text}`);
    const words = /** @type {any} */ (await openText(sent, proposal.text));
    return words ? { form: proposal.form, title: words.title, options: words.options } : { form: proposal.form };
  } catch (error) {
    // Without its words (erased, or kept to others) the proposal is still named by its number.
    if (error instanceof Problem) return {};
    throw error;
  }
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
    throw new Problem(
      t("The words on this page are not those that you would sign. Load the page again."),
      "words-differ",
    );
  }
  return value;
}
