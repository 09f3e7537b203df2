"""Names stand in the order in which a language's readers look for them."""

import random

import pytest
from flask import Flask
from flask_babel import force_locale

from intake.web.alphabet import by_name, place
from intake.web.places import countries

ORDERS = {
    "fa": ["آرش", "ابراهیم", "بابک", "پری", "تارا", "جواد", "چنگیز", "حمید", "زهرا", "ژاله", "سارا", "قاسم", "کاوه",
           "گلناز", "لیلا", "نادر", "ویدا", "هما", "یاسر", "Anna", "Bert"],
    "ar": ["أحمد", "باسم", "تامر", "جمال", "زينب", "سامر", "فاطمة", "كريم", "ليلى", "نادر", "هدى", "وليد", "يوسف",
           "Anna"],
    "sq": ["Afërdita", "cikël", "Çerçiz", "Drita", "dhembje", "Elira", "ëndërr", "Gani", "Gjergj", "luan", "Llesh",
           "nuse", "Njazi", "rugë", "Rrezarta", "sy", "Shpresa", "Tana", "Thanas", "Xeni", "Xhevat", "Zana", "Zhaneta",
           "آرش"],
    "de": ["Ärzte", "Azur", "Öde", "Ofen", "Straße", "Strasse 2", "Über", "Ufer", "Zoë", "آرش", "ژاله", "کاوه"],
    "fr": ["Éa 2", "Éa 10", "Élan", "Eric", "Œuvre", "Ofra"],
    "en": ["Team 2", "Team 9", "Team 10", "team 11", "Team A"],
}


@pytest.mark.parametrize("language", ORDERS)
def test_names_are_sorted_by_the_alphabet_of_the_page(app: Flask, language: str) -> None:
    names = ORDERS[language]
    mixed = random.Random(7).sample(names, len(names))
    with app.test_request_context("/"), force_locale(language):
        assert by_name(mixed, str) == names


def test_a_letter_is_at_its_place_however_it_was_typed() -> None:
    typed = [("كاوه", "کاوه"), ("علي", "علی"), ("مریم", "مَریَم"), ("می‌خواهد", "میخواهد"), ("تیم ۱۲", "تیم 12")]
    for one, other in typed:
        assert place(one, "fa")[0] == place(other, "fa")[0]


@pytest.mark.parametrize("name", ["", " ", "\ud800", "\u202e", "😀", "²", "١٢۳4", "ﷺ", "ß" * 500])
def test_any_text_has_a_place(name: str) -> None:
    for language in ORDERS:
        assert place(name, language) == place(name, language)


def test_countries_follow_their_language() -> None:
    persian = [name for _, name in countries("fa")]
    firsts = [next(at for at, name in enumerate(persian) if name.startswith(letter)) for letter in "آابپتجچدژسکگلموهی"]
    assert firsts == sorted(firsts)
    albanian = [name for _, name in countries("sq")]
    assert albanian.index("Suedi") < albanian.index("Shqipëri") < albanian.index("Tunizi")
