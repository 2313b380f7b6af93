// Contributions become one agreed answer: three organisations answer by link, the office
// puts them together, somebody of the core group comments, two people meet the choice
// between two answers, and a finding becomes a task.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { account, checkPage, handIn, newPage, signIn, startBrowser, startServer } from './support.mjs';

const HOME = '/alliances/kreis-kleve';
const BOOK = `${HOME}/workbooks/bedarfsanalyse`;
const ITEM = `${BOOK}/consolidation/BAA-5.2`;
const OFFICE = 'gfs@kreis-kleve.example';

let server;
let browser;
let office;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  office = await newPage(browser, server);
  await signIn(office, server, OFFICE);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Asks an organisation two questions and lets it answer them by its link. */
async function contribute(organisation, voice, words, choice) {
  const email = `${organisation.toLowerCase().replaceAll(/[^a-z]/g, '')}@stelle.example`;
  await office.goto(`${BOOK}/assignments/new`);
  for (const uid of ['BAA-4.2', 'BAA-5.2']) await office.locator(`[name=items][value="${uid}"]`).check();
  const free = office.locator('details:has([name=free_name_1])');
  if (!(await free.evaluate((element) => element.open))) await free.locator('summary').click();
  const day = `${new Date().getFullYear() + 1}-03-31`;
  const told = { free_name_1: 'Kim Muster', free_email_1: email, free_organisation_1: organisation, due_on: day, why: 'Für das Gesamtbild.' };
  for (const [name, value] of Object.entries(told)) await office.locator(`[name=${name}]`).fill(value);
  await office.locator(`[name=voice][value=${voice}]`).check();
  await office.getByRole('button', { name: 'E-Mails verschicken' }).click();
  await office.getByText('Die E-Mails sind unterwegs.').waitFor();
  const page = await newPage(browser, server, { width: 320, height: 640 });
  await page.goto('/outbox');
  const link = await page.locator('article', { hasText: email }).locator('a[href*="/z/"]').first().getAttribute('href');
  const { pathname } = new URL(link, server.url);
  await page.goto(pathname);
  await page.getByRole('button', { name: 'Zu den Fragen' }).click();
  await page.getByRole('radio', { name: choice, exact: true }).check();
  await page.locator('[data-saved][data-state=saved]').first().waitFor();
  await page.getByRole('link', { name: 'Nächste Frage' }).click();
  await page.locator('textarea[name=value]').fill(words);
  await page.locator('textarea[name=value]').blur();
  await page.locator('[data-saved][data-state=saved]').first().waitFor();
  await page.goto(pathname);
  await handIn(page);
  await page.context().close();
}

