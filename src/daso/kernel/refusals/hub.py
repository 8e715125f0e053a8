"""Refusals of hubs."""

from __future__ import annotations

from daso.errors import Refusal

__all__ = [
    "HubEnded",
    "HubNotNamed",
    "HubStillDormant",
    "HubUnsound",
    "InHubAlready",
    "NotInHub",
    "UnknownHub",
]


class UnknownHub(Refusal):
    code = "unknown-hub"
    article = "hubs"
    message = "There is no hub {hub}. Look it up among the hubs."


class HubUnsound(Refusal):
    code = "hub-unsound"
    article = "hubs"
    message = "A hub can't be like this."


class HubStillDormant(Refusal):
    code = "hub-still-dormant"
    article = "hubs"
    message = "Hub {hub}, which you founded, is still dormant. Find it members. From {until} on you can found another."


class HubEnded(Refusal):
    code = "hub-ended"
    article = "hubs"
    message = "Hub {hub} has ended. Choose another, or found one."


class InHubAlready(Refusal):
    code = "in-hub-already"
    article = "hubs"
    message = "You are in hub {hub} already. There is nothing more to do."


class NotInHub(Refusal):
    code = "not-in-hub"
    article = "hubs"
    message = "You are not in hub {hub}. There is nothing to leave."


class HubNotNamed(Refusal):
    code = "hub-not-named"
    article = "hubs"
    message = "What rewords or ends hub {hub} must say that it concerns it. Choose that hub in the proposal."
