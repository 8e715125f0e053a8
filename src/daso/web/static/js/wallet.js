/**
 * Keys in wallets: learnt from a signature, and used to sign bytes that this client built, as typed data (EIP-712).
 *
 * A wallet tells its address, not its public key, so the first signature serves to learn it, in a domain of its own. What
 * a wallet answers is verified here: its key must have the address that was asked. What comes back has the form that
 * `daso/keys/verify.py` asks for: r and s, s low, without a recovery byte. Read next: `wallets.js`, `signer.js`.
 *
 * @typedef {import("./canon.js").Value} Value
 * @typedef {import("./wallets.js").Wallet} Wallet
 * @typedef {{kind: "wallet", public: string}} WalletKey
 */
import { keccak_256 } from "../vendor/noble-hashes/sha3.js";
import { Point, recoverPublicKey } from "../vendor/noble-secp256k1/secp256k1.js";
import { encode, fromBase64url, join, toBase64url, toHex } from "./canon.js";
import { computeDeedDigest, computeObjectionDigest, renderTyped } from "./deed.js";
import { findWallets } from "./wallets.js";
import { Problem, t } from "./words.js";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const UTF8 = new TextEncoder();
const REJECTED = 4001;
const PENDING = -32002;

/**
 * What `eth_signTypedData_v4` takes for bytes in a domain: "daso/act/1" is the type Act of daso, version 1.
 * @param {string} domain @param {string} text
 */
export function computeTypedData(domain, text) {
  const [name, purpose, version] = domain.split("/");
  const type = purpose[0].toUpperCase() + purpose.slice(1);
  return {
    types: {
      EIP712Domain: [
        { name: "name", type: "string" },
        { name: "version", type: "string" },
      ],
      [type]: [{ name: purpose, type: "string" }],
    },
    domain: { name, version },
    primaryType: type,
    message: { [purpose]: text },
  };
}

/** The 32 bytes that a wallet signs for them. @param {string} domain @param {string} text */
export function computeTypedDigest(domain, text) {
  const { domain: application, primaryType } = computeTypedData(domain, text);
  const hash = (/** @type {string} */ words) => keccak_256(UTF8.encode(words));
  const type = hash("EIP712Domain(string name,string version)");
  const separator = keccak_256(join(type, hash(application.name), hash(application.version)));
  const struct = keccak_256(join(hash(`${primaryType}(string ${domain.split("/")[1]})`), hash(text)));
  return keccak_256(join(Uint8Array.of(0x19, 0x01), separator, struct));
}

/** The address that wallets show for a public point. @param {Uint8Array} point x and y */
export function computeAddress(point) {
  return `0x${toHex(keccak_256(point).slice(12))}`;
}

/** Whether these 64 bytes are a point of the wallets' curve. @param {Uint8Array} point x and y */
export function isPoint(point) {
  try {
    Point.fromBytes(join(Uint8Array.of(4), point)).assertValidity();
    return true;
  } catch {
    return false; // the library says so by throwing
  }
}

/**
 * A wallet's answer as 64 bytes r and s with the low s, and the public point that signed.
 * @param {string} answer 65 bytes r, s, v in hexadecimal @param {Uint8Array} digest
 */
export function readAnswer(answer, digest) {
  const parts = /^0x([0-9a-f]{64})([0-9a-f]{64})(00|01|1b|1c)$/i.exec(answer);
  if (!parts) throw unfit();
  const isOdd = parseInt(parts[3], 16) % 27 === 1;
  const s = BigInt(`0x${parts[2]}`);
  const isHigh = s > ORDER / 2n;
  const low = (isHigh ? ORDER - s : s).toString(16).padStart(64, "0");
  const signature = fromHex(parts[1] + low);
  try {
    // The other s belongs to the other of the two points that have this r.
    const recovered = join(Uint8Array.of(Number(isOdd !== isHigh)), signature);
    const point = recoverPublicKey(recovered, digest, { prehash: false, isCompressed: false }).slice(1);
    return { signature, point };
  } catch {
    throw unfit();
  }
}

/** @param {string} hex */
function fromHex(hex) {
  return Uint8Array.from(/** @type {string[]} */ (hex.match(/../g)), (pair) => parseInt(pair, 16));
}

/** Contracts that sign in their owner's name answer otherwise; only a key's own signature counts. */
function unfit() {
  return new Problem(
    t("This wallet signs in a way that can’t be used here. Choose an account with a key of its own, or a passkey."),
    "wallet-unfit",
  );
}

/**
 * Let a wallet sign a value in a domain, with one of its accounts.
 * @param {Wallet} wallet @param {string} address @param {string} domain @param {Value} value
 */
async function sign({ provider }, address, domain, value) {
  const text = new TextDecoder().decode(encode(value));
  return signTyped(provider, address, computeTypedData(domain, text), computeTypedDigest(domain, text));
}

/**
 * @param {import("./wallets.js").Provider} provider @param {string} address
 * @param {object} typed @param {Uint8Array} digest  of the typed data, as it was built here
 */
async function signTyped(provider, address, typed, digest) {
  const params = [address, JSON.stringify(typed)];
  const answer = await ask(() => provider.request({ method: "eth_signTypedData_v4", params }));
  const { signature, point } = readAnswer(String(answer), digest);
  if (computeAddress(point) !== address.toLowerCase()) throw unfit();
  const proof = { kind: "wallet", signature: toBase64url(signature) };
  return { public: toBase64url(point), proof };
}

