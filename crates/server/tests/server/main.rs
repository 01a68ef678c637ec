//! The server through its surface: HTTP to the router, the embedded engine behind it.
//!
//! Tests named `ladder_row_NN_…` hold figures and print them ([`support::ladder`]). `PORTICO_LADDER=full` runs them in
//! full size. `PORTICO_TEST_STORE=postgres` runs them, and every other test, with the store in a `PostgreSQL` that is
//! started for it ([`support::postgres`]).

mod support;

mod activity;
mod branding;
mod branding_files;
mod branding_history;
mod branding_scopes;
mod cancel;
mod checkout;
mod commands;
mod configurations;
mod connections;
mod create_session;
mod csrf;
mod description;
mod details;
mod documents;
mod domains;
mod domains_served;
mod embed;
mod engine_process;
mod events;
mod faults;
mod flow_data;
mod flow_scope;
mod fonts;
mod foreign_objects;
mod forwarding;
mod guard;
mod header_contract;
mod hosts;
mod hosts_of_domains;
mod idempotency;
mod invoices;
mod ladder_decoders;
mod ladder_login;
mod ladder_looks;
mod ladder_malformed;
mod ladder_return_urls;
mod ladder_tokens;
mod ladder_webhooks;
mod lifetimes;
mod limits;
mod login;
mod logs;
mod mail;
mod notices;
mod on_behalf_of;
mod open_session;
mod pan;
mod paused;
mod payment_methods;
mod portal_traps;
mod preview;
mod preview_links;
mod process;
mod reconcile;
mod restarts;
mod restored;
mod retention;
mod revocation;
mod several_processes;
mod several_servers;
mod store;
mod taxes;
mod upcoming;
mod update;
mod update_amounts;
mod update_matrix;
mod use_default;
mod waiting_payments;
mod webhooks;
