import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { decodeBody } from '../../../adapters/feeds/decode.ts';
import { parse } from './parse-fixture.ts';

const xml = (text: string, encoding?: string): string =>
  `<?xml version="1.0"${encoding === undefined ? '' : ` encoding="${encoding}"`}?><rss version="2.0"><channel><title>${text}</title></channel></rss>`;

const WEST = 'Café – “naïve” €5 ½';
const EAST = 'Zażółć gęślą jaźń';
const RUSSIAN = 'Съешь же ещё этих мягких французских булок';
const GREEK = 'Καλημέρα κόσμε';
const JAPANESE = '日本語のニュース、速報です';
const CHINESE = '重要新闻：港口罢工';
const TRADITIONAL = '重要新聞：港口罷工';
const KOREAN = '항구 파업 속보입니다';

it.each([
  ['windows-1252', WEST],
  ['windows-1250', EAST],
  ['iso-8859-2', EAST],
  ['windows-1251', RUSSIAN],
  ['koi8-r', RUSSIAN],
  ['iso-8859-5', RUSSIAN],
  ['windows-1253', GREEK],
  ['iso-8859-7', GREEK],
  ['shift_jis', JAPANESE],
  ['euc-jp', JAPANESE],
  ['gbk', CHINESE],
  ['gb18030', CHINESE],
  ['big5', TRADITIONAL],
  ['euc-kr', KOREAN],
  ['windows-1254', 'Işık ve gölge'],
  ['windows-1255', 'חדשות הנמל'],
  ['windows-1256', 'أخبار الميناء'],
  ['windows-874', 'ข่าวท่าเรือ'],
  ['macintosh', 'Café naïve'],
  ['utf-16le', JAPANESE],
  ['utf-16be', JAPANESE],
])('%s is decoded when the document declares it, and when HTTP does', (encoding, text) => {
  const declared = decodeBody(iconv.encode(xml(text, encoding), encoding), null);
  const labelled = decodeBody(iconv.encode(xml(text), encoding), `text/xml; charset=${encoding}`);

  expect(declared.text).toContain(text);
  expect(labelled.text).toContain(text);
});

it.each([
  ['latin1', 'windows-1252', WEST],
  ['ISO-8859-1', 'windows-1252', WEST],
  ['us-ascii', 'windows-1252', WEST],
  ['x-sjis', 'shift_jis', JAPANESE],
  ['GB2312', 'gbk', CHINESE],
  ['ks_c_5601-1987', 'euc-kr', KOREAN],
  ['iso-8859-9', 'windows-1254', 'Işık'],
])('the label %s means %s, as browsers have it', (label, encoding, text) => {
  expect(decodeBody(iconv.encode(xml(text, label), encoding), null).text).toContain(text);
});

it('decodes ISO-2022-JP, which hides in ASCII', () => {
  const bytes = Buffer.from(xml('\u001B$BF|K\\8l\u001B(B', 'iso-2022-jp'), 'latin1');

  expect(decodeBody(bytes, null).text).toContain('日本語');
});

it.each(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'])(
  'a byte order mark of %s beats every label',
  (encoding) => {
    const bytes = iconv.encode(xml(JAPANESE, 'iso-8859-1'), encoding, { addBOM: true });

    const decoded = decodeBody(bytes, 'text/xml; charset=windows-1251');

    expect(decoded).toMatchObject({ encoding, warnings: [] });
    expect(decoded.text).toContain(JAPANESE);
    expect(decoded.text.startsWith('<?xml')).toBe(true);
  },
);

it.each(['utf-16le', 'utf-16be'])('%s is recognised without a mark', (encoding) => {
  expect(decodeBody(iconv.encode(xml(GREEK), encoding), null).text).toContain(GREEK);
});

it('HTTP beats the XML declaration', () => {
  const bytes = iconv.encode(xml(RUSSIAN, 'windows-1252'), 'windows-1251');

  expect(decodeBody(bytes, 'application/rss+xml; charset="Windows-1251"').text).toContain(RUSSIAN);
});

it('a meta element is believed when nothing else speaks', () => {
  const page = iconv.encode(
    `<html><head><meta charset="windows-1251"><title>${RUSSIAN}</title></head></html>`,
    'windows-1251',
  );

  expect(decodeBody(page, 'text/html').text).toContain(RUSSIAN);
});

