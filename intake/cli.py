"""The command `intake`: what an operator does at the machine. A refusal is one line on stderr and exit status 2."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.orm import Session

from intake import cli_backup, cli_recover, process, setup
from intake import doctor as doctor_room
from intake.accounts import digits, invite, notices_address, people, teams
from intake.accounts.chain import chain_of
from intake.accounts.digits import Spoken
from intake.accounts.models import StaffState, StoreKind
from intake.accounts.recovery_key import all_keys
from intake.accounts.trust import CONTACT, trust_of
from intake.attachments.blobs import Blobs
from intake.audit import checkpoint as checkpoints
from intake.audit.check import check_log
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import against_log, discard, erase, retention
from intake.db import Stores, open_stores
from intake.demo import accounts
from intake.errors import IntakeError, NotFound, Unready, WrongState
from intake.notices.reminders import Reminders
from intake.settings import Settings, load_settings
from intake.vault.keys import fingerprint
from intake.vault.secrets import load_secrets, pepper_words
from intake.vault.sign import Signer
from intake.vault.words import in_lines


class Commands(click.Group):
    """Turns the errors of Intake into one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except IntakeError as error:
            click.echo(f"intake: {error}", err=True)
            ctx.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Intake: a confidential contact form, and the desk where its cases are worked."""
    process.harden()


@main.command()
def init() -> None:
    """Set up a real instance: secrets, databases, and a link for the first administrator."""
    settings = load_settings()
    secrets, token = setup.begin(settings)
    click.echo(f"""
Intake is set up in {settings.instance_dir.resolve()}.

1. Write these words on paper and keep it apart from every backup. Without them, a restored backup
   lets nobody sign in and opens no receipt. They are not shown again.

{in_lines(pepper_words(secrets.pepper))}

   Then check what you wrote:  intake doctor --confirm-pepper

   Keep beside it the fingerprint of the log's key, by which a copy of the log can be checked anywhere:

   {fingerprint(Signer(secrets.log_seed).public_key).hex()}

2. Start the server:  intake serve

3. The first administrator opens this link within 24 hours. It works once.

   {_link(settings, token)}
""")


@main.command()
@click.option("--demo", is_flag=True, help="Make a demonstration desk first if the instance is empty, and migrate.")
@click.option("--no-worker", is_flag=True, help="Leave out the job process (run `intake worker` elsewhere).")
def serve(demo: bool, no_worker: bool) -> None:
    """Serve the pages, with one job process beside."""
    from intake.serve import serve as run  # the web is loaded by this command alone

    settings = load_settings()
    if demo:
        _demonstrate_if_empty(settings)
    run(settings, with_jobs=not no_worker, ready=lambda: _greet(settings))


@main.command()
def demo() -> None:
    """Make a demonstration desk in an empty instance: invented people, teams and cases."""
    settings = load_settings()
    setup.make_demonstration(settings)
    _show_demo_accounts(settings)


@main.command()
@click.option("--server", type=int, hidden=True, help="The process that started this one, to end with.")
def worker(server: int | None) -> None:
    """Run the job process alone: upkeep each hour, notices at the fixed hours."""
    from intake.worker import run

    run(load_settings(), server=server)


@main.command()
def migrate() -> None:
    """Bring the databases to what this version expects."""
    with _stores(load_settings(), current=False) as stores:
        setup.bring_up_to_date(stores)
    click.echo("The databases are up to date.")


@main.command()
@click.option("--confirm-pepper", is_flag=True, help="Check the words on paper, and note that they were kept.")
def doctor(confirm_pepper: bool) -> None:
    """Look the instance over. Exit status 1 when something keeps it from serving."""
    settings = load_settings()
    if confirm_pepper:
        doctor_room.confirm_pepper(settings, click.prompt("The 33 words"))
        click.echo("These are the words. Keep the paper apart from the backups.")
        return
    broken = False
    for finding in doctor_room.examine(settings):
        mark = "ok  " if not finding.problem else "note" if finding.warning else "BAD "
        click.echo(f"{mark}  {finding.question}" + (f": {finding.problem}" if finding.problem else ""))
        broken = broken or (bool(finding.problem) and not finding.warning)
    if broken:
        sys.exit(1)


@main.group()
def user() -> None:
    """Members of staff. They are invited in the administrator's pages."""


@user.command("list")
def list_users() -> None:
    """Name, role and state of every member of staff."""
    with _stores(load_settings()) as stores, Session(stores.main) as session:
        for person in people.list_people(session):
            click.echo(f"{person.username:<24}{person.role.value:<16}{person.state.value}")


