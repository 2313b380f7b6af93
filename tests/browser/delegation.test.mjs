// Questions handed out and answered by personal link: the office asks, somebody answers
// on a phone without an account, with and without JavaScript.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { brokenWords, checkPage, handIn, newPage, signIn, startBrowser, startServer } from './support.mjs';

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

/** Hands questions to somebody new; answers the link of the letter. */
async function handOut(name, email, items = ['BAA-4.2.1', 'BAA-5.2']) {
  await office.goto(`${LIST}/new`);
  for (const uid of items) await office.locator(`[name=items][value="${uid}"]`).check();
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

  it('show sums and remarks that follow each save, without a reload, on a link and in the office', async () => {
    const link = await handOut('Kim Summe', 'summe@schule.example', ['BAA-1.13', 'BAA-1.15', 'BAA-1.2']);
    const page = await newPage(browser, server, { width: 320, height: 640 });
    await page.goto(link);
    await page.getByRole('button', { name: 'Zu den Fragen' }).click();
    const pages = [
      [page, `${link}/items/BAA-1.15`, `${link}/items/BAA-1.2`],
      [office, `${HOME}/workbooks/bedarfsanalyse/BAA-I`, `${HOME}/workbooks/bedarfsanalyse/BAA-I`],
    ];
    for (const [tab, parts, splits] of pages) {
      await tab.goto(parts);
      const enter = async (uid, number) => {
        const form = tab.locator(`form[action$="/answers/${uid}"]`).first();
        await form.locator('[name=value]').fill(number);
        await form.locator('[name=value]').blur();
        await form.locator('[data-saved][data-state=saved]').waitFor();
        return form.locator('[data-saved]').innerText();
      };
      const remarks = tab.locator('[data-hints="BAA-1.15"] .hint');
      for (const uid of ['kind_0_2', 'kind_3_5', 'kind_6_9', 'kind_ueber_10']) await enter(`BAA-1.15.${uid}`, '2');
      await remarks.filter({ hasText: /\b8\b/ }).first().waitFor();
      const line = await enter('BAA-1.15.kind_0_2', '5');
      await remarks.filter({ hasText: /\b11\b/ }).first().waitFor();
      assert.equal(await remarks.filter({ hasText: /\b8\b/ }).count(), 0, 'the old sum is gone');
      assert.match(line, /^gespeichert \d\d:\d\d$/, 'what stands at the question is not said twice');
      if (splits !== parts) await tab.goto(splits);
      await enter('BAA-1.2.alter_18_20', '61');
      await tab.locator('[data-total="BAA-1.2.alter_18_20"]', { hasText: '61' }).waitFor({ state: 'attached' });
      await tab.reload();
      assert.equal((await tab.locator('[data-total="BAA-1.2.alter_18_20"]').textContent()).trim(), '61');
    }
    await page.context().close();
  });

  it('keep long words whole on the narrowest phone', async () => {
    const link = await handOut('Alex Schmal', 'schmal@schule.example', ['BAA-4.1', 'BAA-1.2']);
    const page = await newPage(browser, server, { width: 320, height: 640 });
    await page.goto(link);
    await page.getByRole('button', { name: 'Zu den Fragen' }).click();
    await office.setViewportSize({ width: 320, height: 640 });
    const aid = `${HOME}/workbooks/bedarfsanalyse`;
    const sections = ['BAA-I', 'BAA-III', 'BAA-IV', 'BAA-VI'].map((section) => [office, `${aid}/${section}`]);
    const links = ['', '/items/BAA-4.1', '/items/BAA-1.2', '/other'].map((rest) => [page, link + rest]);
    const offices = [`${HOME}/due`, aid, LIST, `${HOME}/workbooks/strukturen/STR-1`].map((to) => [office, to]);
    for (const [tab, to] of [...sections, ...links, ...offices]) {
      await tab.goto(to);
      await tab.evaluate(() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true; }));
      assert.deepEqual(await brokenWords(tab), [], to);
      const [wide, seen] = await tab.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(wide <= seen, `${to} is ${wide} px wide`);
    }
    await office.setViewportSize({ width: 1280, height: 900 });
    await page.context().close();
  });

  it('are asked again of whoever declined, and the way there is short on a phone', async () => {
    const many = ['BAA-I', 'BAA-IV', 'BAA-5.2'];
    const link = await handOut('Toni Absage', 'absage@schule.example', many);
    const page = await newPage(browser, server, { width: 320, height: 640 });
    await page.goto(link);
    await page.getByRole('button', { name: 'Zu den Fragen' }).click();
    await page.goto(`${link}/items/BAA-5.2`);
    await page.locator('textarea[name=value]').fill('Kurse am Abend');
    await page.locator('textarea[name=value]').blur();
    await page.locator('[data-saved][data-state=saved]').waitFor();
    await page.goto(link);
    await checkPage(page, 'link-start-many');
    const next = page.getByRole('link', { name: 'Weiter mit der nächsten offenen Frage' });
    assert.ok((await next.boundingBox()).y < (await page.getByRole('heading', { name: 'Die Fragen' }).boundingBox()).y);
    await page.getByRole('link', { name: /5\.2/ }).waitFor({ state: 'hidden' });
    await page.getByText('1 Frage ist beantwortet').click();
    await page.getByRole('link', { name: /5\.2/ }).waitFor();
    await page.goto(`${link}/other`);
    await page.locator('[name=refusal_reason]').fill('Keine Zeit');
    await page.getByRole('button', { name: 'Ablehnen' }).click();
    await office.goto(`${HOME}/due`);
    await checkPage(office, 'due-declined');
    const row = office.locator('tbody tr', { hasText: 'abgelehnt' }).first();
    await row.getByRole('link', { name: /Noch einmal oder jemand anderen fragen/ }).click();
    assert.ok(!/absage|@|%40/i.test(office.url()), 'nobody is named in the address');
    await checkPage(office, 'assignments-again');
    assert.equal(await office.locator('[name=free_email_1]').inputValue(), 'absage@schule.example');
    assert.equal(await office.locator('[name=why]').inputValue(), 'Damit niemand zweimal fragt.');
    assert.ok(await office.locator('[name=items][value="BAA-5.2"]').isChecked());
    await office.locator('[name=free_name_2]').fill('Robin Zwei');
    await office.locator('[name=free_email_2]').fill('robin@');
    await office.locator('form:has([name=free_name_2])').evaluate((form) => { form.noValidate = true; });
    await office.getByRole('button', { name: 'E-Mails verschicken' }).click();
    await checkPage(office, 'assignments-wrong', { status: 422 });
    await office.locator('.error-summary').getByRole('link', { name: /^Person 2: / }).click();
    assert.equal(await office.evaluate(() => document.activeElement.name), 'free_email_2');
    assert.equal(await office.locator('[name=free_email_2]').inputValue(), 'robin@');
    await page.context().close();
  });

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
