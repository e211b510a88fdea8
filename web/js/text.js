// Texts of the page. CodeMirror takes as long to load and start as all the rest: a text is plain until the first
// manifests, or why there are none, are shown, and an editor from then on. Rust calls `mount` and the handle it returns.
const shown = globalThis.periplusStarted?.shown(3_000) ?? Promise.resolve();
const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
const editors = shown.then(nextFrame).then(() => import(new URL("editor.js", document.baseURI)));

// Puts it in words that nothing helps with a text that is written, and lets keys scroll one that is only shown.
function remainsPlain(plain, label) {
  if (plain.localName === "pre") return Object.assign(plain, { tabIndex: 0, role: "region", ariaLabel: label });
  const alert = document.createElement("p");
  alert.role = "alert";
  alert.textContent = "The editor could not be loaded: the text can be changed, but nothing is completed, explained or marked.";
  plain.before(alert);
}

// What phones and browsers do to prose, YAML can't bear.
const VERBATIM = { spellcheck: false, autocapitalize: "off", autocorrect: false, writingSuggestions: "false", translate: false, wrap: "off" };

// As the editor's own, which isn't here yet: line and column count from 1; column 0 means the whole line; length 0 means
// up to the line's end.
function place(text, { line, column, length }) {
  const lines = text.split("\n");
  const at = Math.min(Math.max(line, 1), lines.length) - 1;
  const start = lines.slice(0, at).reduce((sum, row) => sum + row.length + 1, 0);
  const from = start + (column > 0 ? Math.min(column - 1, lines[at].length) : lines[at].search(/\S|$/));
  const end = start + lines[at].length;
  return [from, length > 0 ? Math.min(from + length, end) : end];
}

class Text {
  constructor(host, label, onChange, ask) {
    this.later = {}; // what only the editor can do, by method: the last counts
    this.plain = Object.assign(document.createElement(onChange ? "textarea" : "pre"), { tabIndex: 0 }); // It may scroll.
    if (onChange) this.listen(label, onChange);
    host.append(this.plain);
    editors.then(async ({ mount }) => {
      await this.composed;
      this.leave(mount(host, label, onChange, ask));
    }, () => {
      this.later = undefined;
      remainsPlain(this.plain, label);
    });
  }

  // Nobody has to wait for the editor to write.
  listen(label, onChange) {
    Object.assign(this.plain, VERBATIM, { ariaLabel: label });
    this.plain.addEventListener("input", () => onChange(this.text));
    this.plain.addEventListener("compositionstart", () => {
      this.composed = new Promise((done) => this.plain.addEventListener("compositionend", done, { once: true }));
    });
  }

  // The editor takes over the text, what it was at first, for undo, and where its reader is.
  leave(editor) {
    const { selectionStart, selectionEnd, selectionDirection, scrollTop } = this.plain;
    const [anchor, head] = selectionDirection === "backward" ? [selectionEnd, selectionStart] : [selectionStart, selectionEnd];
    const writing = document.activeElement === this.plain;
    this.editor = editor;
    editor.load(this.loaded ?? this.text);
    editor.become(this.text);
    for (const [method, args] of Object.entries(this.later)) editor[method](...args);
    this.plain.remove();
    editor.take(writing ? { anchor, head } : undefined, scrollTop);
  }

  // The plain text.
  get text() { return this.plain.value ?? this.plain.textContent; }

  // Asks the editor, once it is there.
  ask(method, ...args) {
    if (this.editor) this.editor[method](...args);
    else if (this.later) this.later[method] = args;
  }

  // Asks the editor, else writes the plain text.
  write(text, method, ...args) {
    if (this.editor) this.editor[method](...args);
    else this.plain[this.plain.localName === "pre" ? "textContent" : "value"] = text;
  }

  load(text) {
    this.loaded = text;
    this.write(text, "load", text);
  }

  show(text) { this.write(text, "show", text); }

  edit(from, to, insert) {
    this.write(this.text.slice(0, from) + insert + this.text.slice(to), "edit", from, to, insert);
  }

  diagnose(list) { this.ask("diagnose", list); }

  fix(problem, insert) {
    if (this.editor) return this.editor.fix(problem, insert);
    this.plain.setRangeText(insert, ...place(this.text, problem), "end");
    this.plain.dispatchEvent(new Event("input"));
  }

  reveal(line, column) {
    if (this.editor || this.plain.localName === "pre") return this.ask("reveal", line, column);
    const [from] = place(this.text, { line, column, length: 0 });
    this.plain.focus();
    this.plain.setSelectionRange(from, from);
  }
}

export const mount = (...args) => new Text(...args);
