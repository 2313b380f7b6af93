// The summary of the needs-and-offers analysis: the office takes passages from what was
// answered, is offered a later change, sees what leaves and sends it; the Land's table and
// its list of rules change.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { account, checkPage, newPage, signIn, startBrowser, startServer } from './support.mjs';

const HOME = '/alliances/kreis-kleve';
const BOOK = `${HOME}/workbooks/bedarfsanalyse`;
const OFFICE = 'gfs@kreis-kleve.example';

let server;
let browser;
let office;
let land;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  office = await newPage(browser, server);
  await signIn(office, server, OFFICE);
  land = await newPage(browser, server);
  await signIn(land, server, account(server, 'state_coordination').email);
  await land.goto('/land/waves/new');
  await land.locator('[name=title]').fill('Bedarfe und Angebote');
  await land.locator('[name=instrument]').selectOption('bedarfsanalyse/1');
  await land.locator('[name=deadline]').fill(`${new Date().getFullYear() + 1}-06-30`);
  await land.locator('[name=asks][value=all]').check();
  await land.locator('form:has([name=title]) .button--primary').click();
  await land.locator('button[value=open]').click();
  await land.waitForURL(/\/land\/waves\/[^/]+(\?|$)/);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Answers one field on its section's page and waits until it is saved. */
async function answer(section, uid, words) {
  await office.goto(`${BOOK}/${section}`);
  const form = office.locator(`form[action$="/answers/${uid}"]`);
  await form.locator('[name=value]').first().fill(words);
  await form.locator('[name=value]').first().blur();
  await form.locator('[data-saved][data-state=saved]').waitFor();
}

/** Ticks what is on offer under a question and takes it over. */
async function take(item, ...wanted) {
  await office.goto(`${BOOK}/passages/${item}`);
  for (const words of wanted) await office.getByLabel(words).check();
  await office.getByRole('button', { name: 'Angekreuzte Textstellen übernehmen' }).click();
  await office.getByText('Die Textstellen sind übernommen.').waitFor();
}

describe('the summary', () => {
  it('offers single passages with their source; the office takes and edits them', async () => {
    await answer('BAA-V', 'BAA-5.2', 'Abendkurse für Berufstätige');
    await office.goto(`${BOOK}/BAA-IV`);
    const table = office.locator('form[action$="/answers/BAA-4.1"]');
    await table.locator('[name="cell-1-2"]').fill('Kurs am Markt');
    await table.locator('[name="cell-1-4"]').fill('0');
    await table.locator('[name="cell-1-4"]').blur();
    await table.locator('[data-saved][data-state=saved]').waitFor();
    await office.goto(`${BOOK}/BAA-VIII`);
    await checkPage(office, 'summary-section');
    await office.getByRole('link', { name: /Textstellen auswählen.*Sprachförderung/ }).click();
    await checkPage(office, 'summary-offers');
    await take('BAA-8.3', /Kurs am Markt: keine freien Plätze/, /Integrationskurse.*in der Tabelle 4\.1 nicht eingetragen/);
    await take('BAA-8.4', 'Abendkurse für Berufstätige');
    await checkPage(office, 'summary-taken');
    await office.getByRole('link', { name: /Textstelle bearbeiten/ }).click();
    await checkPage(office, 'summary-edit');
    await office.locator('[name=words]').fill('Abendkurse für Berufstätige fehlen');
    await office.locator('[name=topic]').selectOption('for');
    await office.getByRole('button', { name: 'Speichern' }).click();
    await office.getByText('Die Textstelle ist gespeichert.').waitFor();
  });

  it('offers a later change at the source and never forces it', async () => {
    await answer('BAA-V', 'BAA-5.2', 'Abendkurse und Kurse am Samstag');
    await office.goto(`${BOOK}/passages/BAA-8.4`);
    await office.getByText('hat sich seit dem Übernehmen etwas geändert').waitFor();
    await checkPage(office, 'summary-changed');
    await office.getByText('Abendkurse für Berufstätige fehlen').first().waitFor();
    await office.getByRole('button', { name: /Neuen Stand übernehmen/ }).click();
    await office.getByText('Die Textstelle ist gespeichert.').waitFor();
    await office.locator('#taken ~ ol').getByText('Abendkurse und Kurse am Samstag').first().waitFor();
  });

  it('gathers rules of Land and Bund marked anywhere', async () => {
    await office.goto(`${BOOK}/BAA-II`);
    await office.getByRole('link', { name: /Regel von Land oder Bund vermerken.*Gibt es Hürden/ }).click();
    await office.locator('[name=level][value=bund]').check();
    await office.locator('form:has([name=item]) [name=words]').fill('Prüfungen gibt es nur auf Deutsch.');
    await office.getByRole('button', { name: 'Vermerken' }).click();
    await office.getByText('Die Regel ist vermerkt.').waitFor();
    await checkPage(office, 'hurdles');
    await take('BAA-8.9', /Prüfungen gibt es nur auf Deutsch/);
  });

  it('shows word for word what leaves, and the Land counts what was sent', async () => {
    await land.goto('/land/gaps');
    await checkPage(land, 'gaps-before');
    await office.goto(`${BOOK}/submission`);
    await office.getByText('Abendkurse und Kurse am Samstag').first().waitFor();
    await checkPage(office, 'summary-preview');
    await office.getByRole('button', { name: 'So abgeben' }).click();
    await office.getByText('Die Kurzfassung ist abgegeben.').waitFor();
    await land.goto('/land/gaps');
    await checkPage(land, 'gaps');
    const row = land.locator('tr', { hasText: 'Integrationskurse und Jugendintegrationskurse' });
    assert.match(await row.locator('td').first().innerText(), /^1/);
    await land.getByRole('link', { name: /nebeneinander.*Sprachförderung/ }).click();
    await land.getByText('Kurs am Markt: keine freien Plätze').waitFor();
    await checkPage(land, 'answers');
  });

  it('brings rules onto the list, whose status everybody reads', async () => {
    await land.goto('/land/problems');
    await land.getByRole('link', { name: 'Neue Nennungen zuordnen' }).click();
    await checkPage(land, 'problems-unsorted');
    await land.getByLabel(/Prüfungen gibt es nur auf Deutsch/).check();
    await land.locator('[name=title]').fill('Sprache der Prüfungen bei den Kammern');
    await land.locator('[name=level][value=bund]').check();
    await land.getByRole('button', { name: 'Zuordnen' }).click();
    await land.getByText('Die Nennungen sind zugeordnet.').waitFor();
    await land.goto('/land/problems');
    await land.getByRole('link', { name: 'Sprache der Prüfungen' }).click();
    await land.locator('[name=status]').selectOption('examined');
    await land.locator('[name=words]').fill('Das Ministerium fragt den Bund.');
    await land.getByRole('button', { name: 'Stand festhalten' }).click();
    await land.getByText('Der Stand ist festgehalten.').waitFor();
    await checkPage(land, 'problem');
    await office.goto('/land/problems');
    await checkPage(office, 'problems');
    await office.getByRole('link', { name: 'Sprache der Prüfungen' }).click();
    await office.getByText('Das Ministerium fragt den Bund.').waitFor();
    assert.equal(await office.getByText('Prüfungen gibt es nur auf Deutsch').count(), 0);
  });
});
