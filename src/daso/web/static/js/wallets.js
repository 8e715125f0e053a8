/**
 * Wallets in this browser: found by what they announce (EIP-6963), or as `window.ethereum` (EIP-1193), and offered
 * beside the button of forms that make a key or sign in. Where there is none, nothing shows. Read next: `wallet.js`.
 *
 * @typedef {{request: (call: {method: string, params?: unknown[]}) => Promise<any>}} Provider
 * @typedef {{name: string, provider: Provider}} Wallet
 */
import { button } from "./dialog.js";
import { t } from "./words.js";

/** @type {Map<string, Wallet>} */
const announced = new Map();

/** What a member pressed last, until the form has taken it. @type {WeakMap<HTMLFormElement, Wallet>} */
const chosen = new WeakMap();

/** @type {(() => void)[]} */
const listeners = [];

addEventListener("eip6963:announceProvider", (event) => {
  const { info, provider } = /** @type {CustomEvent} */ (event).detail;
  announced.set(info.uuid, { name: String(info.name), provider });
  for (const listener of listeners) listener();
});
dispatchEvent(new Event("eip6963:requestProvider"));

/** The wallets that are here now. @returns {Wallet[]} */
export function findWallets() {
  const { ethereum } = /** @type {{ethereum?: Provider}} */ (globalThis);
  if (announced.size) return [...announced.values()];
  return ethereum ? [{ name: "", provider: ethereum }] : [];
}

/** Offer the wallets in these forms, now and when another announces itself. @param {HTMLFormElement[]} forms */
export function offer(forms) {
  const show = () => forms.forEach(offerIn);
  listeners.push(show);
  show();
}

/** @param {HTMLFormElement} form */
function offerIn(form) {
  const wallets = findWallets();
  const place = form.querySelector("button:not([type=button])")?.parentElement;
  for (const old of form.querySelectorAll("[data-wallet]")) old.remove();
  if (!wallets.length || !place) return;
  const buttons = wallets.map((wallet) => {
    const words = wallets.length > 1 ? t("Use a wallet: {name}", wallet) : t("Use a wallet");
    const offered = button(words, "second", () => {
      if (form.ariaBusy === "true" || !form.reportValidity()) return;
      chosen.set(form, wallet);
      form.requestSubmit();
    });
    offered.dataset.wallet = wallet.name;
    return offered;
  });
  place.classList.add("row");
  place.append(...buttons);
}

/** The wallet that was chosen for this form's submission, if any. @param {HTMLFormElement} form */
export function takeChosen(form) {
  const wallet = chosen.get(form) ?? null;
  chosen.delete(form);
  return wallet;
}
