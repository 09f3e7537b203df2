"""What the months are called: one name for each language to show them by, and many more to understand what is typed.

Babel knows the Gregorian names alone. The others stand here as people write them in each language; who writes Persian
in Kabul calls the solar months by other names than somebody in Tehran.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from babel import Locale

from intake.calendars.convert import Calendar

_JALALI: Final = {
    "en": "Farvardin, Ordibehesht, Khordad, Tir, Mordad, Shahrivar, Mehr, Aban, Azar, Dey, Bahman, Esfand",
    "de": "Farwardin, Ordibehescht, Chordad, Tir, Mordad, Schahriwar, Mehr, Aban, Asar, Dey, Bahman, Esfand",
    "fa": "فروردین, اردیبهشت, خرداد, تیر, مرداد, شهریور, مهر, آبان, آذر, دی, بهمن, اسفند",
    "ar": "فروردين, أرديبهشت, خرداد, تير, مرداد, شهريور, مهر, آبان, آذر, دي, بهمن, إسفند",
}
_UMM_AL_QURA: Final = {
    "en": "Muharram, Safar, Rabi' al-Awwal, Rabi' al-Thani, Jumada al-Ula, Jumada al-Akhirah, Rajab, Sha'ban, Ramadan, "
          "Shawwal, Dhu al-Qa'dah, Dhu al-Hijjah",
    "fa": "محرم, صفر, ربیع‌الاول, ربیع‌الثانی, جمادی‌الاول, جمادی‌الثانی, رجب, شعبان, رمضان, شوال, ذیقعده, ذیحجه",
    "ar": "محرم, صفر, ربيع الأول, ربيع الآخر, جمادى الأولى, جمادى الآخرة, رجب, شعبان, رمضان, شوال, ذو القعدة, ذو الحجة",
    "fr": "mouharram, safar, rabia al awal, rabia ath-thani, joumada al oula, joumada ath-thania, rajab, chaabane, "
          "ramadan, chawwal, dhou al qi'da, dhou al-hijja",
    "de": "Muharram, Safar, Rabi I, Rabi II, Dschumada I, Dschumada II, Radschab, Schaban, Ramadan, Schawwal, "
          "Dhu l-Qa'da, Dhu l-Hiddscha",
    "sq": "Muharrem, Safer, Rebiul-evvel, Rebiul-ahir, Xhumadel-ula, Xhumadel-uhra, Rexheb, Shaban, Ramazan, Sheval, "
          "Dhulkade, Dhulhixhe",
}
_ALSO: Final[dict[Calendar, tuple[str, ...]]] = {
    Calendar.GREGORIAN: (
        "January, February, March, April, May, June, July, August, Sept, October, November, December",
        "Jänner, Feber, Maerz, , , , , , , , , ",
        "janar, shkurt, mars, prill, maj, qershor, korrik, gusht, shtator, tetor, nentor, dhjetor",
        "جنوری, فوریه, مارچ, اپریل, می, جون, جولای, آگوست, سپتمبر, اکتبر, نومبر, دسمبر",
    ),
    Calendar.JALALI: (
        "Farwardin, Ordibehest, Xordad, , Amordad, Shahriwar, , , , Day, , Esfan",
        "حمل, ثور, جوزا, سرطان, اسد, سنبله, میزان, عقرب, قوس, جدی, دلو, حوت",
        "Hamal, Sawr, Jawza, Saratan, Asad, Sonbola, Mizan, Aqrab, Qaws, Jadi, Dalwa, Hut",
        "وری, غویی, غبرګولی, چنګاښ, زمری, وږی, تله, لړم, لیندۍ, مرغومی, سلواغه, کب",
        ", , , , امرداد, , , , , , , اسپند",
    ),
    Calendar.UMM_AL_QURA: (
        "Moharram, , Rabi al-Awal, Rabi al-Akhir, Jumada al-Awwal, Jumada al-Thani, Recep, Shaaban, Ramadhan, Shawal, "
        "Dhul-Qadah, Dhul-Hijjah",
        "Muharrem, Safer, Rabi I, Rabi II, Jumada I, Jumada II, Redžeb, Chaban, Ramazan, Chawal, Zilkade, Zilhicce",
        "Muharam, Safer, Rabi ul-Awwal, Rabi ul-Thani, Jamadi ul-Awwal, Jamadi ul-Thani, , Shabaan, Ramzan, , "
        "Dhul Qaada, Dhul Hijja",
        "المحرم, , ربیع الاولی, ربيع الثاني, جمادى الأول, جمادى الثانية, رجب المرجب, شعبان المعظم, رمضان المبارك, , "
        "ذي القعدة, ذي الحجة",
        ", , , ربيع الآخرة, , جمادى الآخر, , , , , ذی‌القعده, ذی‌الحجه",
        ", , , , , , , , , , ذوالقعده, ذوالحجه",
    ),
}
_GREGORIAN_SPEECHES: Final = ("en", "en_GB", "fa", "fa_AF", "ar", "ar_SY", "ar_DZ", "ar_MA", "fr", "de", "sq")
_ONE_LETTER: Final = str.maketrans({"ي": "ی", "ى": "ی", "ې": "ی", "ۍ": "ی", "ك": "ک", "ګ": "گ", "ة": "ه", "ۀ": "ه",
                                    "ە": "ه"})


def month_name(calendar: Calendar, month: int, language: str) -> str:
    """What a page in this language calls the month, beside its day."""
    if calendar is Calendar.GREGORIAN:
        return str(Locale.parse(language).months["format"]["wide"][month])
    names = _JALALI if calendar is Calendar.JALALI else _UMM_AL_QURA
    return _split(names.get(language, names["en"]))[month - 1]


def month_called(calendar: Calendar, text: str) -> int | None:
    """The month that somebody calls so, in any of the languages; None where it is no month of this calendar."""
    return _known(calendar).get(_plain(text))


@cache
def _known(calendar: Calendar) -> dict[str, int]:
    lists = [*_shown(calendar), *map(_split, _ALSO[calendar])]
    return {_plain(name): month for names in lists for month, name in enumerate(names, 1) if name}


def _shown(calendar: Calendar) -> Iterator[list[str]]:
    if calendar is not Calendar.GREGORIAN:
        yield from map(_split, (_JALALI if calendar is Calendar.JALALI else _UMM_AL_QURA).values())
        return
    for speech in _GREGORIAN_SPEECHES:
        months = Locale.parse(speech).months
        yield from ([months[form][width][month] for month in range(1, 13)]
                    for form in ("format", "stand-alone") for width in ("wide", "abbreviated"))


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",")]


def _plain(name: str) -> str:
    """The letters of a name and nothing else, so that accents, spaces, dots and kinds of ي and ک are of no matter."""
    letters = unicodedata.normalize("NFKD", name.translate(_ONE_LETTER).casefold()).translate(_ONE_LETTER)
    return "".join(letter for letter in letters if unicodedata.category(letter) in {"Ll", "Lo"})
