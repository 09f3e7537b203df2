"""Calls that nobody sends to people who help: to be found by search engines, to be subscribed to, to be followed.

How a line is read stands in `phrases.py`.
"""

from typing import Final

CALLS: Final = {
    "en": """
seo
search engine optimization/optimisation/marketing
backlink/backlinks
link building/exchange
rank/ranking/ranks/ranked your/on/#/high/higher _? _? website/site/page/google
page one/# of/on google
first/top page/position of/on/in google
google/search/website ranking/rankings/traffic
website/web/organic traffic
traffic to your
domain authority
email/e mail? marketing/leads/lists/database
b # b marketing/database/leads/list/email
contact form/forms marketing/blasting/submission/submissions/globally
social media marketing
ppc advertising
sub/subs # sub/subs
like/follow # like/follow
subscribe/suscribe/sub to/on/in? my/our/this/me
subscribe/suscribe/sub me/us/back/now/please/plz/pls/for/and/like
please/plz/pls/can/also/and subscribe/suscribe/sub
ll/i/will subscribe/sub
subscribe/share/comment/like and? like/share/comment/subscribe
# subs/subscribers
some subs
check/visit/listen/go/come out/to/at? my/our _? _? channel/song/songs/cover/covers/remix/remixes
check/visit/listen/go/come out/to/at? my/our _? _? mixtape/music/sound/vids/clip/twitch/blog/band
check/checked out? my/our _? _? video/videos/website/site/page/shop/store/project
check/checked/checking out _? _? channel/remix/remixes/clip/song/songs
my/our/first/new/newest/latest/gaming/music/yt channel/youtube
follow/like/share/join this/my/our channel
new youtuber
like/follow this/my/our page/comment/facebook/company/status/post/channel
""",
    "fa": """
سئو/سئوی سایت/وبسایت/گوگل/حرفه/تضمینی/شما
خدمات/افزایش/بهبود سئو
بهینه سازی سایت/موتور/موتورهای
صفحه اول گوگل
رتبه گوگل/سایت
بک لینک
بازدید/ترافیک سایت/وبسایت
خرید/فروش/افزایش فالوور/ممبر/لایک
کانال تلگرام/یوتیوب من/ما
عضو کانال
کانال/پیج من/ما را? رو? فالو/دنبال/سابسکرایب
فالو کنید/کن
سابسکرایب کنید/کن
بازی انفجار
""",
    "ar": """
سيو مواقع/للمواقع
تحسين محركات البحث
تهيئة المواقع/موقعك لمحركات
الصفحة الأولى/الاولى في? جوجل/غوغل
روابط خلفية
باك لينك
زيادة/شراء عدد? المتابعين/متابعين/الزيارات/زيارات/المشاهدات/لايكات
اشترك/اشتركوا/الاشتراك/اشتركو في/ب قناتي/قناتنا/القناة/قناة
تابع/تابعوا قناتي/صفحتي/صفحتنا/حسابي/قناتنا
قناتي/قناتنا على يوتيوب/اليوتيوب/تيليجرام/تلغرام
""",
    "fr": """
seo
référencement naturel/google/web/seo
première page/position de/sur/dans google
classement google
backlink/backlinks/netlinking
trafic web/organique/vers/qualifié
abonne/abonnez toi/vous à/sur? ma/notre/mon/la chaîne/page/compte
abonnez vous
ma/notre chaîne youtube
likez/partagez et/ma/notre/la? page/partagez/abonnez
suivez/rejoignez moi/nous/mon/ma/notre sur? instagram/facebook/twitter/youtube/page/chaîne/telegram/whatsapp
""",
    "de": """
seo
suchmaschinenoptimierung/suchmaschinenmarketing
backlink/backlinks/linkaufbau
platz/position/seite eins/# bei/auf/in google
erste/ersten seite/platz/plätze bei/auf/von/in google
google ranking/rankings
mehr traffic für/auf
meinen/unseren/meinem/mein/unser neuen/neuer? kanal abonnieren/youtube
abonniert/abonniere/abonnieren meinen/unseren/den/bitte/mich
schaut/schau bei/auf? meinem/meinen/unserem/unseren kanal/video/videos
""",
    "sq": """
seo
optimizim/optimizimi për? motorë/motorët/seo
faqja/faqen e parë në/të google
lidhje kthyese
abonohu/abonohuni në? kanalin/kanal/kanali tim/tonë/im?
kanalin/kanali tim/tonë/im në? youtube
ndiqni/ndiqmë/ndiqni/na më/na? faqen/kanalin/instagram/facebook time/tonë/tim?
më/na ndiqni në
pëlqeni/pëlqe faqen
""",
}
