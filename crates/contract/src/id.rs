//! Newtyped identifiers. They are Stripe's ids, opaque to us.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as it is written on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<S: Into<String>> From<S> for $name {
            fn from(id: S) -> Self {
                Self(id.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A customer, `cus_…`.
    CustomerId
);
id!(
    /// A payment method, `pm_…`.
    PaymentMethodId
);
id!(
    /// A subscription, `sub_…`.
    SubscriptionId
);
id!(
    /// An invoice, `in_…`.
    InvoiceId
);
id!(
    /// The public name of a browser's session, `ses_…`. It grants nothing: a tab sends it to say
    /// whom it believes to act for.
    SessionId
);
