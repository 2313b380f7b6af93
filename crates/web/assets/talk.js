// The talk sheet: says early what must not stand there, and keeps what is sent on this
// device until it has arrived (docs/decisions/0026). Sentences come from the form
// (data-say-…), rules from data-guards; the server has the last word on both.

const form = document.querySelector("form[data-guards]");
const rules = JSON.parse(form.dataset.guards);
const blocked = rules.blocked.map((rule) => ({ kind: rule.kind, pattern: new RegExp(rule.pattern, rule.flags) }));
const names = rules.names.map(({ look, pattern }) => ({ look, pattern: new RegExp(pattern, "gu") }));
const say = (name) => form.dataset[`say${name}`] ?? "";

// ── what must not stand there ──────────────────────────────────────────────

// As the server reads it: digits of other scripts are digits, what nobody sees hides nothing.
function plain(text) {
  const digit = (c, zero) => String(c.codePointAt(0) - zero);
  return text
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/gu, "")
    .replace(/[\u0660-\u0669]/gu, (c) => digit(c, 0x660))
    .replace(/[\u06f0-\u06f9]/gu, (c) => digit(c, 0x6f0))
    .replace(/[\uff10-\uff19]/gu, (c) => digit(c, 0xff10))
    .replace(/[．。·]/gu, ".")
    .replace(/[／⁄∕]/gu, "/")
    .replace(/[‐‑‒—−]/gu, "-")
    .replace(/[\u00a0\u202f\u2009]/gu, " ");
}

const isOrdinary = (word) => rules.ordinary.includes(word) || rules.things.some((end) => word.endsWith(end));

// The words of a hit that look like a name; null where they are something else.
function nameIn(look, hit) {
  let words = hit.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").split(/\s+/u);
  if (look === "middle" && words.length === 3) words = words.slice(1);
  if (look === "start") {
    words = words.slice(0, 2);
    if (rules.begins.includes(words[0]) || rules.ends.some((end) => words[0].endsWith(end))) return null;
  }
  if (look === "address") {
    const number = words.findIndex((word) => /[0-9]/u.test(word));
    if (number >= 0) words = words.slice(0, number + 1);
  }
  const isThing = (look === "middle" || look === "start") && words.some(isOrdinary);
  return isThing ? null : words.join(" ");
}

function namesIn(text) {
  const found = [];
  for (const { look, pattern } of names) {
    for (const [hit] of text.matchAll(pattern)) {
      const words = nameIn(look, hit);
      if (words && !found.some((known) => known.includes(words))) found.push(words);
    }
  }
  return found;
}

/** What is wrong with a text: the sentence, and whether sending is out of the question. */
function fault(text) {
  const read = plain(text);
  for (const { kind, pattern } of blocked) {
    const hit = read.match(pattern);
    if (hit) {
      const words = hit[0].replace(/^[\s,;:()]+|[\s,;:()]+$/gu, "");
      return { words: say(kind[0].toUpperCase() + kind.slice(1)).replace("%", words), isBlocked: true };
    }
  }
  const found = namesIn(read);
  return found.length > 0 ? { words: say("Names").replace("%", found.join("“, „")), isBlocked: false } : null;
}

const texts = [...form.querySelectorAll("textarea, input[type=text]")];
const namesBox = form.querySelector("[data-names]");
const namesAreFine = form.elements.namedItem("names_are_fine");

/** Puts a sentence at a field, or takes it away. */
function tell(field, words) {
  const id = `e-${field.name}`;
  const box = field.closest(".field");
  let line = document.getElementById(id);
  if (!words) {
    line?.remove();
    box.classList.remove("field--wrong");
    field.removeAttribute("aria-invalid");
    return;
  }
  if (!line) {
    line = document.createElement("p");
    line.id = id;
    line.className = "field__error";
    box.append(line);
  }
  line.textContent = words;
  box.classList.add("field--wrong");
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", [...new Set([...(field.getAttribute("aria-describedby") ?? "").split(" "), id])].filter(Boolean).join(" "));
}

function check(field) {
  const found = fault(field.value);
  tell(field, found?.words);
  return found;
}

/** The first field that keeps it from being sent. */
function firstWrong() {
  let first = null;
  let hasNames = false;
  for (const field of texts) {
    const found = check(field);
    if (!found) continue;
    hasNames ||= !found.isBlocked;
    if (found.isBlocked || !namesAreFine.checked) first ??= field;
  }
  namesBox.hidden = !hasNames && !namesAreFine.checked;
  return first;
}

