// What takes the bytes of a program that still has its names: by crate, before packing.

/** Reads numbers and names of the binary format one after another. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  name() {
    const length = this.number();
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }
}

const IMPORT = 2;
const CODE = 10;
const DATA = 11;

function* sections(bytes, from, to) {
  for (const reader = new Reader(bytes, from); reader.at < to; ) {
    const id = bytes[reader.at++];
    const size = reader.number();
    yield { id, from: reader.at, to: reader.at + size };
    reader.at += size;
  }
}

function imported(bytes, { from }) {
  const reader = new Reader(bytes, from);
  let functions = 0;
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.name();
    reader.name();
    const kind = bytes[reader.at++];
    if (kind === 0) {
      functions += 1;
      reader.number();
    } else if (kind === 3) {
      reader.at += 2;
    } else {
      if (kind === 1) reader.at += 1;
      if (reader.number() & 1) reader.number();
      reader.number();
    }
  }
  return functions;
}

function bodies(bytes, { from }) {
  const reader = new Reader(bytes, from);
  return Array.from({ length: reader.number() }, () => {
    const size = reader.number();
    reader.at += size;
    return size;
  });
}

function names(bytes, all) {
  for (const { id, from, to } of all) {
    const reader = new Reader(bytes, from);
    if (id !== 0 || reader.name() !== 'name') continue;
    for (const part of sections(bytes, reader.at, to)) {
      if (part.id !== 1) continue;
      const list = new Reader(bytes, part.from);
      return new Map(Array.from({ length: list.number() }, () => [list.number(), list.name()]));
    }
  }
  return new Map();
}

/** The crate whose code a function is: of a method, the one that wrote it for its type. */
function crate(name) {
  const path = name.replace(/^<+(?:&|mut |dyn |\*const |\*mut |\(|\[)*/, '');
  return /^([A-Za-z_][A-Za-z0-9_]*)(?:\[[0-9a-f]+\])?::/.exec(path)?.[1] ?? '其他';
}

/** Bytes by crate, with the data and the rest; the heaviest first. */
export function weights(bytes) {
  const all = [...sections(bytes, 8, bytes.length)];
  const known = names(bytes, all);
  const sums = new Map();
  const add = (name, size) => sums.set(name, (sums.get(name) ?? 0) + size);
  let skip = 0;
  for (const it of all) {
    if (it.id === IMPORT) skip = imported(bytes, it);
    if (it.id === CODE) bodies(bytes, it).forEach((size, at) => add(crate(known.get(skip + at) ?? ''), size));
    else if (it.id === DATA) add('数据', it.to - it.from);
    else if (it.id !== 0) add('表头', it.to - it.from);
  }
  return [...sums].sort(([, one], [, other]) => other - one);
}
