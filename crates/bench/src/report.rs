//! What was measured, as people read it: one table for each state, then one line
//! for each ratio, with what is aimed at.

use crate::{
    figures::Observed,
    run::{CONNECTIONS, Page, Saving, State},
};
use std::{fmt::Write, time::Duration};

/// The table of one state.
pub fn table(state: &State) -> String {
    let mut text = format!(
        "\n{} alliances, database of {:.0} MB, actor table with {} organisations\n\n{:34} {:>5} {:>10} {:>9} {:>9} {:>11} {:>9} {:>9}\n",
        state.alliances,
        megabytes(state.size),
        state.organisations,
        "",
        "conns",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "CPU s/1000",
        "bytes",
        "peak MB"
    );
    writeln!(text, "{:34} {:>5} {:>10.0}", "bare loop, rows", 1, state.saving.bare).ok();
    for (name, saving) in saved(state) {
        for (writers, observed) in &saving.by_writers {
            let last = saving.by_writers.last().is_some_and(|(w, _)| w == writers);
            row(&mut text, name, *writers, observed, saving.peak.filter(|_| last));
        }
    }
    for (name, page) in shown(state) {
        row(&mut text, &format!("/healthz beside the {name}"), CONNECTIONS, &page.healthz, None);
        row(&mut text, name, 1, &page.alone, None);
        row(&mut text, name, CONNECTIONS, &page.many, None);
        row(&mut text, &format!("{name}, packed"), CONNECTIONS, &page.packed, page.peak);
    }
    text
}

/// Its aim is a time for one alone, not for many.
const OVERVIEW: &str = "statewide overview";

/// So is this one's.
const GAPS: &str = "table of gaps";

fn saved(state: &State) -> [(&'static str, &Saving); 2] {
    [("save one answer", &state.saving), ("save one contribution", &state.contributing)]
}

fn shown(state: &State) -> [(&'static str, &Page); 5] {
    [
        ("workbook section", &state.section),
        (OVERVIEW, &state.land),
        ("assignment", &state.assignment),
        ("question by link", &state.question),
        (GAPS, &state.gaps),
    ]
}

fn row(text: &mut String, name: &str, connections: usize, observed: &Observed, peak: Option<u64>) {
    let cpu = observed.cpu_per_thousand().map_or("–".to_owned(), |cpu| format!("{cpu:.2}"));
    let peak = peak.map(|peak| format!("{:.0}", megabytes(peak))).unwrap_or_default();
    writeln!(
        text,
        "{name:34} {connections:>5} {:>10.0} {:>9.2} {:>9.2} {cpu:>11} {:>9} {peak:>9}",
        observed.per_second(),
        millis(observed.percentile(50)),
        millis(observed.percentile(99)),
        observed.bytes(),
    )
    .ok();
}

/// One line for each ratio and aim.
pub fn ratios(states: &[State], cores: usize) -> String {
    let mut text = format!("Ratios, {cores} cores\n");
    for state in states {
        let at = state.alliances;
        for (name, saving) in saved(state) {
            for (writers, observed) in &saving.by_writers {
                let ratio = observed.per_second() / saving.bare;
                let least = match writers {
                    32 => 4.0,
                    _ => 0.5,
                };
                let aim = aim(ratio >= least, &format!("at least {least}"));
                let line = format!("{name}, {writers} at once ÷ bare loop: {ratio:.2}");
                writeln!(text, "{at:>6} alliances  {line}{aim}").ok();
            }
        }
        for (name, page) in shown(state) {
            let ratio = page.many.per_second() / page.healthz.per_second();
            writeln!(
                text,
                "{at:>6} alliances  {name} ÷ /healthz: {ratio:.4} of the requests/s, {}",
                cpu(page)
            )
            .ok();
        }
        for (name, page) in shown(state).into_iter().filter(|(name, _)| ![OVERVIEW, GAPS].contains(name)) {
            for (how, observed) in [("", &page.many), (", packed", &page.packed)] {
                let p99 = millis(observed.percentile(99));
                let aim = aim(p99 < 20.0, "below 20 ms");
                writeln!(text, "{at:>6} alliances  {name}{how}, p99 at {CONNECTIONS}: {p99:.1} ms{aim}").ok();
            }
        }
        let p99 = millis(state.land.alone.percentile(99));
        let aim_of_land = aim(p99 < 100.0, "below 100 ms");
        writeln!(text, "{at:>6} alliances  statewide overview alone, p99: {p99:.1} ms{aim_of_land}").ok();
        let first = millis(state.land.first);
        writeln!(text, "{at:>6} alliances  statewide overview, first after a start: {first:.0} ms").ok();
        let first = millis(state.gaps.first);
        let aim_of_gaps = aim(first < 150.0, "below 150 ms");
        writeln!(text, "{at:>6} alliances  table of gaps, first after a start: {first:.0} ms{aim_of_gaps}")
            .ok();
        let peaks = saved(state)
            .map(|(_, saving)| saving.peak)
            .into_iter()
            .chain(shown(state).map(|(_, page)| page.peak));
        if let Some(peak) = peaks.flatten().max().map(megabytes) {
            let aim = aim(peak < 150.0, "below 150 MB");
            writeln!(text, "{at:>6} alliances  most memory of any server: {peak:.0} MB{aim}").ok();
        }
    }
    if let [small, large] = states {
        let times = format!("{} ÷ {} alliances", large.alliances, small.alliances);
        for ((name, small), (_, large)) in shown(small).into_iter().zip(shown(large)) {
            let growth = millis(large.alone.percentile(50)) / millis(small.alone.percentile(50));
            writeln!(text, "{times}: {name} takes {growth:.2} times as long").ok();
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn cpu(page: &Page) -> String {
    match (page.many.cpu_per_thousand(), page.healthz.cpu_per_thousand()) {
        (Some(of_page), Some(of_healthz)) if of_healthz > 0.0 => {
            format!("{:.0} times the processor time", of_page / of_healthz)
        }
        _ => "processor time unknown".to_owned(),
    }
}

fn aim(met: bool, words: &str) -> String {
    format!(" (aim: {words}, {})", if met { "met" } else { "missed" })
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// In millions of bytes.
fn megabytes(bytes: u64) -> f64 {
    Duration::from_micros(bytes).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_leaves_open_what_nobody_could_measure() {
        let observed = Observed::new(vec![Duration::from_millis(4)], Duration::from_millis(8), 99);
        let mut text = String::new();
        row(&mut text, "page", 1, &observed, None);
        assert_eq!(
            text.split_whitespace().collect::<Vec<_>>(),
            ["page", "1", "125", "4.00", "4.00", "–", "99"]
        );
    }

    #[test]
    fn an_aim_is_met_or_missed() {
        assert_eq!(aim(true, "below 20 ms"), " (aim: below 20 ms, met)");
        assert!((megabytes(2_500_000) - 2.5).abs() < 1e-9);
    }
}
