//! Operands: literals, fields, variables, functions, parentheses.

use super::{FIELDS, Parser, Result, pos, span};
use crate::builtins::Builtin;
use crate::node::{Arg, FuncRef, Term};
use crate::node_text::text_of;
use crate::token::{Keyword, Kind, Token};
use periplus_value::{Str, Value, quote, unquote};

impl Parser<'_> {
    /// `term .Field*`; `None` when no operand is next.
    pub(super) fn operand(&mut self) -> Result<Option<Arg>> {
        let Some(mut arg) = self.term()? else { return Ok(None) };
        let first = self.peek();
        if first.kind != Kind::Field {
            return Ok(Some(arg));
        }
        // Go's position of a longer chain is that of its second part.
        let after = pos(first);
        let open = self.open_fields.len();
        while self.peek().kind == Kind::Field {
            let token = self.next();
            let field = self.field(token);
            self.open_fields.push(field);
        }
        let fields = &mut self.open_fields;
        match &mut arg.term {
            Term::Field(own) => {
                *own = std::mem::take(own).into_iter().chain(fields.drain(open..)).collect();
            }
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
        arg.pos = after;
        Ok(Some(arg))
    }

    fn field(&mut self, token: Token) -> Str {
        let name = self.source.text.as_bytes().get(token.start + 1..token.end).unwrap_or(&[]);
        let bits = name.iter().fold(name.len(), |bits, b| bits.wrapping_mul(31) ^ usize::from(*b));
        match &mut self.fields[bits % FIELDS] {
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
            Kind::Field => Term::Field(Box::new([self.field(token)])),
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
    fn function(&self, token: Token) -> Result<Term> {
        let name = self.text(token);
        if let Some((index, function)) = self.functions.find(name) {
            return Ok(Term::Function(FuncRef::Table(index, function.name)));
        }
        match Builtin::find(name) {
            Some(builtin) => Ok(Term::Function(FuncRef::Builtin(builtin))),
            None => self.error(format!("function {} not defined", quote(name))),
        }
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

fn take(term: &mut Term) -> Term {
    std::mem::replace(term, Term::Nil)
}
