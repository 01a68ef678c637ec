//! The API's description, `OpenAPI` 3.1, made of the routes themselves: what is not described cannot be reached.

mod operation;
mod schemas;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
pub use operation::Operation;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::app::App;
use operation::{Access, Answer, Body};
use schemas::{encoding, of_fields, of_list, of_object, of_query};

/// The schema of a type of the contract.
pub fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// Routes with their descriptions.
#[derive(Default)]
pub struct Described {
    /// The routes.
    pub router: Router<App>,
    /// Their descriptions.
    pub operations: Vec<Operation>,
}

impl Described {
    /// Adds a route.
    pub fn at<H, T>(self, operation: Operation, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let method = match operation.method {
            "GET" => MethodFilter::GET,
            "PUT" => MethodFilter::PUT,
            "DELETE" => MethodFilter::DELETE,
            _ => MethodFilter::POST,
        };
        self.with(operation, on(method, handler))
    }

    /// Adds a route whose handler knows its method.
    pub fn with(mut self, operation: Operation, route: MethodRouter<App>) -> Self {
        self.router = self.router.route(operation.path, route);
        self.operations.push(operation);
        self
    }
}

/// The document. `cookie` is the name of the session's.
pub fn document(operations: &[Operation], cookie: &str) -> Value {
    let settings = SchemaSettings::draft2020_12();
    let mut generator = settings
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths = Map::new();
    for operation in operations {
        let path = paths
            .entry(operation.path)
            .or_insert_with(|| Value::Object(Map::new()));
        path[operation.method.to_lowercase()] = described(operation, &mut generator);
    }
    let envelope = schema::<contract::ErrorEnvelope>(&mut generator);
    let mut components = generator.take_definitions(true);
    components.insert("StripeError".to_owned(), schemas::stripe_error());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Portico",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "`/v1` speaks Stripe's API to the merchant's server; every path of it that is not here goes on to the \
                            billing system. `/api` is for the portal's own pages.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {
                "Refused": { "description": "Refused, and why.", "content": { "application/json": { "schema": envelope } } },
                "StripeRefused": {
                    "description": "Refused, in Stripe's words.",
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/StripeError" } } },
                },
            },
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer", "description": "The merchant's secret key." },
                "session": { "type": "apiKey", "in": "cookie", "name": cookie },
                "tab": {
                    "type": "apiKey", "in": "header", "name": "X-Portal-Session",
                    "description": "The public id of the session, for which the tab acts.",
                },
            },
        },
    })
}

fn described(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let parts = operation.path.split('/');
    let names = parts.filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path = names.map(|name| {
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } })
    });
    let parameters: Vec<Value> = in_path
        .chain(operation.query.iter().map(of_query))
        .collect();
    let refusal = match operation.is_merchant() {
        true => "#/components/responses/StripeRefused",
        false => "#/components/responses/Refused",
    };
    let (status, answer) = answer(operation.answer, generator);
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": {
            status: answer,
            // Said by the connection, before anything is read.
            "414": { "description": "The address is too long." },
            "431": { "description": "The headers are too long." },
            "default": { "$ref": refusal },
        },
        "security": match operation.access {
            Access::Key => json!([{ "key": [] }]),
            Access::Tab => json!([{ "session": [], "tab": [] }]),
            Access::Browser => json!([{ "session": [] }]),
            Access::Anybody => json!([]),
        },
    });
    match operation.body {
        Body::None => {}
        Body::Form(fields) => {
            let is_needed = fields.iter().any(|field| field.required);
            described["requestBody"] = json!({
                "required": is_needed,
                "content": {
                    "application/x-www-form-urlencoded": { "schema": of_fields(fields), "encoding": encoding(fields) },
                },
            });
        }
        Body::Json(body) => {
            described["requestBody"] = json!({
                "required": true,
                "content": { "application/json": { "schema": body(generator) } },
            });
        }
    }
    described
}

fn answer(answer: Answer, generator: &mut SchemaGenerator) -> (&'static str, Value) {
    let json = |status, schema| {
        let content = json!({ "application/json": { "schema": schema } });
        (
            status,
            json!({ "description": "Done.", "content": content }),
        )
    };
    match answer {
        Answer::Empty(status) => (status, json!({ "description": "Done." })),
        Answer::Json(status, schema) => json(status, schema(generator).to_value()),
        Answer::Object(object) => json("200", of_object(object)),
        Answer::List(object) => json("200", of_list(object)),
        Answer::File(media_type) => (
            "200",
            json!({ "description": "The file.", "content": { media_type: {} } }),
        ),
    }
}
