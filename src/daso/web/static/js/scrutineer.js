/**
 * Asking to be named a scrutineer: a key is made here, and a code for the member who will propose it.
 *
 * Page: `<form data-ask data-name="the organisation">` with the control `name`; the code appears in its
 * `[data-request]`, and stays in this browser so that closing the page loses nothing. Read next: `request.js`.
 */
import { makeCopies } from "./copies.js";
import { ActDialog, make } from "./dialog.js";
import { attend } from "./form.js";
import { makeKey } from "./newkey.js";
import { encodeRequest } from "./request.js";
import { tidy } from "./texts.js";
import { takeChosen } from "./wallets.js";
import { t } from "./words.js";

/** @param {HTMLFormElement} form */
export function submit(form) {
  return attend(form, async () => {
    const name = tidy(String(new FormData(form).get("name") ?? ""));
    const person = t("{name}, scrutineer", { name });
    const made = await askForKey({ name: person, organisation: form.dataset.name ?? "" }, takeChosen(form));
    if (!made) return;
    localStorage.setItem(getPlace(), encodeRequest({ key: made.key, name }));
    showRequest(form)?.querySelector("input")?.focus();
  });
}

/**
 * @param {{name: string, organisation: string}} options @param {import("./wallets.js").Wallet | null} wallet
 */
async function askForKey(options, wallet) {
  const dialog = new ActDialog();
  try {
    return await makeKey(dialog, options, wallet, t("Then you are given a code to send to a member."));
  } finally {
    dialog.close();
  }
}

/** Show the code that this browser has made, if any. @param {HTMLFormElement} form */
export function showRequest(form) {
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-request]"));
  const code = localStorage.getItem(getPlace());
  if (!place || !code) return null;
  place.className = "note good stack";
  place.replaceChildren(
    make("h3", {}, t("Your request code")),
    ...makeCopies(code, t("Your request code"), { text: code }),
    make("p", { class: "hint" }, t("Send it to a member. Keep the passkey or wallet: it is what you will sign in with.")),
  );
  return place;
}

function getPlace() {
  return `daso/request/${document.documentElement.dataset.org}`;
}
