//! Text, and actions that begin with a keyword.

use super::{Item, Parser, Result, pos, span};
use crate::node::{Branch, Call, Node};
use crate::parts::Run;
use crate::token::{Keyword, Kind, Token};

impl Parser<'_> {
    /// `textOrAction*`, up to `{{end}}` or `{{else}}`, which is returned beside the nodes.
    pub(super) fn item_list(&mut self) -> Result<(Run, Item)> {
        let open = self.open_nodes.len();
        while self.peek_non_space().kind != Kind::Eof {
            match self.text_or_action()? {
                Item::Node(node) => self.open_nodes.push(node),
                other => return Ok((self.close(open), other)),
            }
        }
        self.error("unexpected EOF")
    }

    /// `text | action`
    pub(super) fn text_or_action(&mut self) -> Result<Item> {
        let token = self.next_non_space();
        match token.kind {
            Kind::Text => Ok(Item::Node(Node::Text(span(token)))),
            Kind::LeftDelim => {
                self.scope.action = Some(token);
                let item = self.action()?;
                self.scope.action = None;
                Ok(item)
            }
            _ => self.unexpected(token, "input"),
        }
    }

    /// `control | pipeline`, from behind `{{`.
    fn action(&mut self) -> Result<Item> {
        let token = self.next_non_space();
        let node = match token.kind {
            Kind::Keyword(Keyword::Block) => self.block_control()?,
            Kind::Keyword(Keyword::Break) => self.loop_control(token, "break", Node::Break)?,
            Kind::Keyword(Keyword::Continue) => self.loop_control(token, "continue", Node::Continue)?,
            Kind::Keyword(Keyword::Else) => return self.else_control(),
            Kind::Keyword(Keyword::End) => {
                self.expect(Kind::RightDelim, "end")?;
                return Ok(Item::End);
            }
            Kind::Keyword(Keyword::If) => self.branch("if", Node::If)?,
            Kind::Keyword(Keyword::Range) => self.branch("range", Node::Range)?,
            Kind::Keyword(Keyword::Template) => self.template_control()?,
            Kind::Keyword(Keyword::With) => self.branch("with", Node::With)?,
            _ => {
                self.backup();
                let start = self.peek();
                Node::Action(pos(start), self.pipeline("command", Kind::RightDelim)?)
            }
        };
        Ok(Item::Node(node))
    }

    /// `{{break}}` or `{{continue}}`, from behind the word.
    fn loop_control(&mut self, token: Token, word: &str, node: fn(u32) -> Node) -> Result<Node> {
        self.expect(Kind::RightDelim, &format!("{{{{{word}}}}}"))?;
        if self.scope.range_depth == 0 {
            return self.error(format!("{{{{{word}}}}} outside {{{{range}}}}"));
        }
        Ok(node(pos(token)))
    }

    /// `{{else}}`; of `{{else if …` and `{{else with …` only the first word.
    fn else_control(&mut self) -> Result<Item> {
        let next = self.peek_non_space();
        if !matches!(next.kind, Kind::Keyword(Keyword::If | Keyword::With)) {
            self.expect(Kind::RightDelim, "else")?;
        }
        Ok(Item::Else)
    }

    /// `{{if pipeline}} list {{else}} list {{end}}`, from behind the word; `with` and `range` alike.
    fn branch(&mut self, context: &'static str, node: fn(Branch) -> Node) -> Result<Node> {
        self.enter()?;
        let vars = self.scope.vars.len();
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        let loops = usize::from(context == "range");
        self.scope.range_depth += loops;
        let (list, end) = self.item_list()?;
        self.scope.range_depth -= loops;
        let else_list = match end {
            Item::Else => Some(self.else_list(context, node)?),
            _ => None,
        };
        self.scope.vars.truncate(vars);
        self.leave();
        Ok(node(Branch { pos: pipe.pos, pipe, list, else_list }))
    }

    /// What follows `{{else}}`. `{{else if x}}` is `{{else}}{{if x}}` with one `{{end}}` for both.
    fn else_list(&mut self, context: &'static str, node: fn(Branch) -> Node) -> Result<Run> {
        let chained = match self.peek().kind {
            Kind::Keyword(Keyword::If) => context == "if",
            Kind::Keyword(Keyword::With) => context == "with",
            _ => false,
        };
        if chained {
            self.next();
            let inner = self.branch(context, node)?;
            return Ok(self.parts.nodes.add([inner]));
        }
        let (list, end) = self.item_list()?;
        match end {
            Item::End => Ok(list),
            other => self.error(format!("expected end; found {}", other.text())),
        }
    }

    /// `{{block "name" pipeline}} … {{end}}`, from behind the word: a definition and its use.
    fn block_control(&mut self) -> Result<Node> {
        const CONTEXT: &str = "block clause";
        self.enter()?;
        let token = self.next_non_space();
        let name = self.template_name(token, CONTEXT)?;
        let pipe = self.pipeline(CONTEXT, Kind::RightDelim)?;
        // parse.go tells it of the block around, where that left off.
        let end = self.in_own_scope(|parser| parser.definition_body(name.clone()))?;
        self.ended(end, CONTEXT)?;
        self.leave();
        Ok(Node::Template(pos(token), self.parts.calls.push(Call { name, pipe: Some(pipe) })))
    }

    /// `{{template "name"}}` or `{{template "name" pipeline}}`, from behind the word.
    fn template_control(&mut self) -> Result<Node> {
        const CONTEXT: &str = "template clause";
        let token = self.next_non_space();
        let name = self.template_name(token, CONTEXT)?;
        let mut pipe = None;
        if self.next_non_space().kind != Kind::RightDelim {
            self.backup();
            pipe = Some(self.pipeline(CONTEXT, Kind::RightDelim)?);
        }
        Ok(Node::Template(pos(token), self.parts.calls.push(Call { name, pipe })))
    }
}
