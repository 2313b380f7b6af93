//! Every role asks every route, in two alliances full of words that stand nowhere
//! else. What it may is read off the policy table alone; what it must never read are
//! the other alliance's words, and those of a kind no permission of its shows.
//!
//! A route whose path holds something no table here knows fails the walk: it was
//! added without being walked.

use crate::canaries::{KINDS, Kind, SIDES, World};
use base::{Reach, Role, Rule, Tokens};
use std::{collections::BTreeSet, io::Write, sync::Arc};
use testkit::{Answer, Client};
use web::RouteInfo;

/// Somebody who walks.
struct Walker {
    name: String,
    /// What is held, local roles in alliance A; empty for somebody without roles.
    role: Option<Role>,
    /// What was held until just now: only what it opened is asked for.
    former: Option<Role>,
    /// Nobody is signed in.
    is_visitor: bool,
    /// It is a program, whose token reaches so far.
    token: Option<Token>,
    client: Client,
}

/// How far a token reaches: into A or over the Land.
#[derive(Clone, Copy)]
struct Token {
    in_alliance: bool,
    writes: bool,
}

impl Token {
    /// What the scope leaves of a right.
    fn leaves(self, rule: &Rule, reach: Reach) -> bool {
        let opens = match rule.tokens {
            None => false,
            Some(Tokens::Each) => return true,
            Some(Tokens::Reading) => true,
            Some(Tokens::Writing) => self.writes,
        };
        opens
            && match reach {
                Reach::Land => !self.in_alliance,
                Reach::AnyAlliance => true,
                Reach::Alliance | Reach::Municipality => self.in_alliance,
                Reach::Own | Reach::Assigned => false,
            }
    }
    /// Whether it reaches a place: 0 is A, 1 is B.
    fn is_at(self, place: Option<usize>) -> bool {
        !self.in_alliance || place == Some(0)
    }
}

impl Walker {
    /// How far a rule reaches for this walker. Local roles are held in A only.
    fn reaches<'r>(&self, rule: &'r Rule) -> impl Iterator<Item = Reach> + 'r {
        let token = self.token;
        reaches(rule, self.role, self.is_visitor)
            .filter(move |reach| token.is_none_or(|token| token.leaves(rule, *reach)))
    }

    /// What the table says about a rule at a place: 0 is A, 1 is B.
    fn may(&self, rule: &Rule, place: Option<usize>) -> bool {
        let may = self.reaches(rule).any(|reach| opens(reach, self.is_visitor, place));
        may && self.token.is_none_or(|token| rule.tokens == Some(Tokens::Each) || token.is_at(place))
    }

    /// Whether whoever made the token may.
    fn owner_may(&self, rule: &Rule, place: Option<usize>) -> bool {
        may(rule, self.role, self.is_visitor, place)
    }

    /// The API alone knows tokens of programs.
    fn is_outside(&self, ask: &Ask<'_>) -> bool {
        self.token.is_some() && !ask.path.starts_with("/api/v1/")
    }

    /// Whether it is worth asking.
    fn asks(&self, rule: &Rule, place: Option<usize>) -> bool {
        self.former.is_none_or(|former| may(rule, Some(former), self.is_visitor, place))
    }

    /// Whether a permission of this walker's shows such words of that side.
    fn may_read(&self, kind: &Kind, side: usize) -> bool {
        base::POLICY.iter().filter(|rule| kind.shown_by.contains(&rule.name)).any(|rule| {
            self.reaches(rule).any(|reach| match reach {
                Reach::Land | Reach::AnyAlliance if self.token.is_some_and(|t| t.in_alliance) => side == 0,
                Reach::Land | Reach::AnyAlliance => true,
                Reach::Alliance => side == 0,
                Reach::Municipality => side == 0 && !kind.is_elsewhere,
                Reach::Own | Reach::Assigned => false,
            })
        })
    }
}

fn reaches(rule: &Rule, given: Option<Role>, is_visitor: bool) -> impl Iterator<Item = Reach> + '_ {
    let has = move |held: &Role| match held {
        Role::Visitor => true,
        Role::SignedIn => !is_visitor,
        held => Some(*held) == given,
    };
    rule.grants.iter().filter(move |(role, _)| has(role)).map(|(_, reach)| *reach)
}

fn may(rule: &Rule, given: Option<Role>, is_visitor: bool, place: Option<usize>) -> bool {
    reaches(rule, given, is_visitor).any(|reach| opens(reach, is_visitor, place))
}

