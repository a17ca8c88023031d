import { z } from 'zod';
import type { Factory } from '../registry.ts';
import { commandFault, commandFields, commandLine } from './command-line.ts';
import type { FactoryContext } from './factory-context.ts';
import { runComponent } from './run-component.ts';
import { resolveSurroundings, surroundingFields } from './surroundings.ts';

const config = z
  .looseObject({
    ...commandFields,
    ...surroundingFields,
    success: z.array(z.int()).optional().meta({ example: '[0]' }),
    ports: z.array(z.int().min(1).max(65_535)).optional().meta({ example: '[6379]' }),
  })
  .superRefine((value, context) => {
    const message = commandFault(value);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

export type ProcessConfig = z.output<typeof config>;

/** A program of any language that runs until it is stopped, or until its work is done. */
export function processFactory(shared: FactoryContext): Factory<ProcessConfig> {
  return {
    type: 'process',
    title: 'A program',
    config,
    example: { command: ['node', 'server.mjs'] },
    describe: (value) => {
      const { command, args } = commandOf(value);
      return `runs ${[command, ...args].join(' ')}${value.cwd === undefined ? '' : ` in ${value.cwd}`}`;
    },
    build(descriptor) {
      const { name, config: value } = descriptor;
      const parts = runComponent(shared, {
        descriptor,
        success: value.success ?? [0],
        wanted: async () => ({
          ...commandOf(value),
          ...(await resolveSurroundings(shared, value)),
          ...(value.ports === undefined ? {} : { ports: value.ports }),
        }),
      });
      return { name, ...parts };
    },
  };
}

function commandOf(value: ProcessConfig): { command: string; args: string[] } {
  return commandLine(value) ?? { command: '', args: [] };
}
