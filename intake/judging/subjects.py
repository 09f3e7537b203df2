"""What offers speak of, in the six languages: people in need write of these things as well, so one is next to nothing.

How a line is read stands in `phrases.py`.
"""

from typing import Final

SUBJECTS: Final = {
    "en": """
marketing/advertising/advertisement/advertisements
high/top/best/premium quality
cost effective
years of experience
our mission/customers/company/firm/experts/team/store/platform/app/software/system/website/technology
best product/products/service/services/solution/solutions
customer satisfaction
fully automated/automatic
co ltd/limited
factory/wholesale/catalog/catalogue/quotation/quotations/bulk
vape/vaping/cigarettes/replica/replicas
domain/domains/hosting/webmaster
prize/prizes/giveaway/giveaways/jackpot/winner/winners
entrepreneur/entrepreneurs/startup/startups
download/downloads
your website/webshop/webstore/domain/webpage/homepage/business/brand/leads/customers/competitors/company
link below
visit the/this _? website/link
our product/products/catalog/catalogue/services/clients/prices
for free
wanted/want to reach out
wanted/want/like to contact/tell/inform/let you about/know
without risk/effort/investing
get/getting/be paid to/for
more info/information/details at/by/here/visit
you have/ve been selected/awarded/chosen
crypto/bitcoin/forex trading/wallet/wallets/project/market/platform/community/investment/exchange/software
bitcoin/bitcoins/btc/usdt/cryptocurrency/cryptocurrencies/crypto/blockchain/nft/nfts
investment/investments plan/platform/project/opportunity/currency/company/period/amount
return on investment
profit/profits/roi/dividends
passive/daily/extra income/profit/profits
$/£/€ # a/per/every/each day/week/month/hour
# % per/a/in/every day/week/month/hour/#
millions/thousands/million/billion of? dollars/euros/pounds/usd/bucks
casino/casinos/poker/jackpot/roulette/lottery
sports betting/bets
slot machine/machines/games
viagra/cialis/levitra/xanax/tramadol/ambien/valium/phentermine
pills/supplement/supplements/cbd/keto
online pharmacy
weight loss
hot/sexy/horny/nude/naked girl/girls/women/singles/ladies/babes/teen/teens
dating site/sites/app/apps/website
porn/porno/xxx/escort/escorts/webcam
loan/loans offer/offers
business/personal/payday loan/loans/proposal/funding
next of kin
gift card/cards
mobile/iphone/android app/apps
app store
appstore
google play
website/webshop/webstore/homepage/webpage
subscribers/followers/youtuber/youtubers/vids
my/our video/videos/song/songs/music/page/remixes/project/book
discount/discounts/coupon/coupons/promo
supplier/manufacturer/wholesaler/exporter/reseller
this comment
""",
    "fa": """
محصولات/خدمات ما
بدون ریسک/سرمایه/ضامن
سایت/وبسایت شما
کسب و کار شما
بیت کوین
بیتکوین/رمزارز/رمزارزها/کریپتو/فارکس/ترید
ارز/ارزهای دیجیتال
سرمایه گذاری
سود/درآمد روزانه/ماهانه/تضمینی/ثابت/دلاری
شرط بندی
کازینو/پوکر/رولت
ویاگرا/سیالیس
قرص لاغری/چاقی/تاخیری
تخفیف/تخفیفات
وب سایت
وبسایت
وام/وامهای فوری/آنلاین
دوست/همسر یابی
فالوور/فالوورها/ممبر
""",
    "ar": """
منتجاتنا/خدماتنا/موقعنا
بدون مخاطرة/مخاطر
شركتك/شركتكم/موقعك/موقعكم/نشاطك/متجرك
بيتكوين/البيتكوين/فوركس/الفوركس/كريبتو/الكريبتو
العملات/عملات المشفرة/مشفرة/الرقمية/رقمية
استثمار/الاستثمار/استثمارات/الاستثمارات في/مضمون/مربح/مضمونة/مربحة
أرباح/ارباح/عوائد/ربح/دخل يومية/يومي/شهرية/شهري/مضمونة/مضمون/إضافي/سلبي
كازينو/الكازينو/بوكر/روليت/يانصيب
مراهنات/المراهنات/رهان رياضية/الرياضية
فياجرا/سياليس
حبوب/كبسولات التنحيف/التخسيس/تنحيف/تخسيس
خصم/خصومات/كوبون
قروض/قرض سريعة/فورية/سريع/فوري/شخصي/شخصية
مواقع/موقع تعارف/التعارف/مواعدة/المواعدة
متابعين/المتابعين/متابع
""",
    "fr": """
nos produit/produits/services/clients
votre site/boutique/entreprise/marque
sans risque/effort/engagement
bitcoin/bitcoins/crypto/cryptomonnaie/cryptomonnaies/blockchain/forex
investissement/investissements/placement/placements rentable/rentables/minimum/garanti/garantis
revenu/revenus/gain/gains passif/passifs/quotidien/quotidiens/garanti/garantis/complémentaire/complémentaires
rendement/rentabilité
# €/$/euros/dollars/% par jour/semaine/mois
casino/casinos/poker/roulette/loterie/jackpot
paris sportifs
machines/machine à sous
viagra/cialis/levitra/kamagra
pilule/pilules/complément/compléments minceur/amincissantes/alimentaires
pharmacie en ligne
offre/offres de prêt/prêts/crédit
prêt/prêts/crédit/crédits entre/rapide/rapides/personnel/personnels
site/sites/application de rencontre/rencontres
rencontre/rencontres coquine/coquines/adulte/adultes
remise/réduction/rabais/promo/promotion/promotions
site web/internet
abonnés/followers
""",
    "de": """
ihre/ihrer/ihr website/webseite/homepage/onlineshop/webshop/unternehmen/firma/marke
ohne risiko/aufwand/vorkenntnisse
unser/unsere/unserem/unseren produkt/produkte/produkten/dienstleistungen/kunden
bitcoin/bitcoins/krypto/kryptowährung/kryptowährungen/blockchain/forex/trading
rendite/renditen/gewinne/dividende
passives/zusätzliches/sicheres/monatliches einkommen
# €/$/euro/dollar/% am/pro/im/täglich tag/woche/monat/stunde?
casino/casinos/poker/roulette/lotterie/jackpot/spielautomat/spielautomaten
sportwetten
viagra/cialis/levitra/kamagra/potenzmittel
diätpillen/schlankheitspillen/abnehmpillen/nahrungsergänzungsmittel
abnehmen ohne
heiße/sexy/geile/nackte frauen/mädchen/girls/singles
dating/partner app/portal/seite/börse
kreditangebot/kreditangebote/sofortkredit/sofortkredite/privatkredit/darlehensangebot
kredit ohne schufa
rabatt/rabatte/gutschein/gutscheine/gutscheincode/rabattcode
webseite/website/webshop/homepage/onlineshop
abonnenten/follower
hersteller/lieferant/lieferanten/großhändler
""",
    "sq": """
pa rrezik/risk/mund
produktet/shërbimet tona
faqja/faqen/biznesi/biznesin/kompania/kompaninë juaj/tuaj
bitcoin/bitkoin/kripto/kriptomonedha/kriptovaluta/kriptomonedhave/forex
investim/investime fitimprurëse/i/të/minimal
të ardhura pasive/shtesë/ditore
fitim/fitime ditor/ditore/të/mujor/mujore
# €/$/euro/dollarë/% në/çdo ditë/javë/muaj
kazino/kazinotë/poker/lotari
baste/bastet sportive
viagra/cialis
pilula/pilulat dobësimi/dobësuese/për
kredi/hua të/e shpejta/shpejtë/online
ulje/zbritje/kupon
uebsajt/uebsajti/uebfaqe/uebfaqja
ndjekës/ndjekësit
""",
}
