"""Names of countries as people write them: Polish (also after "z"), English, Ukrainian."""

from __future__ import annotations

from invoicing.services.parsing.tokens import fold

_NAMES = {
    "AE": "zea, emiraty arabskie, emiratow arabskich, dubaj, dubaju, uae, united arab emirates",
    "AT": "austria, austrii, австрія",
    "AU": "australia, australii",
    "BE": "belgia, belgii, belgium",
    "BG": "bulgaria, bulgarii",
    "BR": "brazylia, brazylii, brazil",
    "BY": "bialorus, bialorusi, belarus",
    "CA": "kanada, kanady, canada, канада",
    "CH": "szwajcaria, szwajcarii, switzerland, швейцарія",
    "CN": "chiny, chin, china",
    "CY": "cypr, cypru, cyprus",
    "CZ": "czechy, czech, czechia, czech republic, republika czeska, чехія",
    "DE": "niemcy, niemiec, germany, deutschland, німеччина",
    "DK": "dania, danii, denmark",
    "EE": "estonia, estonii",
    "ES": "hiszpania, hiszpanii, spain, іспанія",
    "FI": "finlandia, finlandii, finland",
    "FR": "francja, francji, france, франція",
    "GB": "wielka brytania, wielkiej brytanii, anglia, anglii, uk, united kingdom, great britain, england, "
    "szkocja, szkocji, scotland, велика британія",
    "GE": "gruzja, gruzji, georgia",
    "GR": "grecja, grecji, greece",
    "HR": "chorwacja, chorwacji, croatia",
    "HU": "wegry, wegier, hungary",
    "IE": "irlandia, irlandii, ireland",
    "IL": "izrael, izraela, israel",
    "IN": "indie, indii, india",
    "IS": "islandia, islandii, iceland",
    "IT": "wlochy, wloch, italy, італія",
    "JP": "japonia, japonii, japan",
    "KR": "korea, korei, korea poludniowa, korei poludniowej, south korea",
    "LI": "liechtenstein, liechtensteinu",
    "LT": "litwa, litwy, lithuania, литва",
    "LU": "luksemburg, luksemburga, luxembourg",
    "LV": "lotwa, lotwy, latvia",
    "MD": "moldawia, moldawii, moldova, молдова",
    "MT": "malta, malty",
    "MX": "meksyk, meksyku, mexico",
    "NL": "holandia, holandii, niderlandy, niderlandow, netherlands, the netherlands, нідерланди",
    "NO": "norwegia, norwegii, norway, норвегія",
    "NZ": "nowa zelandia, nowej zelandii, new zealand",
    "PT": "portugalia, portugalii, portugal",
    "RO": "rumunia, rumunii, romania",
    "RS": "serbia, serbii",
    "SE": "szwecja, szwecji, sweden",
    "SG": "singapur, singapuru, singapore",
    "SI": "slowenia, slowenii, slovenia",
    "SK": "slowacja, slowacji, slovakia, словаччина",
    "TR": "turcja, turcji, turkey, turkiye",
    "UA": "ukraina, ukrainy, ukraine, україна",
    "US": "usa, stany zjednoczone, stanow zjednoczonych, united states, united states of america, u.s.a, сша",
}
BY_NAME = {fold(name): code for code, names in _NAMES.items() for name in names.split(", ")}
"""ISO code by folded name."""
LONGEST = max(len(name.split()) for name in BY_NAME)
"""Words of the longest name."""
