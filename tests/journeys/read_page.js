// The controls, links and texts of a page, with every details element opened, and the last work of a list selected.
([selector, words]) => {
  document.querySelectorAll('details').forEach(details => { details.open = true });
  const boxes = [...document.querySelectorAll('main input[type=checkbox][form][name=id]')];
  if (boxes.length && !boxes.some(box => box.checked)) boxes.at(-1).click();
  const isShown = element => element.checkVisibility({visibilityProperty: true});
  const text = element => (element.getAttribute('aria-label') || (element.tagName === 'INPUT' && element.value) || element.textContent || element.title
    || '').trim().replace(/\s+/g, ' ').slice(0, 60);
  const isBlank = field => !field.value && !field.readOnly && isShown(field) && field.type in words;
  const read = (element, index) => {
    const form = element.form || element.closest('form'), isOption = element.tagName === 'OPTION';
    const chosen = form?.querySelector('input[type=hidden][name=action]')?.value || '';
    return {
      index, isOption, tag: element.tagName.toLowerCase(), name: element.name || '', value: element.value || '',
      css: [...element.classList].sort().join('.'), text: text(element),
      isShown: isOption || isShown(element), isShared: !!element.closest('body > header, #container > header, #header, #nav-sidebar, footer, #side, .bottom'),
      submits: isOption || !!form && element.type === 'submit' && form.method !== 'dialog',
      blanks: element.type === 'submit' && !!form && form.method !== 'get' && [...form.elements].some(isBlank),
      isValid: !form || form.noValidate || element.formNoValidate || form.checkValidity(),
      method: form && (element.dataset.method || form.dataset.method || form.method).toUpperCase(),
      to: form && new URL(element.getAttribute('formaction') || form.getAttribute('action') || '', location).pathname + chosen,
    };
  };
  return {
    controls: [...document.querySelectorAll(selector)].map(read).filter(control => control.isShown),
    links: [...document.querySelectorAll('a[href]')].map(link => [link.href.baseVal ?? link.href, text(link)]),
    texts: [...document.querySelectorAll('h1, h2, h3, legend, summary, label, th, button, [type=submit], .help, nav a')]
      .filter(isShown).map(element => (element.tagName === 'INPUT' && element.value) || [...element.childNodes].filter(node => node.nodeType === 3)
      .map(node => node.data.trim()).join(' ').trim()),
    language: document.documentElement.lang, isHtml: document.contentType === 'text/html', forms: document.forms.length,
    complains: [...document.querySelectorAll('[role=alert], .errorlist, .errornote, .errors, pre')].some(isShown),
  };
}
