/**
 * Approving a payment from a vault, or objecting to it: one tap. The passkey signs a digest of its own, which is never an
 * act nor a sign-in.
 *
 * Page: `<form data-approve="3">` or `<form data-object="3">` with the payment's number; what is signed is fetched, shown
 * in words and built here. Read next: `deed.js`.
 */
import { get, getSigner, post } from "./api.js";
import { ActDialog } from "./dialog.js";
import { attend } from "./form.js";
import { signDeed } from "./keys.js";
import { sayUnits } from "./money.js";
import { Problem, t } from "./words.js";

/** @typedef {import("./deed.js").Deed} Deed */

/** @param {HTMLFormElement} form */
export function submit(form) {
  return attend(form, async () => {
    const dialog = new ActDialog();
    try {
      const { approve, object } = form.dataset;
      if (await sign(Number(approve ?? object), object !== undefined, dialog)) location.reload();
    } finally {
      dialog.close();
    }
  });
}

/**
 * Show what a payment is, let the member's passkey sign, and bring that to the site; false when they turned back.
 * @param {number} number @param {boolean} objecting @param {ActDialog} dialog
 */
export async function sign(number, objecting, dialog) {
  const { org = "", member = "" } = document.documentElement.dataset;
  const path = `/api/orgs/${org}/withdrawals/${number}`;
  const { deed, cancels } = await get(path);
  if (deed.org !== org || deed.number !== number) throw new Problem(t("The server speaks of another payment."), "wrong-deed");
  if (deed.by && !objecting && deed.by !== Number(member)) throw new Problem(t("Somebody else has announced this payment."), "wrong-deed");
  const title = objecting ? t("Object to a payment") : t("Approve a payment");
  const lines = objecting ? sayObjection(deed, cancels) : sayApproval(deed, cancels);
  if (!(await dialog.ask(title, lines, t("Confirm and sign")))) return false;
  dialog.wait(t("Signing…"));
  const proof = await seal(org, deed, objecting);
  const { given, needed } = await post(`${path}/${objecting ? "objections" : "approvals"}`, { by: Number(member), proof });
  const said = objecting
    ? t("{given} of {needed} have objected.", { given, needed })
    : t("{given} of {needed} have approved.", { given, needed });
  await dialog.tell(objecting ? t("Your objection is counted") : t("Your approval is counted"), [said]);
  return true;
}

/**
 * Let one of the member's passkeys of this site sign.
 * @param {string} org @param {Deed | import("./deed.js").MembersDeed} deed @param {boolean} objecting
 */
export async function seal(org, deed, objecting) {
  const signer = await getSigner(org);
  const usable = signer.keys.filter((key) => key.kind === "passkey" && key.origin === location.origin);
  if (!usable.length) throw new Problem(t("Payments are approved with a passkey of this site, and you have none."), "no-passkey");
  const { proof } = await signDeed(
    deed,
    objecting,
    usable.map((key) => key.credential),
  );
  return proof;
}

/** @param {Deed} deed @param {number} cancels */
const sayApproval = (deed, cancels) => [
  t("You approve that {amount} are paid to {address}.", { amount: sayUnits(deed.amount, deed.token), address: deed.to }),
  t("From the vault {address} on chain {chain}.", { address: deed.vault, chain: deed.chain }),
  deed.by
    ? t("You have announced it. It is paid after a while, unless {cancels} object before. This can’t be taken back.", { cancels })
    : t("It follows from decision {decision}. This is no vote, and can’t be taken back.", deed),
];

/** @param {Deed} deed @param {number} cancels */
const sayObjection = (deed, cancels) => [
  t("You object to {amount} being paid to {address}.", { amount: sayUnits(deed.amount, deed.token), address: deed.to }),
  t("From the vault {address} on chain {chain}.", { address: deed.vault, chain: deed.chain }),
  t("Objections that stop it for good: {cancels}. Yours can’t be taken back.", { cancels }),
];
