// The text editor: CodeMirror 6 in a shadow root, so that its styles are constructed sheets, which a strict
// Content-Security-Policy allows, and no style of the page leaks in. `text.js` calls `mount` and the handle it returns.
import { EditorState, Annotation, Prec } from "@codemirror/state";
import { autocompletion, completionKeymap, startCompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import {
  EditorView, keymap, lineNumbers, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, drawSelection,
  hoverTooltip, ViewPlugin,
} from "@codemirror/view";
import { defaultKeymap, history, historyKeymap, indentWithTab, temporarilySetTabFocusMode } from "@codemirror/commands";
import {
  HighlightStyle, syntaxHighlighting, bracketMatching, foldGutter, foldKeymap, indentUnit, indentOnInput,
} from "@codemirror/language";
import { yaml } from "@codemirror/lang-yaml";
import { lintGutter, setDiagnostics, lintKeymap, forEachDiagnostic } from "@codemirror/lint";
import { search, searchKeymap, highlightSelectionMatches } from "@codemirror/search";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--ink-key)" },
  { tag: [tags.string, tags.special(tags.string), tags.attributeValue], color: "var(--ink-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword, tags.atom], color: "var(--ink-number)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--ink-comment)", fontStyle: "italic" },
  { tag: [tags.meta, tags.labelName, tags.typeName], color: "var(--ink-meta)" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--ink-soft)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto", contain: "content" },
  ".cm-content": { caretColor: "var(--accent)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--ink-faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 6px 0 10px", minWidth: "32px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--line-active)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--selection)" },
  ".cm-selectionMatch": { backgroundColor: "var(--match)" },
  ".cm-foldGutter .cm-gutterElement": { color: "var(--ink-faint)", padding: "0 4px" },
  ".cm-panels": { backgroundColor: "var(--panel)", color: "var(--ink)", borderColor: "var(--edge)" },
  ".cm-textfield": { backgroundColor: "var(--paper)", color: "var(--ink)", borderColor: "var(--edge)" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--paper)", color: "var(--ink)", borderColor: "var(--edge)" },
  ".cm-tooltip": { backgroundColor: "var(--panel)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "6px" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "12.5px", maxHeight: "16em" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-completionDetail": { color: "var(--ink-faint)", fontStyle: "normal", marginLeft: "1em" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip.cm-completionInfo": { padding: "0", maxWidth: "44ch" },
  ".cm-about": { fontFamily: "var(--sans)", fontSize: "13px", padding: "6px 10px", maxWidth: "60ch", lineHeight: "1.45" },
  ".cm-path": { fontFamily: "var(--mono)", fontSize: "12px", color: "var(--ink-key)" },
  ".cm-facts": { color: "var(--ink-soft)", fontSize: "12px" },
  ".cm-words": { marginTop: "4px" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--accent-ink)", borderRadius: "4px", padding: "2px 8px", font: "inherit" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", fontSize: "13px", padding: "6px 10px", maxWidth: "60ch" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warn)" },
  // Discs instead of the data: images that come with the package, which the page's policy forbids.
  ".cm-lint-marker": { width: "9px", height: "9px", margin: "6px 0 0 3px", borderRadius: "50%", content: "normal" },
  ".cm-lint-marker-error": { content: "normal", backgroundColor: "var(--bad)" },
  ".cm-lint-marker-warning": { content: "normal", backgroundColor: "var(--warn)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--warn)", textUnderlineOffset: "3px" },
});

const fromPage = Annotation.define(); // marks changes made by the page, which Rust already knows of

const shared = () => [
  lineNumbers(), foldGutter(), highlightSpecialChars(), drawSelection(), bracketMatching(), yaml(),
  syntaxHighlighting(colours), look, search({ top: true }), highlightSelectionMatches(), indentUnit.of("  "),
];