fn opens(reach: Reach, is_visitor: bool, place: Option<usize>) -> bool {
    match reach {
        Reach::Land => true,
        Reach::AnyAlliance => place.is_some(),
        Reach::Own => !is_visitor,
        Reach::Assigned => false,
        Reach::Alliance | Reach::Municipality => place == Some(0),
    }
}

/// One question: a route at a place, with the ids of one side.
struct Ask<'r> {
    route: &'r RouteInfo,
    path: String,
    /// The alliance the path names.
    place: Option<usize>,
    /// The ids belong to another alliance than the path names, or to a stranger.
    is_mixed: bool,
    /// The row belongs to a municipality the walker does not speak for.
    is_elsewhere: bool,
    /// What a page that refuses a change shows.
    again: Option<store::Look<'static>>,
}

impl Ask<'_> {
    fn changes(&self) -> bool {
        self.route.method != "GET"
    }

    async fn of(&self, client: &Client) -> Answer {
        let is_api = self.path.starts_with("/api/");
        let nothing = serde_json::json!({});
        match self.route.method {
            "GET" => client.get(&self.path).await,
            "PUT" => client.put_json(&self.path, &nothing).await,
            "DELETE" => client.delete(&self.path).await,
            _ if is_api => client.post_json(&self.path, &nothing).await,
            _ => client.post(&self.path, &[]).await,
        }
    }
}

/// All questions of the walk, and the routes no table here knows.
fn asks<'r>(world: &World, routes: &'r [RouteInfo]) -> (Vec<Ask<'r>>, Vec<String>) {
    let (mut asks, mut unknown) = (Vec::new(), Vec::new());
    // Routes of personal links are walked by their own: see links.rs.
    for route in routes.iter().filter(|route| !route.path.contains("{link}")) {
        let has_place = route.path.contains("{alliance}");
        let mut paths = BTreeSet::new();
        for (place, ids, is_elsewhere) in
            [(0, 0, false), (1, 1, false), (0, 1, false), (1, 0, false), (0, 0, true)]
        {
            let Some(path) = world.fill(route, place, ids, is_elsewhere) else {
                unknown.push(format!("{} {}", route.method, route.path));
                break;
            };
            if paths.insert(path.clone()) {
                asks.push(Ask {
                    route,
                    path,
                    place: has_place.then_some(place),
                    is_mixed: has_place && place != ids
                        || route.path.contains("{passkey}")
                        || route.path == "/api/v1/account/tokens/{id}",
                    is_elsewhere,
                    again: route.look_when_refused(routes),
                });
            }
        }
    }
    (asks, unknown)
}

/// Asked without anything before it, there is nothing to answer with: the codes are in
/// nobody's hand until they were made a moment ago, and nobody signs in by a central
/// account where none is set up.
const NEEDS_A_STEP_BEFORE: [&str; 4] = [
    "/account/second-factor/recovery-codes/file",
    "/sign-in/sso",
    "/sign-in/sso/callback",
    "/sign-in/sso/link",
];

/// What is wrong with an answer, if anything.
fn fault(walker: &Walker, ask: &Ask<'_>, answer: &Answer) -> Option<String> {
    let status = answer.status.as_u16();
    let may = walker.may(&ask.route.rule, ask.place);
    if let Some(token) = walker.token.filter(|_| !walker.is_outside(ask)) {
        if ask.changes() && !token.writes {
            return (status != 403).then(|| format!("answered {status} instead of 403: it may only read"));
        }
        let is_told = ask.place.is_none_or(|place| token.in_alliance && place == 0);
        if !may && is_told && walker.owner_may(&ask.route.rule, ask.place) {
            return (status != 403)
                .then(|| format!("answered {status} instead of 403: the scope is too narrow"));
        }
    }
    // Of a municipality one does not speak for, or of people one does not manage.
    let is_wide = walker.reaches(&ask.route.rule).any(|r| r < Reach::Municipality);
    let narrowed = ask.is_elsewhere && (ask.place.is_none() || !is_wide);
    let may = may && (!walker.is_outside(ask) || ask.route.rule.is_open());
    let (fits, wanted) = if !may && (walker.is_visitor || walker.is_outside(ask)) {
        let shows_the_door = status == 303 && answer.location().starts_with("/sign-in");
        let is_page = !ask.changes() && !ask.path.starts_with("/api/");
        (if is_page { shows_the_door } else { status == 401 }, "the door")
    } else if !may || (narrowed && !ask.changes()) {
        (status == 404, "404")
    } else if ask.is_mixed || narrowed {
        // What belongs elsewhere is not there; an empty form may be refused first.
        let refused = (400..500).contains(&status) && status != 403;
        (if ask.changes() { refused } else { status == 404 }, "nothing of another alliance")
    } else if NEEDS_A_STEP_BEFORE.contains(&ask.route.path) {
        (status == 404, "404, since nothing came before")
    } else if ask.changes() {
        (status < 500 && ![401, 403, 404].contains(&status), "no refusal by permission")
    } else {
        (status < 400, "an answer")
    };
    (!fits).then(|| format!("answered {status} instead of {wanted}"))
}

