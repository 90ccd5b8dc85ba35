// Unlike texts numbered from 0 in the order in which they come, also where there are more than one Map can hold (V8: 2^24): ten million free texts of
// three models.

const mostPerMap = 2 ** 23;

export class NumberedTexts {
  private readonly maps: Map<string, number>[] = [new Map()];
  private readonly texts: string[] = [];

  constructor(private readonly most = mostPerMap) {}

  get count(): number {
    return this.texts.length;
  }

  /** The text's number, its own from now on. */
  numberOf(text: string): number {
    for (const map of this.maps) {
      const known = map.get(text);
      if (known !== undefined) return known;
    }
    const number = this.texts.length;
    if (this.maps.at(-1)!.size >= this.most) this.maps.push(new Map());
    this.maps.at(-1)!.set(text, number);
    this.texts.push(text);
    return number;
  }

  /** Undefined where no text has the number. */
  textOf(number: number): string | undefined {
    return this.texts[number];
  }
}
