// Chromium as it is installed, and a phone's window.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PATHS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export function open() {
  return chromium.launch({
    executablePath: PATHS.find((path) => path && existsSync(path)),
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
}

export const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2, locale: 'zh-CN' };
export const DESK = { viewport: { width: 1366, height: 800 }, locale: 'zh-CN' };
