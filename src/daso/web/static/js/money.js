/**
 * Amounts of money: the law counts in a currency's smallest unit, as ISO 4217 says it; people write a point.
 *
 * `web/words/money.py` has the same table; a test compares them. Read next: `acts.js`, `effects.js`, who use it.
 */
import { Problem, t } from "./words.js";

const WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ");
const THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND".split(" ");

/** Digits after the point. @param {string} currency */
export function getDigits(currency) {
  if (WHOLE.includes(currency)) return 0;
  return THOUSANDTHS.includes(currency) ? 3 : 2;
}

/** What was typed, such as 1250.00 or 1250,5, in the smallest unit. @param {string} typed @param {string} currency */
export function toMinor(typed, currency) {
  const digits = getDigits(currency);
  const parts = /^(\d{1,12})(?:[.,](\d{1,3}))?$/.exec(typed.replaceAll(/\s/g, ""));
  const rest = parts?.[2] ?? "";
  if (!parts || rest.length > digits)
    throw new Problem(t("Write the amount like 1250 or 1250.00, without marks between thousands."), "not-an-amount");
  return Number(parts[1] + rest.padEnd(digits, "0"));
}

/** Digits after the point of every EVM chain's own coin. */
const COIN_DIGITS = 18;

/** What was typed, such as 0.5, in units; a token's are typed as such. @param {string} typed @param {string} token */
export function toUnits(typed, token) {
  const parts = /^(\d{1,50})(?:[.,](\d{1,18}))?$/.exec(typed.replaceAll(/\s/g, ""));
  const units = `${parts?.[1] ?? ""}${token ? "" : (parts?.[2] ?? "").padEnd(COIN_DIGITS, "0")}`.replace(/^0+/, "");
  if (!parts || (token && parts[2]) || !units)
    throw new Problem(t("Write the amount like 2 or 0.5; of a token, as a whole number of its smallest units."), "not-an-amount");
  return units;
}

/** An amount on a chain in words. @param {string} units @param {string} token */
export function sayUnits(units, token) {
  if (token) return t("{amount} units of the token {token}", { amount: units, token });
  const digits = units.padStart(COIN_DIGITS + 1, "0");
  const rest = digits.slice(-COIN_DIGITS).replace(/0+$/, "");
  const amount = [digits.slice(0, -COIN_DIGITS), rest].filter(Boolean).join(getDecimalSign());
  return t("{amount} of the chain’s own coins", { amount });
}

/** What stands before a fraction in the page's language. */
function getDecimalSign() {
  const parts = new Intl.NumberFormat(document.documentElement.lang || "en").formatToParts(0.5);
  return parts.find(({ type }) => type === "decimal")?.value ?? ".";
}

/** The amount with the currency's name, in the page's language. @param {number} amount @param {string} currency */
export function sayMoney(amount, currency) {
  const digits = getDigits(currency);
  const format = new Intl.NumberFormat(document.documentElement.lang || "en", {
    style: "currency",
    currency,
    currencyDisplay: "name",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(amount / 10 ** digits);
}
