/**
 * Signing in: a challenge of the host, signed by a passkey or a wallet in a domain of its own. It opens pages, never acts.
 *
 * Page: `<form data-sign-in data-next="/o/x">`. The device offers the passkeys it has for this site; which member or
 * scrutineer one belongs to, the host finds out. Read next: `keys.js`.
 */
import { get, getSigner, post } from "./api.js";
import { attend } from "./form.js";
import { signLogin } from "./keys.js";
import { takeChosen } from "./wallets.js";
import { Problem, t } from "./words.js";

/** @param {HTMLFormElement} form */
export function submit(form) {
  const page = document.documentElement.dataset;
  const org = form.dataset.org ?? page.org ?? "";
  return attend(form, async () => {
    const wallet = takeChosen(form);
    if (wallet) await signInWithWallet(org, wallet);
    else await signIn(org, await findPasskeys(form, org), readNumber(form));
    location.assign(form.dataset.next ?? `/o/${form.dataset.slug ?? page.slug}`);
  });
}

/**
 * The passkeys of the member who gave a number; none leaves the choice to the device.
 * @param {HTMLFormElement} form @param {string} org
 */
async function findPasskeys(form, org) {
  const by = readNumber(form);
  if (!by) return [];
  const { keys } = await getSigner(org, String(by));
  const here = keys.filter((key) => key.kind === "passkey" && key.origin === location.origin);
  // A passkey whose name the site never learnt, as after a recovery, is offered by the device alone.
  return here.every((key) => key.credential) ? here.map((key) => key.credential) : [];
}

/** The member number that was given, or nought. @param {HTMLFormElement} form */
function readNumber(form) {
  return Number(String(new FormData(form).get("by") ?? "").trim());
}

/**
 * @param {string} org
 * @param {(string | null)[]} known  credentials to ask for, or none to let the device offer its own
 * @param {number} by  the member's number, where it was given
 */
export async function signIn(org, known = [], by = 0) {
  const challenge = await fetchChallenge(org);
  const { credential, proof } = await signLogin(challenge, known);
  return post(`/api/orgs/${org}/login`, { challenge, credential, proof, ...(by ? { by } : {}) });
}

/**
 * Sign in with a wallet; whose key it is, its signature says.
 * @param {string} org @param {import("./wallets.js").Wallet} wallet
 */
async function signInWithWallet(org, wallet) {
  const challenge = await fetchChallenge(org);
  const { signLogin: signWith } = await import("./wallet.js");
  return post(`/api/orgs/${org}/login`, { challenge, ...(await signWith(wallet, challenge)) });
}

/** @param {string} org */
async function fetchChallenge(org) {
  const { org: named, nonce, origin, expires } = await get(`/api/orgs/${org}/login`);
  if (named !== org || origin !== location.origin) {
    throw new Problem(
      t("The server asked to sign in somewhere else. Open this page under {origin}.", { origin }),
      "wrong-challenge",
    );
  }
  // Only these fields are signed, whatever else the answer held.
  return { org, nonce, origin, expires };
}

/**
 * After joining: be signed in as this member, by another touch only if the host asks for it.
 * @param {import("./form.js").Task} task
 */
export async function ensureSignedIn({ org, by, credential = "", wallet = null }) {
  try {
    if ((await get(`/api/orgs/${org}/signer`)).member === by) return;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
  if (wallet) await signInWithWallet(org, wallet);
  else await signIn(org, [credential]);
}
