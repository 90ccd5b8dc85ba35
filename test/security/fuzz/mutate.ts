// Mutations that know the structure: of JSON (values, keys, doubles, depth), of XML (attributes, elements, entities), and at last of bytes.
import type { Random } from '../../../src/engine/random';
import { hostileJson, hostileKey, hostileText, pick } from './hostileValues';
import { branchesOf, jsonOf, source, treeOf, type JsonTree } from './jsonTree';

export type Mutation = { readonly random: Random; readonly outside: string };

/** JSON text of the value with one to three things wrong; now and then sound, now and then no JSON any more. */
export function mutateJson(value: unknown, { random, outside }: Mutation): string {
  const tree = treeOf(value);
  const times = random.below(10) === 0 ? 0 : 1 + random.below(3);
  for (let time = 0; time < times; time++) {
    const branches = [...branchesOf(tree)];
    if (branches.length === 0) return hostileJson(random, outside);
    const branch = pick(random, branches);
    if (branch.type === 'array') mutateItems(branch.items, random, outside);
    else mutateMembers(branch.members, random, outside);
  }
  const text = jsonOf(tree);
  return random.below(12) === 0 ? mutateBytes(Buffer.from(text), random).toString() : text;
}

function mutateMembers(members: (readonly [string, JsonTree])[], random: Random, outside: string): void {
  const wrong = () => source(hostileJson(random, outside));
  if (members.length === 0) {
    members.push([hostileKey(random, outside), wrong()]);
    return;
  }
  const at = random.below(members.length);
  const [key, value] = members[at]!;
  switch (random.below(6)) {
    case 0:
      members.splice(at, 1);
      return;
    case 1:
      members.push([key, wrong()]);
      return;
    case 2:
      members.push([hostileKey(random, outside), random.below(2) === 0 ? value : wrong()]);
      return;
    case 3:
      members[at] = [hostileKey(random, outside), value];
      return;
    default:
      members[at] = [key, wrong()];
  }
}

function mutateItems(items: JsonTree[], random: Random, outside: string): void {
  const wrong = source(hostileJson(random, outside));
  const at = random.below(items.length + 1);
  switch (random.below(4)) {
    case 0:
      items.splice(at, 1);
      return;
    case 1:
      items.splice(at, 0, wrong);
      return;
    case 2: {
      const again = items[at];
      if (again) for (let copies = pick(random, [1, 2, 300]); copies > 0; copies--) items.push(again);
      return;
    }
    default:
      items[at] = wrong;
  }
}

const entities =
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e SYSTEM "file:///etc/passwd">]>';
const cellAddresses = ['A0', 'ZZZZZZ2', 'XFD1048576', 'A99999999999', 'AAAA1', '', '1A', 'A1:XFD1048576', '__proto__'];

/** XML with one to three things wrong: attributes, elements gone, doubled or nested, entities, indices out of range. */
export function mutateXml(xml: string, { random, outside }: Mutation): string {
  let text = xml;
  const escaped = (value: string) => value.replace(/[<&"]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
  for (let times = 1 + random.below(3); times > 0; times--)
    switch (random.below(9)) {
      case 0:
        text = replaceOne(text, /"[^"]*"/g, random, () => `"${escaped(hostileText(random, outside))}"`);
        break;
      case 1:
        text = replaceOne(text, /\br="[^"]*"/g, random, () => `r="${pick(random, cellAddresses)}"`);
        break;
      case 2:
        text = replaceOne(text, />[^<>]+</g, random, () => `>${escaped(hostileText(random, outside))}<`);
        break;
      case 3: {
        const index = () => pick(random, ['-1', '999999999', '1e9', '1.5', 'NaN', '__proto__', '', '9'.repeat(300)]);
        text = replaceOne(text, /<v>[^<]*<\/v>|\bs="\d+"/g, random, (was) =>
          was.startsWith('<') ? `<v>${index()}</v>` : `s="${index()}"`,
        );
        break;
      }
      case 4:
        text = entities + replaceOne(text, />[^<>]+</g, random, () => `>${pick(random, ['&d;', '&e;', '&nosuch;'])}<`);
        break;
      case 5:
        text = replaceOne(text, /<\/?\w[^>]*>/g, random, () => '');
        break;
      case 6:
        text = replaceOne(text, /<(\w+)[^>]*>[^<]*<\/\1>/g, random, (was) => was.repeat(pick(random, [2, 50, 3000])));
        break;
      case 7: {
        const depth = pick(random, [50, 20_000]);
        text = replaceOne(text, />[^<>]+</g, random, () => `>${'<a>'.repeat(depth)}x${'</a>'.repeat(depth)}<`);
        break;
      }
      default:
        text = mutateBytes(Buffer.from(text), random).toString();
    }
  return text;
}

/** One of the matches, any of them, replaced. */
function replaceOne(text: string, what: RegExp, random: Random, by: (was: string) => string): string {
  const found = [...text.matchAll(what)];
  if (found.length === 0) return text;
  const { 0: was, index } = pick(random, found);
  return text.slice(0, index) + by(was) + text.slice(index + was.length);
}

/** Cut off, a byte changed, a stretch doubled or thrown away. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + random.below(40));
  switch (random.below(4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1: {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at] = random.below(256);
      return changed;
    }
    case 2:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    default:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
  }
}
