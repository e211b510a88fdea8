// Texts of the page. CodeMirror takes as long to load and start as all the rest: a text is plain until the first
// manifests, or why there are none, are shown, and an editor from then on. Rust calls `mount` and the handle it returns.
const shown = globalThis.periplusStarted?.shown(3_000) ?? Promise.resolve();
const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
const editors = shown.then(nextFrame).then(() => import(new URL("editor.js", document.baseURI)));

// Puts it in words that a text can't be changed, and lets keys scroll it.
function remainsPlain(plain, label) {
  Object.assign(plain, { tabIndex: 0, role: "region", ariaLabel: label });
  if (!plain.hasAttribute("data-writable")) return;
  const alert = document.createElement("p");
  alert.role = "alert";
  alert.textContent = "The editor could not be loaded. Reload the page to change this text.";
  plain.before(alert);
}

class Text {
  constructor(host, label, onChange, ask) {
    this.asked = [];
    this.plain = document.createElement("pre");
    this.plain.toggleAttribute("data-writable", Boolean(onChange));
    host.append(this.plain);
    editors.then(({ mount }) => {
      this.editor = mount(host, label, onChange, ask);
      for (const [method, args] of this.asked) this.editor[method](...args);
      this.plain.remove();
    }, () => {
      this.ask = () => {};
      remainsPlain(this.plain, label);
    });
  }

  // Asks the editor, once it is there.
  ask(method, ...args) {
    if (this.editor) this.editor[method](...args);
    else this.asked.push([method, args]);
  }

  write(text) { if (!this.editor) this.plain.textContent = text; }

  load(text) {
    this.write(text);
    this.ask("load", text);
  }

  show(text) {
    this.write(text);
    this.ask("show", text);
  }

  edit(from, to, insert) {
    const { textContent: text } = this.plain;
    this.write(text.slice(0, from) + insert + text.slice(to));
    this.ask("edit", from, to, insert);
  }

  diagnose(list) { this.ask("diagnose", list); }

  // Only the editor knows where a problem is by now.
  fix(problem, insert) { this.editor?.fix(problem, insert); }

  reveal(line, column) { this.ask("reveal", line, column); }
}

export const mount = (...args) => new Text(...args);
