//! The parts of the portal that know billing: they take what they show and report what is wanted. None of them makes a
//! request or leaves the page.
//!
//! Words are read while a part is built. The layout builds a page anew when the language changes, so a text needs no
//! subscription of its own.

mod activity_list;
mod address_draft;
mod address_fields;
mod billing_information;
mod cancel_consequences;
mod cancel_reasons;
mod choice;
mod default_offer;
mod details_draft;
mod details_fields;
mod invoice_detail;
mod invoice_events;
mod invoice_list;
mod invoice_row;
mod language_chooser;
mod next_charges;
mod past_due_banner;
mod pay_form;
mod payment_method_icon;
mod payment_method_name;
mod payment_method_row;
mod payment_methods_section;
mod plan_options;
mod problems;
mod remove_dialog;
mod retention_offer;
mod subscription_card;
mod subscription_items;
mod subscription_notes;
mod subscriptions_section;
mod tax_id_fields;
mod tax_id_list;
mod terms;
mod test_mode_banner;
mod update_summary;

pub use activity_list::ActivityList;
pub use address_draft::AddressDraft;
use address_fields::{AddressFields, Purpose};
pub use billing_information::BillingInformation;
pub use cancel_consequences::CancelConsequences;
pub use cancel_reasons::{Answer, CancelReasons};
pub use choice::Choice;
pub use default_offer::DefaultOffer;
pub use details_draft::DetailsDraft;
pub use details_fields::DetailsFields;
pub use invoice_detail::InvoiceDetail;
pub use invoice_events::InvoiceEvents;
pub use invoice_list::InvoiceList;
pub use invoice_row::{InvoiceRow, status as invoice_status};
pub use language_chooser::LanguageChooser;
pub use past_due_banner::PastDueBanner;
pub use pay_form::PayForm;
use payment_method_icon::PaymentMethodIcon;
use payment_method_name::PaymentMethodName;
pub use payment_methods_section::PaymentMethodsSection;
pub use plan_options::{CODE, PlanOptions, QUANTITY};
pub use problems::Problems;
pub use remove_dialog::RemoveDialog;
pub use retention_offer::{RetentionOfferPanel, offer_words};
pub use subscription_notes::held_reason;
pub use subscriptions_section::SubscriptionsSection;
pub use tax_id_fields::{TaxIdDraft, TaxIdFields};
pub use tax_id_list::{RemoveTaxId, TaxIdList};
pub use terms::Terms;
pub use test_mode_banner::TestModeBanner;
pub use update_summary::UpdateSummary;