/// Words in an answer, as kind and side.
pub fn words(answer: &Answer) -> BTreeSet<(&'static str, usize)> {
    let text = answer.text().to_lowercase();
    let headers = answer.headers.values().filter_map(|v| v.to_str().ok()).collect::<String>().to_lowercase();
    let mut found = BTreeSet::new();
    for text in [text, headers] {
        for piece in text.split("kanari-").skip(1) {
            for (side, letter) in SIDES.iter().enumerate() {
                let Some(rest) = piece.strip_prefix(&format!("{letter}-")) else { continue };
                let name: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
                // A cut word is a word all the same: the shortest kind it can be.
                let kind = KINDS.iter().find(|k| k.name == name);
                found.insert((kind.map_or("unknown", |k| k.name), side));
            }
        }
    }
    found
}

#[derive(Default)]
struct Outcome {
    checks: usize,
    faults: Vec<String>,
    seen: BTreeSet<(&'static str, usize)>,
}

impl Outcome {
    async fn check(&mut self, walker: &Walker, client: &Client, ask: &Ask<'_>) -> u16 {
        let answer = ask.of(client).await;
        let at = format!("{:26} {} {}", walker.name, ask.route.method, ask.path);
        self.checks += 1;
        if let Some(fault) = fault(walker, ask, &answer) {
            self.faults.push(format!("{at}: {fault} ({}, {})", ask.route.rule.name, ask.route.path));
        }
        for (kind, side) in words(&answer) {
            self.seen.insert((kind, side));
            let known = KINDS.iter().find(|k| k.name == kind);
            if ask.route.path.starts_with("/account/data") && kind == "home" {
                // Whom one spoke for oneself.
                continue;
            }
            let look = if answer.status.is_success() { ask.route.shows } else { ask.again };
            if PERSONAL.contains(&kind) && look.is_none() {
                self.faults.push(format!("{at}: shows {kind} and leaves no line in the audit"));
            }
            if !known.is_some_and(|k| walker.may_read(k, side)) {
                let alliance = SIDES[side].to_uppercase();
                self.faults.push(format!("{at}: shows {kind} of {alliance} ({})", ask.route.rule.name));
            }
        }
        answer.status.as_u16()
    }
}

async fn walkers(world: &World) -> Vec<Walker> {
    let visitor = |name: &str, former, client| Walker {
        name: name.to_owned(),
        role: None,
        former,
        is_visitor: true,
        token: None,
        client,
    };
    let mut all = vec![
        visitor("visitor", None, world.app.visitor()),
        visitor("closed office", Some(Role::Office), world.closed(Role::Office).await),
        visitor("signed out office", Some(Role::Office), world.signed_out(Role::Office).await),
    ];
    let client = world.former(Role::Companion).await;
    let name = "signed_in".to_owned();
    all.push(Walker { name, role: None, former: None, is_visitor: false, token: None, client });
    for role in Role::ALL.into_iter().filter(|r| r.is_given()) {
        let name = role.key().to_owned();
        let client = world.holder(role).await;
        // What was withdrawn is gone at the next request, on pages that stand open too.
        let ended = Walker {
            name: format!("former {name}"),
            role: None,
            former: Some(role),
            is_visitor: false,
            token: None,
            client: world.former(role).await,
        };
        let here = Walker { name, role: Some(role), former: None, is_visitor: false, token: None, client };
        all.extend([here, ended]);
    }
    all.extend(programs(world).await);
    all
}

/// A program for each scope, of somebody of an alliance and of somebody of the Land; and
/// one of the operator, whose rights no token opens.
async fn programs(world: &World) -> Vec<Walker> {
    let mut all = Vec::new();
    for role in [Role::Office, Role::StateCoordination, Role::Operator] {
        for (in_alliance, writes) in [(true, false), (true, true), (false, false), (false, true)] {
            let place = if in_alliance { "alliance" } else { "land" };
            let can = if writes { "writes" } else { "reads" };
            all.push(Walker {
                name: format!("{} {place} {can}", role.key()),
                role: Some(role),
                former: None,
                is_visitor: false,
                token: Some(Token { in_alliance, writes }),
                client: world.program(role, in_alliance, writes).await,
            });
        }
    }
    all
}

/// Questions that end the session they are asked in, or close what others ask for:
/// each is asked in a session of its own.
fn ends_the_session(route: &RouteInfo) -> bool {
    ["UseAccount", "Visit"].contains(&route.rule.name)
}

/// Words about people: a route that shows them says so in the route table, so that
/// every look leaves a line in the audit.
const PERSONAL: [&str; 19] = [
    "contact",
    "speaker",
    "farspeaker",
    "note",
    "escalation",
    "office",
    "lead",
    "person",
    "upload",
    "answer",
    "earlier",
    "inside",
    "asked",
    "contribution",
    "talk",
    "obstacle",
    "multiplier",
    "comment",
    "task",
];

/// Asked last, so that there is something left to ask for.
fn takes_away(route: &RouteInfo) -> bool {
    let words = ["end", "removal", "close", "closing", "withdrawal", "undo", "revocation"];
    route.method == "DELETE" || route.path.rsplit('/').next().is_some_and(|last| words.contains(&last))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_role_gets_from_every_route_what_the_table_says_and_no_word_more() {
    let world = Arc::new(World::build().await);
    let (asked, unknown) = asks(&world, &world.app.routes);
    assert!(unknown.is_empty(), "routes that are not walked, see canaries.rs: {unknown:#?}");
    drop(asked);
    let empty = world.empty_tables().await;
    assert!(empty.is_empty(), "tables without a word of each alliance, see canaries.rs: {empty:#?}");
    let walkers: Vec<Arc<Walker>> = walkers(&world).await.into_iter().map(Arc::new).collect();
    let mut total = Outcome::default();

    // First whatever changes nothing: reading, and what is refused.
    let mut walks = tokio::task::JoinSet::new();
    for walker in &walkers {
        let (world, walker) = (world.clone(), walker.clone());
        walks.spawn(async move {
            let mut outcome = Outcome::default();
            let (asks, _) = asks(&world, &world.app.routes);
            for ask in &asks {
                let rule = &ask.route.rule;
                let changes_nothing = !ask.changes()
                    || !walker.may(rule, ask.place)
                    || walker.is_outside(ask) && !rule.is_open();
                if walker.asks(rule, ask.place) && changes_nothing {
                    outcome.check(&walker, &walker.client, ask).await;
                }
            }
            outcome
        });
    }
    for outcome in walks.join_all().await {
        total.checks += outcome.checks;
        total.faults.extend(outcome.faults);
        total.seen.extend(outcome.seen);
    }

    // Then what may change something, with nothing filled in. What one walker has
    // taken away by it the next does not find.
    let (mut asks, _) = asks(&world, &world.app.routes);
    asks.sort_by_key(|ask| takes_away(ask.route));
    let mut gone = BTreeSet::new();
    for ask in asks.iter().filter(|ask| ask.changes()) {
        for walker in walkers.iter().filter(|w| w.former.is_none() && w.may(&ask.route.rule, ask.place)) {
            if walker.is_outside(ask) && !ask.route.rule.is_open() {
                continue;
            }
            let client = match walker.role {
                _ if walker.token.is_some() => walker.client.clone(),
                _ if walker.is_visitor || !ends_the_session(ask.route) => walker.client.clone(),
                Some(role) => world.holder(role).await,
                None => world.former(Role::Companion).await,
            };
            let faults = total.faults.len();
            let status = total.check(walker, &client, ask).await;
            if status == 404 && gone.contains(&ask.path) {
                total.faults.truncate(faults);
            }
            if status < 400 {
                gone.insert(ask.path.clone());
            }
        }
    }

    let unseen: Vec<String> = KINDS
        .iter()
        .flat_map(|kind| [0, 1].map(|side| (kind.name, side)))
        .filter(|at| !total.seen.contains(at))
        .filter(|(name, side)| KINDS.iter().any(|k| k.name == *name && k.is_seen_on(*side)))
        .map(|(name, side)| {
            format!("nobody ever saw {name} of {}: it proves nothing", SIDES[side].to_uppercase())
        })
        .collect();
    total.faults.extend(unseen);

    if !world.stranger_is_signed_in().await {
        total.faults.push("somebody ended a stranger's session".to_owned());
    }
    if world.strangers_tokens().await != 2 {
        total.faults.push("somebody ended a stranger's token".to_owned());
    }
    let line = format!(
        "role matrix: {} routes, {} walkers, {} checks, {} deviations\n",
        world.app.routes.len(),
        walkers.len(),
        total.checks,
        total.faults.len()
    );
    std::io::stderr().write_all(line.as_bytes()).expect("told");
    assert!(total.faults.is_empty(), "{line}{}", total.faults.join("\n"));
}
