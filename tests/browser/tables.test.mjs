// The large tables for those who hear them or use the keyboard alone: what the browser
// tells assistive software of every field holds its row and its column, no two fields say
// the same, and the tab key goes through them in the order they are read.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newPage, signIn, startBrowser, startServer } from './support.mjs';

const HOME = '/alliances/kreis-kleve';
const OFFICE = 'gfs@kreis-kleve.example';
const FIELDS = 'input:not([type=hidden]), select, textarea';

let server;
let browser;
let page;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  page = await newPage(browser, server);
  await signIn(page, server, OFFICE);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/**
 * The fields of a part of the page with the names the accessibility tree gives them, and
 * what `words` makes of each in the page.
 */
async function told(part, words) {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('DOM.enable');
    await session.send('Accessibility.enable');
    const names = new Map();
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    for (const node of nodes) {
      if (!node.ignored && node.backendDOMNodeId) names.set(node.backendDOMNodeId, node.name?.value ?? '');
    }
    const { root } = await session.send('DOM.getDocument', { depth: 0 });
    const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: part });
    const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId, selector: FIELDS });
    const all = `document.querySelector(${JSON.stringify(part)}).querySelectorAll(${JSON.stringify(FIELDS)})`;
    const expected = await page.evaluate(`[...${all}].map(${words})`);
    const fields = [];
    for (const [at, id] of nodeIds.entries()) {
      const { node } = await session.send('DOM.describeNode', { nodeId: id });
      fields.push({ name: names.get(node.backendNodeId)?.replaceAll(/\s+/g, ' ').trim(), ...expected[at] });
    }
    return { fields, nodes };
  } finally {
    await session.detach();
  }
}

function eachIsNamed(fields, of) {
  for (const { name, row, column } of fields) {
    assert.ok(name, `${of}: a field for “${column}” of “${row}” has no name`);
    assert.ok(name.includes(row), `${of}: “${name}” does not say its row “${row}”`);
    assert.ok(name.includes(column), `${of}: “${name}” does not say its column “${column}”`);
  }
  const names = fields.map(({ name }) => name);
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  assert.deepEqual(twice, [], `${of}: fields with the same name`);
}

/**
 * Goes with the tab key through a part of the page: it reaches all fields that can have the
 * focus, in the order of the source, and never goes up or back to the left.
 */
async function tabsThrough(part) {
  const places = await page.locator(part).first().evaluate((element, selector) => {
    const all = [...element.querySelectorAll(selector)].filter((stop) => stop.checkVisibility() && !stop.disabled);
    all.forEach((stop, at) => (stop.dataset.stop = at));
    all[0].focus();
    // Where they stand before a wide table moves under the focus.
    return all.map((stop) => {
      const { top, right, bottom, left } = stop.getBoundingClientRect();
      return { top, right, bottom, left, words: stop.outerHTML.slice(0, 160) };
    });
  }, `${FIELDS}, summary, button, a[href]`);
  assert.ok(places.length > 1);
  for (const [at, here] of places.entries()) {
    const focused = await page.evaluate(() => [document.activeElement.dataset.stop, document.activeElement.outerHTML.slice(0, 160)]);
    assert.equal(focused[0], String(at), `${part}: the tab key goes to ${focused[1]} instead of ${here.words}`);
    const before = places[at - 1];
    const isRead = !before || here.top >= before.bottom - 4 || here.left >= before.right - 4;
    assert.ok(isRead, `${part}: ${here.words} comes after ${before?.words}, which stands further down or right`);
    await page.keyboard.press('Tab');
  }
}

/** Row and column of a field in a table, as somebody sees them. */
function inTable(field) {
  const clean = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll('.field__help, .visually-hidden').forEach((other) => other.remove());
    return copy.textContent.replaceAll(/\s+/g, ' ').trim();
  };
  const [cell, row] = [field.closest('td, th'), field.closest('tr')];
  const head = row.querySelector('th[scope=row]');
  const at = [...row.parentElement.rows].indexOf(row) + 1;
  return { row: head ? clean(head) : `Zeile ${at}`, column: clean(row.closest('table').tHead.rows[0].cells[cell.cellIndex]) };
}

