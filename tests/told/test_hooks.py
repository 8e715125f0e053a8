"""Other programs get signed events, and nobody can make this site speak to machines that are not theirs."""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from daso.host.refusals import EndpointUnfit
from daso.kernel.membership import LeaveOrganisation
from daso.web.told.reaching import find_place, is_on_the_open_net
from tests.told.conftest import Telling
from tests.told.test_letters import VOTING, open_vote

DAY = 24


class Receiver(ThreadingHTTPServer):
    """A program that gets events, and answers with whatever status a test wants."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server_port}/hook?x=1"
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []

    def take(self) -> list[dict[str, object]]:
        """The events that came since the last look."""
        taken, self.got = self.got, []
        return [json.loads(body) for _, body in taken]


class Answering(BaseHTTPRequestHandler):
    """One line to the receiver."""

    def do_POST(self) -> None:
        """Take an event."""
        assert isinstance(self.server, Receiver)
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("location", self.server.url + "&again=1")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the server gives
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that is there."""
    with Receiver() as server:
        thread = Thread(target=server.serve_forever, name="receiver", kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def telling(open_telling: Callable[..., Telling], receiver: Receiver) -> Telling:
    """A site that may send into its own network, with one endpoint of member 2."""
    telling = open_telling(private_endpoints=True)
    assert telling.send(2, "told/endpoints", url=receiver.url) == 303
    telling.clock.advance(0.01)
    return telling


def read_secret(telling: Telling) -> bytes:
    """The secret as the page shows it."""
    page = telling.enter(telling.founded.people[1]).get(f"{telling.path}/told").text
    found = re.search(r"whsec_([A-Za-z0-9+/=]+)", page)
    assert found
    return base64.b64decode(found[1])


def test_events_are_signed_and_small(telling: Telling, receiver: Receiver) -> None:
    """A receiver can verify each event with its secret, and finds links in it and no words."""
    vote = open_vote(telling, "Unspeakable")
    telling.turn()
    key = read_secret(telling)
    for headers, body in receiver.got:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
        assert headers["content-type"] == "application/json"
        assert len(body) < 1000
        assert b"Unspeakable" not in body
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == len(receiver.got)
    opened, published = receiver.take()
    assert opened["type"] == "OpenProposal"
    assert published == {
        "type": "PublishProposal",
        "timestamp": published["timestamp"],
        "data": {
            "org": telling.founded.hosted.org,
            "subject": f"proposal/{vote}",
            "link": f"{telling.site.settings.origin}{telling.path}/proposals/{vote}",
            "entry": telling.founded.state.entries - 1,
        },
    }
    telling.founded.vote(2, vote, 1)
    telling.clock.advance(VOTING + 1)
    telling.turn()
    assert [event["type"] for event in receiver.take()] == ["ProposalClosed"]
    telling.turn()
    assert receiver.got == []


def test_a_receiver_that_fails_is_tried_again_with_the_same_identifier(telling: Telling, receiver: Receiver) -> None:
    """An event waits longer and longer for a receiver, in order, and arrives once it is there again."""
    receiver.status = 500
    open_vote(telling)
    telling.turn()
    assert [event["type"] for event in receiver.take()] == ["OpenProposal"]
    telling.turn()
    assert receiver.got == []
    receiver.status = 204
    telling.clock.advance(0.01)
    telling.turn()
    assert [event["type"] for event in receiver.take()] == ["OpenProposal", "PublishProposal"]


def test_redirects_lead_nowhere(telling: Telling, receiver: Receiver) -> None:
    """A receiver that sends its events elsewhere does not get its way."""
    receiver.status = 307
    open_vote(telling)
    telling.turn()
    assert [headers for headers, _ in receiver.got if "again" in headers.get("host", "")] == []
    assert len(receiver.got) == 1


def test_a_receiver_that_is_gone_is_switched_off(telling: Telling, receiver: Receiver) -> None:
    """After days of failure, or when it says that it is gone, nothing is sent until its member switches it on again."""
    receiver.status = 500
    for _ in range(7):
        telling.founded.publish(telling.founded.propose(1))
        telling.turn()
        telling.clock.advance(DAY)
    (endpoint,) = telling.site.host.endpoints.list_of(telling.founded.hosted.org, 2)
    assert endpoint.disabled_at
    receiver.status, receiver.got = 204, []
    telling.founded.propose(2)
    telling.turn()
    assert receiver.got == []
    telling.clock.advance(0.1)
    telling.turn()
    assert telling.send(2, f"told/endpoints/{endpoint.id}/enable") == 303
    telling.founded.propose(3)
    telling.turn()
    assert [event["type"] for event in receiver.take()] == ["OpenProposal"]
    receiver.status = 410
    telling.founded.propose(4)
    telling.turn()
    assert telling.site.host.endpoints.list_of(telling.founded.hosted.org, 2)[0].disabled_at


def test_endpoints_are_their_member_s_own(telling: Telling, receiver: Receiver) -> None:
    """Three fit, others can't remove them, and they go when their member leaves."""
    assert [telling.send(2, "told/endpoints", url=receiver.url) for _ in range(3)] == [303, 303, 422]
    org = telling.founded.hosted.org
    endpoint = telling.site.host.endpoints.list_of(org, 2)[0]
    telling.send(3, f"told/endpoints/{endpoint.id}/remove")
    assert len(telling.site.host.endpoints.list_of(org)) == 3
    telling.send(2, f"told/endpoints/{endpoint.id}/remove")
    assert len(telling.site.host.endpoints.list_of(org)) == 2
    telling.founded.do(2, LeaveOrganisation)
    telling.turn()
    assert telling.site.host.endpoints.list_of(org) == []


def test_nothing_is_sent_into_this_network(open_telling: Callable[..., Telling], receiver: Receiver) -> None:
    """Unless the operator allows it, no endpoint leads to this machine or its neighbours, whatever its name."""
    telling = open_telling()
    for url in (
        receiver.url,
        "http://example.com/",
        "https://user:secret@example.com/",
        "ftp://example.com",
        "https://",
    ):
        assert telling.send(2, "told/endpoints", url=url) == 422, url
    assert telling.send(2, "told/endpoints", url=f"https://localhost:{receiver.server_port}/") == 303
    open_vote(telling)
    telling.turn()
    assert receiver.got == []
    (endpoint,) = telling.site.host.endpoints.list_of(telling.founded.hosted.org)
    assert endpoint.failing_since
    with pytest.raises(EndpointUnfit):
        find_place("localhost", 443, is_private_allowed=False)


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - nobody listens here
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
    ],
)
def test_which_addresses_are_on_the_open_net(address: str, is_open: bool) -> None:
    """Private, local and special addresses are known in every spelling."""
    assert is_on_the_open_net(address) is is_open