@user.command("link")
@click.argument("username")
def link_user(username: str) -> None:
    """A fresh one-time link for somebody who was invited and has not enrolled. Earlier links stop working."""
    settings = load_settings()
    secrets = load_secrets(settings.secrets_dir)
    with _stores(settings) as stores, stores.changing() as work:
        staff_id = people.id_of(work.main, username)
        if staff_id is None:
            raise NotFound(f"nobody is called {username}")
        person = people.find_person(work.main, staff_id)
        if person.state is not StaffState.INVITED:
            raise WrongState(f"{username} has enrolled; a link would be of no use")
        token = invite.new_link(work, secrets, staff_id)
        record(work.main, Act.STAFF_INVITED, actor=None, signer=Signer(secrets.log_seed), subject=staff_id,
               role=person.role.value)
    click.echo(_link(settings, token))


@main.group()
def team() -> None:
    """Teams. They are founded by a lead, in the desk."""


@team.command("list")
def list_teams() -> None:
    """Every team, with the number of its members."""
    with _stores(load_settings()) as stores, Session(stores.main) as session:
        for each in teams.list_teams(session):
            click.echo(f"{each.slug:<24}{each.name}")


@team.command("notices")
@click.argument("slug")
@click.argument("address")
def set_notices(slug: str, address: str) -> None:
    """Send content-free notices about a team's news to ADDRESS, at the fixed hours; `off` ends them."""
    settings = load_settings()
    signer = Signer(load_secrets(settings.secrets_dir).log_seed)
    with _stores(settings) as stores, stores.changing() as work:
        notices_address.set_address(work, signer, slug, None if address == "off" else address)
    click.echo(f"Notices to {slug} are off." if address == "off" else f"Notices to {slug} go to {address}.")


@main.group()
def trust() -> None:
    """The pins that say which keys are the right ones: of each team, and of the recovery cards. The public form stays
    closed without its team's, and nothing is sealed to recovery cards without theirs. No backup holds the pins."""


@trust.command("show")
def show_trust() -> None:
    """Every team, and the recovery cards: whether their keys are pinned and sound, with the digits and words by which
    they are compared. Exit status 1 when the public form is closed."""
    settings = load_settings()
    believed = trust_of(settings)
    with _stores(settings) as stores, Session(stores.main) as session:
        for each in teams.list_teams(session):
            problem = believed.team_problem(session, each.id)
            click.echo(f"{each.slug:<24}{problem or 'pinned and sound'}")
            _say(digits.of_team(chain_of(session, each.id)[0].hash()))
        click.echo(f"{'recovery cards':<24}{believed.recovery_problem(session) or 'pinned and sound'}")
        newest = next(iter(all_keys(session)), None)
        if newest is not None:
            _say(newest.spoken())
        closed = believed.problem(session, CONTACT)
    if closed:
        click.echo(f"The public form is closed: {closed}", err=True)
        sys.exit(1)


@trust.command("pin")
@click.argument("words", nargs=-1, metavar="[TEAM] DIGITS...")
@click.option("--recovery-key", is_flag=True, help="Pin the newest recovery key; its maker reads the digits out.")
@click.option("--replace", is_flag=True, help="Pin new recovery cards in the place of earlier ones.")
def pin(words: tuple[str, ...], recovery_key: bool, replace: bool) -> None:
    """Pin a team's first keys: give the DIGITS that its founder reads out from the page "Teams and colleagues"; the
    ten words beside them say the same. With --recovery-key, those from the page "Recovery cards", and no TEAM.

    Run it as root, so that the server itself can never change what it trusts.
    """
    settings = load_settings()
    with _stores(settings) as stores, Session(stores.main) as session:
        if recovery_key:
            said = trust_of(settings).pin_recovery(session, " ".join(words), replace=replace).spoken()
            pinned = "The recovery key"
        else:
            slug, *digits_read = words or ("",)
            team_id = next((each.id for each in teams.list_teams(session) if each.slug == slug), None)
            if team_id is None:
                raise NotFound(f"no team is called {slug}")
            said = trust_of(settings).pin(session, team_id, " ".join(digits_read))
            pinned = slug
    click.echo(f"{pinned} is pinned in {settings.trusted_file}. No backup holds this file: keep a copy.")
    _say(said)


def _say(said: Spoken) -> None:
    click.echo(f"    digits  {said.digits}\n    words   {said.words}")


@main.group()
def audit() -> None:
    """The log of who did what."""


