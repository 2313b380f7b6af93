//! Every route of a personal link, asked with every link and by everybody: a link opens
//! its own assignment for whoever has it, and no word more; one that has ended, expired or
//! never was opens nothing, whoever asks.

use crate::canaries::{KINDS, SIDES, World};
use crate::walk::words;
use base::Role;
use std::collections::BTreeSet;
use testkit::{Answer, Client};
use web::RouteInfo;

/// What a link's pages may say, besides what nobody marked: the assignment and the office.
fn may_be_said(kind: &str) -> bool {
    let of_links = KINDS.iter().any(|k| k.name == kind && k.shown_by.contains(&"AnswerAssignment"));
    // What was reported is not shown again to whoever reported it.
    of_links || kind == "office"
}

async fn ask(client: &Client, route: &RouteInfo, path: &str) -> Answer {
    match route.method {
        "GET" => client.get(path).await,
        _ => client.post(path, &[]).await,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_opens_its_own_assignment_and_no_word_more() {
    let world = World::build().await;
    let walkers = [
        ("visitor", world.app.visitor()),
        ("office", world.holder(Role::Office).await),
        ("state coordination", world.holder(Role::StateCoordination).await),
        ("operator", world.holder(Role::Operator).await),
    ];
    let mut routes: Vec<&RouteInfo> =
        world.app.routes.iter().filter(|route| route.path.contains("{link}")).collect();
    assert!(routes.len() >= 11, "only {} routes of links", routes.len());
    // Reading first, then what may change something.
    routes.sort_by_key(|route| route.method != "GET");
    let (mut faults, mut seen, mut checks) = (Vec::new(), BTreeSet::new(), 0);
    for route in routes {
        let of_talks = route.path.starts_with("/v/");
        let rule = if of_talks { "ReportVoices" } else { "AnswerAssignment" };
        assert_eq!(route.rule.name, rule, "{}", route.path);
        let [own, ended, expired] =
            if of_talks { ["voicelink", "voiceended", "voiceexpired"] } else { ["link", "ended", "expired"] };
        for (name, client) in &walkers {
            for side in [0, 1] {
                let good = world.fill(route, side, side, false).expect("a path");
                let answer = ask(client, route, &good).await;
                let status = answer.status.as_u16();
                let fits = if route.method == "GET" {
                    status < 400
                } else {
                    status < 500 && ![401, 403, 404].contains(&status)
                };
                if !fits {
                    faults.push(format!("{name} {} {}: {status}", route.method, route.path));
                }
                for (kind, of) in words(&answer) {
                    seen.insert((kind, of));
                    if of != side || !may_be_said(kind) {
                        let alliance = SIDES[of].to_uppercase();
                        faults.push(format!(
                            "{name} {} {}: says {kind} of {alliance}",
                            route.method, route.path
                        ));
                    }
                    if route.look_when_refused(&world.app.routes).is_none() {
                        faults.push(format!(
                            "{} {}: shows {kind} and leaves no line",
                            route.method, route.path
                        ));
                    }
                }
                let unknown = "f".repeat(64);
                // Nor does a good link of the other kind.
                let other = world.link(side, if of_talks { "link" } else { "voicelink" });
                for over in [world.link(side, ended), world.link(side, expired), &unknown, "x", other] {
                    let answer = ask(client, route, &good.replace(world.link(side, own), over)).await;
                    checks += 1;
                    if answer.status != 404 || !words(&answer).is_empty() {
                        faults.push(format!(
                            "{name} {} {}: {} opens it",
                            route.method, route.path, answer.status
                        ));
                    }
                }
                checks += 1;
            }
        }
    }
    for kind in ["why", "contribution"] {
        for side in [0, 1] {
            assert!(seen.contains(&(kind, side)), "nobody ever saw {kind} of {side}: it proves nothing");
        }
    }
    assert!(checks > 400, "{checks}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_handed_out_does_not_exist_for_a_link() {
    let world = World::build().await;
    let visitor = world.app.visitor();
    let home = format!("/z/{}", world.link(0, "link"));
    visitor.get(&format!("{home}/items/STR-2.4")).await.is(200);
    visitor.get(&format!("{home}/items/STR-X.2")).await.is(404);
    let fields = [("version", "0"), ("value", "x")];
    visitor.post(&format!("{home}/answers/STR-X.2"), &fields).await.is(404);
    visitor.post(&format!("{home}/answers/STR-2.4"), &fields).await.is(412);
}
