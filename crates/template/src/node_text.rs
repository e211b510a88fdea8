//! The text of nodes, as error messages quote them (the `String` methods of text/template/parse/node.go).

use crate::node::{Arg, At, Branch, Command, Node, Parts, Pipe, Source, Term};
use crate::parts::Run;
use periplus_value::quote;

/// Go's text of what is at a place; characters that aren't UTF-8 are replaced.
pub(crate) fn text_of(at: At<'_>, source: &Source, parts: &Parts) -> String {
    let mut writer = Writer { out: Vec::new(), source, parts };
    match at {
        At::Node(node) => writer.node(node),
        At::Pipe(pipe) => writer.pipe(pipe),
        At::Command(command) => writer.command(command),
        At::Arg(arg) => writer.arg(arg),
    }
    String::from_utf8_lossy(&writer.out).into_owned()
}

struct Writer<'s> {
    out: Vec<u8>,
    source: &'s Source,
    parts: &'s Parts,
}

impl Writer<'_> {
    fn put(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
    }

    fn nodes(&mut self, list: Run) {
        self.parts.nodes[list].iter().for_each(|node| self.node(node));
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Text(span) => self.put(span.of(self.source)),
            Node::Action(_, pipe) => {
                self.put(b"{{");
                self.pipe(pipe);
                self.put(b"}}");
            }
            Node::If(branch) => self.branch(b"{{if ", branch),
            Node::With(branch) => self.branch(b"{{with ", branch),
            Node::Range(branch) => self.branch(b"{{range ", branch),
            Node::Template(_, call) => {
                let call = &self.parts.calls[*call];
                self.put(b"{{template ");
                self.put(quote(call.name.as_bytes()).as_bytes());
                if let Some(pipe) = &call.pipe {
                    self.put(b" ");
                    self.pipe(pipe);
                }
                self.put(b"}}");
            }
            Node::Break(_) => self.put(b"{{break}}"),
            Node::Continue(_) => self.put(b"{{continue}}"),
        }
    }

    fn branch(&mut self, opening: &[u8], branch: &Branch) {
        self.put(opening);
        self.pipe(&branch.pipe);
        self.put(b"}}");
        self.nodes(branch.list);
        if let Some(list) = branch.else_list {
            self.put(b"{{else}}");
            self.nodes(list);
        }
        self.put(b"{{end}}");
    }

    fn pipe(&mut self, pipe: &Pipe) {
        for (i, name) in self.parts.declared[pipe.decl].iter().enumerate() {
            self.put(if i > 0 { b", " } else { b"" });
            self.put(self.parts.names[*name].as_bytes());
        }
        if !pipe.decl.is_empty() {
            self.put(if pipe.is_assign { b" = " } else { b" := " });
        }
        for (i, command) in self.parts.commands[pipe.commands].iter().enumerate() {
            self.put(if i > 0 { b" | " } else { b"" });
            self.command(command);
        }
    }

    fn command(&mut self, command: &Command) {
        for (i, arg) in self.parts.args[command.args].iter().enumerate() {
            self.put(if i > 0 { b" " } else { b"" });
            self.in_parens(arg);
        }
    }

    /// An operand; pipelines in parentheses, which [`Writer::arg`] leaves out.
    fn in_parens(&mut self, arg: &Arg) {
        let is_pipe = matches!(arg.term, Term::Pipe(_));
        self.put(if is_pipe { b"(" } else { b"" });
        self.arg(arg);
        self.put(if is_pipe { b")" } else { b"" });
    }

    fn arg(&mut self, arg: &Arg) {
        let parts = self.parts;
        match arg.term {
            Term::Dot => self.put(b"."),
            Term::Nil => self.put(b"nil"),
            Term::Bool(b) => self.put(if b { b"true" } else { b"false" }),
            Term::Number(number) => self.put(parts.numbers[number].span.of(self.source)),
            Term::String(_, span) => self.put(span.of(self.source)),
            Term::Field(fields) => self.fields(fields),
            Term::Variable(name, fields) => {
                self.put(parts.names[name].as_bytes());
                self.fields(fields);
            }
            Term::Chain(inner, fields) => {
                self.in_parens(&parts.args[inner]);
                self.fields(fields);
            }
            Term::Function(function) => self.put(parts.functions[function].name().as_bytes()),
            Term::Pipe(pipe) => self.pipe(&parts.pipes[pipe]),
        }
    }

    fn fields(&mut self, fields: Run) {
        for field in &self.parts.fields[fields] {
            self.put(b".");
            self.put(field.of(self.source));
        }
    }
}
