"""Books as an older version of Latarnik left them: nothing of the app itself goes back."""

from typing import Any

from alembic import command

from storage.schema import with_alembic


async def take_down(url: str, revision: str = "base") -> None:
    """Take the schema back to an older revision; what newer tables held is lost."""

    def downgrade(config: Any) -> None:
        command.downgrade(config, revision)

    await with_alembic(url, downgrade)
