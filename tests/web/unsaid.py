"""What no page may say, in each language: words that hurt or blame, and promises that nobody can keep.

Patterns are searched in a text made plain (`plain`): small letters, no marks of direction, no joiners, no short vowels.
"""

import re
import unicodedata
from functools import cache
from typing import Final

UNKIND: Final = {
    "en": r"\b(cults?|sects?|victims?|perpetrators?|abusers?|brainwash\w*|invalid|illegal|failed|failure|incorrect)\b",
    "fa": r"قربانی|(?<!\w)فرقه|مجرم|متجاوز|آزارگر|شستشوی مغز|مغزشویی|نامعتبر|غیرمجاز|غیر ?قانونی|ناموفق|شکست خورد",
    "ar": r"(?<!\w)[وفبلك]?(ال|لل)?(ضحي[ةت]|ضحايا|طائفة|جاني|مجرم|معتدي)|غسيل (ال)?(دماغ|أدمغة)|غير (صالح|قانوني|صحيح)"
          r"|(?<!\w)[وف]?فشل",
    "fr": r"\b(sectes?|victimes?|gourous?|bourreaux?|coupables?|agresseurs?|lavage de cerveau|invalides?|non valides?"
          r"|illégale?s?|échou\w+|échecs?|incorrecte?s?)\b",
    "de": r"\b(sekten?|kult\w*|opfers?|täter\w*|gehirnwäsche|ungültig\w*|unzulässig\w*|illegal\w*|fehlgeschlagen\w*"
          r"|gescheitert\w*|fehlerhaft\w*)\b",
    "sq": r"\b(viktim\w+|sekt\w*|kult\w*|fajtor\w*|dhunues\w*|shpëlarje|(e )?pavlefsh\w+|paligjsh\w+"
          r"|dështo\w+|dështim\w*)\b",
}
"""Names for a group and for people that belong to one side, and what blames somebody for a slip."""
PROMISING: Final = {
    "en": r"untraceable|\bno traces?\b|(?<!that )all tra(ces|cks)|without (a |any )?trace|guarantee"
          r"|leaves? nothing behind|\b(completely|totally|absolutely|fully|perfectly|always|100 ?%) "
          r"(safe|secure|anonymous|confidential|private)",
    "fa": r"بدون (هیچ )?رد|هیچ رد|ردپایی نمی|تضمین|(کاملا|همیشه|صد ?درصد) ?(امن|ایمن|ناشناس|محرمانه)|قول می ?دهیم"
          r"|غیر ?قابل رد",
    "ar": r"(بلا|دون|بدون) (أي )?(أثر|آثار)|لا (ن|ي|ت)ترك (أي )?(أثر|آثار)|نضمن|مضمون|ضمانة|(آمن|سري|مجهول)\w* "
          r"(تماما|كليا|دائما)|لا يمكن تتبع",
    "fr": r"sans (laisser (de |aucune )?)?traces?\b|aucune trace|garanti|intraçable|impossible à (tracer|retrouver)"
          r"|(totalement|complètement|parfaitement|entièrement|toujours) (sûre?|sécurisé|anonyme|confidentiel)",
    "de": r"spurlos|keine(rlei)? spuren|ohne (jede )?spur|garant|nicht zurückverfolg"
          r"|(völlig|vollständig|absolut|komplett|ganz|vollkommen|immer) (sicher|anonym|vertraulich|geheim)",
    "sq": r"pa (lënë )?(asnjë )?gjurm|asnjë gjurm|nuk l(ë|ë[nm]ë?|ihen) gjurm|garant|pagjurmue"
          r"|(plotësisht|krejtësisht|gjithmonë) (i |e |të )?(sigurt|anonim|fshehtë)",
}
"""That tracks can be gone for certain, that somebody cannot be found, that nothing can go wrong."""
ON_HISTORY: Final = {
    "en": ("spyware", "suspicious"), "fa": ("جاسوسافزار", "شک کند"), "ar": ("برامج التجسس", "الشك"),
    "fr": ("logiciel espion", "soupçons"), "de": ("spyware", "misstrauisch"), "sq": ("program spiunimi", "dyshime"),
}
"""What stands beside every advice to clear a history: that a hidden program may know, and that somebody may wonder."""
_UNWRITTEN: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\u0640\u064b-\u0652\u0670]")


@cache
def plain(text: str) -> str:
    """The text as it is searched."""
    return _UNWRITTEN.sub("", unicodedata.normalize("NFC", text)).casefold()


def found(words: dict[str, str], language: str, text: str) -> str:
    """The first of these words that stands in a text of this language, or nothing."""
    hit = re.search(plain(words[language]), plain(text))
    return hit[0] if hit else ""
