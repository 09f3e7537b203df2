"""The commands `intake backup` and `intake restore`. What they ask and say; the deeds are in the room `backup`."""

import sys
from pathlib import Path
from typing import Any, Final

import click

from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.backup import make, opening
from intake.db import open_stores
from intake.doctor import require_current
from intake.errors import Unready
from intake.settings import Settings, load_settings
from intake.vault import backup_key
from intake.vault.keys import equal, fingerprint, hpke_public_key, new_seed
from intake.vault.secrets import load_secrets, pepper_from_words, pepper_words
from intake.vault.sign import Signer
from intake.vault.words import in_lines, to_paper

_FOLDER: Final = click.Path(file_okay=False, path_type=Path)
_ARCHIVE: Final = click.Path(dir_okay=False, path_type=Path)
_TRIES: Final = 3


class FolderOrCommand(click.Group):
    """`intake backup DIRECTORY`: a word that is no command of the group is the folder to write to."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command, with its words."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["into", *args])


@click.group(cls=FolderOrCommand, subcommand_metavar="DIRECTORY | COMMAND")
def backup() -> None:
    """Back up into DIRECTORY, while the server runs: two archives, sealed to the backup key.

    A folder that is called like one of the commands is written with its path: ./key.
    """


@backup.command("into", hidden=True)
@click.argument("directory", type=_FOLDER)
def into(directory: Path) -> None:
    """Back up into DIRECTORY."""
    made = make.back_up(load_settings(), directory)
    ended = f" Archives of shards that came to their end: {made.ended}." if made.ended else ""
    click.echo(f"{made.rows} rows, the log up to event {made.log_size}: {made.main} and {made.shards}.{ended}")


@backup.command()
@click.option("--replace", is_flag=True, help="Make a second one; earlier backups still want the earlier words.")
def key(replace: bool) -> None:
    """Make the key that backups are sealed to. Its words are shown once and asked back; no machine keeps them."""
    settings = load_settings()
    signer = Signer(load_secrets(settings.secrets_dir).log_seed)
    if backup_key.exists(settings.secrets_dir) and not replace:
        raise Unready("There is a backup key. With --replace a new one takes its place: backups made from then on open"
                      " with the new words alone, earlier ones with the earlier words alone; keep both papers.")
    seed = new_seed()
    click.echo(f"""
Write these words on paper. Whoever has them and a backup can restore it, and without them no backup opens. Keep them
apart from the backups and apart from the pepper. They are not shown again.

{in_lines(to_paper(seed))}

Write beside them which key they are:  {backup_key.name_of_seed(seed)}
""")
    _ask_back(seed)
    _keep(settings, signer, seed)
    click.echo("These are the words. Backups are sealed to this key from now on.")


@backup.command()
@click.argument("directory", type=_FOLDER)
def drill(directory: Path) -> None:
    """Try the newest backup in DIRECTORY: restore it into a scratch place, compare it, remove it. Exit status 1 when
    something is wrong with it."""
    from intake.backup.drill import drill as try_newest  # loads Alembic

    settings = load_settings()
    done = try_newest(settings, directory, _ask_seed())
    for path, manifest in zip((done.main, done.shards), done.manifests, strict=True):
        click.echo(f"ok    {path}: {manifest.rows()} rows in {len(manifest.tables())} tables came back as they were")
    click.echo(f"{'ok   ' if done.log.ok else 'BAD  '} log: {done.log.size} events, root {done.log.root.hex()}")
    for problem in (*(each.sentence for each in done.log.problems), *done.problems):
        click.echo(f"BAD   {problem}")
    if not done.ok:
        sys.exit(1)
    click.echo("This backup brings everything back. Nothing of the drill was left behind.")


@click.command()
@click.argument("archive", type=_ARCHIVE)
@click.option("--shards", type=_ARCHIVE, required=True, help="The newest archive of shards there is.")
def restore(archive: Path, shards: Path) -> None:
    """Restore ARCHIVE into an empty place, the one that the settings speak of."""
    from intake.backup import restore as restoring  # loads Alembic

    settings = load_settings()
    restoring.require_empty(settings)
    pair = opening.open_pair(archive, shards, _ask_seed())
    moment = pair.main.manifest.moment
    click.echo(f"""
Both archives are whole. They were made at {moment.made_at}, when the log had {moment.log_size} events and the root
{moment.log_root}

The log's key is {fingerprint(pair.log_signer.public_key).hex()}
It must be the one on your paper: anybody else's archive would be anybody else's desk.
""")
    click.confirm(f"Restore into {settings.instance_dir.resolve()}?", abort=True)
    pepper = _ask_pepper(pair)
    restored = restoring.restore(settings, pair, pepper)
    click.echo(f"Restored: {restored.rows} rows, each compared with the manifest. All sessions have ended.")
    for problem in restored.log.problems:
        click.echo(f"BAD   {problem.sentence} It was so in the backup.")
    if pepper is None:
        _show_new_pepper(settings)
    click.echo("The pins are in no backup: pin the teams and the recovery cards again, with intake trust pin, digits "
               "compared.\nNext:  intake doctor, then  intake audit verify, then  intake serve")


def _ask_seed() -> bytes:
    return backup_key.from_words(click.prompt("The 33 words of the backup key"))


def _ask_back(seed: bytes) -> None:
    for _ in range(_TRIES):
        try:
            if equal(backup_key.from_words(click.prompt("Now type the 33 words from the paper")), seed):
                return
        except Unready:
            pass
        click.echo("These are not the words above. Please compare them one by one.")
    raise Unready("The words were not typed back, so nothing was stored. Throw the paper away and begin again.")


def _keep(settings: Settings, signer: Signer, seed: bytes) -> None:
    stores = open_stores(settings)
    try:
        require_current(stores)
        with stores.changing() as work:
            record(work.main, Act.SYSTEM_BACKUP_KEY_MADE, actor=None, signer=signer,
                   public_key=fingerprint(hpke_public_key(seed)).hex())
        backup_key.keep(settings.secrets_dir, seed)
    finally:
        stores.dispose()


def _ask_pepper(pair: opening.Pair) -> bytes | None:
    words = click.prompt("The 33 words of the pepper (Enter alone if they are lost)", default="", show_default=False)
    if words.strip():
        pepper = pepper_from_words(words)
        pair.require_pepper(pepper)
        return pepper
    click.echo("""
Without the pepper every password and every receipt code is void, for good. What still works: each member of staff
comes back in with their recovery key and a code of the second factor, sets a new password, and reads all cases as
before; two recovery cards open a team whose members all lost theirs. Whoever wrote to you cannot come back to their
thread with the code they have. New enquiries work as ever.
""")
    click.confirm("Restore without the pepper?", abort=True)
    return None


def _show_new_pepper(settings: Settings) -> None:
    click.echo(f"""
A new pepper was made. Write its words on paper and keep it apart from every backup; they are not shown again.

{in_lines(pepper_words(load_secrets(settings.secrets_dir).pepper))}

Then check what you wrote:  intake doctor --confirm-pepper
""")
