"""The command `intake recover`: what it asks and says. The deed is in `accounts/recover_team.py`, and for restricted
cases in `cases/recover_cases.py`.

Words of cards are asked for on the terminal alone. They are never an argument, a file or a line of output.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
from sqlalchemy.orm import Session

from intake import durable
from intake.accounts import recover_team
from intake.accounts.trust import trust_of
from intake.cases import recover_cases
from intake.db import Stores, open_stores
from intake.doctor import require_current
from intake.errors import Unready
from intake.settings import Settings, load_settings
from intake.vault import recovery_cards
from intake.vault.recovery_cards import CardProblem, Fault
from intake.vault.secrets import load_secrets
from intake.vault.sign import Signer

_TRIES: Final = 3
_FILE: Final = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("team", default="")
@click.argument("username", default="")
@click.option("--out", type=_FILE, help="Change nothing here; write FILE, which `--take` reads on the live machine.")
@click.option("--take", type=_FILE, help="Take in a FILE that was made with `--out` on an offline copy.")
def recover(team: str, username: str, out: Path | None, take: Path | None) -> None:
    """Open TEAM again with two recovery cards, and let USERNAME lead it.

    For a team whose last member lost everything. Run it on a copy, on a machine without network: restore a backup
    there, bring trust.toml along, and use --out. USERNAME is a lead who has set up their account (anew).
    """
    settings = load_settings()
    if take is not None:
        if team or username or out:
            raise click.UsageError("--take wants the file alone.")
        _take(settings, take)
        return
    if not team or not username:
        raise click.UsageError("Name the team and the user name of the lead who is to open it.")
    with _stores(settings) as stores:
        handed = _recover(settings, stores, team, username)
        if out is None:
            _let_in(settings, stores, handed)
            return
    _write(out, recover_team.as_file(handed))
    click.echo(f"Written: {out}. It holds nothing secret. Carry it to the live machine:  intake recover --take "
               f"{out.name}\nThen destroy this copy; the cards go back to where they were, apart from each other.")


def _recover(settings: Settings, stores: Stores, team: str, username: str) -> recover_team.Handed:
    trust = trust_of(settings)
    with Session(stores.main) as session:
        team_id = recover_team.team_called(session, team)
        person = recover_team.successor(session, username)
        click.echo(f"""
Call {person.name}. They sign in and open the page "Teams and colleagues": their digits stand there, and words beside
them. Type what they read to you, digits or words. What the database says is not shown here: it could be wrong.
""")
        said = click.prompt("The 30 digits, or the 10 words")
        recover_team.require_said(person, said)  # before any card is typed
        seed = recovery_cards.seed_of(_ask_cards())
        opened = recover_cases.open_cases(session, seed, recover_team.key_of(session, seed), team_id, person)
        if opened.held_back:
            click.echo(f"Restricted cases that are not handed on, because these cards do not open them or they are "
                       f"kept from the person: {opened.held_back}.")
        return recover_team.recover(session, trust, seed, team_id, person, said, opened.seats)


def _ask_cards() -> bytes:
    click.echo("\nAny two of the three cards; the numbers of the words may be typed or left out.")
    for _ in range(_TRIES):
        try:
            return recovery_cards.secret_on((click.prompt("The 20 words of one card"),
                                             click.prompt("The 20 words of another card")))
        except CardProblem as problem:
            click.echo(_told(problem))
    raise Unready("The cards could not be read, so nothing was done.")


def _told(problem: CardProblem) -> str:
    which = ("The first card", "The second card")[problem.card - 1]
    match problem.fault:
        case Fault.UNKNOWN_WORD:
            return f"{which}: word {problem.place} is on no card. Look at its first four letters again."
        case Fault.LENGTH:
            return f"{which}: a card has 20 words; {problem.told[0]} were typed."
        case Fault.MISTYPED:
            return f"{which}: one of the words is another one than on the card, or two changed places."
        case Fault.SAME_CARD:
            return "This is the same card twice. Two different ones are needed."
        case Fault.OTHER_SET:
            return (f'These cards are of two sets: one begins with "{problem.told[0]}", the other with '
                    f'"{problem.told[1]}". All three cards of a set begin with the same two words.')


def _let_in(settings: Settings, stores: Stores, handed: recover_team.Handed) -> None:
    log_signer = Signer(load_secrets(settings.secrets_dir).log_seed)
    with stores.changing() as work:
        name = recover_team.take(work, trust_of(settings), log_signer, handed)
        restricted = recover_cases.take(work, log_signer, handed)
    click.echo(f"{name} leads the team now, and opens its cases, old and new. It is in the log. With their next page "
               f"the team gets new keys; they let colleagues in as ever. Restricted cases that they read now, by name: "
               f"{restricted}.")


def _take(settings: Settings, file: Path) -> None:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Unready(f"{file} cannot be read: {error.strerror}.") from None
    with _stores(settings) as stores:
        _let_in(settings, stores, recover_team.from_file(data))


def _write(file: Path, data: bytes) -> None:
    try:
        durable.write(durable.create(file), data)
    except FileExistsError:
        raise Unready(f"{file} exists already; it was left as it is.") from None
    except OSError as error:
        raise Unready(f"{file} cannot be written: {error.strerror}.") from None


@contextmanager
def _stores(settings: Settings) -> Iterator[Stores]:
    stores = open_stores(settings)
    try:
        require_current(stores)
        yield stores
    finally:
        stores.dispose()
