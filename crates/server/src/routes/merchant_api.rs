//! `/v1`: Stripe's API for the merchant's server, with its secret key.

mod hosts;
mod previews;

use super::merchant::{
    branding, configurations, dashboard, description, embed_origins, events, extensions,
    parameters, portal_sessions, sessions, subscriptions, webhook_endpoints,
};
use crate::configuration::parameters::{CREATE, EXTENSION, UPDATE};
use crate::openapi::{Described, Operation as On};

/// All routes of our own.
pub fn routes() -> Described {
    beyond_stripe(previews::described(Described::default()))
        .at(
            On::post(
                "/v1/billing_portal/sessions",
                "createPortalSession",
                "Makes a link into the portal for a customer.",
            )
            .form(parameters::SESSION)
            .object("billing_portal.session"),
            sessions::create_session,
        )
        .at(
            On::get(
                "/v1/billing_portal/configurations",
                "listConfigurations",
                "Portal configurations, newest first.",
            )
            .query(parameters::CONFIGURATION_LIST)
            .list("billing_portal.configuration"),
            configurations::list_configurations,
        )
        .at(
            On::post(
                "/v1/billing_portal/configurations",
                "createConfiguration",
                "Makes a portal configuration.",
            )
            .form(CREATE)
            .object("billing_portal.configuration"),
            configurations::create_configuration,
        )
        .at(
            On::get(
                "/v1/billing_portal/configurations/{id}",
                "getConfiguration",
                "One portal configuration.",
            )
            .query(parameters::CONFIGURATION)
            .object("billing_portal.configuration"),
            configurations::retrieve_configuration,
        )
        .at(
            On::post(
                "/v1/billing_portal/configurations/{id}",
                "updateConfiguration",
                "Changes a portal configuration.",
            )
            .form(UPDATE)
            .object("billing_portal.configuration"),
            configurations::update_configuration,
        )
}

fn beyond_stripe(described: Described) -> Described {
    of_dashboard(hosts::described(of_branding(of_frames(of_events(
        described,
    )))))
    .at(
        On::get(
            "/v1/portico/openapi.json",
            "getDescription",
            "This description.",
        )
        .file("application/json"),
        description::get_description,
    )
    .at(
        On::get(
            "/v1/portico/configurations/{id}",
            "getConfigurationExtension",
            "What a configuration says beyond Stripe's object, and what is missing in it.",
        )
        .object("portico.configuration"),
        extensions::get_extension,
    )
    .at(
        On::post(
            "/v1/portico/configurations/{id}",
            "setConfigurationExtension",
            "Changes that, and the configuration with it: all that is sent or nothing.",
        )
        .form(EXTENSION)
        .object("portico.configuration"),
        extensions::set_extension,
    )
    .at(
        On::get(
            "/v1/portico/sessions",
            "listSessions",
            "Portal sessions, newest first.",
        )
        .query(parameters::SESSION_LIST)
        .list("portico.session"),
        portal_sessions::list_sessions,
    )
    .at(
        On::post(
            "/v1/portico/sessions/revoke",
            "revokeCustomer",
            "Ends all sessions of a customer.",
        )
        .form(parameters::REVOKE_CUSTOMER)
        .object("portico.session_revocation"),
        portal_sessions::revoke_customer,
    )
    .at(
        On::post(
            "/v1/portico/sessions/{id}/revoke",
            "revokeSession",
            "Ends one session.",
        )
        .form(&[])
        .object("portico.session"),
        portal_sessions::revoke_session,
    )
    .at(
        On::get(
            "/v1/portico/subscriptions",
            "listPausedSubscriptions",
            "Subscriptions whose payments are not collected at the moment.",
        )
        .query(subscriptions::LIST)
        .list("subscription"),
        subscriptions::list_subscriptions,
    )
    .at(
        On::get(
            "/v1/portico/subscriptions.csv",
            "exportPausedSubscriptions",
            "The same as a file.",
        )
        .query(subscriptions::EXPORT)
        .file("text/csv"),
        subscriptions::export_subscriptions,
    )
}

fn of_dashboard(described: Described) -> Described {
    described
        .at(
            On::post(
                "/v1/portico/dashboard_links",
                "createDashboardLink",
                "Makes a link by which a person signs in to the dashboard.",
            )
            .form(dashboard::CREATE)
            .object("portico.dashboard_link"),
            dashboard::create_link,
        )
        .at(
            On::get(
                "/v1/portico/dashboard_sessions",
                "listDashboardSessions",
                "Who is signed in to the dashboard, and links that nobody used yet.",
            )
            .list("portico.dashboard_session"),
            dashboard::list_sessions,
        )
        .at(
            On::post(
                "/v1/portico/dashboard_sessions/{id}/revoke",
                "revokeDashboardSession",
                "Ends one.",
            )
            .form(&[])
            .object("portico.dashboard_session"),
            dashboard::revoke_session,
        )
        .at(
            On::get(
                "/v1/portico/dashboard_changes",
                "listDashboardChanges",
                "What was changed from the dashboard, newest first.",
            )
            .query(dashboard::CHANGES)
            .list("portico.dashboard_change"),
            dashboard::list_changes,
        )
}

