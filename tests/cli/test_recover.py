"""`intake recover`: two cards typed on an offline copy, and what is carried to the live machine."""

import secrets as random
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select, update

from intake.access.permissions import Permission
from intake.access.roles import Role
from intake.accounts import founding, membership, reenrol, slots, upkeep
from intake.accounts.models import Staff, StaffState
from intake.accounts.recognise import SignedIn
from intake.accounts.trust import trust_of
from intake.cases import confide, items, receipt, sent
from intake.cases.items import Kind
from intake.cases.models import Case
from intake.cases.reading import open_case
from intake.cases.submit import Enquiry, submit
from intake.cases.workspace import At, Desk
from intake.db import Stores
from intake.settings import Settings
from intake.vault import passwords
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.lanes import Lanes
from intake.vault.receipt_code import code_from
from intake.vault.recovery_cards import new_cards, seed_of
from intake.vault.secrets import load_secrets, new_run_secret
from tests.accounts.test_recovery_key import again
from tests.cli.conftest import Run
from tests.support.cards import Paper, made_by
from tests.support.people import CHEAP, House, enrolled, pinned, redeemed, signed_in

pytestmark = pytest.mark.slow

TEXT = "My brother cannot call home."


@dataclass
class Lost:
    """A team with a case, whose last member lost everything and set up their account anew."""

    house: House
    paper: Paper
    person: SignedIn

    @property
    def digits(self) -> str:
        """What the person reads out."""
        return founding.own_fingerprint(self.person.keyring)

    def typed(self, *cards: str) -> str:
        """What the operator types."""
        return "\n".join([self.digits, *(cards or self.paper.cards[:2])]) + "\n"

    def reads_nothing(self) -> bool:
        """Whether no team is open to the person."""
        return not again(self.house, self.person).actor.teams

    def reads(self) -> list[str]:
        """The enquiries that the person reads now."""
        who, found = again(self.house, self.person), []
        with self.house.stores.reading() as work:
            for row in work.main.query(Case).all():
                case = open_case(work, who.actor, who.keyring, row.reference, Permission.CASE_READ)
                found += [each.text for each in items.open_all(work, row.id, case.keys, 9) if each.kind is Kind.ENQUIRY]
        return found


@dataclass
class Before:
    """The same team, on the day before."""

    house: House
    lead: SignedIn
    administrator: SignedIn
    team_id: int
    paper: Paper

    def lose(self) -> Lost:
        """Its last member loses everything, and starts anew with new keys."""
        lena_id = self.lead.actor.id
        with self.house.stores.changing() as work:
            version = work.main.get_one(Staff, lena_id).version
            token = reenrol.begin(work, self.administrator.actor, self.administrator.keyring.signer,
                                  self.house.secrets, lena_id, version,
                                  trust_of(self.house.settings).recovery(work.main))
        return Lost(self.house, self.paper, signed_in(self.house, redeemed(self.house, lena_id, "lena", token)))

    def restrict(self) -> None:
        """The case becomes one for the lead and a colleague alone, who is shut out later."""
        karim = signed_in(self.house, enrolled(self.house, "karim"))
        own, trust = karim.keyring, trust_of(self.house.settings)
        with self.house.stores.changing() as work:
            membership.add_member(work, self.lead.keyring.team(self.team_id), karim.actor.id, own.public_key,
                                  own.signer.public_key, lead=False)
        with self.house.stores.changing() as work:
            row = work.main.scalars(select(Case)).one()
            confide.restrict(Desk(work, self.lead.actor, self.lead.keyring), trust, At(row.reference, row.version),
                             [self.lead.actor.id, karim.actor.id])
        with self.house.stores.changing() as work:
            work.main.execute(update(Staff).where(Staff.id == karim.actor.id).values(state=StaffState.SUSPENDED))


def _send(house: House) -> None:
    nonce = random.token_bytes(16)
    keys = receipt.stretch_code(code_from(house.secrets.pepper, nonce), house.secrets.pepper)
    enquiry = Enquiry(message=TEXT)
    sending = sent.fingerprint(house.secrets.pepper, nonce, {"message": TEXT})
    with house.stores.changing() as work:
        submit(work, enquiry, sending, keys, trust_of(house.settings))


