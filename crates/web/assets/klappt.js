// Small improvements to pages that work without them: fields that save
// themselves, branches that open at once, lists that narrow while typing.
// Sentences come from the page's body (data-say-…), never from here.

const say = (name) => document.body.dataset[`say${name}`] ?? "";
const DRAFTS = "klappt:";
const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";

document.documentElement.classList.add("js");

// ── fields that save themselves ────────────────────────────────────────────

const pending = new Set(); // forms holding something the server does not have yet

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-saved]");
    this.draft = `${DRAFTS}${location.pathname}:${form.dataset.key ?? form.getAttribute("action")}`;
    this.known = this.values();
    this.sending = false;
    this.wait = 2;
    form.addEventListener("input", () => this.touched());
    // A year being typed makes a day with every digit: dates are saved when they are left.
    form.addEventListener("change", (event) => event.target.type === "date" ? this.touched() : this.save());
    form.addEventListener("focusout", (event) => event.target.type === "date" && pending.has(this) && this.save());
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => pending.has(this) && this.save());
    this.restore();
  }

  // What the user typed: everything but the version, and never the session's token.
  values() {
    const data = new FormData(this.form);
    data.delete("version");
    data.delete("csrf");
    return new URLSearchParams(data).toString();
  }

  version() {
    return this.form.elements.namedItem("version");
  }

  tell(state, words) {
    if (!this.line) return;
    this.line.dataset.state = state;
    this.line.textContent = words;
  }

  touched() {
    const values = this.values();
    if (values === this.known) return this.settled();
    pending.add(this);
    this.tell("unsaved", say("Unsaved"));
    try {
      localStorage.setItem(this.draft, JSON.stringify({ version: this.version()?.value, values }));
    } catch { /* a full or forbidden storage costs only the safety net */ }
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.save(), 4000);
  }

  settled() {
    clearTimeout(this.idle);
    pending.delete(this);
    localStorage.removeItem(this.draft);
  }

  // One request at a time, in order; what is typed meanwhile goes next.
  async save() {
    clearTimeout(this.idle);
    const values = this.values();
    if (values === this.known && !pending.has(this)) return;
    pending.add(this);
    if (this.sending) { this.again = true; return; }
    this.sending = true;
    this.unmark();
    this.tell("saving", say("Saving"));
    const body = new URLSearchParams(new FormData(this.form));
    let answer = null;
    try {
      answer = await fetch(this.form.action, {
        method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json", "X-CSRF-Token": token },
      });
    } catch { /* no connection */ }
    const told = await answer?.json().catch(() => ({})) ?? {};
    this.sending = false;
    if (answer?.ok) this.saved(values, told);
    else if (answer && answer.status < 500 && answer.status !== 408 && answer.status !== 429) this.refused(answer.status, told);
    else this.failed();
    if (this.again) { this.again = false; this.save(); }
  }

  saved(values, told) {
    this.known = values;
    this.wait = 2;
    const version = this.version();
    if (version && told.version !== undefined) version.value = told.version;
    this.form.querySelector("[data-choose]")?.remove();
    const stand = this.form.querySelector("[data-stand]");
    if (stand && told.stand !== undefined) stand.textContent = told.stand;
    const placed = told.beside ? beside(told.beside) : [];
    if (this.values() === values) {
      this.settled();
      // What stands at its question is not said twice.
      const rest = placed.reduce((words, line) => words.replace(line, ""), told.message ?? "");
      this.tell("saved", `${say("Saved")} ${told.saved_at ?? ""} ${rest.trim()}`.trim());
    } else {
      this.save();
    }
  }

  refused(status, told) {
    this.tell("failed", told.message ?? say("Failed"));
    this.mark(told);
    if (status === 401) this.lead(`/sign-in?next=${encodeURIComponent(location.pathname)}`, "SignIn");
    // Signed in anew in another tab: this page belongs to a session that has ended.
    if (status === 403) this.lead(location.pathname + location.search, "Reload");
    // Somebody was faster: a plain post shows both values side by side.
    if (status === 412 && !this.form.querySelector("[data-choose]")) {
      const button = document.createElement("button");
      button.className = "button";
      button.dataset.choose = "";
      button.textContent = say("Choose");
      this.form.append(button);
    }
  }

  // In a table the message stands at the cell as well: its line may be far below.
  mark({ field, message }) {
    const cell = field?.startsWith("cell-") && this.form.elements.namedItem(field);
    if (!cell) return;
    cell.setAttribute("aria-invalid", "true");
    const words = document.createElement("p");
    words.className = "field__error";
    words.dataset.wrongCell = "";
    words.textContent = message;
    cell.after(words);
  }

  unmark() {
    this.form.querySelector("[data-wrong-cell]")?.remove();
    for (const cell of this.form.querySelectorAll("[name^=cell-][aria-invalid]")) cell.removeAttribute("aria-invalid");
  }

  // A way on. What was typed waits on this device and is put back there.
  lead(href, text) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = say(text);
    link.addEventListener("click", () => pending.clear());
    this.line?.append(" ", link);
  }

  failed() {
    this.tell("failed", say("Failed"));
    setTimeout(() => pending.has(this) && this.save(), this.wait * 1000);
    this.wait = Math.min(this.wait * 2, 30);
  }

  submitted(event) {
    if (this.form.querySelector("[data-choose]")) { this.settled(); return; }
    event.preventDefault();
    this.save();
  }

  // After a reload: what was typed and never acknowledged is put back and sent,
  // based on the version it was typed on, so that nothing newer is overwritten.
  restore() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(this.draft)); } catch { /* unreadable: none */ }
    if (!kept || kept.values === this.known) { localStorage.removeItem(this.draft); return; }
    const values = new URLSearchParams(kept.values);
    for (const field of this.form.elements) {
      if (!field.name || field.name === "version" || field.type === "hidden") continue;
      const all = values.getAll(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = all.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = all.includes(option.value);
      else field.value = values.get(field.name) ?? "";
    }
    const version = this.version();
    if (version && kept.version !== undefined) version.value = kept.version;
    pending.add(this);
    this.tell("unsaved", say("Restored"));
    this.save();
  }
}

