//! The routes about hosts of the merchant's own.

use crate::openapi::{Described, Operation as On};
use crate::routes::merchant::domains;

/// Adds the routes about hosts of the merchant's own.
pub(super) fn described(described: Described) -> Described {
    described
        .at(
            On::get(
                "/v1/portico/domains",
                "listDomains",
                "Hosts of your own, newest first.",
            )
            .list("portico.domain"),
            domains::list_domains,
        )
        .at(
            On::post(
                "/v1/portico/domains",
                "createDomain",
                "Adds a host, and says which records it needs.",
            )
            .form(domains::CREATE)
            .object("portico.domain"),
            domains::create_domain,
        )
        .at(
            On::get("/v1/portico/domains/{id}", "getDomain", "One host.").object("portico.domain"),
            domains::get_domain,
        )
        .at(
            On::post(
                "/v1/portico/domains/{id}",
                "updateDomain",
                "Has links lead there, or no longer.",
            )
            .form(domains::UPDATE)
            .object("portico.domain"),
            domains::update_domain,
        )
        .at(
            On::post(
                "/v1/portico/domains/{id}/verify",
                "verifyDomain",
                "Looks at its records now.",
            )
            .form(&[])
            .object("portico.domain"),
            domains::verify_domain,
        )
        .at(
            On::delete(
                "/v1/portico/domains/{id}",
                "deleteDomain",
                "Serves nobody there any more.",
            )
            .object("portico.domain"),
            domains::delete_domain,
        )
}
