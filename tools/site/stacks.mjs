// A stack for each part of the program. Split as it comes, the second part would move the first one's stack pointer;
// engines of 2019 let no two programs share a variable that changes, so each gets its own half of the room.
import { readFileSync, writeFileSync } from 'node:fs';
import binaryen from 'binaryen';

binaryen.setDebugInfo(true);

const open = (path) => binaryen.readBinary(readFileSync(path), binaryen.Features.MutableGlobals);
const all = (count, at) => Array.from({ length: count }, (_, index) => at(index));

/** Rewrites the two files. A function only ever puts back the pointer that it moved itself, so two pointers do. */
export function ownStacks(firstPath, secondPath) {
  const [first, second] = [open(firstPath), open(secondPath)];
  const shared = all(second.getNumGlobals(), (at) => binaryen.getGlobalInfo(second.getGlobalByIndex(at))).filter((it) => it.module && it.mutable);
  if (shared.length !== 1) throw new Error(`两半共用的变量应当只有栈：${shared.map((it) => it.base)}`);
  const [pointer] = shared;
  const given = all(first.getNumExports(), (at) => binaryen.getExportInfo(first.getExportByIndex(at))).find((it) => it.name === pointer.base);
  const top = binaryen.getExpressionInfo(binaryen.getGlobalInfo(first.getGlobal(given.value)).init).value;
  first.removeExport(given.name);
  second.removeGlobal(pointer.name);
  // Both grow down: the first from the top, the second from the middle.
  second.addGlobal(pointer.name, binaryen.i32, true, second.i32.const(top / 2));
  for (const [module, path] of [[first, firstPath], [second, secondPath]]) {
    module.setFeatures(binaryen.Features.MVP);
    if (!module.validate()) throw new Error(`${path} 不对`);
    writeFileSync(path, module.emitBinary());
    module.dispose();
  }
}
