// The whole way of the needs-and-offers analysis through an installation that sends mail:
// the office asks three organisations and two municipalities, they answer by the links of
// their letters on phones, in Word and in Excel, or decline; the office agrees on answers,
// the core group comments, the summary is sent, and the Land's table changes.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { freePort, serve, startPost } from './installation.mjs';
import { account, checkPage, handIn, newPage, signIn, startBrowser, startServer } from './support.mjs';

const ALLIANCE = 'kreis-kleve';
const HOME = `/alliances/${ALLIANCE}`;
const BOOK = `${HOME}/workbooks/bedarfsanalyse`;
const PHONE = { width: 390, height: 844 };
const ASKED = ['BAA-I', 'BAA-4.1', 'BAA-4.2', 'BAA-4.2.1', 'BAA-4.3'];
const WHY = 'Damit das Bündnis weiß, was bei den Sprachkursen fehlt.';
const COURSES = 'Integrationskurse und Jugendintegrationskurse';
const OFFER = 'Kurs am Marktplatz';

const VHS = { name: 'Robin Probe', email: 'probe@vhs.example', organisation: 'Volkshochschule Muster' };
const JOBCENTER = { name: 'Kim Muster', email: 'muster@jobcenter.example', organisation: 'Jobcenter Muster' };
const AUTHORITY = { name: 'Toni Exempel', email: 'exempel@amt.example', organisation: 'Ausländerbehörde Muster' };
const GOCH = { ags: '05154016', name: 'Alex Beispiel', email: 'beispiel@goch.example' };
const KEVELAER = { ags: '05154032', name: 'Sascha Versuch', email: 'versuch@kevelaer.example' };

let folder;
let post;
let serving;
let server;
let browser;
let office;
let land;
let wave;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'klappt-analysis-'));
  [post, browser] = await Promise.all([startPost(), startBrowser()]);
  // The demo's alliances and accounts, in an installation that sends its letters.
  const demo = await startServer({ data: folder });
  await demo.stop();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const environment = {
    KLAPPT_DATABASE_URL: 'sqlite:klappt.db',
    KLAPPT_JOURNAL: 'journal',
    KLAPPT_LISTEN: `127.0.0.1:${port}`,
    KLAPPT_BASE_URL: url,
    KLAPPT_SMTP_URL: `smtp://127.0.0.1:${post.port}`,
    KLAPPT_MAIL_FROM: 'klappt für alle <klappt@land.example>',
  };
  serving = await serve({ folder, environment, url });
  server = { url, accounts: demo.accounts };
  [office, land] = await Promise.all([newPage(browser, server), newPage(browser, server)]);
  await signIn(office, server, account(server, 'office', ALLIANCE).email);
  await signIn(land, server, account(server, 'state_coordination').email);
});

after(async () => {
  await browser?.close();
  await serving?.stop();
  await post?.stop();
  await rm(folder, { recursive: true, force: true });
});

const nextYear = (day) => `${new Date().getFullYear() + 1}-${day}`;

/** Takes the personal link out of the letter somebody got. */
async function linkFor(who) {
  const letter = await post.next(who.email);
  assert.match(letter.body, new RegExp(`Guten Tag ${who.name}`));
  assert.ok(letter.body.replaceAll(/\s+/g, ' ').includes(WHY), letter.body);
  const [link] = letter.body.match(/http:\/\/localhost:\d+\/z\/\S+/);
  return new URL(link).pathname;
}

