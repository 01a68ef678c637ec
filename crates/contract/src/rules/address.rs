//! How countries write addresses: which parts there are, in which order, what they are called, and what must be there.
//!
//! Source: Universal Postal Union, "Addressing solutions", by country; where it leaves a part open, it is optional. The
//! tables are texts of codes, because every customer downloads them.

use crate::Address;

/// How the addresses of a country are written. The country itself comes before everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    country: [u8; 2],
    /// The parts, in the order in which they are asked for.
    pub parts: &'static [Part],
    /// What the town is called.
    pub city: City,
    /// What the larger area is called; `None` where there is none in addresses.
    pub region: Option<Region>,
    /// What the postal code is called; `None` where there is none.
    pub postal: Option<Postal>,
}

/// A part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Street and number.
    Line1,
    /// Flat, floor, building.
    Line2,
    /// City or town.
    City,
    /// State, province or county.
    State,
    /// Postal code.
    PostalCode,
}

impl Part {
    /// The wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Line1 => "line1",
            Self::Line2 => "line2",
            Self::City => "city",
            Self::State => "state",
            Self::PostalCode => "postal_code",
        }
    }

    /// What an address has there.
    pub fn of(self, address: &Address) -> &Option<String> {
        match self {
            Self::Line1 => &address.line1,
            Self::Line2 => &address.line2,
            Self::City => &address.city,
            Self::State => &address.state,
            Self::PostalCode => &address.postal_code,
        }
    }
}

/// What a town is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum City {
    /// City.
    City,
    /// Town or city.
    Town,
    /// Suburb.
    Suburb,
    /// District.
    District,
}

/// What a larger area is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// State.
    State,
    /// Province.
    Province,
    /// County.
    County,
    /// Prefecture.
    Prefecture,
    /// Emirate.
    Emirate,
    /// Department.
    Department,
    /// Region.
    Region,
}

/// What a postal code is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Postal {
    /// Postal code.
    Code,
    /// ZIP code.
    Zip,
    /// Postcode.
    Postcode,
    /// PIN code.
    Pin,
    /// Eircode.
    Eircode,
}

/// Every country, by its ISO 3166 code of two letters; and Kosovo, which the standard leaves to its users.
pub const COUNTRIES: &str = "AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// Postal codes: the countries, and how they write them. `d` is a digit, `a` a letter, `x` either; everything else
/// stands for itself. Where there are several ways, `|` is between them.
const POSTAL: &[(&str, &str)] = &[
    ("FO GN IS LS MG OM PG", "ddd"),
    (
        "AF AL AM AT AU BD BE BG CC CH CV CX CY DK ET GE GL GW HM HU LI LR MK MZ NE NF NO NZ PA PH PY SI SJ TN VE ZA",
        "dddd",
    ),
    (
        "AX BA BL BT CR CU DE DO DZ EE ES FI FR GF GP GT HN HR ID IQ IT JO KE KR KW LA LK LY MA MC ME MF MM MQ MU MV MX MY NC NI NP PE PF PK PM RE SD SM SN TF TH TR TZ UA UY VA WF XK YT ZM",
        "ddddd",
    ),
    ("BY CN CO EC IN KG RO RU SG TJ TM TT UZ", "dddddd"),
    ("AS FM GU MH MP PR PW UM US VI", "ddddd|ddddd-dddd"),
    ("CZ GR SE SK", "ddd dd"),
    ("KH MN RS VN", "ddddd|dddddd"),
    ("BR", "ddddd-ddd"),
    ("CA", "ada dad"),
    (
        "GB GG IM JE",
        "ad daa|add daa|aad daa|aadd daa|ada daa|aada daa|GIR daa",
    ),
    ("IE", "add xxxx|ada xxxx"),
    ("JP", "ddd-dddd"),
    ("NL", "dddd aa"),
    ("PL", "dd-ddd"),
    ("PT", "dddd-ddd"),
    ("AD", "ADddd|ddd"),
    ("AI", "AI-dddd|dddd"),
    ("AR", "dddd|addddaaa"),
    ("AZ", "AZ dddd|dddd"),
    ("BB", "BBddddd"),
    ("BH", "ddd|dddd"),
    ("BM", "aa xx"),
    ("BN", "aadddd"),
    ("CL", "ddddddd"),
    ("EG", "ddddd|ddddddd"),
    ("HT SV", "dddd|HTdddd|CP dddd"),
    ("IL", "ddddddd|ddddd"),
    ("IR", "ddddd-ddddd"),
    ("KY", "KYd-dddd"),
    ("KZ", "dddddd|addadad"),
    ("LB", "dddd|dddd dddd"),
    ("LT", "LT-ddddd|ddddd"),
    ("LU", "dddd|L-dddd"),
    ("LV", "LV-dddd|dddd"),
    ("MD", "MD-dddd|dddd"),
    ("MT", "aaa dddd|aaa ddd"),
    ("NG", "dddddd"),
    ("SA", "ddddd|ddddd-dddd"),
    ("SZ", "addd"),
    ("TW", "ddd|ddddd|dddddd"),
    ("VG", "VGdddd"),
];

