import { act, configure, getConfig } from '@testing-library/react';
import { createRoot } from 'react-dom/client';

// React runs the effects of what it has shown a moment later, and with them a component's subscription to its store. No
// hand is as quick as a test that acts on what it has just found; rendering anything at all runs what is due before.
const idle = createRoot(document.createElement('div'));
const { eventWrapper } = getConfig();
configure({
  eventWrapper(fire) {
    act(() => idle.render(null));
    return eventWrapper(fire);
  },
});
