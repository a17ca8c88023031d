/** Says which pattern excludes a path (the path itself or a folder above it), or null. */
export type Ignore = (path: string) => string | null;

// Version control, installed packages and what editors and atomic writers leave for a moment. Each is matched
// against every segment of a path.
const BUILT_IN: readonly (readonly [name: string, test: RegExp])[] = [
  ['.git', /^\.git$/],
  ['.hg', /^\.hg$/],
  ['.svn', /^\.svn$/],
  ['node_modules', /^node_modules$/],
  ['*.sw? (vim swap file)', /\.sw[a-px]$/],
  ['*~ (backup)', /~$/],
  ['4913 (vim write test)', /^4913$/],
  ['.#* (emacs lock)', /^\.#/],
  ['#*# (emacs auto-save)', /^#.*#$/],
  ['.DS_Store', /^\.DS_Store$/],
  ['Thumbs.db', /^Thumbs\.db$/],
  ['*.tmp', /\.([tT][eE]?[mM][pP])$/],
  ['.~lock.*# (office lock)', /^\.~lock\..*#$/],
  ['.goutputstream-* (GLib write)', /^\.goutputstream-/],
  ['___jb_*___ (JetBrains write)', /___jb_(tmp|old)___$/],
  ['*.kate-swp', /\.kate-swp$/],
  ['.nfs* (deleted but open)', /^\.nfs[0-9a-f]{8,}$/],
  ['sed?????? (sed -i)', /^sed[A-Za-z0-9]{6}$/],
  ['*.crdownload, *.part (download)', /\.(crdownload|part)$/],
];

// One test that most names fail, so that they need no other.
const MAYBE_BUILT_IN = new RegExp(BUILT_IN.map(([, { source }]) => source).join('|'));
const MOST_FOLDERS = 20_000;

/**
 * Compiles the ignore globs of a workspace together with the built-in ones.
 *
 * A glob without `/` matches a name at any depth; one with `/` is anchored at the root. `*` and `?` stay inside a
 * segment, `**` crosses them, `{a,b}` and `[ab]` work as in a shell. What a glob matches is ignored with all below it.
 */
export function compileIgnore(globs: readonly string[]): Ignore {
  const compiled = globs.filter((glob) => glob.trim() !== '').map((glob) => ({ glob, test: globToRegExp(glob) }));
  // Asked for every raw event and every entry of a listing: what holds for a folder is worked out once.
  const folders = new Map<string, string | null>();

  function judge(path: string): string | null {
    const slash = path.lastIndexOf('/');
    if (slash >= 0) {
      const above = judgeFolder(path.slice(0, slash));
      if (above !== null) return above;
    }
    const name = path.slice(slash + 1);
    if (MAYBE_BUILT_IN.test(name)) for (const [builtIn, test] of BUILT_IN) if (test.test(name)) return builtIn;
    for (const { glob, test } of compiled) if (test.test(path)) return glob;
    return null;
  }

  function judgeFolder(path: string): string | null {
    const found = folders.get(path);
    if (found !== undefined) return found;
    const judged = judge(path);
    if (folders.size >= MOST_FOLDERS) folders.clear();
    folders.set(path, judged);
    return judged;
  }

  return (path) => (path === '' ? null : judge(path));
}

// An expression over whole relative paths; a match covers everything below too.
function globToRegExp(glob: string): RegExp {
  let pattern = glob.trim().replace(/^\.\//, '');
  const anchored = pattern.replace(/\/+$/, '').includes('/');
  pattern = pattern.replace(/^\/+/, '').replace(/\/+$/, '');
  const body = translate(pattern);
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${body}(?:/.*)?$`, 's');
}

function translate(pattern: string): string {
  let out = '';
  let braces = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*' && pattern.charAt(at + 1) === '*') {
      const slash = pattern.charAt(at + 2) === '/';
      out += slash ? '(?:.*/)?' : '.*';
      at += slash ? 2 : 1;
    } else if (char === '*') out += '[^/]*';
    else if (char === '?') out += '[^/]';
    else if (char === '[') {
      const end = pattern.indexOf(']', at + 2);
      if (end < 0) out += '\\[';
      else {
        const set = pattern
          .slice(at + 1, end)
          .replace(/\\/g, '\\\\')
          .replace(/\[/g, '\\[');
        out += `[${set.startsWith('!') ? `^${set.slice(1)}` : set}]`;
        at = end;
      }
    } else if (char === '{' && pattern.indexOf('}', at) > 0) {
      braces++;
      out += '(?:';
    } else if (char === '}' && braces > 0) {
      braces--;
      out += ')';
    } else if (char === ',' && braces > 0) out += '|';
    else out += char.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  }
  return out + ')'.repeat(braces);
}