/** Opens a link without an account on a phone, up to the first question. */
async function onPhone(link) {
  const page = await newPage(browser, server, PHONE);
  await page.goto(link);
  await page.getByText(WHY).waitFor();
  await page.getByRole('button', { name: 'Zu den Fragen' }).click();
  await page.waitForURL(/\/items\//);
  return page;
}

/** Goes to a question from the list of what was asked. */
async function toQuestion(page, link, number) {
  await page.goto(link);
  await page.getByRole('link', { name: new RegExp(`^${number.replaceAll('.', '\\.')} `) }).click();
  await page.waitForURL(/\/items\//);
}

const field = (page, uid) => page.locator(`form[action$="/answers/${uid}"]`);
const saved = (form) => form.locator('[data-saved][data-state=saved]').waitFor();

async function write(form, words) {
  const input = form.locator('[name=value]').first();
  await input.fill(words);
  await input.blur();
  await saved(form);
}

async function choose(form, option) {
  await form.getByRole('radio', { name: option, exact: true }).check();
  await saved(form);
}

async function deliver(page, link, answered) {
  await page.goto(link);
  await page.getByText(answered).first().waitFor();
  await handIn(page);
  await page.context().close();
}

const python = (program, ...words) => promisify(execFile)('python3', ['-c', program, ...words]);

/** Writes into the controls of a Word file with these tags, as Word would: the hint goes. */
const FILL_WORD = `
import re, sys, zipfile
file, *told = sys.argv[1:]
with zipfile.ZipFile(file) as package:
    parts = {name: package.read(name) for name in package.namelist()}
text = parts['word/document.xml'].decode()
for tag, words in zip(told[::2], told[1::2]):
    hint = r'(<w:tag w:val="' + re.escape(tag) + r'"/>(?:(?!</w:sdtPr>).)*)<w:showingPlcHdr/>(.*?<w:t xml:space="preserve">)[^<]*'
    text, count = re.subn(hint, lambda found: found[1] + found[2] + words, text, count=1, flags=re.S)
    assert count == 1, 'no place for ' + tag
parts['word/document.xml'] = text.encode()
with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as package:
    for name, content in parts.items():
        package.writestr(name, content)
`;

/** Writes numbers into the cells of an Excel file whose rows carry these tags. */
const FILL_EXCEL = `
import re, sys, zipfile
file, *told = sys.argv[1:]
with zipfile.ZipFile(file) as package:
    parts = {name: package.read(name) for name in package.namelist()}
strings = re.findall(r'<si>(.*?)</si>', parts['xl/sharedStrings.xml'].decode(), re.S)
strings = [re.sub('<[^>]*>', '', words) for words in strings]
sheet = parts['xl/worksheets/sheet1.xml'].decode()
for tag, number in zip(told[::2], told[1::2]):
    row = re.search(r'<c r="[A-Z]+([0-9]+)"[^>]*t="s"[^>]*><v>%d</v>' % strings.index(tag), sheet)[1]
    cell = r'<c r="C%s" s="([0-9]+)"/>' % row
    sheet, count = re.subn(cell, r'<c r="C%s" s="\\1"><v>%s</v></c>' % (row, number), sheet)
    assert count == 1, 'no place for ' + tag
parts['xl/worksheets/sheet1.xml'] = sheet.encode()
with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as package:
    for name, content in parts.items():
        package.writestr(name, content)
`;

/** Takes the questions along as a file, fills it in, brings it back and takes over what is in it. */
async function byFile(page, link, kind, program, told, found) {
  await page.goto(link);
  await page.getByRole('link', { name: 'Lieber in Word oder Excel ausfüllen' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: kind }).click()]);
  const file = path.join(folder, download.suggestedFilename());
  await download.saveAs(file);
  await python(program, file, ...told);
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Einlesen und ansehen' }).click();
  await page.getByText(found).waitFor();
  await page.getByRole('button', { name: 'Angekreuzte Antworten übernehmen' }).click();
  await page.getByText('Die Antworten aus der Datei sind übernommen.').waitFor();
}

/** How many alliances name a gap in the courses, on the Land's table of this wave. */
async function gaps() {
  await land.goto(`/land/gaps?wave=${wave}`);
  const row = land.getByRole('row', { name: COURSES });
  return Number.parseInt(await row.getByRole('cell').first().innerText(), 10);
}

/** Where the alliance stands on the board of returns. */
async function standing() {
  await land.goto(`/land/waves/${wave}?q=Kleve`);
  const row = land.locator('section:has(#board) tr', { has: land.getByRole('rowheader', { name: 'Kreis Kleve' }) });
  return row.locator('.badge').innerText();
}