// Left to itself, the browser keeps the look of a replaced selection in a style attribute, which the policy forbids.
const replaceSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const plain = event.inputType === "insertText" && event.data && !view.composing;
    if (!plain || view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    event.preventDefault();
    return true;
  },
});

// An element with a class, holding texts and elements; texts stay texts.
const element = (tag, name, ...children) => {
  const made = document.createElement(tag);
  made.className = name;
  made.append(...children);
  return made;
};

// What the engine's schema offers at the cursor. A completed key asks for its values at once.
const completions = (ask) => async ({ state, pos, explicit }) => {
  const line = state.doc.lineAt(pos);
  if (!explicit && !/\S$/.test(line.text.slice(0, pos - line.from))) return null;
  const found = await ask("complete", state.doc.toString(), pos);
  if (!found?.items.length) return null;
  const options = found.items.map(({ label, insert, detail, about, isKey }, rank) => ({
    label, detail, type: isKey ? "property" : "constant", boost: isKey ? 0 : -rank,
    info: about ? () => element("div", "cm-about", about) : undefined,
    apply(view, _, from, to) {
      view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: "input.complete" });
      if (isKey) startCompletion(view);
    },
  }));
  return { from: found.from, options, validFor: /^[\w."-]*$/ };
};

// What the key under the pointer stands for.
const descriptions = (ask) => hoverTooltip(async (view, pos) => {
  const found = await ask("describe", view.state.doc.toString(), pos);
  if (!found) return null;
  const facts = [found.types, found.default && `default ${found.default}`, found.values.length && `one of ${found.values.join(", ")}`];
  const told = element("div", "cm-about", element("code", "cm-path", found.path), element("div", "cm-facts", facts.filter(Boolean).join(" · ")));
  if (found.about) told.append(element("div", "cm-words", found.about));
  return { pos: found.from, end: found.to, above: true, create: () => ({ dom: told }) };
});

// Mod-. writes the first fix at the cursor.
const quickFix = (view) => {
  const { head } = view.state.selection.main;
  const { number } = view.state.doc.lineAt(head);
  let done = false;
  forEachDiagnostic(view.state, (diagnostic, from, to) => {
    const here = view.state.doc.lineAt(from).number === number;
    if (!done && here && diagnostic.actions?.length) { done = true; diagnostic.actions[0].apply(view, from, to); }
  });
  return done;
};

const hear = (update, onChange) => {
  const own = update.transactions.every((t) => t.annotation(fromPage));
  if (update.docChanged && !own) onChange(update.state.doc.toString());
};

const writable = (onChange, ask) => [
  replaceSelection, closeBrackets(),
  autocompletion({ override: [completions(ask)], icons: false, activateOnTypingDelay: 50 }), descriptions(ask),
  history(), indentOnInput(), lintGutter(), highlightActiveLine(), highlightActiveLineGutter(),
  keymap.of([
    // Escape, then Tab, leaves the editor (WCAG 2.1.2).
    ...completionKeymap, ...closeBracketsKeymap, { key: "Mod-.", run: quickFix },
    { key: "Escape", run: temporarilySetTabFocusMode },
    ...defaultKeymap, ...historyKeymap, ...foldKeymap, ...searchKeymap, ...lintKeymap, indentWithTab,
  ]),
  // Plugins hear of a change before the editor draws it: the engine renders meanwhile.
  Prec.highest(ViewPlugin.define(() => ({ update: (update) => hear(update, onChange) }))),
];

const readOnly = () => [
  EditorState.readOnly.of(true),
  keymap.of([...defaultKeymap, ...foldKeymap, ...searchKeymap]),
];

// Line and column count from 1; column 0 means the whole line; length 0 means up to the line's end.
const place = (doc, { line, column, length, severity, message }) => {
  const row = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const indent = row.text.length - row.text.trimStart().length;
  const from = Math.min(row.from + (column > 0 ? column - 1 : indent), row.to);
  const to = length > 0 ? Math.min(from + length, row.to) : row.to;
  return { from, to: Math.max(from, to), severity, message };
};

// A fix is a change by the user: undoable, and rendered like typing.
const write = (view, from, to, insert) => view.dispatch({ changes: { from, to, insert }, userEvent: "input.fix" });
const actions = (fixes = []) => fixes.map(({ title, insert }) => ({ name: title, apply: (view, from, to) => write(view, from, to, insert) }));

// The changes that make a document another text: line by line where there are as many, else what lies between the
// beginning and the end that both share.
const differences = (old, text) => {
  if (old.lines === text.lines) {
    const changes = [];
    for (let n = 1; n <= old.lines; n += 1) {
      const [{ from, to, text: before }, { text: insert }] = [old.line(n), text.line(n)];
      if (before !== insert) changes.push({ from, to, insert });
    }
    return changes;
  }
  const [a, b] = [old.toString(), text.toString()];
  const most = Math.min(a.length, b.length);
  let [from, tail] = [0, 0];
  while (from < most && a[from] === b[from]) from += 1;
  while (tail < most - from && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return [{ from, to: a.length - tail, insert: text.slice(from, b.length - tail) }];
};

class Handle {
  constructor(view) { this.view = view; }

  // Replaces everything, as a new text: undo does not lead back to another document.
  load(text) { this.view.setState(EditorState.create({ doc: text, extensions: this.extensions })); }

  // Replaces what differs, keeping the scroll position; for the read-only view. It is done once for each frame, since
  // an update makes the browser lay the page out.
  show(text) {
    this.wanted = text;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.become(this.wanted);
    });
  }

  // Replaces what differs at once; undoable where a text can be written.
  become(text) {
    const { state } = this.view;
    const wanted = state.toText(text);
    if (wanted.eq(state.doc)) return;
    this.view.dispatch({ changes: differences(state.doc, wanted), annotations: fromPage.of(true) });
  }

  // One edit of the page: undoable, and the cursor stays where it is. Offsets are UTF-16.
  edit(from, to, insert) { this.view.dispatch({ changes: { from, to, insert }, annotations: fromPage.of(true) }); }

  diagnose(list) {
    if (!list.length && !this.marked) return;
    this.marked = list.length > 0;
    const { doc } = this.view.state;
    this.view.dispatch(setDiagnostics(this.view.state, list.map((item) => ({ ...place(doc, item), actions: actions(item.fixes) })).sort((a, b) => a.from - b.from)));
  }

  reveal(line, column) {
    const { from } = place(this.view.state.doc, { line, column, length: 0 });
    this.view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }

  // Where its reader was before the editor was there; `selection` if they were writing.
  take(selection, top) {
    this.view.scrollDOM.scrollTop = top;
    if (!selection) return;
    this.view.dispatch({ selection });
    this.view.focus();
  }

  fix(problem, insert) {
    const { from, to } = place(this.view.state.doc, problem);
    write(this.view, from, to, insert);
  }
}

// What appears below takes lines away, but not the one that is being written.
function keepInSight(view) {
  let height = 0;
  new ResizeObserver(() => {
    const before = height;
    height = view.scrollDOM.clientHeight;
    const [{ top }, { head }] = [view.scrollDOM.getBoundingClientRect(), view.state.selection.main];
    const cursor = height < before && view.hasFocus && view.coordsAtPos(head);
    const was = cursor && cursor.top >= top && cursor.bottom <= top + before;
    if (was) view.dispatch({ effects: EditorView.scrollIntoView(head) });
  }).observe(view.scrollDOM);
}

// `onChange` gets the whole text after each change by the user; null makes the view read-only.
export function mount(host, label, onChange, ask) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const extensions = [
    shared(), onChange ? writable(onChange, ask) : readOnly(),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
  ];
  const view = new EditorView({ state: EditorState.create({ extensions }), parent: root, root });
  const handle = new Handle(view);
  if (onChange) keepInSight(view);
  handle.extensions = extensions;
  return handle;
}
