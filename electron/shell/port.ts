import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import { CLIENT_FRAME_CHARS, type Port } from '../../shared/rpc.ts';
import { mayConnect } from './origin.ts';

/** What the shell says to a page it gives a port: the preload hands it on. */
const PORT_CHANNEL = 'port';
/** The only thing a page can ask the shell for. */
const CONNECT_CHANNEL = 'connect';

/**
 * Gives the page of a window a port to the core whenever it asks, one at a time: a page that asks again has lost the
 * last one. Frames that are not our page at the top of the window get nothing.
 */
export function offerPort(contents: WebContents, connect: (port: Port) => void, log: (line: string) => void): void {
  let current: Port | null = null;
  const drop = (): void => {
    current?.close();
    current = null;
  };
  contents.ipc.on(CONNECT_CHANNEL, (event) => {
    const frame = event.senderFrame;
    if (frame === null || !mayConnect(frame)) {
      log('A frame that is not our page asked for a port and got none.');
      return;
    }
    drop();
    const { port1, port2 } = new MessageChannelMain();
    current = framePort(port1, log);
    connect(current);
    frame.postMessage(PORT_CHANNEL, null, [port2]);
  });
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) drop();
  });
  contents.on('render-process-gone', drop);
  contents.on('destroyed', drop);
}

/** A message port as the core knows ports: text frames, within bounds. Anything else closes it. */
export function framePort(channel: MessagePortMain, log: (line: string) => void): Port {
  const frames: ((frame: string) => void)[] = [];
  const closes: (() => void)[] = [];
  let open = true;

  function ended(): void {
    if (!open) return;
    open = false;
    for (const listener of closes) listener();
  }
  function close(): void {
    if (!open) return;
    channel.close();
    ended();
  }

  channel.on('message', ({ data }) => {
    if (!open) return;
    if (typeof data !== 'string' || data.length > CLIENT_FRAME_CHARS) {
      log('A frame of the page was too large, or no text: its port was closed.');
      close();
      return;
    }
    for (const listener of frames) listener(data);
  });
  channel.on('close', ended);
  channel.start();

  return {
    send(frame) {
      if (open) channel.postMessage(frame);
    },
    onFrame: (listener) => void frames.push(listener),
    onClose: (listener) => void closes.push(listener),
    close,
  };
}
