//! The API's description (OpenAPI 3.1), made from the list of routes, so that it
//! cannot tell of a route that is not there, nor forget one.

use crate::RouteInfo;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The document for all routes under `/api/v1`.
pub fn describe(routes: &[RouteInfo]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| s.definitions_path = "/components/schemas".into());
    let mut schemas = settings.into_generator();
    let mut paths = Map::new();
    for route in routes.iter().filter(|r| r.path.starts_with("/api/v1/") && r.path != "/api/v1/openapi.json")
    {
        let mut parameters: Vec<Value> = route
            .path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
            .collect();
        parameters.extend(route.query.iter().map(
            |(name, meaning)| json!({"name": name, "in": "query", "description": meaning, "schema": {"type": "string"}}),
        ));
        let mut operation = json!({
            "operationId": operation_id(route),
            "summary": route.summary,
            "description": format!("Permission: {}", route.rule.name),
            "parameters": parameters,
            "responses": {
                "default": {"description": "A problem", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
            },
        });
        let content = route.answers.map_or_else(
            || json!({"description": "Done"}),
            |make| json!({"description": "Done", "content": {"application/json": {"schema": make(&mut schemas)}}}),
        );
        operation["responses"]["200"] = content;
        if let Some(make) = route.takes {
            operation["requestBody"] =
                json!({"required": true, "content": {"application/json": {"schema": make(&mut schemas)}}});
        }
        if route.rule.is_open() {
            operation["security"] = json!([]);
        }
        let entry = paths.entry(route.path).or_insert_with(|| json!({}));
        entry[route.method.to_lowercase()] = operation;
    }
    let mut definitions = schemas.take_definitions(true);
    definitions.insert(
        "Problem".into(),
        json!({"type": "object", "required": ["type", "title", "status", "detail"], "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
            "detail": {"type": "string"}, "field": {"type": "string"}}}),
    );
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "klappt",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            "description": "Local alliances, working aids and statewide results. Errors are problems after RFC 9457."
        },
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}
        }
    })
}

/// `get_evaluation_constellations` from GET /api/v1/evaluation/constellations.
fn operation_id(route: &RouteInfo) -> String {
    let words: Vec<&str> = route
        .path
        .trim_start_matches("/api/v1/")
        .split(['/', '{', '}', '-', '.'])
        .filter(|w| !w.is_empty())
        .collect();
    format!("{}_{}", route.method.to_lowercase(), words.join("_"))
}
