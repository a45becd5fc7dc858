// Fill the empty fields of the form of one control; return whether the browser would send it.
([selector, index, words]) => {
  const form = document.querySelectorAll(selector)[index].form;
  const file = new DataTransfer();
  file.items.add(new File([words.file], 'todoist.csv', {type: 'text/csv'}));
  for (const field of form.elements) {
    if (field.value || field.readOnly || !(field.type in words) || !field.checkVisibility()) continue;
    if (field.type === 'file') field.files = file.files;
    else field.value = words[[...field.classList].find(name => name in words) || field.type];
  }
  return form.noValidate || form.checkValidity();
}