describe('the offer tables', () => {
  for (const [section, uid] of [['BAA-III', 'BAA-3.1'], ['BAA-IV', 'BAA-4.1'], ['BAA-V', 'BAA-5.1'], ['BAA-VI', 'BAA-6.1'], ['BAA-VII', 'BAA-7.1']]) {
    it(`${uid} names row and column of every field, and is read with the tab key`, async () => {
      await page.goto(`${HOME}/workbooks/bedarfsanalyse/${section}`);
      const form = `form[action$="/answers/${uid}"]`;
      const { fields, nodes } = await told(form, inTable);
      const [rows, columns] = await page.locator(`${form} table`).evaluate((table) => [table.tBodies[0].rows.length, table.tHead.rows[0].cells.length]);
      const given = await page.locator(`${form} th[scope=row]`).count();
      assert.equal(columns, 8);
      assert.ok(given > 0);
      assert.equal(fields.length, rows * columns - given, 'a field in every cell but the given names');
      eachIsNamed(fields, uid);
      // The heads of rows and columns are heads for assistive software too.
      for (const role of ['rowheader', 'columnheader']) assert.ok(nodes.some((node) => node.role?.value === role), `no ${role}`);
      await tabsThrough(`${form} table`);
    });
  }
});

describe('numbers that are split', () => {
  it('name number and part in every cell', async () => {
    await page.goto(`${HOME}/workbooks/bedarfsanalyse/BAA-I`);
    for (const fold of await page.locator('details.splits').all()) await fold.evaluate((element) => (element.open = true));
    const many = await page.locator('details.splits').count();
    assert.ok(many >= 8);
    await page.locator('details.splits').evaluateAll((all) => all.forEach((element, at) => (element.id = `splits-${at}`)));
    for (let at = 0; at < many; at++) {
      const { fields } = await told(`#splits-${at} table`, inTable);
      assert.ok(fields.length > 0);
      eachIsNamed(fields, `split ${at}`);
    }
    await tabsThrough('#splits-0 table');
  });
});

describe('the table of 56 kinds of actors', () => {
  it('names kind or organisation in every field, no two alike, and is read with the tab key', async () => {
    const ORGANISATIONS = ['Ausländerbehörde Muster', 'Jugendmigrationsdienst Muster'];
    await page.goto(`${HOME}/workbooks/strukturen`);
    const sections = await page.locator('.tasks a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const section of sections) {
      await page.goto(section);
      if ((await page.locator('.actors').count()) > 0) break;
    }
    const open = () => page.locator('.actors details').evaluateAll((all) => all.forEach((element) => (element.open = true)));
    for (const [kind, name] of [['auslaenderbehoerde', ORGANISATIONS[0]], ['jmd', ORGANISATIONS[1]]]) {
      await open();
      const add = page.locator(`form.actors__add:has([name=actor_type][value=${kind}])`).first();
      await add.locator('[name=name]').fill(name);
      await add.locator('button').click();
      await page.locator('form.actor', { has: page.locator(`[name=name][value="${name}"]`) }).waitFor();
    }
    await open();
    const kinds = await page.locator('form.actors__add [name=actor_type]').evaluateAll((all) => all.filter((field) => field.value).length);
    assert.ok(kinds >= 56, `${kinds} kinds`);
    const { fields } = await told('.actors', (field) => {
      const kind = field.closest('.actors__type').querySelector('h4').textContent.trim();
      const form = field.closest('form');
      // What an organisation is called stands in the first field of its row, under its kind.
      const row = form.matches('.actors__add') || (form.matches('.actor') && field.name === 'name')
        ? kind
        : (form.matches('.actor') ? form : form.closest('.actor__contacts').previousElementSibling).querySelector('[name=name]').value;
      const label = field.labels[0].cloneNode(true);
      label.querySelectorAll('.visually-hidden').forEach((other) => other.remove());
      return { row, column: label.textContent.replaceAll(/\s+/g, ' ').trim() };
    });
    assert.ok(fields.length > 56 + 2 * 10, `${fields.length} fields`);
    eachIsNamed(fields, 'actors');
    await tabsThrough('.actors');
  });
});
