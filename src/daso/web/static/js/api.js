/**
 * Requests to the host, and its problems in words (RFC 9457). Read next: `signer.js`.
 *
 * @typedef {{number: number, kind: string, public: string, origin?: string, credential: string | null, scope: string, until: number}} SigningKey
 * @typedef {{member: number, seq: number, keys: SigningKey[], vkey: string, foundation: string, origins: string[]}} Signer
 * @typedef {{entry: number, at: number, receipt: string, vkey?: string, slug?: string, org?: string}} Accepted
 */
import { encode } from "./canon.js";
import { Problem, t } from "./words.js";

/** @param {string} path @returns {Promise<any>} */
export function get(path) {
  return ask(path, { headers: { accept: "application/json" } });
}

/** Send a canonical value. @param {string} path @param {import("./canon.js").Value} value @returns {Promise<any>} */
export function post(path, value) {
  const headers = { accept: "application/json", "content-type": "application/json" };
  return ask(path, { method: "POST", headers, body: encode(value) });
}

/** @param {string} path @param {RequestInit} request */
async function ask(path, request) {
  let answer;
  try {
    answer = await fetch(path, { ...request, credentials: "same-origin" });
  } catch {
    throw new Problem(
      t("The server can’t be reached. Nothing you wrote is lost; try again in a moment."),
      "unreachable",
    );
  }
  const isJson = /[/+]json\b/.test(answer.headers.get("content-type") ?? "");
  const content = isJson ? await answer.json() : {};
  if (answer.ok) return content;
  throw new Problem(
    content.detail ||
      t("The server could not do this (status {status}). Try again in a moment.", { status: answer.status }),
    content.code ?? `status-${answer.status}`,
  );
}

/**
 * What a member's next act needs: of the one who is signed in, or of any.
 * @param {string} org @param {string} [member] @returns {Promise<Signer>}
 */
export function getSigner(org, member) {
  return get(`/api/orgs/${org}/signer${member ? `?member=${member}` : ""}`);
}
