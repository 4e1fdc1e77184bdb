document.forms[document.forms.length - 1].submit();
