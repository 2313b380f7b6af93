//! What was measured, as people read it: one table for each state, then one line
//! for each ratio, with what is aimed at.

use crate::{
    figures::Observed,
    run::{Aim, CONNECTIONS, Page, Saving, State},
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
    for saving in &state.savings {
        writeln!(text, "{:34} {:>5} {:>10.0}", "bare loop, rows", 1, saving.bare).ok();
        for (writers, observed) in &saving.by_writers {
            let last = saving.by_writers.last().is_some_and(|(w, _)| w == writers);
            row(&mut text, saving.name, *writers, observed, saving.peak.filter(|_| last));
        }
    }
    for page in &state.pages {
        row(&mut text, "/healthz", CONNECTIONS, &page.healthz, None);
        row(&mut text, page.name, 1, &page.alone, None);
        if let Some(observed) = &page.after_change {
            row(&mut text, &format!("{}, changed", page.name), 1, observed, None);
        }
        row(&mut text, page.name, CONNECTIONS, &page.many, None);
        row(&mut text, &format!("{}, packed", page.name), CONNECTIONS, &page.packed, page.peak);
    }
    text
}

/// Processor time of the server for one saved answer, in milliseconds.
const CPU_OF_A_SAVE: f64 = 0.7;

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
        let mut line = |words: String| writeln!(text, "{:>6} alliances  {words}", state.alliances).ok();
        for saving in &state.savings {
            for (writers, observed) in &saving.by_writers {
                line(ratio_to_disk(saving, *writers, observed));
                line(processor_time(saving, *writers, observed));
            }
        }
        for page in &state.pages {
            let ratio = page.many.per_second() / page.healthz.per_second();
            let (name, cpu) = (page.name, cpu(page));
            line(format!("{name} ÷ /healthz: {ratio:.4} of the requests/s, {cpu}"));
        }
        for page in &state.pages {
            for words in aims(page) {
                line(words);
            }
        }
        let peaks = state.savings.iter().map(|s| s.peak).chain(state.pages.iter().map(|p| p.peak));
        if let Some(peak) = peaks.flatten().max().map(megabytes) {
            let aim = aim(peak < 150.0, "below 150 MB");
            line(format!("most memory of any server: {peak:.0} MB{aim}"));
        }
    }
    if let [small, large] = states {
        growth(&mut text, small, large);
    }
    text.truncate(text.trim_end().len());
    text
}

/// Saving against the bare loop; aimed at are the ends, one alone and all.
fn ratio_to_disk(saving: &Saving, writers: usize, observed: &Observed) -> String {
    let ratio = observed.per_second() / saving.bare;
    let aim = match writers {
        1 => aim(ratio >= 0.5, "at least 0.5"),
        32 => aim(ratio >= 4.0, "at least 4"),
        _ => String::new(),
    };
    format!("{}, {writers} at once ÷ bare loop: {ratio:.2}{aim}", saving.name)
}

fn processor_time(saving: &Saving, writers: usize, observed: &Observed) -> String {
    let name = saving.name;
    let Some(each) = observed.cpu_per_thousand() else {
        return format!("{name}, {writers} at once: processor time unknown");
    };
    let aim = aim(each <= CPU_OF_A_SAVE, &format!("at most {CPU_OF_A_SAVE} ms"));
    format!("{name}, {writers} at once: {each:.2} ms of processor time each{aim}")
}

/// What a page keeps to, and what its first readers wait.
fn aims(page: &Page) -> Vec<String> {
    let name = page.name;
    let below = |time: f64, most: u32| aim(time < f64::from(most), &format!("below {most} ms"));
    let p99 = |observed: &Observed| millis(observed.percentile(99));
    let mut lines = Vec::new();
    if let Aim::Many(most) = page.aim {
        for (how, observed) in [("", &page.many), (", packed", &page.packed)] {
            let time = p99(observed);
            lines.push(format!("{name}{how}, p99 at {CONNECTIONS}: {time:.1} ms{}", below(time, most)));
        }
    } else {
        let time = p99(&page.alone);
        let aim = if let Aim::Alone(most) = page.aim { below(time, most) } else { String::new() };
        lines.push(format!("{name} alone, p99: {time:.1} ms{aim}"));
    }
    if let Some(observed) = &page.after_change {
        let (half, worst) = (millis(observed.percentile(50)), millis(observed.percentile(100)));
        let aim = if let Aim::AfterChange(most) = page.aim { below(worst, most) } else { String::new() };
        let times = observed.count();
        lines
            .push(format!("{name}, first after a change: {half:.1} ms, worst of {times} {worst:.1} ms{aim}"));
    }
    lines.push(format!("{name}, first after a start: {:.0} ms", millis(page.first)));
    lines
}

/// How many times as long everything takes where there is more of it.
fn growth(text: &mut String, small: &State, large: &State) {
    let times = format!("{} ÷ {} alliances", large.alliances, small.alliances);
    let mut line = |name: &str, small: &Observed, large: &Observed| {
        let growth = millis(large.percentile(50)) / millis(small.percentile(50));
        writeln!(text, "{times}: {name} takes {growth:.2} times as long").ok();
    };
    for (small, large) in small.savings.iter().zip(&large.savings) {
        if let (Some((_, one)), Some((_, other))) = (small.by_writers.first(), large.by_writers.first()) {
            line(small.name, one, other);
        }
    }
    for (small, large) in small.pages.iter().zip(&large.pages) {
        line(small.name, &small.alone, &large.alone);
        if let (Some(one), Some(other)) = (&small.after_change, &large.after_change) {
            line(&format!("{}, first after a change,", small.name), one, other);
        }
    }
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
