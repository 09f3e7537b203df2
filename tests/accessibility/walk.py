"""One walk through everything in one language: what the gallery holds, and in which order it comes to be."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.accessibility import at_the_desk, in_public
from tests.accessibility.gallery import Gallery
from tests.accessibility.house import furnished
from tests.support.databases import SqliteDatabases


@contextmanager
def walked(folder: Path, databases: SqliteDatabases, language: str) -> Iterator[Gallery]:
    """The gallery in this language, and the application it comes from."""
    with furnished(folder, databases, language) as house:
        places = {"language": language, "reference": house.cases["full"], "token": house.link.rpartition("/")[2],
                  "staff_id": house.desk.sara.id, "team_id": house.desk.office.team_id, "sid": "00" * 32,
                  "page": "help"}
        gallery = Gallery(house.desk.app, house.desk, language, places)
        gallery.somebody()
        for role, person in (("lead", house.desk.office.lead), ("caseworker", house.desk.karim.person),
                             ("administrator", house.desk.administrator.person), ("auditor", house.auditor)):
            gallery.signed_in(role, person)
        gallery.look_everywhere()
        in_public.walk(gallery, house)
        at_the_desk.walk(gallery, house)
        gallery.send_everything()
        at_the_desk.at_the_end(gallery, house)
        yield gallery


@contextmanager
def walked_in_public(folder: Path, databases: SqliteDatabases, language: str) -> Iterator[Gallery]:
    """What people from outside meet alone: a fourth of the pages, in much less time."""
    with furnished(folder, databases, language) as house:
        gallery = Gallery(house.desk.app, house.desk, language, {"language": language, "file_id": 1})
        gallery.somebody()
        gallery.look_everywhere(in_public_alone=True)
        in_public.walk(gallery, house)
        gallery.send_everything()
        yield gallery
