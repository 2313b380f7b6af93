//! Every rule of the file format: a small file that keeps them all, broken in
//! one place each time. A finding names the file, the line and the rule.

use instrument::Instrument;

const GOOD: &str = "\
key: klein
version: 1
title: Kleine Umfrage
short_title: Klein
yes_no: {yes: Ja, no: Nein}
bindings:
  stellen: Örtliche Stellen
roles:
  - {key: gfs, label: GfS}
contact_parts:
  - {key: name, label: Name}
areas:
  - key: A
    label: Bereich
    actor_types:
      - {key: schule, label: Schule}
sections:
  - id: \"1\"
    uid: S
    title: Fragen
    items:
      - id: \"1.1\"
        uid: S.1
        label: Erste Frage?
        type: choice
        shared: true
        answered_by: [gfs]
        options:
          - {value: ja, label: Ja}
          - {value: nein, label: Nein}
      - id: \"1.2\"
        uid: S.2
        label: Zweite Frage?
        type: text
        refs: [S.1]
        visible_if: {item: S.1, equals: ja}
      - id: \"1.3\"
        uid: S.3
        label: Dritte Frage?
        type: choice
        options:
          - {value: rot, label: Rot}
hints:
  - uid: H.1
    at: S.1
    on: stellen
    more_than: 3
    text: \"{count} sind viele.\"
short_form:
  uid: K
  title: Kurzfassung
  items:
    - id: K.1
      uid: K.1
      label: Ergebnis
      type: choice
      from: {map: S.1, to: {ja: gut, nein: schlecht}}
      options:
        - {value: gut, label: Gut}
        - {value: schlecht, label: Schlecht}
      measure: ergebnis
      needed_for_complete: true
      missing_text: Es fehlt.
";

/// The findings after one change, each as the line it names and the rule.
fn broken(from: &str, to: &str) -> Vec<String> {
    assert!(GOOD.contains(from), "the small file has no {from:?}");
    let text = GOOD.replacen(from, to, 1);
    let Err(findings) = Instrument::parse("klein.yaml", &text) else {
        panic!("no rule broken by {to:?}");
    };
    assert!(findings.iter().all(|finding| finding.file == "klein.yaml"));
    let line = |number: usize| text.lines().nth(number - 1).unwrap_or_default().trim();
    findings.iter().map(|finding| format!("{} > {}", line(finding.line), finding.rule)).collect()
}

fn hash_of(text: &str) -> String {
    Instrument::parse("klein.yaml", text).expect("no findings").hash().to_owned()
}

#[test]
fn the_small_file_keeps_all_rules_and_its_hash_follows_every_letter() {
    assert_eq!(hash_of(GOOD), hash_of(GOOD));
    assert_eq!(hash_of(GOOD).len(), 64);
    assert_ne!(hash_of(GOOD), hash_of(&GOOD.replace("Ja", "JA")));
}

#[test]
fn a_finding_reads_as_file_line_rule_and_sentence() {
    let text = GOOD.replace("type: text", "type: roman");
    let findings = Instrument::parse("klein.yaml", &text).expect_err("no such type");
    let line = findings[0].to_string();
    assert!(line.starts_with("klein.yaml:32: unknown_type: Den Typ „roman“ gibt es nicht."), "{line}");
}

#[test]
fn all_findings_come_at_once_in_the_order_of_the_file() {
    let text = GOOD.replace("equals: ja", "equals: oft").replace("on: stellen", "on: keller");
    let findings = Instrument::parse("klein.yaml", &text).expect_err("two broken rules");
    let rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["unknown_option", "dangling_reference"]);
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_its_line() {
    assert_eq!(broken("version: 1", "version: eins"), ["version: eins > syntax"]);
    assert_eq!(broken("title: Kleine Umfrage", "title: [Kleine"), ["title: [Kleine > syntax"]);
    assert_eq!(broken("        refs: [S.1]", "        farbe: rot"), ["farbe: rot > unknown_key"]);
    assert_eq!(
        broken("title: Kleine Umfrage", "titel: Kleine Umfrage"),
        ["titel: Kleine Umfrage > unknown_key"]
    );
}

#[test]
fn every_thing_has_its_own_uid_and_number() {
    assert_eq!(broken("uid: S.3", "uid: S.2"), ["uid: S.2 > duplicate_uid"]);
    assert_eq!(broken("uid: K.1", "uid: S.1"), ["uid: S.1 > duplicate_uid"]);
    assert_eq!(broken("id: \"1.3\"", "id: \"1.2\""), ["uid: S.3 > duplicate_id"]);
    assert_eq!(broken("      - id: \"1.3\"\n        uid", "      - uid"), ["- uid: S.3 > missing_id"]);
    assert_eq!(broken("        uid: S.3\n", ""), ["label: Dritte Frage? > missing_uid"]);
    assert_eq!(broken("uid: S.3", "uid: S 3"), ["uid: S 3 > bad_uid"]);
    assert_eq!(broken("value: rot", "value: hell rot"), ["uid: S.3 > bad_key"]);
    let twice = "{value: rot, label: Rot}\n          - {value: rot, label: Rubin}";
    assert_eq!(broken("{value: rot, label: Rot}", twice), ["uid: S.3 > duplicate_option"]);
    let again = "{key: gfs, label: GfS}\n  - {key: gfs, label: Zweite}";
    assert_eq!(broken("{key: gfs, label: GfS}", again), ["- {key: gfs, label: GfS} > duplicate_key"]);
}

#[test]
fn everything_shown_has_words() {
    assert_eq!(broken("        label: Zweite Frage?\n", ""), ["uid: S.2 > missing_label"]);
    assert_eq!(broken("title: Fragen", "title: \"\""), ["uid: S > missing_label"]);
    assert_eq!(broken("{value: rot, label: Rot}", "{value: rot, label: ' '}"), ["uid: S.3 > missing_label"]);
}

