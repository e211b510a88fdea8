//! Nodes that write output or steer.

use super::{Executor, Flow, Frame, Operand, Result, place};
use crate::node::{At, Branch, Call, Node, Pipe, Span};
use crate::tracer::Tracer;
use periplus_value::{Value, print, quote};

impl<T: Tracer> Executor<'_, T> {
    pub(super) fn walk_list<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        list: &'t [Node],
    ) -> Result<Flow> {
        for node in list {
            let flow = self.walk(frame, dot, node)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn walk<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        node: &'t Node,
    ) -> Result<Flow> {
        frame.at = Some(At::Node(node));
        self.step(frame)?;
        match node {
            Node::Text(span) => self.walk_text(frame, *span)?,
            Node::Action(_, pipe) => self.walk_action(frame, dot, node, pipe)?,
            Node::If(branch) => return self.walk_branch(frame, dot, branch, false),
            Node::With(branch) => return self.walk_branch(frame, dot, branch, true),
            Node::Range(branch) => return self.walk_range(frame, dot, node, branch),
            Node::Template(_, call) => self.walk_template(frame, dot, &frame.parts().calls[*call])?,
            Node::Break(_) => return Ok(Flow::Break),
            Node::Continue(_) => return Ok(Flow::Continue),
        }
        Ok(Flow::Next)
    }

    fn walk_text(&mut self, frame: &Frame<'_, T::Mark>, span: Span) -> Result<()> {
        let start = self.out.len();
        self.out.extend_from_slice(span.of(&frame.tree.source));
        self.written(frame, span.start, start, None)
    }

    /// Reports what has been written since `start` and counts it.
    fn written(
        &mut self,
        frame: &Frame<'_, T::Mark>,
        offset: u32,
        start: usize,
        operand: Option<&Operand<T::Mark>>,
    ) -> Result<()> {
        let end = self.out.len();
        let written = operand.map(|operand| (&operand.value, &operand.mark));
        self.tracer.wrote(start - self.begin..end - self.begin, place(frame, offset), &self.control, written);
        match self.output.checked_sub(end - start) {
            Some(left) => {
                self.output = left;
                Ok(())
            }
            None => Err(frame.limit_fault("too much output")),
        }
    }

    /// Variables that an action declares live on until the next `end`.
    fn walk_action<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        node: &'t Node,
        pipe: &'t Pipe,
    ) -> Result<()> {
        let operand = self.eval_pipeline(frame, dot, pipe)?;
        if !pipe.decl.is_empty() {
            return Ok(());
        }
        frame.at = Some(At::Node(node));
        let start = self.out.len();
        match &operand.value {
            Value::String(text) | Value::Number(text) => self.out.extend_from_slice(text.as_bytes()),
            Value::Nil => self.out.extend_from_slice(b"<no value>"),
            Value::Object(object) if object.shown().is_some() => {
                self.out.extend_from_slice(object.shown().unwrap_or_default().as_bytes());
            }
            // An object makes its text at once.
            value @ Value::Object(_) if value.expanded_size() > self.output => {
                return Err(frame.limit_fault("too much output"));
            }
            value => {
                let limit = start.saturating_add(self.output);
                if print::append_text(&mut self.out, value, limit).is_err() {
                    return Err(frame.limit_fault("too much output"));
                }
            }
        }
        self.written(frame, node.pos(), start, Some(&operand))
    }

    /// `if`, and `with`, which sets the dot.
    fn walk_branch<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        branch: &'t Branch,
        sets_dot: bool,
    ) -> Result<Flow> {
        self.enter(frame)?;
        let mark = frame.vars.len();
        let value = self.eval_pipeline(frame, dot, &branch.pipe)?;
        let outer = self.controlled_by(&value);
        let holds = value.value.truth();
        let (list, else_list) = (Some(branch.list), branch.else_list);
        let (taken, untaken) = if holds { (list, else_list) } else { (else_list, list) };
        let inner_dot = if sets_dot && holds { &value } else { dot };
        let nodes = &frame.parts().nodes[taken.unwrap_or_default()];
        let flow = self.walk_list(frame, inner_dot, nodes)?;
        self.control = outer;
        self.pass_over(frame, (!sets_dot).then_some(dot), branch.pos, untaken, &value)?;
        frame.vars.truncate(mark);
        self.leave();
        Ok(flow)
    }

    /// Adds a value to what decides about the nodes to come; what decided before, to be put back.
    pub(super) fn controlled_by(&mut self, value: &Operand<T::Mark>) -> T::Mark {
        let outer = self.control.clone();
        let mark = self.tracer.decided(&value.value, &value.mark);
        self.control = self.join(&outer, &mark);
        outer
    }

    /// `{{template}}`: another frame, the same output. Variables that the pipeline declares live on.
    fn walk_template<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        call: &'t Call,
    ) -> Result<()> {
        let Some(tree) = self.set.lookup(call.name.as_bytes()) else {
            let name = quote(call.name.as_bytes());
            return Err(frame.fault(format!("template {name} not defined")));
        };
        if self.depth == 0 {
            let message = format!("exceeded maximum template depth ({})", self.options.limits.depth);
            return Err(frame.fault(message));
        }
        let inner = match &call.pipe {
            Some(pipe) => self.eval_pipeline(frame, dot, pipe)?,
            None => Operand::default(),
        };
        self.walk_tree(&tree, &inner)
    }
}
