// Older encodings that nothing names: guessed, or refused; what is guessed is told with cells.
import assert from 'node:assert/strict';
import iconv from 'iconv-lite';
import { readTable } from './readTable';

const sentences: Readonly<Record<string, readonly string[]>> = {
  'windows-1250': ['Příliš žluťoučký kůň úpěl ďábelské ódy', 'Árvíztűrő tükörfúrógép'],
  'iso-8859-2': ['Zażółć gęślą jaźń, świetna obsługa'],
  'windows-1254': ['Çok güzel bir ürün, şiddetle öneriyorum ığ'],
  'windows-1257': ['Šķiet, ka žēl naudas, ļoti laba kvalitāte'],
  'koi8-u': ['Дуже гарний товар, її якість відмінна'],
  'koi8-r': ['Очень хороший товар, рекомендую всем'],
  'windows-1251': ['Очень хороший товар, рекомендую всем', 'Веома добар производ, Ђорђе и Њујорк'],
  maccyrillic: ['Очень хороший товар. Плохое качество. Никогда больше'],
  cp866: ['Очень хороший товар, рекомендую всем'],
  'windows-874': ['สินค้าดีมาก แนะนำเลย คุณภาพแย่มาก'],
  'windows-1253': ['Πολύ καλό προϊόν, το συνιστώ σε όλους'],
  'windows-1255': ['מוצר טוב מאוד, מומלץ לכולם'],
  'windows-1256': ['منتج جيد جدا، أنصح به الجميع'],
  'euc-jp': ['とても良い製品です。おすすめします'],
  'euc-kr': ['정말 좋은 제품이에요, 똠방각하'],
  big5: ['這個產品非常好用，推薦給大家'],
  'windows-1252': ['naïve café œuvre – “quoted”', 'Straße müßig größer', '¡Qué decepción! ¿Cómo? Año'],
};

describe('class of code pages: read as what they are, and told', () => {
  for (const [encoding, texts] of Object.entries(sentences))
    for (const text of texts)
      it(`${encoding}: ${text}`, async () => {
        const content = `id,text\n1,"${text}"\n2,"${text}"\n`;
        const { cells, dataset } = await readTable('a.csv', iconv.encode(content, encoding));
        assert.equal(cells[0]![1], text);
        assert.ok(dataset.guess!.cells.some((cell) => text.startsWith(cell.replace(/\.\.\.$/, ''))));
        assert.match(dataset.guess!.warning, /by a guess it is read as .+ name its encoding \(--encoding\)/);
      });

  it('the euro of iso-8859-15', async () => {
    const { cells } = await readTable('a.csv', iconv.encode('id,text\n1,Für 5 € völlig in Ordnung\n', 'iso-8859-15'));
    assert.equal(cells[0]![1], 'Für 5 € völlig in Ordnung');
  });

  it('Latin text of DOS or a Mac is never taken for that of Windows', async () => {
    for (const encoding of ['cp850', 'cp437', 'cp852', 'macintosh']) {
      const text = 'Schöne Größe, überhaupt nicht müßig';
      try {
        const { cells } = await readTable('a.csv', iconv.encode(`id,text\n1,"${text}"\n`, encoding));
        assert.equal(cells[0]![1], text, encoding);
      } catch (error) {
        assert.match((error as Error).message, /cannot be guessed; name it \(--encoding/, encoding);
      }
    }
  });
});
