//! Returns through requests and through the functions other features call: one
//! state for everybody asked, deadlines of their own, refusals, the board.

use crate::waves::{land, letters, open, planned};
use base::{Alliance, Day, ManageWaves, Permit, Role, SubmitWorkbook, ViewReturns, ViewWorkbook, WaveId};
use testkit::{Client, TestApp};
use workbooks::fault::Refuses;
use workbooks::returns::{self, Fault, Refusal, State};

fn day(month: i8, day: i8) -> Day {
    Day::new(2019, month, day).expect("exists")
}

/// An open wave that asks Kleve and Köln until 15 August 2019.
async fn asked() -> (TestApp, Client, Alliance, Alliance, WaveId) {
    let (app, coordination, kleve, koeln) = land().await;
    let id = planned(&coordination, &[]).await;
    open(&coordination, &id).await;
    (app, coordination, kleve, koeln, id.parse().expect("an id"))
}

async fn submit(app: &TestApp, place: &Alliance, wave: WaveId, complete: bool) -> Result<State, Fault> {
    let permit = app.permit::<SubmitWorkbook>(Some(place));
    let mut tx = app.db().begin(&permit).await.expect("a unit of work");
    let state = returns::note_submission(&mut tx, &permit, wave, complete).await?;
    tx.commit(&permit, "test").await.expect("committed");
    Ok(state)
}

async fn decline(app: &TestApp, place: &Alliance, wave: WaveId, reason: &str) -> Result<State, Fault> {
    let permit = app.permit_as::<SubmitWorkbook>(Role::Office, place);
    let mut tx = app.db().begin(&permit).await.expect("a unit of work");
    let state = returns::decline(&mut tx, &permit, wave, reason).await?;
    tx.commit(&permit, "test").await.expect("committed");
    Ok(state)
}

/// Moves the clock; sessions of the day before have ended, so the coordination signs in anew.
async fn on(app: &TestApp, day: Day) -> Client {
    app.set_day(day);
    app.person(Role::StateCoordination, None).await
}

