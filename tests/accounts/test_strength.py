"""What makes a password good enough, and the reasons given when it is not."""

import pytest

from intake.accounts.strength import require_strong
from intake.errors import Invalid

OWN = ("mira.haddad", "Mira Haddad", "Harbour Support")


@pytest.mark.parametrize("password, kind", [
    ("", "short"),
    ("Tr0ub4dor&3", "short"),
    ("correct-12e" + "\u0301", "short"),
    ("x" * 1025, "long"),
    ("passwordpassword", "repeats"),
    ("aaaaaaaaaaaaaaaa", "repeats"),
    ("abcdefghijklmnop", "sequence"),
    ("qwertyuiopasdf", "common"),
    ("poiuytgvbnm,.", "keyboard"),
    ("mirahaddad2024", "own"),
    ("harbour support", "own"),
    ("iloveyou1234", "common"),
])
def test_a_weak_password_is_refused_with_its_reason(password: str, kind: str) -> None:
    with pytest.raises(Invalid) as refused:
        require_strong(password, OWN)
    assert refused.value.problems["password"] == kind


@pytest.mark.parametrize("password", [
    "seven lamps along the quiet harbour",
    "هفت چراغ کنار بندر خاموش",
    "سبعة مصابيح على الميناء الهادئ",
    "shtatë llamba pranë portit të qetë",
    "😀 lampe 😀 hafen 😀 nacht 😀 ufer",
    "k7#Vq2!mZp9xL",
    "the slow brass kettle of my neighbour sings " * 20,
])
def test_a_good_password_in_any_script_and_length_is_taken(password: str) -> None:
    require_strong(password, OWN)


def test_the_password_is_not_in_the_error() -> None:
    with pytest.raises(Invalid) as refused:
        require_strong("mirahaddad2024", OWN)
    assert "mira" not in str(refused.value)
