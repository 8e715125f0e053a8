/**
 * Signing in: a challenge of the host, signed by a passkey in a domain of its own. It opens pages, never acts.
 *
 * Page: `<form data-sign-in data-next="/o/x">`. The device offers the passkeys it has for this site; which member or
 * scrutineer one belongs to, the host finds out. Read next: `keys.js`.
 */
import { get, getSigner, post } from "./api.js";
import { attend } from "./form.js";
import { signLogin } from "./keys.js";
import { Problem, t } from "./words.js";

/** @param {HTMLFormElement} form */
export function submit(form) {
  const page = document.documentElement.dataset;
  const org = form.dataset.org ?? page.org ?? "";
  return attend(form, async () => {
    await signIn(org, await findPasskeys(form, org));
    location.assign(form.dataset.next ?? `/o/${form.dataset.slug ?? page.slug}`);
  });
}

/**
 * The passkeys of the member who gave a number; none leaves the choice to the device.
 * @param {HTMLFormElement} form @param {string} org
 */
async function findPasskeys(form, org) {
  const by = String(new FormData(form).get("by") ?? "").trim();
  if (!by) return [];
  const { keys } = await getSigner(org, by);
  return keys.filter((key) => key.credential && key.origin === location.origin).map((key) => key.credential);
}

/**
 * @param {string} org
 * @param {(string | null)[]} known  credentials to ask for, or none to let the device offer its own
 */
export async function signIn(org, known = []) {
  const { org: named, nonce, origin, expires } = await get(`/api/orgs/${org}/login`);
  if (named !== org || origin !== location.origin) {
    throw new Problem(
      t("The server asked to sign in somewhere else. Open this page under {origin}.", { origin }),
      "wrong-challenge",
    );
  }
  // Only these fields are signed, whatever else the answer held.
  const challenge = { org, nonce, origin, expires };
  const { credential, proof } = await signLogin(challenge, known);
  return post(`/api/orgs/${org}/login`, { challenge, credential, proof });
}

/**
 * After joining: be signed in as this member, by another touch only if the host asks for it.
 * @param {string} org @param {number} member @param {string} credential
 */
export async function ensureSignedIn(org, member, credential) {
  try {
    if ((await get(`/api/orgs/${org}/signer`)).member === member) return;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
  await signIn(org, [credential]);
}
