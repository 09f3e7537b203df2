"""Words of whoever tells of people, in the six languages. Where some stand, what sounds like an offer weighs less."""

from typing import Final

PEOPLE: Final = """
they them he she him her his hers himself herself mother father mom mum dad sister brother son daughter husband wife
parents family child children kids boyfriend girlfriend uncle aunt cousin grandmother grandfather afraid scared
frightened police abuse abused beat beats beaten hit hits threatened threatens escape leave left hurt hurts cry
crying desperate cult shelter refuge suicide help leader elders
او آنها گفتند کمک مادرم پدرم مادر پدر خواهرم برادرم خواهر برادر پسرم دخترم همسرم شوهرم شوهر زن خانواده بچه فرزندم
فرزندانم ترسم ترس پلیس کتک فرار فرقه پناه خشونت تهدید کمکم
مساعدة ساعدوني ساعدني النجدة هو هي هم وعدونا أمي أبي والدي والدتي أختي أخي ابني ابنتي زوجي زوجتي عائلتي أهلي أولادي
أطفالي أطفال خائف خائفة أخاف الشرطة يضربني ضربني هددني يهددني هرب الهروب طائفة العنف ملجأ
aide aidez ils elle elles lui leur mère père soeur sœur frère fils fille mari femme parents famille enfant enfants
copain oncle tante peur police battue bat frappe frappée menace menacée violence secte refuge fuir partir quitté
suicide
hilfe helfen helft er ihm ihn mutter vater schwester bruder sohn tochter mann ehemann eltern familie kind kinder
freund onkel tante angst polizei schlägt geschlagen bedroht droht gewalt sekte zuflucht fliehen flucht weglaufen
verlassen
ndihmë ndihmo ndihmoni ata na ai ajo atë asaj atij nëna babai motra vëllai djali vajza burri gruaja prindërit
familja familje fëmijë fëmijët frikë policia polici rreh rrahu kërcënon kërcënoi dhunë sekti strehë iku largua
"""
