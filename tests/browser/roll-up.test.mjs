// A district asks its municipalities: one answers in its own alliance and decides what the
// district reads, one answers by link on a phone; the district sees both, and the sum.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkPage, handIn, newPage, signIn, startBrowser, startServer } from './support.mjs';

const DISTRICT = '/alliances/kreis-steinfurt';
const ROLL_UP = `${DISTRICT}/workbooks/bedarfsanalyse/roll-up`;
const TOWN = '/alliances/rheine';
const RHEINE = '05566076';
const EMSDETTEN = '05566008';

let server;
let browser;
let district;
let town;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  district = await newPage(browser, server);
  await signIn(district, server, 'gfs@kreis-steinfurt.example');
  town = await newPage(browser, server);
  await signIn(town, server, 'gfs@rheine.example');
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens the request in the municipality's alliance, the way somebody would find it. */
async function openRequest(page) {
  await page.goto(`${TOWN}/due`);
  await page.getByRole('link', { name: 'Anfragen des Kreises' }).click();
  await page.locator('tbody th a').first().click();
  await page.getByRole('heading', { name: /^Was .* sieht$/ }).waitFor();
}

describe('a roll-up', () => {
  it('begins with one act', async () => {
    await district.goto(`${DISTRICT}/workbooks/bedarfsanalyse`);
    await district.getByRole('link', { name: 'Antworten der Kommunen' }).click();
    await checkPage(district, 'roll-up-empty');
    await district.getByRole('link', { name: 'Kommunen fragen' }).click();
    await checkPage(district, 'roll-up-new');
    for (const box of await district.locator('[name=place]:checked').all()) await box.uncheck();
    for (const ags of [RHEINE, EMSDETTEN]) await district.locator(`[name=place][value="${ags}"]`).check();
    for (const uid of ['BAA-1.1', 'BAA-5.2']) await district.locator(`[name=items][value="${uid}"]`).check();
    await district.locator('[name=due_on]').fill(`${new Date().getFullYear() + 1}-03-31`);
    await district.getByRole('button', { name: 'Anfragen verschicken' }).click();
    // What is missing stands at its field, and nothing typed is lost.
    await district.getByText('Bitte nennen Sie einen Namen.').first().waitFor();
    assert.equal(await district.locator(`[name=place][value="${EMSDETTEN}"]`).isChecked(), true);
    await district.locator(`[name=name_${EMSDETTEN}]`).fill('Kim Muster');
    await district.locator(`[name=email_${EMSDETTEN}]`).fill('kim@emsdetten.example');
    await district.locator('[name=why]').fill('Damit der Kreis planen kann.');
    await district.getByRole('button', { name: 'Anfragen verschicken' }).click();
    await district.getByText('Die Anfragen sind unterwegs.').waitFor();
    await checkPage(district, 'roll-up');
  });

  it('shows the municipality what the district sees before it does', async () => {
    await openRequest(town);
    await checkPage(town, 'district-request');
    await town.locator('tr', { hasText: '5.2' }).getByRole('link', { name: 'Frage 5.2 beantworten' }).click();
    const field = town.locator('[id="q-BAA-5.2"] textarea').first();
    await field.fill('Es fehlen Wohnungen');
    await field.blur();
    await town.locator('[id="q-BAA-5.2"] [data-saved][data-state=saved]').first().waitFor();
    await openRequest(town);
    await town.locator('tr', { hasText: 'Es fehlen Wohnungen' }).getByText('nicht freigegeben').waitFor();
    await district.goto(`${ROLL_UP}/BAA-5.2`);
    assert.equal(await district.getByText('Es fehlen Wohnungen').count(), 0);
  });

  it('lets the municipality release and take back, without JavaScript too', async () => {
    const plain = await newPage(browser, server, { javaScript: false });
    await plain.context().addCookies(await town.context().cookies());
    await openRequest(plain);
    await plain.locator('input[type=checkbox][name=item][value="BAA-5.2"]').check();
    await plain.getByRole('button', { name: 'Auswahl freigeben' }).click();
    await plain.getByText('Die Freigabe ist gespeichert.').waitFor();
    await district.reload();
    await district.getByText('Es fehlen Wohnungen').waitFor();
    await plain.getByRole('button', { name: 'Alles zurücknehmen' }).click();
    await plain.getByText('Der Kreis liest von diesen Fragen nichts mehr.').waitFor();
    await district.reload();
    assert.equal(await district.getByText('Es fehlen Wohnungen').count(), 0);
    await plain.getByRole('button', { name: 'Alles freigeben' }).click();
    await plain.getByText('Die Freigabe ist gespeichert.').waitFor();
    await plain.context().close();
  });

  it('takes answers by link from a phone, and sums up with its coverage', async () => {
    const outbox = await newPage(browser, server);
    await outbox.goto('/outbox');
    const letter = outbox.locator('article', { hasText: 'kim@emsdetten.example' });
    const link = new URL(await letter.locator('a[href*="/z/"]').first().getAttribute('href'), server.url).pathname;
    await outbox.context().close();
    const phone = await newPage(browser, server, { width: 320, height: 640 });
    await phone.goto(link);
    await phone.getByRole('button', { name: 'Zu den Fragen' }).click();
    await phone.locator('input[inputmode=numeric]').first().fill('12');
    await phone.locator('input[inputmode=numeric]').first().blur();
    await phone.locator('[data-saved][data-state=saved]').first().waitFor();
    await phone.goto(link);
    await handIn(phone);
    await phone.context().close();
    await district.goto(`${ROLL_UP}/BAA-1.1`);
    await district.getByText(/^12, aus 1 von \d+ Kommunen, /).first().waitFor();
    await district.getByText('noch keine Antwort').first().waitFor();
    await checkPage(district, 'roll-up-item');
  });

  it('has remarks beside the entry that both sides read', async () => {
    await district.goto(`${ROLL_UP}/BAA-5.2`);
    const row = district.locator(`#m-${RHEINE}`);
    await row.getByText('Anmerkung für Rheine schreiben').click();
    await row.locator('textarea').fill('Wie viele ungefähr?');
    await row.getByRole('button', { name: 'Anmerkung speichern' }).click();
    await district.getByText('Die Anmerkung ist gespeichert.').waitFor();
    await openRequest(town);
    await town.getByText('Wie viele ungefähr?').waitFor();
    await checkPage(town, 'district-request-released');
    const file = await district.request.get(`${ROLL_UP}/BAA-5.2/file.csv`);
    assert.match(await file.text(), /Rheine.*Es fehlen Wohnungen/);
  });

  for (const width of [320, 1280]) {
    it(`reads well at ${width} px`, async () => {
      const page = await newPage(browser, server, { width });
      await page.context().addCookies(await district.context().cookies());
      for (const [name, at] of [['roll-up', ROLL_UP], ['roll-up-item', `${ROLL_UP}/BAA-1.1`], ['roll-up-new', `${ROLL_UP}/new`]]) {
        await page.goto(at);
        await checkPage(page, `${name}-${width}`);
      }
      await page.context().clearCookies();
      await page.context().addCookies(await town.context().cookies());
      await openRequest(page);
      await checkPage(page, `district-request-${width}`);
      await page.context().close();
    });
  }
});
