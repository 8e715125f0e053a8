/**
 * Approving a payment from a vault, or objecting to it: one tap. The key of the member's seat signs a digest of its own,
 * which is never an act nor a sign-in.
 *
 * Page: `<form data-approve="3">` or `<form data-object="3">` with the payment's number, and `data-seat` with the key of
 * the member's seat; what is signed is fetched, shown in words and built here. Read next: `deed.js`.
 */
import { get, getSigner, post } from "./api.js";
import { ActDialog } from "./dialog.js";
import { attend } from "./form.js";
import { signDeed } from "./keys.js";
import { sayUnits } from "./money.js";
import { isWallet } from "./seats.js";
import { Problem, t } from "./words.js";

/** @typedef {import("./deed.js").Deed} Deed */

/** @param {HTMLFormElement} form */
export function submit(form) {
  return attend(form, async () => {
    const dialog = new ActDialog();
    try {
      const { approve, object, seat = "" } = form.dataset;
      if (await sign(Number(approve ?? object), object !== undefined, seat, dialog)) location.reload();
    } finally {
      dialog.close();
    }
  });
}

/**
 * Show what a payment is, let the member's key sign, and bring that to the site; false when they turned back.
 * @param {number} number @param {boolean} objecting @param {string} seat  the key of the member's seat @param {ActDialog} dialog
 */
export async function sign(number, objecting, seat, dialog) {
  const { org = "", member = "" } = document.documentElement.dataset;
  const path = `/api/orgs/${org}/withdrawals/${number}`;
  const { deed, cancels } = await get(path);
  if (deed.org !== org || deed.number !== number) throw new Problem(t("The server speaks of another payment."), "wrong-deed");
  if (deed.by && !objecting && deed.by !== Number(member)) throw new Problem(t("Somebody else has announced this payment."), "wrong-deed");
  const no = deed.by ? t("Veto a payment") : t("Object to a payment");
  const lines = objecting ? sayObjection(deed, cancels) : sayApproval(deed, cancels);
  if (isWallet(seat)) lines.push(t("Your wallet then shows the same amount and address, and asks you to sign. It costs nothing."));
  if (!(await dialog.ask(objecting ? no : t("Approve a payment"), lines, t("Confirm and sign")))) return false;
  const proof = await seal({ org, seat, dialog }, deed, objecting);
  const { given, needed } = await post(`${path}/${objecting ? "objections" : "approvals"}`, { by: Number(member), proof });
  await dialog.tell(...sayCounted(deed, objecting, { given, needed }));
  return true;
}

/**
 * Let the key of the member's seat sign: their wallet's account, or their passkey.
 * @param {{org: string, seat: string, dialog: ActDialog}} place
 * @param {Deed | import("./deed.js").MembersDeed} deed @param {boolean} objecting
 */
export async function seal({ org, seat, dialog }, deed, objecting) {
  if (isWallet(seat)) {
    dialog.wait(t("Waiting for your wallet…"));
    const wallet = await import("./wallet.js");
    return wallet.signDeed(deed, objecting, seat);
  }
  dialog.wait(t("Signing…"));
  const signer = await getSigner(org);
  const known = signer.keys.find((key) => key.public === seat);
  if (!known) throw new Problem(t("The vault knows a key of yours that does not count here any more. Load the page again."), "other-seat-key");
  const { proof } = await signDeed(deed, objecting, [known.credential]);
  return proof;
}

/**
 * How it stands after a signature: a small payment is vetoed, one that was decided on is objected to.
 * @param {Deed} deed @param {boolean} objecting @param {{given: number, needed: number}} counts @returns {[string, string[]]}
 */
function sayCounted(deed, objecting, counts) {
  if (!objecting) return [t("Your approval is counted"), [t("{given} of {needed} have approved.", counts)]];
  if (deed.by) return [t("Your veto is counted"), [t("Vetoes: {given} of {needed}", counts)]];
  return [t("Your objection is counted"), [t("{given} of {needed} have objected.", counts)]];
}

/** @param {Deed} deed @param {number} cancels */
const sayApproval = (deed, cancels) => [
  t("You approve that {amount} are paid to {address}.", { amount: sayUnits(deed.amount, deed.token), address: deed.to }),
  t("From the vault {address} on chain {chain}.", { address: deed.vault, chain: deed.chain }),
  deed.by
    ? t("You have announced it. It is paid after a while. Vetoes that stop it before: {cancels}. This can’t be taken back.", { cancels })
    : t("It follows from decision {decision}. This is no vote, and can’t be taken back.", deed),
];

/** @param {Deed} deed @param {number} cancels */
const sayObjection = (deed, cancels) => [
  deed.by
    ? t("You veto that {amount} are paid to {address}.", { amount: sayUnits(deed.amount, deed.token), address: deed.to })
    : t("You object to {amount} being paid to {address}.", { amount: sayUnits(deed.amount, deed.token), address: deed.to }),
  t("From the vault {address} on chain {chain}.", { address: deed.vault, chain: deed.chain }),
  deed.by
    ? t("Vetoes that stop it for good: {cancels}. Yours can’t be taken back.", { cancels })
    : t("Objections that stop it for good: {cancels}. Yours can’t be taken back.", { cancels }),
];
