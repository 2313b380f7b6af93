// A token for a program in a real browser: made, used, ended.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { account, checkPage, newPage, signIn, startBrowser, startServer } from './support.mjs';

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Asks the API as a program does. */
const ask = (token, method, path) =>
  fetch(`${server.url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });

describe('a token for a program', () => {
  for (const javaScript of [false, true]) {
    const how = javaScript ? 'with' : 'without';
    it(`is made, used and ended ${how} JavaScript`, async () => {
      const who = account(server, javaScript ? 'office' : 'deputy', 'kreis-kleve');
      const page = await newPage(browser, server, { javaScript, width: javaScript ? 1280 : 320 });
      try {
        await signIn(page, server, who.email);
        await page.goto('/account');
        await page.getByRole('link', { name: 'Zugänge ansehen und anlegen' }).click();
        await checkPage(page, `tokens-none-${how}-script`);
        await page.getByRole('button', { name: 'Zugang anlegen' }).click();
        await page.getByRole('heading', { name: 'Bitte sehen Sie sich' }).waitFor();
        await checkPage(page, `tokens-wrong-${how}-script`, { status: 422 });
        await page.getByLabel('Name', { exact: true }).fill('Monatsbericht der Statistikstelle');
        await page.getByLabel('Gilt').selectOption('30');
        await page.getByLabel('Ihr Passwort').fill(who.password);
        await page.getByRole('button', { name: 'Zugang anlegen' }).click();
        await page.getByRole('heading', { name: 'Ihr neuer Zugang' }).waitFor();
        await checkPage(page, `token-shown-${how}-script`);
        const token = (await page.getByLabel('Zugangsschlüssel').inputValue()).trim();
        assert.match(token, /^klappt_[0-9a-f]{64}$/);

        const list = '/api/v1/alliances/kreis-kleve/organisations';
        assert.equal((await ask(token, 'GET', list)).status, 200);
        assert.equal((await ask(token, 'POST', list)).status, 403);
        assert.equal((await ask(token, 'GET', '/api/v1/alliances/hamm/organisations')).status, 404);
        const told = await (await ask(token, 'GET', '/api/v1/session')).json();
        assert.deepEqual([told.token.alliance, told.token.writes], ['kreis-kleve', false]);

        await page.getByRole('link', { name: 'Ich habe den Schlüssel übernommen' }).click();
        await page.getByText(token.slice(0, 13)).waitFor();
        await checkPage(page, `tokens-${how}-script`);
        await page.goto('/account');
        await checkPage(page, `account-with-token-${how}-script`);
        await page.goto('/account/tokens');
        await page.getByRole('button', { name: 'Beenden' }).click();
        await page.getByText('Der Zugang ist beendet').waitFor();
        assert.equal((await ask(token, 'GET', list)).status, 401);
      } finally {
        await page.context().close();
      }
    });
  }
});