@audit.command()
@click.option("--state", is_flag=True, help="Hold every case and entry against what the log says of it, too.")
def verify(state: bool) -> None:
    """Check every event, and the whole against the kept checkpoints. Exit status 1 when anything is not as it was."""
    settings = load_settings()
    signer = Signer(load_secrets(settings.secrets_dir).log_seed)
    kept = checkpoints.kept(settings.checkpoints_dir)
    with _stores(settings) as stores:
        with Session(stores.main) as session:
            report = check_log(session, signer.public_key, kept)
        click.echo(f"{report.size} events, root {report.root.hex()}")
        for problem in report.problems:
            click.echo(f"BAD   {problem.sentence}")
        if report.untold:
            click.echo(f"BAD   and {report.untold} more")
        different = _tell_differences(stores) if state else 0
        with stores.changing() as work:  # last, because a damaged log may not even take this event
            record(work.main, Act.AUDIT_VERIFIED, actor=None, signer=signer, size=report.size,
                   problems=len(report.problems) + report.untold)
    if not report.ok or different:
        sys.exit(1)
    told = f" Checkpoints that agree: {len(kept.checkpoints)}." if kept.checkpoints else ""
    click.echo(f"Nothing is missing, moved or changed.{told} Compare the root with one that was kept elsewhere.")


@audit.command()
def checkpoint() -> None:
    """Sign what the log is now, keep it in the instance folder, and print it."""
    settings = load_settings()
    signer = Signer(load_secrets(settings.secrets_dir).log_seed)
    with _stores(settings) as stores, Session(stores.main) as session:
        made = checkpoints.make(session, signer, settings.checkpoints_dir)
    click.echo(checkpoints.as_note(made), nl=False)


def _tell_differences(stores: Stores) -> int:
    """A line for each difference between the cases and the log; gives how many."""
    found = 0
    with Session(stores.main) as session:
        for each in against_log.differences(session):
            found += 1
            click.echo(f"BAD   case {each.reference}, {each.kind.value}: {each.sentence}")
    return found


main.add_command(cli_backup.backup)
main.add_command(cli_backup.restore)
main.add_command(cli_recover.recover)


@main.command("erase-due")
@click.option("--preview", is_flag=True, help="Erase nothing; list what is due, or will be within thirty days.")
def erase_due(preview: bool) -> None:
    """Erase the cases that were kept long enough and that a lead has confirmed."""
    settings = load_settings()
    secrets, periods = load_secrets(settings.secrets_dir), retention.periods_of(settings)
    signer = Signer(secrets.log_seed)
    with _stores(settings) as stores:
        if preview:
            with stores.reading() as work:
                for each in retention.expected(work, periods):
                    state = "held" if each.held else "confirmed" if each.confirmed else "not confirmed"
                    click.echo(f"{each.reference:<12}{each.due_day}  {state}")
            return
        carried_out = retention.carry_out_confirmed(stores, signer, periods)
        discard.blobs_of_erased(stores, Blobs(settings.instance_dir))
        completed = erase.finish(stores, signer, Reminders(secrets.job_key, settings))
    click.echo(f"Cases erased: {carried_out}. Erasures completed, earlier ones among them: {completed}.")


@contextmanager
def _stores(settings: Settings, *, current: bool = True) -> Iterator[Stores]:
    stores = open_stores(settings)
    try:
        if current:
            doctor_room.require_current(stores)
        yield stores
    finally:
        stores.dispose()


def _demonstrate_if_empty(settings: Settings) -> None:
    settings.instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _stores(settings, current=False) as stores:
        setup.bring_up_to_date(stores)
        kind = setup.kind_of(stores)
    if kind is None:
        click.echo("Making a demonstration desk (once, some seconds) ...")
        setup.make_demonstration(settings)
    if kind is StoreKind.DEMO and accounts.load(settings.instance_dir) is None:
        raise Unready(f"This demonstration was never finished: remove {settings.instance_dir.resolve()} and try again.")


def _greet(settings: Settings) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{settings.port}"
    click.echo(f"Intake serves on {address}   (desk: {address}/sign-in)")
    _show_demo_accounts(settings)


def _show_demo_accounts(settings: Settings) -> None:
    made = accounts.load(settings.instance_dir)
    if made is None:
        return
    click.echo("A demonstration; nothing in it is real. Sign in as:")
    for account in made.accounts:
        click.echo(f"  {account.username:<10}{account.password:<22}{account.role.value:<15}{account.name}")
    click.echo("Or come back as somebody who wrote, with a receipt code:")
    for receipt in made.receipts:
        click.echo(f"  {receipt.code}  ({receipt.language})")


def _link(settings: Settings, token: str) -> str:
    return f"{settings.address}/enrol/{token}"
