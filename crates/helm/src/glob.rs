//! The patterns of `.Files.Glob`: `*`, `**`, `?`, `[a-z]`, `[!abc]`, `{a,b}`, as github.com/gobwas/glob v0.2.3 has them
//! with `/` as the separator.

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Glob(Vec<Node>);

#[derive(Debug)]
enum Node {
    Text(char),
    /// `*`: any characters but `/`
    Any,
    /// `**`
    Super,
    /// `?`: any character but `/`
    Single,
    Set {
        negated: bool,
        chars: Vec<char>,
    },
    Range {
        negated: bool,
        low: char,
        high: char,
    },
    AnyOf(Vec<Vec<Node>>),
}

/// Nesting of `{`; deeper patterns are not valid here.
const MAX_DEPTH: usize = 32;

impl Glob {
    /// Compiles a pattern; `None` when it is malformed, and Helm then takes every file.
    pub(crate) fn compile(pattern: &str) -> Option<Self> {
        let chars: Vec<char> = pattern.chars().collect();
        let mut parser = Parser { chars: &chars, at: 0 };
        let nodes = parser.sequence(0)?;
        (parser.at == chars.len()).then_some(Self(nodes))
    }

    /// Whether the whole path matches.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let path: Vec<char> = path.chars().collect();
        let mut positions = vec![false; path.len() + 1];
        positions[0] = true;
        advance(&self.0, &path, positions)[path.len()]
    }
}

struct Parser<'a> {
    chars: &'a [char],
    at: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(self.at).copied()?;
        self.at += 1;
        Some(c)
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.chars.get(self.at) == Some(&c);
        self.at += usize::from(found);
        found
    }

    /// Up to the end, or inside braces up to `,` or `}` (not consumed).
    fn sequence(&mut self, depth: usize) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        while let Some(&c) = self.chars.get(self.at) {
            if depth > 0 && matches!(c, ',' | '}') {
                break;
            }
            self.at += 1;
            nodes.push(match c {
                '*' if self.eat('*') => Node::Super,
                '*' => Node::Any,
                '?' => Node::Single,
                '[' => self.brackets()?,
                '{' => self.alternatives(depth + 1)?,
                // The lexer drops a backslash at the very end.
                '\\' => match self.next() {
                    Some(escaped) => Node::Text(escaped),
                    None => break,
                },
                _ => Node::Text(c),
            });
        }
        Some(nodes)
    }

    fn alternatives(&mut self, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut branches = vec![self.sequence(depth)?];
        while self.eat(',') {
            branches.push(self.sequence(depth)?);
        }
        // ast/parser.go: braces may stay open at the end of the pattern.
        if self.eat('}') || self.at == self.chars.len() { Some(Node::AnyOf(branches)) } else { None }
    }

    fn brackets(&mut self) -> Option<Node> {
        let negated = self.eat('!');
        let low = self.next()?;
        if self.eat('-') {
            let high = self.next()?;
            return (self.eat(']') && low <= high).then_some(Node::Range { negated, low, high });
        }
        self.at -= 1;
        let mut chars = Vec::new();
        loop {
            match self.next()? {
                ']' => break,
                '\\' => chars.push(self.next()?),
                c => chars.push(c),
            }
        }
        (!chars.is_empty()).then_some(Node::Set { negated, chars })
    }
}

/// Which positions of the path can be reached by the nodes from the given ones: no backtracking, so no blow-up.
fn advance(nodes: &[Node], path: &[char], mut from: Vec<bool>) -> Vec<bool> {
    for node in nodes {
        from = match node {
            Node::Text(c) => step(path, &from, |p| p == *c),
            Node::Single => step(path, &from, |p| p != '/'),
            Node::Set { negated, chars } => step(path, &from, |p| chars.contains(&p) != *negated),
            Node::Range { negated, low, high } => {
                step(path, &from, |p| (*low..=*high).contains(&p) != *negated)
            }
            Node::Any => spread(path, from, |p| p != '/'),
            Node::Super => spread(path, from, |_| true),
            Node::AnyOf(branches) => {
                let mut reached = vec![false; from.len()];
                for branch in branches {
                    let ends = advance(branch, path, from.clone());
                    reached.iter_mut().zip(ends).for_each(|(r, end)| *r |= end);
                }
                reached
            }
        };
    }
    from
}

/// One character further, where the test allows it.
fn step(path: &[char], from: &[bool], test: impl Fn(char) -> bool) -> Vec<bool> {
    let mut to = vec![false; from.len()];
    for (i, &c) in path.iter().enumerate() {
        to[i + 1] = from[i] && test(c);
    }
    to
}

/// Any number of characters further, as long as the test allows it.
fn spread(path: &[char], mut reached: Vec<bool>, test: impl Fn(char) -> bool) -> Vec<bool> {
    for (i, &c) in path.iter().enumerate() {
        reached[i + 1] = reached[i + 1] || (reached[i] && test(c));
    }
    reached
}