for (const field of texts) {
  field.addEventListener("change", () => check(field));
  // While typing, what is right again is said at once; what is wrong, when the field is left.
  field.addEventListener("input", () => field.hasAttribute("aria-invalid") && check(field));
}

function show(field) {
  const fold = field.closest("details");
  if (fold) fold.open = true;
  field.focus();
}

// ── what waits to be sent ──────────────────────────────────────────────────

class Queue {
  constructor(line) {
    this.line = line;
    this.action = form.getAttribute("action");
    this.prefix = `klappt:talk:${this.action}:`;
    this.sending = false;
    window.addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden || this.flush());
    setInterval(() => this.flush(), 20000);
    this.flush();
  }

  keys() {
    return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix)).sort();
  }

  /** Keeps one entry; `false` where the device has no room or forbids it. */
  keep() {
    const body = new URLSearchParams(new FormData(form));
    body.delete("csrf");
    try {
      localStorage.setItem(this.prefix + body.get("id"), body.toString());
    } catch {
      return false;
    }
    return true;
  }

  tell(words) {
    this.line.textContent = words;
    this.line.hidden = !words;
  }

  count() {
    const waiting = this.keys().length;
    if (waiting > 0) this.tell(say("Kept").replace("%", String(waiting)));
    return waiting;
  }

  // One after the other. The key of each was made here, so that an entry whose answer
  // got lost on the way is stored once.
  async flush() {
    if (this.sending || this.keys().length === 0) return;
    this.sending = true;
    let arrived = 0;
    let said = "";
    for (const key of this.keys()) {
      const body = localStorage.getItem(key);
      let answer = null;
      try {
        // Without the session of whoever else is signed in here: the link is enough.
        answer = await fetch(this.action, {
          method: "POST", credentials: "omit", headers: { Accept: "application/json" }, body: new URLSearchParams(body),
        });
      } catch { /* no connection */ }
      if (answer?.ok) {
        localStorage.removeItem(key);
        arrived += 1;
      } else if (answer?.status === 404) {
        for (const other of this.keys()) localStorage.removeItem(other);
        said = say("Over");
        break;
      } else if (answer?.status === 422 || answer?.status === 400) {
        // Rules have changed since it was written: it goes back to the writer, unless
        // something else is being written.
        if (isTouched()) break;
        localStorage.removeItem(key);
        fill(new URLSearchParams(body), (await answer.json().catch(() => ({}))).fields ?? {});
        said = say("Refused");
        break;
      } else {
        break;
      }
    }
    this.sending = false;
    if (this.count() === 0 || said) this.tell(said || (arrived > 0 ? say("Arrived") : ""));
  }
}

const isTouched = () => texts.some((field) => field.value !== "");

function fill(values, faults) {
  for (const field of form.elements) {
    if (!field.name || field.name === "csrf") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.getAll(field.name).includes(field.value);
    else field.value = values.get(field.name) ?? "";
  }
  for (const field of texts) tell(field, faults[field.name]);
  if (faults.names_are_fine) namesBox.hidden = false;
}

/** An empty sheet with a key of its own. */
function renew() {
  for (const field of form.elements) {
    if (field.type === "radio") field.checked = field.value === "";
    else if (field.type === "checkbox") field.checked = false;
    else if (field.tagName === "TEXTAREA" || field.tagName === "SELECT" || field.type === "text") field.value = "";
  }
  for (const fold of form.querySelectorAll("details")) fold.open = false;
  for (const field of texts) tell(field, "");
  namesBox.hidden = true;
  newKey();
  // The page's safety net has nothing to catch any more.
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A key of its own for what is written next. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  form.elements.namedItem("id").value = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const saysNothing = () => form.querySelector("#f-themes") && !isTouched() && ![...form.querySelectorAll("input[type=radio]:checked")].some((field) => field.value !== "");

const line = document.querySelector("[data-queue-line]");
// The browser may have shown a sheet again whose key was used before.
if (line) newKey();
const queue = form.hasAttribute("data-queue") && line ? new Queue(line) : null;

form.addEventListener("submit", (event) => {
  const wrong = firstWrong();
  if (wrong) {
    event.preventDefault();
    show(wrong);
    return;
  }
  if (!queue || !form.reportValidity()) return;
  if (saysNothing()) return; // the server says what is missing
  const needed = ["title", "theme", "level"].map((name) => form.elements.namedItem(name)).filter(Boolean);
  if (needed.some((field) => field.value.trim() === "")) return;
  if (!queue.keep()) return; // no room here: off it goes the ordinary way
  event.preventDefault();
  renew();
  queue.count();
  window.scrollTo(0, 0);
  queue.flush();
});
