//! Pipelines: declarations, commands.

use super::{Parser, Result, pos};
use crate::node::{Command, Pipe, Pos, Term};
use crate::parts::Run;
use crate::token::{Keyword, Kind, Token};

impl Parser<'_> {
    /// `declarations? command ('|' command)*`, and the token that ends it.
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Result<Pipe> {
        let start = self.peek_non_space();
        let (mut decl, mut is_assign) = (Run::default(), false);
        if start.kind == Kind::Variable {
            while self.declaration(context, &mut decl, &mut is_assign)? {}
        }
        let open = self.open_commands.len();
        loop {
            let token = self.next_non_space();
            if token.kind == end {
                break;
            }
            if !starts_operand(token.kind) {
                return self.unexpected(token, context);
            }
            self.backup();
            let command = self.command(pos(token))?;
            self.open_commands.push(command);
        }
        self.check_pipeline(&self.open_commands[open..], context)?;
        Ok(Pipe {
            pos: pos(start),
            is_assign,
            decl,
            commands: self.parts.commands.add(self.open_commands.drain(open..)),
        })
    }

    /// `$x :=`, `$x =` or, in a range, the `$x,` before another variable; true when that one is next.
    fn declaration(&mut self, context: &str, found: &mut Run, is_assign: &mut bool) -> Result<bool> {
        let variable = self.peek_non_space();
        if variable.kind != Kind::Variable {
            return Ok(false);
        }
        self.next();
        // Blanks are tokens: whether one follows must be known to give everything back.
        let after = self.peek();
        let next = self.peek_non_space();
        let is_comma = next.kind == Kind::Char && self.text(next) == b",";
        if matches!(next.kind, Kind::Assign | Kind::Declare) {
            *is_assign = next.kind == Kind::Assign;
            self.next_non_space();
            self.declare(variable, found);
        } else if is_comma {
            self.next_non_space();
            self.declare(variable, found);
            return self.second_variable(context, *found);
        } else if after.kind == Kind::Space {
            self.backup3(variable, after);
        } else {
            self.backup2(variable);
        }
        Ok(false)
    }

    fn declare(&mut self, variable: Token, found: &mut Run) {
        let name = self.name(variable);
        self.scope.vars.push(name);
        self.parts.declared.push_to(found, name);
    }

    fn second_variable(&mut self, context: &str, found: Run) -> Result<bool> {
        if context != "range" || found.len() >= 2 {
            return self.error(format!("too many declarations in {context}"));
        }
        match self.peek_non_space().kind {
            Kind::Variable | Kind::RightDelim | Kind::RightParen => Ok(true),
            _ => self.error("range can only initialize variables"),
        }
    }

    /// A pipeline has a command, and after the first one only what can take an argument.
    fn check_pipeline(&self, commands: &[Command], context: &str) -> Result<()> {
        if commands.is_empty() {
            return self.error(format!("missing value for {context}"));
        }
        for (i, command) in commands.iter().enumerate().skip(1) {
            if self.parts.args[command.args].first().is_some_and(|arg| arg.term.is_constant()) {
                return self.error(format!("non executable command in pipeline stage {}", i + 1));
            }
        }
        Ok(())
    }

    /// `operand (space operand)*`; the `|` behind it is read, what closes the pipeline is not.
    fn command(&mut self, pos: Pos) -> Result<Command> {
        let open = self.open_args.len();
        loop {
            let arg = self.operand()?;
            self.open_args.extend(arg);
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.backup(),
                Kind::Pipe => {}
                _ => return self.unexpected(token, "operand"),
            }
            break;
        }
        if self.open_args.len() == open {
            return self.error("empty command");
        }
        Ok(Command { pos, args: self.parts.args.add(self.open_args.drain(open..)) })
    }
}

impl Term {
    /// Whether it can't be called: a literal, the dot or nil.
    pub(super) fn is_constant(self) -> bool {
        matches!(self, Term::Bool(_) | Term::Dot | Term::Nil | Term::Number(_) | Term::String(..))
    }
}

fn starts_operand(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Bool
            | Kind::CharConstant
            | Kind::Complex
            | Kind::Keyword(Keyword::Dot | Keyword::Nil)
            | Kind::Field
            | Kind::Identifier
            | Kind::Number
            | Kind::RawString
            | Kind::String
            | Kind::Variable
            | Kind::LeftParen
    )
}
