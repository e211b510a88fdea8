//! Operands: literals, fields, variables, functions, parentheses.

use super::{LAST, Parser, Result, pos, span};
use crate::builtins::Builtin;
use crate::node::{Arg, FuncRef, Span, Term};
use crate::node_text::text_of;
use crate::token::{Keyword, Kind, Token};
use periplus_value::{Str, Value, quote, unquote};

impl Parser<'_> {
    /// `term .Field*`; `None` when no operand is next.
    pub(super) fn operand(&mut self) -> Result<Option<Arg>> {
        // Of a field, the name is left among the open ones.
        let open = self.open_fields.len();
        let Some(mut arg) = self.term()? else { return Ok(None) };
        let first = self.peek();
        // Go's position of a longer chain is that of its second part.
        let after = pos(first);
        while self.peek().kind == Kind::Field {
            let token = self.next();
            let field = self.field(token);
            self.open_fields.push(field);
        }
        let fields = &mut self.open_fields;
        match &mut arg.term {
            Term::Field(own) => *own = fields.drain(open..).collect(),
            _ if first.kind != Kind::Field => {}
            Term::Variable(_, own) => *own = fields.drain(open..).collect(),
            term if term.is_constant() => {
                let text = text_of(crate::node::At::Arg(&arg), &self.source);
                return self.error(format!("unexpected . after term {}", quote(text.as_bytes())));
            }
            term => {
                let inner = Arg { pos: arg.pos, term: take(term) };
                arg.term = Term::Chain(Box::new(inner), fields.drain(open..).collect());
            }
        }
        if first.kind == Kind::Field {
            arg.pos = after;
        }
        Ok(Some(arg))
    }

    fn field(&mut self, token: Token) -> Str {
        let name = Span { start: token.start + 1, end: token.end }.of(&self.source);
        match &mut self.fields[slot(name)] {
            Some(known) if known.as_bytes() == name => known.clone(),
            known => known.insert(Str::from(name)).clone(),
        }
    }

    /// `literal | function | . | .Field | $ | '(' pipeline ')'`; `None` when no term is next.
    fn term(&mut self) -> Result<Option<Arg>> {
        let token = self.next_non_space();
        let term = match token.kind {
            Kind::Identifier => self.function(token)?,
            Kind::Keyword(Keyword::Dot) => Term::Dot,
            Kind::Keyword(Keyword::Nil) => Term::Nil,
            Kind::Variable => self.variable(token)?,
            Kind::Field => {
                let field = self.field(token);
                self.open_fields.push(field);
                Term::Field(Box::default())
            }
            Kind::Bool => Term::Bool(self.text(token) == b"true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => Term::Number(Box::new(self.number(token)?)),
            Kind::LeftParen => {
                self.enter()?;
                let pipe = self.pipeline("parenthesized pipeline", Kind::RightParen)?;
                self.leave();
                return Ok(Some(Arg { pos: pipe.pos, term: Term::Pipe(Box::new(pipe)) }));
            }
            Kind::String | Kind::RawString => match unquote(self.text(token)) {
                Some(text) => Term::String(Value::string(text), span(token)),
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
        if let Some(known) = self.called[slot].as_ref().filter(|known| known.name().as_bytes() == name) {
            return Ok(Term::Function(known.clone()));
        }
        let found = match self.functions.find(name) {
            Some((index, function)) => Some(FuncRef::Table(index, function.name)),
            None => Builtin::find(name).map(FuncRef::Builtin),
        };
        let Some(found) = found else {
            return self.error(format!("function {} not defined", quote(name)));
        };
        self.called[slot] = Some(found.clone());
        Ok(Term::Function(found))
    }

    fn variable(&mut self, token: Token) -> Result<Term> {
        let text = self.text(token).to_vec();
        let name = self.name(&text);
        if self.scope.vars.contains(&name.number) {
            return Ok(Term::Variable(name, Box::default()));
        }
        self.error(format!("undefined variable {}", quote(&text)))
    }
}

/// The place of a name among those that were read last.
fn slot(name: &[u8]) -> usize {
    name.iter().fold(name.len(), |bits, b| bits.wrapping_mul(31) ^ usize::from(*b)) % LAST
}

fn take(term: &mut Term) -> Term {
    std::mem::replace(term, Term::Nil)
}
