import { fireEvent, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ComponentsScreen } from '../../../renderer/features/components/components-screen.tsx';
import { select } from '../../../renderer/stores/ui-store.ts';
import { EPOCH, type FakeCore, fakeCore } from '../fake-core.ts';
import { connectPage, show } from '../page.tsx';
import { became, declared } from './facts.ts';
import { answerDesk } from './scenario.ts';

const LONG = { timeout: 20_000 };
let core: FakeCore;
let leave = () => {};
let deploys: unknown[];
beforeEach(() => {
  core = fakeCore();
  answerDesk(core);
  deploys = [];
  core.answers.set('component.deploy', (input) => {
    deploys.push(input);
    return { actionId: 'a1', outcome: 'done', result: { steps: [] }, position: `${EPOCH}:${core.state().seq}` };
  });
});
afterEach(() => leave());

async function showComponents(name: string) {
  leave = connectPage(core);
  select('components', name);
  return show(core, <ComponentsScreen />);
}

describe('a deploy', () => {
  test('takes along what is needed and nobody wants up, and says so before', async () => {
    declared(core, 'base', { enabled: false });
    declared(core, 'cache', { enabled: false, dependsOn: { base: 'healthy' } });
    declared(core, 'front', { enabled: false, dependsOn: { cache: 'started', db: 'healthy' } });
    const screen = await showComponents('cache');
    const deploy = await screen.findByTestId('inspector-deploy', {}, LONG);
    expect(deploy.textContent).toBe('Deploy with base');
    fireEvent.click(deploy);
    await waitFor(() => expect(deploys).toEqual([{ names: ['cache'], scope: 'needs' }]), LONG);
    select('components', 'front');
    await waitFor(() => expect(screen.getByTestId('inspector-deploy').textContent).toBe('Deploy with 2 others'), LONG);
    select('components', 'base');
    await waitFor(() => expect(screen.getByTestId('inspector-deploy').textContent).toBe('Deploy'), LONG);
  });

  test('of what is waited for and nobody wants up is offered where it is waited for', async () => {
    declared(core, 'base', { enabled: false });
    declared(core, 'front', { dependsOn: { base: 'healthy' } });
    const waitingOn = [{ sort: 'dependency' as const, name: 'base', why: 'needs base healthy, which is disabled' }];
    became(core, 'front', 'waiting', { waitingOn });
    const screen = await showComponents('front');
    fireEvent.click(await screen.findByTestId('deploy-awaited', {}, LONG));
    await waitFor(() => expect(deploys).toEqual([{ names: ['base'], scope: 'needs' }]), LONG);
    declared(core, 'base', { enabled: true });
    await waitFor(() => expect(screen.queryByTestId('deploy-awaited')).toBeNull(), LONG);
  });
});
