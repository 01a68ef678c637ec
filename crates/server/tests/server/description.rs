//! The API's description is made of its routes, and says of each what it takes and answers.

use std::collections::BTreeSet;

use portico_server::routes::operations;
use serde_json::Value;

use crate::support::World;

#[tokio::test]
async fn every_route_is_described_once() {
    let world = World::new().await;
    let path = "/v1/portico/openapi.json";
    let answer = world.send(world.merchant_call(0, "GET", path)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let document = answer.json();
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = BTreeSet::new();
    for operation in operations() {
        let described = &document["paths"][operation.path][operation.method.to_lowercase()];
        let id = described["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} is there twice");
        assert!(
            described["responses"]["default"]["$ref"].is_string(),
            "{id}"
        );
        assert!(described["security"].is_array(), "{id}");
    }
    let paths = document["paths"].as_object().unwrap().values();
    let described: usize = paths.map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(described, ids.len());
}

/// Only `{id}` was described in paths, and the first route with another name in its path made the whole document one that
/// no tool reads.
#[tokio::test]
async fn every_name_in_a_path_is_described() {
    let world = World::new().await;
    let call = world.merchant_call(0, "GET", "/v1/portico/openapi.json");
    let document = world.send(call).await.json();
    for operation in operations() {
        let described = &document["paths"][operation.path][operation.method.to_lowercase()];
        let parameters = described["parameters"].as_array().unwrap().iter();
        let in_path = parameters.filter(|it| it["in"] == "path");
        let names: Vec<String> = in_path
            .map(|it| format!("{{{}}}", it["name"].as_str().unwrap()))
            .collect();
        let parts = operation.path.split('/');
        let wanted: Vec<&str> = parts.filter(|part| part.starts_with('{')).collect();
        assert_eq!(names, wanted, "{}", operation.path);
    }
}

/// A reference that leads nowhere makes a document useless to every generator.
#[tokio::test]
async fn every_reference_leads_somewhere() {
    let world = World::new().await;
    let call = world.merchant_call(0, "GET", "/v1/portico/openapi.json");
    let document = world.send(call).await.json();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100, "{}", found.len());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (name, below) in map {
                match below.as_str().filter(|_| name == "$ref") {
                    Some(reference) => found.push(reference.to_owned()),
                    None => references(below, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|below| references(below, found)),
        _ => {}
    }
}
