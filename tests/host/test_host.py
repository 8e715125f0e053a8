"""A host lists, opens and founds organisations, and forgets nothing when it is closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from daso.canon import encode
from daso.errors import Error
from daso.host import Host, Profile, UnknownOrganisation
from daso.host.refusals import DataFolderUnfit
from daso.kernel.founding import WriteCharter
from daso.kernel.refusals import CharterUnsound, NotFounded, WrongOrganisation
from daso.keys.sign import P256Signer
from daso.ledger import LogSource, audit_log
from tests.host.founded import CHARTER, ORIGIN, Clock, Founded, begin, found, open_host


def test_an_organisation_is_found_by_slug_and_by_identifier(host: Host, founded: Founded) -> None:
    """A founded organisation is listed, and opens under its slug and under its identifier."""
    (listing,) = host.list()
    assert (listing.slug, listing.name) == ("wheel-whisk", "Wheel & Whisk")
    assert host.open(listing.slug) is host.open(listing.org) is founded.hosted


def test_nobody_is_found_under_another_name(host: Host, founded: Founded) -> None:
    """A name that no organisation has is refused."""
    with pytest.raises(UnknownOrganisation):
        host.open("nobody")


def test_organisations_of_one_name_have_two_addresses(host: Host) -> None:
    """The second organisation of a name gets an address of its own."""
    slugs = [found(host, seed=seed).hosted.slug for seed in ("a", "b")]
    assert slugs == ["wheel-whisk", "wheel-whisk-2"]


@pytest.mark.parametrize(
    ("name", "slug"), [("Bäckerei Übermut", "backerei-ubermut"), ("会社", "organisation"), ("0" * 32, f"{'0' * 32}-2")]
)
def test_every_name_makes_an_address(host: Host, name: str, slug: str) -> None:
    """Whatever the name, the address has plain letters and can't be taken for an identifier."""
    assert found(host, replace(CHARTER, name=name)).hosted.slug == slug


def test_founding_again_gives_the_same_answer(host: Host) -> None:
    """The same founding act, sent twice, founds once."""
    _, envelope, given = begin(P256Signer.from_seed(b"a"))
    first = host.found(encode(envelope), [given])
    again = host.found(encode(envelope), [given])
    assert again[0] is first[0]
    assert (again[1].accepted, again[1].is_new) == (first[1].accepted, False)


def test_a_refused_founding_leaves_nothing(host: Host) -> None:
    """When the law refuses a founding, there is no folder of it."""
    _, envelope, given = begin(P256Signer.from_seed(b"a"), replace(CHARTER, rules={}))
    with pytest.raises(CharterUnsound):
        host.found(encode(envelope), [given])
    assert list((host.data / "orgs").iterdir()) == []


def test_a_founding_without_its_words_leaves_nothing(host: Host) -> None:
    """When the founder's name does not come along, there is no folder either, and founding can be tried again."""
    _, envelope, given = begin(P256Signer.from_seed(b"a"))
    with pytest.raises(Error, match="did not come with it"):
        host.found(encode(envelope))
    assert list((host.data / "orgs").iterdir()) == []
    assert host.found(encode(envelope), [given])[1].is_new


def test_only_a_founding_founds(host: Host, founded: Founded) -> None:
    """Another act can't begin a log."""
    with pytest.raises(NotFounded):
        host.found(encode(founded.people[0].do(WriteCharter, charter=CHARTER)))


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    """A host that is closed and opened again shows the same organisation, words included."""
    before = open_host(tmp_path)
    founded = found(before)
    size, profile = founded.hosted.size, founded.state.members[2].profile
    before.close()
    after = open_host(tmp_path)
    hosted = after.open("wheel-whisk")
    assert hosted.size == size
    assert hosted.texts.load(profile) == Profile(name="Member 2", email="")
    after.close()


def test_losing_the_side_tables_loses_no_act(tmp_path: Path) -> None:
    """Without host.sqlite the organisation is listed again from its log."""
    before = open_host(tmp_path)
    size = found(before).hosted.size
    before.close()
    for file in tmp_path.glob("host.sqlite*"):
        file.unlink()
    after = open_host(tmp_path)
    assert [listing.slug for listing in after.list()] == ["wheel-whisk"]
    assert after.open("wheel-whisk").size == size
    after.close()


def test_secrets_are_for_the_operator_alone(host: Host, founded: Founded) -> None:
    """Nobody else on the machine can read the keys and side tables."""
    secret = [host.data / "host.secret", host.data / "host.sqlite", host.data / "orgs" / founded.hosted.org / "log.key"]
    assert [path.stat().st_mode & 0o077 for path in secret] == [0, 0, 0]


def test_a_log_is_named_after_its_site(founded: Founded) -> None:
    """The origin of an organisation's checkpoints is the site's address and the identifier."""
    origin = founded.hosted.fetch("checkpoint").decode().split("\n")[0]  # type: ignore[union-attr] # it is there
    assert origin == f"daso.test.local/o/{founded.hosted.org}"


def test_an_act_of_one_organisation_is_refused_in_another(host: Host) -> None:
    """Nobody can replay an act between two organisations of one host."""
    one, other = found(host, seed="a"), found(host, seed="b")
    with pytest.raises(WrongOrganisation):
        other.send(one.people[0].do(WriteCharter, charter=CHARTER))


def test_a_new_name_in_the_draft_is_listed(host: Host) -> None:
    """While founders change the name, the list follows and the address stays."""
    founder, envelope, given = begin(P256Signer.from_seed(b"a"))
    hosted, _ = host.found(encode(envelope), [given])
    hosted.submit(encode(founder.do(WriteCharter, charter=replace(CHARTER, name="The Lantern"))))
    (listing,) = host.list()
    assert (listing.slug, listing.name) == ("wheel-whisk", "The Lantern")


def test_the_log_of_a_host_passes_an_audit(founded: Founded) -> None:
    """What a host writes is found in order by the log's own auditor."""
    assert audit_log(LogSource(founded.hosted.log), founded.hosted.vkey) == []


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """An operator who names a file instead of a folder hears so."""
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(DataFolderUnfit):
        Host(tmp_path / "data", ORIGIN, Clock())
