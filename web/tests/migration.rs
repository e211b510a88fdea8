//! What the Migrate tab says.

use periplus_wasm::wire::{Fate, File, LedgerEntry, Migration, Proven, Verdict};
use periplus_web::migration::{archive, counts, of_fate, summary, ways};

fn proven(name: &str, verdict: Verdict) -> Proven {
    Proven {
        release: "istiod".into(),
        kind: "Deployment".into(),
        namespace: "istio-system".into(),
        name: name.into(),
        helm_name: String::new(),
        moved: false,
        verdict,
        limit: String::new(),
        findings: Vec::new(),
        injected: String::new(),
    }
}

fn setting(name: &str, fate: Fate) -> LedgerEntry {
    let (setting, place, reason) = (name.into(), String::new(), "because".into());
    LedgerEntry { setting, line: 0, fate, place, reason }
}

fn migration() -> Migration {
    Migration {
        proof: vec![
            proven("a", Verdict::Equal),
            proven("b", Verdict::Explained),
            proven("c", Verdict::Explained),
        ],
        ledger: vec![setting("lost", Fate::Lost), setting("x", Fate::Idle)],
        files: vec![File { path: "install.sh".into(), text: "#!/bin/sh\n".into(), executable: true }],
        ..Migration::default()
    }
}

#[test]
fn a_summary_counts_verdicts_and_names_what_is_lost() {
    assert_eq!(summary(&migration()), "2 equal but for what is explained, 1 equal; 1 without effect");
    assert_eq!(summary(&Migration { ledger: Vec::new(), ..migration() }).matches("without").count(), 0);
    let all: usize = counts(&migration()).iter().map(|(_, count)| count).sum();
    assert_eq!(all, 3);
}

#[test]
fn settings_are_grouped_by_the_way_they_went() {
    assert_eq!(ways(&migration()), [(Fate::Lost, 1), (Fate::Idle, 1)]);
    assert_eq!(of_fate(&migration(), Fate::Lost)[0].setting, "lost");
}

#[test]
fn an_archive_unpacks_to_one_folder_and_scripts_stay_programs() {
    let files = archive(&migration());
    assert_eq!((files[0].path.as_str(), files[0].executable), ("istio-migration/install.sh", true));
}
