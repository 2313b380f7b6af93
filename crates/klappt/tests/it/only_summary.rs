//! Nothing but the summary of a working aid reaches anybody statewide (R-CON-03): the
//! second aid is filled with words everywhere, and every page, file and program's answer
//! is looked through, in both alliances, with searches for those very words.

use crate::{
    canaries::{SIDES, World},
    walk::words,
};
use base::Role;
use std::collections::BTreeSet;

const STATEWIDE: [Role; 5] =
    [Role::StateCoordination, Role::Ministry, Role::Evaluator, Role::Companion, Role::Operator];

/// Each path as it is, and as it is about the second aid and its wave.
fn paths(world: &World) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let routes = world.app.routes.iter().filter(|r| r.method == "GET" && !r.path.contains("{link}"));
    for route in routes {
        for side in 0..SIDES.len() {
            let Some(path) = world.fill(route, side, side, false) else { continue };
            let second = path
                .replace("/workbooks/strukturen", "/workbooks/bedarfsanalyse")
                .replace("STR-2.4", "BAA-2.2")
                .replace("STR-2", "BAA-II")
                .replace(world.id(side, "submission"), world.id(side, "summary"))
                .replace(world.shared("wave"), world.shared("second"));
            let query = format!("?q=kanari&wave={}", world.shared("second"));
            paths.extend([path.clone(), second.clone(), format!("{second}{query}"), path + &query]);
        }
    }
    paths
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_but_the_summary_reaches_anybody_statewide() {
    let world = World::build().await;
    let paths = paths(&world);
    assert!(paths.len() > 200, "only {} paths", paths.len());
    let (mut faults, mut seen) = (Vec::new(), BTreeSet::new());
    for role in STATEWIDE {
        let client = world.holder(role).await;
        for path in &paths {
            let found = words(&client.get(path).await);
            let inside = found.iter().filter(|(kind, _)| ["inside", "answer", "contribution"].contains(kind));
            faults.extend(inside.map(|(kind, side)| format!("{role:?} {path}: {kind} of {}", SIDES[*side])));
            seen.extend(found.into_iter().filter(|(kind, _)| *kind == "sent").map(|(_, side)| (role, side)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for role in [Role::StateCoordination, Role::Evaluator] {
        for (side, letter) in SIDES.iter().enumerate() {
            assert!(seen.contains(&(role, side)), "{role:?} never read the summary of {letter}");
        }
    }
    // The words are there: whoever works in the alliance comes upon them.
    let office = world.holder(Role::Office).await;
    let base = format!("/alliances/{}/workbooks/bedarfsanalyse", world.place(0).slug);
    for section in ["BAA-II", "BAA-III", "BAA-VII"] {
        let page = office.get(&format!("{base}/{section}")).await.is(200);
        assert!(words(&page).contains(&("inside", 0)), "{section} was not filled");
    }
}
