//! The upstream against a fake Stripe on a real socket.
