import { openLog } from '../../stores/log-store.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/inspector.tsx';
import { SmallLog } from '../logs/small-log.tsx';

/** What a component writes, as it writes it. */
export function OutputSection({ name }: { readonly name: string }) {
  const item = `component:${name}`;
  return (
    <Section
      title="Output"
      right={
        <Button kind="quiet" onClick={() => openLog([item])} testId="component-log">
          Open in Logs
        </Button>
      }
    >
      <SmallLog key={item} item={item} />
    </Section>
  );
}
