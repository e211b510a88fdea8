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

class Text {
  constructor(host, label, onChange, ask) {
    this.asked = [];
    this.plain = document.createElement(onChange ? "textarea" : "pre");
    if (onChange) this.listen(label, onChange);
    host.append(this.plain);
    editors.then(({ mount }) => {
      const { selectionStart: anchor, selectionEnd: head } = this.plain;
      const writing = document.activeElement === this.plain;
      this.editor = mount(host, label, onChange, ask);
      for (const [method, args] of this.asked) this.editor[method](...args);
      this.plain.remove();
      if (writing) this.editor.select({ anchor, head });
    }, () => {
      this.ask = () => {};
      remainsPlain(this.plain, label);
    });
  }

  // Nobody has to wait for the editor to write.
  listen(label, onChange) {
    Object.assign(this.plain, { ariaLabel: label, spellcheck: false, wrap: "off" });
    this.plain.addEventListener("input", () => {
      this.asked = [["load", [this.text]]]; // what was said of the text before is of no use now
      onChange(this.text);
    });
  }

  // The plain text.
  get text() { return this.plain.value ?? this.plain.textContent; }

  // Asks the editor, once it is there.
  ask(method, ...args) {
    if (this.editor) this.editor[method](...args);
    else this.asked.push([method, args]);
  }

  write(text) {
    if (!this.editor) this.plain[this.plain.localName === "pre" ? "textContent" : "value"] = text;
  }

  load(text) {
    this.write(text);
    this.ask("load", text);
  }

  show(text) {
    this.write(text);
    this.ask("show", text);
  }

  edit(from, to, insert) {
    this.write(this.text.slice(0, from) + insert + this.text.slice(to));
    this.ask("edit", from, to, insert);
  }

  diagnose(list) { this.ask("diagnose", list); }

  // Only the editor knows where a problem is by now.
  fix(problem, insert) { this.ask("fix", problem, insert); }

  reveal(line, column) { this.ask("reveal", line, column); }
}

export const mount = (...args) => new Text(...args);
