//! `{{range}}`

use super::{Executor, Flow, Frame, Operand, Result, container};
use crate::node::{At, Branch, Node, Pipe};
use crate::tracer::Tracer;
use periplus_value::{IntKind, Integer, Str, Type, Value, print};

/// What is walked, item by item, so that a large number costs no memory.
enum Items {
    Numbers(IntKind, std::ops::Range<i128>),
    List(periplus_value::List, usize),
    Bytes(Str, usize),
    Entries(Type, std::vec::IntoIter<(Str, Value)>),
}

/// Key or index, value, and whether the value comes from a place of type `interface {}`.
type Item = (Value, Value, bool);

impl Iterator for Items {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        match self {
            Items::Numbers(kind, range) => {
                let n = range.next()?;
                Some((Value::Nil, Value::Int(Integer::new(*kind, n as i64)), false))
            }
            Items::List(list, at) => {
                *at += 1;
                let value = list.get(*at - 1)?.clone();
                Some((Value::int(*at as i64 - 1), value, *list.element() == Type::Any))
            }
            Items::Bytes(bytes, at) => {
                *at += 1;
                let byte = Integer::new(IntKind::Uint8, i64::from(*bytes.as_bytes().get(*at - 1)?));
                Some((Value::int(*at as i64 - 1), Value::Int(byte), false))
            }
            Items::Entries(element, entries) => {
                let (key, value) = entries.next()?;
                Some((Value::String(key), value, *element == Type::Any))
            }
        }
    }
}

impl<T: Tracer> Executor<'_, T> {
    pub(super) fn walk_range<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        dot: &Operand<T::Mark>,
        node: &'t Node,
        branch: &'t Branch,
    ) -> Result<Flow> {
        self.enter(frame)?;
        frame.at = Some(At::Node(node));
        let outer_vars = frame.vars.len();
        let value = self.eval_pipeline(frame, dot, &branch.pipe)?;
        let items = frame.items(&branch.pipe, &value)?;
        if let Some(Items::Entries(_, entries)) = &items {
            self.steps(frame, entries.len())?;
        }
        let outer = self.controlled_by(&value);
        let mut walked = false;
        for item in items.into_iter().flatten() {
            walked = true;
            if self.iteration(frame, branch, item, &value)? == Flow::Break {
                break;
            }
        }
        // Break and continue end here; those in the else list belong to a loop further out.
        let flow = match branch.else_list {
            Some(list) if !walked => self.walk_list(frame, dot, &frame.parts().nodes[list])?,
            _ => Flow::Next,
        };
        self.control = outer;
        let untaken = if walked { branch.else_list } else { Some(branch.list) };
        self.pass_over(frame, None, branch.pos, untaken, &value)?;
        frame.vars.truncate(outer_vars);
        self.leave();
        Ok(flow)
    }

    fn iteration<'t>(
        &mut self,
        frame: &mut Frame<'t, T::Mark>,
        branch: &'t Branch,
        (key, value, boxed): Item,
        whole: &Operand<T::Mark>,
    ) -> Result<Flow> {
        self.step(frame)?;
        let mark = match &key {
            Value::String(key) => self.tracer.read(&whole.value, key.as_bytes(), &whole.mark),
            Value::Int(index) => self.tracer.item(&whole.value, index.get() as usize, &whole.mark),
            _ => whole.mark.clone(),
        };
        let element = Operand { value, boxed, mark: mark.clone() };
        self.set_loop_variables(frame, &branch.pipe, Operand::plain(key, mark), &element)?;
        let vars = frame.vars.len();
        let flow = self.walk_list(frame, &element, &frame.parts().nodes[branch.list])?;
        frame.vars.truncate(vars);
        Ok(flow)
    }

    /// With two variables the index comes first, one is the element.
    fn set_loop_variables(
        &mut self,
        frame: &mut Frame<'_, T::Mark>,
        pipe: &Pipe,
        key: Operand<T::Mark>,
        element: &Operand<T::Mark>,
    ) -> Result<()> {
        let operands = match pipe.decl.len() {
            0 => return Ok(()),
            1 => vec![element.clone()],
            _ => vec![key, element.clone()],
        };
        if !pipe.is_assign {
            let first = frame.vars.len().saturating_sub(operands.len());
            for (variable, operand) in frame.vars[first..].iter_mut().zip(operands) {
                variable.operand = operand;
            }
            return Ok(());
        }
        for (name, operand) in frame.parts().declared[pipe.decl].iter().zip(operands) {
            self.assign(frame, *name, operand)?;
        }
        Ok(())
    }
}

impl<M> Frame<'_, M> {
    /// What the value holds; `None` for nil.
    fn items(&self, pipe: &Pipe, operand: &Operand<M>) -> Result<Option<Items>> {
        Ok(Some(match container(&operand.value) {
            Value::Nil => return Ok(None),
            Value::Int(n) if pipe.decl.len() > 1 => {
                let n = n.get();
                return Err(self.fault(format!("can't use {n} to iterate over more than one variable")));
            }
            Value::Int(n) => Items::Numbers(n.kind, 0..n.get()),
            Value::List(list) => Items::List(list, 0),
            Value::Bytes(bytes) => Items::Bytes(bytes, 0),
            Value::Map(map) => Items::Entries(*map.element(), map.entries().into_iter()),
            other => {
                let text = other.to_text(print::DEFAULT_LIMIT).unwrap_or_default();
                return Err(self.fault(format!("range can't iterate over {text}")));
            }
        }))
    }
}
