// Sessions in a real browser: what Back shows after signing out, what a second tab
// does to a page that is still open, and that nothing typed is lost on the way.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { account, newPage, signIn, startBrowser, startServer } from './support.mjs';

const HOME = '/alliances/kreis-kleve';
const FORM = 'main form[method=post]:has([name=name])';
const TEXT = 'Räume an zwei Abenden in der Woche';

let server;
let browser;
let office;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  office = account(server, 'office', 'kreis-kleve').email;
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens a browser of its own for the office, runs the journey, closes it. */
async function atTheOffice(use, options) {
  const page = await newPage(browser, server, options);
  try {
    await signIn(page, server, office);
    return await use(page);
  } finally {
    await page.context().close();
  }
}

async function signOut(page) {
  await page.locator('.menu--end summary').click();
  await page.locator('form[data-sign-out] button').click();
  await page.waitForURL(/\/sign-in/);
}

/** Signs out and in again in a second tab. */
async function anew(page) {
  const tab = await page.context().newPage();
  await tab.goto('/');
  await signOut(tab);
  await signIn(tab, server, office);
  await tab.close();
}

const drafts = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('klappt:')));

/** What the page keeps of a form while it is typed, and what it would send. */
async function typeOrganisation(page) {
  await page.goto(`${HOME}/organisations/new`);
  await page.locator(`${FORM} [name=name]`).fill('Begegnungscafé am Lindenplatz');
  await page.locator(`${FORM} [name=contribution]`).fill(TEXT);
  await page.locator(`${FORM} [name=area]`).selectOption('A');
}

const send = (page) => page.locator(`${FORM} .button--primary`).first().click();

for (const javaScript of [true, false]) {
  describe(javaScript ? 'with JavaScript' : 'without JavaScript', () => {
    it('Back after signing out shows nothing of the account', () =>
      atTheOffice(
        async (page) => {
          await page.goto(`${HOME}/organisations`);
          await page.goto(`${HOME}/people`);
          const name = await page.locator('.menu--end summary').innerText();
          await signOut(page);
          for (let steps = 0; steps < 3; steps += 1) {
            await page.goBack();
            await page.waitForURL(/\/sign-in/);
            assert.ok(!(await page.content()).includes(name), page.url());
          }
        },
        { javaScript },
      ));

    it('a page left open while signing out elsewhere asks to sign in and keeps what was typed', () =>
      atTheOffice(
        async (page) => {
          await typeOrganisation(page);
          const tab = await page.context().newPage();
          await tab.goto('/');
          await signOut(tab);
          await send(page);
          await page.getByRole('heading', { name: 'Bitte melden Sie sich an' }).waitFor();
          assert.ok((await page.locator('main').innerText()).includes(TEXT));
          assert.match(await page.locator('main .button--primary').getAttribute('href'), /\/sign-in\?next=.*organisations\/new/);
        },
        { javaScript },
      ));

    it('a page of the session before says so, keeps what was typed, and leads back', () =>
      atTheOffice(
        async (page) => {
          await typeOrganisation(page);
          await anew(page);
          await send(page);
          await page.getByRole('heading', { name: 'Diese Seite stammt aus einer früheren Anmeldung' }).waitFor();
          assert.ok((await page.locator('main').innerText()).includes(TEXT));
          await page.getByRole('link', { name: 'Seite neu laden' }).click();
          await page.waitForURL(/organisations\/new$/);
          await typeOrganisation(page);
          await send(page);
          await page.waitForURL(/organisations\/[0-9a-f-]{36}/);
          assert.ok((await page.locator('main').innerText()).includes('Begegnungscafé am Lindenplatz'));
        },
        { javaScript },
      ));
  });
}

describe('the page’s script', () => {
  it('asks anew for a page that the browser kept', () =>
    atTheOffice(async (page) => {
      await page.goto(`${HOME}/organisations`);
      await page.context().clearCookies();
      await page.evaluate(() => {
        window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      });
      assert.equal(await page.locator('main').isVisible(), false, 'a kept page is not shown');
      await page.evaluate(() => {
        window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      });
      await page.waitForURL(/\/sign-in\?next=/);
    }));

  it('keeps drafts without the session’s token and drops them all at signing out', () =>
    atTheOffice(async (page) => {
      await typeOrganisation(page);
      const kept = await page.evaluate(() => JSON.stringify(localStorage));
      assert.ok(kept.includes('Lindenplatz'), kept);
      const token = await page.locator('meta[name=csrf-token]').getAttribute('content');
      assert.ok(token.length >= 32 && !kept.includes(token) && !kept.includes('csrf'), kept);
      await page.goto(HOME);
      assert.equal((await drafts(page)).length, 1);
      await signOut(page);
      assert.deepEqual(await drafts(page), []);
    }));

  it('saves fields by themselves, and after signing in anew leads back to what was typed', () =>
    atTheOffice(async (page) => {
      const link = async () => {
        await page.goto(`${HOME}/workbooks/strukturen`);
        const links = await page.locator('.tasks a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
        for (const link of links) {
          await page.goto(link);
          if ((await page.locator('form[data-autosave] textarea').count()) > 0) return link;
        }
        throw new Error('no section holds a text');
      };
      await link();
      const form = page.locator('form[data-autosave]:has(textarea)').first();
      const type = async (text) => {
        await form.locator('textarea').fill(text);
        await form.locator('textarea').blur();
      };
      await type('Die Runde tagt regelmäßig.');
      await form.locator('[data-saved][data-state=saved]').waitFor();
      await anew(page);
      await type('Die Runde tagt seit Mai regelmäßig.');
      await form.locator('[data-saved][data-state=failed]').waitFor();
      await form.getByRole('link', { name: 'Seite neu laden' }).click();
      await form.locator('[data-saved][data-state=saved]').waitFor();
      assert.equal(await form.locator('textarea').inputValue(), 'Die Runde tagt seit Mai regelmäßig.');
      assert.deepEqual(await drafts(page), []);
    }));
});
