import type { LogAsk, LogSay } from '../../../shared/log.ts';
import type { LogPlane, LogView } from '../logs/log-plane.ts';

/** The log plane of one client: its views, each heard within the client's credit. */
export interface LogFrames {
  ask(view: string, ask: LogAsk): void;
  /** The client has room again, or is looked at again: what waited for that goes out. */
  resume(): void;
  end(): void;
}

/** What the plane needs of the client's connection. */
export interface LogOutlet {
  /** Sends what is said of a view; it counts against the client's credit. */
  send(view: string, say: LogSay): void;
  /** Whether what can wait should wait. */
  waits(): boolean;
}

/** Views one client may have open. */
const VIEWS = 64;
/** Answers kept for a client that is behind; older ones are asked for again if they still matter. */
const WAITING = 16;

interface OpenView {
  readonly view: LogView;
  /** What could not be said yet: all that tells how things are, the newest of each kind, and the newest answers. */
  waiting: LogSay[];
}

/** Makes the plane of one client. */
export function createLogFrames(plane: LogPlane, outlet: LogOutlet): LogFrames {
  const views = new Map<string, OpenView>();

  function open(name: string): OpenView {
    const one: OpenView = { view: plane.open((say) => said(name, one, say)), waiting: [] };
    views.set(name, one);
    return one;
  }

  function said(name: string, one: OpenView, say: LogSay): void {
    if (views.get(name) !== one) return;
    if (outlet.waits()) one.waiting = kept(one.waiting, say);
    else outlet.send(name, say);
  }

  return {
    ask(name, ask) {
      const known = views.get(name);
      if (ask.k === 'close') {
        views.delete(name);
        known?.view.close();
        return;
      }
      if (known === undefined && ask.k !== 'open') return;
      if (known === undefined && views.size >= VIEWS) {
        outlet.send(name, { k: 'refused', where: 'view', message: `No more than ${VIEWS} views can be open.` });
        return;
      }
      (known ?? open(name)).view.ask(ask);
    },
    resume() {
      for (const [name, one] of views) {
        while (one.waiting.length > 0 && !outlet.waits()) {
          const [say] = one.waiting.splice(0, 1);
          if (say) outlet.send(name, say);
        }
      }
    },
    end() {
      for (const { view } of views.values()) view.close();
      views.clear();
    },
  };
}

/** What waits, with one more: a newer state makes an older one pointless, and old answers give way to new ones. */
function kept(waiting: readonly LogSay[], say: LogSay): LogSay[] {
  const all = [...waiting.filter((one) => !isReplaced(one, say)), say];
  const oldest = all.filter(isAnswer).length > WAITING ? all.findIndex(isAnswer) : -1;
  return all.filter((_, index) => index !== oldest);
}

/** What is asked for again when it does not come. */
function isAnswer({ k }: LogSay): boolean {
  return k === 'rows' || k === 'at';
}

function isReplaced(one: LogSay, by: LogSay): boolean {
  if (by.k === 'refused') return one.k === 'refused' && one.where === by.where;
  return one.k === by.k && !isAnswer(one);
}
