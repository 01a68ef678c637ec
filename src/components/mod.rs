//! The parts of the portal that know billing: they take what they show and report what is wanted. None of them makes a
//! request or leaves the page.
//!
//! Words are read while a part is built. The layout builds a page anew when the language changes, so a text needs no
//! subscription of its own.

mod activity_list;
mod add_terms;
mod billing_information;
mod cancel_consequences;
mod cancel_reasons;
mod confirm_terms;
mod default_offer;
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
mod remove_dialog;
mod subscription_card;
mod subscription_notes;
mod subscriptions_section;
mod test_mode_banner;
mod update_summary;

pub use activity_list::ActivityList;
pub use add_terms::AddTerms;
pub use billing_information::BillingInformation;
pub use cancel_consequences::CancelConsequences;
pub use cancel_reasons::CancelReasons;
pub use confirm_terms::ConfirmTerms;
pub use default_offer::DefaultOffer;
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
pub use plan_options::{CODE, Choice, PlanOptions, QUANTITY};
pub use remove_dialog::RemoveDialog;
pub use subscription_notes::held_reason;
pub use subscriptions_section::SubscriptionsSection;
pub use test_mode_banner::TestModeBanner;
pub use update_summary::UpdateSummary;
