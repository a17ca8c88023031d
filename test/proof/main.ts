import { drive } from './drive.ts';

/** From the command line: `node test/proof/main.ts [STEPS]`, with `SIGNALBOX_SEED` to repeat a run. */
const steps = Number(process.argv[2] ?? 1_000);
const seed = Number(process.env['SIGNALBOX_SEED'] ?? Date.now() % 1_000_000);
console.log(`seed ${seed}, ${steps} steps`);
const report = await drive({ seed, steps, say: (line) => console.log(line) });
console.log(JSON.stringify(report, null, 1));
process.exit(0);
