"""What buyers write, in three languages and several mouths: read the same every time, and never more than they said."""

import pytest

from invoicing.services.buyers_write.wishes import ANSWERED_BY_COPY, addresses_in, wishes_of

SAID = {
    "not-seen": (
        "Nie widzę faktury",
        "Dzień dobry, nie widzę załącznika w tej wiadomości.",
        "Nie otrzymaliśmy jeszcze faktury za listopad",
        "faktura do nas nie dotarła",
        "Gdzie jest nasza faktura?",
        "brak załącznika",
        "Pdf się nie otwiera",
        "nie mogę otworzyć pliku pdf",
        "Hej, nic nie doszło :(",
        "Faktura nadal nie przyszła, a minął tydzień",
        "Zgubiłem fakturę, przepraszam",
        "Nie dostałam od Państwa tej faktury.",
        "I can't see the invoice",
        "We have not received your invoice yet.",
        "Where is the invoice?",
        "The attachment is missing",
        "I didn't get the invoice",
        "Hi, there is no attachment in your mail",
        "I cannot open the attachment",
        "Не бачу рахунку",
        "Ми не отримали фактуру",
        "Де наш рахунок?",
        "Немає вкладення у листі",
        "Фактура ще не прийшла",
    ),
    "duplicate": (
        "Proszę o duplikat faktury",
        "Poproszę duplikat",
        "proszę przesłać fakturę jeszcze raz",
        "Czy możecie wysłać ponownie?",
        "Proszę o kopię faktury dla księgowej",
        "prześlijcie mi pdf jeszcze raz pls",
        "Prosimy o ponowne przesłanie dokumentu",
        "Wyślij mi proszę fakturę",
        "poproszę o fakturę w pdf",
        "Could you send me a copy of the invoice?",
        "Please resend the invoice",
        "We need a duplicate for our accountant",
        "send it again please",
        "Надішліть, будь ласка, рахунок ще раз",
        "Потрібен дублікат",
        "Прошу копію рахунку",
        "Скиньте фактуру ще раз",
    ),
    "wrong-nip": (
        "Zły NIP",
        "Na fakturze jest błędny NIP nabywcy",
        "NIP się nie zgadza, powinno być 5260250274",
        "To nie nasz NIP!",
        "W numerze NIP jest literówka",
        "proszę poprawić nip na fakturze",
        "Faktura wystawiona na złą firmę",
        "pomyłka w NIP-ie",
        "The tax number on the invoice is wrong",
        "wrong VAT number",
        "Our VAT ID is incorrect",
        "Please correct the NIP",
        "Неправильний NIP",
        "Помилка в ніп",
        "NIP у рахунку не наш",
    ),
    "when-due": (
        "Kiedy termin?",
        "Jaki jest termin płatności?",
        "do kiedy mam zapłacić?",
        "Do kiedy trzeba zrobić przelew",
        "Ile mamy czasu na opłacenie?",
        "termin płatności?",
        "When is it due?",
        "What is the due date?",
        "By when do we have to pay?",
        "When is the payment due",
        "Коли термін оплати?",
        "До якого числа треба заплатити?",
        "Який термін сплати?",
    ),
    "why-amount": (
        "Dlaczego taka kwota?",
        "Czemu tak drogo?",
        "Skąd ta kwota na fakturze",
        "Kwota się nie zgadza",
        "umawialiśmy się na 400 zł",
        "cena jest inna niż w ofercie",
        "Za co doliczono 50 zł?",
        "Miało być 300 zł, a jest 492",
        "co to za pozycja nr 2",
        "Why is the amount so high?",
        "The total is wrong",
        "We agreed on 400",
        "Why were we charged more?",
        "Чому така сума?",
        "Сума не збігається",
        "Ми домовлялися на 400",
    ),
    "paid": (
        "Już zapłacone",
        "Zapłaciłem wczoraj",
        "faktura opłacona w poniedziałek",
        "Przelew poszedł rano",
        "zrobiłam przelew 12.11",
        "Faktura została uregulowana.",
        "W załączeniu potwierdzenie przelewu",
        "platnosc zostala wykonana",
        "Zapłaciliśmy gotówką na miejscu",
        "Already paid",
        "We paid it last week",
        "The invoice has been settled",
        "Payment was made on Monday",
        "Вже оплачено",
        "Ми заплатили вчора",
        "Рахунок оплатили",
        "Платіж відправлено сьогодні",
    ),
    "other": (
        "Dziękuję, otrzymałem",
        "Nie mam uwag do faktury",
        "Zapłacimy jutro",
        "Faktura zostanie opłacona w piątek",
        "Jeszcze nie zapłaciłem",
        "Proszę o fakturę korygującą",
        "Prosimy o przesunięcie terminu płatności",
        "Czy można zapłacić później?",
        "Do kiedy zrealizują Państwo dostawę?",
        "Proszę o wystawienie pro formy",
        "Thanks, received!",
        "We will pay tomorrow",
        "Could you extend the payment deadline?",
        "The invoice has not been paid yet",
        "Дякую, отримали",
        "Оплатимо завтра",
        "Рахунок буде оплачено у п'ятницю",
        "Zmieniliśmy siedzibę",
        "",
    ),
}
LATER = {
    "not-seen": (
        "Niestety nie ma faktury w załączniku",
        "Wiadomość bez załącznika, proszę sprawdzić",
        "Faktury nie dostaliśmy do dzisiaj",
        "nie mogę znaleźć Państwa faktury",
        "Załącznik jest uszkodzony",
        "nie doszedł mi mail z fakturą",
        "Nie mamy tej faktury w KSeF",
        "I have never received this invoice",
        "Invoice not received",
        "the pdf won't open",
        "Не можу відкрити файл",
        "Рахунок не надійшов",
    ),
    "duplicate": (
        "czy mogę prosić o jeszcze jedną kopię?",
        "Prosze o ponowna wysylke faktury",
        "podeślij fakturę",
        "prosiłbym o przesłanie faktury raz jeszcze",
        "Please send the invoice again",
        "Can I have the invoice once more?",
        "Будь ласка перешліть фактуру",
        "Чи можете надіслати повторно?",
    ),
    "wrong-nip": (
        "NIP niepoprawny",
        "Podaliście zły numer NIP",
        "Prosimy o zmianę NIP na fakturze",
        "w NIP jest błąd",
        "nie jest to nasz nip",
        "The VAT number is not ours",
        "there is a typo in our NIP",
        "Невірний податковий номер",
    ),
    "when-due": (
        "Na kiedy jest płatność?",
        "do kiedy trzeba uregulować fakturę",
        "kiedy upływa termin płatności faktury?",
        "when do we need to pay this?",
        "What's the payment deadline?",
        "Коли треба сплатити?",
    ),
    "why-amount": (
        "skąd się wzięło 492 zł?",
        "Kwota na fakturze jest błędna",
        "Zawyżona cena",
        "nie rozumiem dlaczego jest tyle do zapłaty",
        "Why 492 and not 400?",
        "You overcharged us",
        "Звідки така сума",
        "Ціна завищена",
    ),
    "paid": (
        "Faktura zapłacona",
        "opłaciłam już",
        "już dawno przelałem",
        "Przelew wyszedł w piątek",
        "pieniądze wysłane wczoraj",
        "This was paid on 12 November",
        "we have transferred the money",
        "Ми вже переказали кошти",
        "сплачено",
    ),
    "other": (
        "ok",
        "Proszę o kontakt telefoniczny",
        "Zapłacę po weekendzie",
        "Kiedy przyjedzie hydraulik?",
        "Czy faktura została zapłacona?",
        "Potrzebujemy fakturę zaliczkową",
        "Proszę o zmianę adresu na fakturze",
        "Please call me",
        "We will transfer the money on Friday",
        "Передзвоніть мені",
        "Dziękuję za fakturę, pozdrawiam",
        "Nie mam pytań do faktury",
        "Płatność zrobimy w terminie",
    ),
}
"""Written after the patterns: 59 of these 64 were read right at first sight, and the others as nothing known."""
SAMPLES = [(wish, text) for said in (SAID, LATER) for wish, every in said.items() for text in every]


