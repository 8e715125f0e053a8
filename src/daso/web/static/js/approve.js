/**
 * Approving a payment from a vault: one tap. The passkey signs a digest of its own, which is never an act nor a sign-in.
 *
 * Page: `<form data-approve="3">` with the payment's number; what is signed is fetched, shown in words and built here.
 * Read next: `deed.js`.
 */
import { get, getSigner, post } from "./api.js";
import { ActDialog } from "./dialog.js";
import { attend } from "./form.js";
import { signDeed } from "./keys.js";
import { sayUnits } from "./money.js";
import { Problem, t } from "./words.js";

/** @param {HTMLFormElement} form */
export function submit(form) {
  return attend(form, async () => {
    const dialog = new ActDialog();
    try {
      if (await approve(Number(form.dataset.approve), dialog)) location.reload();
    } finally {
      dialog.close();
    }
  });
}

/** @param {number} number @param {ActDialog} dialog */
async function approve(number, dialog) {
  const { org = "", member = "" } = document.documentElement.dataset;
  const path = `/api/orgs/${org}/withdrawals/${number}`;
  const { deed } = await get(path);
  if (deed.org !== org || deed.number !== number) throw new Problem(t("The server speaks of another payment."), "wrong-deed");
  const lines = [
    t("You approve that {amount} are paid to {address}.", { amount: sayUnits(deed.amount, deed.token), address: deed.to }),
    t("From the vault {address} on chain {chain}.", { address: deed.vault, chain: deed.chain }),
    t("It follows from decision {decision}. This is no vote, and can’t be taken back.", deed),
  ];
  if (!(await dialog.ask(t("Approve a payment"), lines, t("Confirm and sign")))) return false;
  dialog.wait(t("Signing…"));
  const signer = await getSigner(org);
  const usable = signer.keys.filter((key) => key.kind === "passkey" && key.origin === location.origin);
  if (!usable.length) throw new Problem(t("Payments are approved with a passkey of this site, and you have none."), "no-passkey");
  const { proof } = await signDeed(
    deed,
    usable.map((key) => key.credential),
  );
  const { given, needed } = await post(`${path}/approvals`, { by: Number(member), proof });
  await dialog.tell(t("Your approval is counted"), [t("{given} of {needed} have approved.", { given, needed })]);
  return true;
}
