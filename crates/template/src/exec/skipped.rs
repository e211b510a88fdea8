//! What a tracer is told of nodes that are not executed: where they would have written, and what they would have changed.

use super::{Executor, Frame, Operand, Result, place};
use crate::node::{Arg, Node, Pipe, Term, Tree};
use crate::parts::Run;
use crate::tracer::{Gap, Tracer};

impl<T: Tracer> Executor<'_, T> {
    /// Tells the tracer of a list that `decision` kept from being executed. `dot` is the list's, when it is known.
    pub(super) fn pass_over(
        &mut self,
        frame: &mut Frame<'_, T::Mark>,
        dot: Option<&Operand<T::Mark>>,
        offset: u32,
        untaken: Option<Run>,
        decision: &Operand<T::Mark>,
    ) -> Result<()> {
        let Some(list) = untaken.filter(|_| T::WATCHES) else { return Ok(()) };
        let mark = self.tracer.decided(&decision.value, &decision.mark);
        let control = self.join(&self.control.clone(), &mark);
        let tree = frame.tree;
        let gap = Gap { opens_line: opens_line::<T>(list, tree), closes_line: closes_line(list, tree) };
        self.tracer.skipped(self.out.len() - self.begin, place(frame, offset), gap, &control);
        let at = frame.at;
        self.pass_nodes(frame, dot, list, &control)?;
        frame.at = at;
        Ok(())
    }

    fn pass_nodes(
        &mut self,
        frame: &mut Frame<'_, T::Mark>,
        dot: Option<&Operand<T::Mark>>,
        list: Run,
        control: &T::Mark,
    ) -> Result<()> {
        for node in &frame.parts().nodes[list] {
            self.step(frame)?;
            let (branch, dot) = match node {
                Node::Action(_, pipe) => {
                    self.pass_pipe(frame, dot, pipe, control);
                    continue;
                }
                Node::If(branch) => (branch, dot),
                Node::With(branch) | Node::Range(branch) => (branch, None),
                Node::Text(_) | Node::Template(..) | Node::Break(_) | Node::Continue(_) => continue,
            };
            self.pass_pipe(frame, dot, &branch.pipe, control);
            self.pass_nodes(frame, dot, branch.list, control)?;
            self.pass_nodes(frame, dot, branch.else_list.unwrap_or_default(), control)?;
        }
        Ok(())
    }

    /// Variables that would have been assigned carry the decision from here on.
    fn pass_pipe<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: Option<&Operand<T::Mark>>,
        pipe: &'t Pipe,
        control: &T::Mark,
    ) {
        let parts = frame.parts();
        for name in parts.declared[pipe.decl].iter().filter(|_| pipe.is_assign) {
            if let Some(variable) = frame.vars.iter_mut().rev().find(|v| v.name == *name) {
                variable.operand.mark = self.tracer.join(&variable.operand.mark, control);
            }
        }
        for command in &parts.commands[pipe.commands] {
            self.pass_call(frame, dot, &parts.args[command.args], control);
        }
    }

    fn pass_call<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: Option<&Operand<T::Mark>>,
        args: &'t [Arg],
        control: &T::Mark,
    ) {
        let parts = frame.parts();
        for arg in args {
            if let Term::Pipe(pipe) = arg.term {
                self.pass_pipe(frame, dot, &parts.pipes[pipe], control);
            }
        }
        let [Arg { term: Term::Function(function), .. }, first, ..] = args else { return };
        let function = parts.functions[*function].name();
        let is_known = match first.term {
            Term::Variable(..) => true,
            Term::Field(_) | Term::Dot => dot.is_some(),
            _ => false,
        };
        if !is_known || !T::changes_first(function) {
            return;
        }
        let nothing = Operand::default();
        // What can't be evaluated would not have been changed.
        if let Ok(operand) = self.eval_arg(frame, dot.unwrap_or(&nothing), None, first) {
            self.tracer.skipped_call(function, (&operand.value, &operand.mark), control);
        }
    }
}

/// Whether the first thing that nodes write is a line end.
fn opens_line<T: Tracer>(list: Run, tree: &Tree) -> bool {
    let parts = &*tree.parts;
    let Some(first) = parts.nodes[list].iter().find(|node| writes(node)) else { return true };
    match first {
        Node::Text(span) => span.of(&tree.source).first() == Some(&b'\n'),
        Node::Action(_, pipe) => {
            match parts.commands[pipe.commands].last().and_then(|last| parts.args[last.args].first()) {
                Some(Arg { term: Term::Function(function), .. }) => {
                    T::opens_line(parts.functions[*function].name())
                }
                _ => false,
            }
        }
        Node::If(branch) | Node::With(branch) | Node::Range(branch) => {
            opens_line::<T>(branch.list, tree)
                && branch.else_list.is_none_or(|list| opens_line::<T>(list, tree))
        }
        _ => false,
    }
}

/// Whether the last thing that nodes write is a line end.
fn closes_line(list: Run, tree: &Tree) -> bool {
    let Some(last) = tree.parts.nodes[list].iter().rev().find(|node| writes(node)) else { return true };
    match last {
        Node::Text(span) => span.of(&tree.source).last() == Some(&b'\n'),
        Node::If(branch) | Node::With(branch) | Node::Range(branch) => {
            closes_line(branch.list, tree) && branch.else_list.is_none_or(|list| closes_line(list, tree))
        }
        _ => false,
    }
}

/// Whether a node can write: an action that sets a variable can't.
fn writes(node: &Node) -> bool {
    match node {
        Node::Action(_, pipe) => pipe.decl.is_empty(),
        Node::Text(span) => span.start < span.end,
        _ => true,
    }
}
