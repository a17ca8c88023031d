/** Name of the world the preload runs in: Chromium keeps it apart from the page's own. */
export const PRELOAD_WORLD = 'electron-preload';
/** Name of the function, in that world only, that carries words to this process. */
export const BINDING = 'electronStandInSend';

/** Runs in the page's world before its scripts: makes what the preload exposes appear as plain functions and values. */
export const PAGE_SCRIPT = `(() => {
  addEventListener('electron-stand-in-expose', (event) => {
    const { key, members } = JSON.parse(event.detail);
    const made = {};
    for (const [name, value] of Object.entries(members)) {
      made[name] = value.call
        ? () => { dispatchEvent(new CustomEvent('electron-stand-in-call', { detail: JSON.stringify({ key, name }) })); }
        : value.value;
    }
    Object.defineProperty(window, key, { value: Object.freeze(made), writable: false, configurable: false });
  });
})();`;

/** Runs in the preload's world: the two modules a preload of ours may use, then the preload itself, unmodified. */
export function preloadScript(preload: string): string {
  return `(() => {
  if (window !== window.top || location.protocol === 'about:') return;
  const say = (word) => globalThis.${BINDING}(JSON.stringify(word));
  const listeners = new Map();
  const ports = new Map();
  const exposed = new Map();
  globalThis.electronStandIn = {
    message(channel, ids) {
      const handed = ids.map((id) => {
        const { port1, port2 } = new MessageChannel();
        ports.set(id, port1);
        port1.onmessage = ({ data }) => say({ type: 'frame', port: id, data });
        port1.addEventListener('close', () => say({ type: 'close', port: id }));
        return port2;
      });
      for (const listener of listeners.get(channel) ?? []) listener({ ports: handed });
    },
    deliver: (id, data) => ports.get(id)?.postMessage(data),
    close: (id) => ports.get(id)?.close(),
  };
  addEventListener('electron-stand-in-call', (event) => {
    const { key, name } = JSON.parse(event.detail);
    exposed.get(key)[name]();
  });
  const electron = {
    ipcRenderer: {
      on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      send: (channel, ...args) => say({ type: 'send', channel, args }),
    },
    contextBridge: {
      exposeInMainWorld(key, api) {
        exposed.set(key, api);
        const members = Object.entries(api).map(([name, value]) => [name, typeof value === 'function' ? { call: true } : { value }]);
        dispatchEvent(new CustomEvent('electron-stand-in-expose', { detail: JSON.stringify({ key, members: Object.fromEntries(members) }) }));
      },
    },
  };
  const require = (name) => {
    if (name === 'electron') return electron;
    throw new Error('A sandboxed preload has no module ' + name + '.');
  };
  const process = { platform: ${JSON.stringify(process.platform)} };
  ((require, process, module, exports) => {
${preload}
  })(require, process, { exports: {} }, {});
})();`;
}
