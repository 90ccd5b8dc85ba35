// README.md as the package has it. There is no public repository that a relative link could lead to, so pictures are put into the text and
// links to other files become plain words.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const isRelative = (target: string) => !/^(?:[a-z]+:|#)/i.test(target);

/**
 * @param root folder that the links are relative to
 * @throws where a picture is not there
 */
export function packagedReadme(root: string, text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\(([^)]+)\)/g, (whole, said: string, target: string) =>
      isRelative(target)
        ? `![${said}](data:image/${target.endsWith('.gif') ? 'gif' : 'png'};base64,${readFileSync(join(root, target)).toString('base64')})`
        : whole,
    )
    .replace(/(?<!!)\[([^\]]*)\]\(([^)]+)\)/g, (whole, said: string, target: string) =>
      isRelative(target) ? said : whole,
    );
}
