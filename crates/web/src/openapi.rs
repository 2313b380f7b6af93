//! The API's description (OpenAPI 3.1), made from the list of routes, so that it
//! cannot tell of a route that is not there, nor forget one.

use crate::RouteInfo;
use base::Tokens;
use schemars::{SchemaGenerator, generate::SchemaSettings};
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
        parameters.extend(route.query.iter().map(|(name, meaning)| {
            json!({"name": name, "in": "query", "description": meaning, "schema": schema_of(name)})
        }));
        for (name, meaning) in paging(route) {
            parameters.push(
                json!({"name": name, "in": "query", "description": meaning, "schema": schema_of(name)}),
            );
        }
        if route.asks.version {
            parameters.push(json!({"name": "If-Match", "in": "header", "required": true,
                "description": "The version the change is based on: the ETag of the last answer",
                "schema": {"type": "string"}}));
        }
        if route.asks.key {
            parameters.push(json!({"name": "Idempotency-Key", "in": "header", "required": false,
                "description": "The same request sent twice with the same key makes one row",
                "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}}));
        }
        let mut operation = json!({
            "operationId": operation_id(route),
            "summary": route.summary,
            "description": format!("Permission: {}", route.rule.name),
            "parameters": parameters,
            "responses": responses(route, &mut schemas),
        });
        if let Some(make) = route.takes {
            operation["requestBody"] =
                json!({"required": true, "content": {"application/json": {"schema": make(&mut schemas)}}});
        }
        operation["security"] = security(route);
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
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description":
                    "The token of a session, from POST /api/v1/session; good for twelve hours."},
                "apiToken": {"type": "http", "scheme": "bearer", "bearerFormat": "klappt_…", "description":
                    "A program's own token, made on the account's page: for one alliance or statewide, for reading \
                     or for reading and writing, good until a day that was chosen. It opens what its owner may \
                     there at this moment, and no operation that does not name it. What it needs is named: \
                     `reading` or `writing`."}
            }
        }
    })
}

/// Which tokens open it: those of sessions, and those of programs where the table says so.
fn security(route: &RouteInfo) -> Value {
    match (route.rule.is_open(), route.rule.tokens) {
        (true, _) => json!([]),
        (false, None) => json!([{"bearer": []}]),
        (false, Some(Tokens::Each)) => json!([{"bearer": []}, {"apiToken": []}]),
        (false, Some(Tokens::Reading)) => json!([{"bearer": []}, {"apiToken": ["reading"]}]),
        (false, Some(Tokens::Writing)) => json!([{"bearer": []}, {"apiToken": ["writing"]}]),
    }
}

/// The parameters of a list that is answered page by page.
fn paging(route: &RouteInfo) -> Vec<(&'static str, &'static str)> {
    let all = [
        ("cursor", "where to go on: `next` of the page before"),
        ("limit", "how many at most, 1 to 200; 50 when absent"),
    ];
    let named = |name: &str| route.query.iter().any(|(n, _)| *n == name);
    all.into_iter().filter(|(name, _)| route.asks.cursor && !named(name)).collect()
}

fn schema_of(name: &str) -> Value {
    match name {
        "limit" => json!({"type": "integer", "minimum": 1, "maximum": 200}),
        "date" | "on" => json!({"type": "string", "format": "date"}),
        "wave" => json!({"type": "string", "format": "uuid"}),
        _ => json!({"type": "string"}),
    }
}

/// What the operation answers: its success, and the problems it can meet.
fn responses(route: &RouteInfo, schemas: &mut SchemaGenerator) -> Value {
    let mut all = Map::new();
    let mut done = json!({"description": "Done"});
    if let Some(make) = route.answers {
        done["content"] = json!({"application/json": {"schema": make(schemas)}});
    }
    if route.asks.version || route.asks.key {
        done["headers"] = json!({"ETag": {"description": "The row's version", "schema": {"type": "string"}}});
    }
    let status = match route.method {
        "DELETE" if route.answers.is_none() => "204",
        "POST" if route.asks.key => "201",
        _ => "200",
    };
    if status == "201" {
        // The same key again answers what is there.
        all.insert("200".into(), done.clone());
    }
    all.insert(status.into(), done);
    let writes = route.method != "GET";
    let problems = [
        ("400", "The request cannot be read", true),
        ("401", "Nobody is signed in, or the token is not good", true),
        ("403", "The token's scope is too narrow; the problem says what is missing", true),
        ("404", "It does not exist, or you may not see it: the answer is the same", true),
        ("408", "The body took too long to arrive", writes),
        ("409", "It cannot be done in this state", writes),
        ("412", "Somebody else was faster: the version is stale", route.asks.version),
        ("413", "The body is larger than allowed", writes),
        ("422", "A field is wrong; `field` names it", true),
        ("429", "Too many attempts; `Retry-After` says how long to wait", writes),
        ("503", "The database cannot be reached; nothing was saved", true),
        ("507", "The disk is full; nothing was saved", true),
    ];
    for (status, meaning, _) in problems.into_iter().filter(|(_, _, fits)| *fits) {
        all.insert(status.into(), problem(meaning));
    }
    Value::Object(all)
}

fn problem(meaning: &str) -> Value {
    json!({"description": meaning,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}})
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