#[test]
fn references_lead_somewhere() {
    assert_eq!(broken("refs: [S.1]", "refs: [S.9]"), ["uid: S.2 > dangling_reference"]);
    assert_eq!(broken("visible_if: {item: S.1", "visible_if: {item: S.9"), ["uid: S.2 > dangling_reference"]);
    assert_eq!(broken("answered_by: [gfs]", "answered_by: [niemand]"), ["uid: S.1 > dangling_reference"]);
    assert_eq!(broken("type: text", "type: text\n        bound: keller"), ["uid: S.2 > dangling_reference"]);
    assert_eq!(broken("at: S.1", "at: S.9"), ["- uid: H.1 > dangling_reference"]);
    assert_eq!(broken("on: stellen", "on: keller"), ["- uid: H.1 > dangling_reference"]);
    let gone = ["uid: K.1 > dangling_reference", "uid: K.1 > bad_derivation"];
    assert_eq!(broken("map: S.1", "map: S.9"), gone);
}

#[test]
fn a_condition_names_an_answer_that_exists() {
    assert_eq!(broken("equals: ja", "equals: oft"), ["uid: S.2 > unknown_option"]);
    assert_eq!(broken("equals: ja", "in: [ja, oft]"), ["uid: S.2 > unknown_option"]);
    assert_eq!(broken("equals: ja", "equals: ja, not_in: [nein]"), ["uid: S.2 > bad_condition"]);
    assert_eq!(broken("{item: S.1, equals: ja}", "{item: S.1}"), ["uid: S.2 > bad_condition"]);
}

#[test]
fn conditions_do_not_go_in_circles() {
    let rot = "        options:\n          - {value: rot";
    let on_itself = format!("        visible_if: {{item: S.3, equals: rot}}\n{rot}");
    assert_eq!(broken(rot, &on_itself), ["uid: S.3 > visible_if_cycle"]);
    // The first question waits for the third, the third for the first.
    let first = "        answered_by: [gfs]";
    let waiting = GOOD.replace(first, &format!("{first}\n        visible_if: {{item: S.3, equals: rot}}"));
    let round = waiting.replace(rot, &format!("        visible_if: {{item: S.1, equals: ja}}\n{rot}"));
    assert!(Instrument::parse("klein.yaml", &waiting).is_ok());
    let findings = Instrument::parse("klein.yaml", &round).expect_err("a circle");
    assert!(findings.iter().all(|finding| finding.rule == "visible_if_cycle"));
    assert_eq!(findings.len(), 2);
}

#[test]
fn nothing_leaves_that_is_not_marked_as_shared() {
    assert_eq!(broken("        shared: true\n", ""), ["uid: K.1 > leaves_alliance"]);
    // Whether something is needed would tell an answer that stays at home.
    let needed = "missing_text: Es fehlt.\n      needed_if: {item: S.3, equals: rot}";
    assert_eq!(broken("missing_text: Es fehlt.", needed), ["uid: K.1 > leaves_alliance"]);
}

#[test]
fn keys_suit_their_type() {
    let parts = "type: text\n        parts: [{key: a, label: A}]";
    assert_eq!(broken("type: text", parts), ["uid: S.2 > key_not_for_type"]);
    assert_eq!(broken("type: text", "type: choice"), ["uid: S.2 > no_options"]);
    assert_eq!(
        broken("type: text", "type: choice\n        option_set: farben"),
        ["uid: S.2 > dangling_reference", "uid: S.2 > no_options"]
    );
    for without_fields in ["group", "contact", "number_list", "yes_no_branch", "table"] {
        assert_eq!(broken("type: text", &format!("type: {without_fields}")), ["uid: S.2 > no_fields"]);
    }
    for elsewhere in ["preset_row", "derived"] {
        assert_eq!(broken("type: text", &format!("type: {elsewhere}")), ["uid: S.2 > type_not_here"]);
    }
    assert_eq!(broken("type: text", "type: yes_no_text"), ["uid: S.2 > missing_label"]);
    assert_eq!(broken("type: text", "type: text\n        max_length: 0"), ["uid: S.2 > bad_length"]);
    let fax = "type: contact\n        contact: [fax]";
    assert_eq!(broken("type: text", fax), ["uid: S.2 > dangling_reference"]);
}

#[test]
fn hints_and_short_form_say_what_they_do() {
    assert_eq!(broken("    more_than: 3\n", ""), ["- uid: H.1 > bad_hint"]);
    assert_eq!(broken("more_than: 3", "sum: [S.1]"), ["- uid: H.1 > bad_hint"]);
    assert_eq!(broken("{count} sind", "{anzahl} sind"), ["- uid: H.1 > unknown_placeholder"]);
    let map = "{map: S.1, to: {ja: gut, nein: schlecht}}";
    assert_eq!(broken(map, "{map: S.1, copy: S.1}"), ["uid: K.1 > bad_derivation"]);
    assert_eq!(broken(map, "{bound: stellen}"), ["uid: K.1 > bad_derivation"]);
    assert_eq!(broken(map, "{all: [S.1], codes_of: S.2}"), ["uid: K.1 > bad_derivation"]);
    assert_eq!(broken(", nein: schlecht}}", "}}"), ["uid: K.1 > unmapped_option"]);
    assert_eq!(broken("nein: schlecht}}", "nein: mittel}}"), ["uid: K.1 > unknown_option"]);
    assert_eq!(broken("      missing_text: Es fehlt.\n", ""), ["uid: K.1 > missing_text"]);
    assert_eq!(broken("version: 1", "version: 0"), ["version: 0 > bad_version"]);
}
