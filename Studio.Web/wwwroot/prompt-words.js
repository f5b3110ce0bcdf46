// While "<lora:", "embedding:" or "__" is typed in a prompt: the names that begin or contain what follows, as a list below the text.
const most = 12;
const kinds = [
  { begun: /<(?:lora|lyco):([^<>:]*)$/i, of: 'loras', write: name => `<lora:${name.replace(/\.[^./]+$/, '')}:1>` },
  { begun: /(?:^|[\s,(])embedding:([^\s,():]*)$/i, of: 'embeddings', write: name => `embedding:${name.replace(/\.[^./]+$/, '')}`, keeps: /^[\s,(]/ },
  { begun: /(?:^|[^\w])__([\w/-]*)$/, of: 'wildcards', write: name => `__${name}__`, keeps: /^[^\w]/ },
];

export function attachWords(form, words) {
  const list = document.createElement('ul');
  list.id = 'prompt-words';
  list.className = 'prompt-words';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Names that fit');
  list.hidden = true;
  document.getElementById('prompt-words')?.remove();
  document.body.append(list);
  let open = null; // the field, the kind, where its text begins, the names, the one that is marked

  function close() {
    open?.field.removeAttribute('aria-activedescendant');
    open = null;
    list.hidden = true;
  }

  function look({ target }) {
    if (!target.matches?.('[data-weights]')) return;
    close();
    const before = target.value.slice(0, target.selectionStart);
    for (const kind of kinds) {
      const found = before.match(kind.begun);
      if (!found) continue;
      const typed = found[1].toLowerCase();
      const fit = words[kind.of].filter(name => name.toLowerCase().includes(typed));
      fit.sort((a, b) => b.toLowerCase().startsWith(typed) - a.toLowerCase().startsWith(typed));
      const lead = kind.keeps && kind.keeps.test(found[0]) ? 1 : 0;
      if (fit.length > 0) show({ field: target, kind, start: found.index + lead, names: fit.slice(0, most), at: 0 });
      return;
    }
  }

  function show(found) {
    open = found;
    list.replaceChildren(...found.names.map((name, index) => {
      const item = document.createElement('li');
      item.id = `prompt-word-${index}`;
      item.setAttribute('role', 'option');
      item.textContent = name;
      item.addEventListener('mousedown', event => { event.preventDefault(); choose(index); });
      return item;
    }));
    const box = found.field.getBoundingClientRect();
    Object.assign(list.style, { left: `${box.left}px`, top: `${Math.min(box.bottom + 2, innerHeight - 268)}px`, width: `${box.width}px` });
    list.hidden = false;
    mark(0);
  }

  function mark(index) {
    open.at = (index + open.names.length) % open.names.length;
    [...list.children].forEach((item, at) => item.setAttribute('aria-selected', at === open.at));
    open.field.setAttribute('aria-controls', list.id);
    open.field.setAttribute('aria-activedescendant', `prompt-word-${open.at}`);
    list.children[open.at].scrollIntoView({ block: 'nearest' });
  }

  function choose(index) {
    const { field, kind, start, names } = open;
    close();
    field.setSelectionRange(start, field.selectionStart);
    const text = kind.write(names[index]);
    // the one way that Ctrl+Z knows of
    if (!document.execCommand('insertText', false, text)) field.setRangeText(text, start, field.selectionEnd, 'end');
    close();
  }

  function onKey(event) {
    if (!open || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const act = {
      ArrowDown: () => mark(open.at + 1),
      ArrowUp: () => mark(open.at - 1),
      Enter: () => choose(open.at),
      Tab: () => choose(open.at),
      Escape: close,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  form.addEventListener('input', look);
  form.addEventListener('keydown', onKey, true);
  form.addEventListener('focusout', close);
  addEventListener('scroll', event => { if (event.target !== list) close(); }, { capture: true, passive: true });
}
