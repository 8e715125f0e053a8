/**
 * Receipts (C2SP tlog-proof), verified here: the log has promised to hold exactly the bytes that this browser sent.
 *
 * `daso/ledger/proof.py` in the browser. The log's key is remembered on first use; if it ever changes, the member is
 * told in plain words. Read next: `merkle.js`, `continuity.js`.
 *
 * @typedef {{index: bigint, hashes: Uint8Array[], checkpoint: string}} Receipt
 */
import { fromBase64 } from "./canon.js";
import { computeLeafHash, isIncluded } from "./merkle.js";
import { parseVkey, tampered, verifyCheckpoint } from "./note.js";
import { t } from "./words.js";

const FIRST_LINE = "c2sp.org/tlog-proof@v1";
const MAX_HASHES = 64;

function malformed() {
  return tampered(
    "receipt-malformed",
    t("This is not a receipt. Copy the whole text, from its first line to its last."),
  );
}

/** Take a receipt apart; nothing of it is verified. @param {string} text @returns {Receipt} */
export function parseReceipt(text) {
  const tidied = text.replaceAll("\r\n", "\n").trim();
  const blank = tidied.indexOf("\n\n");
  const [first, ...lines] = tidied.slice(0, blank).split("\n");
  if (blank < 0 || first !== FIRST_LINE) throw malformed();
  if (lines[0]?.startsWith("extra ") && !fromBase64(/** @type {string} */ (lines.shift()).slice(6))) throw malformed();
  const index = /^index (0|[1-9][0-9]{0,17})$/.exec(lines.shift() ?? "");
  const hashes = lines.map((line) => fromBase64(line));
  if (!index || hashes.length > MAX_HASHES || hashes.some((hash) => hash?.length !== 32)) throw malformed();
  return {
    index: BigInt(index[1]),
    hashes: /** @type {Uint8Array[]} */ (hashes),
    checkpoint: `${tidied.slice(blank + 2)}\n`,
  };
}

/**
 * Raise a `Problem` unless the log that `vkey` names has promised to hold exactly these bytes.
 * @param {string} text @param {Uint8Array} entry @param {string} vkey
 */
export async function verifyReceipt(text, entry, vkey) {
  const receipt = parseReceipt(text);
  const { origin, size, root } = await verifyCheckpoint(receipt.checkpoint, vkey);
  if (!(await isIncluded(await computeLeafHash(entry), receipt.index, size, receipt.hashes, root))) {
    throw tampered(
      "inclusion-unproven",
      t("The receipt does not show that what you sent is on the log. Keep it as evidence and tell other members."),
    );
  }
  return { origin, size, index: receipt.index, checkpoint: receipt.checkpoint };
}

/**
 * The key of this organisation's log, as this browser saw it first. Raises when another one is shown now.
 * @param {string} org @param {string} vkey
 */
export async function pinVkey(org, vkey) {
  const { name } = await parseVkey(vkey);
  if (!name.endsWith(`/o/${org}`)) {
    throw tampered(
      "vkey-of-another-log",
      t("The server shows the key of another organisation’s log: {name}.", { name }),
    );
  }
  const place = `daso/vkey/${org}`;
  const pinned = localStorage.getItem(place);
  if (pinned === null) localStorage.setItem(place, vkey);
  else if (pinned !== vkey) {
    throw tampered(
      "vkey-changed",
      t(
        "The key of this organisation’s log has changed since you were here last. Nothing was sent. Ask other members whether they see it too, before you act here again.",
      ),
    );
  }
  return vkey;
}
