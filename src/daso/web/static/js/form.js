/**
 * The whole way of an act: from a form on a page to an entry of the log, and a receipt that this browser has checked.
 *
 * `submit` reads the form, shows in words what the bytes say, signs on confirmation, sends, verifies the receipt and
 * says how it turned out. Nothing typed is lost: the form stays as it is until the act is on the log.
 * Acts that make a key first add their own step: `found.js`, `join.js`, `invite.js`, `devices.js`.
 * Hooks for pages: README.md. Read next: `acts.js`, `sentences.js`.
 *
 * @typedef {import("./canon.js").Value} Value
 * @typedef {import("./continuity.js").Judgement} Judgement
 * @typedef {object} Task  everything that is needed to make an act and send it
 * @property {string} kind @property {string} org @property {string} slug
 * @property {number} by @property {number} seq
 * @property {{[field: string]: Value}} fields  the act's own fields
 * @property {import("./texts.js").SentText[]} texts
 * @property {import("./signer.js").Sign} sign
 * @property {import("./api.js").Signer | null} signer  null for newcomers
 * @property {string} vkey  the log's pinned key; empty before there is a log
 * @property {string} path  where to send it
 * @property {string} [credential]  of a passkey that the act brings along
 * @property {import("./wallets.js").Wallet | null} [wallet]  of a newcomer who uses one
 * @property {boolean} [isQuick]  whether this browser's light key signs: then the form was confirmation enough
 *
 * @typedef {{act: {[field: string]: Value}, accepted: import("./api.js").Accepted, judged: Judgement}} Outcome
 * @typedef {{prepare: (form: HTMLFormElement, task: Task, dialog: ActDialog) => Promise<boolean>,
 *   finish?: (form: HTMLFormElement, task: Task, outcome: Outcome, dialog: ActDialog) => Promise<string>,
 *   isNewcomer?: boolean}} Step  `prepare` answers false when the member turned back; `finish` says where to go, or ""
 */
import { readForm } from "./acts.js";
import { getSigner, post } from "./api.js";
import { decode, encode } from "./canon.js";
import { checkContinuity } from "./continuity.js";
import { ActDialog, saveButton } from "./dialog.js";
import { makeRescue } from "./inbox.js";
import { pinVkey, verifyReceipt } from "./receipt.js";
import { findLightSign } from "./light.js";
import { sayAct, sayDone } from "./sentences.js";
import { chooseSign, getSignerKind } from "./signer.js";
import { learn } from "./subject.js";
import { Problem, t } from "./words.js";

/** Acts with a step of their own. @type {{[kind: string]: () => Promise<Step>}} */
const STEPS = {
  FoundOrganisation: () => import("./found.js"),
  JoinOrganisation: () => import("./join.js"),
  InviteMembers: () => import("./invite.js"),
  AddKey: () => import("./devices.js"),
  CommitLot: () => import("./lot.js"),
  RevealLot: () => import("./lot.js"),
  AnnouncePayment: () => import("./announce.js"),
};

/** The step of its own that this kind of act has, if any. @param {string} kind */
export async function fetchStep(kind) {
  return STEPS[kind]?.();
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
export async function submit(form, submitter) {
  await attend(form, async () => {
    const dialog = new ActDialog();
    try {
      const next = await go(form, submitter, dialog);
      if (next) leave(next);
    } finally {
      dialog.close();
    }
  });
}

/**
 * Do what a form asks for, once at a time; what stands in the way is said beside it.
 * @param {HTMLFormElement} form @param {() => Promise<void>} work
 */
export async function attend(form, work) {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    showProblem(form, "");
    await work();
  } catch (error) {
    showProblem(form, error);
    if (!(error instanceof Problem)) throw error;
  } finally {
    form.ariaBusy = "false";
  }
}

/**
 * Where to go now, or "" to stay.
 * @param {HTMLFormElement} form @param {HTMLElement | null} submitter @param {ActDialog} dialog
 */
async function go(form, submitter, dialog) {
  const kind = submitter?.dataset.act ?? form.dataset.act ?? "";
  const step = await fetchStep(kind);
  const task = await drawUp(kind, form, submitter, step?.isNewcomer ?? false);
  if (step && !(await step.prepare(form, task, dialog))) return "";
  const words = form.querySelector("[data-words]")?.textContent ?? "";
  const outcome = await makeAct(task, dialog, words, "");
  if (!outcome) return "";
  if (!task.isQuick || outcome.warning) await tell(task, outcome, dialog);
  if (step?.finish) return step.finish(form, task, outcome, dialog);
  const next = form.dataset.next?.replace("{entry}", String(outcome.accepted.entry));
  return next ?? (await refreshAround(form)) ?? "here";
}

/**
 * @param {string} kind @param {HTMLFormElement} form @param {HTMLElement | null} submitter
 * @param {boolean} isNewcomer @returns {Promise<Task>}
 */
async function drawUp(kind, form, submitter, isNewcomer) {
  const page = document.documentElement.dataset;
  const org = form.dataset.org ?? page.org ?? "";
  const slug = form.dataset.slug ?? page.slug ?? "";
  const { fields, texts } = await readForm(kind, form, submitter);
  const path = `/api/orgs/${org}/acts`;
  const shared = { kind, org, slug, fields, texts, path, credential: "" };
  if (isNewcomer) {
    return {
      ...shared,
      by: 1,
      seq: 1,
      signer: null,
      vkey: "",
      sign: () => Promise.reject(new Error("no key was made")),
    };
  }
  if (getSignerKind() === "none") throw new Problem(t("Sign in first. What you wrote here stays."), "signed-out");
  const signer = await getSigner(org);
  const vkey = await pinVkey(org, signer.vkey);
  const light = await findLightSign(kind, org, signer);
  const sign = light ?? chooseSign(signer);
  return { ...shared, by: signer.member, seq: signer.seq, signer, vkey, sign, isQuick: light !== null };
}

