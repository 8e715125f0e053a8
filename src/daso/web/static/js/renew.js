/**
 * Renewing a vault's members, or objecting to that: one tap. What is signed is built here from the keys of all seats.
 *
 * Page: `<form data-renew="3">` or `<form data-stop="3">` with the vault's number, and `data-seat` as in `approve.js`. Read next: `seats.js`.
 */
import { get, post } from "./api.js";
import { seal } from "./approve.js";
import { computeDeedDigest } from "./deed.js";
import { ActDialog, make } from "./dialog.js";
import { attend } from "./form.js";
import { toHex } from "./canon.js";
import { countSeats, findChanges, isWallet } from "./seats.js";
import { Problem, t } from "./words.js";

const FEW = 5;

/** @param {HTMLFormElement} form */
export function submit(form) {
  return attend(form, async () => {
    const dialog = new ActDialog();
    try {
      const { renew, stop, seat = "" } = form.dataset;
      if (await sign(Number(renew ?? stop), stop !== undefined, seat, dialog)) location.reload();
    } finally {
      dialog.close();
    }
  });
}

/** @param {number} number @param {boolean} objecting @param {string} seat @param {ActDialog} dialog */
async function sign(number, objecting, seat, dialog) {
  const { org = "", member = "" } = document.documentElement.dataset;
  const path = `/api/orgs/${org}/vaults/${number}/renewal`;
  const { deed, before, cancels } = await get(path);
  if (deed.org !== org || deed.number !== number) throw new Problem(t("The server speaks of another vault."), "wrong-deed");
  const title = objecting ? t("Object to the new members") : t("Renew the vault’s members");
  const lines = [
    objecting ? t("You object to this change of who approves payments.") : t("You approve this change of who approves payments."),
    ...say(before, deed.rules),
    t("The vault is {address} on chain {chain}.", { address: deed.vault, chain: deed.chain }),
    objecting
      ? t("Objections that stop it for good: {cancels}. Yours can’t be taken back.", { cancels })
      : t("Once it is carried out, payments under way must be approved again. This can’t be taken back."),
  ];
  if (isWallet(seat)) lines.push(t("Your wallet shows the new list only as a row of digits, “rules”, and asks you to sign. It costs nothing."));
  if (!(await dialog.ask(title, lines, t("Confirm and sign")))) return false;
  const proof = await seal({ org, seat, dialog }, deed, objecting);
  const digest = `0x${toHex(await computeDeedDigest(deed))}`;
  const body = { by: Number(member), expiry: deed.expiry, digest, proof };
  const { given, needed } = await post(`${path}/${objecting ? "objections" : "approvals"}`, body);
  const said = objecting
    ? t("{given} of {needed} have objected.", { given, needed })
    : t("{given} of {needed} have approved.", { given, needed });
  await dialog.tell(objecting ? t("Your objection is counted") : t("Your approval is counted"), [said]);
  return true;
}

/** What changes, by members' numbers, with their names as the page has them. @param {string[]} before @param {import("./seats.js").Rules} rules */
function say(before, rules) {
  const { seated, unseated, rekeyed } = findChanges(before, rules.seats);
  const count = countSeats(rules.seats);
  return [
    ...list(t("These members can approve from then on"), seated),
    ...list(t("These members can approve no more"), unseated),
    ...list(t("These members’ new keys count"), rekeyed),
    t("Then {needed} of {count} must approve a payment, and {cancels} can stop one.", { needed: rules.needed, count, cancels: rules.cancels }),
  ];
}

/** How many, the first few of them, and the rest folded away. @param {string} words @param {number[]} numbers */
function list(words, numbers) {
  if (!numbers.length) return [];
  const named = numbers.map(name);
  const line = make("p", {}, make("strong", {}, `${words} (${numbers.length})`), `: ${named.slice(0, FEW).join(", ")}`);
  const rest = named.slice(FEW);
  if (!rest.length) return [line];
  const summary = make("summary", {}, t("and {count} more", { count: rest.length }));
  return [line, make("details", {}, summary, make("p", { class: "small" }, rest.join(", ")))];
}

/** A member's number is what counts; the name is the page's word for it. @param {number} number */
function name(number) {
  const words = document.querySelector(`[data-member="${number}"]:not(html)`)?.textContent?.trim();
  return words ? t("{name} (member {number})", { name: words, number }) : t("member {number}", { number });
}
