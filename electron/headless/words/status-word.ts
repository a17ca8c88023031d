import { setTimeout as delay } from 'node:timers/promises';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { NothingRuns, type RunningApp } from '../running-app.ts';
import { isSound, reportOf, type StatusReport } from '../status-report.ts';
import { columns, errorText, placeText, visible } from '../terminal.ts';
import { APP_OPTIONS, findApp, type Word } from './word.ts';

const HELD_WHY = { size: 'many at once', git: 'a git operation', manual: 'their kind is held by hand' } as const;

/** Exit codes of `status --check`. */
const SOUND = 0;
const FAULTY = 1;
/** How long `--check` waits for files that are still being read, ms, and how often it looks. */
const SETTLE_MS = 15_000;
const LOOK_MS = 100;

/** `status`: what is true now; with `--check` a verdict for scripts. */
export const statusWord: Word = {
  usage: 'status [--check] [--json] [--workspace PATH]',
  summary: 'Say what is loaded, and what is not; --check makes it a verdict.',
  details: [
    '--check  exit 0 when everything loads, 1 when anything is refused, conflicted, held or degraded',
    '         (each is said on stderr with its file and line), 3 when nothing runs',
    '--json   the whole report as JSON, each refused definition with its error',
  ],
  options: { ...APP_OPTIONS, check: { type: 'boolean' } },
  operands: [0, 0],
  async run(args, io) {
    const app = await findApp(args, io).catch((error: unknown) => {
      if (error instanceof NothingRuns && args.has('json')) io.stdout.write(`${JSON.stringify({ running: false })}\n`);
      throw error;
    });
    const check = args.has('check');
    const report = await readReport(app, check);
    if (args.has('json')) {
      const { url, pid, build } = app.instance;
      io.stdout.write(`${JSON.stringify({ running: true, url, pid, build, ...report }, null, 2)}\n`);
    } else {
      io.stdout.write(overview(app, report));
    }
    if (!check) {
      if (!args.has('json')) io.stdout.write(faultsOf(report));
      return SOUND;
    }
    io.stderr.write(faultsOf(report));
    return isSound(report) ? SOUND : FAULTY;
  },
};

/** A file that was saved a moment ago must not turn the verdict, so a check waits until nothing is changing. */
async function readReport(app: RunningApp, patient: boolean): Promise<StatusReport> {
  const until = performance.now() + SETTLE_MS;
  for (;;) {
    const report = reportOf((await (await app.get('snapshot')).json()) as Snapshot);
    if (report.settled || !patient || performance.now() > until) return report;
    await delay(LOOK_MS);
  }
}

function overview(app: RunningApp, report: StatusReport): string {
  const { workspace, watch, counts } = report;
  const trust = workspace?.trusted ? 'trusted' : 'look only';
  const holder = workspace?.readOnly ? `, held by ${workspace.readOnly}` : '';
  const facts = [
    ['workspace', `${workspace?.root ?? app.workspace.root} (${trust}${holder})`],
    ['app', `${app.instance.url}, process ${app.instance.pid}, version ${app.instance.build}`],
    ['watching', `${watch.state}, ${watch.backend ?? 'no backend'}, ${watch.dirs} folders, ${watch.files} files`],
    ['position', report.position],
    ['loaded', `${counts.ok} of ${counts.total}`],
    ['problems', counts.problems === 0 ? 'none' : `${counts.problems}; list them with: signalbox problems`],
  ];
  const kinds = Object.entries(report.kinds).sort(([a], [b]) => (a < b ? -1 : 1));
  if (kinds.length === 0) return `${columns(facts)}\nNo definitions yet.\n`;
  const head = ['kind', 'total', 'faulty', 'conflicted', 'settling', 'waiting', 'pinned'];
  const rows = kinds.map(([kind, count]) => [
    kind,
    ...[count.total, count.faulty, count.conflicted, count.settling, count.waiting, count.pinned].map(String),
  ]);
  return `${columns(facts)}\n${columns([head, ...rows])}`;
}

/** Everything that is not as it should be, one paragraph each, worst first. */
function faultsOf(report: StatusReport): string {
  const lines: string[] = [];
  for (const { id, path, error, keeps } of report.refused) {
    const serves = keeps === null ? 'nothing serves' : `v${keeps} keeps serving`;
    const at = error?.at ? error : error && { ...error, at: { path } };
    lines.push(`\nrefused ${visible(id)}, ${serves}\n${at ? errorText(at) : `${placeText({ path })}\n`}`);
  }
  for (const { id, paths, serves } of report.conflicted) {
    lines.push(
      `\nconflicted ${visible(id)}, ${serves ? `${visible(serves)} serves` : 'nothing serves'}\n${paths.map((path) => `${placeText({ path, line: 1 })}\n`).join('')}`,
    );
  }
  if (report.config) lines.push(`\nrefused settings of the workspace\n${errorText(report.config)}`);
  if (report.held) {
    const items = report.held.items.map(({ definition, path, change }) => [visible(path), change, visible(definition)]);
    const why = report.held.git ?? HELD_WHY[report.held.reason];
    lines.push(
      `\nheld: ${items.length} definitions wait (${visible(why)}); apply with: signalbox act batch.apply\n${columns(items)}`,
    );
  }
  for (const reason of report.degraded) lines.push(`\ndegraded: ${visible(reason)}\n`);
  if (!report.settled) lines.push('\nsome files are still being read\n');
  return lines.join('');
}
