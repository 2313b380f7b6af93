//! Figures: what was observed under load, and what follows from it.

use std::time::{Duration, Instant};

/// The moment, to measure how long something takes.
#[expect(clippy::disallowed_methods, reason = "measuring time is what this program is for")]
pub fn now() -> Instant {
    Instant::now()
}

/// What was observed during one measurement.
#[derive(Clone, Debug)]
pub struct Observed {
    took: Vec<Duration>,
    elapsed: Duration,
    bytes: usize,
    cpu: Option<Duration>,
}

impl Observed {
    /// From how long each request took; there was at least one. `elapsed` is the
    /// time of all together, `bytes` the size of one answer on the wire.
    pub fn new(mut took: Vec<Duration>, elapsed: Duration, bytes: usize) -> Self {
        took.sort_unstable();
        Self { took, elapsed, bytes, cpu: None }
    }
    /// With the processor time the server used meanwhile.
    pub fn with_cpu(self, cpu: Option<Duration>) -> Self {
        Self { cpu, ..self }
    }
    /// How many were answered.
    pub fn count(&self) -> usize {
        self.took.len()
    }
    /// Requests in each second.
    pub fn per_second(&self) -> f64 {
        f64::from(u32::try_from(self.took.len()).unwrap_or(u32::MAX)) / self.elapsed.as_secs_f64()
    }
    /// The time within which this share of the requests, in percent, was answered.
    pub fn percentile(&self, percent: usize) -> Duration {
        percentile(&self.took, percent)
    }
    /// Seconds of processor time for a thousand requests.
    pub fn cpu_per_thousand(&self) -> Option<f64> {
        let requests = u32::try_from(self.took.len()).unwrap_or(u32::MAX);
        self.cpu.map(|cpu| cpu.as_secs_f64() * 1000.0 / f64::from(requests))
    }
    /// Size of one answer on the wire.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

/// By nearest rank: the smallest value that at least so many percent do not exceed.
/// Zero where there is nothing.
pub fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).or(sorted.last()).copied().unwrap_or_default()
}

/// The middle one of some figures; of two the lower.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(values: impl IntoIterator<Item = u64>) -> Vec<Duration> {
        values.into_iter().map(Duration::from_millis).collect()
    }

    #[test]
    fn a_percentile_is_a_value_that_occurred() {
        let hundred = millis(1..=100);
        assert_eq!(percentile(&hundred, 50), Duration::from_millis(50));
        assert_eq!(percentile(&hundred, 99), Duration::from_millis(99));
        assert_eq!(percentile(&hundred, 100), Duration::from_millis(100));
        let few = millis([1, 2, 40]);
        assert_eq!(percentile(&few, 50), Duration::from_millis(2));
        assert_eq!(percentile(&few, 99), Duration::from_millis(40));
        assert_eq!(percentile(&millis([7]), 0), Duration::from_millis(7));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }

    #[test]
    fn what_was_observed_need_not_be_in_order() {
        let observed = Observed::new(millis([30, 10, 20]), Duration::from_millis(60), 5)
            .with_cpu(Some(Duration::from_millis(15)));
        assert_eq!(observed.percentile(50), Duration::from_millis(20));
        assert!((observed.per_second() - 50.0).abs() < 1e-9);
        assert!((observed.cpu_per_thousand().expect("measured") - 5.0).abs() < 1e-9);
    }

    #[test]
    fn the_median_leaves_outliers_aside() {
        assert!((median(vec![900.0, 100.0, 110.0]) - 110.0).abs() < 1e-9);
        assert!((median(vec![2.0, 1.0]) - 1.0).abs() < 1e-9);
        assert!(median(Vec::new()).abs() < 1e-9);
    }
}
