//! How countries write addresses.

use contract::rules::address::{
    COUNTRIES, City, Part, Postal, Region, form, is_country, postal_code, states,
};

/// A country with what its addresses have; a part in capitals is required.
fn shape(country: &str) -> String {
    let form = form(country);
    let part = |part: &Part| {
        let name = match part {
            Part::Line1 => "line",
            Part::Line2 => return None,
            Part::City => "city",
            Part::State => "state",
            Part::PostalCode => "code",
        };
        form.has(*part).then(|| match form.requires(*part) {
            true => name.to_uppercase(),
            false => name.to_owned(),
        })
    };
    let parts: Vec<String> = form.parts.iter().filter_map(part).collect();
    parts.join(" ")
}

#[test]
fn parts_stand_where_the_country_writes_them() {
    for (country, expected) in [
        ("US", "LINE CITY STATE CODE"),
        ("CA", "LINE CITY STATE CODE"),
        ("AU", "LINE CITY STATE CODE"),
        ("GB", "LINE CITY CODE"),
        ("IE", "LINE CITY state code"),
        ("IN", "LINE CITY STATE CODE"),
        ("BR", "LINE CITY STATE CODE"),
        ("DE", "LINE CODE CITY"),
        ("AT", "LINE CODE CITY"),
        ("FR", "LINE CODE CITY"),
        ("NL", "LINE CODE CITY"),
        ("SE", "LINE CODE CITY"),
        ("PL", "LINE CODE CITY"),
        ("IT", "LINE CODE CITY STATE"),
        ("ES", "LINE CODE CITY state"),
        ("MX", "LINE CODE CITY STATE"),
        ("JP", "CODE STATE CITY LINE"),
        ("CN", "CODE STATE CITY LINE"),
        ("KR", "CODE state CITY LINE"),
        ("SG", "LINE CODE"),
        ("HK", "LINE CITY state"),
        ("AE", "LINE STATE"),
        ("QA", "LINE CITY"),
        ("CL", "LINE code CITY state"),
        // A country nobody knows asks for little.
        ("XX", "LINE code CITY"),
        ("", "LINE code CITY"),
    ] {
        assert_eq!(shape(country), expected, "{country}");
    }
}

#[test]
fn parts_are_called_what_the_country_calls_them() {
    let names = |country| {
        let form = form(country);
        (form.city, form.region, form.postal)
    };
    for (country, expected) in [
        ("US", (City::City, Some(Region::State), Some(Postal::Zip))),
        (
            "CA",
            (City::City, Some(Region::Province), Some(Postal::Code)),
        ),
        ("GB", (City::Town, None, Some(Postal::Postcode))),
        (
            "IE",
            (City::Town, Some(Region::County), Some(Postal::Eircode)),
        ),
        (
            "AU",
            (City::Suburb, Some(Region::State), Some(Postal::Postcode)),
        ),
        (
            "JP",
            (City::City, Some(Region::Prefecture), Some(Postal::Code)),
        ),
        ("IN", (City::City, Some(Region::State), Some(Postal::Pin))),
        ("AE", (City::City, Some(Region::Emirate), None)),
        (
            "CO",
            (City::City, Some(Region::Department), Some(Postal::Code)),
        ),
        ("HK", (City::District, Some(Region::Region), None)),
        ("DE", (City::City, None, Some(Postal::Code))),
    ] {
        assert_eq!(names(country), expected, "{country}");
    }
}

#[test]
fn postal_codes_are_written_as_the_country_writes_them() {
    for (country, typed, expected) in [
        ("US", "62701", Some("62701")),
        ("US", "627011234", Some("62701-1234")),
        ("US", "6270", None),
        ("CA", "k1a0b1", Some("K1A 0B1")),
        ("CA", "11A 0B1", None),
        ("GB", "sw1a1aa", Some("SW1A 1AA")),
        ("GB", "M1 1AE", Some("M1 1AE")),
        ("GB", "B338TH", Some("B33 8TH")),
        ("GB", "EC1A1BB", Some("EC1A 1BB")),
        ("GB", "12345", None),
        ("IE", "d02af30", Some("D02 AF30")),
        ("IE", "D6WXY12", Some("D6W XY12")),
        ("DE", "10119", Some("10119")),
        ("DE", "1011", None),
        ("AT", "1010", Some("1010")),
        ("CH", "8001", Some("8001")),
        ("NL", "1012ab", Some("1012 AB")),
        ("NL", "1012 A", None),
        ("SE", "11455", Some("114 55")),
        ("CZ", "110 00", Some("110 00")),
        ("PL", "00950", Some("00-950")),
        ("PT", "1000205", Some("1000-205")),
        ("BR", "01310-100", Some("01310-100")),
        ("JP", "1000001", Some("100-0001")),
        ("JP", "100‐0001", Some("100-0001")),
        ("SG", "018956", Some("018956")),
        ("IN", "110 001", Some("110001")),
        ("AU", "2000", Some("2000")),
        ("LV", "LV-1010", Some("LV-1010")),
        ("LV", "1010", Some("1010")),
        ("MT", "vlt1117", Some("VLT 1117")),
        ("KR", "03051", Some("03051")),
        ("VN", "100000", Some("100000")),
        ("IS", "101", Some("101")),
        ("FR", "２５０００", None),
        // Nothing is known of these.
        ("FK", "FIQQ 1ZZ", Some("FIQQ 1ZZ")),
        ("XX", "anything", Some("anything")),
    ] {
        assert_eq!(
            postal_code(country, typed).as_deref(),
            expected,
            "{country} {typed}"
        );
    }
}

#[test]
fn a_phone_shows_digits_where_codes_have_nothing_else() {
    for (country, expected) in [
        ("DE", true),
        ("SE", true),
        ("US", false),
        ("NL", false),
        ("QA", false),
    ] {
        assert_eq!(form(country).has_numeric_code(), expected, "{country}");
    }
}

#[test]
fn countries_are_sorted_and_two_letters() {
    let all: Vec<&str> = COUNTRIES.split(' ').collect();
    assert!(all.is_sorted());
    assert!(all.len() > 245);
    for code in all {
        assert!(
            code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()),
            "{code}"
        );
        assert!(is_country(code));
        assert!(form(code).requires(Part::Line1), "{code}");
    }
    for code in ["", "D", "de", "DEU", "ZZ", "AD AE"] {
        assert!(!is_country(code), "{code}");
    }
}

#[test]
fn states_are_chosen_where_everybody_knows_their_codes() {
    for (country, count) in [("US", 54), ("CA", 13), ("AU", 8), ("BR", 27), ("DE", 0)] {
        let lines = states(country).lines();
        assert_eq!(lines.clone().count(), count, "{country}");
        for line in lines {
            let (code, name) = line.split_once(' ').expect("a code and a name");
            assert!((2..=3).contains(&code.len()) && name.len() > 3, "{line}");
        }
    }
}
