/**
 * Secrets for a lot: made here, committed to, kept in this browser, and revealed when it is time.
 *
 * A secret is kept by its commitment, so that one which never reached the log overwrites none that did. Page:
 * `<form data-act="CommitLot">` with `lot`; `<form data-act="RevealLot">` with `lot`, and the commitment that stands on
 * the log in `data-commitment`. Read next: `form.js`.
 */
import { digest, encode, toBase64url } from "./canon.js";
import { Problem, t } from "./words.js";

const LENGTH = 32;

/** What commits this member, and nobody else, to a secret; as `compute_lot_commitment` in `daso/kernel/lot.py`.
 * @param {string} org @param {number} lot @param {number} member @param {string} secret */
export async function computeLotCommitment(org, lot, member, secret) {
  return toBase64url(await digest("daso/lot-commit/1", encode({ lot, member, org, secret })));
}

/** @param {string} commitment */
const place = (commitment) => `daso-lot ${commitment}`;

/** @param {HTMLFormElement} form @param {import("./form.js").Task} task */
export async function prepare(form, task) {
  const lot = Number(task.fields.lot);
  if (task.kind === "RevealLot") {
    const secret = localStorage.getItem(place(form.dataset.commitment ?? ""));
    if (!secret) {
      throw new Problem(
        t("Your secret for this lot is not in this browser. Reveal it from the one with which you committed."),
        "no-secret",
      );
    }
    task.fields.secret = secret;
    return true;
  }
  const secret = toBase64url(crypto.getRandomValues(new Uint8Array(LENGTH)));
  const commitment = await computeLotCommitment(task.org, lot, task.by, secret);
  localStorage.setItem(place(commitment), secret);
  task.fields.commitment = commitment;
  return true;
}
