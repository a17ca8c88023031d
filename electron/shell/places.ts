import path from 'node:path';
import { app } from 'electron';

/** Files of the app itself. */
export interface AppPlaces {
  readonly page: string;
  readonly preload: string;
  readonly icon: string;
  readonly sample: string;
}

/** Where this app's files lie: in its archive when it is installed, in the checkout otherwise. */
export function appPlaces(): AppPlaces {
  const root = app.getAppPath();
  // What has to be a real folder, or is read by the system, lies beside the archive.
  const assets = app.isPackaged ? process.resourcesPath : path.join(root, 'assets');
  return {
    page: path.join(root, 'out', 'renderer'),
    preload: path.join(root, 'out', 'preload.cjs'),
    icon: path.join(assets, 'icons', '512x512.png'),
    sample: path.join(assets, 'sample'),
  };
}
