// Every page there is, on a desk and on a phone. The list is not kept here: it is
// the generated list of routes. A visitor to every account follows all links from
// the start page, so that a page nobody can reach fails as well; only what has no
// link on purpose is named below.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { account, checkPage, newPage, project, signIn, startBrowser, startServer } from './support.mjs';

const HOME = '/alliances/kreis-kleve';
const BOOK = `${HOME}/workbooks/strukturen`;
const GOCH = '05154016';
const VISITOR = '';
const OFFICE = 'gfs@kreis-kleve.example';
const CONTACT = 'kommune@kreis-kleve.example';
const BOARD = 'vorstand@kreis-kleve.example';
const CONTRIBUTOR = 'zuarbeit@kreis-kleve.example';
const LAND = 'laki@land.example';
const OPERATOR = 'betrieb@land.example';
const EVALUATOR = 'evaluation@land.example';
const DISTRICT = 'gfs@kreis-steinfurt.example';
const TOWN = 'gfs@rheine.example';

/** Pages without a link to them, and where to find one. */
const unlinked = {
  // Links of a finished letter go where the field is today; nothing else points there.
  '/alliances/{alliance}/workbooks/{instrument}/answers/{uid}': [OFFICE, `${BOOK}/answers/STR-X.2`],
  // Linked while an alliance has no office; in the demo each has one, and the page leads back to it.
  '/alliances/{alliance}/office/invitation': [LAND, `${HOME}/office/invitation`],
  // Linked while a newer version of an aid waits.
  '/alliances/{alliance}/workbooks/{instrument}/versions/{version}': [OFFICE, `${BOOK}/versions/1`],
};

/** The same page as somebody who sees another part of it. */
const alsoAs = [
  ['themes-as-board-lead', BOARD, `${HOME}/themes`],
  ['alliance-as-board-lead', BOARD, HOME],
  ['organisations-as-board-lead', BOARD, `${HOME}/organisations`],
  ['bodies-as-board-lead', BOARD, `${HOME}/bodies`],
  ['workbook-as-board-lead', BOARD, BOOK],
  ['alliance-as-municipality', CONTACT, HOME],
  ['votes-as-municipality', CONTACT, `${HOME}/votes`],
  ['land-as-evaluator', EVALUATOR, '/land'],
  ['constellations-of-a-day', LAND, '/land/constellations?date=2019-07-31'],
  ['imprint-as-operator', OPERATOR, '/legal/imprint'],
];

/** Pages that are only there while something is set up: see second-factor.test.mjs and sso.test.mjs. */
const passing = [
  '/account/second-factor/new-passkey/{step}',
  '/account/second-factor/passkeys/{passkey}',
  '/account/second-factor/recovery-codes',
  '/account/second-factor/totp',
  '/sign-in/sso',
  '/sign-in/sso/callback',
];

