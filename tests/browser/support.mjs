// What every journey needs: a server with demo data, a browser, people who are
// signed in, and the two judges every page has to pass.
//
// Environment: KLAPPT_BIN (the binary; by default the debug build),
// KLAPPT_CHROMIUM (by default Debian's), KLAPPT_SCREENSHOTS (by default
// target/screenshots).

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
export const project = path.join(here, '../..');
const target = path.resolve(process.env.CARGO_TARGET_DIR ?? path.join(project, 'target'));
export const binary = path.resolve(process.env.KLAPPT_BIN ?? path.join(target, 'debug/klappt'));
const screenshots = path.resolve(process.env.KLAPPT_SCREENSHOTS ?? path.join(target, 'screenshots'));

/** How long the server may take to fill a new database, in milliseconds. */
const START_MS = 120_000;

/**
 * Starts a server with the demo state on a free port.
 *
 * Without `data` it gets a folder of its own, which goes when it stops; with
 * `data` it uses that folder and leaves it, so that a test can start again on
 * what another server left behind.
 */
export async function startServer({ data, args = [] } = {}) {
  const folder = data ?? (await mkdtemp(path.join(tmpdir(), 'klappt-demo-')));
  const child = spawn(binary, ['demo', '--data', folder, '--listen', '127.0.0.1:0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let output = '';
  const address = new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => reject(new Error(`no address after ${START_MS} ms:\n${output}`)), START_MS);
    const read = (text) => {
      output += text;
      const found = output.match(/http:\/\/localhost:([1-9]\d*)/);
      if (found) {
        clearTimeout(tooLate);
        resolve(found[0]);
      }
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(tooLate);
      reject(new Error(`the server ended with ${code ?? signal}:\n${output}`));
    });
  });
  const end = async (signal) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await ended;
    }
  };
  const server = {
    data: folder,
    /** Everything it has printed so far. */
    output: () => output,
    /** Ends it as an operator would. */
    async stop() {
      await end('SIGTERM');
      if (data === undefined) await rm(folder, { recursive: true, force: true });
    },
    /** Ends it as a power failure would; the folder stays. */
    kill: () => end('SIGKILL'),
  };
  try {
    server.url = await address;
    server.accounts = await demoAccounts(folder);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/**
 * A line to the server that can be cut and mended, at an address of its own.
 *
 * For pages that are opened while there is no network: where the browser only pretends to
 * have none, a page that is being opened may still reach the server.
 */
export async function startLine(server) {
  const { hostname, port } = new URL(server.url);
  const open = new Set();
  const line = net.createServer((near) => {
    const far = net.connect(Number(port), hostname);
    for (const [end, other] of [[near, far], [far, near]]) {
      open.add(end);
      end.on('error', () => {}).on('close', () => {
        open.delete(end);
        other.destroy();
      });
      end.pipe(other);
    }
  });
  const listen = async (at) => {
    line.listen(at, hostname);
    await once(line, 'listening');
  };
  await listen(0);
  const own = line.address().port;
  const cut = async () => {
    const closed = once(line, 'close');
    line.close();
    for (const end of open) end.destroy();
    await closed;
  };
  return { url: `http://${hostname}:${own}`, cut, mend: () => listen(own) };
}

/** The demo accounts: `role`, `email`, `password`, `alliance`. */
async function demoAccounts(folder) {
  const { stdout } = await promisify(execFile)(binary, ['demo', '--accounts', '--data', folder]);
  return JSON.parse(stdout);
}

/** The demo account of a role, of one alliance if that is named. */
export function account(server, role, alliance) {
  const found = server.accounts.find((a) => a.role === role && (alliance === undefined || a.alliance === alliance));
  assert.ok(found, `no demo account for ${role}${alliance ? ` in ${alliance}` : ''}`);
  return found;
}

/** Starts a browser. It writes nowhere but into a temporary folder. */
export async function startBrowser() {
  const home = await mkdtemp(path.join(tmpdir(), 'klappt-browser-'));
  const browser = await chromium.launch({
    executablePath: process.env.KLAPPT_CHROMIUM ?? '/usr/bin/chromium',
    // Chromium's sandbox cannot be set up by root.
    chromiumSandbox: process.getuid() !== 0,
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
  });
  browser.on('disconnected', () => rm(home, { recursive: true, force: true, maxRetries: 5 }).catch(() => {}));
  return browser;
}

/** What went wrong on a page, and the HTML it was sent. */
const records = new WeakMap();

/**
 * Opens a page for somebody new: no cookies of others. Addresses are relative
 * to the server. Whoever opens it closes it: `await page.context().close()`.
 */
export async function newPage(browser, server, { javaScript = true, width = 1280, height = 900 } = {}) {
  const context = await browser.newContext({
    baseURL: server.url,
    javaScriptEnabled: javaScript,
    viewport: { width, height },
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const record = { javaScript, faults: [], html: null, status: 0 };
  records.set(page, record);
  page.on('pageerror', (error) => record.faults.push(`script: ${error.message}`));
  // Chromium says so on the page too, also where its console does not.
  if (javaScript) {
    await page.exposeFunction('klapptViolation', (what) => record.faults.push(what));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        window.klapptViolation(`${event.violatedDirective}: ${event.sourceFile}:${event.lineNumber} ${event.sample || event.blockedURI}`),
      );
    });
  }
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) record.faults.push(message.text());
  });
  page.on('response', (response) => {
    const request = response.request();
    if (response.status() >= 500) record.faults.push(`${response.status()} ${request.method()} ${request.url()}`);
    const isPage = request.isNavigationRequest() && response.frame() === page.mainFrame();
    if (isPage && (response.status() < 300 || response.status() >= 400)) {
      record.status = response.status();
      record.html = response.text().catch(() => null);
    }
  });
  return page;
}

