//! What ministry and state coordination are told of early.

use crate::summaries::{Land, land};
use base::{Role, RunJobs};
use serde_json::{Value, json};
use store::Mail;

async fn tell(land: &Land) -> usize {
    let permit = land.app.permit::<RunJobs>(None);
    evaluation::steering::tell(&land.app.app, &permit).await.expect("told")
}

/// All letters about needs to steer so far.
async fn letters(land: &Land) -> Vec<Mail> {
    let permit = land.app.permit::<RunJobs>(None);
    let mut db = land.app.db().read(&permit).await.expect("a reader");
    let jobs = db.outbox(&permit, 100).await.expect("the outbox");
    let all = jobs.iter().map(|job| job.needs::<Mail>().expect("a letter"));
    all.filter(|mail| mail.body.contains("/land/steering")).collect()
}

async fn needs(land: &Land) -> Vec<Value> {
    let found = land.coordination.get("/api/v1/evaluation/steering").await.is(200).json();
    found["items"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_gap_many_name_is_told_once_and_anew_only_after_it_was_over() {
    let land = land().await;
    let ministry = land.app.person(Role::Ministry, None).await;
    ministry.get("/land/steering").await.is(200).shows("Zurzeit nichts Auffälliges");
    let mut sent = Vec::new();
    for office in 0..2 {
        land.write(office, "BAA-8.3", &[("Zu wenige Kurse", "allgemein")]).await;
        sent.push(land.send(office).await);
    }
    assert_eq!((needs(&land).await.len(), tell(&land).await), (0, 0), "two alliances are too few");
    land.write(2, "BAA-8.3", &[("Auch hier", "allgemein")]).await;
    sent.push(land.send(2).await);
    let found = needs(&land).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (&found[0]["kind"], &found[0]["count"], &found[0]["of"]),
        (&json!("gap"), &json!(3), &json!(3))
    );
    assert_eq!(found[0]["since"], json!(null));
    assert_eq!(tell(&land).await, 1);
    assert_eq!(tell(&land).await, 0, "told once");
    let told = letters(&land).await;
    assert_eq!(told.len(), 2, "ministry and state coordination");
    let words = "Lücke: 8.3 Allgemeine Deutschkurse – 3 von 3 Bündnissen nennen sie";
    assert!(told.iter().all(|mail| mail.body.contains(words)), "{}", told[0].body);
    assert!(told.iter().all(|mail| mail.subject == "Ein neuer Steuerungsbedarf"));
    assert!(told.iter().all(|mail| !mail.body.contains("Zu wenige Kurse")), "no words of alliances");
    let page = ministry.get("/land/steering").await.is(200).shows("8.3 Allgemeine Deutschkurse");
    page.shows("3 von 3")
        .shows("Mindestens 3 Bündnisse und mindestens 50 % derer")
        .shows("href=\"/land/gaps?wave=");
    ministry.get("/land").await.is(200).shows("href=\"/land/steering\"");

    land.offices[2].0.post(&format!("{}/withdrawal", sent[2]), &[]).await.is(303);
    assert_eq!((needs(&land).await.len(), tell(&land).await), (0, 0), "it is over");
    land.send(2).await;
    assert_eq!(tell(&land).await, 1, "and told anew");
    assert_eq!(letters(&land).await.len(), 4);
}

#[tokio::test]
async fn too_few_returns_are_told_two_weeks_before_the_last_day() {
    let land = land().await;
    land.app.set_day("2019-07-31".parse().expect("a day"));
    assert_eq!(tell(&land).await, 0);
    land.app.set_day("2019-08-01".parse().expect("a day"));
    assert_eq!(tell(&land).await, 1);
    let told = letters(&land).await;
    assert!(
        told[0].body.contains("Rücklauf: Bedarfe 2019 – 0 von 3 Bündnissen haben geantwortet"),
        "{}",
        told[0].body
    );
    assert!(told[0].body.contains("letzter Tag ist der 15.08.2019"));
}

#[tokio::test]
async fn only_those_who_steer_see_needs() {
    let land = land().await;
    for (office, _) in &land.offices {
        office.get("/land/steering").await.is(404);
        office.get("/api/v1/evaluation/steering").await.is(404);
        office.get("/land").await.is(200).hides("/land/steering");
    }
    land.app.person(Role::Companion, None).await.get("/land/steering").await.is(404);
    land.app.person(Role::Evaluator, None).await.get("/land/steering").await.is(200);
}