const routes = readFileSync(path.join(project, 'docs/generated/routes.txt'), 'utf8')
  .split('\n')
  .map((line) => line.match(/^GET\s+(\/\S*)/)?.[1])
  .filter((route) => route && !route.startsWith('/api/') && !route.startsWith('/assets/') && !['/healthz', '/readyz'].includes(route))
  .filter((route) => !passing.includes(route))
  .map((route) => ({
    route,
    isFile: route.split('/').at(-1).includes('.') || route.endsWith('/file'),
    pattern: new RegExp(`^${route.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
    blanks: route.split('{').length,
  }));

/** The route an address belongs to: the one with the fewest blanks. */
function routeOf(address) {
  const { pathname } = new URL(address, 'http://localhost');
  const fitting = routes.filter(({ pattern }) => pattern.test(pathname));
  return fitting.sort((a, b) => a.blanks - b.blanks)[0]?.route;
}

let server;
let browser;
let people;
let found;
/** Where forms have led to: account → addresses. */
const behindForms = new Map();

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  people = new People();
  await furnish();
  found = await walk();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Everybody signs in once. */
class People {
  #cookies = new Map();

  async cookies(email) {
    if (!this.#cookies.has(email)) this.#cookies.set(email, this.#signIn(email));
    return this.#cookies.get(email);
  }

  async #signIn(email) {
    if (email === VISITOR) return [];
    const page = await newPage(browser, server);
    await signIn(page, server, email);
    const cookies = await page.context().cookies();
    await page.context().close();
    return cookies;
  }

  /** A page of somebody who is signed in; it closes after use. */
  async as(email, use, options) {
    const page = await newPage(browser, server, options);
    try {
      await page.context().addCookies(await this.cookies(email));
      return await use(page);
    } finally {
      await page.context().close();
    }
  }
}

// --- what there has to be, so that every page has something to show -----------

async function furnish() {
  await people.as(OFFICE, async (page) => {
    for (const name of ['Begegnungscafé Lindenplatz', 'Begegnungs-Café Lindenplatz']) {
      await fill(page, `${HOME}/organisations/new`, { name, area: 'A' });
    }
    await fill(page, `${HOME}/bodies/new`, { name: 'Arbeitskreis Asyl' });
    await fill(page, `${HOME}/notes/new`, { content: 'Der Rat berät im Herbst.', municipality_ags: GOCH });
    await fill(page, `${HOME}/municipality-contacts/new`, { topic: 'Wohnen', name: 'Kim Beispiel', municipality_ags: GOCH });
    await fill(page, `${HOME}/votes`, { deadline: '2031-03-31' }, { check: `[name=municipality][value="${GOCH}"]` });
    await fill(page, `${HOME}/people/new`, { email: 'kim@kreis-kleve.example', name: 'Kim Beispiel', role: 'contributor' });
    await page.goto(`${HOME}/observers`);
    await page.locator('select[name=guest]').selectOption({ index: 1 });
    await page.locator('form[action$="/observers"] button').click();
    await page.goto(`${HOME}/merges`);
    // Three contact lists: one just uploaded, one looked through, one taken over.
    const sample = await (await page.request.get(`${HOME}/contact-imports/sample.csv`)).body();
    for (const step of ['uploaded', 'looked-through', 'taken-over']) {
      await page.goto(`${HOME}/contact-imports/new`);
      await page.locator('input[type=file]').setInputFiles({ name: `${step}.csv`, mimeType: 'text/csv', buffer: sample });
      await submit(page, 'form:has(input[type=file])');
      if (step === 'uploaded') continue;
      await submit(page, 'form:has(select[name=default_area])');
      arrived(page, OFFICE);
      if (step === 'taken-over') await page.locator('button[value=take-over]').click();
    }
  });
  await people.as(OFFICE, async (page) => {
    await page.goto(`${HOME}/workbooks/bedarfsanalyse/assignments/new`);
    for (const uid of ['BAA-1.1', 'BAA-5.2']) await page.locator(`[name=items][value="${uid}"]`).check();
    await page.locator('details:has([name=free_name_1])').evaluate((element) => (element.open = true));
    const day = `${new Date().getFullYear() + 1}-01-31`;
    const told = { free_name_1: 'Kim Beispiel', free_email_1: 'kim@schule.example', due_on: day, why: 'Damit niemand zweimal fragt.' };
    for (const [name, value] of Object.entries(told)) await page.locator(`[name=${name}]`).fill(value);
    await submit(page, 'form:has([name=free_name_1])');
  });
  // The questions are linked once the holder of the link has pressed the button.
  await people.as(VISITOR, async (page) => {
    await page.goto('/outbox');
    await page.locator('a[href*="/z/"]').first().click();
    await page.waitForURL(/\/z\//);
    arrived(page, VISITOR);
    await page.getByRole('button', { name: 'Zu den Fragen' }).click();
    await page.waitForURL(/\/items\//);
    arrived(page, VISITOR);
  });
  // A link to the talk sheet.
  await people.as(OFFICE, (page) => fill(page, `${HOME}/voices/links`, { name: 'Kim Beispiel', email: 'kim@verein.example' }));
  await people.as(VISITOR, async (page) => {
    await page.goto('/outbox');
    await page.locator('a[href*="/v/"]').first().click();
    await page.waitForURL(/\/v\//);
    arrived(page, VISITOR);
  });
  // A comment on one of them and a task, so that there is one of each.
  await people.as(OFFICE, async (page) => {
    await page.goto(`${HOME}/workbooks/bedarfsanalyse/consolidation/BAA-5.2`);
    const told = { words: 'Herr Beispiel weiß mehr.', missing: 'Zahlen der VHS' };
    for (const [name, value] of Object.entries(told)) await page.locator(`[name=${name}]`).fill(value);
    await page.getByRole('button', { name: 'Anmerkung schreiben' }).click();
    await page.waitForURL(/\/threads\//);
    await fill(page, `${HOME}/tasks/new`, { title: 'Nachfragen', responsible: { index: 1 } });
  });
  await people.as(OFFICE, async (page) => {
    // Two tables of figures: one just uploaded, one looked through.
    const sample = await (await page.request.get(`${HOME}/figure-deliveries/sample.csv`)).body();
    for (const step of ['uploaded', 'looked-through']) {
      await page.goto(`${HOME}/figure-deliveries/new`);
      await page.locator('input[type=file]').setInputFiles({ name: `${step}.csv`, mimeType: 'text/csv', buffer: sample });
      await submit(page, 'form:has(input[type=file])');
      if (step === 'uploaded') continue;
      await fill(page, page.url(), { as_of: '2019-07-08', source: 'Ausländerbehörde' });
      arrived(page, OFFICE);
    }
  });
  // A form taken along and sent back at the link, one by the office, and the whole copy.
  for (const email of [VISITOR, OFFICE]) {
    await people.as(email, async (page) => {
      const starts = email === VISITOR ? behindForms.get(VISITOR).slice(0, 1) : [BOOK];
      if (email === OFFICE) {
        await page.goto(`${HOME}/workbooks/bedarfsanalyse/assignments`);
        starts.push(await page.locator('tbody th a').first().getAttribute('href'));
      }
      for (const start of starts) {
        const form = await (await page.request.get(`${start}/form.docx`)).body();
        await page.goto(`${start}/form`);
        await page.locator('input[type=file]').setInputFiles({ name: 'fragen.docx', mimeType: 'application/octet-stream', buffer: form });
        await submit(page, 'form:has(input[type=file])');
        arrived(page, email);
      }
    });
  }
  // A district asks a municipality that has an alliance of its own.
  await people.as(DISTRICT, async (page) => {
    const told = { due_on: `${new Date().getFullYear() + 1}-01-31`, why: 'Damit der Kreis planen kann.' };
    await page.goto('/alliances/kreis-steinfurt/workbooks/bedarfsanalyse/roll-up/new');
    for (const box of await page.locator('[name=place]:checked').all()) await box.uncheck();
    await page.locator('[name=place][value="05566076"]').check();
    for (const uid of ['BAA-1.1', 'BAA-5.2']) await page.locator(`[name=items][value="${uid}"]`).check();
    for (const [name, value] of Object.entries(told)) await page.locator(`[name=${name}]`).fill(value);
    await submit(page, 'form:has([name=place])');
  });
  await people.as(CONTACT, async (page) => {
    const { password } = account(server, 'municipality_contact');
    await fill(page, '/account/address', { email: 'neu@kreis-kleve.example', password });
  });
  // Before the letters of a wave to everybody push them out of the outbox.
  await people.as(VISITOR, async (page) => {
    for (const kind of ['links', 'addresses']) {
      const letter = page.locator(`a[href*="/${kind}/"]`).first();
      const opened = Date.now();
      do await page.goto('/outbox');
      while ((await letter.count()) === 0 && Date.now() - opened < 20_000);
      noted(await letter.getAttribute('href'), VISITOR);
    }
  });
  await people.as(OFFICE, async (page) => {
    // A hindrance, and the history of an answer that can be erased.
    await page.goto(`${HOME}/hindrances/new`);
    const form = page.locator('main form[method=post]');
    for (const select of await form.locator('select').all()) await select.selectOption({ index: 1 });
    for (const radio of await form.locator('input[type=radio]').all()) await radio.check();
    for (const name of ['title', 'words']) await form.locator(`[name=${name}]`).fill('Der Bus fährt abends nicht.');
    await submit(page, 'form:has([name=words])');
    await page.goto(`${HOME}/voices?state=accepted`);
    noted(await page.locator('main a[href*="/voices/"]:not([href$="/links"])').first().getAttribute('href'), OFFICE);
    await page.goto(BOOK);
    const sections = await page.locator('.tasks a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    const links = async (address, pattern) => [...(await (await page.request.get(address)).text()).matchAll(pattern)];
    for (const section of sections) {
      for (const [, history] of await links(section, /href="([^"]+\/history)"/g)) {
        for (const [, erasure] of await links(history, /href="([^"]+\/history\/erasure)"/g)) noted(erasure, OFFICE);
      }
    }
  });
  // A summary sent, and a rule of it on the Land's list.
  await people.as(LAND, async (page) => {
    // These are about the wave of the first working aid; afterwards another one is the newest.
    for (const about of ['missing-actors', 'predecessors']) {
      await page.goto(`/land/${about}`);
      const wave = await page.locator('[name=wave] option').evaluateAll((all) => all.map((o) => o.value).find((v) => v));
      noted(`/land/${about}/file.csv?wave=${wave}`, LAND);
    }
    const plan = { title: 'Bedarfe 2031', instrument: 'bedarfsanalyse/1', deadline: '2031-06-30' };
    await fill(page, '/land/waves/new', plan, { check: '[name=asks][value=all]' });
    await page.locator('button[value=open]').click();
    await page.waitForLoadState();
  });
  await people.as(OFFICE, async (page) => {
    const aid = `${HOME}/workbooks/bedarfsanalyse`;
    const rule = { item: 'BAA-2.7', words: 'Prüfungen gibt es nur auf Deutsch.' };
    await fill(page, `${aid}/hurdles`, rule, { check: '[name=level][value=bund]' });
    await page.goto(`${aid}/passages/BAA-8.9`);
    await page.locator('[name=take]').first().check();
    await submit(page, 'form:has([name=take])');
    noted(`${aid}/passages/BAA-8.9`, OFFICE);
    await page.goto(`${aid}/submission`);
    await submit(page, 'form:has([name=sha256])');
  });
  await people.as(LAND, async (page) => {
    await page.goto('/land/problems/unsorted');
    await page.locator('[name=line]').first().check();
    await page.locator('[name=title]').fill('Sprache der Prüfungen');
    await page.locator('[name=level][value=bund]').check();
    await submit(page, 'form:has([name=line])');
  });
  await people.as(OFFICE, async (page) => {
    await page.goto(`${HOME}/people`);
    await page.getByRole('link', { name: 'Eigene Aufgaben übergeben' }).click();
    await page.locator('[name=successor]').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Weiter: ansehen, was übergeht' }).click();
    await page.waitForURL(/\/handover\?/);
    arrived(page, OFFICE);
  });
  await people.as(OPERATOR, async (page) => {
    await page.goto('/people/accounts');
    await page.locator('main [name=q]').fill('kleve');
    await page.locator('main [role=search] button').click();
    await page.waitForURL(/\?q=kleve/);
    arrived(page, OPERATOR);
  });
  await people.as(LAND, async (page) => {
    const plan = { title: 'Strukturen 2031', deadline: '2031-06-30' };
    await fill(page, '/land/waves/new', plan, { check: '[name=asks][value=chosen]' });
    arrived(page, LAND);
    await page.locator('[name=alliance]').first().check();
    await page.locator('button[value=opening]').click();
    await page.waitForURL(/\/opening/);
    arrived(page, LAND);
  });
}

/** Notes a page that a form has led to. */
function arrived(page, email) {
  noted(page.url(), email);
}

/** Notes an address that the walk would not come to by itself. */
function noted(address, email) {
  const { pathname, search } = new URL(address, server.url);
  behindForms.set(email, [...(behindForms.get(email) ?? []), pathname + search]);
}

/** Fills the form of a page that holds these fields, and sends it. */
async function fill(page, address, values, { check } = {}) {
  await page.goto(address);
  const form = `main form[method=post]:has([name="${Object.keys(values)[0]}"])`;
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`${form} [name="${name}"]`);
    if (await field.first().evaluate((element) => element.tagName === 'SELECT')) await field.selectOption(value);
    else await field.fill(value);
  }
  if (check) await page.locator(`${form} ${check}`).first().check();
  await submit(page, form);
}

async function submit(page, form) {
  await page.locator(`${form} .button--primary`).first().click();
  await page.waitForLoadState();
  const refused = await page.locator('.error-summary').allInnerTexts();
  assert.deepEqual(refused, [], `at ${page.url()}`);
}

// --- who can reach what -------------------------------------------------------

/** Addresses of one shape that are looked into: enough to meet every state. */
const ENOUGH = 12;

/** Follows all links from the start page; answers who found which route where. */
async function walk() {
  const reached = new Map();
  const broken = [];
  for (const email of [VISITOR, OFFICE, LAND, OPERATOR, CONTACT, CONTRIBUTOR, EVALUATOR, DISTRICT, TOWN]) {
    const cookie = (await people.cookies(email)).map(({ name, value }) => `${name}=${value}`).join('; ');
    const open = [['/', 'nowhere'], ...(behindForms.get(email) ?? []).map((address) => [address, 'a form'])];
    const seen = new Map();
    while (open.length > 0) {
      const [address, from] = open.shift();
      const { pathname, search } = new URL(address, server.url);
      const route = routeOf(address);
      const known = seen.get(route) ?? new Set();
      seen.set(route, known);
      if (known.has(pathname + search) || known.size >= ENOUGH) continue;
      known.add(pathname + search);
      const answer = await fetch(new URL(address, server.url), { headers: { cookie, accept: 'text/html' } });
      const html = await answer.text();
      const arrived = new URL(answer.url).pathname;
      if (!answer.ok || !route) {
        broken.push(`${answer.status} ${pathname + search}, linked from ${from}, for ${email || 'a visitor'}`);
        continue;
      }
      const arrival = arrived === pathname ? pathname + search : arrived;
      for (const [way, place] of [[route, pathname + search], [routeOf(arrived), arrival]]) {
        const turnedAway = arrived === '/sign-in' && way !== '/sign-in';
        if (!turnedAway && !reached.has(way)) reached.set(way, { email, address: place });
      }
      for (const [, href] of html.matchAll(/<a\b[^>]*\shref="([^"]+)"/g)) {
        const target = new URL(href.replaceAll('&amp;', '&'), answer.url);
        // The demo's outbox shows everybody's letters; whom they are not for, their links refuse.
        const foreign = pathname === '/outbox' && !/^\/(links|addresses)\//.test(target.pathname);
        const isForPrograms = target.pathname.startsWith('/api/');
        if (target.origin === server.url && !foreign && !isForPrograms) open.push([target.pathname + target.search, pathname]);
      }
    }
  }
  return { reached, broken };
}

describe('every page', () => {
  it('is linked from pages whose links all lead somewhere', () => {
    assert.deepEqual(found.broken, []);
    const stale = Object.keys(unlinked).filter((route) => !routes.some((known) => known.route === route));
    assert.deepEqual(stale, [], 'named as unlinked, but no routes');
  });

  for (const { route } of routes.filter(({ isFile }) => !isFile)) {
    it(route, async () => {
      const { email, address } = whereIs(route);
      await atBothWidths(route.replace(/^\//, '').replaceAll('/', '-').replace(/[{}]/g, '') || 'start', email, address);
    });
  }

  for (const [name, email, address] of alsoAs) {
    it(name, () => atBothWidths(name, email, address));
  }

  it('that is not there says so', () => atBothWidths('not-found', OFFICE, `${HOME}/nowhere`, { status: 404 }));

  for (const width of [1280, 320]) {
    it(`the questions for figures at ${width} px`, () =>
      people.as(
        OFFICE,
        async (page) => {
          await page.goto(`${HOME}/workbooks/bedarfsanalyse/BAA-I`);
          await checkPage(page, `figures-section-${width}`);
        },
        { width },
      ));
    it(`every section of the working aid at ${width} px`, () =>
      people.as(
        OFFICE,
        async (page) => {
          await page.goto(BOOK);
          const links = await page.locator('.tasks a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
          assert.ok(links.length > 3, `only ${links.length} sections`);
          for (const [i, link] of links.entries()) {
            await page.goto(link);
            await checkPage(page, `section-${i}-${width}`);
          }
        },
        { width },
      ));
  }
});

describe('every file', () => {
  for (const { route } of routes.filter(({ isFile }) => isFile)) {
    it(route, async () => {
      const { email, address } = whereIs(route);
      const cookie = (await people.cookies(email)).map(({ name, value }) => `${name}=${value}`).join('; ');
      const answer = await fetch(new URL(address, server.url), { headers: { cookie } });
      assert.equal(answer.status, 200, address);
      assert.match(answer.headers.get('content-disposition') ?? '', /^attachment/);
      assert.ok((await answer.arrayBuffer()).byteLength > 60, address);
    });
  }
});

function whereIs(route) {
  const [email, address] = unlinked[route] ?? [];
  const known = address ? { email, address } : found.reached.get(route);
  assert.ok(known, `no link from the start page leads to ${route}; is it linked, and does furnish() give it something to show?`);
  return known;
}

async function atBothWidths(name, email, address, expected) {
  for (const width of [1280, 320]) {
    await people.as(
      email,
      async (page) => {
        await page.goto(address);
        await checkPage(page, `${name}-${width}`, expected);
      },
      { width },
    );
  }
}
