import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { Component, Descriptor } from './component.ts';
import type { Env } from './env.ts';

/** How one type of component is made. */
export interface Factory<C = unknown> {
  readonly type: string;
  /** What it is, as a person would say it. */
  readonly title: string;
  /** Checks the `config` of a descriptor. */
  readonly config: z.ZodType<C>;
  /** First `config` of a new descriptor. */
  readonly example: Readonly<Record<string, unknown>>;
  /** What it would run, for the question whether to trust the workspace. */
  describe(config: C): string;
  /** Makes a component. Throws AppError. */
  build(descriptor: Descriptor & { readonly config: C }, env: Env): Component | Promise<Component>;
}

/** Types of components by name. Adding one is one file and one line where they are registered. */
export interface Registry {
  /** Registers a factory; a type that is registered twice keeps the later one. */
  register<C>(factory: Factory<C>): void;
  get(type: string): Factory | undefined;
  types(): string[];
  /** Makes the component a descriptor describes. Throws UNKNOWN_TYPE, and what the factory throws. */
  build(descriptor: Descriptor, env: Env): Promise<Component>;
}

/** A registry without types. */
export function createRegistry(): Registry {
  const factories = new Map<string, Factory>();
  return {
    register(factory) {
      factories.set(factory.type, factory as unknown as Factory);
    },
    get: (type) => factories.get(type),
    types: () => [...factories.keys()].sort(),
    async build(descriptor, env) {
      const factory = factories.get(descriptor.type);
      if (!factory)
        throw new AppError('UNKNOWN_TYPE', `${descriptor.name}: there is no type ${JSON.stringify(descriptor.type)}.`, {
          hint: `Types: ${[...factories.keys()].sort().join(', ')}.`,
        });
      return factory.build(descriptor, env);
    },
  };
}
