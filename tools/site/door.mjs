// The page of another door, made from index.html: without the first question, which is the family's alone.

/** The doors beside the family's, by the name of their program. */
export const DOORS = ['desk', 'rounds'];

/** How the root says whose page it is, and in which files the doors are; `apart`: they are told of, not gone through. */
export function rooted(template, { door, family, apart = false, named = (it) => `${it}.html` }) {
  const files = [family, ...DOORS.map(named), ...(apart ? ['apart'] : [])].join(' ');
  const mark = /<html lang="zh-CN" data-doors="[^"]*">/;
  if (!mark.test(template)) throw new Error('index.html 的根上没有写各个门的文件');
  return template.replace(mark, () => `<html lang="zh-CN"${door ? ` data-door="${door}"` : ''} data-doors="${files}">`);
}

/** The template without the first question and what finds in it. */
export function bare(template) {
  const kept = template.split('\n').filter((line) => !/rel="inline"|src="places\.js"/.test(line));
  if (kept.length !== template.split('\n').length - 2) throw new Error('index.html 里第一问的两行变了');
  return kept.join('\n');
}