/// Countries with postal codes in which letters arrive without one.
const POSTAL_OPTIONAL: &str = "AD AF AI AL AM AR AZ BB BD BH BM BN BT CL CO CR CU CV DO DZ EC EG ET FO GE GN GT GW HN HT IE IQ IR JO KE KG KH KW KY KZ LA LB LK LR LS LY MA MD MG MM MN MU MV MZ NE NG NI NP OM PA PE PG PK PY SA SD SN SV SZ TJ TM TN TT TZ UY UZ VE VG VN XK ZM";

/// Countries without postal codes.
const NO_POSTAL: &str = "AE AG AO AW BF BI BJ BO BQ BS BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GQ GY HK JM KI KM KN KP LC ML MO MR MS MW NR NU PS QA RW SB SC SL SO SR SS ST SX SY TD TG TK TL TO TV UG VC VU WS YE ZW";

/// What larger areas are called: where they must be there, and where they may.
const REGIONS: &[(Region, &str, &str)] = &[
    (Region::State, "AU BR IN MX US", "FM MY NG PW VE"),
    (
        Region::Province,
        "CA CN IT",
        "AR CR DO EC ES ID KR PA PE PG TH TR VN",
    ),
    (Region::County, "", "IE TW"),
    (Region::Prefecture, "JP", ""),
    (Region::Emirate, "AE", ""),
    (Region::Department, "", "CO HN NI SV UY"),
    (Region::Region, "", "CL HK KZ PH RU UA"),
];

/// Where the town comes before the postal code.
const TOWN_FIRST: &str = "AE AU BD CA EG GB GG HK ID IE IM IN JE KE LK LV NG NZ PH PK RU SA TH UA US VN ZA AS FM GU MH MP PR PW UM VI BR";
/// Where addresses go from the large to the small.
const LARGE_FIRST: &str = "CN JP KR TW";
/// Where the town goes without saying.
const NO_CITY: &str = "AE GI SG VA";

const SMALL_FIRST: &[Part] = &[
    Part::Line1,
    Part::Line2,
    Part::PostalCode,
    Part::City,
    Part::State,
];
const WITH_TOWN_FIRST: &[Part] = &[
    Part::Line1,
    Part::Line2,
    Part::City,
    Part::State,
    Part::PostalCode,
];
const WITH_LARGE_FIRST: &[Part] = &[
    Part::PostalCode,
    Part::State,
    Part::City,
    Part::Line1,
    Part::Line2,
];

/// The states that people choose from rather than write, with the codes that stand in addresses: `CODE Name`, one a
/// line. Empty for other countries.
pub fn states(country: &str) -> &'static str {
    match country {
        "US" => {
            "AL Alabama\nAK Alaska\nAZ Arizona\nAR Arkansas\nCA California\nCO Colorado\nCT Connecticut\nDE Delaware\nDC District of Columbia\nFL Florida\nGA Georgia\nHI Hawaii\nID Idaho\nIL Illinois\nIN Indiana\nIA Iowa\nKS Kansas\nKY Kentucky\nLA Louisiana\nME Maine\nMD Maryland\nMA Massachusetts\nMI Michigan\nMN Minnesota\nMS Mississippi\nMO Missouri\nMT Montana\nNE Nebraska\nNV Nevada\nNH New Hampshire\nNJ New Jersey\nNM New Mexico\nNY New York\nNC North Carolina\nND North Dakota\nOH Ohio\nOK Oklahoma\nOR Oregon\nPA Pennsylvania\nRI Rhode Island\nSC South Carolina\nSD South Dakota\nTN Tennessee\nTX Texas\nUT Utah\nVT Vermont\nVA Virginia\nWA Washington\nWV West Virginia\nWI Wisconsin\nWY Wyoming\nAA Armed Forces Americas\nAE Armed Forces Europe\nAP Armed Forces Pacific"
        }
        "CA" => {
            "AB Alberta\nBC British Columbia\nMB Manitoba\nNB New Brunswick\nNL Newfoundland and Labrador\nNT Northwest Territories\nNS Nova Scotia\nNU Nunavut\nON Ontario\nPE Prince Edward Island\nQC Quebec\nSK Saskatchewan\nYT Yukon"
        }
        "AU" => {
            "ACT Australian Capital Territory\nNSW New South Wales\nNT Northern Territory\nQLD Queensland\nSA South Australia\nTAS Tasmania\nVIC Victoria\nWA Western Australia"
        }
        "BR" => {
            "AC Acre\nAL Alagoas\nAP Amapá\nAM Amazonas\nBA Bahia\nCE Ceará\nDF Distrito Federal\nES Espírito Santo\nGO Goiás\nMA Maranhão\nMT Mato Grosso\nMS Mato Grosso do Sul\nMG Minas Gerais\nPA Pará\nPB Paraíba\nPR Paraná\nPE Pernambuco\nPI Piauí\nRJ Rio de Janeiro\nRN Rio Grande do Norte\nRS Rio Grande do Sul\nRO Rondônia\nRR Roraima\nSC Santa Catarina\nSP São Paulo\nSE Sergipe\nTO Tocantins"
        }
        _ => "",
    }
}

