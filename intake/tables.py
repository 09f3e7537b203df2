"""Every table of every room, loaded once, so that the metadata of the stores is whole. Rooms never import this."""

from typing import Final

from sqlalchemy import MetaData

from intake.accounts import drafts
from intake.accounts import models as accounts
from intake.audit import models as audit
from intake.cases import attachment
from intake.cases import models as cases
from intake.db import Ephemeral, Main, Shards
from intake.notices import models as notices
from intake.questionnaires import models as questionnaires

ROOMS: Final = (accounts, drafts, audit, cases, attachment, notices, questionnaires)
MIGRATED: Final[dict[str, MetaData]] = {"main": Main.metadata, "shards": Shards.metadata}
EPHEMERAL: Final[MetaData] = Ephemeral.metadata
