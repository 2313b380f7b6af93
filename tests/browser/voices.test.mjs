// Talks reported by personal link, on a phone: filled without network and sent later,
// without names and numbers, looked at by the office, counted by theme.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkPage, newPage, signIn, startBrowser, startLine, startServer } from './support.mjs';

const HOME = '/alliances/kreis-kleve';
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

/** Asks somebody for talks; answers the link of the letter. */
async function ask(name, email) {
  await office.goto(`${HOME}/voices/links`);
  await office.locator('[name=name]').fill(name);
  await office.locator('[name=email]').fill(email);
  await office.getByRole('button', { name: 'E-Mail mit Link verschicken' }).click();
  await office.getByText('Die E-Mail mit dem Link ist unterwegs.').waitFor();
  const outbox = await newPage(browser, server);
  await outbox.goto('/outbox');
  const link = await outbox.locator('article', { hasText: email }).locator('a[href*="/v/"]').first().getAttribute('href');
  await outbox.context().close();
  return new URL(link, server.url).pathname;
}

/** Opens a theme of the sheet and says something about it. */
async function say(page, theme, mood, words) {
  const fold = page.locator('details', { has: page.locator('summary', { hasText: theme }) }).first();
  if (!(await fold.evaluate((element) => element.open))) await fold.locator('summary').click();
  await fold.getByLabel(mood).check();
  await fold.getByLabel('Was erschwert es?').fill(words);
}

/** How many reports wait that hold these words. */
async function waiting(words) {
  await office.goto(`${HOME}/voices?q=${encodeURIComponent(words)}`);
  return office.locator('tbody tr').count();
}

/** What the table of themes says about talks that go badly. */
async function badly(theme) {
  await office.goto(`${HOME}/themes`);
  const row = office.locator('tbody tr', { has: office.locator('th', { hasText: theme }) });
  // While nothing counts, there is no table.
  return (await row.count()) === 0 ? 0 : Number(await row.locator('td').nth(2).innerText());
}

describe('talks', () => {
  it('are filled without network on a phone, wait, and arrive once', async () => {
    const link = await ask('Kim Muster', 'kim@verein.example');
    const line = await startLine(server);
    const page = await newPage(browser, line, { width: 320, height: 640 });
    await page.goto(link);
    await checkPage(page, 'voices-start');
    await page.getByRole('link', { name: 'Gespräch eintragen' }).click();
    await page.locator('form[data-queue]').waitFor();
    await checkPage(page, 'voices-talk');
    await line.cut();
    for (const words of ['Der Bus kommt nie', 'Der Bus kommt selten']) {
      await say(page, 'Mobilität', 'läuft schlecht', words);
      await page.getByRole('button', { name: 'Absenden' }).click();
    }
    await page.getByText('noch nicht gesendet (2)').waitFor();
    // The page was closed, and is opened again without network.
    await page.goto('about:blank');
    await page.goto(`${link}/talk`);
    await page.getByText('noch nicht gesendet (2)').waitFor();
    assert.equal(await waiting('Der Bus kommt'), 0);
    await line.mend();
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await page.getByText('Angekommen. Vielen Dank.').waitFor();
    assert.equal(await waiting('Der Bus kommt'), 2);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('klappt:talk:')).length), 0);
    await page.goto(link);
    assert.equal(await page.getByText('wartet auf Prüfung').count(), 2);
    await page.context().close();
    await line.cut();
  });

  it('hold no date of birth, and names only if somebody says that they are none', async () => {
    const link = await ask('Alex Beispiel', 'alex@verein.example');
    const page = await newPage(browser, server, { width: 320, height: 640 });
    await page.goto(`${link}/talk`);
    await say(page, 'Gesundheit', 'geht so', 'Sie ist am 01.02.2001 geboren');
    await page.getByRole('button', { name: 'Absenden' }).click();
    await page.getByText('sieht aus wie ein Geburtsdatum').waitFor();
    await checkPage(page, 'voices-talk-blocked');
    await say(page, 'Gesundheit', 'geht so', 'Gespräch mit Herrn Ahmad');
    await page.getByRole('button', { name: 'Absenden' }).click();
    await page.getByText('Ist das ein Name oder eine Adresse: „Herrn Ahmad“?').waitFor();
    assert.equal(await waiting('Ahmad'), 0);
    await page.getByLabel(/Trotzdem senden/).check();
    await page.getByRole('button', { name: 'Absenden' }).click();
    await page.getByText('Angekommen. Vielen Dank.').waitFor();
    assert.equal(await waiting('Ahmad'), 1);
    await page.context().close();
  });

  it('are sent without JavaScript too, and refused at the field', async () => {
    const link = await ask('Robin Probe', 'robin@verein.example');
    const page = await newPage(browser, server, { javaScript: false, width: 320, height: 640 });
    await page.goto(`${link}/talk`);
    await say(page, 'Wohnen', 'läuft schlecht', 'geb. 1.2.2001');
    await page.getByRole('button', { name: 'Absenden' }).click();
    await page.locator('.field__error', { hasText: 'Geburtsdatum' }).waitFor();
    await say(page, 'Wohnen', 'läuft schlecht', 'Vier Betten im Zimmer');
    await page.getByRole('button', { name: 'Absenden' }).click();
    await page.getByText('Angekommen. Vielen Dank.').waitFor();
    assert.equal(await waiting('Vier Betten'), 1);
    await page.context().close();
  });

  it('count once the office has looked at them', async () => {
    const link = await ask('Toni Muster', 'toni@verein.example');
    const page = await newPage(browser, server, { width: 320, height: 640 });
    await page.goto(`${link}/talk`);
    await say(page, 'Geld', 'läuft schlecht', 'Die Fahrkarte kostet zu viel');
    await page.getByRole('button', { name: 'Absenden' }).click();
    await page.getByText('Angekommen. Vielen Dank.').waitFor();
    const before = await badly('Geld');
    assert.equal(await waiting('Fahrkarte kostet'), 1);
    await checkPage(office, 'voices');
    await office.locator('tbody th a').first().click();
    await office.getByText('Die Fahrkarte kostet zu viel').first().waitFor();
    await checkPage(office, 'voice');
    await office.locator('summary', { hasText: 'Etwas herausnehmen' }).click();
    await office.getByLabel('Was erschwert es?').fill('Fahrkarten kosten zu viel');
    await office.getByRole('button', { name: 'Bisherige Fassung ersetzen' }).click();
    await office.getByText('endgültig weg').first().waitFor();
    assert.equal(await office.getByText('Die Fahrkarte kostet zu viel').count(), 0);
    assert.equal(await badly('Geld'), before, 'nothing counts before it was accepted');
    await office.goBack();
    await office.getByRole('button', { name: 'Übernehmen' }).click();
    await office.getByText('Der Eintrag zählt jetzt.').waitFor();
    assert.equal(await badly('Geld'), before + 1);
    await checkPage(office, 'themes');
    // The link is ended: what is still on the device goes.
    await page.context().setOffline(true);
    await say(page, 'Geld', 'geht so', 'Zu spät');
    await page.getByRole('button', { name: 'Absenden' }).click();
    await page.getByText('noch nicht gesendet (1)').waitFor();
    await office.goto(`${HOME}/voices/links?q=toni`);
    await office.getByRole('button', { name: /Sofort beenden/ }).first().click();
    await office.getByText('Der Link ist beendet.').waitFor();
    await page.context().setOffline(false);
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await page.getByText('Dieser Link gilt nicht mehr').waitFor();
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('klappt:talk:')).length), 0);
    await page.context().close();
  });
});
