import { expect, test } from 'vitest';
import { resolveWorkflowPath } from '../../../electron/core/hotswap/resolve-workflow-path.ts';

test.each([
  ['build', 'workflows/build.yaml'],
  ['build.yml', 'workflows/build.yml'],
  ['build.json', 'workflows/build.json'],
  ['v1.2', 'workflows/v1.2'],
  ['team/build', 'team/build.yaml'],
  ['team.x/build', 'team.x/build.yaml'],
  ['/abs/build.yaml', '/abs/build.yaml'],
  ['team\\build', 'team/build.yaml'],
  ['https://host/flows/build.yaml', 'https://host/flows/build.yaml'],
  ['mem://localhost/build', 'mem://localhost/build.yaml'],
])('the workflow %s is the file %s', (name, path) => expect(resolveWorkflowPath(name)).toBe(path));