// Remarks and sums beside the fields, as they stand with what was just saved. Answers to
// saves of the same moment may overtake each other: the latest reading counts. Answers
// which remarks found their place.
let besideAt = 0;
function beside({ at, hints, totals }) {
  if (at < besideAt) return [];
  besideAt = at;
  const placed = [];
  for (const box of document.querySelectorAll("[data-hints]")) {
    const lines = hints[box.dataset.hints] ?? [];
    placed.push(...lines);
    if ([...box.children].map((line) => line.textContent).join("\n") === lines.join("\n")) continue;
    box.replaceChildren(...lines.map((line) => {
      const words = document.createElement("p");
      words.className = "hint";
      words.textContent = line;
      return words;
    }));
  }
  for (const cell of document.querySelectorAll("[data-total]")) cell.textContent = totals[cell.dataset.total] ?? cell.textContent;
  return placed;
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);

// A number, or why there is none: choosing one takes the other away.
for (const field of document.querySelectorAll("[data-figure]")) {
  const [number, absence] = field.querySelectorAll("[name=value], [name=absence]");
  number.addEventListener("input", () => { if (number.value.trim() !== "") absence.value = ""; });
  absence.addEventListener("input", () => { if (absence.value !== "") number.value = ""; });
}

// ── forms that are sent off: what was typed survives until it arrived ──────

const SENT = `${DRAFTS}sent`;

class Draft {
  constructor(form) {
    this.form = form;
    // Several forms of a page may lead to one address: what tells them apart goes
    // into the key, but no key of a new row and no version.
    const apart = [...form.elements].filter((f) => f.type === "hidden" && /^[a-z_]{1,40}$/i.test(f.value)).map((f) => f.value);
    this.key = [`${DRAFTS}form:${location.pathname}`, form.getAttribute("action") ?? "", ...apart].join(":");
    this.shown = this.values();
    form.addEventListener("input", () => this.keep());
    form.addEventListener("submit", () => this.sent());
    const kept = this.kept();
    if (kept && kept !== this.shown) this.offer(kept);
  }

  fields() {
    return [...this.form.elements].filter((f) => f.name && !["hidden", "password", "file", "submit", "button"].includes(f.type));
  }

  values() {
    const names = new Set(this.fields().map((f) => f.name));
    return new URLSearchParams([...new FormData(this.form)].filter(([name]) => names.has(name))).toString();
  }

  kept() {
    try { return localStorage.getItem(this.key); } catch { return null; }
  }

  // A refused form comes back at another address: whatever was sent on the way to
  // success has arrived with it.
  sent() {
    try { sessionStorage.setItem(SENT, [...(sessionStorage.getItem(SENT)?.split("\n") ?? []), this.key].join("\n")); } catch { /* only a safety net */ }
  }

  keep() {
    const values = this.values();
    try {
      if (values === this.shown) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, values);
    } catch { /* only a safety net */ }
  }

  offer(kept) {
    const box = document.createElement("div");
    box.className = "notice notice--attention";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = say("Draft");
    box.append(words, this.button("Take", () => this.take(kept, box)), " ", this.button("Drop", () => { localStorage.removeItem(this.key); box.remove(); }));
    this.form.prepend(box);
  }

  button(text, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = say(text);
    button.addEventListener("click", act);
    return button;
  }

  take(kept, box) {
    const values = new URLSearchParams(kept);
    for (const field of this.fields()) {
      const all = values.getAll(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = all.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = all.includes(option.value);
      else field.value = values.get(field.name) ?? "";
    }
    box.remove();
    this.fields()[0]?.focus();
  }
}