@pytest.fixture
def before(run: Run, stores: Stores, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Before:
    monkeypatch.setattr(slots, "COST", CHEAP)
    monkeypatch.setattr(passwords, "RECEIPT", CHEAP)
    assert run("init").exit_code == 0
    house = House(settings, stores, load_secrets(settings.secrets_dir), new_run_secret(),
                  Lanes(settings.instance_dir / "lanes", "sign-in", 2))
    lena, trust = enrolled(house, "lena", Role.LEAD), trust_of(settings)
    lead, administrator = signed_in(house, lena), signed_in(house, enrolled(house, "ada", Role.ADMINISTRATOR))
    with stores.changing() as work:
        team_id = founding.found_team(work, lead.actor, lead.keyring, "Families", "families")
    pinned(house, team_id)
    lead = again(house, lead)
    paper = made_by(house, trust, lead)
    upkeep.seal_to_recovery(stores, trust, lead.actor, lead.keyring)
    _send(house)
    return Before(house, lead, administrator, team_id, paper)


@pytest.fixture
def lost(before: Before) -> Lost:
    return before.lose()


def test_a_team_whose_last_member_lost_everything_is_opened_again_and_its_old_cases_read(run: Run, lost: Lost) -> None:
    assert lost.reads_nothing()
    done = run("recover", "families", "lena", typed=lost.typed())
    assert done.exit_code == 0, done.output
    assert "leads the team now" in done.output
    assert lost.reads() == [TEXT]


def test_what_is_carried_from_an_offline_copy_does_the_same(run: Run, lost: Lost, tmp_path: Path) -> None:
    file = tmp_path / "carried"
    done = run("recover", "families", "lena", "--out", str(file), typed=lost.typed(*lost.paper.cards[1:]))
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert lost.reads_nothing(), "the copy itself was left as it was"
    assert run("recover", "--take", str(file)).exit_code == 0
    assert lost.reads() == [TEXT]
    again_out = run("recover", "families", "lena", "--out", str(file), typed=lost.typed())
    assert (again_out.exit_code, "exists already" in again_out.stderr) == (2, True)


@pytest.mark.parametrize("carried", [False, True], ids=["in place", "carried"])
def test_a_restricted_case_is_read_again_too_and_the_operator_is_told_how_many(
    run: Run, before: Before, tmp_path: Path, carried: bool
) -> None:
    before.restrict()
    lost, file = before.lose(), tmp_path / "carried"
    out = ("--out", str(file)) if carried else ()
    done = run("recover", "families", "lena", *out, typed=lost.typed())
    done = run("recover", "--take", str(file)) if carried else done
    assert done.exit_code == 0, done.output
    assert "Restricted cases that they read now, by name: 1." in done.output
    assert lost.reads() == [TEXT]


def test_the_cards_work_on_the_day_on_which_the_pepper_was_lost(run: Run, lost: Lost, settings: Settings) -> None:
    (settings.secrets_dir / "pepper").write_text(new_seed().hex())
    assert run("recover", "families", "lena", typed=lost.typed()).exit_code == 0
    assert lost.reads() == [TEXT]


def test_a_tampered_file_is_not_taken(run: Run, lost: Lost, tmp_path: Path) -> None:
    file = tmp_path / "carried"
    run("recover", "families", "lena", "--out", str(file), typed=lost.typed())
    whole = file.read_text()
    for old, new in (('"epoch": 0', '"epoch": 1'), ('"sealed": "01', '"sealed": "00'), ("}", "")):
        file.write_text(whole.replace(old, new, 1))
        refused = run("recover", "--take", str(file))
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert lost.reads_nothing()


def test_a_mistyped_card_is_asked_for_again_and_its_wrong_word_named_by_its_place(run: Run, lost: Lost) -> None:
    wrong = lost.paper.cards[0].split()
    wrong[4] = "nonsense"
    other = new_cards().cards[0]
    typed = "\n".join([lost.digits, " ".join(wrong), lost.paper.cards[1], lost.paper.cards[0], other,
                       lost.paper.cards[0], lost.paper.cards[2]]) + "\n"
    done = run("recover", "families", "lena", typed=typed)
    assert done.exit_code == 0, done.output
    assert "The first card: word 5 is on no card" in done.output
    assert "These cards are of two sets" in done.output
    assert " ".join(other.split()[:2]) in done.output


def test_one_card_twice_opens_nothing(run: Run, lost: Lost) -> None:
    card = lost.paper.cards[0]
    refused = run("recover", "families", "lena", typed=lost.typed(*[card] * 6))
    assert refused.exit_code == 2
    assert refused.output.count("the same card twice") == 3
    assert lost.reads_nothing()


def test_a_person_whose_key_was_swapped_is_refused_before_any_card_is_typed(run: Run, lost: Lost) -> None:
    with lost.house.stores.changing() as work:
        work.main.execute(update(Staff).where(Staff.username == "lena").values(public_key=hpke_public_key(new_seed())))
    refused = run("recover", "families", "lena", typed=lost.typed())
    assert refused.exit_code == 2
    assert "somebody may have put other keys there" in refused.stderr
    assert "words of one card" not in refused.output


def test_what_the_person_reads_out_is_never_shown_to_whoever_types_it(run: Run, lost: Lost) -> None:
    spoken = founding.own_spoken(lost.person.keyring)
    asked = run("recover", "families", "lena", typed="\n")
    assert spoken.words not in asked.output
    assert spoken.digits not in asked.output
    done = run("recover", "families", "lena", typed="\n".join([spoken.words, *lost.paper.cards[:2]]) + "\n")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("words", [("recover",), ("recover", "families"), ("recover", "nobody", "lena"),
                                   ("recover", "families", "ada"), ("recover", "--take", "/nowhere"),
                                   ("recover", "families", "lena", "--take", "x")])
def test_what_cannot_be_is_refused_without_a_trace(run: Run, lost: Lost, words: tuple[str, ...]) -> None:
    refused = run(*words, typed=lost.typed())
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output + refused.stderr


def test_cards_and_seeds_are_in_no_file_of_the_instance_and_in_no_output(
    run: Run, lost: Lost, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "carried"
    outputs = [run("recover", "families", "lena", "--out", str(file), typed=lost.typed()).output,
               run("recover", "families", "lena", typed=lost.typed()).output]
    echoed = "\n".join(outputs)
    for card in lost.paper.cards[:2]:  # the terminal echoes what is typed, once for each run, and nothing repeats it
        assert echoed.count(card) <= 2
    needles = [lost.paper.secret, seed_of(lost.paper.secret), lost.paper.secret.hex().encode(),
               seed_of(lost.paper.secret).hex().encode(), *(card.encode() for card in lost.paper.cards),
               *(" ".join(card.split()[4:8]).encode() for card in lost.paper.cards)]
    looked_at = 0
    for each in (*settings.instance_dir.rglob("*"), file):
        if each.is_file():
            held = each.read_bytes()
            looked_at += 1
            assert not [needle for needle in needles if needle in held], each
    assert looked_at > 5


def test_the_doctor_and_trust_say_how_it_stands_with_the_cards(run: Run, lost: Lost, settings: Settings) -> None:
    key = lost.paper.key
    shown = run("trust", "show").output
    assert key.spoken().digits in shown
    assert key.spoken().words in shown
    assert "ok    recovery cards" in run("doctor").output
    settings.trusted_file.unlink()
    assert "note  recovery cards: The recovery cards are not pinned" in run("doctor").output
    refused = run("trust", "pin", "--recovery-key", *key.spoken().digits.split())
    assert "must be pinned first" in refused.stderr
    team = next(line.split("digits")[1].split() for line in shown.splitlines() if "digits" in line)
    assert run("trust", "pin", "families", *team).exit_code == 0
    assert run("trust", "pin", "--recovery-key", *key.spoken().digits.split()).exit_code == 0
    assert "ok    recovery cards" in run("doctor").output


def test_an_instance_without_cards_is_told_what_that_means(run: Run) -> None:
    run("init")
    assert "loses its cases" in run("doctor").output