/**
 * The accounts that a wallet lets this page use, after asking its holder.
 * @param {Wallet} wallet @returns {Promise<string[]>}
 */
async function connect({ provider }) {
  const accounts = await ask(() => provider.request({ method: "eth_requestAccounts" }));
  if (!Array.isArray(accounts) || !accounts.length) throw unfit();
  return accounts.map(String);
}

/**
 * The key of the account that its holder chooses in the wallet, after a word about what the wallet will ask.
 * @param {import("./dialog.js").ActDialog} dialog @param {Wallet} wallet @param {string} [next]  what comes then
 * @returns {Promise<{credential: string, key: WalletKey, sign: import("./signer.js").Sign} | null>}
 */
export async function askForKey(dialog, wallet, next = t("Afterwards your wallet asks once more, to sign.")) {
  const lines = [
    t("Your wallet asks which account you want to use here, and then to show that account’s key by signing."),
    [
      t("It costs nothing and moves nothing. Everybody will be able to see that the account is yours."),
      next,
    ].join(" "),
  ];
  if (!(await dialog.ask(t("Use your wallet"), lines, t("Open my wallet")))) return null;
  dialog.wait(t("Waiting for your wallet…"));
  const [address] = await connect(wallet);
  const { public: shown } = await sign(wallet, address, "daso/key/1", { origin: location.origin });
  return {
    credential: "",
    key: { kind: "wallet", public: shown },
    sign: async (act) => ({ key: 1, proof: (await sign(wallet, address, "daso/act/1", act)).proof }),
  };
}

/**
 * Sign an act with whichever wallet here holds one of these keys.
 * @param {Value} act @param {import("./api.js").SigningKey[]} keys
 * @returns {Promise<import("./signer.js").Signed>}
 */
export async function signAct(act, keys) {
  const wallets = keys.filter((key) => key.kind === "wallet");
  const mine = new Map(wallets.map((key) => [computeAddress(fromBase64url(key.public)), key.number]));
  const found = await findAccount(mine);
  if (!found) {
    throw new Problem(
      t("No wallet here shows an account of yours. Open the wallet, choose the account you use here, and try again."),
      "no-account",
    );
  }
  const { wallet, address } = found;
  const { proof } = await sign(wallet, address, "daso/act/1", act);
  return { key: mine.get(address) ?? 0, proof };
}

/**
 * Approve a deed of a vault or object to it, with the account by which the vault knows the member. The wallet shows the
 * deed's own fields.
 * @param {import("./deed.js").Deed | import("./deed.js").MembersDeed} deed @param {boolean} objecting @param {string} seat
 */
export async function signDeed(deed, objecting, seat) {
  const found = await findAccount(new Map([[seat, 0]]));
  if (!found) {
    throw new Problem(
      t("The vault knows you by the account {address}, and no wallet here shows it. Open the wallet, choose that account, and try again.", {
        address: seat,
      }),
      "no-account",
    );
  }
  await moveTo(found.wallet.provider, deed.chain);
  const digest = await (objecting ? computeObjectionDigest(deed) : computeDeedDigest(deed));
  const { proof } = await signTyped(found.wallet.provider, found.address, await renderTyped(deed, objecting), digest);
  return proof;
}

/**
 * Wallets sign for a vault only while they are on its chain; this asks them to go there.
 * @param {import("./wallets.js").Provider} provider @param {number} chain
 */
async function moveTo(provider, chain) {
  const current = Number(await ask(() => provider.request({ method: "eth_chainId" })));
  if (current === chain) return;
  try {
    await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: `0x${chain.toString(16)}` }] });
  } catch (error) {
    const { code } = /** @type {{code?: number}} */ (error);
    if (code === REJECTED || code === PENDING) throw explain(error);
    throw new Problem(
      t("Your wallet is on the network {current}, and the vault on {chain}. Choose that one in your wallet, after adding it there if need be, and try again.", {
        current,
        chain,
      }),
      "other-chain",
    );
  }
}

/**
 * An account that is one of these; wallets are opened only where none shows it already.
 * @param {Map<string, number>} mine
 */
async function findAccount(mine) {
  for (const open of [look, connect]) {
    for (const wallet of findWallets()) {
      const address = (await open(wallet)).map((one) => one.toLowerCase()).find((one) => mine.has(one));
      if (address) return { wallet, address };
    }
  }
  return null;
}

/** The accounts that this page may use already. @param {Wallet} wallet @returns {Promise<string[]>} */
async function look({ provider }) {
  return (await ask(() => provider.request({ method: "eth_accounts" }))) ?? [];
}

/** Sign a sign-in challenge; the key that signed says who it is. @param {Wallet} wallet @param {Value} challenge */
export async function signLogin(wallet, challenge) {
  const [address] = await connect(wallet);
  return sign(wallet, address, "daso/login/1", challenge);
}

/** Turn a wallet's errors into sentences. @template T @param {() => Promise<T>} call @returns {Promise<T>} */
async function ask(call) {
  try {
    return await call();
  } catch (error) {
    throw explain(error);
  }
}

/** @param {unknown} error */
function explain(error) {
  const { code, message } = /** @type {{code?: number, message?: string}} */ (error);
  if (code === REJECTED)
    return new Problem(t("Your wallet did not sign. Nothing was sent; you can try again."), "cancelled");
  if (code === PENDING)
    return new Problem(t("Your wallet is waiting for you already. Open it, answer it, and try again."), "pending");
  return new Problem(t("Your wallet says: {words}", { words: message ?? String(error) }), "wallet-failed");
}
