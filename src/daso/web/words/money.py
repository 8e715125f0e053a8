"""Amounts of money in words. The law counts in a currency's smallest unit, as ISO 4217 says it.

`static/js/money.js` has the same table; a test compares them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from babel.numbers import format_currency, get_decimal_symbol

from daso.kernel.payment import OrderPayment
from daso.kernel.withdrawal import PayFromVault
from daso.web.words.mandates import say_member

if TYPE_CHECKING:
    from daso.web.words.language import Words

__all__ = [
    "COIN_DIGITS",
    "THOUSANDTHS",
    "WHOLE",
    "get_digits",
    "say_money",
    "say_order",
    "say_units",
    "say_withdrawal",
    "to_minor",
    "to_units",
    "write_amount",
]

WHOLE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
"""Currencies whose smallest unit is the whole one."""

THOUSANDTHS: Final = "BHD IQD JOD KWD LYD OMR TND"
"""Currencies that are divided into a thousand; all others, into a hundred."""


def get_digits(currency: str) -> int:
    """Digits after the point."""
    return 0 if currency in WHOLE.split() else 3 if currency in THOUSANDTHS.split() else 2


def write_amount(amount: int, currency: str) -> str:
    """The amount as people type it, with a point: 1250.00."""
    digits = get_digits(currency)
    return f"{Decimal(amount).scaleb(-digits):.{digits}f}"


def say_money(words: Words, amount: int, currency: str) -> str:
    """The amount with the currency's name: 1,250.00 euros."""
    digits = get_digits(currency)
    pattern = f"#,##0.{'0' * digits} ¤¤¤" if digits else "#,##0 ¤¤¤"
    value = Decimal(amount).scaleb(-digits)
    return str(format_currency(value, currency, pattern, locale=words.locale, currency_digits=False))


def say_order(words: Words, effect: OrderPayment, names: Mapping[str, str]) -> str:
    """What ordering a payment does, as a promise."""
    amount, purpose = say_money(words, effect.amount, effect.currency), names.get(effect.text, "")
    if effect.payee:
        payee = say_member(words, effect.payee, names)
        said = words._("{amount} are to be paid to {payee}, who does not vote on it.", amount=amount, payee=payee)
    else:
        said = words._("{amount} are to be paid to somebody outside the organisation.", amount=amount)
    return f"{said} {words._('For: {purpose}', purpose=purpose)}" if purpose else said


COIN_DIGITS: Final = 18
"""Digits after the point of every EVM chain's own coin."""


def say_units(words: Words, amount: str, token: str) -> str:
    """An amount on a chain: coins with a point, a token's in its smallest units."""
    if token:
        return words._("{amount} units of the token {token}", amount=amount, token=token)
    coins = f"{Decimal(amount).scaleb(-COIN_DIGITS):f}"
    plain = coins.rstrip("0").rstrip(".") if "." in coins else coins
    return words._("{amount} of the chain’s own coins", amount=plain.replace(".", get_decimal_symbol(words.locale)))


def say_withdrawal(words: Words, effect: PayFromVault, names: Mapping[str, str]) -> str:
    """What ordering a payment from a vault does, as a promise."""
    said = words._(
        "{amount} are to be paid from the vault to {address}, once enough members have approved it with their keys.",
        amount=say_units(words, effect.amount, effect.token),
        address=effect.to,
    )
    purpose = names.get(effect.text, "")
    return f"{said} {words._('For: {purpose}', purpose=purpose)}" if purpose else said


def to_units(typed: str, token: str) -> str:
    """What was typed, such as 0.5, in units; a token's are typed as such. Empty where it is no amount."""
    found = re.fullmatch(r"([0-9]{1,50})(?:[.,]([0-9]{1,18}))?", re.sub(r"\s", "", typed))
    if found is None or (token and found[2]):
        return ""
    digits = found[1] + ("" if token else (found[2] or "").ljust(COIN_DIGITS, "0"))
    return digits.lstrip("0")


def to_minor(typed: str, currency: str) -> int:
    """What was typed, such as 1250.00 or 1250,5, in the currency's smallest unit; nought where it is no amount."""
    found = re.fullmatch(r"([0-9]{1,12})(?:[.,]([0-9]{1,3}))?", re.sub(r"\s", "", typed))
    digits = get_digits(currency)
    if found is None or len(found[2] or "") > digits:
        return 0
    return int(found[1] + (found[2] or "").ljust(digits, "0"))
