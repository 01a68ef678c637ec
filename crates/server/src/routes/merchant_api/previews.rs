//! The routes about links to drafts.

use crate::openapi::{Described, Operation as On};
use crate::routes::merchant::branding::{WHOSE, preview_links};

/// Adds the routes about links to drafts.
pub(super) fn described(described: Described) -> Described {
    described
        .at(
            On::get(
                "/v1/portico/branding/preview_links",
                "listBrandingPreviewLinks",
                "Links to the draft that are open, newest first.",
            )
            .query(WHOSE)
            .list("portico.branding_preview_link"),
            preview_links::list_links,
        )
        .at(
            On::post(
                "/v1/portico/branding/preview_links",
                "createBrandingPreviewLink",
                "Makes a link by which anybody sees the draft, until it ends.",
            )
            .object("portico.branding_preview_link"),
            preview_links::create_link,
        )
        .at(
            On::delete(
                "/v1/portico/branding/preview_links/{id}",
                "deleteBrandingPreviewLink",
                "Withdraws it.",
            )
            .object("portico.branding_preview_link"),
            preview_links::delete_link,
        )
}
