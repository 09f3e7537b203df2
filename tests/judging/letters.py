"""Letters of people in need, and advertisements: written for these tests, in the six languages of the form."""

from typing import Final

IN_NEED: Final = {
    "en": (
        "Please look at this, my sister is in the second picture: https://www.facebook.com/photo?fbid=1234567",
        "They follow me on Facebook and Instagram and write to everybody I know.",
        "https://maps.app.goo.gl/Ab12Cd34 I am here please come",
        "They took 500 $ per month from each of us and promised we would make easy money online. I lost everything.",
        "My husband gambles in online casinos. He lost 20,000 euros and now he beats me.",
        "If I leave they say they will kill my brother. What can I do?",
        "He made me watch porn and took naked pictures of me. I am 16. He put them here: https://example.org/x",
        "God chose our leader, they say, and whoever leaves burns in hell. You have been chosen, they told my son.",
        "I took all the pills I had. I do not know whom to call now.",
        "They invested our savings in bitcoin, a crypto trading platform, and the money is gone. Is this a cult?",
        "The group has a website, https://www.way-of-light.example and a channel. My mother pays them every week.",
        "Do you help for free? I have no money. Call me now please, +49 151 23456789, or email me at a@example.org.",
        "I work for this company. Our products are not safe, our customers do not know it, whoever says so is fired.",
        "I am a lead generation clerk in a scam compound. They make us write to people all day. Please get me out.",
        "He forces me to do webcam shows. He says if I stop he will send the videos to my family.",
        "I found your website. Are you the right people for somebody who wants to leave a religious group?",
        "Can I write to you without risk? They read my email list and my messages.",
        "help",
        "URGENT!!! PLEASE HELP ME!!! THEY ARE AT THE DOOR",
    ),
    "fa": (
        "خواهرم عضو گروه شده و پول ماهانه می‌دهد. می‌ترسم. لطفا کمک کنید.",
        "شوهرم در سایت شرط بندی همه پول ما را باخت و حالا مرا کتک می‌زند.",
        "این ویدیو را ببینید: https://www.youtube.com/watch?v=abc برادرم در آن است.",
        "گفتند با بیت کوین سود روزانه می‌دهند، همه سرمایه‌مان رفت.",
        "تهدید می‌کنند که اگر بروم مادرم را می‌کشند.",
    ),
    "ar": (
        "أختي في جماعة دينية وتدفع لهم المال كل شهر. أنا خائفة عليها.",
        "زوجي يلعب في كازينو على الإنترنت وخسر كل شيء ويضربني.",
        "انظروا إلى هذا الفيديو: https://www.youtube.com/watch?v=abc أخي فيه.",
        "وعدونا بأرباح يومية من العملات الرقمية وضاع المال كله.",
        "تابعوني على فيسبوك وهددوني بالقتل إذا خرجت.",
    ),
    "fr": (
        "Ma sœur est dans un groupe religieux, elle leur donne 500 € par mois. J'ai peur pour elle.",
        "Mon mari joue au casino en ligne, il a tout perdu et il me frappe.",
        "Regardez cette vidéo : https://www.youtube.com/watch?v=abc mon frère y est.",
        "Ils nous ont promis des revenus passifs avec le bitcoin, notre argent a disparu.",
        "Est-ce que je peux vous écrire sans risque ? Ils lisent tout.",
    ),
    "de": (
        "Meine Schwester ist in einer Gruppe und zahlt 500 € im Monat. Ich habe Angst um sie.",
        "Mein Mann spielt im Online-Casino, alles Geld ist weg, und er schlägt mich.",
        "Bitte sehen Sie dieses Video an: https://www.youtube.com/watch?v=abc mein Bruder ist darin.",
        "Er folgt mir auf Schritt und Tritt und auf Instagram auch.",
        "Kann ich Ihnen ohne Risiko schreiben? Ich brauche schnell Geld, um weggehen zu können.",
    ),
    "sq": (
        "Motra ime është në një grup fetar dhe u jep 500 € në muaj. Kam frikë për të.",
        "Burri im luan në kazino online, i humbi të gjitha paratë dhe më rreh.",
        "Shikoni këtë video: https://www.youtube.com/watch?v=abc vëllai im është aty.",
        "Na premtuan fitime ditore me kriptomonedha dhe paratë u zhdukën.",
        "A mund t'ju shkruaj pa rrezik? Ata lexojnë gjithçka.",
    ),
}

ADVERTISEMENTS: Final = {
    "en": (
        "We offer the best SEO service: backlinks and page one of Google. Visit our website https://example.com",
        "Earn $ 900 per day with our crypto platform! Register now: https://example.com",
        "Online casino bonus, 200 free spins, play now https://example.com",
        "Buy viagra online without prescription. Free shipping, 50 % off, order now!",
        "Subscribe to my channel please, I subscribe back",
        "https://example.com/offer",
        "<a href=\"https://example.com\">cheap watches</a> best price",
        "[url=https://example.com]replica bags[/url]",
    ),
    "fa": (
        "خدمات سئو سایت و صفحه اول گوگل، تخفیف ویژه. روی لینک زیر کلیک کنید",
        "کسب درآمد دلاری از بیت کوین! همین حالا ثبت نام کنید https://example.com",
        "افزایش فالوور و ممبر با قیمت مناسب",
    ),
    "ar": (
        "تحسين محركات البحث والصفحة الأولى في جوجل. زوروا موقعنا https://example.com",
        "اربح المال من الانترنت، سجل الآن، اضغط هنا https://example.com",
        "اشتركوا في قناتي",
    ),
    "fr": (
        "Référencement naturel, première page de Google : votre site mérite plus de trafic. https://example.com",
        "Gagnez de l'argent facile, inscrivez-vous maintenant, cliquez ici https://example.com",
        "Abonnez-vous à ma chaîne",
    ),
    "de": (
        "Suchmaschinenoptimierung und Backlinks: Platz 1 bei Google für Ihre Webseite. https://example.com",
        "Online Geld verdienen, jetzt anmelden, hier klicken https://example.com",
        "Bitte abonniert meinen Kanal",
    ),
    "sq": (
        "Optimizim SEO, faqja e parë në Google për biznesin tuaj. https://example.com",
        "Fitoni para online, regjistrohuni tani, klikoni këtu https://example.com",
        "Abonohuni në kanalin tim",
    ),
}