fn refusal(outcome: Result<State, Fault>) -> Refusal {
    match outcome {
        Err(Fault::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

async fn found(app: &TestApp, place: &Alliance, wave: WaveId) -> returns::OpenReturn {
    let permit = app.permit::<ViewWorkbook>(Some(place));
    let mut db = app.db().read(&permit).await.expect("a reader");
    returns::find(&mut db, &permit, wave).await.expect("read").expect("asked")
}

async fn contradictions(app: &TestApp) -> Vec<String> {
    let permit: Permit<ViewReturns> = app.permit(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    returns::check(&mut db, &permit, &*app.app.membership, &app.app.texts).await.expect("checked")
}

#[tokio::test]
async fn an_office_sees_its_open_request_and_a_foreign_one_is_like_none() {
    let (app, _, kleve, _, wave) = asked().await;
    let permit = app.permit::<ViewWorkbook>(Some(&kleve));
    let mut db = app.db().read(&permit).await.expect("a reader");
    let open = returns::open_for(&mut db, &permit).await.expect("read");
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].wave, open[0].deadline, open[0].state), (wave, day(8, 15), State::Outstanding));
    assert_eq!(
        (open[0].instrument_key.as_str(), open[0].late, open[0].extended),
        ("strukturen", false, false)
    );
    drop(db);
    let bonn = app.alliance("05314000").await;
    assert_eq!(refusal(submit(&app, &bonn, wave, true).await), Refusal::NotAsked);
}

#[tokio::test]
async fn the_states_sum_to_the_number_asked_whatever_happens() {
    let (app, coordination, kleve, koeln, wave) = asked().await;
    let tallies = format!("/api/v1/waves/{wave}/tallies");
    for (place, complete) in [(&kleve, false), (&koeln, true), (&kleve, true)] {
        submit(&app, place, wave, complete).await.expect("noted");
        let total = coordination.get(&tallies).await.is(200).json()["total"].clone();
        assert_eq!(total["asked"], 2, "{total}");
        let sum: i64 = ["complete", "partial", "outstanding", "declined"]
            .iter()
            .map(|s| total["states"][s].as_i64().expect("a number"))
            .sum();
        assert_eq!(sum, 2, "{total}");
    }
    let kinds = coordination.get(&tallies).await.json()["kinds"].clone();
    assert_eq!(kinds["district"]["states"]["complete"], 1, "{kinds}");
    assert_eq!(kinds["municipality"]["asked"], 0, "{kinds}");
    let board = coordination.get(&format!("/land/waves/{wave}")).await.is(200);
    board.shows("2 von 2 zurück · 100,0\u{a0}%").shows("<svg").shows("Kreisfreie Städte");
}

#[tokio::test]
async fn a_refusal_needs_a_reason_and_ends_with_a_submission() {
    let (app, coordination, kleve, _, wave) = asked().await;
    assert_eq!(refusal(decline(&app, &kleve, wave, " ").await), Refusal::Reasonless);
    decline(&app, &kleve, wave, "Keine Kerngruppe vorgesehen").await.expect("declined");
    let page = format!("/land/waves/{wave}/returns/{}", kleve.slug);
    coordination.get(&page).await.is(200).shows("abgelehnt").shows("Keine Kerngruppe vorgesehen");
    assert_eq!(submit(&app, &kleve, wave, true).await.expect("noted"), State::Complete);
    assert_eq!(found(&app, &kleve, wave).await.declined_reason, "");
    assert_eq!(refusal(decline(&app, &kleve, wave, "Doch nicht").await), Refusal::WithdrawFirst);
    coordination.get(&page).await.is(200).shows("Stand: von „abgelehnt“ zu „vollständig“");
}

#[tokio::test]
async fn a_refusal_by_telephone_is_noted_with_who_noted_it_and_can_be_taken_back() {
    let (app, coordination, kleve, _, wave) = asked().await;
    let page = format!("/land/waves/{wave}/returns/{}", kleve.slug);
    let empty = coordination.post(&format!("{page}/refusal"), &[("reason", "")]).await.is(422);
    empty.shows("Bitte nennen Sie den Grund.");
    let reason = [("reason", "Am Telefon: keine Kerngruppe")];
    coordination.post(&format!("{page}/refusal"), &reason).await.is(303);
    let shown = coordination.get(&page).await.is(200);
    shown.shows("abgelehnt").shows("der LaKI, notiert von Test state_coordination");
    coordination
        .get(&format!("/land/waves/{wave}?state=declined"))
        .await
        .shows("Am Telefon: keine Kerngruppe");
    coordination.post(&format!("{page}/resumption"), &[]).await.is(303);
    assert_eq!(found(&app, &kleve, wave).await.state, State::Outstanding);
    coordination.post(&format!("{page}/resumption"), &[]).await.is(409).shows("Es liegt keine Ablehnung vor");
    let office = app.office(&kleve).await;
    office.post(&format!("{page}/refusal"), &reason).await.is(404);
    let ministry = app.person(Role::Ministry, None).await;
    ministry.get(&page).await.is(200).hides("Ablehnung notieren");
    ministry.post(&format!("{page}/refusal"), &reason).await.is(404);
    let elsewhere = format!("/land/waves/{wave}/returns/kreis-nirgends");
    coordination.get(&elsewhere).await.is(404);
}

#[tokio::test]
async fn one_alliance_gets_more_time_and_late_is_worked_out() {
    let (app, coordination, kleve, koeln, wave) = asked().await;
    let page = format!("/land/waves/{wave}/returns/{}", kleve.slug);
    let version = coordination.get(&page).await.is(200).hidden("version");
    let own = |deadline, reason| {
        [("version", version.as_str()), ("deadline", deadline), ("deadline_reason", reason), ("tell", "1")]
    };
    let path = format!("{page}/deadline");
    coordination.post(&path, &own("2019-08-15", "Umzug")).await.is(422).shows("nach der Frist für alle");
    coordination.post(&path, &own("2019-09-15", "")).await.is(422).shows("Bitte nennen Sie den Grund.");
    coordination.post(&path, &own("2019-09-15", "Umzug des Amtes")).await.is(303);
    assert_eq!(letters(&app).await.iter().filter(|l| l.body.contains("Umzug des Amtes")).count(), 1);
    let stale = coordination.post(&path, &own("2019-09-30", "Noch länger")).await.is(412);
    stale.shows("15.09.2019").shows("30.09.2019");
    let coordination = on(&app, day(8, 16)).await;
    let (own, common) = (found(&app, &kleve, wave).await, found(&app, &koeln, wave).await);
    assert_eq!((own.deadline, own.extended, own.late), (day(9, 15), true, false));
    assert_eq!((common.deadline, common.extended, common.late), (day(8, 15), false, true));
    let late = coordination.get(&format!("/land/waves/{wave}?late=1")).await.is(200);
    late.shows("Frist vorbei").shows(&koeln.name).hides(&format!("{}</a>", kleve.name));
    let extended = coordination.get(&format!("/land/waves/{wave}?extended=1")).await.is(200);
    extended.shows("Frist verlängert").hides(&format!("{}</a>", koeln.name));
    submit(&app, &koeln, wave, true).await.expect("noted");
    coordination.get(&format!("/land/waves/{wave}?late=1")).await.shows("nach der Frist eingegangen");
    // What came in time stays in time when it is replaced later.
    submit(&app, &kleve, wave, false).await.expect("noted");
    app.set_day(day(9, 20));
    submit(&app, &kleve, wave, true).await.expect("noted");
    assert!(!found(&app, &kleve, wave).await.late);
}

#[tokio::test]
async fn a_closed_wave_takes_nothing_in_until_it_is_opened_again() {
    let (app, coordination, kleve, koeln, wave) = asked().await;
    submit(&app, &koeln, wave, true).await.expect("noted");
    let version = coordination.get(&format!("/land/waves/{wave}/closing")).await.hidden("version");
    let close = [("version", version.as_str())];
    coordination.post(&format!("/land/waves/{wave}/closing"), &close).await.is(303);
    coordination.post(&format!("/land/waves/{wave}/closing"), &close).await.is(303);
    for outcome in [submit(&app, &kleve, wave, true).await, decline(&app, &kleve, wave, "Nein").await] {
        let refusal = refusal(outcome);
        assert_eq!(refusal, Refusal::Closed);
        assert!(refusal.words(&app.app.texts).starts_with("Diese Erhebungswelle ist geschlossen"));
    }
    // Whoever answered nothing by the end is missing, but never late by days that came after it.
    let coordination = on(&app, day(8, 30)).await;
    assert!(!found(&app, &kleve, wave).await.late);
    let page = format!("/land/waves/{wave}/returns/{}", kleve.slug);
    coordination.post(&format!("{page}/refusal"), &[("reason", "Nein")]).await.is(409).shows("geschlossen");
    let version = coordination.get(&format!("/land/waves/{wave}")).await.hidden("version");
    let reopen = format!("/land/waves/{wave}/reopening");
    coordination.post(&reopen, &[("version", version.as_str())]).await.is(303);
    submit(&app, &kleve, wave, false).await.expect("noted");
}

#[tokio::test]
async fn a_request_made_in_error_is_taken_back_only_while_nothing_came_in() {
    let (app, coordination, kleve, koeln, wave) = asked().await;
    submit(&app, &koeln, wave, true).await.expect("noted");
    let of = |place: &Alliance| format!("/land/waves/{wave}/returns/{}/removal", place.slug);
    let reason = [("removal_reason", "Aufgelöst")];
    coordination.post(&of(&koeln), &reason).await.is(409).shows("kann nicht zurückgenommen werden");
    coordination
        .post(&of(&kleve), &[("removal_reason", "")])
        .await
        .is(422)
        .shows("Bitte nennen Sie den Grund.");
    coordination.post(&of(&kleve), &reason).await.is(303);
    coordination.get(&format!("/land/waves/{wave}")).await.shows("1 von 1 zurück").hides(&kleve.name);
    assert_eq!(refusal(submit(&app, &kleve, wave, true).await), Refusal::NotAsked);
}

#[tokio::test]
async fn the_board_is_searched_and_filtered_in_the_address() {
    let (app, coordination, kleve, koeln, wave) = asked().await;
    submit(&app, &kleve, wave, false).await.expect("noted");
    let board = format!("/land/waves/{wave}");
    let link = |place: &Alliance| format!("{}</a>", place.name);
    for query in ["q=klev", "state=partial", "kind=district", "q=KLEVE&state=partial&kind=district"] {
        let page = coordination.get(&format!("{board}?{query}")).await.is(200);
        page.shows(&link(&kleve)).hides(&link(&koeln));
    }
    coordination.get(&format!("{board}?q=xyz")).await.is(200).shows("Nichts gefunden");
    coordination.get(&format!("{board}?kind=lost%00&q=%00&after=6100")).await.is(200);
    coordination.get(&format!("{board}/returns/a%00")).await.is(404);
    for query in ["state=lost", "kind=lost", "cursor=zz"] {
        coordination.get(&format!("/api/v1/waves/{wave}/returns?{query}")).await.is(422);
    }
}

#[tokio::test]
async fn the_check_finds_a_state_without_its_submission() {
    let (app, _, kleve, _, wave) = asked().await;
    assert_eq!(contradictions(&app).await, Vec::<String>::new());
    // Noted, but nothing was stored: the very thing the check looks for.
    submit(&app, &kleve, wave, true).await.expect("noted");
    let found = contradictions(&app).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("fehlt die gültige Abgabe"), "{found:?}");
}

#[tokio::test]
async fn a_permit_of_the_land_notes_a_refusal_only_for_the_alliance_it_names() {
    let (app, _, kleve, koeln, wave) = asked().await;
    let land = app.permit::<ManageWaves>(None);
    let permit = returns::at(&land, &kleve).expect("may");
    let mut tx = app.db().begin(&permit).await.expect("a unit of work");
    returns::decline_for(&mut tx, &permit, wave, "Am Telefon").await.expect("noted");
    tx.commit(&permit, "test").await.expect("committed");
    assert_eq!(found(&app, &kleve, wave).await.state, State::Declined);
    assert_eq!(found(&app, &koeln, wave).await.state, State::Outstanding);
    let mut tx = app.db().begin(&land).await.expect("a unit of work");
    let nowhere = returns::decline_for(&mut tx, &land, wave, "Am Telefon").await;
    assert!(matches!(nowhere, Err(Fault::Store(_))), "{nowhere:?}");
}