// A form that was sent and did not come back as a refusal has arrived.
const sent = sessionStorage.getItem(SENT);
if (sent && !document.querySelector("[data-problem], .error-summary, .conflict")) {
  sessionStorage.removeItem(SENT);
  for (const key of sent.split("\n")) localStorage.removeItem(key);
}
for (const form of document.querySelectorAll("main form[method=post]:not([data-autosave])")) {
  if (form.querySelector("textarea, input[type=text], input[type=email], input[type=tel]") && !form.querySelector("input[type=password], [autocomplete=one-time-code]")) new Draft(form);
}

window.addEventListener("beforeunload", (event) => { if (pending.size > 0) event.preventDefault(); });

// Nothing personal stays behind on a shared computer.
for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", () => {
    pending.clear();
    for (const store of [localStorage, sessionStorage]) {
      for (const key of Object.keys(store)) if (key.startsWith(DRAFTS)) store.removeItem(key);
    }
  });
}

// A link to talk sheets that is over: what waited on this device for it goes.
const [, kind, link] = location.pathname.split("/");
if (kind === "v" && document.querySelector("[data-problem='404']")) {
  for (const key of Object.keys(localStorage)) {
    if (["talk:", "form:"].some((what) => key.startsWith(`${DRAFTS}${what}/v/${link}`))) localStorage.removeItem(key);
  }
}

// A browser may keep a page as it was and show it again on Back, even to somebody
// who has signed out since: it is hidden when left, and asked for anew.
// The sheet that is filled without network is nobody's but the writer's, and stays.
const isKept = document.querySelector("form[data-queue]") !== null;
window.addEventListener("pagehide", (event) => { if (event.persisted && !isKept) document.documentElement.hidden = true; });
window.addEventListener("pageshow", (event) => { if (event.persisted && !isKept) location.reload(); });

// ── branches ───────────────────────────────────────────────────────────────

function chosen(uid) {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    if (form.getAttribute("action").endsWith(`/answers/${uid}`)) return new FormData(form).getAll("value").filter(Boolean);
  }
  return [];
}

function holds(rule) {
  const [, uid, not, codes] = rule.match(/^([^!=]+)(!?)=(.*)$/) ?? [];
  if (!uid) return true;
  const found = chosen(uid).some((value) => codes.split(",").includes(value));
  return not ? !found : found;
}

function branch() {
  for (const part of document.querySelectorAll("[data-visible-if]")) {
    part.hidden = !part.dataset.visibleIf.split(" ").filter(Boolean).every(holds);
  }
}
if (document.querySelector("[data-visible-if]")) document.addEventListener("change", branch);

// ── lists, single submits, menus ───────────────────────────────────────────

for (const box of document.querySelectorAll("[data-filter-for]")) {
  const table = document.getElementById(box.dataset.filterFor);
  box.addEventListener("input", () => {
    const words = box.value.toLocaleLowerCase("de");
    for (const row of table?.tBodies[0]?.rows ?? []) row.hidden = !row.textContent.toLocaleLowerCase("de").includes(words);
  });
}

// Handing in what one was asked: what was typed and refused waits on this device, and is
// pointed at once before it would be left out.
for (const form of document.querySelectorAll("form[action$='/delivery']")) {
  form.addEventListener("submit", (event) => {
    const base = `${DRAFTS}${new URL(form.action).pathname.slice(0, -"delivery".length)}`;
    const left = Object.keys(localStorage).find((key) => key.startsWith(base));
    if (!left || form.dataset.warned) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.dataset.warned = "1";
    const words = document.createElement("p");
    words.className = "notice notice--attention";
    words.setAttribute("role", "alert");
    const link = document.createElement("a");
    link.href = left.slice(DRAFTS.length, left.indexOf(":", DRAFTS.length));
    link.textContent = say("LeftSee");
    words.append(`${say("Left")} `, link);
    form.prepend(words);
  });
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
});

document.querySelector(".error-summary")?.focus();

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
const rail = document.querySelector(".rail__fold");
if (rail && matchMedia("(max-width: 900px)").matches) rail.open = false;

// ── passkeys: the browser answers, the form carries the answer ─────────────

const canPasskey = () => typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === "function";

class Passkey {
  constructor(form) {
    this.form = form;
    this.answer = form.elements.namedItem("credential");
    this.asked = JSON.parse(form.dataset.asked);
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      if (this.answer.value) return;
      event.preventDefault();
      this.ask();
    });
  }

  async ask() {
    const failed = this.form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      const found = this.form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(this.asked) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(this.asked) });
      this.answer.value = JSON.stringify(found.toJSON());
    } catch {
      failed.hidden = false; // given up, too late, or no such device at hand
      return;
    }
    this.form.requestSubmit();
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (canPasskey()) new Passkey(form);
  else document.querySelector("[data-passkey-too-old]")?.removeAttribute("hidden");
}