it.each(['iso-8859-1', 'windows-1251', 'us-ascii'])('UTF-8 labelled %s is read as UTF-8', (label) => {
  const { text, encoding, warnings } = decodeBody(
    Buffer.from(xml(RUSSIAN, label)),
    `text/xml; charset=${label}`,
  );

  expect(text).toContain(RUSSIAN);
  expect(encoding).toBe('utf-8');
  expect(warnings).toHaveLength(1);
});

it('a short text in a Chinese encoding is not taken for UTF-8 by accident', () => {
  // The two characters are, in GBK, four bytes that are valid UTF-8 for others.
  const bytes = iconv.encode(xml('联通', 'gbk'), 'gbk');

  expect(decodeBody(bytes, null).text).toContain('联通');
});

it('single bytes labelled UTF-16 are read for what they are', () => {
  expect(decodeBody(Buffer.from(xml('plain', 'utf-16')), null).text).toContain('plain');
});

it('a few stray bytes in UTF-8 are read as windows-1252', () => {
  const [before = '', after = ''] = xml(`${JAPANESE}|${JAPANESE}`).split('|');
  const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0x93, 0xe9, 0x94]), Buffer.from(after)]);

  const { text, warnings } = decodeBody(bytes, 'text/xml; charset=utf-8');

  expect(text).toContain(`${JAPANESE}“é”${JAPANESE}`);
  expect(warnings).toEqual(['Some bytes are not valid UTF-8; they were read as windows-1252.']);
});

it('the UTF-8 in a text of many stray bytes is read as such', () => {
  const stray = iconv.encode(' The café at the quay served a naïve “crème” all night. ', 'windows-1252');
  const bytes = Buffer.concat([Buffer.from(xml('The harbour’s night was quiet')), ...Array(40).fill(stray)]);

  expect(decodeBody(bytes, null).text).toContain('The harbour’s night was quiet');
});

it('a stray byte does not undo that UTF-8 labelled Latin-1 is UTF-8', () => {
  const bytes = Buffer.concat([
    Buffer.from(xml(`${JAPANESE} café`, 'iso-8859-1')),
    Buffer.from([0x20, 0xe9]),
  ]);

  expect(decodeBody(bytes, null).text).toContain(`${JAPANESE} café`);
});

it('a legacy encoding that nobody names is guessed', () => {
  const bytes = iconv.encode(xml(`${RUSSIAN}. ${RUSSIAN}. Новости порта и города.`), 'windows-1251');

  expect(decodeBody(bytes, null)).toMatchObject({
    encoding: 'windows-1251',
    text: expect.stringContaining(RUSSIAN),
  });
});

it.each([
  ['euc-jp', '港で続いた労働争議は、月曜日の夕方に終わりました。船は明日から出ます。'],
  ['windows-874', 'ข่าวท่าเรือวันนี้ เรือเฟอร์รี่หยุดเดินเรือเป็นเวลาสองวันเนื่องจากพายุ'],
  ['windows-1255', 'הנמל נסגר היום בגלל הסערה, והמעבורות יחזרו להפליג מחר בבוקר'],
])('%s is guessed, though part of it passes for UTF-8', (encoding, text) => {
  const bytes = iconv.encode(xml(`${text} ${text} ${text}`), encoding);

  expect(decodeBody(bytes, null).text).toContain(text);
});

it('an unknown label is told and otherwise ignored', () => {
  const { text, warnings } = decodeBody(Buffer.from(xml(JAPANESE, 'klingon-8')), null);

  expect(text).toContain(JAPANESE);
  expect(warnings).toEqual(['The encoding “klingon-8” is not known.']);
});

it.each(['base64', 'hex', 'utf-7', '__proto__', ''])('the label %j does no harm', async (label) => {
  expect(await parse(xml('plain', label))).toMatchObject({ title: 'plain' });
});

it.each([[[]], [[0xef, 0xbb, 0xbf]], [[0xff, 0xfe]], [[0]], [[0xc3]], [[0xff, 0xff, 0xff]]])(
  'bytes %o do not throw',
  (bytes) => {
    expect(typeof decodeBody(Uint8Array.from(bytes), 'text/xml; charset=utf-8').text).toBe('string');
  },
);
