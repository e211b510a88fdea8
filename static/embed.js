// <periplus-example> around a <pre>: the text stays readable without this script, and can be tried in place with it.
// docs/embedding.md has the attributes, the events, and the protocol that the frame speaks.
// A plain script: a module of another origin would need that origin's consent in headers.
{
  const PROTOCOL = 1;
  const PAGE = new URL("./", document.currentScript.src);
  // Attributes that are given to the frame with the text.
  const FIELDS = ["kind", "chart", "release", "namespace", "istio", "kubernetes"];

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { display: block; }
    iframe { display: block; width: 100%; height: var(--periplus-height, 540px); border: 1px solid #8888; border-radius: 8px; }
    button { margin: 6px 0; padding: 4px 12px; border: 1px solid #8888; border-radius: 6px; background: none; color: inherit; font: inherit; cursor: pointer; }
  `);

  class PeriplusExample extends HTMLElement {
    static observedAttributes = ["theme", "tab"];
    #frame = null;
    #ready = false;
    #asked = [];
    #slot = document.createElement("slot");
    #button = document.createElement("button");
    #hear = (event) => this.#heard(event);

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [style];
      this.#button.type = "button";
      this.#button.part = "button";
      this.#button.addEventListener("click", () => { this.open = !this.open; });
      root.append(this.#slot, this.#button);
      this.#label();
    }

    connectedCallback() {
      addEventListener("message", this.#hear);
      if (this.hasAttribute("open")) this.open = true;
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
      this.open = false;
    }

    attributeChangedCallback() {
      this.#settings();
    }

    // The page that is shown: the one this script comes from, unless another is named.
    get page() {
      return new URL(this.getAttribute("page") ?? PAGE, document.baseURI);
    }

    get text() {
      return (this.querySelector("pre") ?? this).textContent.replace(/^\n/, "");
    }

    get open() {
      return this.#frame !== null;
    }

    set open(wanted) {
      if (wanted === this.open) return;
      if (wanted) this.#show();
      else this.#hide();
      this.#slot.hidden = wanted;
      this.#label();
    }

    // Promises what the frame shows now: { text, link, manifests }.
    state() {
      return new Promise((done, failed) => {
        if (!this.#ready) return failed(new Error("the example is not open"));
        this.#asked.push(done);
        this.#say("get");
      });
    }

    #show() {
      const frame = document.createElement("iframe");
      const address = this.page;
      address.searchParams.set("embed", location.origin);
      frame.src = address.href;
      frame.title = this.getAttribute("title") || "Periplus";
      frame.allow = "clipboard-write";
      this.#frame = frame;
      this.shadowRoot.prepend(frame);
    }

    #hide() {
      this.#frame.remove();
      this.#frame = null;
      this.#ready = false;
      this.#asked = [];
    }

    #label() {
      this.#button.textContent = this.open ? "Show the text" : "Try it in Periplus";
      this.#button.ariaExpanded = String(this.open);
    }

    // Only the frame itself is heard, and only while it shows the page.
    #heard({ source, origin, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.page.origin) return;
      if (data?.periplus !== PROTOCOL) return;
      const { periplus, type, ...detail } = data;
      if (type === "ready") this.#start();
      if (type === "state") this.#asked.shift()?.(detail);
      this.dispatchEvent(new CustomEvent(`periplus-${type}`, { detail, bubbles: true }));
    }

    #start() {
      this.#ready = true;
      const given = FIELDS.filter((name) => this.hasAttribute(name)).map((name) => [name, this.getAttribute(name)]);
      this.#say("load", { text: this.text, ...Object.fromEntries(given) });
      this.#settings();
    }

    #settings() {
      if (this.hasAttribute("theme")) this.#say("theme", { theme: this.getAttribute("theme") });
      if (this.hasAttribute("tab")) this.#say("show", { tab: this.getAttribute("tab") });
    }

    #say(type, fields = {}) {
      if (this.#ready) this.#frame.contentWindow.postMessage({ periplus: PROTOCOL, type, ...fields }, this.page.origin);
    }
  }

  if (!customElements.get("periplus-example")) customElements.define("periplus-example", PeriplusExample);
}
