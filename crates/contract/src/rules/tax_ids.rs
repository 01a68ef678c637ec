//! Tax ids: the types there are for a country, and how each is written. Whether a number is right, upstream says.
//!
//! Source: Stripe, "Customer tax IDs", with its examples.

/// The most tax ids a customer can have. Source: Stripe.
pub const MOST: usize = 5;

/// The longest number, in characters.
pub const VALUE_MAX: usize = 100;

/// Types by country: `type example`, in the order of their names. The first two letters of a type are its country.
const TYPES: &str = "ad_nrt A-123456-Z|ae_trn 123456789012345|al_tin J12345678N|am_tin 02538904|ao_tin 5123456789|ar_cuit 12-3456789-01|au_abn 12345678912|au_arn 123456789123|aw_tin 12345678|az_tin 0123456789|ba_tin 123456789012|bb_tin 1123456789012|bd_bin 123456789-0123|bf_ifu 12345678A|bg_uic 123456789|bh_vat 123456789012345|bj_ifu 1234567890123|bo_tin 123456789|br_cnpj 01.234.456/5432-10|br_cpf 123.456.789-87|bs_tin 123.456.789|by_tin 123456789|ca_bn 123456789|ca_gst_hst 123456789RT0002|ca_pst_bc PST-1234-5678|ca_pst_mb 123456-7|ca_pst_sk 1234567|ca_qst 1234567890TQ1234|cd_nif A0123456M|ch_uid CHE-123.456.789 HR|ch_vat CHE-123.456.789 MWST|cl_tin 12.345.678-K|cm_niu M123456789000L|cn_tin 123456789012345678|co_nit 123.456.789-0|cr_tin 1-234-567890|cv_nif 213456789|de_stn 1234567890|do_rcn 123-4567890-1|ec_ruc 1234567890001|eg_tin 123456789|es_cif A12345678|et_tin 1234567890|fo_vat 123456|gb_vat GB123456789|ge_vat 123456789|gi_tin 123456|gn_nif 123456789|hk_br 12345678|hr_oib 12345678901|hu_tin 12345678-1-23|ic_nif A12345678|id_npwp 012.345.678.9-012.345|il_vat 000012345|in_gst 12ABCDE3456FGZH|is_vat 123456|it_cf RSSMRA80A01H501U|jp_cn 1234567891234|jp_rn 12345|jp_trn T1234567891234|ke_pin P000111111A|kg_tin 12345678901234|kh_tin 1001-123456789|kr_brn 123-45-67890|kz_bin 123456789012|la_tin 123456789-000|li_uid CHE123456789|li_vat 12345|lk_vat 123456789-1234|ma_vat 12345678|md_vat 1234567|me_pib 12345678|mk_vat MK1234567890123|mr_nif 12345678|mx_rfc ABC010203AB9|my_frp 12345678|my_itn C 1234567890|my_sst A12-3456-78912345|ng_tin 12345678-0001|no_vat 123456789MVA|no_voec 1234567|np_pan 123456789|nz_gst 123456789|om_vat OM1234567890|pe_ruc 12345678901|ph_tin 123456789012|pl_nip 1234567890|py_ruc 12345678-9|ro_tin 1234567890123|rs_pib 123456789|ru_inn 1234567891|ru_kpp 123456789|sa_vat 123456789012345|sg_gst M12345678X|sg_uen 123456789F|si_tin 12345678|sn_ninea 12345672A2|sr_fin 1234567890|sv_nit 1234-567890-123-4|th_vat 1234567891234|tj_tin 123456789|tr_tin 0123456789|tw_vat 12345678|tz_vat 12345678A|ua_vat 123456789|ug_tin 1014751879|us_ein 12-3456789|uy_ruc 123456789012|uz_tin 123456789|uz_vat 123456789012|ve_rif A-12345678-9|vn_tin 1234567890|za_vat 4123456789|zm_tin 1004751879|zw_tin 1234567";

/// What numbers of `eu_vat` look like, by country. `XI` is Northern Ireland.
const EU_VAT: &str = "AT ATU12345678|BE BE0123456789|BG BG0123456789|CY CY12345678Z|CZ CZ1234567890|DE DE123456789|DK DK12345678|EE EE123456789|ES ESA1234567Z|FI FI12345678|FR FRAB123456789|GB XI123456789|GR EL123456789|HR HR12345678912|HU HU12345678|IE IE1234567AB|IT IT12345678912|LT LT123456789123|LU LU12345678|LV LV12345678912|MT MT12345678|NL NL123456789B12|PL PL1234567890|PT PT123456789|RO RO1234567891|SE SE123456789123|SI SI12345678|SK SK1234567891";

/// The one-stop shop, for businesses outside the EU: it has no country of its own.
const EU_OSS_VAT: Kind = Kind {
    name: "eu_oss_vat",
    example: "EU123456789",
};

/// A type of tax id, as one country writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Stripe's `type`, such as `eu_vat`.
    pub name: &'static str,
    /// What a number looks like, such as `DE123456789`.
    pub example: &'static str,
}

/// The types a customer in that country may have, the usual one first.
pub fn kinds(country: &str) -> Vec<Kind> {
    let vat = entries(EU_VAT).find(|(code, _)| *code == country);
    let vat = vat.map(|(_, example)| Kind {
        name: "eu_vat",
        example,
    });
    let own = entries(TYPES)
        .filter(|(name, _)| is_of(name, country))
        .map(|(name, example)| Kind { name, example });
    let mut kinds: Vec<Kind> = match country {
        // Northern Ireland's number is the rarer one of the two.
        "GB" => own.chain(vat).collect(),
        _ => vat.into_iter().chain(own).collect(),
    };
    if country == "ES" {
        kinds.extend(
            entries(TYPES)
                .filter(|(name, _)| *name == "ic_nif")
                .map(|(name, example)| Kind { name, example }),
        );
    }
    if vat.is_none() && kinds.is_empty() {
        kinds.push(EU_OSS_VAT);
    }
    kinds
}

/// Whether Stripe knows the type.
pub fn is_known(kind: &str) -> bool {
    kind == "eu_vat" || kind == EU_OSS_VAT.name || entries(TYPES).any(|(name, _)| name == kind)
}

/// How many digits the numbers of that type have at most: as many as a card has, and they cannot be told apart.
pub fn digits(kind: &str) -> usize {
    let own = entries(TYPES).filter(|(name, _)| *name == kind);
    own.map(|(_, example)| example.chars().filter(char::is_ascii_digit).count())
        .max()
        .unwrap_or_default()
}

/// What a type is called, the same in every language: `EU VAT`, `US EIN`.
pub fn label(kind: &str) -> String {
    kind.replace('_', " ").to_ascii_uppercase()
}

fn is_of(name: &str, country: &str) -> bool {
    let prefix = name.get(..2).unwrap_or_default();
    prefix.eq_ignore_ascii_case(country) && prefix != "ic"
}

fn entries(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.split('|').filter_map(|entry| entry.split_once(' '))
}
