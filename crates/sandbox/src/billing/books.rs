//! What a calculation may look at: prices, names of products, discounts, tax rates. They are loaded once; then all is arithmetic,
//! so that a preview and the bill it foretells come from the same functions.

use std::collections::HashMap;

use serde_json::Value;

use super::amount;
use super::lines::items;
use super::period::Interval;
use super::tax;
use super::usage::{self, Used, is_metered};
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::value::{int, text};

/// Prices, product names, discounts and tax rates by id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Books {
    prices: HashMap<String, Value>,
    names: HashMap<String, String>,
    discounts: HashMap<String, Value>,
    /// As [`tax::terms`] keeps them.
    rates: HashMap<String, Value>,
    /// By item.
    used: HashMap<String, Used>,
}

impl Books {
    /// Everything a subscription refers to.
    pub(crate) async fn of(cx: &mut Cx, subscription: &Value) -> Result<Self> {
        let mut books = Self::default();
        books.open(cx, subscription).await?;
        Ok(books)
    }

    /// Adds everything a further state of a subscription refers to.
    pub(crate) async fn open(&mut self, cx: &mut Cx, subscription: &Value) -> Result<()> {
        for item in items(subscription) {
            let id = text(item, "price");
            if !self.prices.contains_key(id) {
                let price = cx.find(id).await?.unwrap_or_default();
                let product = cx.find(text(&price, "product")).await?.unwrap_or_default();
                let name = product["name"].as_str().unwrap_or("Product").to_owned();
                self.add_price(price, name);
            }
            self.read_usage(cx, subscription, item).await?;
            self.read_rates(cx, &item["tax_rates"]).await?;
        }
        self.read_rates(cx, &subscription["default_tax_rates"])
            .await?;
        for id in subscription["discounts"].as_array().into_iter().flatten() {
            let id = id.as_str().unwrap_or_default();
            if !self.discounts.contains_key(id)
                && let Some(discount) = cx.find(id).await?
            {
                self.add_discount(discount);
            }
        }
        Ok(())
    }

    /// What counts is the period an item was in when it was first looked at: a later state of it has used nothing yet.
    async fn read_usage(&mut self, cx: &mut Cx, subscription: &Value, item: &Value) -> Result<()> {
        let id = text(item, "id");
        let price = self.price(item)?.clone();
        if is_metered(&price) && !id.is_empty() && !self.used.contains_key(id) {
            let used = usage::of_item(cx, subscription, item, &price).await?;
            self.used.insert(id.to_owned(), used);
        }
        Ok(())
    }

    async fn read_rates(&mut self, cx: &mut Cx, ids: &Value) -> Result<()> {
        for id in ids.as_array().into_iter().flatten() {
            let id = id.as_str().unwrap_or_default();
            if !self.rates.contains_key(id)
                && let Some(rate) = cx.find(id).await?
            {
                self.add_rate(&rate);
            }
        }
        Ok(())
    }

    /// What an item used in the period it was read in; `None` when that was not read.
    pub(crate) fn used(&self, item: &Value) -> Option<Used> {
        self.used.get(text(item, "id")).copied()
    }

    pub(crate) fn add_price(&mut self, price: Value, name: String) {
        let id = text(&price, "id").to_owned();
        self.names.insert(id.clone(), name);
        self.prices.insert(id, price);
    }

    pub(crate) fn add_discount(&mut self, discount: Value) {
        let id = text(&discount, "id").to_owned();
        self.discounts.insert(id, discount);
    }

    pub(crate) fn add_rate(&mut self, rate: &Value) {
        self.rates
            .insert(text(rate, "id").to_owned(), tax::terms(rate));
    }

    /// The rates an item is taxed with: its own, else its subscription's.
    pub(crate) fn rates(&self, subscription: &Value, item: &Value) -> Value {
        let own = item["tax_rates"].as_array().filter(|own| !own.is_empty());
        match own {
            Some(own) => self.terms(own),
            None => self.default_rates(subscription),
        }
    }

    /// The rates of what has none of its own.
    pub(crate) fn default_rates(&self, subscription: &Value) -> Value {
        let ids = subscription["default_tax_rates"].as_array();
        self.terms(ids.map_or(&[][..], Vec::as_slice))
    }

    fn terms(&self, ids: &[Value]) -> Value {
        let rates = ids.iter().filter_map(|id| self.rates.get(id.as_str()?));
        rates.cloned().collect()
    }

    /// The price of an item.
    pub(crate) fn price(&self, item: &Value) -> Result<&Value> {
        self.prices
            .get(text(item, "price"))
            .ok_or_else(|| ApiError::internal("an item whose price was not loaded"))
    }

    /// The name of an item's product.
    pub(crate) fn name(&self, item: &Value) -> &str {
        self.names
            .get(text(item, "price"))
            .map_or("Product", String::as_str)
    }

    /// The interval of a subscription, which its items share.
    pub(crate) fn interval(&self, subscription: &Value) -> Result<Interval> {
        let item = items(subscription)
            .next()
            .ok_or_else(|| ApiError::internal("a subscription without items"))?;
        Ok(Interval::of(&self.price(item)?["recurring"]))
    }

    /// What a full period of an item costs before discounts; nothing for what is billed by use.
    pub(crate) fn gross(&self, item: &Value, currency: &str) -> Result<i64> {
        let parts = amount::parts(self.price(item)?, currency, int(item, "quantity"))?;
        Ok(amount::total(&parts))
    }

    /// The discounts of a subscription that count at a moment, in their order.
    pub(crate) fn discounts(&self, subscription: &Value, at: i64) -> Vec<&Value> {
        subscription["discounts"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|id| self.discounts.get(id.as_str()?))
            .filter(|discount| discount["end"].as_i64().is_none_or(|end| at < end))
            .collect()
    }
}