fn of_frames(described: Described) -> Described {
    described
        .at(
            On::get(
                "/v1/portico/embed_origins",
                "listEmbedOrigins",
                "Whose pages may show the portal in a frame.",
            )
            .list("portico.embed_origin"),
            embed_origins::list_origins,
        )
        .at(
            On::post(
                "/v1/portico/embed_origins",
                "addEmbedOrigin",
                "Lets the pages of an origin show it.",
            )
            .form(embed_origins::CREATE)
            .object("portico.embed_origin"),
            embed_origins::add_origin,
        )
        .at(
            On::delete(
                "/v1/portico/embed_origins/{id}",
                "removeEmbedOrigin",
                "Lets them no more.",
            )
            .object("portico.embed_origin"),
            embed_origins::remove_origin,
        )
}

fn of_events(described: Described) -> Described {
    described
        .at(
            On::get(
                "/v1/portico/events",
                "listEvents",
                "What happened in the portal.",
            )
            .query(events::LIST)
            .list("event"),
            events::list_events,
        )
        .at(
            On::get("/v1/portico/events/{id}", "getEvent", "One event.").object("event"),
            events::get_event,
        )
        .at(
            On::post(
                "/v1/portico/events/{id}/replay",
                "replayEvent",
                "Sends it once more.",
            )
            .form(events::REPLAY)
            .object("event"),
            events::replay_event,
        )
        .at(
            On::get(
                "/v1/portico/webhook_endpoints",
                "listWebhookEndpoints",
                "Where events are sent, newest first.",
            )
            .list("webhook_endpoint"),
            webhook_endpoints::list_endpoints,
        )
        .at(
            On::post(
                "/v1/portico/webhook_endpoints",
                "createWebhookEndpoint",
                "Has events sent somewhere.",
            )
            .form(webhook_endpoints::CREATE)
            .object("webhook_endpoint"),
            webhook_endpoints::create_endpoint,
        )
        .at(
            On::get(
                "/v1/portico/webhook_endpoints/{id}",
                "getWebhookEndpoint",
                "One endpoint.",
            )
            .object("webhook_endpoint"),
            webhook_endpoints::get_endpoint,
        )
        .at(
            On::post(
                "/v1/portico/webhook_endpoints/{id}",
                "updateWebhookEndpoint",
                "Changes an endpoint.",
            )
            .form(webhook_endpoints::UPDATE)
            .object("webhook_endpoint"),
            webhook_endpoints::update_endpoint,
        )
        .at(
            On::delete(
                "/v1/portico/webhook_endpoints/{id}",
                "deleteWebhookEndpoint",
                "Sends no more events there.",
            )
            .object("webhook_endpoint"),
            webhook_endpoints::delete_endpoint,
        )
}

fn of_branding(described: Described) -> Described {
    described
        .at(
            On::get("/v1/portico/branding", "getBranding", "The look.")
                .query(branding::WHOSE)
                .object("portico.branding"),
            branding::get_branding,
        )
        .at(
            On::post(
                "/v1/portico/branding",
                "setBranding",
                "Publishes another look.",
            )
            .object("portico.branding"),
            branding::set_branding,
        )
        .at(
            On::get(
                "/v1/portico/branding/draft",
                "getBrandingDraft",
                "The look that is being worked on.",
            )
            .query(branding::WHOSE)
            .object("portico.branding_draft"),
            branding::drafts::get_draft,
        )
        .at(
            On::post(
                "/v1/portico/branding/draft",
                "setBrandingDraft",
                "Works on a look that nobody sees yet.",
            )
            .object("portico.branding_draft"),
            branding::drafts::set_draft,
        )
        .at(
            On::delete(
                "/v1/portico/branding/draft",
                "deleteBrandingDraft",
                "Throws it away.",
            )
            .query(branding::WHOSE)
            .object("portico.branding_draft"),
            branding::drafts::delete_draft,
        )
        .at(
            On::post(
                "/v1/portico/branding/draft/publish",
                "publishBrandingDraft",
                "Shows it to customers.",
            )
            .object("portico.branding"),
            branding::drafts::publish_draft,
        )
        .at(
            On::get(
                "/v1/portico/branding/versions",
                "listBrandingVersions",
                "Looks that were published, newest first.",
            )
            .query(branding::WHOSE)
            .list("portico.branding_version"),
            branding::versions::list_versions,
        )
        .at(
            On::post(
                "/v1/portico/branding/versions/{version}/restore",
                "restoreBrandingVersion",
                "Shows an earlier look again.",
            )
            .object("portico.branding"),
            branding::versions::restore_version,
        )
        .at(
            On::get(
                "/v1/portico/branding/tokens",
                "getBrandingTokens",
                "The look as design tokens.",
            )
            .query(branding::WHOSE)
            .file("application/json"),
            branding::exchange::get_tokens,
        )
        .at(
            On::post(
                "/v1/portico/branding/tokens",
                "setBrandingTokens",
                "Publishes a look made of design tokens.",
            )
            .query(branding::WHOSE)
            .object("portico.branding"),
            branding::exchange::set_tokens,
        )
        .at(
            On::get(
                "/v1/portico/branding/appearance",
                "getBrandingAppearance",
                "The look as Stripe's Appearance object.",
            )
            .query(branding::WHOSE)
            .file("application/json"),
            branding::exchange::get_appearance,
        )
        .at(
            On::post(
                "/v1/portico/branding/appearance",
                "setBrandingAppearance",
                "Publishes a look made of an Appearance object.",
            )
            .query(branding::WHOSE)
            .object("portico.branding"),
            branding::exchange::set_appearance,
        )
        .at(
            On::get(
                "/v1/portico/branding/presets",
                "listBrandingPresets",
                "Looks to begin with.",
            )
            .list("portico.branding_preset"),
            branding::presets::list_presets,
        )
}