@pytest.mark.parametrize(("wish", "text"), SAMPLES)
def test_a_buyer_is_understood(wish, text):
    assert wishes_of(text) == (wish,)


DEEDS = (
    "Proszę o poprawienie faktury",
    "Proszę o wystawienie faktury na inną osobę",
    "Proszę o anulowanie faktury",
    "Prosimy o zmianę adresu na fakturze",
    "Please cancel the invoice",
    "Скасуйте рахунок",
)


@pytest.mark.parametrize("text", DEEDS)
def test_whoever_wants_a_deed_is_never_answered_with_a_copy(text):
    assert ANSWERED_BY_COPY.isdisjoint(wishes_of(text))


def test_several_wishes_are_all_heard_the_weightiest_first():
    assert wishes_of("Już zapłaciłem. Proszę jeszcze o kopię faktury") == ("paid", "duplicate")
    assert wishes_of("Nie widzę faktury, ale kwota się nie zgadza") == ("why-amount", "not-seen")


def test_a_letter_without_words_speaks_by_its_subject():
    assert wishes_of("  ", "Re: nie widzę faktury") == ("not-seen",)
    assert wishes_of("", "Re: Faktura FV/2026/11/3 od firmy Latarnia Morska") == ("other",)
    assert wishes_of("", "Odp: Kopia: Faktura FV/2026/11/3 od firmy Latarnia Morska") == ("other",)


def test_addresses_in_a_letter_are_seen():
    assert addresses_in("proszę wysłać na Nowy.Adres@evil.example!") == {"nowy.adres@evil.example"}


def test_a_letter_made_to_keep_us_busy_is_read_to_its_bound():
    assert wishes_of("nie " * 50_000) == ("other",)
    assert wishes_of(("faktura nie " * 20_000) + "zapłacone") == ("other",)