/** Signs in on the sign-in page, with a demo account's password unless another is given. */
export async function signIn(page, server, email, password) {
  const secret = password ?? server.accounts.find((a) => a.email === email)?.password;
  assert.ok(secret, `no demo account has the address ${email}`);
  await page.goto('/sign-in');
  const form = page.locator('form:has(input[type=password])');
  await form.locator('input[type=email]').fill(email);
  await form.locator('input[type=password]').fill(secret);
  await form.locator('button:not([type=button])').first().click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

const axe = await readFile(path.join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');
const validator = new HtmlValidate(new FileSystemConfigLoader());

/** Delivers by a personal link, also where something is still open. */
export async function handIn(page) {
  await page.getByRole('button', { name: 'Abgeben', exact: true }).click();
  const anyway = page.getByRole('button', { name: 'Trotzdem abgeben' });
  const done = page.getByText('Ihre Antworten sind abgegeben');
  await anyway.or(done).first().waitFor();
  if (await anyway.isVisible()) await anyway.click();
  await done.waitFor();
}

/**
 * Holds the page that is shown against the judges, and keeps a picture of it:
 * it came with the status it should have, axe-core finds nothing, html-validate
 * finds nothing in the HTML as it was sent, no script failed, nothing broke the
 * content security policy, and nothing sticks out to the side.
 */
export async function checkPage(page, name, { status = 200 } = {}) {
  await screenshot(page, name);
  const where = `${name} (${page.url()})`;
  assert.equal(records.get(page).status, status, `the status of ${where}`);
  assert.deepEqual(await accessibilityFaults(page), [], `axe-core on ${where}`);
  assert.deepEqual(await htmlFaults(page), [], `html-validate on ${where}`);
  const { wide, seen } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    seen: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= seen, `${where} is ${wide} px wide in a window of ${seen} px`);
  assert.deepEqual(records.get(page)?.faults ?? [], [], `faults on the way to ${where}`);
}

/** Words that break over two lines without a hyphen, in what the page's main part shows. */
export async function brokenWords(page) {
  return page.evaluate(() => {
    // What a dictionary of the browser would put right does not count here.
    const bare = new CSSStyleSheet();
    bare.replaceSync('* { hyphens: manual !important; }');
    document.adoptedStyleSheets = [bare];
    const found = new Set();
    const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const element = text.parentElement;
      if (!element.checkVisibility() || element.closest('thead, textarea, select, .visually-hidden')) continue;
      for (const { 0: word, index } of text.data.matchAll(/\p{L}{6,}/gu)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top)));
        if (lines.size > 1) found.add(word);
      }
    }
    document.adoptedStyleSheets = [];
    return [...found];
  });
}

async function accessibilityFaults(page) {
  if (records.get(page)?.javaScript === false) return withScriptedTwin(page, accessibilityFaults);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    // Enough room to hit a target (WCAG 2.2) has to be asked for.
    window.axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }),
  );
  return violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${v.help}: ${node.target.join(' ')} ${node.html}`));
}

/**
 * axe-core needs timers, which stand still where JavaScript is off: it looks at
 * the same HTML in a page of its own that loads no scripts.
 */
async function withScriptedTwin(page, use) {
  const context = await page.context().browser().newContext({ viewport: page.viewportSize(), reducedMotion: 'reduce' });
  try {
    const twin = await context.newPage();
    const html = (await sentHtml(page)).replace(/<\/?noscript>/g, '');
    await twin.route('**/*', (route) => {
      const request = route.request();
      if (request.isNavigationRequest()) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
      return request.resourceType() === 'script' ? route.abort() : route.continue();
    });
    await twin.goto(page.url());
    return await use(twin);
  } finally {
    await context.close();
  }
}

async function htmlFaults(page) {
  const sent = await sentHtml(page);
  const report = await validator.validateString(sent, path.join(here, 'page.html'));
  return report.results.flatMap((result) =>
    result.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message} ${sent.split('\n')[m.line - 1].trim().slice(0, 160)}`),
  );
}

/** The HTML as it was sent: what the browser makes of it is always well-formed. */
async function sentHtml(page) {
  return (await records.get(page)?.html) ?? (await (await page.request.get(page.url())).text());
}

/** Keeps a picture of the whole page as `<name>.png`. */
export async function screenshot(page, name) {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
}
