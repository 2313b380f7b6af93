//! The choices by which lists are narrowed to attributes (R-ALL-17).

use super::model::{JobcentreModel, Part};
use super::store::Cluster;
use web::Shell;

/// One choice of a filter: name, label as a text id, what is chosen, value and words of each option.
pub(crate) struct Choice {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) chosen: String,
    pub(crate) options: Vec<(String, String)>,
}

/// The choices with what is chosen now.
pub(crate) fn choices(shell: &Shell, cluster: &Cluster) -> Vec<Choice> {
    let of = |name, label, chosen: &str, keys: Vec<&str>, prefix: &str| {
        let all = (String::new(), shell.say("territory-all").to_string());
        let rest = keys.into_iter().map(|k| (k.to_owned(), shell.say_of(prefix, k).to_string()));
        Choice { name, label, chosen: chosen.to_owned(), options: std::iter::once(all).chain(rest).collect() }
    };
    let parts = Part::ALL.iter().map(|p| p.key()).collect();
    let models = JobcentreModel::ALL.iter().map(|m| m.key()).collect();
    vec![
        of("part", "territory-part", &cluster.part, parts, "territory-part"),
        of("ruhr", "territory-ruhr-area", &cluster.ruhr, vec!["yes", "no"], "shell"),
        of("jobcentre", "territory-jobcentre-model", &cluster.jobcentre, models, "territory-jobcentre"),
        of(
            "centre",
            "territory-integration-centre",
            &cluster.centre,
            vec!["known", "unknown"],
            "territory-integration-centre",
        ),
    ]
}
