// Ctrl+Up and Ctrl+Down weigh what is selected in a prompt, or the word or the group in parentheses at the caret: (word:1.05). The same keys
// change the number of <lora:name:0.8>.
import { attachWords } from '/prompt-words.js';

const step = 0.05;
const implied = 1.1; // of parentheses without a number
const between = /[\s,.;:!?()<>[\]{}|]/;
const number = /:\s*(-?\d*\.?\d+)\s*$/;

const isEscaped = (text, at) => text[at - 1] === '\\';
const isBetween = (text, at) => between.test(text[at]) && !isEscaped(text, at);
const write = weight => `${Math.max(0, Math.round(weight * 100) / 100)}`;

// The place of the parenthesis that is open at a place, going left or right.
function openAt(text, from, by) {
  const [own, other] = by < 0 ? ['(', ')'] : [')', '('];
  for (let at = by < 0 ? from - 1 : from, depth = 0; at >= 0 && at < text.length; at += by) {
    if (isEscaped(text, at)) continue;
    if (text[at] === other) depth++;
    else if (text[at] === own && depth-- === 0) return at;
  }
  return -1;
}

function groupAt(text, start, end) {
  const [from, to] = [openAt(text, start, -1), openAt(text, end, 1)];
  return from < 0 || to < 0 ? null : [from, to + 1];
}

function tagAt(text, start, end) {
  const [from, to] = [text.lastIndexOf('<', start - 1), text.indexOf('>', end)];
  return from >= 0 && to >= 0 && /^<(lora|lyco):[^<>]*>$/i.test(text.slice(from, to + 1)) ? [from, to + 1] : null;
}

function wordAt(text, at) {
  let [start, end] = [at, at];
  while (start > 0 && !isBetween(text, start - 1)) start--;
  while (end < text.length && !isBetween(text, end)) end++;
  return [start, end];
}

// What stands for the text from `from` to `to` afterwards, and where in it the selection is.
function weigh(text, start, end, by) {
  const tag = tagAt(text, start, end);
  if (tag) {
    const inside = text.slice(tag[0] + 1, tag[1] - 1);
    const weight = Number(inside.slice(5).match(number)?.[1] ?? 1); // behind "lora:", so that a name of digits is none
    const name = inside.slice(0, 5) + inside.slice(5).replace(number, '');
    return { from: tag[0], to: tag[1], text: `<${name}:${write(weight + by)}>`, start: 1, end: 1 + name.length };
  }
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  const isWhole = text[start] === '(' && text[end - 1] === ')' && openAt(text, start + 1, 1) === end - 1;
  let group = isWhole ? [start, end] : groupAt(text, start, end);
  // of a group only a part was selected: that part gets a weight of its own
  const content = group && text.slice(group[0] + 1, group[1] - 1).replace(number, '');
  if (group && !isWhole && start < end && text.slice(start, end) !== content) group = null;
  if (!group) {
    if (start === end) [start, end] = wordAt(text, start);
    const words = text.slice(start, end);
    return words ? { from: start, to: end, text: `(${words}:${write(1 + by)})`, start: 1, end: 1 + words.length } : null;
  }
  const weight = Number(text.slice(group[0] + 1, group[1] - 1).match(number)?.[1] ?? implied) + by;
  return Math.abs(weight - 1) < 0.001
    ? { from: group[0], to: group[1], text: content, start: 0, end: content.length }
    : { from: group[0], to: group[1], text: `(${content}:${write(weight)})`, start: 1, end: 1 + content.length };
}

function onKey(event) {
  const field = event.target;
  const by = { ArrowUp: step, ArrowDown: -step }[event.key];
  if (!by || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !field.matches('[data-weights]')) return;
  event.preventDefault();
  const change = weigh(field.value, field.selectionStart, field.selectionEnd, by);
  if (!change) return;
  field.setSelectionRange(change.from, change.to);
  // the one way that Ctrl+Z knows of
  if (!document.execCommand('insertText', false, change.text)) field.setRangeText(change.text);
  field.setSelectionRange(change.from + change.start, change.from + change.end);
}

// What a prompt may name, offered while it is typed.
export function offer(loras, embeddings, wildcards) {
  attachWords(document.querySelector('form[data-generate]'), { loras, embeddings, wildcards });
}

export function attach() {
  document.querySelector('form[data-generate]').addEventListener('keydown', onKey);
}
