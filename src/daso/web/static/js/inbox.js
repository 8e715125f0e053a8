/**
 * When the operator does not take an act: it is signed already, so it can be saved, and handed in at the public inbox.
 *
 * `<html data-inbox="1:0x…">` says where that is, by the chain's number and the contract's address; members decided on it.
 * A browser with a wallet posts at once; without one, whoever has a few coins posts the saved file (`daso chain post`).
 * Read next: `form.js`, which offers it.
 */
import { encode } from "./canon.js";
import { button, make, saveButton } from "./dialog.js";
import { t } from "./words.js";

/** The first four bytes of a call of `post(bytes)`. */
const POST = "baf9b369";

/** @typedef {{request: (asked: {method: string, params?: unknown[]}) => Promise<any>}} Wallet */

/**
 * What to do with an act that was not taken: nothing to show where there is no inbox.
 * @param {import("./canon.js").Value} envelope @param {string} slug @returns {Node[]}
 */
export function makeRescue(envelope, slug) {
  const inbox = document.documentElement.dataset.inbox;
  if (!inbox) return [];
  const bytes = encode(envelope);
  const wallet = /** @type {{ethereum?: Wallet}} */ (/** @type {unknown} */ (globalThis)).ethereum;
  const said = make("p", { role: "status" });
  const save = saveButton(t("Save the signed act"), new TextDecoder().decode(bytes), `${slug}-act.json`);
  const actions = make("div", { class: "row" }, save);
  if (wallet) actions.append(button(t("Hand it in now"), "second", () => handIn(wallet, inbox, bytes, said)));
  return [
    make(
      "p",
      { class: "soft" },
      t(
        "Your act is signed. If the operator won’t take it, it can be handed in at the organisation’s public inbox, by anybody for you; everybody then sees it, and when.",
      ),
    ),
    actions,
    said,
  ];
}

/** @param {Wallet} wallet @param {string} inbox @param {Uint8Array} bytes @param {HTMLElement} said */
async function handIn(wallet, inbox, bytes, said) {
  const [chain, to] = inbox.split(":");
  try {
    const [from] = await wallet.request({ method: "eth_requestAccounts" });
    await wallet.request({ method: "wallet_switchEthereumChain", params: [{ chainId: toHex(chain) }] });
    const data = `0x${POST}${encodeBytes(bytes)}`;
    const transaction = await wallet.request({ method: "eth_sendTransaction", params: [{ from, to, data }] });
    said.textContent = t("Handed in, as transaction {transaction}. The operator has to take it in now.", { transaction });
  } catch (error) {
    const why = /** @type {{message?: string}} */ (error).message ?? String(error);
    said.textContent = t("The wallet did not hand it in ({why}). Nothing is lost; save the act, or try again.", { why });
  }
}

/** @param {string} number */
const toHex = (number) => `0x${BigInt(number).toString(16)}`;

/** One value of the kind `bytes`, as contracts read it: where it begins, its length, and its bytes up to a full word. @param {Uint8Array} bytes */
function encodeBytes(bytes) {
  const word = (/** @type {number} */ number) => number.toString(16).padStart(64, "0");
  const content = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return word(32) + word(bytes.length) + content.padEnd(Math.ceil(bytes.length / 32) * 64, "0");
}
