"""The commands `backup` and `restore`."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import current_app
from flask.cli import with_appcontext

from app.backups.archive import DamagedArchive, KeyNeeded, unpack
from app.backups.encryption import WrongKey
from app.backups.making import make_backup
from app.backups.postgresql_copy import ToolFailed
from app.backups.restoring import NotEmpty, OtherDatabase, restore_backup
from app.backups.sqlite_copy import UnsoundDatabase
from app.uploads.store import StoreUnavailable

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=_FILE)
@with_appcontext
def backup(file: Path) -> None:
    """Write the database and the documents into FILE, while the program runs.

    FILE is encrypted if BACKUP_KEY is set. It must not exist yet.
    """
    if file.exists():
        raise click.ClickException(f"{file} exists already.")
    try:
        made = make_backup(file)
    except (ToolFailed, StoreUnavailable) as error:
        raise click.ClickException(str(error)) from error
    for key in made.missing:
        click.echo(f"The store does not have document {key}.", err=True)
    words = "encrypted" if current_app.config["BACKUP_KEY"] else "not encrypted"
    click.echo(f"{file}: the database and {made.documents} documents, {words}.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace the data that is in the database.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Put the database and the documents of FILE back, wholly or not at all.

    Stop the web processes and the workers before. Afterwards no number and no slip is issued until
    `ranges advance` and `slips advance` have moved past what was issued since the backup.
    """
    # Beside the database, where there is room for it.
    with TemporaryDirectory(dir=current_app.instance_path, prefix="restore-") as name:
        folder = Path(name)
        try:
            manifest = unpack(file, current_app.config["BACKUP_KEY"], folder)
            count = restore_backup(folder, manifest, replace=replace)
        except NotEmpty as error:
            raise click.ClickException(
                "There is data in the database; give --replace to lose it."
            ) from error
        except (DamagedArchive, KeyNeeded, WrongKey) as error:
            raise click.ClickException(f"{file} cannot be restored: {error}.") from error
        except (OtherDatabase, UnsoundDatabase, ToolFailed, StoreUnavailable) as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"Restored as of {manifest['made_at']}; {count} documents were missing.")
    click.echo("Next: flask db upgrade, flask ranges advance, flask slips advance.")