/**
 * Show, sign, send, verify. When another act of this member came first, the number is fetched again, once, and the
 * member confirms again.
 * @param {Task} task @param {ActDialog} dialog @param {string} words  those of the page, for acts that sign a digest of words @param {string} notice
 * @returns {Promise<Outcome | null>} null when the member decided otherwise
 */
async function makeAct(task, dialog, words, notice) {
  const bytes = encode({ act: task.kind, org: task.org, by: task.by, seq: task.seq, ...task.fields });
  const act = /** @type {{[field: string]: Value}} */ (decode(bytes));
  if (!task.isQuick) {
    const { title, lines } = sayAct(act, await learn(act, task, words));
    if (!(await dialog.ask(title, notice ? [notice, ...lines] : lines, t("Confirm and sign")))) return null;
    dialog.wait(t("Signing…"));
  }
  const { key, proof } = await task.sign(act);
  try {
    const envelope = { act, key, proof };
    const accepted = await send(task, envelope, dialog);
    return { act, accepted, judged: await check(task, envelope, accepted) };
  } catch (error) {
    const isLate = error instanceof Problem && error.code === "sequence-broken";
    if (!isLate || notice || !task.signer) throw error;
    task.seq = (await getSigner(task.org)).seq;
    return makeAct(
      task,
      dialog,
      words,
      t("Something else of yours was recorded meanwhile. Nothing is lost: please confirm again."),
    );
  }
}

/**
 * Send an envelope; when the server can't be reached, the very same one can be sent again, or go another way.
 * @param {Task} task @param {Value} envelope @param {ActDialog} dialog
 * @returns {Promise<import("./api.js").Accepted>}
 */
async function send(task, envelope, dialog) {
  const content = { envelope, texts: task.texts, ...(task.credential ? { credential: task.credential } : {}) };
  for (;;) {
    try {
      return await post(task.path, content);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const rescue = task.signer ? makeRescue(envelope, task.slug) : [];
      const isAway = error.code === "unreachable";
      if (isAway && (await dialog.ask(t("Not sent yet"), [error.message, ...rescue], t("Send again")))) continue;
      if (error.code !== "sequence-broken") error.rescue = rescue;
      throw error;
    }
  }
}

/**
 * Verify the receipt for the very bytes of the entry, and that the log has only grown since this browser saw it last.
 * In the demonstration it may also have begun anew: it is built again for another day, with the same keys.
 * @param {Task} task @param {Value} envelope @param {import("./api.js").Accepted} accepted
 * @returns {Promise<Judgement>}
 */
async function check(task, envelope, accepted) {
  try {
    const vkey = task.vkey || (await pinVkey(task.org, accepted.vkey ?? ""));
    const { index, checkpoint } = await verifyReceipt(accepted.receipt, encode({ at: accepted.at, envelope }), vkey);
    if (index !== BigInt(accepted.entry))
      throw new Problem(t("The receipt speaks of another entry than the server."), "wrong-entry");
    if (getSignerKind() === "demo") return { warning: "", earlier: "" };
    return await checkContinuity(checkpoint, vkey, `/o/${task.slug || accepted.slug}/log`);
  } catch (error) {
    if (error instanceof Problem) return { warning: error.message, earlier: "" };
    throw error;
  }
}

/** @param {Task} task @param {Outcome} outcome @param {ActDialog} dialog */
async function tell(task, { accepted, judged }, dialog) {
  const name = `${task.slug || task.org}-${accepted.entry}`;
  const saves = [saveButton(t("Save your receipt"), accepted.receipt, `${name}.tlog-proof`)];
  if (judged.earlier) saves.push(saveButton(t("Save the earlier promise"), judged.earlier, `${name}.checkpoint`));
  const sure = t(
    "Your receipt is in order: this is entry {entry} of the public log, and nobody can take it away.",
    accepted,
  );
  await dialog.tell(sayDone(task.kind), [judged.warning || sure, ...saves]);
}

/**
 * Where the form stands in a part of the page that is kept up to date, fetch that part again and stay: "" then, and
 * what is being written elsewhere on the page is left alone. Else null.
 * @param {HTMLFormElement} form
 */
async function refreshAround(form) {
  const part = /** @type {HTMLElement | null} */ (form.closest("[data-live]"));
  if (!part || !globalThis.htmx) return null;
  const inline = form.closest("[data-inline]");
  const { refresh } = await import("./live.js");
  inline?.remove();
  await refresh([part]);
  return "";
}

/** @param {string} next an address, or "here" */
function leave(next) {
  if (next === "here") location.reload();
  else location.assign(next);
}

/**
 * Say beside the form what stands in the way; "" takes it back.
 * @param {HTMLFormElement} form @param {unknown} error
 */
export function showProblem(form, error) {
  let place = /** @type {HTMLElement | null} */ (form.querySelector("[data-problem]"));
  if (!place) {
    place = document.createElement("div");
    place.dataset.problem = "";
    place.className = "answer";
    place.role = "alert";
    const press = form.querySelector("button:not([type=button])");
    if (press) press.before(place);
    else form.append(place);
  }
  const isExpected = error instanceof Problem || typeof error === "string";
  place.textContent = isExpected
    ? String(error instanceof Problem ? error.message : error)
    : t("Something went wrong in this page: {error}. Nothing you wrote is lost.", { error: String(error) });
  if (error instanceof Problem) place.append(...error.rescue);
  if (error) place.scrollIntoView({ block: "nearest" });
}
