// tools/sample.yaml, command count: words in the files of a folder, with its progress.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [, , folder, ms] = process.argv;
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile());
let words = 0;
for (const [at, file] of files.entries()) {
  const name = path.join(file.parentPath, file.name);
  const found = (await readFile(name, 'utf8')).split(/\s+/).filter(Boolean).length;
  words += found;
  console.log(`${name}: ${found}`);
  console.log(`${at + 1}/${files.length}`);
  await pause(Number(ms));
}
console.log(`${words} words in ${files.length} files of ${folder}`);