/// Whether there is a country with this code.
pub fn is_country(code: &str) -> bool {
    has(COUNTRIES, code)
}

/// How the addresses of a country are written; of one that is not known, with everything and nothing required but a
/// street and a town.
pub fn form(country: &str) -> Form {
    let region = REGIONS
        .iter()
        .find(|(_, must, may)| has(must, country) || has(may, country));
    let bytes = country.as_bytes();
    Form {
        country: match bytes {
            [a, b] => [*a, *b],
            _ => [0; 2],
        },
        parts: if has(LARGE_FIRST, country) {
            WITH_LARGE_FIRST
        } else if has(TOWN_FIRST, country) {
            WITH_TOWN_FIRST
        } else {
            SMALL_FIRST
        },
        city: match country {
            "GB" | "GG" | "IE" | "IM" | "JE" | "NZ" => City::Town,
            "AU" => City::Suburb,
            "HK" => City::District,
            _ => City::City,
        },
        region: region.map(|(name, ..)| *name),
        postal: match country {
            _ if has(NO_POSTAL, country) => None,
            "IN" => Some(Postal::Pin),
            "IE" => Some(Postal::Eircode),
            "AU" | "GB" | "GG" | "IM" | "JE" | "MY" | "NZ" | "PK" | "SG" | "ZA" => {
                Some(Postal::Postcode)
            }
            "AS" | "FM" | "GU" | "MH" | "MP" | "PH" | "PR" | "PW" | "UM" | "US" | "VI" => {
                Some(Postal::Zip)
            }
            _ => Some(Postal::Code),
        },
    }
}

impl Form {
    /// Whether the country's addresses have that part.
    pub fn has(self, part: Part) -> bool {
        match part {
            Part::Line1 | Part::Line2 => true,
            Part::City => !has(NO_CITY, self.country()),
            Part::State => self.region.is_some(),
            Part::PostalCode => self.postal.is_some(),
        }
    }

    /// Whether a letter would not arrive without that part.
    pub fn requires(self, part: Part) -> bool {
        let country = self.country();
        self.has(part)
            && match part {
                Part::Line1 | Part::City => true,
                Part::Line2 => false,
                Part::State => REGIONS.iter().any(|(_, must, _)| has(must, country)),
                Part::PostalCode => patterns(country).is_some() && !has(POSTAL_OPTIONAL, country),
            }
    }

    /// Whether postal codes are digits and nothing else, so that a phone may show its digits only.
    pub fn has_numeric_code(self) -> bool {
        patterns(self.country()).is_some_and(|all| all.chars().all(|c| "d| ".contains(c)))
    }

    fn country(&self) -> &str {
        std::str::from_utf8(&self.country).unwrap_or_default()
    }
}

/// A postal code as the country writes it, however it was typed: `1012ab` is `1012 AB` in the Netherlands. `None` when
/// it cannot be one of that country's. Where nothing is known of a country's codes, every one will do.
pub fn postal_code(country: &str, typed: &str) -> Option<String> {
    let Some(patterns) = patterns(country) else {
        return Some(typed.to_owned());
    };
    let typed: Vec<char> = typed
        .chars()
        .filter(|c| !is_between(*c))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    patterns.split('|').find_map(|pattern| {
        let mut rest = typed.iter();
        let mut written = String::new();
        for wanted in pattern.chars() {
            if is_between(wanted) {
                written.push(wanted);
                continue;
            }
            let found = *rest.next()?;
            let fits = match wanted {
                'd' => found.is_ascii_digit(),
                'a' => found.is_ascii_alphabetic(),
                'x' => found.is_ascii_alphanumeric(),
                wanted => found == wanted,
            };
            if !fits {
                return None;
            }
            written.push(found);
        }
        rest.next().is_none().then_some(written)
    })
}

fn is_between(c: char) -> bool {
    matches!(c, ' ' | '-' | '\u{a0}' | '‐' | '–')
}

fn patterns(country: &str) -> Option<&'static str> {
    let found = POSTAL.iter().find(|(countries, _)| has(countries, country));
    found.map(|(_, patterns)| *patterns)
}

fn has(codes: &str, code: &str) -> bool {
    code.len() == 2 && codes.split(' ').any(|known| known == code)
}
