"""What is filled into a sentence: numbers in the page's digits, names that turn nothing around, nothing unescaped."""

from flask import Flask, render_template_string
from flask_babel import force_locale, gettext, ngettext
from markupsafe import Markup

from intake.web import languages
from intake.web.public.entrances import asked_form

FILLED = "{{ _('Waiting: %(who)s, %(many)d', who=who, many=many) }}"


def shown(app: Flask, language: str, who: object, many: int = 12) -> str:
    with app.test_request_context(f"/{language}/"), force_locale(language):
        return render_template_string(FILLED, who=who, many=many)


def test_numbers_stand_in_the_digits_of_the_page(app: Flask) -> None:
    for language, digits in (("en", "12"), ("de", "12"), ("ar", "12"), ("fa", "۱۲")):
        assert shown(app, language, "A").endswith(digits)
        with app.test_request_context(f"/{language}/"), force_locale(language):
            assert digits in str(ngettext("within %(num)d working day", "within %(num)d working days", 12))


def test_what_a_field_refuses_is_told_in_the_digits_of_the_page(app: Flask) -> None:
    with app.test_request_context("/fa/contact", method="POST", data={"message": "x" * 50_001}), force_locale("fa"):
        form = asked_form("")
        form.validate()
        assert "۵۰۰۰۰" in form["message"].errors[0]


def test_a_name_keeps_its_direction_where_pages_run_from_right_to_left(app: Flask) -> None:
    assert "\u2068Anna\u2069" in shown(app, "fa", "Anna")
    assert "\u2068Anna\u2069" in shown(app, "ar", "Anna")
    assert shown(app, "en", "Anna") == "Waiting: Anna, 12"


def test_a_name_that_runs_the_other_way_keeps_its_direction_on_every_page(app: Flask) -> None:
    for name in ("خانواده‌ها", "بيت Anna", "\u202ennA", "משפחה"):
        for language in ("en", "de", "fa"):
            assert f"\u2068{name}\u2069" in shown(app, language, name)
    for name in ("Anna", "Zoë Müller", "Семья", "家族", ""):
        assert shown(app, "en", name) == f"Waiting: {name}, 12"
    assert shown(app, "en", Markup("<b>علی</b>")) == "Waiting: \u2068<b>علی</b>\u2069, 12"


def test_names_one_after_the_other_keep_their_order(app: Flask) -> None:
    with app.test_request_context("/en/"), force_locale("en"):
        assert languages.listed(["Anna", "علی", "رضا"]) == "Anna, \u2068علی\u2069, \u2068رضا\u2069"
    with app.test_request_context("/fa/"), force_locale("fa"):
        assert languages.listed(["Anna", "علی"]) == "\u2068Anna\u2069, \u2068علی\u2069"


def test_what_is_filled_in_is_escaped_unless_it_is_markup(app: Flask) -> None:
    for language in ("en", "fa"):
        assert "&lt;b&gt;" in shown(app, language, "<b>")
        assert "<b>" in shown(app, language, Markup("<b>"))


def test_a_sentence_without_values_may_hold_anything(app: Flask) -> None:
    with app.test_request_context("/fa/"), force_locale("fa"):
        assert gettext("100 % sure") == "100 % sure"


def test_the_desk_speaks_english_where_it_does_not_speak_yet(app: Flask) -> None:
    for accepts, spoken, missing in (("sq", "en", "sq"), ("fa", "fa", ""), ("ar", "en", "ar"), ("de", "de", "")):
        with app.test_request_context("/sign-in", headers={"Accept-Language": accepts}):
            assert (languages.page_language(), languages.missing_language()) == (spoken, missing)
        with app.test_request_context(f"/{accepts}/", headers={"Accept-Language": "en"}) as context:
            app.preprocess_request()
            assert languages.page_language() == accepts
            assert context.request.blueprint == "public"
