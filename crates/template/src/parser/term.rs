//! Operands: literals, fields, variables, functions, parentheses.

use super::{LAST, Parser, Result, pos, span};
use crate::builtins::Builtin;
use crate::node::{Arg, At, FuncRef, Span, Term};
use crate::node_text::text_of;
use crate::parts::{Place, Run};
use crate::token::{Keyword, Kind, Token};
use periplus_value::{Value, quote, unquote};

impl Parser<'_> {
    /// `term .Field*`; `None` when no operand is next.
    pub(super) fn operand(&mut self) -> Result<Option<Arg>> {
        let Some(arg) = self.term()? else { return Ok(None) };
        let mut fields = Run::default();
        let first = self.next();
        // Go's position of a longer chain is that of its second part.
        let after = pos(first);
        if first.kind != Kind::Field {
            self.backup();
            return Ok(Some(arg));
        }
        if let Term::Field(own) = arg.term {
            fields = own;
        }
        let mut token = first;
        while token.kind == Kind::Field {
            self.parts.fields.push_to(&mut fields, name(token));
            token = self.next();
        }
        self.backup();
        let term = match arg.term {
            Term::Field(_) => Term::Field(fields),
            Term::Variable(name, _) => Term::Variable(name, fields),
            term if term.is_constant() => {
                let text = text_of(At::Arg(&arg), &self.source, &self.parts);
                return self.error(format!("unexpected . after term {}", quote(text.as_bytes())));
            }
            _ => Term::Chain(self.parts.args.push(arg), fields),
        };
        Ok(Some(Arg { pos: after, term }))
    }

    /// `literal | function | . | .Field | $ | '(' pipeline ')'`; `None` when no term is next.
    fn term(&mut self) -> Result<Option<Arg>> {
        let token = self.next_non_space();
        let term = match token.kind {
            Kind::Identifier => self.function(token)?,
            Kind::Keyword(Keyword::Dot) => Term::Dot,
            Kind::Keyword(Keyword::Nil) => Term::Nil,
            Kind::Variable => self.variable(token)?,
            Kind::Field => Term::Field(self.parts.fields.add([name(token)])),
            Kind::Bool => Term::Bool(self.text(token) == b"true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => {
                let number = self.number(token)?;
                Term::Number(self.parts.numbers.push(number))
            }
            Kind::LeftParen => {
                self.enter()?;
                let pipe = self.pipeline("parenthesized pipeline", Kind::RightParen)?;
                self.leave();
                return Ok(Some(Arg { pos: pipe.pos, term: Term::Pipe(self.parts.pipes.push(pipe)) }));
            }
            Kind::String | Kind::RawString => match unquote(self.text(token)) {
                Some(text) => Term::String(self.parts.strings.push(Value::string(text)), span(token)),
                None => return self.error("invalid syntax"),
            },
            _ => {
                self.backup();
                return Ok(None);
            }
        };
        Ok(Some(Arg { pos: pos(token), term }))
    }

    /// A function; the table comes before what is built in.
    fn function(&mut self, token: Token) -> Result<Term> {
        let name = span(token).of(&self.source);
        let slot = slot(name);
        let is_known = |known: &Place| self.parts.functions[*known].name().as_bytes() == name;
        if let Some(known) = self.called[slot].filter(is_known) {
            return Ok(Term::Function(known));
        }
        let found = match self.functions.find(name) {
            Some((index, function)) => Some(FuncRef::Table(index, function.name)),
            None => Builtin::find(name).map(FuncRef::Builtin),
        };
        let Some(found) = found else {
            return self.error(format!("function {} not defined", quote(name)));
        };
        let found = self.parts.functions.push(found);
        self.called[slot] = Some(found);
        Ok(Term::Function(found))
    }

    fn variable(&mut self, token: Token) -> Result<Term> {
        let name = self.name(token);
        if self.scope.vars.contains(&name) {
            return Ok(Term::Variable(name, Run::default()));
        }
        self.error(format!("undefined variable {}", quote(self.text(token))))
    }
}

/// What stands behind the point of a field.
fn name(token: Token) -> Span {
    Span { start: token.start + 1, end: token.end }
}

/// The place of a name among those that were read last.
fn slot(name: &[u8]) -> usize {
    name.iter().fold(name.len(), |bits, b| bits.wrapping_mul(31) ^ usize::from(*b)) % LAST
}