/** Opens a question under “Beiträge abstimmen” and finds one of its fields. */
async function consolidate(item, uid = item) {
  await office.goto(`${BOOK}/consolidation/${item}`);
  return office.locator(`section[id="f-${uid}"]`);
}

/** Makes somebody's contribution the agreed answer. */
async function take(item, { organisation }, uid = item) {
  const block = await consolidate(item, uid);
  await block.getByRole('button', { name: new RegExp(`^Übernehmen ?: ${organisation}`) }).click();
  await agreed();
}

const agreed = () => office.getByText('Die abgestimmte Antwort ist gespeichert.').waitFor();

describe('the needs-and-offers analysis', () => {
  const links = {};

  it('is handed out to three organisations, whose letters arrive', async () => {
    await office.goto(BOOK);
    await office.getByRole('link', { name: 'Fragen verteilen' }).click();
    await office.waitForURL(/\/assignments$/);
    await office.getByRole('link', { name: 'Fragen verteilen' }).click();
    for (const uid of ASKED) await office.locator(`[name=items][value="${uid}"]`).check();
    await office.locator('details:has([name=free_name_1])').evaluate((element) => (element.open = true));
    for (const [at, who] of [VHS, JOBCENTER, AUTHORITY].entries()) {
      for (const [name, value] of Object.entries(who)) await office.locator(`[name=free_${name}_${at + 1}]`).fill(value);
    }
    await office.locator('[name=due_on]').fill(nextYear('03-31'));
    await office.locator('[name=why]').fill(WHY);
    await office.getByRole('button', { name: 'E-Mails verschicken' }).click();
    await office.getByText('Die E-Mails sind unterwegs.').waitFor();
    for (const who of [VHS, JOBCENTER, AUTHORITY]) links[who.email] = await linkFor(who);
    assert.equal(new Set(Object.values(links)).size, 3, 'everybody has a link of their own');
  });

  it('is handed out to two municipalities, whose letters arrive', async () => {
    await office.goto(BOOK);
    await office.getByRole('link', { name: 'Antworten der Kommunen' }).click();
    await office.getByRole('link', { name: 'Kommunen fragen' }).click();
    for (const box of await office.locator('[name=place]:checked').all()) await box.uncheck();
    for (const uid of ASKED) await office.locator(`[name=items][value="${uid}"]`).check();
    for (const { ags, name, email } of [GOCH, KEVELAER]) {
      await office.locator(`[name=place][value="${ags}"]`).check();
      await office.locator(`[name=name_${ags}]`).fill(name);
      await office.locator(`[name=email_${ags}]`).fill(email);
    }
    await office.locator('[name=due_on]').fill(nextYear('03-31'));
    await office.locator('[name=why]').fill(WHY);
    await office.getByRole('button', { name: 'Anfragen verschicken' }).click();
    await office.getByText('Die Anfragen sind unterwegs.').waitFor();
    for (const who of [GOCH, KEVELAER]) links[who.email] = await linkFor(who);
  });

  it('is asked for by the Land, whose table is still empty', async () => {
    await land.goto('/land/waves/new');
    await land.locator('[name=title]').fill('Bedarfe und Angebote');
    await land.locator('[name=instrument]').selectOption('bedarfsanalyse/1');
    await land.locator('[name=deadline]').fill(nextYear('06-30'));
    await land.locator('[name=asks][value=all]').check();
    await land.locator('form:has([name=title]) .button--primary').click();
    await land.locator('button[value=open]').click();
    await land.waitForURL(/\/land\/waves\/(?!new)[^/]+(\?|$)/);
    wave = new URL(land.url()).pathname.split('/').at(-1);
    assert.match(await standing(), /ausstehend/);
    assert.equal(await gaps(), 0);
  });

  it('is answered on a phone by the first organisation', async () => {
    const link = links[VHS.email];
    const page = await onPhone(link);
    await toQuestion(page, link, '4.1');
    await checkPage(page, 'analysis-phone-offers');
    const offers = field(page, 'BAA-4.1');
    await offers.getByLabel(`Titel und Anbieter, ${COURSES}`).fill(OFFER);
    await offers.getByLabel(`Davon zurzeit frei, ${COURSES}`).fill('0');
    await offers.getByLabel(`Davon zurzeit frei, ${COURSES}`).blur();
    await saved(offers);
    await page.getByRole('link', { name: 'Nächste Frage' }).click();
    await choose(field(page, 'BAA-4.2'), 'Ja');
    await page.getByRole('link', { name: 'Nächste Frage' }).click();
    await write(field(page, 'BAA-4.2.1'), 'Kurse am Samstag');
    await page.getByRole('link', { name: 'Nächste Frage' }).click();
    await checkPage(page, 'analysis-phone-last');
    await choose(field(page, 'BAA-4.3.3'), 'Ja');
    await write(field(page, 'BAA-4.3.3.text'), 'Nichts für Eltern kleiner Kinder');
    await deliver(page, link, '4 von 21 Fragen beantwortet');
  });

  it('is answered in Word by the second', async () => {
    const link = links[JOBCENTER.email];
    const page = await onPhone(link);
    const told = ['BAA-1.1.D', '300', 'BAA-4.2', 'Ja', 'BAA-4.2.1', 'Kurse am Abend'];
    await byFile(page, link, 'Word-Datei', FILL_WORD, told, '3 Antworten sind neu oder anders');
    await deliver(page, link, '3 von 21 Fragen beantwortet');
  });

  it('is answered in Excel by the third', async () => {
    const link = links[AUTHORITY.email];
    const page = await onPhone(link);
    const told = ['BAA-1.1.AG', '120', 'BAA-1.1.D', '280'];
    await byFile(page, link, 'Excel-Datei', FILL_EXCEL, told, '2 Antworten sind neu oder anders');
    await deliver(page, link, '1 von 21 Fragen beantwortet');
  });

  it('is answered on a phone by one municipality and declined by the other', async () => {
    const page = await onPhone(links[GOCH.email]);
    await toQuestion(page, links[GOCH.email], '1.1');
    await checkPage(page, 'analysis-phone-figures');
    await write(field(page, 'BAA-1.1.D'), '40');
    await deliver(page, links[GOCH.email], '1 von 21 Fragen beantwortet');

    const other = await onPhone(links[KEVELAER.email]);
    await other.goto(links[KEVELAER.email]);
    await other.getByRole('link', { name: /Etwas passt nicht/ }).click();
    await other.getByLabel('Grund', { exact: true }).last().fill('Wir führen keine eigenen Zahlen.');
    await other.getByRole('button', { name: 'Ablehnen' }).click();
    await other.getByText('Ihre Ablehnung ist angekommen.').waitFor();
    await checkPage(other, 'analysis-phone-declined');
    await other.context().close();
  });

  it('shows the district its municipalities', async () => {
    await office.goto(`${BOOK}/roll-up/BAA-1.1`);
    await office.getByText(/^40, aus 1 von \d+ Kommunen, /).first().waitFor();
    const declined = office.locator(`#m-${KEVELAER.ags}`);
    await declined.getByText('antwortet nicht').waitFor();
    await declined.getByText('Wir führen keine eigenen Zahlen.').waitFor();
  });

  it('is put together by the office: taken, merged and summed up', async () => {
    await take('BAA-4.2', VHS);
    await (await consolidate('BAA-4.2')).locator('.agreed').getByText('Ja').waitFor();

    const words = await consolidate('BAA-4.2.1');
    const ready = await words.locator('textarea').inputValue();
    for (const said of ['Kurse am Samstag', 'Kurse am Abend']) assert.ok(ready.includes(said), ready);
    await words.locator('textarea').fill('Kurse am Abend und am Samstag');
    await words.getByRole('button', { name: /^Zusammengefasst übernehmen/ }).click();
    await agreed();

    const number = await consolidate('BAA-1.1', 'BAA-1.1.D');
    // Different bodies may count the same people: nothing is ticked unasked.
    await number.getByText(/können dieselben Menschen gezählt haben/).waitFor();
    for (const { organisation } of [AUTHORITY, JOBCENTER]) {
      await number.getByRole('checkbox', { name: new RegExp(`^${organisation}`) }).check();
    }
    await number.getByRole('button', { name: /^Angekreuzte zusammenzählen/ }).click();
    await agreed();
    await (await consolidate('BAA-1.1', 'BAA-1.1.D')).locator('.agreed').getByText('580').waitFor();
    await checkPage(office, 'analysis-consolidated');

    await take('BAA-4.1', VHS);
    for (const uid of ['BAA-4.3.3', 'BAA-4.3.3.text']) await take('BAA-4.3', VHS, uid);
    await office.goto(`${BOOK}/BAA-IV`);
    assert.equal(await field(office, 'BAA-4.2.1').locator('textarea').inputValue(), 'Kurse am Abend und am Samstag');
    await office.getByText(new RegExp(`stammt aus: .*${VHS.organisation}`)).first().waitFor();
  });

  it('is commented on by the core group, and the office resolves it', async () => {
    const member = await newPage(browser, server);
    await signIn(member, server, account(server, 'core_group_member', ALLIANCE).email);
    await member.goto(BOOK);
    await member.getByRole('link', { name: 'Beiträge abstimmen' }).click();
    await member.getByRole('link', { name: /^4\.2\.1 / }).click();
    await member.locator('[name=words]').fill('Gibt es auch etwas in den Ferien?');
    await member.getByRole('button', { name: 'Anmerkung schreiben' }).click();
    await member.getByText('Die Anmerkung ist gespeichert.').waitFor();

    await office.goto(`${BOOK}/threads`);
    await office.getByRole('link', { name: /^4\.2\.1 / }).click();
    await office.getByText('Gibt es auch etwas in den Ferien?').waitFor();
    await office.locator('[name=words]').fill('Ja, im Sommer.');
    await office.getByRole('button', { name: 'Antworten' }).click();
    await office.getByText('Ja, im Sommer.').waitFor();
    await office.getByRole('button', { name: 'Als erledigt markieren' }).click();
    await office.getByText('Die Anmerkung ist erledigt.').waitFor();

    await member.reload();
    await member.getByText('Ja, im Sommer.').waitFor();
    await member.getByText(/erledigt von/).waitFor();
    await member.context().close();
  });

  it('is summed up from what feeds it, and nothing else leaves', async () => {
    await office.goto(`${BOOK}/BAA-VIII`);
    await office.getByRole('link', { name: /Textstellen auswählen.*Sprachförderung/ }).click();
    await office.getByLabel(new RegExp(`${OFFER}: keine freien Plätze`)).check();
    await office.getByLabel(/Nichts für Eltern kleiner Kinder/).check();
    await office.getByRole('button', { name: 'Angekreuzte Textstellen übernehmen' }).click();
    await office.getByText('Die Textstellen sind übernommen.').waitFor();
    await office.goto(`${BOOK}/submission`);
    const leaving = office.getByRole('main');
    await leaving.getByText(`${OFFER}: keine freien Plätze`).first().waitFor();
    const words = await leaving.innerText();
    for (const kept of ['580', 'Kurse am Abend und am Samstag', VHS.name, VHS.organisation]) {
      assert.ok(!words.includes(kept), `${kept} would leave`);
    }
    await checkPage(office, 'analysis-submission');
    await office.getByRole('button', { name: 'So abgeben' }).click();
    await office.getByText('Die Kurzfassung ist abgegeben.').waitFor();
  });

  it('has changed the tables of the Land', async () => {
    assert.match(await standing(), /teilweise/);
    assert.equal(await gaps(), 1);
    await checkPage(land, 'analysis-gaps');
    await land.getByRole('link', { name: /nebeneinander.*Sprachförderung/ }).click();
    await land.getByText(`${OFFER}: keine freien Plätze`).waitFor();
    await land.getByText('Nichts für Eltern kleiner Kinder').waitFor();
    assert.equal(await land.getByText('580').count(), 0);
  });
});