describe('consolidation', () => {
  it('says what to do while nobody was asked', async () => {
    await office.goto(`${BOOK}/consolidation`);
    await checkPage(office, 'consolidation-empty');
    await office.goto(`${BOOK}/threads`);
    await checkPage(office, 'threads-empty');
    await office.goto(`${HOME}/tasks`);
    await checkPage(office, 'tasks-empty');
  });

  it('puts three contributions together', async () => {
    await contribute('Jobcenter Kleve', 'partners', 'Es fehlen Kurse am Abend.', 'Ja');
    await contribute('Ehrenamtskreis', 'volunteers', 'Niemand erreicht die Dörfer.', 'Ja');
    await contribute('Flüchtlingsrat', 'refugees', 'Die Wartezeiten sind zu lang.', 'Nein');
    await office.goto(BOOK);
    await office.getByRole('link', { name: 'Beiträge abstimmen' }).click();
    await checkPage(office, 'consolidation');
    await office.getByRole('link', { name: /^5\.2 / }).click();
    await office.getByText(/haben geantwortet\./).waitFor();
    for (const who of ['Jobcenter Kleve', 'Ehrenamtskreis', 'Flüchtlingsrat']) {
      await office.locator('#asked ~ .tasks li', { hasText: who }).filter({ hasText: 'geantwortet' }).waitFor();
    }
    await checkPage(office, 'consolidation-item');
    const merged = office.locator('textarea[name=value]');
    const ready = await merged.inputValue();
    for (const words of ['Jobcenter Kleve: Es fehlen', 'Ehrenamtskreis: Niemand', 'Flüchtlingsrat: Die Warte']) {
      assert.ok(ready.includes(words), ready);
    }
    await merged.fill('Es fehlen Kurse am Abend und auf dem Land.');
    await office.getByRole('button', { name: /Zusammengefasst übernehmen/ }).click();
    await office.getByText('Die abgestimmte Antwort ist gespeichert.').waitFor();
    await office.getByText(/stammt aus: .*Ehrenamtskreis .*zusammengefasst/).waitFor();
    await office.getByRole('link', { name: 'Zur Frage in der Arbeitshilfe' }).click();
    await office.getByText(/stammt aus: .*Ehrenamtskreis/).first().waitFor();
    await checkPage(office, 'section-with-origin');
  });

  it('lays the views over each other, on a desk and on a phone', async () => {
    await office.goto(`${BOOK}/consolidation/BAA-4.2`);
    await office.getByText('Die Sichten gehen auseinander').waitFor();
    await checkPage(office, 'consolidation-views');
    await office.goto(`${BOOK}/consolidation/sections/BAA-IV`);
    await checkPage(office, 'consolidation-section');
    const phone = await newPage(browser, server, { width: 320, height: 640 });
    await phone.context().addCookies(await office.context().cookies());
    for (const [name, address] of [['item', ITEM], ['views', `${BOOK}/consolidation/BAA-4.2`], ['list', `${BOOK}/consolidation`]]) {
      await phone.goto(address);
      await checkPage(phone, `consolidation-${name}-phone`);
    }
    await phone.context().close();
  });

  for (const javaScript of [false, true]) {
    it(`shows both answers to the second of two people ${javaScript ? 'with' : 'without'} the script`, async () => {
      const [theirs, mine] = [`Was die eine schreibt (${javaScript}).`, `Was die andere schreibt (${javaScript}).`];
      const second = await newPage(browser, server, { javaScript, width: javaScript ? 320 : 1280 });
      await signIn(second, server, OFFICE);
      for (const page of [office, second]) await page.goto(ITEM);
      await office.locator('textarea[name=value]').fill(theirs);
      await office.getByRole('button', { name: /Zusammengefasst übernehmen/ }).click();
      await office.getByText('Die abgestimmte Antwort ist gespeichert.').waitFor();
      await second.locator('textarea[name=value]').fill(mine);
      await second.getByRole('button', { name: /Zusammengefasst übernehmen/ }).click();
      await second.getByRole('heading', { name: 'Jemand war schneller' }).waitFor();
      // Nothing typed is lost, and nothing is written over.
      for (const words of [theirs, mine]) await second.getByText(words).first().waitFor();
      await checkPage(second, `consolidation-conflict-${javaScript ? 'phone' : 'desk'}`, { status: 412 });
      await office.goto(ITEM);
      assert.equal(await office.locator('.agreed').getByText(theirs).count(), 1);
      await second.getByRole('radio', { name: 'Ihre Eingabe' }).check();
      await second.getByRole('button', { name: 'Auswahl übernehmen' }).click();
      await second.getByText('Die abgestimmte Antwort ist gespeichert.').waitFor();
      assert.equal(await second.locator('.agreed').getByText(mine).count(), 1);
      // What it is made of is still said.
      await second.getByText(/stammt aus: .*Ehrenamtskreis .*zusammengefasst/).waitFor();
      await second.context().close();
    });
  }

  it('is talked about, asked again and made a task', async () => {
    const member = await newPage(browser, server);
    await signIn(member, server, account(server, 'core_group_member').email);
    await member.goto(ITEM);
    assert.equal(await member.getByRole('button', { name: /übernehmen/ }).count(), 0);
    await member.locator('[name=words]').fill('Die Zahlen der VHS fehlen hier.');
    await member.locator('[name=missing]').fill('Teilnehmende je Kurs, das weiß die VHS.');
    await member.getByRole('button', { name: 'Anmerkung schreiben' }).click();
    await member.getByText('Die Anmerkung ist gespeichert.').waitFor();
    await checkPage(member, 'thread');
    const [, name] = (await member.getByText(/^begonnen von /).first().innerText()).match(/begonnen von (.+?), \d/);
    await office.goto(`${BOOK}/threads`);
    await checkPage(office, 'threads');
    await office.getByRole('link', { name: /^5\.2 / }).click();
    // Whoever it is handed to hears of it by letter and finds it where they begin.
    await office.locator('[name=assigned_to]').selectOption({ label: name });
    await office.getByRole('button', { name: 'Speichern' }).click();
    await office.getByText('Die Anmerkung ist gespeichert.').waitFor();
    await checkPage(office, 'thread-office');
    await member.goto('/outbox');
    await member.locator('article', { hasText: 'Eine Anmerkung wartet auf Sie' }).first().getByRole('link').first().click();
    await member.getByText('Die Zahlen der VHS fehlen hier.').waitFor();
    await member.goto('/');
    await member.getByRole('heading', { name: 'Wartet auf Sie' }).waitFor();
    await checkPage(member, 'home-waits');
    await member.getByRole('link', { name: /^Anmerkung: 5\.2 / }).click();
    await member.getByRole('button', { name: 'Antworten' }).waitFor();
    await office.getByRole('link', { name: 'Noch einmal fragen' }).click();
    assert.ok(await office.locator('[name=items][value="BAA-5.2"]').isChecked());
    assert.match(await office.locator('[name=why]').inputValue(), /Teilnehmende je Kurs/);
    await office.goBack();
    await office.getByRole('link', { name: 'Aufgabe daraus machen' }).click();
    await checkPage(office, 'task-new');
    await office.locator('[name=title]').fill('VHS nach Teilnehmenden fragen');
    await office.locator('[name=responsible]').selectOption({ label: name });
    await office.locator('[name=due_on]').fill(`${new Date().getFullYear() + 1}-04-30`);
    await office.getByRole('button', { name: 'Aufgabe anlegen' }).click();
    await office.getByText('Die Aufgabe ist angelegt.').waitFor();
    await checkPage(office, 'task');
    await member.goto(HOME);
    await member.getByRole('link', { name: 'Aufgabe: VHS nach Teilnehmenden fragen' }).click();
    await member.getByRole('heading', { name: 'VHS nach Teilnehmenden fragen' }).waitFor();
    await office.getByRole('radio', { name: 'begonnen' }).check();
    await office.getByRole('button', { name: 'Speichern' }).click();
    await office.getByText('Die Aufgabe ist gespeichert.').waitFor();
    await office.goto(HOME);
    await office.getByRole('link', { name: 'Aufgaben', exact: true }).click();
    await office.getByText('VHS nach Teilnehmenden fragen').waitFor();
    await checkPage(office, 'tasks');
    await office.goto(`${HOME}/due`);
    await office.getByText('Aufgabe: VHS nach Teilnehmenden fragen').waitFor();
    await checkPage(office, 'due-with-task');
    const phone = await newPage(browser, server, { width: 320, height: 640 });
    await phone.context().addCookies(await member.context().cookies());
    const thread = await member.evaluate(() => document.querySelector('a[href*="/threads/"]')?.pathname);
    const pages = { home: HOME, threads: `${BOOK}/threads`, thread, tasks: `${HOME}/tasks`, task: new URL(member.url()).pathname, due: `${HOME}/due` };
    for (const [page, address] of Object.entries(pages)) {
      await phone.goto(address);
      await checkPage(phone, `${page}-phone`);
    }
    for (const page of [phone, member]) await page.context().close();
    await office.goto(`${HOME}/tasks`);
    await office.getByRole('link', { name: 'VHS nach Teilnehmenden fragen' }).click();
    await office.getByRole('link', { name: 'Zur Anmerkung' }).click();
    await office.getByRole('button', { name: 'Als erledigt markieren' }).click();
    await office.getByText('Die Anmerkung ist erledigt.').waitFor();
  });
});
