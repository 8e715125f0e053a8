/**
 * Announcing a small payment, in one go: what the vault allows is looked up first, then the act is signed for the log, and
 * then the approval without which the vault pays nothing. Whoever turns back in between finds it among the payments.
 *
 * Page: `<form data-act="AnnouncePayment">` with `vault`, `to`, `amount`, `token`, `text.body`, and `data-seat` as there. Read next: `approve.js`.
 */
import { get } from "./api.js";
import { sign } from "./approve.js";
import { sayUnits } from "./money.js";
import { Problem, t } from "./words.js";

/** @param {HTMLFormElement} _ @param {import("./form.js").Task} task */
export async function prepare(_, task) {
  const { vault, amount, token = "" } = task.fields;
  const { allowances } = await get(`/api/orgs/${task.org}/vaults/${vault}/small`);
  const left = allowances.find((/** @type {{token: string}} */ one) => one.token === token)?.left ?? "0";
  if (BigInt(String(amount)) > BigInt(left))
    throw new Problem(
      t("That is more than is left for small payments: {left}. Propose it as a decision, or wait.", {
        left: sayUnits(left, String(token)),
      }),
      "over-the-limit",
    );
  return true;
}

/**
 * @param {HTMLFormElement} form @param {import("./form.js").Task} task @param {import("./form.js").Outcome} outcome
 * @param {import("./dialog.js").ActDialog} dialog
 */
export async function finish(form, task, { act }, dialog) {
  const { withdrawals } = await get(`/api/orgs/${task.org}/payments`);
  const mine = withdrawals.filter((/** @type {any} */ one) => one.by === task.by && one.text === act.text);
  const next = `${form.dataset.next}#withdrawal-${mine.at(-1)?.number}`;
  try {
    await sign(mine.at(-1).number, false, form.dataset.seat ?? "", dialog);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await dialog.tell(t("Announced, and not approved yet"), [error.message, t("You find it among the payments, and approve it there.")]);
  }
  return next;
}
