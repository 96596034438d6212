"""Words that look like names and are none, so that questions about KSeF stay readable when names are masked."""

from __future__ import annotations

from invoicing.services.parsing.words import words

WRITTEN_LARGE = frozenset(
    words("""
    ksef jpk vat pit cit zus nip upo api xml pdf fa kod off di bfk gtu mpp jst gus regon ceidg krs bip mf kis us epuap mobywatel
    profil zaufany zaufanego latarnia latarni latarnie latarnik latarnika latarnikowi ministerstwo ministerstwa ministerstwie
    minister ministra finansow finanse polska polski polsce polske polskie niemcy niemiec niemczech unia unii unie ue eu europa
    ukraina ukrainy czechy czech francja francji wfirma wfirmie wfirmy ifirma ifirmie infakt infakcie fakturownia fakturowni
    fakturowni comarch optima optimie symfonia symfonii subiekt subiekcie insert saldeo enova excel excelu word telegram telegramie
    gmail outlook android iphone windows internet pue edeklaracje podatnik podatnika aplikacja aplikacji mcu qr csv zip bo ok
    tak nie faktura faktury fakture korekta korekty klient klienta urzad urzedu urzedem skarbowy skarbowego skarbowym krajowa
    informacja skarbowa administracja administracji skarbowej ksiegowa ksiegowej ksiegowy biuro rachunkowe firma firmy spolka
    styczen stycznia luty lutego marzec marca kwiecien kwietnia maj maja czerwiec czerwca lipiec lipca sierpien sierpnia wrzesien
    wrzesnia pazdziernik pazdziernika listopad listopada grudzien grudnia poniedzialek wtorek sroda sroda czwartek piatek sobota
    niedziela wigilia wigilie wigilii nowy boze narodzenie wielkanoc pan pani pana panu panstwo panstwa szanowni dzien dobry witam
    i january february march april may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday poland polish eu ministry ministrys taxpayer app trusted profile invoice
    erp wdt pef peppol pesel zaw ukr jdg roz zal roz test demo prod offline online certyfikat infolinia infolinii krajowego systemu
    b2b b2c tv sdi qr brakid odp dot niemcami niemiecki czeski rosja rosji holandia holandii norwegia norwegii indie indii chiny
    chinach londyn londynu londynie slowacja slowacji wlochy wloszech hiszpania hiszpanii anglia anglii usa irlandia austria austrii
    szwajcaria litwa litwy belgia belgii dania danii german germany ukrainian english british google microsoft apple
    громадянин польського польської pesel qr-код qr-коді qr-кодів німеччина німеччини лондон лондона
    ксеф польща польщі україна україни міністерство міністерства фінансів пдв нип січня лютого березня квітня травня червня липня
    серпня вересня жовтня листопада грудня
    """)
)
"""Folded; names of institutions, programs, countries, months and documents that are written with a capital letter."""

NOT_NAMES = frozenset(
    words("""
    spolka spolki spolce spolke firma firmy handlowa uslugi uslugowa przedsiebiorstwo biuro sklep zaklad fundacja stowarzyszenie
    polski polska polskie polskiego polskiej polskim polskich niemiecki niemiecka niemieckie niemieckiego niemieckiej niemieckim
    europejski europejska europejskie europejskiego europejskiej angielski angielskiego ukrainski ukrainska ukrainskie ukrainskiego
    ukrainskiej miejski miejska miejskie miejskiego miejskiej wiejski wiejska gminy wojewodzki wojewodzka autorski autorskie
    autorskich lekarski lekarskie lekarskich niski niskie niska niskiej niskich bliski bliskie bliskich ludzki ludzkie ludzkich
    wszystkie wszystkich zwiazki francuski francuska francuskiego czeski czeska czeskiego hiszpanski wloski wloska szwedzki
    brytyjski brytyjska amerykanski amerykanska zagraniczny studencki budowlanski rolnicki rolnicka adwokacki firmowka
    maja mai maj pola polu polom polach polami pole marka marki marce marke roza roze stan stanu stany stanie stanem adres adresu
    dane danych danymi kara kary karze kare karami ile ilosc klarna lista listy liscie liste list
    polecenie kamera olej doradca mam mama masa masie masy tam teraz wiesz wiem beda bedzie darmo darmowy darmowa
    make made nada polowie polowa polowy polowe marza marzy marze lazienki lazienka lazienke marcu maju kwietniu uzyska uzyskac srodowiska srodowisko
    irlandzki irlandzkiego irlandzka holenderski norweski norweska szwajcarski szwajcarska slowacki slowacka austriacki rosyjski rosyjska
    amerykanskiej amerykanskiego czeskiej wloskiej wloskiego hiszpanskiego francuskiej angielskim unijny
    reguly regula regule regulami reguluje ewidencja konto konta marcowa marcowej marcowe marca
    """)
)
"""Folded; ordinary words that have the shape of a surname or of a form of a first name."""
