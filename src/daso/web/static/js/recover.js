/**
 * Asking for a new key after all were lost: a key is made here, and a link for members who vouch.
 *
 * Page: `<form data-recover data-name="the organisation" data-address="where members vouch">` with the control `by`; the
 * link appears in its `[data-request]`, and stays in this browser. Read next: `request.js`.
 */
import { makeCopies } from "./copies.js";
import { ActDialog, make } from "./dialog.js";
import { attend } from "./form.js";
import { makeKey } from "./newkey.js";
import { encodeRecovery } from "./request.js";
import { takeChosen } from "./wallets.js";
import { Problem, t } from "./words.js";

/** @param {HTMLFormElement} form */
export function submit(form) {
  return attend(form, async () => {
    const member = Number(new FormData(form).get("by"));
    if (!Number.isSafeInteger(member) || member < 1) throw new Problem(t("Give your member number."), "not-a-number");
    const name = t("Member {member}", { member });
    const made = await askForKey({ name, organisation: form.dataset.name ?? "" }, takeChosen(form));
    if (!made) return;
    localStorage.setItem(getPlace(), JSON.stringify({ code: encodeRecovery({ key: made.key, member }), key: made.key }));
    showRequest(form)?.querySelector("input")?.focus();
  });
}

/**
 * @param {{name: string, organisation: string}} options @param {import("./wallets.js").Wallet | null} wallet
 */
async function askForKey(options, wallet) {
  const dialog = new ActDialog();
  try {
    return await makeKey(dialog, options, wallet, t("Then you are given a link to send to members who know you."));
  } finally {
    dialog.close();
  }
}

/** Show the link that this browser has made, if any. @param {HTMLFormElement} form */
export function showRequest(form) {
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-request]"));
  const kept = localStorage.getItem(getPlace());
  if (!place || !kept) return null;
  const { code, key } = JSON.parse(kept);
  const link = `${form.dataset.address}?code=${code}`;
  place.className = "note good stack";
  place.replaceChildren(
    make("h3", {}, t("Your link")),
    ...makeCopies(link, t("Your link"), { url: link }),
    make("p", {}, t("Your new key begins with {mark}. Read this out to whoever vouches.", { mark: key.public.slice(0, 12) })),
    make("p", { class: "hint" }, t("Keep the passkey, which you will sign in with together with your number, or the wallet.")),
  );
  return place;
}

function getPlace() {
  return `daso/recover/${document.documentElement.dataset.org}`;
}
