"""What Alembic runs for either store. `intake/migrate.py` opens the connection and says which metadata is meant."""

from alembic import context
from sqlalchemy.types import TypeDecorator


def plain_types(kind: str, thing: object, _context: object) -> str | bool:
    """A revision knows no class of Intake's: a type of ours is drafted as what it stores."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    compare_server_default=True,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=plain_types,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
