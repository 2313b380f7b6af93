// Questions handed out and answered by personal link: the office asks, somebody answers
// on a phone without an account, with and without JavaScript.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkPage, handIn, newPage, signIn, startBrowser, startServer } from './support.mjs';

const HOME = '/alliances/kreis-kleve';
const LIST = `${HOME}/workbooks/bedarfsanalyse/assignments`;
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

/** Hands two questions to somebody new; answers the link of the letter. */
async function handOut(name, email) {
  await office.goto(`${LIST}/new`);
  for (const uid of ['BAA-4.2.1', 'BAA-5.2']) await office.locator(`[name=items][value="${uid}"]`).check();
  const free = office.locator('details:has([name=free_name_1])');
  if (!(await free.evaluate((element) => element.open))) await free.locator('summary').click();
  await office.locator('[name=free_name_1]').fill(name);
  await office.locator('[name=free_email_1]').fill(email);
  await office.locator('[name=due_on]').fill('2031-03-31'.replace('2031', String(new Date().getFullYear() + 1)));
  await office.locator('[name=why]').fill('Damit niemand zweimal fragt.');
  await office.getByRole('button', { name: 'E-Mails verschicken' }).click();
  await office.getByText('Die E-Mails sind unterwegs.').waitFor();
  const outbox = await newPage(browser, server);
  await outbox.goto('/outbox');
  const link = await outbox.locator('article', { hasText: email }).locator('a[href*="/z/"]').first().getAttribute('href');
  await outbox.context().close();
  return new URL(link, server.url).pathname;
}

describe('questions handed out', () => {
  it('are picked, sent and listed', async () => {
    await office.goto(LIST);
    await checkPage(office, 'assignments');
    await office.goto(`${LIST}/new`);
    await checkPage(office, 'assignments-new');
    await handOut('Kim Muster', 'kim@schule.example');
    await office.getByText('kim@schule.example').first().waitFor();
    await office.goto(`${HOME}/due`);
    await checkPage(office, 'due');
  });

  for (const javaScript of [true, false]) {
    it(`are answered on a phone ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
      const email = `phone-${javaScript}@schule.example`;
      const link = await handOut('Robin Probe', email);
      const page = await newPage(browser, server, { javaScript, width: 320, height: 640 });
      await page.goto(link);
      await page.getByText('Damit niemand zweimal fragt.').waitFor();
      if (javaScript) await checkPage(page, 'link-start');
      await page.getByRole('button', { name: 'Zu den Fragen' }).click();
      await page.locator('textarea[name=value]').waitFor();
      if (javaScript) await checkPage(page, 'link-item');
      await page.locator('textarea[name=value]').fill('Kurse am Abend');
      if (javaScript) {
        await page.locator('textarea[name=value]').blur();
        await page.locator('[data-saved][data-state=saved]').waitFor();
      } else {
        await page.getByRole('button', { name: /Speichern/ }).first().click();
      }
      await page.reload();
      assert.equal(await page.locator('textarea[name=value]').inputValue(), 'Kurse am Abend');
      await page.getByRole('link', { name: 'Nächste Frage' }).click();
      await page.getByRole('link', { name: 'Zur Übersicht' }).last().click();
      await page.getByText('1 von 2 Fragen beantwortet').first().waitFor();
      await page.getByRole('link', { name: /Etwas passt nicht/ }).click();
      if (javaScript) await checkPage(page, 'link-other');
      await page.getByRole('link', { name: 'Zur Übersicht' }).first().click();
      await handIn(page);
      if (javaScript) await checkPage(page, 'link-delivered');
      await office.goto(`${LIST}?q=${encodeURIComponent(email)}`);
      await office.locator('tbody th a').first().click();
      await office.getByText('Kurse am Abend').waitFor();
      await checkPage(office, 'assignment');
      await office.getByRole('button', { name: 'Link sofort beenden' }).click();
      await office.getByText('Der Link ist beendet.').waitFor();
      assert.equal((await page.goto(link)).status(), 404);
      await page.context().close();
    });
  }

  it('are passed on to a colleague, whose link is another one', async () => {
    const link = await handOut('Alex Beispiel', 'alex@schule.example');
    const page = await newPage(browser, server, { width: 320, height: 640 });
    await page.goto(`${link}/other`);
    await page.locator('[name=pass_name]').fill('Toni Muster');
    await page.locator('[name=pass_email]').fill('toni@schule.example');
    await page.getByRole('button', { name: 'Weitergeben' }).click();
    await page.getByRole('heading', { name: 'Weitergegeben' }).waitFor();
    await checkPage(page, 'link-passed-on');
    assert.equal((await page.goto(link)).status(), 404);
    await page.context().close();
  });
});
