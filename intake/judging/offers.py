"""What offers say to their reader, in the six languages. One may stand in any letter; two in few lines sell something.

How a line is read stands in `phrases.py`.
"""

from typing import Final

OFFERS: Final = {
    "en": """
download it/the/our/this/a/my _? _? from? here/now/app
ending/end the/our/this sale/offer
free entry/ringtone/ringtones/msg
txt/text _ to #
claim/collect your/ur? # prize/award
call # now/to/from
reply stop/yes
you/u have/ve? been? won/awarded/chosen/selected a/an/the/£/$/€
check me/us/them/this/it/him out
subscribe/suscribe/unsubscribe
my/our/her/his new/first/latest/newest song/single/album/mixtape/video/clip/vid/book/app/site/website/shop/store
paypal/pal money/cash/credit
new on/to youtube/twitch/tiktok
follow/add/like me/us/him on _? twitter/facebook/instagram/insta/snapchat/tiktok/youtube/twitch/fb/ig
come and? watch my/our
link in bio/description
free robux/skins/credits/coins/iphone/iphones/spins/followers/likes
win a/an/free/your? iphone/car/prize/prizes/cash
like this/my comment/page/status
join me/us on/at
earn free/real
click/tap/press here/below
click/press on? the/this/my/our link
visit/see/check our/my _? website/websites/site/sites/shop/store/page/catalog/catalogue
price list
best/lowest/competitive/cheap/cheapest/wholesale/factory/affordable price/prices/rates/deal/deals/cost
price/prices/cost/rates is/are extremely/very/really? competitive/affordable
top notch/quality/rated
free trial/shipping/delivery/download/membership/sample/samples
free quote/gift/gifts/video/registration/training/consultation/money
register/sign/join up? for? here/now/free/today
start/begin your? free? trial
buy/order/shop/apply/download/join/act/register/invest/start now/today/here
order/buy/shop online
get yours/it/started now/today
# % off/discount/bonus/cashback
discount/promo/coupon code
limited time/offer
special/exclusive/amazing/unbeatable/great offer/offers/deal/deals
today only
money back guarantee
satisfaction guaranteed
we are a/an/the? _? leading/professional/manufacturer/supplier/exporter/wholesaler/vendor/agency
manufacturer/supplier/vendor/exporter/wholesaler of
we provide/offer/supply/sell/manufacture/produce/deliver all/a/an/the/our/best
we provide/offer/supply/sell/manufacture/produce/deliver top/high/various/different/cheap/quality
please/kindly contact us for/via/if/today
are you interested in
if you are/re interested
interested in learning/knowing more
your ad/ads
grow/boost/increase/improve/promote/skyrocket/develop your
more sales/leads/customers/visitors/traffic/clients/followers/views
targeted traffic/visitors/leads
lifetime warranty
no obligation
risk free
make/earn/making/earning money/cash/bitcoin/bitcoins online/fast/easily/easy
make/earn/making/earning real/free/easy/extra/big/thousands money/cash/income/bucks/of
make/earn/earning/making $/£/€ #
earn/win # $/dollars/%/euro/euros/€/£
grow/double/multiply/triple your? money/income/bitcoin/bitcoins/investment
get rich
turn $/£/€ # into
financial freedom/goals/independence
minimum/maximum investment/deposit/profit
referral bonus/bonuses/link/code/program
affiliate/referral/partner program/programs/programme/marketing/link
online casino/casinos bonus/games
casino bonus/games
buy/order viagra/cialis/levitra/xanax/tramadol/ambien/valium/followers/likes
generic/cheap/discount viagra/cialis/levitra
viagra/cialis/pills online/without
male enhancement
adult dating
opt me out
opt out
web/website/graphic/logo design/designer/development/developer
business proposal/opportunity/loan/loans/partner
win win
guest post/posts/blog
watch the/this/my/our? free/new/full? video/training/webinar/presentation/trailer
best/your quotation/quotations
read more details/here/on/at/about?
get more info/information
sent you a/#/some friend/pic/pics/photo/photos/picture/pictures/message/messages
she is/s online
try here/it
congratulations you/u
you have/ve? won
claim your/ur/the prize/reward/bonus/gift
free gift/itunes/steam/amazon/psn? card/cards/code/codes
lead generation
""",
    "fa": """
کلیک کنید/کن
لینک/آدرس زیر
روی لینک
سایت/وبسایت/فروشگاه/کانال/پیج ما
تخفیف ویژه/استثنایی/#
# % تخفیف/سود
کد تخفیف
ارسال رایگان
فروش/پیشنهاد/تخفیف ویژه/استثنایی/شگفت/شگفت‌انگیز
قیمت مناسب/ارزان/عمده/همکاری/رقابتی
بهترین/ارزانترین قیمت
خرید آنلاین/اینترنتی/آسان/ارزان/عمده/مستقیم
همین حالا/الان ثبت/خرید/سفارش/کلیک/عضو/شروع
ثبت نام کنید/کن/رایگان
سفارش دهید/بدهید
عضو شوید/شو
فرصت محدود/طلایی
مدت محدود
مشاوره/نمونه/تست/دانلود/عضویت رایگان
کسب درآمد/درامد
درآمد دلاری/اینترنتی/میلیونی/آنلاین
پول دار/پولدار شوید
سایت شرط/پیش/شرطبندی
بونوس/جایزه ثبت/خوش
افزایش فروش/بازدید/مشتری/درآمد
طراحی سایت/وبسایت/لوگو
تولید/وارد کننده
""",
    "ar": """
اضغط/انقر/اضغطوا/انقروا هنا/على/الرابط
الرابط/رابط التالي/أدناه/ادناه
زوروا/زيارة/زر/تفضلوا موقعنا/متجرنا/بزيارة/صفحتنا
عروضنا/متجرنا/أسعارنا
عرض/عروض خاص/خاصة/محدود/محدودة/حصري/حصرية
لفترة محدودة
لمدة محدودة
خصم يصل/# %?
# % خصم/ربح
كود/كوبون خصم/الخصم
شحن/توصيل/تجربة/استشارة/تسجيل/تحميل مجاني/مجانا/مجانية
أفضل/افضل/أرخص/ارخص سعر/الأسعار/الاسعار/أسعار/عروض
أسعار/اسعار تنافسية/منافسة/مناسبة
اشتر/اشتري/اشتروا/اطلب/اطلبوا/سجل/سجلوا/احجز/ابدأ/ابدا الآن/الان/اليوم
اربح/اربحوا/اكسب/ربح/كسب/الربح المال/المال/من? الانترنت/الإنترنت/النت
اربح/اكسب # $/دولار/يورو/%
دخل إضافي/اضافي/سلبي
نحن شركة/مصنع رائدة/متخصصة/متخصص
تواصل/تواصلوا معنا عبر/واتساب/الآن/الان
زيادة المبيعات/مبيعاتك/عملائك/العملاء
تصميم مواقع/موقع/شعار
مكافأة/مكافأه/بونص ترحيبية/مجانية/الترحيب
لقد ربحت/فزت
مبروك ربحت/فزت/لقد
إلغاء/الغاء الاشتراك
""",
    "fr": """
cliquez/clique/cliquer ici/sur/dessous
lien ci/suivant
visitez notre/nos/mon/le site/boutique/page/magasin
nos offres/tarifs/prix
notre boutique/catalogue/gamme/catalogue/site
livraison gratuite/offerte
essai/échantillon/devis/téléchargement gratuit/gratuits/offert
inscription/consultation/formation gratuite
offre/offres spéciale/spéciales/exclusive/exclusives/limitée/limitées/exceptionnelle/exceptionnelles
durée limitée
# % de réduction/remise/rabais
code promo
meilleur/meilleurs prix/tarif/tarifs
prix imbattable/imbattables/compétitif/compétitifs/bas
nous sommes un/une? fabricant/fournisseur/agence/entreprise/société/leader spécialisé/spécialisée?
nous proposons/offrons/vendons des/une/un/nos/le/la/les
votre référencement/visibilité
boostez/augmentez/améliorez/développez/doublez votre/vos
plus de clients/trafic/visiteurs/ventes/abonnés
achetez/commandez/inscrivez/profitez/investissez vous/en? maintenant/aujourd/ici/dès
gagner/gagnez/gagne de l argent
gagner/gagnez/gagne # €/$/euros/dollars
argent facile/rapide
devenir/devenez riche
liberté financière
bonus de/sans bienvenue/dépôt
tours gratuits
viagra/cialis sans/en/pas ordonnance/ligne/cher
désabonner/désinscrire
création de sites/site/logo
vous avez gagné
félicitations vous
carte/cartes cadeau/cadeaux
""",
    "de": """
folgt/folge/folgen sie? mir/uns auf instagram/facebook/twitter/youtube/tiktok
klicken/klick/klicke/klickt sie? hier/auf
hier klicken
link unten
besuchen/besuche/besucht sie? unsere/unseren/meine/meinen website/webseite/seite/shop/homepage/onlineshop
unser/unsere/unserem/unseren angebot/angebote/shop/sortiment/katalog/preise
kostenloser/kostenlose/kostenloses/gratis versand/probe/test/testphase/download/angebot/beratung/muster/anmeldung
versandkostenfrei
jetzt kaufen/bestellen/anmelden/sichern/registrieren/zugreifen/starten/investieren/kostenlos
nur heute/kurze
# % rabatt/günstiger/bonus
zeitlich begrenzt/begrenztes/begrenzte
begrenztes/exklusives/einmaliges/unschlagbares/tolles angebot
beste/besten/günstige/günstigen/unschlagbare preis/preise/preisen
geld zurück garantie
wir sind ein/eine? führender/führende/professioneller/hersteller/anbieter/lieferant/agentur
wir bieten/liefern/verkaufen/produzieren ihnen/eine/einen/alle/hochwertige/unsere/günstige
haben sie interesse an
falls/wenn sie interesse haben/an
mehr besucher/kunden/umsatz/traffic/follower/verkäufe
neue kunden gewinnen
steigern/erhöhen/verbessern/verdoppeln sie ihren/ihre/ihr
geld verdienen online/im/von/ohne/mit/schnell
online geld verdienen
verdienen/verdiene sie? bis? zu? # €/$/euro/dollar
schnell/schneller reich
von zuhause aus? geld/verdienen/arbeiten
finanzielle freiheit
online casino/casinos
casino bonus
freispiele/willkommensbonus
viagra/cialis/potenzmittel kaufen/bestellen/rezeptfrei/online
rezeptfrei kaufen/bestellen
newsletter abbestellen/abmelden
sie haben gewonnen
herzlichen glückwunsch sie
geschenkkarte/geschenkgutschein
webdesign/logodesign
""",
    "sq": """
kliko/klikoni/kliko këtu/mbi/në/linkun
linku/linkun më poshtë
vizitoni/vizito/vizitoje faqen/uebsajtin/dyqanin/uebfaqen tonë/time
ofertat/çmimet tona
ofertë/oferta speciale/ekskluzive/limituar/kufizuar
kohë të kufizuar
# % ulje/zbritje/fitim/bonus
kod zbritjeje/promocional
dërgesë/transport/transporti/provë/regjistrim/këshillim falas
çmimi/çmimet/çmime më? i/të/e/më? mirë/lira/ulët/konkurruese
bli/blini/porosit/porositni/regjistrohu/regjistrohuni/fillo/filloni tani/këtu/sot
fito/fitoni/fitosh para/lekë online/nga/shpejt/lehtë/pa
fito/fitoni # €/$/euro/dollarë/%
bëhuni/bëhu i? pasur
liri financiare
ne jemi një? kompani/prodhues/furnizues/agjenci lider/profesionale?
ne ofrojmë/shesim të/një/produkte/shërbime
rrisni/rritni/përmirësoni/dyfishoni shitjet/biznesin/fitimet/faqen/trafikun
më shumë klientë/vizitorë/ndjekës/shitje
bonus mirëseardhjeje/kazino/falas
kazino online
rrotullime falas
viagra/cialis pa/online
keni/ke fituar
urime ju/keni/ti
kartë/karta dhuratë
çregjistrohu/çregjistrohuni/çabonohu
dizajn uebfaqesh/uebsajti/logo
""",
}
