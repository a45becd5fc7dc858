// Fill the empty fields of the form of one control, or correct those that were refused; return whether the browser would send it.
([selector, index, words, corrects]) => {
  const form = document.querySelectorAll(selector)[index].form;
  const file = new DataTransfer();
  file.items.add(new File([words.file], 'todoist.csv', {type: 'text/csv'}));
  const fill = field => {
    if (field.value || field.readOnly || !(field.type in words) || !field.checkVisibility()) return;
    if (field.type === 'file') field.files = file.files;
    else field.value = words[[...field.classList].find(name => name in words) || field.type];
  };
  // What was refused is left out; where it was left out, it is given.
  const correct = fields => {
    for (const field of fields) {
      if (field.tagName === 'SELECT') field.value = [...field.options].find(option => option.value)?.value ?? '';
      else if (['checkbox', 'radio'].includes(field.type)) fields[0].checked = true;
      else if (field.value) field.value = '';
      else fill(field);
    }
  };
  const shown = 'input:not([type=hidden]), select, textarea';
  const errors = corrects ? [...form.querySelectorAll('.error, .errorlist, .errors')] : [];
  for (const box of new Set(errors.map(error => error.closest(`form, :has(${shown})`))))
    // An error of the whole form is beside no field.
    if (!box.querySelector('[type=submit], button:not([type])')) correct([...box.querySelectorAll(shown)]);
  // A browser never gives a file back.
  for (const field of form.elements) if (!corrects || field.type === 'file') fill(field);
  return form.noValidate || form.checkValidity();
}
