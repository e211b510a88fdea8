//! Pipelines, commands and variables.

use super::field::Receiver;
use super::{Executor, Frame, Operand, Result, Variable};
use crate::node::{Arg, At, Command, Name, Number, Pipe, Term};
use crate::parts::{Place, Run};
use crate::tracer::Tracer;
use periplus_value::{Value, quote};

/// As many variables are passed by in the time of a step.
const VARIABLES_A_STEP: usize = 16;

impl<T: Tracer> Executor<'_, T> {
    /// The value of a pipeline. Variables it declares are pushed; who calls pops them.
    pub(super) fn eval_pipeline<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        pipe: &'t Pipe,
    ) -> Result<Operand<T::Mark>> {
        frame.at = Some(At::Pipe(pipe));
        self.step(frame)?;
        let mut last = None;
        for command in &frame.parts().commands[pipe.commands] {
            let mut operand = self.eval_command(frame, dot, command, last)?;
            operand.boxed = false;
            last = Some(operand);
        }
        let value = last.unwrap_or_default();
        for name in &frame.parts().declared[pipe.decl] {
            if pipe.is_assign {
                self.assign(frame, *name, value.clone())?;
            } else {
                frame.vars.push(Variable { name: *name, operand: value.clone() });
            }
        }
        Ok(value)
    }

    /// Sets the variable of a name that was declared last.
    pub(super) fn assign(
        &mut self,
        frame: &mut Frame<'_, T::Mark>,
        name: Name,
        operand: Operand<T::Mark>,
    ) -> Result<()> {
        let control = self.control.clone();
        let mark = self.join(&control, &operand.mark);
        let at = self.variable(frame, name)?;
        frame.vars[at].operand = Operand { mark, ..operand };
        Ok(())
    }

    /// Where the variable of a name is that was declared last. The way back to it counts: there may be many.
    fn variable(&mut self, frame: &Frame<'_, T::Mark>, name: Name) -> Result<usize> {
        let Some(at) = frame.vars.iter().rposition(|variable| variable.name == name) else {
            return Err(frame.fault(format!("undefined variable: {}", frame.parts().names[name])));
        };
        self.steps(frame, (frame.vars.len() - at) / VARIABLES_A_STEP)?;
        Ok(at)
    }

    /// A command; `last` is the value of the command before it, its last argument.
    fn eval_command<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        command: &'t Command,
        last: Option<Operand<T::Mark>>,
    ) -> Result<Operand<T::Mark>> {
        self.steps(frame, command.args.len())?;
        let parts = frame.parts();
        let Some((first, args)) = parts.args[command.args].split_first() else {
            return Ok(Operand::default());
        };
        if !matches!(first.term, Term::Pipe(_)) {
            frame.at = Some(At::Arg(first));
        }
        match first.term {
            Term::Field(fields) => self.eval_field_chain(frame, dot, &Receiver::Dot, fields, args, last),
            Term::Chain(inner, fields) => self.eval_chain(frame, dot, first, inner, fields, args, last),
            Term::Variable(name, fields) => self.eval_variable(frame, dot, first, name, fields, args, last),
            Term::Function(function) => {
                self.eval_function(frame, dot, At::Command(command), &parts.functions[function], args, last)
            }
            term => {
                frame.refuse_arguments(first, args, last.as_ref())?;
                match term {
                    Term::Pipe(pipe) => self.eval_parenthesized(frame, dot, &parts.pipes[pipe]),
                    Term::Nil => Err(frame.fault("nil is not a command")),
                    Term::Dot => Ok(dot.clone()),
                    _ => frame.eval_constant(first),
                }
            }
        }
    }

    pub(super) fn eval_parenthesized<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        pipe: &'t Pipe,
    ) -> Result<Operand<T::Mark>> {
        self.enter(frame)?;
        let operand = self.eval_pipeline(frame, dot, pipe)?;
        self.leave();
        Ok(operand)
    }

    /// `(pipe).A.B`
    #[expect(clippy::too_many_arguments, reason = "a node's parts beside the state of the walk")]
    pub(super) fn eval_chain<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        chain: &'t Arg,
        inner: Place,
        fields: Run,
        args: &'t [Arg],
        last: Option<Operand<T::Mark>>,
    ) -> Result<Operand<T::Mark>> {
        let inner = &frame.parts().args[inner];
        if matches!(inner.term, Term::Nil) {
            let text = frame.tree.text_of(At::Arg(chain));
            return Err(frame.fault(format!("indirection through explicit nil in {text}")));
        }
        let receiver = self.eval_arg(frame, dot, None, inner)?;
        self.eval_field_chain(frame, dot, &Receiver::Of(&receiver, chain), fields, args, last)
    }

    /// `$x.A.B`
    #[expect(clippy::too_many_arguments, reason = "a node's parts beside the state of the walk")]
    pub(super) fn eval_variable<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        arg: &'t Arg,
        name: Name,
        fields: Run,
        args: &'t [Arg],
        last: Option<Operand<T::Mark>>,
    ) -> Result<Operand<T::Mark>> {
        let at = self.variable(frame, name)?;
        let operand = frame.vars[at].operand.clone();
        if fields.is_empty() {
            frame.refuse_arguments(arg, args, last.as_ref())?;
            return Ok(operand);
        }
        self.eval_field_chain(frame, dot, &Receiver::Variable(&operand), fields, args, last)
    }
}

impl<M: Default> Frame<'_, M> {
    /// Only functions and methods take arguments.
    fn refuse_arguments(&self, first: &Arg, args: &[Arg], last: Option<&Operand<M>>) -> Result<()> {
        if args.is_empty() && last.is_none() {
            return Ok(());
        }
        let text = self.tree.text_of(At::Arg(first));
        Err(self.fault(format!("can't give argument to non-function {text}")))
    }

    /// A literal where no type is asked for.
    pub(super) fn eval_constant(&self, arg: &Arg) -> Result<Operand<M>> {
        let value = match arg.term {
            Term::Bool(b) => Value::Bool(b),
            Term::String(text, _) => self.parts().strings[text].clone(),
            Term::Number(number) => self.ideal_constant(&self.parts().numbers[number])?,
            _ => {
                let text = self.tree.text_of(At::Arg(arg));
                return Err(self.fault(format!("can't evaluate command {}", quote(text.as_bytes()))));
            }
        };
        Ok(Operand::plain(value, M::default()))
    }

    fn ideal_constant(&self, number: &Number) -> Result<Value> {
        number.ideal.clone().ok_or_else(|| {
            let text = String::from_utf8_lossy(number.span.of(&self.tree.source)).into_owned();
            self.fault(format!("{text} overflows int"))
        })
    }
}
