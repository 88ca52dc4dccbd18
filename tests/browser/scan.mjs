// Reads a square code (二维码) off a picture, as a phone's camera would.
import { decodeQRBatch } from 'qr/decode.js';

/** The colours of a PNG, point by point; a blank page unpacks it, where no content policy is in the way. */
async function points(page, png) {
  const blank = await page.context().newPage();
  try {
    const { width, height, data } = await blank.evaluate(async (address) => {
      const picture = new Image();
      picture.src = address;
      await picture.decode();
      const canvas = document.createElement('canvas');
      canvas.width = picture.naturalWidth;
      canvas.height = picture.naturalHeight;
      const pen = canvas.getContext('2d');
      pen.drawImage(picture, 0, 0);
      const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
      let text = '';
      for (let at = 0; at < data.length; at += 30_000) text += String.fromCharCode(...data.subarray(at, at + 30_000));
      return { width: canvas.width, height: canvas.height, data: btoa(text) };
    }, `data:image/png;base64,${png.toString('base64')}`);
    return { width, height, data: new Uint8Array(Buffer.from(data, 'base64')) };
  } finally {
    await blank.close();
  }
}

/** What the codes on a picture say; what looked like one and could not be read is left out. */
export async function scan(page, png) {
  const [found] = await decodeQRBatch([await points(page, png)], { timeLimit: 5_000 });
  return found.filter((it) => typeof it === 'string');
}

/** What the code on the page says, as it is painted there. */
export async function scanned(page, selector) {
  const [code, ...more] = await scan(page, await page.locator(selector).screenshot());
  if (!code || more.length) throw new Error(`${selector} 扫出 ${code ? more.length + 1 : 0} 个码`);
  return code;
}
