//! Properties of `diff::compare` that hold for all manifests: it misses nothing, makes nothing up, and takes its time.

use periplus_istio::diff::{ChangeKind, Doc, ResourceChange, compare, github, redacted};
use periplus_value::{List, Map, Value};
use std::time::{Duration, Instant};

/// Small numbers that are the same at every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// Few keys and few scalars, so that two values often have something in common.
    fn value(&mut self, depth: u64) -> Value {
        match self.below(if depth == 0 { 4 } else { 8 }) {
            0 => Value::int(self.below(2) as i64),
            1 => Value::Nil,
            2 => Value::string("x\ny"),
            3 => Value::string(["a", "b"][self.below(2) as usize]),
            4 | 5 => Value::List((0..self.below(4)).map(|_| self.value(depth - 1)).collect::<List>()),
            _ => Value::Map(self.map(depth - 1)),
        }
    }

    fn map(&mut self, depth: u64) -> Map {
        let keys = ["name", "port", "a", "b.c"];
        (0..self.below(4)).map(|_| (keys[self.below(4) as usize], self.value(depth))).collect()
    }

    fn manifest(&mut self) -> Doc {
        let metadata = Map::from_iter([("name", "x")]);
        let object = Map::from_iter([("metadata", Value::Map(metadata)), ("spec", self.value(4))]);
        object.insert("apiVersion", ["v1", "apps/v1"][self.below(2) as usize]);
        object.insert("kind", ["Service", "Deployment", "Secret"][self.below(3) as usize]);
        read(&periplus_yaml::emit(&Value::Map(object)).expect("plain data")).remove(0)
    }
}

fn read(text: &str) -> Vec<Doc> {
    Doc::read(text.as_bytes()).expect("manifests")
}

fn kinds(changes: &[ResourceChange]) -> Vec<ChangeKind> {
    let mut kinds: Vec<ChangeKind> = changes
        .iter()
        .flat_map(|c| std::iter::once(c.kind).chain(c.changes.iter().map(|c| c.kind)))
        .collect();
    kinds.sort_unstable();
    kinds
}

#[test]
fn nothing_differs_exactly_when_the_data_are_the_same() {
    let mut chance = Chance(1);
    for _ in 0..20_000 {
        let (a, b) = ([chance.manifest()], [chance.manifest()]);
        let same = a[0].text() == b[0].text();
        assert_eq!(compare(&a, &b).is_empty(), same, "{}\n{}", a[0].text(), b[0].text());
    }
}

#[test]
fn what_was_added_one_way_was_removed_the_other_way() {
    let mut chance = Chance(2);
    let swap = |kind: &ChangeKind| match kind {
        ChangeKind::Added => ChangeKind::Removed,
        ChangeKind::Removed => ChangeKind::Added,
        kind => *kind,
    };
    for _ in 0..5_000 {
        let (a, b) = ([chance.manifest()], [chance.manifest()]);
        let mut back: Vec<ChangeKind> = kinds(&compare(&b, &a)).iter().map(swap).collect();
        back.sort_unstable();
        assert_eq!(kinds(&compare(&a, &b)), back, "{}\n{}", a[0].text(), b[0].text());
    }
}

#[test]
fn spelling_makes_no_difference() {
    let a = read("apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {a: 1, b: 'z', c: 1.0}\n");
    let b = read(
        "# comment\nspec:\n  c: 1\n  b: z\n  a: 0x1\nmetadata:\n  name: \"x\"\nkind: Service\napiVersion: v1\n",
    );
    let found = compare(&a, &b);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn no_secret_is_shown() {
    let secret = |data: &str| read(&format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: x}}\n{data}\n"));
    let sides =
        ["data: {key: aHVzaA==}", "data: {key: aHVzaDI=, other: aHVzaA==}", "stringData: {key: hush}", ""];
    let hidden = |change: &ResourceChange| format!("{:?}", redacted(change));
    for (a, b) in sides.iter().flat_map(|a| sides.iter().map(move |b| (a, b))) {
        let (a, b) = (secret(a), secret(b));
        for change in compare(&a, &b).iter().chain(&compare(&a, &[])).chain(&compare(&[], &b)) {
            let text = hidden(change);
            assert!(!text.contains("aHVza") && !text.contains("\"hush"), "{text}");
        }
    }
}

/// Lists of many different elements on both sides, and many resources that might be renamed.
#[test]
fn large_inputs_take_bounded_time() {
    let list =
        |from: usize| (from..from + 20_000).map(|n| format!("- {{a: {n}}}\n")).collect::<Vec<_>>().concat();
    let long = |from| {
        read(&format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}\nspec:\n{}", list(from)))
    };
    let many = |name: &str| {
        let one = |n| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}{n}}}\n---\n");
        read(&(0..2_000).map(one).collect::<Vec<_>>().concat())
    };
    let start = Instant::now();
    assert_eq!(compare(&long(0), &long(7))[0].changes.len(), 14);
    assert_eq!(compare(&long(0), &long(50_000))[0].changes.len(), 20_000);
    assert_eq!(compare(&many("a"), &many("b")).len(), 4_000);
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn markdown_fits_a_comment_and_no_text_ends_its_block() {
    let map = |name: usize, text: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a{name}}}\ndata:\n  x: |\n    {text}\n---\n"
        )
    };
    let text = github(&compare(&[], &read(&map(0, "````\n    <b>"))));
    assert!(text.contains("\n`````diff\n") && text.ends_with("\n`````\n\n</details>\n"), "{text}");
    let many: Vec<String> = (0..500).map(|name| map(name, &"x".repeat(100))).collect();
    let text = github(&compare(&[], &read(&many.concat())));
    assert!(text.len() < 65_536 && text.contains("more sections, too long for one comment"), "{text}");
    assert!(text.starts_with("**500 added**"));
}
