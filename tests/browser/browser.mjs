// Chromium as it is installed, and the windows people have.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PATHS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const CHROMIUM = PATHS.find((path) => path && existsSync(path));
export const ARGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

export function open() {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}

export const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2, locale: 'zh-CN' };
export const LARGE = { ...PHONE, viewport: { width: 390, height: 844 }, deviceScaleFactor: 3 };
export const DESK = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' };
